// Package history keeps the cells that people entered, of all their sessions, in an
// SQLite file that kernels and terminals share. What reads notebooks or runs cells
// does not belong here.
//
// Nobody waits for the disk: the file is opened and written in the background, several
// cells at a time. And a history is never a reason to fail: where the file cannot be
// used, since it is damaged, locked or read-only or the disk is full, the log says so
// and the history lives in memory.
package history

import (
	"log/slog"
	"sync"
	"time"
)

// gather is how long a cell may wait for others to be written with it.
const gather = 100 * time.Millisecond

// An Entry is one cell of some session.
type Entry struct {
	Session int
	Line    int // its execution count
	Source  string
	Output  string // the text of its result; "": none
}

// A History adds the cells of one session to those of earlier ones. Its methods may be
// called from several goroutines at once.
type History struct {
	log  *slog.Logger
	wake chan struct{} // there is something to write
	asks chan func(*file)
	end  chan struct{} // closed by Close
	gone chan struct{} // closed when the file is

	mu     sync.Mutex
	new    []Entry // not yet written
	closed bool
}

// Open returns the history in the file at path, in memory if path is "". It does not
// wait for the file. What old files hold, of the form with a JSON text a line, goes
// into a file that is made new; one at path itself does, too, and is renamed.
func Open(path string, log *slog.Logger, old ...string) *History {
	h := &History{log: log, wake: make(chan struct{}, 1), asks: make(chan func(*file)), end: make(chan struct{}), gone: make(chan struct{})}
	go h.serve(path, old)
	return h
}

// Add notes a cell of this session. One with the line of an earlier one replaces it.
func (h *History) Add(line int, source string) { h.note(Entry{Line: line, Source: source}) }

// Result notes the text that a cell of this session gave.
func (h *History) Result(line int, text string) { h.note(Entry{Line: line, Output: text}) }

func (h *History) note(e Entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.new = append(h.new, e)
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// take is what is to be written.
func (h *History) take() []Entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	entries := h.new
	h.new = nil
	return entries
}

// Find returns the entries that a query selects, oldest first. It sees all that was
// added before.
func (h *History) Find(q Query) (found []Entry) {
	done := make(chan struct{})
	ask := func(f *file) {
		defer close(done)
		found = f.find(q)
	}
	select {
	case h.asks <- ask:
		<-done
	case <-h.gone:
	}
	return found
}

// Close writes what is left and closes the file.
func (h *History) Close() {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		close(h.end)
	}
	h.mu.Unlock()
	<-h.gone
}

// serve is the only one to touch the file.
func (h *History) serve(path string, old []string) {
	defer close(h.gone)
	f := open(path, old, h.log)
	defer f.close()
	for {
		select {
		case <-h.wake:
		case ask := <-h.asks:
			f.write(h.take())
			ask(f)
			continue
		case <-h.end:
		}
		select {
		case <-time.After(gather):
		case ask := <-h.asks:
			f.write(h.take())
			ask(f)
		case <-h.end:
			f.write(h.take())
			return
		}
		f.write(h.take())
	}
}
