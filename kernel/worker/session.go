package worker

import (
	"context"
	"errors"
	"io"

	"monro/lang/past"
	"monro/stdlib/display"
)

// A Shell runs cells one at a time, beside those of other shells.
type Shell interface {
	// Eval runs one cell and returns the value of its last expression, or nil.
	// Its errors are *Error. Cancelling ctx interrupts it.
	Eval(ctx context.Context, number int, code string) (*display.Bundle, error)
	// Expression evaluates one expression.
	Expression(ctx context.Context, code string) (*display.Bundle, error)
	// Calls calls f between two cells, with a function that calls what cells gave to
	// compiled code. That one's errors are *Error. Cancelling ctx interrupts what is
	// called; before the turn of f has come, f is not called, which is an error.
	Calls(ctx context.Context, f func(call func(func()) error)) error
}

// A Session is what a worker needs of an interpreter; lang.Session is the one in use.
type Session interface {
	Shell // the main one
	// Beside returns a shell that is used beside the main one.
	Beside(name string) Shell
	// Restore runs the cells of a session that is lost: all, or those that are
	// cheap. told holds the texts of all, and of those of which nothing is left, too.
	// tell is called before each. Cancelling ctx skips the rest.
	Restore(ctx context.Context, told past.Transcript, cells []Past, all bool, tell func(i int)) Restored
	// Debug answers a message of the Debug Adapter Protocol. It is safe while a
	// cell runs.
	Debug(ctx context.Context, request []byte) []byte
	// Complete and Inspect take byte offsets and are safe while a cell runs.
	Complete(code string, cursor int) Completion
	Inspect(code string, cursor, detail int) (display.Bundle, bool)
}

// SessionOptions say where a session's cells print and ask.
type SessionOptions struct {
	Stdout, Stderr io.Writer
	Input          func(prompt string, password bool) (string, error)
	DebugEvents    func(event []byte) // gets what the debugger tells front ends
	Memory         int64              // bytes of heap above which a cell is stopped; 0: no limit
	Sandbox        bool               // the process is confined: see package sandbox
	OnTurn         func(shell string) // to be told whose cell runs from now on; "" is the main shell
}

// An Error is why a cell did not end well.
type Error struct {
	Name      string   // "CompileError", "Panic", "Interrupted", "WorkerDied", ...
	Message   string   // one line
	Traceback []string // lines ready to print; never empty
	// Stuck says that the worker is to be replaced: the cell goes on in it, out of
	// reach, and takes memory.
	Stuck bool
}

func (e *Error) Error() string { return e.Name + ": " + e.Message }

func newError(name, message string) *Error {
	return &Error{Name: name, Message: message, Traceback: []string{name + ": " + message}}
}

func asError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) {
		e = newError("Error", err.Error())
	}
	if len(e.Traceback) == 0 {
		e.Traceback = []string{e.Error()}
	}
	return e
}

// A Completion is the answer to Complete: each match replaces code[Start:End].
type Completion struct {
	Matches    []Match
	Start, End int // byte offsets
}

// A Match is one way to complete.
type Match struct {
	Text      string
	Type      string // "function", "variable", "module", ...
	Signature string // shown beside it, may be empty
}
