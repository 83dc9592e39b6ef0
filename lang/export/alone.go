package export

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"monro/lang/lower"
)

// exprStmt renders an expression that stands alone: an error that it gives is
// checked, another value is let go of.
func (r *render) exprStmt(s *ast.ExprStmt) {
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	if !isCall {
		u, _ := ast.Unparen(s.X).(*ast.UnaryExpr)
		a, _ := s.X.(*ast.TypeAssertExpr)
		if !(u != nil && u.Op == token.ARROW || a != nil && a.Type == nil) { // <-c stands alone, x.(type) is of a switch
			r.write("_ = ")
		}
		r.node(s.X)
		return
	}
	tv := r.u.Info.Types[c]
	n := lower.ErrorResults(tv.Type)
	switch {
	case n > 0 && !lower.DropsErrors(r.u.Info, c):
		r.check(n, s.X)
	case r.valued(c):
		r.write("_ = ")
		r.node(s.X)
	default:
		r.node(s.X)
	}
}

// most is how many values script.Must can give.
const most = 4

func (r *render) check(n int, x ast.Expr) {
	switch {
	case n == 1:
		r.call("Check", x)
	case n <= most+1:
		r.call(mustName(n-1), x)
	default:
		r.write("if " + strings.Repeat("_, ", n-1) + "err := ")
		r.node(x)
		r.write("; err != nil {\n")
		r.out = append(r.out, scriptCall("Check", text("err"))...)
		r.write("\n}")
	}
}

func mustName(n int) string {
	if n == 1 {
		return "Must"
	}
	return fmt.Sprint("Must", n)
}

// valued reports whether a call may not stand alone in Go.
func (r *render) valued(c *ast.CallExpr) bool {
	fun := ast.Unparen(c.Fun)
	tv := r.u.Info.Types[fun]
	if tv.IsType() {
		return true
	}
	id, ok := fun.(*ast.Ident)
	if s, isSel := fun.(*ast.SelectorExpr); isSel {
		id, ok = s.Sel, true
	}
	return tv.IsBuiltin() && ok && !slices.Contains([]string{"panic", "print", "println", "copy", "delete", "close", "clear", "recover"}, id.Name)
}

// result renders the last expression of a cell, whose value is shown.
func (r *render) result(s *ast.ExprStmt) {
	tv := r.u.Info.Types[s.X]
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	n := lower.ErrorResults(tv.Type)
	switch {
	case tv.IsVoid() || isCall && n > 0 && lower.DropsErrors(r.u.Info, c) || isCall && n == 1:
		r.exprStmt(s)
	case n > most+1:
		r.check(n, s.X)
	case n > 1:
		r.out = append(r.out, pkgRef(scriptPath))
		r.write(".Result(")
		r.call(mustName(n-1), s.X)
		r.write(")")
	default:
		r.call("Result", s.X)
	}
}
