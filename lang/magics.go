package lang

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"monro/lang/cell"
	"monro/lang/check"
	"monro/lang/export"
	"monro/lang/interp"
	"monro/lang/lower"
	"monro/lang/magic"
	"monro/stdlib/display"
)

// evalCell runs a cell that may hold magics.
func (s *Session) evalCell(ctx context.Context, name, code string) (*Value, error) {
	s.remember(name, code)
	s.text = code
	s.lowerAgain(ctx)
	run, err := s.compile(name, code)
	if err != nil {
		return nil, err
	}
	return run(ctx)
}

// compile prepares a cell, or a part of one that stands where it stood, and
// returns what runs it. The parts between magics are compiled as they come up,
// because they may need what was declared before; but what can be seen to be
// wrong is said before anything runs.
func (s *Session) compile(name, code string) (func(context.Context) (*Value, error), error) {
	parts := magic.Split(code)
	if parts == nil {
		p, err := s.prepare(name, code)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context) (*Value, error) { return s.runProgram(ctx, p) }, nil
	}
	for i, p := range parts {
		err := magic.Check(p, i == 0)
		if err == nil && s.sandbox {
			err = magic.CheckSandbox(code, p)
		}
		if err != nil {
			return nil, s.magicError(err, name, code, p)
		}
		if p.Kind != magic.Code {
			continue
		}
		if _, err := cell.Parse(token.NewFileSet(), name, magic.Only(code, p.From, p.To)); err != nil {
			e := err.(*cell.Error)
			return nil, s.compileError([]check.Error{{Cell: name, Line: e.Line, Column: e.Column, Message: e.Message}})
		}
	}
	return func(ctx context.Context) (*Value, error) { return s.runParts(ctx, name, code, parts) }, nil
}

