package tape

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
)

// An Error says which operation gave a number or a derivative that is not
// finite, and where it stands.
type Error struct {
	Op    string // the operation, such as "sqrt"
	Place string // where it was called, empty where unknown
	Msg   string // what is wrong, with the values
}

// Error is the message in one line.
func (e *Error) Error() string {
	if e.Place == "" {
		return fmt.Sprintf("%s: %s", e.Op, e.Msg)
	}
	return fmt.Sprintf("%s at %s: %s", e.Op, e.Place, e.Msg)
}

var locator atomic.Pointer[func() string]

// SetLocator sets the function that says where the operation that runs stands in
// the user's source, for error messages: an interpreter answers with its own cell
// and line. nil goes back to Go's call stack.
func SetLocator(where func() string) {
	if where == nil {
		locator.Store(nil)
		return
	}
	locator.Store(&where)
}

// place is the file and line of the first frame outside the library, or what the
// locator says.
func place() string {
	if f := locator.Load(); f != nil {
		return (*f)()
	}
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "monro/stdlib/ad/tape.") || strings.HasSuffix(f.File, "_test.go") {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// A watch looks at every operation of a run for the first value that is not
// finite, and for the first derivative.
type watch struct {
	value, derivative *Error
}

func (w *watch) look(r *Real, a, b float64) {
	if w.value == nil && !finite(r.value) {
		w.value = &Error{rules[r.operator].name, place(), fmt.Sprintf("%s is %v", r.term(a, b), r.value)}
	}
	for _, d := range []float64{r.da, r.db} {
		if w.derivative == nil && !finite(d) {
			w.derivative = &Error{rules[r.operator].name, place(), fmt.Sprintf("the derivative of %s is %v", r.term(a, b), d)}
		}
	}
}

// term writes the operation of a Real with its operands.
func (r *Real) term(a, b float64) string {
	name := rules[r.operator].name
	switch {
	case r.operator == neg:
		return fmt.Sprintf("-(%v)", a)
	case strings.Trim(name, "+-*/") != "" && r.b == nil:
		return fmt.Sprintf("%s(%v)", name, a)
	case strings.Trim(name, "+-*/") != "":
		return fmt.Sprintf("%s(%v, %v)", name, a, b)
	case r.b == nil: // the other operand is a constant that is not kept
		return fmt.Sprintf("%v %s a constant", a, name)
	}
	return fmt.Sprintf("%v %s %v", a, name, b)
}

// explain runs a function again to find what is to blame for a gradient that is
// not finite: an operation, or its argument; nil where the gradient is finite.
func explain(value float64, gradient []float64, x []float64, run func(t *tape)) error {
	bad := -1
	for i, g := range gradient {
		if !finite(g) {
			bad = i
			break
		}
	}
	if bad < 0 && finite(value) {
		return nil
	}
	for i, v := range x {
		if !finite(v) {
			return &Error{Op: "gradient", Msg: fmt.Sprintf("element %d of the argument is %v", i, v)}
		}
	}
	t := begin()
	defer t.end()
	t.watch = &watch{}
	run(t)
	switch w := t.watch; {
	case w.value != nil:
		return w.value
	case w.derivative != nil:
		return w.derivative
	case bad >= 0:
		return &Error{Op: "gradient", Msg: fmt.Sprintf("element %d is %v: the products of derivatives overflow", bad, gradient[bad])}
	}
	return &Error{Op: "gradient", Msg: fmt.Sprintf("the value is %v", value)}
}
