package transport

import (
	"bytes"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// maxTopics bounds what one subscriber may make us remember.
const maxTopics = 1000

// A Pub is a PUB socket: what is sent goes to every subscriber whose topics
// match the start of the first frame.
type Pub struct {
	*server
	mu   sync.RWMutex
	subs map[*peer]*subscriber
	buf  sync.Pool // of *[]byte
}

type subscriber struct {
	topics map[string]int // how often each was subscribed to
	all    bool           // subscribed to "", as Jupyter's front ends are
}

// ListenPub opens a PUB socket.
func ListenPub(network, address string, o Options) (*Pub, error) {
	s, err := listen(network, address, zmq4.Pub, o)
	if err != nil {
		return nil, err
	}
	b := &Pub{server: s, subs: map[*peer]*subscriber{}}
	b.buf.New = func() any { return new([]byte) }
	s.start(func(p *peer) error {
		b.mu.Lock()
		b.subs[p] = &subscriber{topics: map[string]int{}}
		b.mu.Unlock()
		defer func() {
			b.mu.Lock()
			delete(b.subs, p)
			b.mu.Unlock()
		}()
		return p.receive(func(frames [][]byte, command bool) { b.subscribe(p, frames, command) })
	})
	return b, nil
}

// subscribe takes a subscription in either of its forms: a message that starts
// with 1 or 0 (ZMTP 3.0), or a command (3.1). Anything else is ignored.
func (b *Pub) subscribe(p *peer, frames [][]byte, command bool) {
	if len(frames) != 1 {
		return
	}
	change, topic := 0, frames[0]
	for prefix, c := range map[string]int{"\x01": 1, "\x00": -1, "\x09SUBSCRIBE": 1, "\x06CANCEL": -1} {
		if command == (len(prefix) > 1) && bytes.HasPrefix(frames[0], []byte(prefix)) {
			change, topic = c, frames[0][len(prefix):]
		}
	}
	if change == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.subs[p]
	if change > 0 && len(s.topics) == maxTopics {
		return
	}
	if s.topics[string(topic)] += change; s.topics[string(topic)] <= 0 {
		delete(s.topics, string(topic))
	}
	s.all = s.topics[""] > 0
}

func (s *subscriber) wants(first []byte) bool {
	if s.all {
		return true
	}
	for t := range s.topics {
		if bytes.HasPrefix(first, []byte(t)) {
			return true
		}
	}
	return false
}

// Send queues a message for every subscriber that wants it. It never blocks.
func (b *Pub) Send(frames [][]byte) {
	if len(frames) == 0 {
		return
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	var encoded *[]byte
	for p, s := range b.subs {
		if !s.wants(frames[0]) {
			continue
		}
		if encoded == nil {
			encoded = b.buf.Get().(*[]byte)
			*encoded = appendFrames((*encoded)[:0], frames)
		}
		b.send(p, *encoded)
	}
	if encoded != nil && cap(*encoded) <= keep {
		b.buf.Put(encoded)
	}
}

// Behind returns the bytes that wait for the fastest subscriber that still
// reads; 0 where none does. Who sends much pauses while it is large.
func (b *Pub) Behind() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	least := -1
	for p := range b.subs {
		waiting, stalled := p.out.backlog()
		if !stalled && (least < 0 || waiting < least) {
			least = waiting
		}
	}
	return max(least, 0)
}

// Subscribers is the number of peers with at least one subscription.
func (b *Pub) Subscribers() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	n := 0
	for _, s := range b.subs {
		if len(s.topics) > 0 {
			n++
		}
	}
	return n
}

// Addr is where the socket listens.
func (b *Pub) Addr() net.Addr { return b.addr() }

// Close stops listening, gives what is queued linger to leave, and closes all connections.
func (b *Pub) Close(linger time.Duration) error { return b.close(linger) }
