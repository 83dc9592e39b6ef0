package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// apart takes the values of a parallel assignment into variables of their own
// where they are more than operands: yaegi builds literals in the place of
// another value. t gives the type of each place.
func (l *Lowerer) apart(a *ast.AssignStmt, t func(i int) types.Type) (pre []ast.Stmt) {
	plain := true
	for i, x := range a.Rhs {
		plain = plain && operand(x) && !isInterface(t(i)) // nor does it swap interfaces
	}
	if plain {
		return nil
	}
	for i, x := range a.Rhs {
		name := l.fresh("t")
		typ := t(i)
		if id, ok := x.(*ast.Ident); isInterface(typ) || ok && id.Name == "nil" {
			pre = append(pre, varStmt(name, l.typ(typ)), assign(token.ASSIGN, ident(name, x.Pos()), x))
		} else {
			pre = append(pre, define(name, x))
		}
		a.Rhs[i] = ident(name, x.Pos())
	}
	return pre
}

// oneByOne splits a parallel assignment whose values stand in variables of
// their own. defined is the variable that a place declares, nil for none.
func (l *Lowerer) oneByOne(a *ast.AssignStmt, defined func(i int) types.Object) (out []ast.Stmt) {
	for i, x := range a.Lhs {
		o := defined(i)
		switch {
		case a.Tok != token.DEFINE || o == nil || isBlank(x):
			out = append(out, assign(token.ASSIGN, x, a.Rhs[i]))
		case isInterface(l.objType(o)):
			out = append(out, varStmt(x.(*ast.Ident).Name, l.typ(l.objType(o))), assign(token.ASSIGN, x, a.Rhs[i]))
		default:
			out = append(out, define(x.(*ast.Ident).Name, a.Rhs[i]))
		}
	}
	return out
}

// freezePlace takes the operands of a place that is assigned to into variables,
// as Go evaluates them before any of a parallel assignment happens.
func (l *Lowerer) freezePlace(x, lowered ast.Expr) (pre []ast.Stmt, place ast.Expr) {
	freeze := func(e ast.Expr) ast.Expr {
		if constantLike(e) {
			return e
		}
		t := l.fresh("x")
		pre = append(pre, define(t, e))
		return ident(t, e.Pos())
	}
	switch p := lowered.(type) {
	case *ast.IndexExpr:
		out := *p
		if ix, ok := ast.Unparen(x).(*ast.IndexExpr); ok && !isArray(l.typeOf(ix.X)) {
			out.X = freeze(p.X)
		}
		out.Index = freeze(p.Index)
		return pre, &out
	case *ast.StarExpr:
		return pre, star(freeze(p.X))
	case *ast.SelectorExpr:
		if sx, ok := ast.Unparen(x).(*ast.SelectorExpr); ok {
			if _, isPtr := types.Unalias(l.typeOf(sx.X)).Underlying().(*types.Pointer); isPtr && isIdent(p.X) {
				return pre, sel(freeze(p.X), p.Sel.Name)
			}
		}
	}
	return pre, lowered
}

// operand reports whether an expression only reads variables and constants.
func operand(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return operand(x.X)
	case *ast.SelectorExpr:
		return operand(x.X)
	case *ast.StarExpr:
		return operand(x.X)
	case *ast.UnaryExpr:
		return x.Op != token.AND && x.Op != token.ARROW && operand(x.X)
	case *ast.BinaryExpr:
		return operand(x.X) && operand(x.Y)
	case *ast.IndexExpr:
		return operand(x.X) && operand(x.Index)
	}
	return false
}
