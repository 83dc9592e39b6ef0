package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// exprStmt runs an expression for its effect; an error that is dropped stops
// the cell.
func (l *Lowerer) exprStmt(s *ast.ExprStmt) []ast.Stmt {
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	if !isCall {
		if u, ok := ast.Unparen(s.X).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
			return []ast.Stmt{exprStmt(l.expr(s.X))}
		}
		if l.tv(s.X).IsNil() || l.tv(s.X).Value != nil {
			return nil
		}
		return []ast.Stmt{assign(token.ASSIGN, ident("_", s.Pos()), l.expr(s.X))}
	}
	x := l.expr(s.X)
	if n := ErrorResults(l.tv(c).Type); n > 0 && !l.dropsErrors(c) {
		lhs := make([]ast.Expr, n)
		for i := range lhs {
			lhs[i] = ident("_", s.Pos())
		}
		lhs[n-1] = ident("errʹ", s.Pos())
		return []ast.Stmt{block(
			&ast.AssignStmt{Lhs: lhs, TokPos: s.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{x}},
			ifStmt(&ast.BinaryExpr{X: ident("errʹ", s.Pos()), Op: token.NEQ, Y: ident("nil", s.Pos())},
				exprStmt(l.rt(s.Pos(), "Fail", ident("errʹ", s.Pos()), num(l.position(s.Pos())))))),
		}
	}
	if tv := l.tv(ast.Unparen(c.Fun)); tv.IsType() || tv.IsBuiltin() && valued[builtinName(ast.Unparen(c.Fun))] {
		return []ast.Stmt{assign(token.ASSIGN, ident("_", s.Pos()), x)}
	}
	return []ast.Stmt{exprStmt(x)}
}

// valued lists the builtins that are no statements.
var valued = map[string]bool{"append": true, "len": true, "cap": true, "make": true, "new": true, "min": true, "max": true, "complex": true, "real": true, "imag": true}

// ErrorResults is the number of results of a call whose last one is an error, else 0.
func ErrorResults(t types.Type) int {
	err := types.Universe.Lookup("error").Type()
	switch t := t.(type) {
	case *types.Tuple:
		if t.Len() > 0 && types.Identical(t.At(t.Len()-1).Type(), err) {
			return t.Len()
		}
	case nil:
	default:
		if types.Identical(t, err) {
			return 1
		}
	}
	return 0
}

func (l *Lowerer) dropsErrors(c *ast.CallExpr) bool { return DropsErrors(l.u.Info, c) }

// DropsErrors lists the calls whose errors nobody looks at, in Go either:
// printing, and writers that cannot fail.
func DropsErrors(info *types.Info, c *ast.CallExpr) bool {
	s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := info.Uses[s.Sel].(*types.Func)
	if !ok || f.Pkg() == nil {
		return false
	}
	switch f.Pkg().Path() {
	case "fmt":
		return strings.Contains(f.Name(), "rint")
	case "strings", "bytes", "hash", "bufio", "math/rand", "crypto/rand":
		return strings.HasPrefix(f.Name(), "Write") || f.Name() == "Read" || f.Name() == "ReadFrom"
	}
	return f.Name() == "Close" || f.Name() == "Read" // whose error is most often the end
}

// resultStmt hands the value of the cell's last expression to package rt.
func (l *Lowerer) resultStmt(s *ast.ExprStmt) []ast.Stmt {
	tv := l.tv(s.X)
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	if tv.IsVoid() || isCall && ErrorResults(tv.Type) > 0 && l.dropsErrors(c) {
		return l.exprStmt(s)
	}
	if tv.IsNil() {
		return []ast.Stmt{exprStmt(l.rt(s.Pos(), "Result", ident("nil", s.Pos()), num(-1)))}
	}
	if t, ok := tv.Type.(*types.Tuple); ok {
		return l.tupleResult(s, t)
	}
	if ErrorResults(tv.Type) == 1 && isCall {
		return l.exprStmt(s)
	}
	t := types.Default(tv.Type)
	return []ast.Stmt{exprStmt(l.rt(s.Pos(), "Result", l.conv(s.X, t), l.ref(t)))}
}

// tupleResult shows the results of a call one by one; a final error stops the cell.
func (l *Lowerer) tupleResult(s *ast.ExprStmt, t *types.Tuple) []ast.Stmt {
	var lhs, args []ast.Expr
	n := t.Len()
	fails := ErrorResults(t) > 0
	for i := range n {
		name := "rʹ" + string(rune('a'+i))
		lhs = append(lhs, ident(name, s.Pos()))
		if !(fails && i == n-1) {
			args = append(args, ident(name, s.Pos()), l.ref(t.At(i).Type()))
		}
	}
	out := []ast.Stmt{&ast.AssignStmt{Lhs: lhs, TokPos: s.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(s.X)}}}
	if fails {
		e := lhs[n-1]
		out = append(out, ifStmt(&ast.BinaryExpr{X: e, Op: token.NEQ, Y: ident("nil", s.Pos())}, exprStmt(l.rt(s.Pos(), "Fail", e, num(l.position(s.Pos()))))))
	}
	if len(args) > 0 {
		out = append(out, exprStmt(l.rt(s.Pos(), "Results", args...)))
	}
	return []ast.Stmt{block(out...)}
}
