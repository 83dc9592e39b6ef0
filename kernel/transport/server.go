// Package transport is the kernel's side of the five ZeroMQ sockets.
//
// The ZMTP handshake is zmq4's. What comes after it is ours, because zmq4's
// sockets shake hands with one peer at a time (a silent one blocks the port),
// allocate what a frame's header claims, write each frame with two system calls,
// and a PUB waits for the slowest of its subscribers. Here each connection has a
// bounded queue that one goroutine writes out in batches: sending never blocks,
// and a peer that stops reading loses messages once its queue is full.
//
// Nothing of Jupyter belongs here.
package transport

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Options of a socket. The zero value is ready to use.
type Options struct {
	Limit int          // bytes that may wait for one peer; default 64 MiB
	Log   *slog.Logger // default: slog.Default()
}

func (o Options) withDefaults() Options {
	if o.Limit <= 0 {
		o.Limit = 64 << 20
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// A server accepts connections and runs serve on each.
type server struct {
	opts     Options
	kind     zmq4.SocketType
	listener net.Listener
	serve    func(*peer) error

	mu     sync.Mutex
	conns  map[net.Conn]*peer // nil during the handshake
	closed bool
	wg     sync.WaitGroup
}

func listen(network, address string, kind zmq4.SocketType, o Options) (*server, error) {
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, fmt.Errorf("%s socket: %w", kind, err)
	}
	if network == "unix" { // of this user alone, whatever the umask is
		if err := os.Chmod(address, 0o600); err != nil {
			l.Close()
			return nil, fmt.Errorf("%s socket: %w", kind, err)
		}
	}
	o = o.withDefaults()
	o.Log = o.Log.With("socket", string(kind), "address", l.Addr().String())
	return &server{opts: o, kind: kind, listener: l, conns: map[net.Conn]*peer{}}, nil
}

// start begins to accept. Each connection is greeted and served on its own
// goroutine, and closed when serve returns.
func (s *server) start(serve func(*peer) error) {
	s.serve = serve
	s.wg.Go(func() {
		for {
			conn, err := s.listener.Accept()
			switch {
			case errors.Is(err, net.ErrClosed):
				return
			case err != nil: // out of descriptors, most likely: others may close some
				s.opts.Log.Warn("cannot accept", "error", err)
				time.Sleep(50 * time.Millisecond)
				continue
			}
			if s.add(conn, nil) {
				s.wg.Go(func() { s.handle(conn) })
			}
		}
	})
}

func (s *server) handle(conn net.Conn) {
	log := s.opts.Log.With("peer", conn.RemoteAddr().String())
	defer func() {
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
		conn.Close()
	}()
	p, err := open(conn, s.kind, s.opts.Limit)
	if err != nil {
		log.Warn("dropped a connection that is not a ZeroMQ peer", "error", err)
		return
	}
	defer p.close()
	if !s.add(conn, p) {
		return
	}
	log.Debug("connected", "identity", p.id)
	if err := s.serve(p); err != nil {
		log.Warn("dropped a connection", "error", err)
	}
}

func (s *server) add(conn net.Conn, p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		conn.Close()
		return false
	}
	s.conns[conn] = p
	return true
}

// send queues an encoded message for a peer and logs the first one of a row
// that is lost.
func (s *server) send(p *peer, message []byte) bool {
	ok, first := p.out.put(message)
	if first {
		s.opts.Log.Warn("a peer does not read: messages to it are lost until it does",
			"peer", p.conn.RemoteAddr().String(), "limit", s.opts.Limit)
	}
	return ok
}

// close stops listening, gives what is queued linger to leave, and closes all connections.
func (s *server) close(linger time.Duration) error {
	err := s.listener.Close()
	s.mu.Lock()
	s.closed = true
	var drains sync.WaitGroup
	for conn, p := range s.conns {
		if p == nil {
			conn.Close()
			continue
		}
		drains.Go(func() {
			p.out.drain(linger)
			p.close()
		})
	}
	s.mu.Unlock()
	drains.Wait()
	s.wg.Wait()
	return err
}

// addr is where the socket listens.
func (s *server) addr() net.Addr { return s.listener.Addr() }
