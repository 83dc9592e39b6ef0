package debug

import "errors"

// A step is how far a thread goes on.
type step struct {
	thread *thread
	kind   kind
	from   *Frame
	at     *place // where it began
}

type kind int

const (
	into kind = iota
	over
	out
)

// ends reports whether a step ends before the statement that a frame has come to:
// at another line, at another function, or where it began, a round of a loop later.
func (s *step) ends(f *Frame) bool {
	switch {
	case f.thread != s.thread:
		return false
	case s.kind == out:
		return f.depth < s.from.depth
	case s.kind == over && f.depth > s.from.depth:
		return false
	}
	return f != s.from || f.at == s.at || f.at.Line != s.at.Line
}

// A halt is a thread that is stopped.
type halt struct {
	thread *thread
	at     *Frame
	reason string
	text   string        // of a panic
	work   chan func()   // to do on the goroutine
	resume chan struct{} // to go on
	over   chan struct{} // closed when it goes on

	frames  map[int]*Frame // by the numbers that front ends know
	numbers map[*Frame]int
}

// renumber gives the frames new numbers from now on; the old ones stay good.
// JupyterLab asks for the variables of a frame anew, after an evaluation, only if
// its number is another.
func (h *halt) renumber() { h.numbers = map[*Frame]int{} }

// number is that of a frame. Debugger.mu is held.
func (d *Debugger) number(f *Frame) int {
	h := d.stopped
	if h.numbers[f] == 0 {
		d.lastID++
		h.numbers[f], h.frames[d.lastID] = d.lastID, f
	}
	return h.numbers[f]
}

// stop holds the running goroutine until somebody lets it go on or its cell is
// interrupted. Of several that are to stop, one is stopped at a time.
func (d *Debugger) stop(f *Frame, reason, text string) {
	d.session.Wait(func(interrupted <-chan struct{}) {
		select {
		case d.turn <- struct{}{}:
		case <-interrupted:
			return
		}
		defer func() { <-d.turn }()
		if text == "" {
			if reason = d.reason(f); reason == "" { // nobody wants it any more
				return
			}
		}
		select {
		case <-interrupted:
			return
		default:
		}
		h := &halt{thread: f.thread, at: f, reason: reason, text: text, work: make(chan func()), resume: make(chan struct{}, 1), over: make(chan struct{}), frames: map[int]*Frame{}, numbers: map[*Frame]int{}}
		d.begin(h)
		defer d.end(h)
		for {
			select {
			case <-h.resume:
				return
			case <-interrupted:
				return
			case work := <-h.work:
				work()
			}
		}
	})
}

func (d *Debugger) begin(h *halt) {
	d.step.Store(nil)
	d.pausing.Store(false)
	d.mu.Lock()
	d.stopped = h
	d.mu.Unlock()
	body := map[string]any{"reason": h.reason, "threadId": h.thread.id, "allThreadsStopped": false}
	if h.text != "" {
		body["text"], body["description"] = h.text, h.text
	}
	d.event("stopped", body)
}

func (d *Debugger) end(h *halt) {
	close(h.over)
	d.mu.Lock()
	d.stopped = nil
	d.handles.forgetStop()
	d.mu.Unlock()
	d.event("continued", map[string]any{"threadId": h.thread.id, "allThreadsContinued": false})
}

// panicked stops where a panic comes out of the function that it began in. The
// functions around it see it one after the other.
func (d *Debugger) panicked(f *Frame, p any) {
	t := f.thread
	again := f.depth == t.passed-1
	t.passed = f.depth
	if again || f.at == nil || t.quiet {
		return
	}
	if name, message := d.session.Describe(p); name != "" {
		d.stop(f, "exception", name+": "+message)
	}
}

var errNotStopped = errors.New("nothing is stopped")

// ErrRunning says that values cannot be looked at, since they change.
var ErrRunning = errors.New("a cell is running, and nothing is stopped")

// release lets the stopped thread go on; with a step, until that ends.
func (d *Debugger) release(k *kind) (*halt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.stopped
	if h == nil {
		return nil, errNotStopped
	}
	if k != nil {
		d.step.Store(&step{thread: h.thread, kind: *k, from: h.at, at: h.at.at})
	}
	select {
	case h.resume <- struct{}{}:
	default:
	}
	return h, nil
}