// runParts runs the parts of a cell in order. The value of the last one is the cell's.
func (s *Session) runParts(ctx context.Context, name, code string, parts []magic.Part) (v *Value, err error) {
	for _, p := range parts {
		switch {
		case ctx.Err() != nil:
			err = s.magicError(ctx.Err(), name, code, p)
		case p.Kind == magic.Code:
			var prepared *lower.Program
			if prepared, err = s.prepare(name, magic.Only(code, p.From, p.To)); err == nil {
				v, err = s.runProgram(ctx, prepared)
			}
		default:
			var b *display.Bundle
			if b, err = magic.Run(ctx, caller{s, name}, code, p); err != nil {
				err = s.magicError(err, name, code, p)
			}
			if v = nil; b != nil {
				v = &Value{*b}
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return v, nil
}

// magicError gives an error of a magic its name and place. Errors of the code
// that it ran have theirs.
func (s *Session) magicError(err error, name, code string, p magic.Part) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	e := &Error{Name: "Error", Message: oneLine(err.Error())}
	var wrong *magic.UsageError
	switch {
	case errors.Is(err, magic.ErrRestart):
		e.Name = "Restart"
	case errors.Is(err, magic.ErrRestore):
		e.Name = "Restore"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Name, e.Message = "Interrupted", "the cell was interrupted"
	case errors.As(err, &wrong):
		e.Name = "UsageError"
	}
	before := code[:p.From]
	place := s.excerpt(name, strings.Count(before, "\n")+1, len(before)-strings.LastIndexByte(before, '\n'))
	e.Traceback = append([]string{red(e.Name) + ": " + bold(e.Message)}, place...)
	return e
}

// A caller is the session as the magics of one cell see it.
type caller struct {
	s    *Session
	name string // of the cell
}

var _ magic.Session = caller{}

// Export writes the cells that have run as a Go module.
func (c caller) Export(dir string) error {
	lines, err := c.s.history.Lines()
	if err != nil {
		return err
	}
	cells := make([]export.Cell, len(lines))
	for i, l := range lines {
		cells[i] = export.Cell{Kind: export.Code, Source: l.Code, Raises: l.Raised}
	}
	files, err := export.Session(cells, export.Options{Source: export.FindSource(".")})
	if err != nil {
		return err
	}
	return export.Write(dir, files)
}

func (c caller) Stdout() io.Writer          { return c.s.rt.Stdout }
func (c caller) Stderr() io.Writer          { return c.s.rt.Stderr }
func (c caller) Places() (inner, outer int) { return c.s.rt.Places() }

func (c caller) Compile(code string) (magic.Program, error) {
	run, err := c.s.compile(c.name, code)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (*display.Bundle, error) { return bundle(run(ctx)) }, nil
}

func bundle(v *Value, err error) (*display.Bundle, error) {
	if v == nil {
		return nil, err
	}
	return &v.Bundle, err
}

func (c caller) Script(ctx context.Context, name, text, code string) (*display.Bundle, error) {
	c.s.remember(name, text)
	run, err := c.s.compile(name, code)
	if err != nil {
		return nil, err
	}
	return bundle(run(ctx))
}

func (c caller) Trace(on bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.lowerer.Trace = on
	c.s.profiled(on)
}

func (c caller) Place(n int) magic.Place {
	p := c.s.position(n)
	c.s.mu.RLock() // a profiler asks beside the cell
	defer c.s.mu.RUnlock()
	text := ""
	if lines := strings.Split(c.s.sources[p.Cell], "\n"); p.Line >= 1 && p.Line <= len(lines) {
		text = strings.TrimSpace(lines[p.Line-1])
	}
	return magic.Place{Cell: p.Cell, Line: p.Line, Func: p.Func, Text: text}
}

func (c caller) Inspect(name string, detail int) (display.Bundle, bool) {
	card, ok := c.s.card(name, len(name), detail)
	if !ok {
		return display.Bundle{}, false
	}
	if card.Variable != "" {
		card.Value = c.s.valueNow(context.Background(), card.Variable)
	}
	return card.Bundle(), true
}

func (c caller) Names() []magic.Name {
	c.s.mu.RLock()
	defer c.s.mu.RUnlock()
	var list []magic.Name
	scope := c.s.checker.Scope
	for _, name := range scope.Names() {
		o := scope.Lookup(name).Obj
		n := magic.Name{Name: name, Type: check.TypeText(o.Type())}
		switch o.(type) {
		case *types.Var:
			n.Kind = "variable"
		case *types.Const:
			n.Kind = "constant"
		case *types.Func:
			n.Kind = "function"
		case *types.TypeName:
			n.Kind, n.Type = "type", check.TypeText(o.Type().Underlying())
		}
		list = append(list, n)
	}
	return list
}

func (c caller) Value(ctx context.Context, name string) string {
	c.s.mu.RLock()
	e := c.s.checker.Scope.Lookup(name)
	c.s.mu.RUnlock()
	if e == nil {
		return ""
	}
	switch o := e.Obj.(type) {
	case *types.Const:
		return o.Val().String()
	case *types.Var:
		if shown, _, _ := types.LookupFieldOrMethod(o.Type(), true, nil, "Display"); shown == nil { // a figure takes long to draw
			return c.s.valueNow(ctx, name)
		}
	}
	return ""
}

// Forget empties the places of variables, because functions that mention them
// may live on, and removes the names.
func (c caller) Forget(names ...string) {
	c.s.forget(names...)
	debug.FreeOSMemory()
}

// forget is Forget, less the collection of what the variables held.
func (s *Session) forget(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	scope := s.checker.Scope
	list := names
	if len(list) == 0 {
		list = scope.Names()
	}
	var places []ast.Expr
	for _, n := range list {
		if v, ok := scope.Lookup(n).Obj.(*types.Var); ok {
			places = append(places, &ast.UnaryExpr{Op: token.AND, X: ast.NewIdent(s.lowerer.Runtime(v))})
		}
	}
	scope.Forget(names...)
	s.resets++
	run := fmt.Sprintf("resetʹ%d", s.resets)
	call := &ast.CallExpr{Fun: &ast.SelectorExpr{X: ast.NewIdent(lower.RT), Sel: ast.NewIdent("Zero")}, Args: places}
	body := &ast.BlockStmt{List: []ast.Stmt{&ast.ExprStmt{X: call}}}
	file := &ast.File{Name: ast.NewIdent("main"), Decls: []ast.Decl{
		&ast.FuncDecl{Name: ast.NewIdent(run), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body},
	}}
	if err := s.interp.Load(file, nil); err == nil {
		s.interp.Run(context.Background(), run, func(error) time.Duration { return interp.Grace })
		s.interp.Drop(run)
	}
}
