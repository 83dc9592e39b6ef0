package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

func (l *Lowerer) block(b *ast.BlockStmt) *ast.BlockStmt {
	return &ast.BlockStmt{Lbrace: b.Lbrace, List: l.stmts(b.List), Rbrace: b.Rbrace}
}

func (l *Lowerer) stmts(list []ast.Stmt) []ast.Stmt {
	var out []ast.Stmt
	for _, s := range list {
		out = append(out, l.stmt(s)...)
	}
	return out
}

// stmt lowers a statement to those that do its work, with a note of where it
// stands if it can panic.
func (l *Lowerer) stmt(s ast.Stmt) []ast.Stmt {
	l.at = s.Pos()
	return append(l.mark(s), l.statement(s)...)
}

func (l *Lowerer) statement(s ast.Stmt) []ast.Stmt {
	switch s := s.(type) {
	case *ast.ExprStmt:
		return l.exprStmt(s)
	case *ast.AssignStmt:
		return l.assign(s)
	case *ast.IncDecStmt:
		return []ast.Stmt{&ast.IncDecStmt{X: l.expr(s.X), TokPos: s.TokPos, Tok: s.Tok}}
	case *ast.DeclStmt:
		return l.declStmt(s.Decl.(*ast.GenDecl))
	case *ast.BlockStmt:
		return []ast.Stmt{l.block(s)}
	case *ast.IfStmt:
		return []ast.Stmt{l.ifStmt(s)}
	case *ast.ForStmt:
		return l.nativeLoop(s, func() []ast.Stmt { return l.forStmt(s, "") })
	case *ast.RangeStmt:
		return l.nativeLoop(s, func() []ast.Stmt { return l.rangeStmt(s, "") })
	case *ast.SwitchStmt:
		return []ast.Stmt{l.switchStmt(s)}
	case *ast.TypeSwitchStmt:
		return []ast.Stmt{l.typeSwitch(s)}
	case *ast.SelectStmt:
		return []ast.Stmt{l.selectStmt(s)}
	case *ast.ReturnStmt:
		return l.returnStmt(s)
	case *ast.BranchStmt:
		return l.branch(s)
	case *ast.LabeledStmt:
		return l.labeled(s)
	case *ast.SendStmt:
		ch := types.Unalias(l.typeOf(s.Chan)).Underlying().(*types.Chan)
		return []ast.Stmt{&ast.SendStmt{Chan: l.expr(s.Chan), Arrow: s.Arrow, Value: l.conv(s.Value, ch.Elem())}}
	case *ast.GoStmt:
		return l.spawn(s)
	case *ast.DeferStmt:
		return l.deferStmt(s)
	case *ast.EmptyStmt:
		return nil
	}
	l.errorf(s.Pos(), "statement %T is not supported", s)
	return nil
}

func (l *Lowerer) ifStmt(s *ast.IfStmt) ast.Stmt {
	out := &ast.IfStmt{If: s.If, Body: nil}
	var init []ast.Stmt
	if s.Init != nil {
		init = l.statement(s.Init)
	}
	out.Cond = l.expr(s.Cond)
	out.Body = l.block(s.Body)
	switch e := s.Else.(type) {
	case *ast.BlockStmt:
		out.Else = l.block(e)
	case *ast.IfStmt:
		out.Else = block(l.stmt(e)...)
	}
	if len(init) > 0 { // yaegi gets the scope of an if's variables wrong in places
		return block(append(init, out)...)
	}
	return out
}

func (l *Lowerer) returnStmt(s *ast.ReturnStmt) []ast.Stmt {
	if l.bodyOf != nil {
		return l.returnFromRange(s)
	}
	pre, values := l.plainReturn(s)
	return append(pre, l.returnValues(values, s.Pos())...)
}

// plainReturn lowers the values of a return statement, with what comes first.
func (l *Lowerer) plainReturn(s *ast.ReturnStmt) (pre []ast.Stmt, values []ast.Expr) {
	n := 0
	if l.results != nil {
		n = l.results.Len()
	}
	if len(s.Results) == 1 && n > 1 {
		x, from := l.tupleValue(s.Results[0])
		same := true
		for i := range n {
			same = same && types.Identical(from[i], l.results.At(i).Type())
		}
		if same {
			return nil, []ast.Expr{x}
		}
		temps := &ast.AssignStmt{TokPos: s.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{x}}
		for i := range n {
			t := l.fresh("t")
			temps.Lhs = append(temps.Lhs, ident(t, s.Pos()))
			values = append(values, l.convert(ident(t, s.Pos()), from[i], l.results.At(i).Type()))
		}
		return []ast.Stmt{temps}, values
	}
	for i, r := range s.Results {
		to := l.results.At(i).Type()
		if !isReceive(r) {
			values = append(values, l.value(r, to))
			continue
		}
		t := l.fresh("t") // yaegi cannot receive into a result
		pre = append(pre, define(t, l.expr(r)))
		values = append(values, l.convert(ident(t, r.Pos()), l.typeOf(r), to))
	}
	return pre, values
}
