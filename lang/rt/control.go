package rt

import (
	"fmt"
	"strings"
	"time"
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
func (r *Runtime) spawn(f func()) {
	go func() {
		defer func() {
			if p := recover(); p != nil {
				if e, ok := p.(Exit); ok && strings.HasPrefix(e.Reason, "runtime.Goexit") {
					return
				}
				if r.OnPanic != nil {
					r.OnPanic(p)
				}
			}
		}()
		f()
	}()
}

// sleep is time.Sleep that an interrupt ends.
func (r *Runtime) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.context().Done():
	}
}
