// Package interrupt lets a compiled loop notice that the user wants it to stop,
// as by the stop button of a notebook. It holds the signal and nothing else:
// who presses the button, and how interpreted code is stopped, is the host's
// business.
//
// A loop takes the signal once, before it starts, and asks it at each round:
//
//	stop := interrupt.Current()
//	for k := 0; k < n && !stop.Requested(); k++ {
//		step()
//	}
//
// The signal belongs to one cell. A loop that was slow to look, and is still
// there when the next cell runs, so learns of its own end and not of the
// other's. [Requested] and [Check] are for code that runs for a moment only.
package interrupt

import (
	"context"
	"errors"
	"sync/atomic"
)

// ErrInterrupted says that work ended early because the user wished so.
var ErrInterrupted = errors.New("interrupted")

// A Signal carries the wish to end one cell's run from the host to the loops of
// that run. Its methods may be called from several goroutines at once. There is
// no way back: once requested, always requested.
type Signal struct {
	state  atomic.Uint32 // stopped: what ctx says, without its lock; crowded: others wait for their turn
	turn   atomic.Pointer[Turn]
	ctx    context.Context
	cancel context.CancelCauseFunc
}

// Bits of Signal.state.
const (
	stopped = 1 << iota
	crowded
)

var current = func() *atomic.Pointer[Signal] {
	p := new(atomic.Pointer[Signal])
	p.Store(newSignal())
	return p
}()

func newSignal() *Signal {
	ctx, cancel := context.WithCancelCause(context.Background())
	return &Signal{ctx: ctx, cancel: cancel}
}

// Begin starts a new run and makes its signal the current one. It is for the
// host, at the start of each cell; loops of earlier runs keep the signal they took.
func Begin() *Signal {
	s := newSignal()
	current.Store(s)
	return s
}

// Current returns the signal of the running cell. In a program without a host
// it is one that nobody ever sends.
func Current() *Signal { return current.Load() }

// Requested says whether the running cell is to stop: Current().Requested().
func Requested() bool { return current.Load().Requested() }

// Check is Current().Check().
func Check() { current.Load().Check() }

// Stop asks everything that runs under s to end. It is for the host; a second
// call changes nothing.
func (s *Signal) Stop() {
	s.state.Or(stopped)
	s.cancel(ErrInterrupted)
}

// Requested says whether s was told to stop. It costs about a nanosecond, unless
// another cell wants its turn: then the one that asks waits for that to be over.
func (s *Signal) Requested() bool { return s.state.Load() != 0 && s.attend() }

// attend is Requested where there is something to see.
func (s *Signal) attend() bool {
	if t := s.turn.Load(); t != nil && s.state.Load()&crowded != 0 {
		t.Pass()
	}
	return s.state.Load()&stopped != 0
}

// Err returns [ErrInterrupted] once s was told to stop, and nil before.
func (s *Signal) Err() error {
	if s.Requested() {
		return ErrInterrupted
	}
	return nil
}

// Check panics with [ErrInterrupted] once s was told to stop. It is for loops
// deep inside of code that has no way to return an error, and only on the
// goroutine that the cell runs on: a panic on another would end the process.
// There, use Requested or Err.
func (s *Signal) Check() {
	if s.Requested() {
		panic(ErrInterrupted)
	}
}

// Done is closed once s was told to stop, for use in a select.
func (s *Signal) Done() <-chan struct{} { return s.ctx.Done() }

// Context ends once s was told to stop, with [ErrInterrupted] as its cause. It
// is for what takes a context, such as a download.
func (s *Signal) Context() context.Context { return s.ctx }
