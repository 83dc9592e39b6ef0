package rt

import (
	"fmt"
	"go/types"
	"strings"
	"time"

	"monro/stdlib/display"
)

// An Exit is panicked in the place of os.Exit: it ends the cell, not the session.
type Exit struct{ Reason string }

// A Failure is panicked for an error that a cell did not look at.
type Failure struct {
	Err error
	Pos int
}

func exit(code int) { panic(Exit{fmt.Sprintf("os.Exit(%d)", code)}) }

func goexit() { panic(Exit{"runtime.Goexit()"}) }

func (r *Runtime) fatal(args ...any) { r.fatalText(fmt.Sprint(args...)) }

func (r *Runtime) fatalln(args ...any) { r.fatalText(fmt.Sprintln(args...)) }

func (r *Runtime) fatalf(format string, args ...any) { r.fatalText(r.sprintf(format, args...)) }

func (r *Runtime) fatalText(s string) { panic(Exit{"log.Fatal: " + strings.TrimSuffix(s, "\n")}) }

// fail stops the cell for an error that was not looked at.
func (r *Runtime) fail(err error, pos int) { panic(Failure{err, pos}) }

// spawn runs a goroutine of a cell; its panic is reported, not fatal.
func (r *Runtime) spawn(f func()) { go r.apart(f)() }

// apart is f for a goroutine of its own, which a cell or a compiled function
// that the cell calls starts: a panic there would end the process.
func (r *Runtime) apart(f func()) func() {
	away := r.away()
	return func() {
		r.enter(away)
		defer func() {
			p := recover()
			e, exit := p.(Exit)
			_, stopped := p.(Stopped)
			if p == nil || stopped || exit && strings.HasPrefix(e.Reason, "runtime.Goexit") || r.OnPanic == nil {
				return
			}
			r.OnPanic(p)
		}()
		f()
	}
}

// sleep is time.Sleep that an interrupt of its cell ends. A goroutine that the
// cell started then ends, too.
func (r *Runtime) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	h := r.here()
	h.signal.Wait(func() {
		select {
		case <-t.C:
		case <-h.signal.Done():
		}
	})
	h.leave()
	r.wait(h)
}

// Wait calls wait on a goroutine of a cell, with a channel that closes when the
// cell is interrupted. Where that has happened, a goroutine that the cell started
// ends; on the cell's own, Wait reports it.
func (r *Runtime) Wait(wait func(interrupted <-chan struct{})) (interrupted bool) {
	h := r.here()
	wait(h.signal.Done())
	h.leave()
	r.wait(h)
	return h.signal.Requested()
}

// Aside runs f, which may run code of the session within a cell, and returns the
// results of that code. What is known of the cell stays as it was.
func (r *Runtime) Aside(f func()) []display.Bundle {
	r.mu.Lock()
	pos, top, results := *r.pos, *r.top, r.results
	r.results = nil
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		*r.pos, *r.top, r.results = pos, top, results
	}()
	f()
	return r.Results()
}

// TypeOf is the Go type of what is in an interface, nil for nil.
func (r *Runtime) TypeOf(v any) types.Type { return r.typeOf(v) }
