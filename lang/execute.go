package lang

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"monro/lang/interp"
	"monro/lang/lower"
	"monro/lang/rt"
	"monro/stdlib/display"
	"monro/stdlib/interrupt"
	"monro/stdlib/running"
)

// Reasons why a watch stops a cell.
var (
	errRecursion = errors.New("stack overflow: a function calls itself without end")
	errMemory    = errors.New("out of memory")
)

const (
	// stackLimit is how much stack a cell may take more than there was. A deeper
	// one is taken for a recursion without end.
	stackLimit = 192 << 20
	// goroutineStack is what many goroutines take each: theirs is no recursion.
	goroutineStack = 64 << 10
	// maxStack is where Go ends the process. It leaves the watch time: a stack
	// doubles when it grows.
	maxStack = 4 << 30
)

// execute runs a prepared cell under watch.
func (s *Session) execute(ctx context.Context, p *lower.Program) error {
	return s.watched(ctx, func(ctx context.Context) interp.Outcome { return s.interp.Run(ctx, p.Run, s.patience) })
}

// watched runs code of the session, which is to end when the context that it is
// given does.
func (s *Session) watched(ctx context.Context, run func(context.Context) interp.Outcome) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	signal := interrupt.Begin()
	turn := s.begin(signal, stop)
	defer s.ended(turn)
	s.rt.Begin(signal)
	running.Begin(s.text)
	halted, halt := context.WithCancelCause(context.Background())
	defer halt(nil)
	release := context.AfterFunc(ctx, func() {
		signal.Stop() // first, so that what asks for it is warned of the other
		s.keep(turn)
		halt(context.Cause(ctx))
	})
	watched := make(chan struct{})
	go func() { s.watch(ctx, stop); close(watched) }()
	out := run(halted)
	s.rt.End()
	if signal.Requested() && out.Error == nil && out.Stopped == nil { // a compiled loop heard of it first
		out.Stopped, out.Panic = context.Cause(ctx), nil
	}
	release() // an end is no interrupt
	stop(nil)
	<-watched
	if out.Stopped != nil || out.Panic != nil {
		display.Settle() // bars of loops that were left
	}
	switch {
	case out.Error != nil:
		return &Error{Name: "InternalError", Message: out.Error.Error(), Traceback: []string{red("InternalError") + ": " + out.Error.Error()}}
	case out.Stopped != nil:
		return s.stopError(out)
	case out.Panic != nil:
		return s.panicError(out.Panic, out.Frames)
	}
	return nil
}

// patience is how long a stopped cell may take to end. A deep stack takes a
// while to unwind; somebody who pressed a button does not want to wait.
func (s *Session) patience(cause error) time.Duration {
	if errors.Is(cause, errRecursion) || errors.Is(cause, errMemory) {
		return 10 * time.Second
	}
	return s.grace
}

// watch stops a cell whose stacks or heap outgrow the limits that the process
// would not survive. It ends with ctx.
func (s *Session) watch(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	limit := s.memory
	if kept := rt.HeapInUse(); kept > limit/2 { // what earlier cells keep is not this one's fault
		limit = max(limit, kept+kept/8)
	}
	base, _ := stacks()
	var rest time.Time // collections take their time: they are not made all the time
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		stack, goroutines := stacks()
		base = min(base, stack) // what earlier cells left has ended since
		grown := stack - base
		if grown-goroutines*goroutineStack > stackLimit {
			stop(errRecursion)
			return
		}
		if s.memory <= 0 || rt.HeapInUse()+grown <= limit || time.Now().Before(rest) {
			continue
		}
		started := time.Now()
		if rt.HeapOver(limit, grown) {
			what := "the heap grew"
			if grown > limit/2 {
				what = fmt.Sprintf("the stacks of %d goroutines grew", goroutines)
			}
			stop(fmt.Errorf("%w: %s beyond %d MiB (set by MONRO_MEMORY)", errMemory, what, limit>>20))
			defer debug.FreeOSMemory()
			return
		}
		rest = time.Now().Add(3 * time.Since(started))
	}
}

// stacks is how many bytes the stacks of all goroutines take, and how many these are.
func stacks() (size, goroutines int64) {
	m := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}, {Name: "/sched/goroutines:goroutines"}}
	metrics.Read(m)
	return int64(m[0].Value.Uint64()), int64(m[1].Value.Uint64())
}
