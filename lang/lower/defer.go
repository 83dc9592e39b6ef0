package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// hasDefer reports whether a function's body defers calls, those of function
// literals in it aside.
func hasDefer(list []ast.Stmt) bool {
	found := false
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.DeferStmt:
				found = true
			}
			return !found
		})
	}
	return found
}

// withDefers lowers the statements of a function; deferred calls are kept and
// run by package rt.
func (l *Lowerer) withDefers(list []ast.Stmt, lower func() []ast.Stmt) []ast.Stmt {
	outer := l.defers
	defer func() { l.defers = outer }()
	l.defers = ""
	if !hasDefer(list) {
		return lower()
	}
	l.defers = l.fresh("defers")
	run := l.rt(token.NoPos, "RunDefers", ident(l.defers, token.NoPos), call(token.NoPos, ident("recover", token.NoPos)))
	begin := []ast.Stmt{
		define(l.defers, l.rt(token.NoPos, "Defers")),
		&ast.DeferStmt{Call: call(token.NoPos, funcLit(token.NoPos, nil, nil, exprStmt(run)))},
	}
	return append(begin, lower()...)
}

// deferStmt lowers defer f(x): function and arguments are taken now.
func (l *Lowerer) deferStmt(s *ast.DeferStmt) []ast.Stmt {
	var pre []ast.Stmt
	var f ast.Expr
	lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit)
	if ok && len(s.Call.Args) == 0 && l.typeOf(lit).(*types.Signature).Results().Len() == 0 {
		f = l.expr(lit)
	} else {
		var c ast.Expr
		pre, c = l.frozenCall(s.Call)
		f = funcLit(s.Pos(), nil, nil, exprStmt(c))
	}
	return append(pre, exprStmt(l.rt(s.Pos(), "Defer", ident(l.defers, s.Pos()), f)))
}
