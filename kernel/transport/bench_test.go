package transport

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"testing"

	"github.com/go-zeromq/zmq4"
)

func reader(b []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(b)) }

// A small iopub message: topic, delimiter, signature, three small frames and the content.
func iopubFrames() [][]byte {
	return [][]byte{[]byte("stream"), []byte("<IDS|MSG>"), make([]byte, 64), make([]byte, 180),
		make([]byte, 180), []byte("{}"), []byte(`{"name":"stdout","text":"hello\n"}`)}
}

// count reads a subscription with as little cost as can be had, so that the
// publisher is what is measured.
func count(b *testing.B, a net.Addr, n int) <-chan error {
	b.Helper()
	conn, err := net.Dial("tcp", a.String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	in := bufio.NewReaderSize(conn, 1<<20)
	hello := make([]byte, greetingSize)
	hello[0], hello[9], hello[10] = 0xff, 0x7f, 3
	copy(hello[12:], "NULL")
	hello = append(append(hello, flagCommand, 25), "\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"...)
	conn.Write(append(hello, 0, 1, 1))
	if _, err := in.Discard(greetingSize); err != nil {
		b.Fatal(err)
	}
	if _, _, err := readMessage(in); err != nil { // READY
		b.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < n && err == nil; i++ {
			_, _, err = readMessage(in)
		}
		done <- err
	}()
	return done
}

// BenchmarkPub compares messages to one reading subscriber, ours against zmq4's own PUB.
func BenchmarkPub(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		p := pub(b, Options{Limit: 1 << 30, Log: quiet().Log})
		done := count(b, p.Addr(), b.N)
		await(b, "the subscription", func() bool { return p.Subscribers() > 0 })
		b.ResetTimer()
		for range b.N {
			p.Send(iopubFrames())
		}
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	})
	b.Run("stock", func(b *testing.B) {
		p := zmq4.NewPub(context.Background())
		defer p.Close()
		if err := p.Listen("tcp://127.0.0.1:0"); err != nil {
			b.Fatal(err)
		}
		done := count(b, p.Addr(), b.N)
		await(b, "the subscription", func() bool { return len(p.(zmq4.Topics).Topics()) > 0 })
		b.ResetTimer()
		for range b.N {
			if err := p.SendMulti(zmq4.NewMsgFrom(iopubFrames()...)); err != nil {
				b.Fatal(err)
			}
		}
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkRouter compares round trips of one shell message, client included.
func BenchmarkRouter(b *testing.B) {
	trips := func(b *testing.B, a net.Addr) {
		conn, err := net.Dial("tcp", a.String())
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close()
		p, err := greet(conn)
		if err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for range b.N {
			if _, err := conn.Write(appendFrames(nil, iopubFrames())); err != nil {
				b.Fatal(err)
			}
			if _, _, err := readMessage(p); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("ours", func(b *testing.B) {
		var r *Router
		r = router(b, func(frames [][]byte) { r.Send(frames) })
		trips(b, r.Addr())
	})
	b.Run("stock", func(b *testing.B) {
		r := zmq4.NewRouter(context.Background())
		if err := r.Listen("tcp://127.0.0.1:0"); err != nil {
			b.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				m, err := r.Recv()
				if err != nil {
					return
				}
				r.SendMulti(m)
			}
		}()
		trips(b, r.Addr())
		r.Close()
		<-done
	})
}

func greet(conn net.Conn) (*bufio.Reader, error) {
	hello := make([]byte, greetingSize)
	hello[0], hello[9], hello[10] = 0xff, 0x7f, 3
	copy(hello[12:], "NULL")
	hello = append(append(hello, flagCommand, 28), "\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"...)
	if _, err := conn.Write(hello); err != nil {
		return nil, err
	}
	in := bufio.NewReader(conn)
	if _, err := io.CopyN(io.Discard, in, greetingSize); err != nil {
		return nil, err
	}
	_, _, err := readMessage(in)
	return in, err
}
