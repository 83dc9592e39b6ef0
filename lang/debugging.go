package lang

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"time"

	"monro/lang/cell"
	"monro/lang/check"
	"monro/lang/debug"
	"monro/lang/interp"
	"monro/lang/lower"
	"monro/lang/rt"
	"monro/stdlib/display"
)

// Debug answers one message of the Debug Adapter Protocol, in JSON and in the
// form that Jupyter gives it. It may be called while a cell runs, and several
// times at once. Events go to Options.DebugEvents.
func (s *Session) Debug(ctx context.Context, request []byte) []byte {
	return s.debug.Request(ctx, request)
}

// debugged is the session as its debugger sees it.
type debugged struct{ *Session }

var _ debug.Session = debugged{}

// Attach has cells lowered with hooks from now on, or no longer. The functions of
// earlier cells follow before the next cell runs.
func (s debugged) Attach(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lowerer.Hooks = on
	s.relower = !s.relower
}

// lowerAgain lowers the functions of earlier cells once more, where a debugger has
// come or gone since. Functions that variables hold stay as they are.
func (s *Session) lowerAgain(ctx context.Context) {
	s.mu.Lock()
	wanted := s.relower
	s.relower = false
	s.mu.Unlock()
	if !wanted {
		return
	}
	c, err := s.parse("functions", "")
	if err != nil {
		return
	}
	if p := s.loadFunctions(c); p != nil {
		s.runProgram(ctx, p)
	}
}

func (s *Session) loadFunctions(empty *cell.Cell) *lower.Program {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.checker.Redo(s.interp.FileSet(), empty)
	if u == nil {
		return nil
	}
	p, err := s.install(u)
	if err != nil {
		return nil
	}
	s.checker.Scope.Commit(u)
	return p
}

// lineLimit bounds the text of a value that stands in a line.
const lineLimit = 200

// Text shows a value in a line. A figure, and whatever else draws itself, takes
// too long for that.
func (s debugged) Text(v any, t types.Type) string {
	if text, ok := v.(string); ok {
		return strconv.Quote(cutLine(text))
	}
	if draws(t) || isFunc(t) {
		return check.TypeText(t)
	}
	return cutLine(strings.ReplaceAll(s.rt.Bundle(v, t).Text(), "\n", " "))
}

func cutLine(text string) string {
	for i := range text {
		if i >= lineLimit {
			return text[:i] + "…"
		}
	}
	return text
}

