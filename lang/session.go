// Package lang is the dialect: a Session evaluates cells of Go with session
// scope and keeps their values. The stages of a cell are packages of their own
// (cell, check, lower, interp, rt); this one puts them in a row.
package lang

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	godebug "runtime/debug"
	"sync"
	"time"

	"monro/lang/cell"
	"monro/lang/check"
	"monro/lang/check/packages"
	"monro/lang/debug"
	"monro/lang/interp"
	"monro/lang/lower"
	"monro/lang/magic"
	"monro/lang/native/engine"
	"monro/lang/past"
	"monro/lang/rt"
	"monro/stdlib/ad"
	"monro/stdlib/ad/tape"
	"monro/stdlib/display"
	"monro/stdlib/running"

	"go/types"
)

// Options say where a session's cells print and ask, and what they may use.
type Options struct {
	Stdout, Stderr io.Writer                                          // default: os.Stdout, os.Stderr
	Input          func(prompt string, password bool) (string, error) // nil: cells cannot ask
	Memory         int64                                              // bytes of heap above which a cell is stopped; 0: no limit
	DebugEvents    func(event []byte)                                 // gets what the debugger tells front ends; nil: nobody is told
	Sandbox        bool                                               // cells cannot import what reaches out of the process, nor start programs
	OnTurn         func(shell string)                                 // told whose cell runs from now on; nil: nobody needs to know
}

// A Session is a growing program: what cells declare stays for later cells.
type Session struct {
	mu        sync.RWMutex // guards what completion reads: the checker and the lowerer
	turns     turns
	onTurn    func(shell string)
	main      *Shell
	checker   *check.Checker
	lowerer   *lower.Lowerer
	rt        *rt.Runtime
	interp    *interp.Interp
	debug     *debug.Debugger
	relower   bool           // a debugger has come or gone, and functions do not know yet
	engine    *engine.Engine // nil where nothing can be compiled
	nativeOn  bool           // what is compiled is used
	memory    int64
	grace     time.Duration // see patience
	sandbox   bool
	stderr    io.Writer
	cells     int               // the number of the last cell
	uncounted int               // cells without a number
	text      string            // of the running cell
	history   past.Transcript   // what has run, for %export
	stale     bool              // a function goes on with an earlier declaration of what it mentions
	resets    int               // how often %reset was called
	sources   map[string]string // text of each cell, for error messages
}

// A Value is the result of a cell's last expression.
type Value struct {
	Bundle display.Bundle // always holds text/plain
}

// New starts an empty session. Only one session may live in a process at a time:
// standard output, the display sink and the interrupt flag belong to it.
func New(o Options) (*Session, error) {
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	if o.Stderr == nil {
		o.Stderr = os.Stderr
	}
	prelude, err := packages.Import("monro/stdlib/prelude")
	if err != nil {
		return nil, fmt.Errorf("starting a session: %w", err)
	}
	operators, err := packages.Import("monro/stdlib/operator")
	if err != nil {
		return nil, fmt.Errorf("starting a session: %w", err)
	}
	s := &Session{
		checker: &check.Checker{Operators: operators, Scope: check.NewScope(), Importer: packages.Importer(), ByName: packages.ByName, Prelude: prelude, Fuse: true},
		lowerer: lower.New(packages.Importer(), interp.HasInstance), rt: rt.New(), memory: o.Memory, grace: interp.Grace, sandbox: o.Sandbox, stderr: o.Stderr, sources: map[string]string{}, onTurn: o.OnTurn,
	}
	s.turns.changed.L = &s.turns.mu
	s.main = s.Shell("")
	if s.onTurn == nil {
		s.onTurn = func(string) {}
	}
	if o.Sandbox {
		s.checker.Importer = packages.SandboxImporter()
	}
	s.rt.Stdout, s.rt.Stderr, s.rt.Input, s.rt.Memory = o.Stdout, o.Stderr, o.Input, o.Memory
	s.rt.Importer = packages.Importer()
	s.rt.Types = func(n int) types.Type {
		if n < 0 || n >= len(s.lowerer.Types) {
			return nil
		}
		return s.lowerer.Types[n]
	}
	s.rt.OnPanic, s.rt.Pass = s.goroutinePanic, s.pass
	godebug.SetMaxStack(maxStack)
	where := func() string {
		p, top := s.rt.Places()
		at := s.position(p)
		if at.Cell == "" {
			at = s.position(top)
		}
		return fmt.Sprintf("%s, line %d", at.Cell, at.Line)
	}
	ad.SetLocator(where)
	tape.SetLocator(where)
	running.SetSession(running.Session{Parameters: s.parameters, Shown: s.rt.Shown})
	if o.DebugEvents == nil {
		o.DebugEvents = func([]byte) {}
	}
	s.debug = debug.New(debugged{s}, o.DebugEvents)
	helpers := s.rt.Exports()
	maps.Copy(helpers, s.debug.Exports())
	s.interp = interp.New(lower.Alias, lower.RT, helpers, lower.NativeName)
	s.interp.Started = s.started
	file, start := lower.Prologue()
	if err := s.interp.Load(file, nil); err != nil {
		return nil, fmt.Errorf("starting a session: %w", err)
	}
	if out := s.interp.Run(context.Background(), start, s.patience); out.Error != nil || out.Panic != nil {
		return nil, fmt.Errorf("starting a session: %v%v", out.Error, out.Panic)
	}
	s.startNative()
	return s, nil
}

