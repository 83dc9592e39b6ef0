package lang

import (
	"context"
	"slices"
	"sync"
	"time"

	"monro/lang/goroutine"
	"monro/lang/interp"
	"monro/lang/rt"
	"monro/stdlib/interrupt"
	"monro/stdlib/running"
)

// slice is how long a cell runs before another that has waited gets its turn again. A
// new cell does not wait: it is likely to be short.
const slice = 20 * time.Millisecond

// A turn is one cell on its way. Cells of several shells take turns: only one of them
// runs at any moment, and it makes room where it passes the beginning of a loop's
// round, asks whether it is to stop, or waits. So none ever sees a variable that
// another is about to write, and the interpreter never compiles while it runs.
type turn struct {
	shell     string
	signal    *interrupt.Signal       // of what runs; nil while nothing does
	stop      context.CancelCauseFunc // stops that
	goroutine uintptr                 // where it runs; 0 while nothing does
	kept      bool                    // it gives way no more
	over      bool
	state     *state // while another has its turn
}

// A state is what belongs to the cell that has its turn.
type state struct {
	signal *interrupt.Signal
	source string // as package running knows it
	text   string
	rt     rt.Cell
	interp interp.State
}

// turns knows who has the turn and who waits for it.
type turns struct {
	mu      sync.Mutex
	changed sync.Cond
	holder  *turn
	waiting []*turn
}

// take waits for the turn.
func (s *Session) take(ctx context.Context, shell string) (*turn, error) {
	t, c := &turn{shell: shell}, &s.turns
	defer context.AfterFunc(ctx, c.wake)()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, t)
	s.next()
	if c.holder != t {
		s.crowd(true)
	}
	for c.holder != t {
		if ctx.Err() != nil {
			c.waiting = slices.DeleteFunc(c.waiting, func(w *turn) bool { return w == t })
			return nil, &Error{Name: "Interrupted", Message: "interrupted before its turn came", Traceback: []string{red("Interrupted") + ": interrupted before its turn came"}}
		}
		c.changed.Wait()
	}
	s.onTurn(shell)
	return t, nil
}

func (c *turns) wake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed.Broadcast()
}

// end gives the turn up for good.
func (s *Session) end(t *turn) {
	c := &s.turns
	c.mu.Lock()
	defer c.mu.Unlock()
	t.over = true
	c.waiting = slices.DeleteFunc(c.waiting, func(w *turn) bool { return w == t })
	if c.holder == t {
		s.release()
		s.next()
	}
	c.changed.Broadcast()
}

// release leaves the turn to nobody. c.mu is held.
func (s *Session) release() {
	s.crowd(false)
	s.turns.holder = nil
}

// next gives a turn that nobody has to the first who waits. c.mu is held.
func (s *Session) next() {
	c := &s.turns
	if c.holder == nil && len(c.waiting) > 0 {
		c.holder, c.waiting = c.waiting[0], c.waiting[1:]
		c.changed.Broadcast()
	}
	if len(c.waiting) > 0 {
		time.AfterFunc(slice, func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			s.crowd(len(c.waiting) > 0)
		})
	}
}

// crowd tells the code that runs whether others wait. c.mu is held.
func (s *Session) crowd(on bool) {
	s.rt.Crowd(on)
	if t := s.turns.holder; t != nil && t.signal != nil {
		t.signal.Crowd(on)
	}
}

// begin says under which signal the code runs that has its turn, and what stops it.
func (s *Session) begin(signal *interrupt.Signal, stop context.CancelCauseFunc) *turn {
	c := &s.turns
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.holder
	t.signal, t.stop = signal, stop
	signal.Share(interrupt.Turn{Pass: s.pass, Leave: s.away})
	s.crowd(len(c.waiting) > 0)
	return t
}

// started notes the goroutine on which that code runs.
func (s *Session) started() {
	c, id := &s.turns, goroutine.ID()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holder != nil {
		c.holder.goroutine = id
	}
}

// ended says that it has ended.
func (s *Session) ended(t *turn) {
	s.turns.mu.Lock()
	defer s.turns.mu.Unlock()
	t.signal, t.stop, t.goroutine = nil, nil, 0
}

// mine is the turn of the running goroutine, nil for one that may not give it away.
// c.mu is held.
func (c *turns) mine(id uintptr) *turn {
	if t := c.holder; t != nil && t.goroutine == id && !t.kept {
		return t
	}
	return nil
}

// pass lets those who wait have their turn.
func (s *Session) pass() {
	c, id := &s.turns, goroutine.ID()
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.mine(id)
	if t == nil || len(c.waiting) == 0 {
		return
	}
	s.suspend(t)
	s.await(t)
}

// away gives the turn away for as long as the running goroutine waits for something.
func (s *Session) away() (back func()) {
	c, id := &s.turns, goroutine.ID()
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.mine(id)
	if t == nil {
		return func() {}
	}
	s.suspend(t)
	s.next()
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		s.await(t)
	}
}

// suspend takes the turn from t, for others. c.mu is held.
func (s *Session) suspend(t *turn) {
	t.state = &state{signal: t.signal, source: running.Source(), text: s.text, rt: s.rt.Suspend(), interp: s.interp.Suspend()}
	s.release()
}

// await waits until t has its turn again, or is over. c.mu is held.
func (s *Session) await(t *turn) {
	c := &s.turns
	if !t.over && c.holder != t && !slices.Contains(c.waiting, t) {
		c.waiting = append(c.waiting, t)
	}
	s.next()
	for c.holder != t && !t.over {
		c.changed.Wait()
	}
	if t.over || t.state == nil {
		return
	}
	t.state.signal.Resume()
	running.Begin(t.state.source)
	s.text = t.state.text
	s.rt.Resume(t.state.rt)
	s.interp.Resume(t.state.interp)
	t.state = nil
	s.onTurn(t.shell)
}

// keep waits until t has its turn and lets it give way no more: it is to be stopped,
// which the interpreter can only do to what has its turn.
func (s *Session) keep(t *turn) {
	c := &s.turns
	c.mu.Lock()
	defer c.mu.Unlock()
	t.kept = true
	s.crowd(c.holder != t || len(c.waiting) > 0)
	s.await(t)
}
