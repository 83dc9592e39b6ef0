package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

var constantZero = constant.MakeInt64(0)

// switchStmt keeps a switch over plain values; one over interfaces becomes a
// chain of comparisons by package rt.
func (l *Lowerer) switchStmt(s *ast.SwitchStmt) ast.Stmt {
	label := l.takeLabel()
	var pre []ast.Stmt
	if s.Init != nil {
		pre = l.stmt(s.Init)
	}
	sw := &ast.SwitchStmt{Switch: s.Switch, Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
	compare := func(x ast.Expr) ast.Expr { return l.expr(x) }
	if s.Tag != nil {
		t := l.typeOf(s.Tag)
		tag := l.fresh("tag")
		dynamic := isInterface(t)
		for _, c := range s.Body.List {
			for _, x := range c.(*ast.CaseClause).List {
				dynamic = dynamic || isInterface(l.typeOf(x)) && !l.tv(x).IsNil()
			}
		}
		if dynamic {
			pre = append(pre, varStmt(tag, emptyInterface()), assign(token.ASSIGN, ident(tag, s.Pos()), l.conv(s.Tag, anyType)))
			compare = func(x ast.Expr) ast.Expr {
				return l.rt(x.Pos(), "Equal", ident(tag, x.Pos()), l.value(x, anyType))
			}
		} else {
			pre = append(pre, define(tag, l.conv(s.Tag, t)))
			sw.Tag = ident(tag, s.Pos())
			compare = func(x ast.Expr) ast.Expr { return l.value(x, t) }
		}
	}
	for _, c := range s.Body.List {
		clause := c.(*ast.CaseClause)
		out := &ast.CaseClause{Case: clause.Case, Colon: clause.Colon}
		for _, x := range clause.List {
			out.List = append(out.List, compare(x))
		}
		if sw.Tag == nil && len(out.List) > 1 { // yaegi wants one condition a case
			cond := out.List[0]
			for _, x := range out.List[1:] {
				cond = &ast.BinaryExpr{X: cond, OpPos: x.Pos(), Op: token.LOR, Y: x}
			}
			out.List = []ast.Expr{cond}
		}
		l.pushBreak(label)
		out.Body = l.stmts(clause.Body)
		l.popBreak()
		sw.Body.List = append(sw.Body.List, out)
	}
	if l.wantsNumbers(s) {
		pre = l.numberCases(pre, sw)
	}
	return l.wrapLabelled(pre, sw, label, s.Pos())
}

// wantsNumbers finds the switches that yaegi gets wrong: where a default that is
// not the last clause meets a fallthrough, and where one of several values of a
// case is no constant.
func (l *Lowerer) wantsNumbers(s *ast.SwitchStmt) bool {
	early, falls := false, false
	for i, c := range s.Body.List {
		clause := c.(*ast.CaseClause)
		early = early || clause.List == nil && i < len(s.Body.List)-1
		if n := len(clause.Body); n > 0 {
			b, ok := clause.Body[n-1].(*ast.BranchStmt)
			falls = falls || ok && b.Tok == token.FALLTHROUGH
		}
		if s.Tag != nil && len(clause.List) > 1 {
			for _, x := range clause.List {
				if l.tv(x).Value == nil && !l.tv(x).IsNil() {
					return true
				}
			}
		}
	}
	return early && falls
}

// numberCases finds the clause to run first, by a chain of conditions, and turns
// the switch into one over its number.
func (l *Lowerer) numberCases(pre []ast.Stmt, sw *ast.SwitchStmt) []ast.Stmt {
	number := l.fresh("case")
	chosen := -1
	find := &ast.SwitchStmt{Switch: sw.Switch, Body: &ast.BlockStmt{}}
	for i, c := range sw.Body.List {
		clause := c.(*ast.CaseClause)
		if clause.List == nil {
			chosen = i
		} else {
			cond := l.caseCondition(sw.Tag, clause.List)
			set := assign(token.ASSIGN, ident(number, clause.Case), num(i))
			find.Body.List = append(find.Body.List, &ast.CaseClause{Case: clause.Case, List: []ast.Expr{cond}, Body: []ast.Stmt{set}})
		}
		clause.List = []ast.Expr{num(i)}
	}
	sw.Tag = ident(number, sw.Switch)
	return append(pre, define(number, num(chosen)), find)
}

func (l *Lowerer) caseCondition(tag ast.Expr, values []ast.Expr) ast.Expr {
	var cond ast.Expr
	for _, x := range values {
		if tag != nil {
			x = &ast.BinaryExpr{X: tag, OpPos: x.Pos(), Op: token.EQL, Y: x}
		}
		if cond == nil {
			cond = x
		} else {
			cond = &ast.BinaryExpr{X: cond, OpPos: x.Pos(), Op: token.LOR, Y: x}
		}
	}
	return cond
}

// wrapLabelled puts preparing statements before a statement whose label, if
// any, must stay on it.
func (l *Lowerer) wrapLabelled(pre []ast.Stmt, s ast.Stmt, label string, pos token.Pos) ast.Stmt {
	if len(pre) == 0 {
		return s
	}
	if label != "" {
		s = &ast.LabeledStmt{Label: ident(label, pos), Colon: pos, Stmt: s}
	}
	return block(append(pre, s)...)
}

func (l *Lowerer) selectStmt(s *ast.SelectStmt) ast.Stmt {
	label := l.takeLabel()
	out := &ast.SelectStmt{Select: s.Select, Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
	for _, c := range s.Body.List {
		clause := c.(*ast.CommClause)
		cc := &ast.CommClause{Case: clause.Case, Colon: clause.Colon}
		var begin []ast.Stmt
		switch comm := clause.Comm.(type) {
		case nil:
		case *ast.SendStmt:
			ch := types.Unalias(l.typeOf(comm.Chan)).Underlying().(*types.Chan)
			cc.Comm = &ast.SendStmt{Chan: l.expr(comm.Chan), Arrow: comm.Arrow, Value: l.conv(comm.Value, ch.Elem())}
		case *ast.ExprStmt:
			cc.Comm = exprStmt(l.expr(comm.X))
		case *ast.AssignStmt:
			cc.Comm, begin = l.receive(comm)
		}
		l.pushBreak(label)
		cc.Body = append(begin, l.stmts(clause.Body)...)
		l.popBreak()
		out.Body.List = append(out.Body.List, cc)
	}
	return out
}

// receive lowers v, ok := <-ch in a select: into fresh variables that the
// clause stores.
func (l *Lowerer) receive(a *ast.AssignStmt) (ast.Stmt, []ast.Stmt) {
	comm := &ast.AssignStmt{TokPos: a.TokPos, Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(a.Rhs[0])}}
	elem := l.typeOf2(a.Rhs[0])
	var begin []ast.Stmt
	for i, x := range a.Lhs {
		if id, ok := x.(*ast.Ident); ok && id.Name == "_" {
			comm.Lhs = append(comm.Lhs, ident("_", x.Pos()))
			continue
		}
		v := l.fresh("v")
		comm.Lhs = append(comm.Lhs, ident(v, x.Pos()))
		t := elem
		if i == 1 {
			t = types.Typ[types.Bool]
		}
		id, _ := x.(*ast.Ident)
		if a.Tok == token.DEFINE && id != nil && l.u.Info.Defs[id] != nil && l.names[l.u.Info.Defs[id]] == "" {
			name := l.local(id)
			begin = append(begin, define(name, ident(v, x.Pos())), assign(token.ASSIGN, ident("_", x.Pos()), ident(name, x.Pos())))
			continue
		}
		begin = append(begin, assign(token.ASSIGN, l.lhs(x), l.convert(ident(v, x.Pos()), t, l.lhsType(x, a.Rhs[0]))))
	}
	return comm, begin
}
