package lang

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"monro/lang/check"
	"monro/lang/interp"
	"monro/lang/lower"
	"monro/lang/rt"
)

// An Error is why a cell did not end well.
type Error struct {
	Name      string   // "CompileError", "Panic", "Error", "Interrupted", "Exit", "OutOfMemory", "StackOverflow", "InternalError", "UsageError" of a magic, "Restart", "Restore"
	Message   string   // one line
	Traceback []string // lines ready to print, with ANSI colours; holds the message too
	// Stuck says that the session is no good any more: what took too much stack or
	// memory goes on in a compiled call.
	Stuck bool
}

func (e *Error) Error() string { return e.Name + ": " + e.Message }

func red(s string) string  { return "\x1b[31m" + s + "\x1b[0m" }
func bold(s string) string { return "\x1b[1m" + s + "\x1b[0m" }
func dim(s string) string  { return "\x1b[2m" + s + "\x1b[0m" }

// compileError shows each error with its line of the cell and a caret below.
func (s *Session) compileError(errs []check.Error) *Error {
	e := &Error{Name: "CompileError", Message: fmt.Sprintf("line %d: %s", errs[0].Line, errs[0].Message)}
	const most = 10
	for i, c := range errs {
		if i == most {
			e.Traceback = append(e.Traceback, dim(fmt.Sprintf("and %d more", len(errs)-most)))
			break
		}
		e.Traceback = append(e.Traceback, fmt.Sprintf("%s: %s", red("CompileError"), bold(c.Message)))
		e.Traceback = append(e.Traceback, s.excerpt(c.Cell, c.Line, c.Column)...)
		if c.Hint != "" {
			e.Traceback = append(e.Traceback, "  hint: "+c.Hint)
		}
	}
	return e
}

// excerpt is a line of a cell with its place, and a caret under the column.
func (s *Session) excerpt(name string, line, column int) []string {
	lines := strings.Split(s.sources[name], "\n")
	if line < 1 || line > len(lines) {
		return []string{dim(fmt.Sprintf("  %s, line %d", name, line))}
	}
	text := lines[line-1]
	out := []string{dim(fmt.Sprintf("  %s, line %d, column %d", name, line, column)), "    " + text}
	if column >= 1 && column <= len(text)+1 {
		var pad strings.Builder
		for _, r := range text[:column-1] {
			if r == '\t' {
				pad.WriteRune('\t')
			} else {
				pad.WriteByte(' ')
			}
		}
		out = append(out, "    "+pad.String()+red("^"))
	}
	return out
}

// stopError says why a cell was stopped from outside.
func (s *Session) stopError(out interp.Outcome) *Error {
	e := &Error{Name: "Interrupted", Message: "the cell was interrupted"}
	switch {
	case errors.Is(out.Stopped, errRecursion):
		e.Name, e.Message = "StackOverflow", errRecursion.Error()
	case errors.Is(out.Stopped, errMemory):
		e.Name, e.Message = "OutOfMemory", out.Stopped.Error()
	case !errors.Is(out.Stopped, context.Canceled):
		e.Message = out.Stopped.Error()
	}
	e.Stuck = out.Deserted && e.Name != "Interrupted"
	switch {
	case e.Stuck:
		e.Message += "; a compiled call did not stop"
	case out.Deserted:
		e.Message += "; a compiled call goes on in the background until it returns"
	}
	e.Traceback = append([]string{red(e.Name) + ": " + bold(e.Message)}, s.place()...)
	return e
}

// place shows where the running code passed last.
func (s *Session) place() []string {
	p, t := s.rt.Places()
	pos, top := s.position(p), s.position(t)
	if pos.Cell == "" {
		pos = top
	}
	if pos.Cell == "" {
		return nil
	}
	out := s.frame(pos)
	if top.Cell != "" && pos.Func != "" && (top.Cell != pos.Cell || top.Line != pos.Line) {
		out = append(out, dim("called from"))
		out = append(out, s.frame(top)...)
	}
	return out
}

func (s *Session) position(n int) lower.Position {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if n <= 0 || n >= len(s.lowerer.Positions) {
		return lower.Position{}
	}
	return s.lowerer.Positions[n]
}

func (s *Session) frame(p lower.Position) []string {
	out := s.excerpt(p.Cell, p.Line, p.Column)
	if p.Func != "" {
		name, _, _ := strings.Cut(p.Func, "ʹ") // of a function's copy on a tape
		out[0] += dim(", in " + name)
	}
	return out
}

// panicError turns what a cell panicked with into an error with its frames.
func (s *Session) panicError(p any, frames []string) *Error {
	e := s.describe(p)
	var at []string
	if f, ok := p.(rt.Failure); ok {
		at = s.frame(s.position(f.Pos))
		_, t := s.rt.Places()
		if top := s.position(t); top.Line != s.position(f.Pos).Line {
			at = append(append(at, dim("called from")), s.frame(top)...)
		}
	} else {
		at = s.place()
	}
	e.Traceback = append([]string{red(e.Name) + ": " + bold(e.Message)}, at...)
	if via := through(frames); len(via) > 1 {
		e.Traceback = append(e.Traceback, dim("through "+strings.Join(via, " < ")))
	}
	return e
}

// through names the functions a panic passed, innermost first.
func through(frames []string) []string {
	var list []string
	for _, f := range frames {
		name, _, _ := strings.Cut(f, "ʹ")
		name = strings.TrimSuffix(name, ".func")
		if name == "" || strings.HasPrefix(f, "cellʹ") {
			continue
		}
		if n := len(list); n > 0 && list[n-1] == name {
			continue
		}
		list = append(list, name)
	}
	return list
}

// describe names a panic and says it in one line.
func (s *Session) describe(p any) *Error {
	switch p := p.(type) {
	case rt.Exit:
		return &Error{Name: "Exit", Message: p.Reason + " ended the cell; the session goes on"}
	case rt.Failure:
		return &Error{Name: "Error", Message: oneLine(p.Err.Error())}
	}
	if e := rt.Translate(p); e != nil {
		return &Error{Name: "Panic", Message: e.Error()}
	}
	return &Error{Name: "Panic", Message: oneLine(s.rt.PanicText(p))}
}

func oneLine(s string) string {
	const most = 2000
	if len(s) > most {
		s = s[:most] + " …"
	}
	return strings.ReplaceAll(s, "\n", " ")
}

// goroutinePanic reports a panic in a goroutine that a cell started.
func (s *Session) goroutinePanic(p any) {
	e := s.describe(p)
	if exit, ok := p.(rt.Exit); ok {
		e.Message = exit.Reason + " ended the goroutine; the cell goes on"
	}
	lines := append([]string{red(e.Name+" in a goroutine") + ": " + bold(e.Message)}, s.place()...)
	fmt.Fprintln(s.stderr, strings.Join(lines, "\n"))
}
