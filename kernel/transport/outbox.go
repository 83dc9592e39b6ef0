package transport

import (
	"net"
	"sync"
	"time"
)

const (
	// reserve is what small messages may use beyond the limit: when a reader
	// falls behind, bulk is lost first and "idle" still arrives.
	reserve = 1 << 20
	small   = 4 << 10
	// chunk bounds one system call, so that a reader who takes some of it
	// counts as making progress.
	chunk = 256 << 10
	// keep is the largest buffer that is kept for the next batch.
	keep = 1 << 20
)

// stallAfter is how long one chunk may wait for its reader before the reader
// counts as stalled.
const stallAfter = time.Second

// An outbox is the bounded queue of one connection. Any number of goroutines
// put whole messages in; one goroutine writes them out, all that wait at once.
type outbox struct {
	conn  net.Conn
	limit int

	mu       sync.Mutex
	wake     sync.Cond // something to write, or closing
	empty    sync.Cond // everything was written, or writing failed
	queue    []byte
	inFlight int       // bytes handed to the connection and not yet taken
	since    time.Time // start of the write in flight; zero: none
	dropped  int       // messages lost since the last one that fitted
	closed   bool
}

func newOutbox(conn net.Conn, limit int) *outbox {
	o := &outbox{conn: conn, limit: limit}
	o.wake.L, o.empty.L = &o.mu, &o.mu
	go o.run()
	return o
}

// put queues one encoded message and never blocks. It reports false where the
// message is lost: the connection is closed, or its queue is full. first is true
// for the first message of a row of lost ones.
func (o *outbox) put(message []byte) (ok, first bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return false, false
	}
	limit := o.limit
	if len(message) <= small {
		limit += reserve
	}
	// A message larger than the whole limit still passes through an empty queue.
	if waiting := len(o.queue) + o.inFlight; waiting > 0 && waiting+len(message) > limit {
		o.dropped++
		return false, o.dropped == 1
	}
	o.dropped = 0
	o.queue = append(o.queue, message...)
	o.wake.Signal()
	return true, false
}

// backlog returns the bytes that wait, and whether the reader has stopped.
func (o *outbox) backlog() (waiting int, stalled bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.queue) + o.inFlight, o.closed || !o.since.IsZero() && time.Since(o.since) > stallAfter
}

func (o *outbox) run() {
	var batch []byte
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		for len(o.queue) == 0 && !o.closed {
			o.empty.Broadcast()
			o.wake.Wait()
		}
		if o.closed {
			return
		}
		batch, o.queue = o.queue, batch[:0]
		o.inFlight = len(batch)
		for rest := batch; len(rest) > 0; {
			n := min(len(rest), chunk)
			o.since = time.Now()
			o.mu.Unlock()
			_, err := o.conn.Write(rest[:n])
			o.mu.Lock()
			o.since = time.Time{}
			o.inFlight -= n
			if err != nil || o.closed {
				o.closed = true
				o.queue = nil
				o.inFlight = 0
				o.empty.Broadcast()
				o.conn.Close() // its reading side ends too
				return
			}
			rest = rest[n:]
		}
		if cap(batch) > keep {
			batch = nil
		}
	}
}

// drain waits until all is written, at most this long.
func (o *outbox) drain(d time.Duration) {
	t := time.AfterFunc(d, func() { o.conn.SetWriteDeadline(time.Now()) })
	defer t.Stop()
	o.mu.Lock()
	defer o.mu.Unlock()
	for !o.closed && len(o.queue)+o.inFlight > 0 {
		o.empty.Wait()
	}
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.wake.Signal()
	o.empty.Broadcast()
}
