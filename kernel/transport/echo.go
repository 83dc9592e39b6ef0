package transport

import (
	"net"

	"github.com/go-zeromq/zmq4"
)

// An Echo is a REP socket that answers every request with itself: Jupyter's heartbeat.
type Echo struct{ *server }

// ListenEcho opens an Echo.
func ListenEcho(network, address string, o Options) (*Echo, error) {
	s, err := listen(network, address, zmq4.Rep, o)
	if err != nil {
		return nil, err
	}
	s.start(func(p *peer) error {
		return p.receive(func(frames [][]byte, command bool) {
			if !command { // the frames before the empty one route the answer: they go back as they are
				s.send(p, appendFrames(nil, frames))
			}
		})
	})
	return &Echo{s}, nil
}

// Addr is where the socket listens.
func (e *Echo) Addr() net.Addr { return e.addr() }

// Close stops listening and closes all connections.
func (e *Echo) Close() error { return e.close(0) }
