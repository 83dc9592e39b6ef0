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

// stackLimit is the stack at which a cell is taken to recurse without end. It
// stays far below Go's own limit, which ends the process.
const stackLimit = 192 << 20

// execute runs a prepared cell under watch.
func (s *Session) execute(ctx context.Context, p *lower.Program) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s.rt.Begin(ctx)
	running.Begin(s.text)
	signal := interrupt.Begin()
	release := context.AfterFunc(ctx, signal.Stop)
	watched := make(chan struct{})
	go func() { s.watch(ctx, stop); close(watched) }()
	out := s.interp.Run(ctx, p.Run, patience)
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
func patience(cause error) time.Duration {
	if errors.Is(cause, errRecursion) || errors.Is(cause, errMemory) {
		return 10 * time.Second
	}
	return interp.Grace
}

// watch stops a cell whose stack or heap outgrows the limits that the process
// would not survive. It ends with ctx.
func (s *Session) watch(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	limit := s.memory
	if kept := rt.HeapInUse(); kept > limit/2 { // what earlier cells keep is not this one's fault
		limit = max(limit, kept+kept/8)
	}
	stack := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		metrics.Read(stack)
		if stack[0].Value.Uint64() > stackLimit {
			stop(errRecursion)
			return
		}
		if s.memory > 0 && rt.HeapOver(limit, 0) {
			stop(fmt.Errorf("%w: the heap grew beyond %d MiB (set by MONRO_MEMORY)", errMemory, limit>>20))
			defer debug.FreeOSMemory()
			return
		}
	}
}