// eval runs code without magics.
func (s *Session) eval(ctx context.Context, name, code string) (*Value, error) {
	s.remember(name, code)
	p, err := s.prepare(name, code)
	if err != nil {
		return nil, err
	}
	return s.runProgram(ctx, p)
}

// remember keeps the text of a cell for error messages.
func (s *Session) remember(name, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sources[name] = code
}

// runProgram runs a prepared cell for the only time and returns its value, nil
// for none.
func (s *Session) runProgram(ctx context.Context, p *lower.Program) (*Value, error) {
	defer s.interp.Drop(p.Run)
	return s.runOften(ctx, p)
}

// runOften is runProgram for a cell that may run again.
func (s *Session) runOften(ctx context.Context, p *lower.Program) (*Value, error) {
	if err := s.execute(ctx, p); err != nil {
		return nil, err
	}
	if results := s.rt.Results(); len(results) > 0 {
		return &Value{results[len(results)-1]}, nil
	}
	return nil, nil
}

// prepare takes a cell through the stages up to running it.
func (s *Session) prepare(name, code string) (*lower.Program, error) {
	c, err := s.parse(name, code)
	if err != nil {
		return nil, err
	}
	return s.prepareCell(c)
}

func (s *Session) prepareCell(c *cell.Cell) (*lower.Program, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, u, err := s.load(c)
	if err != nil {
		s.forgetText(c.Head)
		s.forgetText(c.Pos)
		return nil, err
	}
	s.commit(u)
	for _, w := range u.Warnings {
		fmt.Fprintf(s.stderr, "note: %s (%s, line %d)\n", w.Message, w.Cell, w.Line)
	}
	return p, nil
}

func (s *Session) parse(name, code string) (*cell.Cell, error) {
	c, err := cell.Parse(s.interp.FileSet(), name, code)
	if err != nil {
		e := err.(*cell.Error)
		return nil, s.compileError([]check.Error{{Cell: name, Line: e.Line, Column: e.Column, Message: e.Message}})
	}
	return c, nil
}

// load takes the syntax of a cell up to where it can run. What the cell
// declares is not yet the session's.
func (s *Session) load(c *cell.Cell) (p *lower.Program, u *check.Unit, err error) {
	defer func() { // a fault of ours must not end the session
		if r := recover(); r != nil {
			err = s.compileError([]check.Error{{Cell: c.Name, Line: 1, Column: 1, Message: fmt.Sprint("internal error: ", r)}})
		}
	}()
	u, errs := s.checker.Check(s.interp.FileSet(), c)
	if len(errs) > 0 {
		return nil, nil, s.compileError(errs)
	}
	p, err = s.install(u)
	return p, u, err
}

// install lowers a checked cell and loads it.
func (s *Session) install(u *check.Unit) (*lower.Program, error) {
	p, errs := s.lowerer.Lower(u, s.checker.Scope, true)
	if len(errs) > 0 {
		return nil, s.compileError(errs)
	}
	if err := s.loadProgram(p); err != nil {
		s.lowerer.Rollback(p)
		return nil, s.compileError([]check.Error{{Cell: u.Cell.Name, Line: 1, Column: 1, Message: err.Error()}})
	}
	s.debug.Add(p, func(cell string) string { return s.sources[cell] })
	return p, nil
}

// Status is the answer to an is_complete request.
type Status struct {
	State  string // "complete", "incomplete", "invalid", "unknown"
	Indent string // for the next line, where incomplete
}

// IsComplete says whether code can be run as it is or wants more lines.
func IsComplete(code string) Status {
	parts := magic.Split(code)
	if parts == nil {
		state, indent := cell.Completeness(code)
		return Status{string(state), indent}
	}
	for _, p := range parts {
		text, more := p.Unfinished(code)
		if more {
			return Status{State: string(cell.Incomplete)}
		}
		if state, indent := cell.Completeness(text); state != cell.Complete {
			return Status{string(state), indent}
		}
	}
	return Status{State: string(cell.Complete)}
}
