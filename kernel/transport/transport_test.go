package transport

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

const patience = 30 * time.Second // how long a test waits for what must come

func quiet() Options {
	return Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

func endpoint(a net.Addr) string { return "tcp://" + a.String() }

func router(t testing.TB, on func([][]byte)) *Router {
	t.Helper()
	r, err := ListenRouter("tcp", "127.0.0.1:0", quiet(), on)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(0) })
	return r
}

func pub(t testing.TB, o Options) *Pub {
	t.Helper()
	p, err := ListenPub("tcp", "127.0.0.1:0", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close(0) })
	return p
}

func dial(t testing.TB, s zmq4.Socket, a net.Addr) zmq4.Socket {
	t.Helper()
	if err := s.Dial(endpoint(a)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func subscriberTo(t testing.TB, p *Pub, topic string) zmq4.Socket {
	t.Helper()
	before := p.Subscribers()
	s := dial(t, zmq4.NewSub(context.Background()), p.Addr())
	if err := s.SetOption(zmq4.OptionSubscribe, topic); err != nil {
		t.Fatal(err)
	}
	await(t, "the subscription", func() bool { return p.Subscribers() > before })
	return s
}

func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not come about", what)
		}
	}
}

func TestFrames(t *testing.T) {
	for _, sizes := range [][]int{{0}, {1}, {255}, {256}, {0, 0, 0}, {3, 70000, 0, 255}, {firstAlloc - 1, firstAlloc, firstAlloc + 1, 5*firstAlloc + 7}} {
		var want [][]byte
		for i, n := range sizes {
			want = append(want, bytes.Repeat([]byte{byte(i + 1)}, n))
		}
		got, command, err := readMessage(reader(appendFrames(nil, want)))
		if err != nil || command || len(got) != len(want) {
			t.Fatalf("sizes %v: %d frames, command %v, error %v", sizes, len(got), command, err)
		}
		for i := range want {
			if !bytes.Equal(got[i], want[i]) {
				t.Errorf("sizes %v: frame %d differs", sizes, i)
			}
		}
	}
}

