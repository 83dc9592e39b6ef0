package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A rangeBody is the body of a range over a function, lowered to a closure.
// Leaving it for anything but the next round goes through a number that the
// statement after the call of the iterator looks at.
type rangeBody struct {
	control string
	outer   *rangeBody
	exits   []func() []ast.Stmt // by number - 1: what to do once the iterator has returned
	results []string            // where return puts its values
}

// exit leaves a closure body for what then() does after the iterator's call.
func (l *Lowerer) exit(b *rangeBody, then func() []ast.Stmt) []ast.Stmt {
	b.exits = append(b.exits, then)
	return []ast.Stmt{
		assign(token.ASSIGN, ident(b.control, token.NoPos), num(len(b.exits))),
		&ast.ReturnStmt{Results: []ast.Expr{ident("false", token.NoPos)}},
	}
}

// rangeFunc lowers a range over a function to a call of it with a closure.
func (l *Lowerer) rangeFunc(s *ast.RangeStmt, label string, sig *types.Signature) []ast.Stmt {
	yield := types.Unalias(sig.Params().At(0).Type()).Underlying().(*types.Signature)
	b := &rangeBody{control: l.fresh("exit"), outer: l.bodyOf}
	out := []ast.Stmt{define(b.control, num(0))}
	if l.results != nil {
		for i := range l.results.Len() {
			r := l.fresh("r")
			b.results = append(b.results, r)
			out = append(out, varStmt(r, l.typ(l.results.At(i).Type())))
		}
	}
	ft := &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: ident("bool", s.Pos())}}}}
	var begin []ast.Stmt
	for i, x := range []ast.Expr{s.Key, s.Value} {
		if i >= yield.Params().Len() {
			break
		}
		t := yield.Params().At(i).Type()
		p := l.fresh("p")
		ft.Params.List = append(ft.Params.List, field(p, l.typ(t)))
		if id, ok := x.(*ast.Ident); x == nil || ok && id.Name == "_" {
			continue
		}
		if s.Tok == token.DEFINE {
			begin = append(begin, define(l.lhs(x).(*ast.Ident).Name, ident(p, x.Pos())))
		} else {
			begin = append(begin, assign(token.ASSIGN, l.lhs(x), l.convert(ident(p, x.Pos()), t, l.typeOf(x))))
		}
	}
	iterator := l.expr(s.X)
	saved := l.bodyOf
	l.bodyOf = b
	body := l.loopBody(s.Body, &frame{label: label, body: b})
	l.bodyOf = saved
	body.List = append(append(begin, body.List...), &ast.ReturnStmt{Results: []ast.Expr{ident("true", s.Pos())}})
	out = append(out, exprStmt(call(s.Pos(), iterator, &ast.FuncLit{Type: ft, Body: body})))
	for i, then := range b.exits {
		cond := &ast.BinaryExpr{X: ident(b.control, s.Pos()), OpPos: s.Pos(), Op: token.EQL, Y: num(i + 1)}
		out = append(out, ifStmt(cond, then()...))
	}
	return []ast.Stmt{block(out...)}
}

// returnFromRange leaves the function from inside a range over a function.
func (l *Lowerer) returnFromRange(s *ast.ReturnStmt) []ast.Stmt {
	b := l.bodyOf
	var out []ast.Stmt
	n := 0
	if l.results != nil && len(s.Results) > 0 {
		n = l.results.Len()
		pre, values := l.plainReturn(s)
		set := &ast.AssignStmt{TokPos: s.Pos(), Tok: token.ASSIGN, Rhs: values}
		for _, r := range b.results {
			set.Lhs = append(set.Lhs, ident(r, s.Pos()))
		}
		out = append(pre, set)
	}
	return append(out, l.exit(b, func() []ast.Stmt { return l.returnOuter(b, n, s.Pos()) })...)
}

// returnOuter returns what a closure body has left, from around its loop.
func (l *Lowerer) returnOuter(b *rangeBody, n int, pos token.Pos) []ast.Stmt {
	var values []ast.Expr
	for _, r := range b.results[:n] {
		values = append(values, ident(r, pos))
	}
	o := b.outer
	if o == nil {
		return l.returnValues(values, pos)
	}
	var out []ast.Stmt
	if n > 0 {
		set := &ast.AssignStmt{TokPos: pos, Tok: token.ASSIGN, Rhs: values}
		for _, r := range o.results {
			set.Lhs = append(set.Lhs, ident(r, pos))
		}
		out = append(out, set)
	}
	return append(out, l.exit(o, func() []ast.Stmt { return l.returnOuter(o, n, pos) })...)
}
