// Package script holds what a program exported from a notebook needs besides
// the other packages: errors that end the program where a cell would have
// stopped, and the value of a cell's last expression. Cells have no use for it.
package script

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"monro/stdlib/display"
)

// A Failure is an error that nobody looked at, with its place in the program.
// It is panicked; [Report] makes it the last message of a program.
type Failure struct {
	Err   error
	Place string // "main.go:12"
}

// Error is the place and the error's own message.
func (f *Failure) Error() string { return f.Place + ": " + f.Err.Error() }

// Unwrap returns the error.
func (f *Failure) Unwrap() error { return f.Err }

// Must returns v where err is nil, and else stops the program: Must(f()).
func Must[T any](v T, err error) T {
	stop(err)
	return v
}

// Must2 is [Must] for a function of two values and an error.
func Must2[T1, T2 any](v1 T1, v2 T2, err error) (T1, T2) {
	stop(err)
	return v1, v2
}

// Must3 is [Must] for a function of three values and an error.
func Must3[T1, T2, T3 any](v1 T1, v2 T2, v3 T3, err error) (T1, T2, T3) {
	stop(err)
	return v1, v2, v3
}

// Must4 is [Must] for a function of four values and an error.
func Must4[T1, T2, T3, T4 any](v1 T1, v2 T2, v3 T3, v4 T4, err error) (T1, T2, T3, T4) {
	stop(err)
	return v1, v2, v3, v4
}

// Check stops the program if err is not nil.
func Check(err error) { stop(err) }

// stop panics on behalf of the caller of its caller.
func stop(err error) {
	if err == nil {
		return
	}
	place := "main"
	if _, file, line, ok := runtime.Caller(2); ok {
		place = fmt.Sprintf("%s:%d", filepath.Base(file), line)
	}
	panic(&Failure{err, place})
}

// exit is os.Exit but for tests.
var exit = os.Exit

// Report, deferred by main, ends the program with a [Failure]'s message and
// status 1. Other panics go on.
func Report() {
	switch p := recover().(type) {
	case nil:
	case *Failure:
		fmt.Fprintln(os.Stderr, p)
		exit(1)
	default:
		panic(p)
	}
}

// Try runs a part of a program that may fail: what it panics with is printed
// on standard error, and the program goes on.
func Try(part func()) {
	defer func() {
		p := recover()
		var f *Failure
		switch err, _ := p.(error); {
		case p == nil:
		case errors.As(err, &f):
			fmt.Fprintln(os.Stderr, f)
		default:
			fmt.Fprintln(os.Stderr, "panic:", p)
		}
	}()
	part()
}

// Result shows the values of a cell's last expression as a session does.
// Several values are shown on one line as text.
func Result(values ...any) {
	if len(values) == 1 {
		display.Emit(display.Event{Kind: display.KindShow, Bundle: display.Of(values[0])})
		return
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = display.Of(v).Text()
	}
	display.Emit(display.Event{Kind: display.KindShow, Bundle: display.Text(strings.Join(texts, ", "))})
}