func TestFrameLimits(t *testing.T) {
	huge := binary.BigEndian.AppendUint64([]byte{flagLong}, 1<<62)
	large := binary.BigEndian.AppendUint64([]byte{flagLong}, maxMessage+1)
	short := append(binary.BigEndian.AppendUint64([]byte{flagLong}, maxMessage), "short"...)
	for name, data := range map[string][]byte{
		"huge": huge, "large": large, "short": short, "flags": {0xff, 1, 2}, "empty": nil,
		"many frames": bytes.Repeat([]byte{flagMore, 0}, maxFrames+2),
	} {
		if _, _, err := readMessage(reader(data)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzReadMessage(f *testing.F) {
	f.Add([]byte{0, 1, 'x'})
	f.Add([]byte{1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 'y'})
	f.Add([]byte{4, 5, 4, 'P', 'I', 'N', 'G'})
	f.Fuzz(func(t *testing.T, data []byte) {
		frames, command, err := readMessage(reader(data))
		if err != nil || command {
			return
		}
		again, _, err := readMessage(reader(appendFrames(nil, frames)))
		if err != nil || len(again) != len(frames) {
			t.Fatalf("%d frames, then %d, error %v", len(frames), len(again), err)
		}
	})
}

func TestRouter(t *testing.T) {
	var r *Router
	r = router(t, func(frames [][]byte) { r.Send(frames) })
	for _, id := range []string{"", "ann", "bob"} {
		d := dial(t, zmq4.NewDealer(context.Background(), zmq4.WithID(zmq4.SocketIdentity(id))), r.Addr())
		for i := range 20 {
			want := fmt.Sprint(id, i)
			if err := d.SendMulti(zmq4.NewMsgFrom([]byte(want), nil, make([]byte, 1000*i))); err != nil {
				t.Fatal(err)
			}
			m, err := d.Recv()
			if err != nil || len(m.Frames) != 3 || string(m.Frames[0]) != want || len(m.Frames[2]) != 1000*i {
				t.Fatalf("got %d frames, error %v", len(m.Frames), err)
			}
		}
	}
	if err := r.Send([][]byte{[]byte("carol"), nil}); err != ErrUnknownPeer {
		t.Errorf("message for an unknown peer: error %v", err)
	}
	if err := r.Send(nil); err == nil {
		t.Error("message without frames: no error")
	}
}

// A client that reconnects under its name gets what is sent to that name.
func TestRouterReconnect(t *testing.T) {
	var r *Router
	r = router(t, func(frames [][]byte) { r.Send(frames) })
	for i := range 5 {
		d := dial(t, zmq4.NewDealer(context.Background(), zmq4.WithID(zmq4.SocketIdentity("ann"))), r.Addr())
		if err := d.Send(zmq4.NewMsgString(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		if m, err := d.Recv(); err != nil || string(m.Bytes()) != fmt.Sprint(i) {
			t.Fatalf("got %q, error %v", m.Bytes(), err)
		}
	}
}

func TestEcho(t *testing.T) {
	e, err := ListenEcho("tcp", "127.0.0.1:0", quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	q := dial(t, zmq4.NewReq(context.Background()), e.Addr())
	for i := range 5 {
		want := fmt.Sprint("ping", i)
		if err := q.Send(zmq4.NewMsgString(want)); err != nil {
			t.Fatal(err)
		}
		if m, err := q.Recv(); err != nil || string(m.Bytes()) != want {
			t.Fatalf("got %q, error %v", m.Bytes(), err)
		}
	}
}

func TestTopics(t *testing.T) {
	p := pub(t, quiet())
	all, a := subscriberTo(t, p, ""), subscriberTo(t, p, "a")
	for _, m := range []string{"b1", "a1", "c", "a2"} {
		p.Send([][]byte{[]byte(m)})
	}
	for _, tt := range []struct {
		s    zmq4.Socket
		want []string
	}{{all, []string{"b1", "a1", "c", "a2"}}, {a, []string{"a1", "a2"}}} {
		for _, want := range tt.want {
			if m, err := tt.s.Recv(); err != nil || string(m.Bytes()) != want {
				t.Errorf("got %q, want %q, error %v", m.Bytes(), want, err)
			}
		}
	}
}

// stalled subscribes to everything and never reads.
func stalled(t testing.TB, p *Pub) {
	t.Helper()
	before := p.Subscribers()
	conn, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	hello := make([]byte, greetingSize)
	hello[0], hello[9], hello[10] = 0xff, 0x7f, 3
	copy(hello[12:], "NULL")
	hello = append(hello, flagCommand, 25)
	hello = append(hello, "\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"...)
	hello = append(hello, 0, 1, 1)
	if _, err := conn.Write(hello); err != nil {
		t.Fatal(err)
	}
	await(t, "the stalled subscription", func() bool { return p.Subscribers() > before })
}

// One subscriber stops reading: the other gets everything, the queue stays
// within its limit, and small messages outlive large ones.
func TestStalledSubscriber(t *testing.T) {
	o := quiet()
	o.Limit = 1 << 20
	p := pub(t, o)
	stalled(t, p)
	reader := subscriberTo(t, p, "")
	const n = 400
	body := make([]byte, 64<<10)
	got := make(chan error, 1)
	go func() {
		for i := range n {
			m, err := reader.Recv()
			if err != nil || binary.BigEndian.Uint64(m.Frames[0]) != uint64(i) {
				got <- fmt.Errorf("message %d: got %d frames, error %v", i, len(m.Frames), err)
				return
			}
		}
		got <- nil
	}()
	for i := range n {
		p.Send([][]byte{binary.BigEndian.AppendUint64(nil, uint64(i)), body})
		await(t, "the reader keeping up", func() bool { return p.Behind() < o.Limit/4 })
	}
	select {
	case err := <-got:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(patience):
		t.Fatal("the stalled subscriber held the other one up")
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	lost := 0
	for peer := range p.subs {
		waiting, _ := peer.out.backlog()
		if waiting > o.Limit+reserve {
			t.Errorf("%d bytes wait, limit %d", waiting, o.Limit)
		}
		lost += peer.out.dropped
	}
	if lost == 0 {
		t.Error("the stalled subscriber lost nothing: it did not stall")
	}
}

func TestOutboxReserve(t *testing.T) {
	a, b := net.Pipe() // nobody reads: every write blocks
	defer b.Close()
	defer a.Close()
	o := newOutbox(a, 100<<10)
	defer o.close()
	bulk := make([]byte, 40<<10)
	sent := 0
	for ; sent < 10; sent++ {
		if ok, _ := o.put(bulk); !ok {
			break
		}
	}
	if sent != 2 {
		t.Errorf("%d messages of 40 KiB fit into 100 KiB", sent)
	}
	if ok, first := o.put(bulk); ok || first {
		t.Errorf("second lost message: ok %v, first %v", ok, first)
	}
	if ok, _ := o.put([]byte("idle")); !ok {
		t.Error("a small message was lost with the bulk")
	}
}

// Whatever comes in, the socket serves the next peer.
func TestGarbage(t *testing.T) {
	var r *Router
	r = router(t, func(frames [][]byte) { r.Send(frames) })
	hello := make([]byte, greetingSize)
	hello[0], hello[9], hello[10] = 0xff, 0x7f, 3
	copy(hello[12:], "NULL")
	ready := func(s string) []byte {
		return append(append(bytes.Clone(hello), flagCommand, byte(len(s))), s...)
	}
	dealer := ready("\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER")
	random := make([]byte, 100<<10)
	rand.Read(random)
	with := func(a []byte, b ...byte) []byte { return append(bytes.Clone(a), b...) }
	for name, data := range map[string][]byte{
		"nothing":            nil,
		"HTTP":               []byte("GET / HTTP/1.1\r\n\r\n"),
		"random":             random,
		"half a greeting":    hello[:30],
		"no READY":           hello,
		"huge READY":         with(hello, 6, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
		"READY with more":    with(hello, 5, 0),
		"endless message":    with(hello, 1, 0, 1, 0),
		"cut property":       ready("\x05READY\x0bSocket"),
		"long property":      ready("\x05READY\x0bSocket-Type\x7f\xff\xff\xffDEALER"),
		"long key":           ready("\x05READY\xffSocket-Type"),
		"no type":            ready("\x05READY"),
		"wrong type":         ready("\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"),
		"huge frame":         with(dealer, 2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
		"wrong flags":        with(dealer, 0xf0, 1, 2),
		"unknown command":    with(dealer, 4, 3, 2, 'H', 'I'),
		"empty command":      with(dealer, 4, 0),
		"ping without ttl":   with(dealer, 4, 5, 4, 'P', 'I', 'N', 'G'),
		"random after hello": append(bytes.Clone(dealer), random...),
	} {
		conn, err := net.Dial("tcp", r.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		conn.Write(data) // may fail: the socket may have hung up already
		if name != "nothing" && name != "half a greeting" && name != "no READY" {
			conn.Close() // the other three stay and stay silent
		} else {
			defer conn.Close()
		}
		d := dial(t, zmq4.NewDealer(context.Background()), r.Addr())
		if err := d.Send(zmq4.NewMsgString(name)); err != nil {
			t.Fatalf("after %s: %v", name, err)
		}
		if m, err := d.Recv(); err != nil || string(m.Bytes()) != name {
			t.Fatalf("after %s: got %q, error %v", name, m.Bytes(), err)
		}
		d.Close()
	}
}

// What was sent before Close leaves before the connection does.
func TestLinger(t *testing.T) {
	p, err := ListenPub("tcp", "127.0.0.1:0", quiet())
	if err != nil {
		t.Fatal(err)
	}
	s := subscriberTo(t, p, "")
	const n = 100
	for i := range n {
		p.Send([][]byte{fmt.Append(nil, i)})
	}
	p.Close(patience)
	for i := range n {
		if m, err := s.Recv(); err != nil || string(m.Bytes()) != fmt.Sprint(i) {
			t.Fatalf("message %d: got %q, error %v", i, m.Bytes(), err)
		}
	}
}
