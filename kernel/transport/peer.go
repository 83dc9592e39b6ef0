package transport

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// handshakeTime is how long a new connection may take to say what it is.
const handshakeTime = 20 * time.Second

// A peer is one connection after its handshake.
type peer struct {
	id   string // identity it gave itself, may be empty
	conn net.Conn
	in   *bufio.Reader
	out  *outbox
}

// open does the ZMTP handshake. zmq4 panics on some malformed metadata; here
// that is an error like any other.
func open(conn net.Conn, kind zmq4.SocketType, limit int) (p *peer, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("malformed handshake: %v", r)
		}
	}()
	conn.SetDeadline(time.Now().Add(handshakeTime))
	g := &greeter{Conn: conn, in: bufio.NewReaderSize(conn, 32<<10)}
	z, err := zmq4.Open(g, null.Security(), kind, nil, true, nil)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Time{})
	return &peer{id: z.Peer.Meta["Identity"], conn: conn, in: g.in, out: newOutbox(conn, limit)}, nil
}

// receive calls on for each message until the connection ends. Pings are answered here.
func (p *peer) receive(on func(frames [][]byte, command bool)) error {
	for {
		frames, command, err := readMessage(p.in)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
			return nil
		case err != nil:
			return err
		case command && len(frames) == 1 && bytes.HasPrefix(frames[0], []byte("\x04PING")):
			pong := append([]byte("\x04PONG"), frames[0][min(len(frames[0]), 7):]...)
			p.out.put(appendFrame(nil, flagCommand, pong))
		default:
			on(frames, command)
		}
	}
}

func (p *peer) close() {
	p.out.close()
	p.conn.Close()
}

// A greeter is a connection during its handshake. It refuses a frame larger than
// a READY command before zmq4 allocates what the header claims.
type greeter struct {
	net.Conn
	in   *bufio.Reader
	read int
}

const greetingSize = 64

func (g *greeter) Read(b []byte) (int, error) {
	if g.read < greetingSize {
		b = b[:min(len(b), greetingSize-g.read)]
	} else if g.read == greetingSize {
		if err := g.checkReady(); err != nil {
			return 0, err
		}
	}
	n, err := g.in.Read(b)
	g.read += n
	return n, err
}

func (g *greeter) checkReady() error {
	head, err := g.in.Peek(2)
	if err != nil {
		return err
	}
	if head[0]&^flagLong != flagCommand {
		return fmt.Errorf("frame flags are %#x where a READY command is due", head[0])
	}
	if head[0]&flagLong == 0 {
		return nil
	}
	head, err = g.in.Peek(9)
	if err != nil {
		return err
	}
	for _, b := range head[1:7] {
		if b != 0 {
			return errTooLarge
		}
	}
	if int(head[7])<<8|int(head[8]) > maxHandshake {
		return errTooLarge
	}
	return nil
}
