package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// long is a test, cheap to interpret, of whether a loop has enough rounds for its
// compiled form; nil where that cannot be told.
func (l *Lowerer) long(s ast.Stmt) ast.Expr {
	enough := 16 // a call takes as long as some rounds
	if l.fn == "" && l.loops == 0 {
		enough = 1000 // and it runs once only: so does making the code
	}
	rounds, body := roundsOf(s)
	if rounds == nil || busy(body, l.u.Info) {
		return nil
	}
	x := rounds
	if c, ok := rounds.(*ast.CallExpr); ok && len(c.Args) == 1 && l.tv(c.Fun).IsBuiltin() {
		x = c.Args[0]
	}
	id, ok := x.(*ast.Ident)
	if !ok || l.tv(rounds).Value != nil {
		return nil
	}
	if o := l.u.Info.Uses[id]; o == nil || s.Pos() <= o.Pos() && o.Pos() < s.End() { // of the loop itself
		return nil
	}
	n := l.expr(rounds)
	if _, ok := types.Unalias(l.typeOf(rounds)).Underlying().(*types.Slice); ok {
		n = call(s.Pos(), ident("len", s.Pos()), n)
	}
	return &ast.BinaryExpr{X: n, OpPos: s.Pos(), Op: token.GEQ, Y: l.roundCount(rounds, enough)}
}

// roundCount is a number that rounds can be compared with.
func (l *Lowerer) roundCount(rounds ast.Expr, n int) ast.Expr {
	t := l.typeOf(rounds)
	if b, ok := types.Unalias(t).Underlying().(*types.Basic); ok {
		if b.Kind() == types.Int8 || b.Kind() == types.Uint8 {
			n = min(n, 100)
		}
		return l.constant(constant.MakeInt64(int64(n)), b, rounds.Pos())
	}
	return num(n)
}

// roundsOf is what says how often a loop goes round, nil for nothing, and its body.
func roundsOf(s ast.Stmt) (rounds ast.Expr, body ast.Stmt) {
	if l, ok := s.(*ast.LabeledStmt); ok {
		s = l.Stmt
	}
	switch s := s.(type) {
	case *ast.RangeStmt:
		return s.X, s.Body
	case *ast.ForStmt:
		if c, ok := s.Cond.(*ast.BinaryExpr); ok && (c.Op == token.LSS || c.Op == token.LEQ) {
			return c.Y, s.Body
		}
		return nil, s.Body
	}
	return nil, nil
}

// busy reports whether a body has loops or calls, which may make few rounds long.
func busy(body ast.Stmt, info *types.Info) (busy bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			busy = true
		case *ast.CallExpr:
			busy = busy || !info.Types[n.Fun].IsType() && !info.Types[n.Fun].IsBuiltin()
		}
		return !busy
	})
	return busy
}

// brief reports whether a loop is known to have so few rounds that compiling it
// would take longer than running it.
func brief(s ast.Stmt, info *types.Info) bool {
	const few = 200
	rounds, body := roundsOf(s)
	if rounds == nil || info.Types[rounds].Value == nil {
		return false
	}
	n, ok := constant.Int64Val(constant.ToInt(info.Types[rounds].Value))
	return ok && n <= few && !busy(body, info)
}