func draws(t types.Type) bool {
	shown, _, _ := types.LookupFieldOrMethod(t, true, nil, "Display")
	return shown != nil
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// Bundle shows a value as the result of a cell.
func (s debugged) Bundle(v any, t types.Type) display.Bundle { return s.rt.Bundle(v, t) }

// TypeOf is the type of what an interface holds, nil for nil.
func (s debugged) TypeOf(v any) types.Type { return s.rt.TypeOf(v) }

// Globals lists the variables of the session, sorted by name.
func (s debugged) Globals() []debug.Variable {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := []debug.Variable{}
	for _, name := range s.checker.Scope.Names() {
		o, ok := s.checker.Scope.Lookup(name).Obj.(*types.Var)
		if !ok || strings.Contains(name, "ʹ") {
			continue
		}
		if place := s.interp.Global(s.lowerer.Runtime(o)); place.IsValid() {
			list = append(list, debug.Variable{Name: name, Value: place, Type: o.Type()})
		}
	}
	return list
}

// Between calls f in a turn of its own, under the watch that cells are under: values
// may show themselves by methods of cells.
func (s debugged) Between(f func()) bool {
	return s.soon(func() {
		ctx, cancel := context.WithTimeout(context.Background(), lookTime)
		defer cancel()
		s.watched(ctx, func(ctx context.Context) interp.Outcome { return s.interp.Call(ctx, f, s.patience) })
	})
}

// soon calls f in a turn of its own; false where that does not come in time.
func (s debugged) soon(f func()) bool {
	ctx, cancel := context.WithTimeout(context.Background(), valueTime)
	defer cancel()
	t, err := s.take(ctx, debugging)
	if err != nil {
		return false
	}
	defer s.end(t)
	f()
	return true
}

// debugging is the shell of what the debugger looks at.
const debugging = "debugger"

// lookTime bounds how long front ends may look at values, or evaluate something,
// between two cells: there is no cell to interrupt.
const lookTime = 5 * time.Second

// Wait calls wait on a goroutine of a cell. If the cell is interrupted meanwhile,
// the interpreter is about to stop it: nothing of it is to run before that.
func (s debugged) Wait(wait func(interrupted <-chan struct{})) {
	if !s.rt.Wait(wait) {
		return
	}
	for end := time.Now().Add(s.patience(context.Canceled)); !s.interp.Halted() && time.Now().Before(end); {
		time.Sleep(100 * time.Microsecond)
	}
}

// Describe names a panic that a user may want to look into; "" for others.
func (s debugged) Describe(p any) (name, message string) {
	if v, ok := p.(reflect.Value); ok && v.IsValid() && v.CanInterface() {
		p = v.Interface()
	}
	switch p.(type) {
	case rt.Exit, rt.Stopped:
		return "", ""
	}
	e := s.describe(p)
	return e.Name, e.Message
}

// Evaluate runs code as user_expressions do, in a turn of its own.
func (s debugged) Evaluate(ctx context.Context, code string) (b *display.Bundle, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	if !s.soon(func() { b, err = bundle(s.eval(ctx, "expression", code)) }) {
		return nil, debug.ErrRunning
	}
	return b, err
}

// EvaluateWithin runs code on a goroutine of a stopped cell. It sees copies of
// the given variables, which is why it may not assign to them.
func (s debugged) EvaluateWithin(code string, locals []debug.Variable) (*display.Bundle, error) {
	const name = "expression"
	s.remember(name, code)
	c, err := s.parse(name, code)
	if err != nil {
		return nil, err
	}
	run, err := s.loadWithin(c, locals)
	if err != nil {
		return nil, err
	}
	var panicked any
	results := s.rt.Aside(func() { panicked, err = s.interp.Nested(run) })
	switch {
	case err != nil:
		return nil, err
	case panicked != nil:
		return nil, s.describe(panicked)
	case len(results) == 0:
		return nil, nil
	}
	return &results[len(results)-1], nil
}

// loadWithin takes an expression up to where it can run, and sets the variables
// that it sees.
func (s debugged) loadWithin(c *cell.Cell, locals []debug.Variable) (run string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	scope, places := s.checker.Scope.Within(), []*check.Entry{}
	values := map[*check.Entry]reflect.Value{}
	for _, x := range locals {
		if mentions(c, x.Name) {
			e := &check.Entry{Name: x.Name, Obj: types.NewVar(token.NoPos, types.NewPackage("main", "main"), x.Name, x.Type)}
			scope.Add(e)
			places, values[e] = append(places, e), x.Value
		}
	}
	checker := *s.checker
	checker.Scope = scope
	u, errs := checker.Check(s.interp.FileSet(), c)
	if len(errs) > 0 {
		return "", s.compileError(errs)
	}
	if len(u.Entries) > 0 {
		return "", fmt.Errorf("%s: nothing can be declared while a cell is stopped", u.Entries[0].Name)
	}
	for _, e := range places {
		if u.Assigns(e.Name) {
			return "", fmt.Errorf("%s: local variables are read only while a cell is stopped", e.Name)
		}
	}
	u.Entries = places
	hooks := s.lowerer.Hooks
	s.lowerer.Hooks = false
	p, errs := s.lowerer.Lower(u, check.NewScope(), true)
	s.lowerer.Hooks = hooks
	if len(errs) > 0 {
		return "", s.compileError(errs)
	}
	if err := s.loadProgram(p); err != nil {
		s.lowerer.Rollback(p)
		return "", err
	}
	for _, e := range places {
		if err := fill(s.interp.Global(s.lowerer.Runtime(e.Obj)), values[e]); err != nil {
			return "", fmt.Errorf("%s: %w", e.Name, err)
		}
	}
	return p.Run, nil
}

func fill(place, v reflect.Value) error {
	switch {
	case !place.IsValid():
		return errors.New("the variable has no place")
	case !v.IsValid():
		place.SetZero()
	case !v.Type().AssignableTo(place.Type()):
		return fmt.Errorf("a %v cannot be looked at here", v.Type())
	default:
		place.Set(v)
	}
	return nil
}

func mentions(c *cell.Cell, name string) (found bool) {
	for _, s := range c.Stmts {
		ast.Inspect(s, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == name {
				found = true
			}
			return !found
		})
	}
	return found
}
