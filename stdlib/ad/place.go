package ad

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
)

// An Error says which operation of a traced function went wrong, where in the
// caller's source it stands, and why.
type Error struct {
	Op    string // the operation, such as "MatMul", or "nn.Huber" of another package
	Place string // file and line of the call, empty where unknown
	Msg   string // what is wrong, with the shapes or values
}

// Error is the message in one line.
func (e *Error) Error() string {
	op := e.Op
	if !strings.Contains(op, ".") {
		op = "ad." + op
	}
	if e.Place == "" {
		return fmt.Sprintf("%s: %s", op, e.Msg)
	}
	return fmt.Sprintf("%s at %s: %s", op, e.Place, e.Msg)
}

var locator atomic.Pointer[func() string]

// SetLocator sets the function that says where the operation being traced stands
// in the user's source, for error messages: an interpreter answers with its own
// cell and line. nil goes back to Go's call stack.
func SetLocator(where func() string) {
	if where == nil {
		locator.Store(nil)
		return
	}
	locator.Store(&where)
}

// place is where an operation was called: text, or program counters that are
// only turned into text for a message.
type place struct {
	text string
	pcs  [10]uintptr
}

func here() place {
	var p place
	if f := locator.Load(); f != nil {
		p.text = (*f)()
		return p
	}
	runtime.Callers(3, p.pcs[:])
	return p
}

// String is the file and line of the first frame outside the library.
func (p place) String() string {
	if p.text != "" || p.pcs[0] == 0 {
		return p.text
	}
	n := 0
	for n < len(p.pcs) && p.pcs[n] != 0 {
		n++
	}
	frames := runtime.CallersFrames(p.pcs[:n])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "github.com/traefik/yaegi/") {
			return "" // the lines of an interpreter say nothing: it sets a locator
		}
		if !ours(f) {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// ours reports whether a frame belongs to the library and not to its user.
func ours(f runtime.Frame) bool {
	if strings.HasPrefix(f.Function, "reflect.") {
		return true // on the way from an interpreter
	}
	return strings.HasPrefix(f.Function, "monro/stdlib/") && !strings.HasSuffix(f.File, "_test.go")
}
