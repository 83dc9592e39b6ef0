package transport

import (
	"crypto/rand"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// ErrUnknownPeer is the answer to a message for an identity that is not connected.
var ErrUnknownPeer = errors.New("no such peer is connected")

// ErrQueueFull is the answer to a message for a peer that does not read.
var ErrQueueFull = errors.New("the peer does not read")

// A Router is a ROUTER socket: messages come with the sender's identity as first
// frame, and the first frame of what is sent picks the receiver.
type Router struct {
	*server
	mu    sync.RWMutex
	peers map[string]*peer
}

// ListenRouter opens a ROUTER socket. on gets each message, identity first, on
// the goroutine that reads its connection: while on blocks, only that peer waits.
func ListenRouter(network, address string, o Options, on func(frames [][]byte)) (*Router, error) {
	s, err := listen(network, address, zmq4.Router, o)
	if err != nil {
		return nil, err
	}
	r := &Router{server: s, peers: map[string]*peer{}}
	s.start(func(p *peer) error {
		id := []byte(p.id)
		if len(id) == 0 { // a leading zero byte cannot clash with what a peer may choose
			id = append([]byte{0}, rand.Text()...)
		}
		r.join(string(id), p)
		defer r.leave(string(id), p)
		return p.receive(func(frames [][]byte, command bool) {
			if !command {
				on(append([][]byte{id}, frames...))
			}
		})
	})
	return r, nil
}

// join makes p the peer of that name. One that reconnects takes over from its
// old connection, which may not have noticed that it is dead.
func (r *Router) join(id string, p *peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.peers[id] = p
}

func (r *Router) leave(id string, p *peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.peers[id] == p {
		delete(r.peers, id)
	}
}

// Send queues a message for the peer that its first frame names. It never blocks.
func (r *Router) Send(frames [][]byte) error {
	if len(frames) < 2 {
		return errors.New("a ROUTER sends an identity and at least one more frame")
	}
	r.mu.RLock()
	p := r.peers[string(frames[0])]
	r.mu.RUnlock()
	if p == nil {
		return ErrUnknownPeer
	}
	if !r.send(p, appendFrames(nil, frames[1:])) {
		return ErrQueueFull
	}
	return nil
}

// Addr is where the socket listens.
func (r *Router) Addr() net.Addr { return r.addr() }

// Close stops listening, gives what is queued linger to leave, and closes all connections.
func (r *Router) Close(linger time.Duration) error { return r.close(linger) }
