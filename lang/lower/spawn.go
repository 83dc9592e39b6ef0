package lower

import (
	"go/ast"
	"go/types"
)

// spawn lowers go f(x): the arguments are taken now, a panic in the goroutine
// is reported and does not end the process.
func (l *Lowerer) spawn(s *ast.GoStmt) []ast.Stmt {
	pre, c := l.frozenCall(s.Call)
	body := exprStmt(l.rt(s.Pos(), "Go", funcLit(s.Pos(), nil, nil, exprStmt(c))))
	return []ast.Stmt{block(append(pre, body)...)}
}

// frozenCall takes function and arguments of a call into fresh variables and
// returns the call over them.
func (l *Lowerer) frozenCall(e *ast.CallExpr) (pre []ast.Stmt, c ast.Expr) {
	x := l.call(e)
	for {
		p, ok := x.(*ast.ParenExpr)
		if !ok {
			break
		}
		x = p.X
	}
	out, ok := x.(*ast.CallExpr)
	if !ok {
		return nil, x
	}
	frozen := *out
	frozen.Args = nil
	for i, a := range out.Args {
		if constantLike(a) || !l.isValue(e, i) {
			frozen.Args = append(frozen.Args, a)
			continue
		}
		t := l.fresh("a")
		pre = append(pre, define(t, a))
		frozen.Args = append(frozen.Args, ident(t, a.Pos()))
	}
	switch f := out.Fun.(type) {
	case *ast.FuncLit:
	case *ast.Ident: // a local or session variable may change; a declared function does not
		if o := l.u.Info.Uses[identOf(e.Fun)]; o != nil {
			if _, isVar := o.(*types.Var); isVar {
				t := l.fresh("f")
				pre = append(pre, define(t, f))
				frozen.Fun = ident(t, f.Pos())
			}
		}
	case *ast.SelectorExpr:
		if sl := l.selection(selectorOf(e.Fun)); sl != nil {
			t := l.fresh("r")
			if _, ptr := types.Unalias(pathTypeOfSel(sl)).Underlying().(*types.Pointer); ptr || isInterface(pathTypeOfSel(sl)) {
				pre = append(pre, define(t, f.X))
				frozen.Fun = sel(ident(t, f.Pos()), f.Sel.Name)
			} else if addressable(f.X) {
				pre = append(pre, define(t, addr(f.X)))
				frozen.Fun = sel(ident(t, f.Pos()), f.Sel.Name)
			}
		}
	default: // a function that is computed, as in defer enter()()
		t := l.fresh("f")
		pre = append(pre, define(t, f))
		frozen.Fun = ident(t, f.Pos())
	}
	return pre, &frozen
}

func pathTypeOfSel(s *selection) types.Type {
	return pathType(s.Recv(), s.Index()[:len(s.Index())-1])
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id
}

func selectorOf(e ast.Expr) *ast.SelectorExpr {
	s, _ := ast.Unparen(e).(*ast.SelectorExpr)
	return s
}

func addressable(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return addressable(x.X)
	}
	return false
}

func constantLike(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.FuncLit:
		return true
	case *ast.Ident:
		return x.Name == "nil" || x.Name == "true" || x.Name == "false"
	}
	return false
}

// isValue reports whether an argument is a value, not the type of make or new.
func (l *Lowerer) isValue(e *ast.CallExpr, i int) bool {
	return !(l.tv(ast.Unparen(e.Fun)).IsBuiltin() && i < len(e.Args) && l.tv(e.Args[i]).IsType())
}
