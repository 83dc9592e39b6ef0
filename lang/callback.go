package lang

import (
	"context"
	"go/ast"
	"go/token"
	"go/types"

	"monro/lang/cell"
	"monro/lang/interp"
	"monro/lang/magic"
)

// Calls calls f between two cells: a widget's reaction to its user. The function that
// f is given calls what a cell gave to compiled code, under the watch that cells are
// under; its errors are of type *Error. What f itself shows belongs to the same turn.
// Cancelling ctx interrupts what is called. If it is cancelled before the turn comes,
// f is not called, and the error says so.
func (s *Session) Calls(ctx context.Context, f func(call func(func()) error)) error {
	return s.main.Calls(ctx, f)
}

// Calls is [Session.Calls] in this shell.
func (sh *Shell) Calls(ctx context.Context, f func(call func(func()) error)) error {
	return sh.turn(ctx, func(*turn) error {
		s := sh.s
		f(func(g func()) error {
			return s.watched(ctx, func(ctx context.Context) interp.Outcome { return s.interp.Call(ctx, g, s.patience) })
		})
		return nil
	})
}

// parameters names the parameters of the function that the running statement hands
// to callee as its first argument, nil where that cannot be seen.
func (s *Session) parameters(callee string) []string {
	p, top := s.rt.Places()
	at := s.position(p)
	if at.Cell == "" {
		at = s.position(top)
	}
	s.mu.RLock()
	code, ok := s.sources[at.Cell]
	s.mu.RUnlock()
	if !ok {
		return nil
	}
	fset := token.NewFileSet()
	call := findCall(fset, code, at.Line, callee)
	if call == nil || len(call.Args) == 0 {
		return nil
	}
	f, ok := call.Args[0].(*ast.Ident)
	if !ok {
		return parametersOf(call.Args[0])
	}
	s.mu.RLock()
	e := s.checker.Scope.Lookup(f.Name)
	s.mu.RUnlock()
	if e == nil {
		return nil
	}
	var names []string
	if signature, ok := e.Obj.Type().Underlying().(*types.Signature); ok {
		for v := range signature.Params().Variables() {
			names = append(names, v.Name())
		}
	}
	return names
}

// findCall finds the innermost call of callee, with any package before its name,
// that spans a line of a cell.
func findCall(fset *token.FileSet, code string, line int, callee string) (call *ast.CallExpr) {
	parts := magic.Split(code)
	if parts == nil {
		parts = []magic.Part{{Kind: magic.Code, To: len(code)}}
	}
	look := func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || fset.Position(c.Pos()).Line > line || fset.Position(c.End()).Line < line {
			return true
		}
		switch f := c.Fun.(type) {
		case *ast.Ident:
			ok = f.Name == callee
		case *ast.SelectorExpr:
			ok = f.Sel.Name == callee
		default:
			ok = false
		}
		if ok {
			call = c
		}
		return true
	}
	for _, p := range parts {
		if p.Kind != magic.Code {
			continue
		}
		c, err := cell.Parse(fset, "", magic.Only(code, p.From, p.To))
		if err != nil {
			continue
		}
		for _, f := range c.Funcs {
			ast.Inspect(f, look)
		}
		for _, s := range c.Stmts {
			ast.Inspect(s, look)
		}
	}
	return call
}

// parametersOf names the parameters of a function that is written where it is used.
func parametersOf(f ast.Expr) []string {
	lit, ok := f.(*ast.FuncLit)
	if !ok {
		return nil
	}
	var names []string
	for _, field := range lit.Type.Params.List {
		for _, n := range field.Names {
			names = append(names, n.Name)
		}
		if len(field.Names) == 0 {
			names = append(names, "")
		}
	}
	return names
}
