package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

func (l *Lowerer) rangeStmt(s *ast.RangeStmt, label string) []ast.Stmt {
	t := types.Unalias(l.typeOf(s.X)).Underlying()
	switch t := t.(type) {
	case *types.Signature:
		return l.rangeFunc(s, label, t)
	case *types.Basic:
		if t.Info()&types.IsInteger != 0 {
			return l.rangeInt(s, label)
		}
		return l.rangeString(s, label)
	}
	x := l.expr(s.X)
	if p, ok := t.(*types.Pointer); ok && isArray(p.Elem()) {
		x = paren(star(x))
	}
	out := &ast.RangeStmt{For: s.For, TokPos: s.TokPos, Tok: token.DEFINE, Range: s.Range, X: x}
	key, value := elements(t)
	var begin []ast.Stmt
	fresh := s.Tok == token.ASSIGN || l.escapes(s.Body, l.rangeVars(s)) || l.changed(s.Body, l.rangeVars(s))
	out.Key, begin = l.rangeVar(s, s.Key, key, fresh, begin)
	out.Value, begin = l.rangeVar(s, s.Value, value, fresh, begin)
	if out.Key == nil && out.Value == nil {
		out.Tok = token.ILLEGAL
	} else if out.Key == nil {
		out.Key = ident("_", s.Pos())
	}
	out.Body = l.loopBody(s.Body, &frame{label: label})
	note := l.hoisted(s, out.Body)
	out.Body.List = append(begin, out.Body.List...)
	return append(note, labelled(label, s.Pos(), out))
}

func (l *Lowerer) rangeVars(s *ast.RangeStmt) []types.Object {
	var list []ast.Expr
	for _, x := range []ast.Expr{s.Key, s.Value} {
		if x != nil {
			list = append(list, x)
		}
	}
	return l.defined(list...)
}

// elements are the types that range yields over a type.
func elements(t types.Type) (key, value types.Type) {
	switch t := t.(type) {
	case *types.Slice:
		return types.Typ[types.Int], t.Elem()
	case *types.Array:
		return types.Typ[types.Int], t.Elem()
	case *types.Pointer:
		return elements(types.Unalias(t.Elem()).Underlying())
	case *types.Map:
		return t.Key(), t.Elem()
	case *types.Chan:
		return t.Elem(), nil
	case *types.Basic:
		return types.Typ[types.Int], types.Typ[types.Rune]
	}
	return nil, nil
}

// rangeVar is the variable of a lowered range clause for one of the original:
// itself, or a fresh one that the body begins by storing.
func (l *Lowerer) rangeVar(s *ast.RangeStmt, x ast.Expr, t types.Type, fresh bool, begin []ast.Stmt) (ast.Expr, []ast.Stmt) {
	if x == nil || t == nil {
		return nil, begin
	}
	if id, ok := x.(*ast.Ident); ok && id.Name == "_" {
		return ident("_", x.Pos()), begin
	}
	if !fresh {
		return l.lhs(x), begin
	}
	v := ident(l.fresh("v"), x.Pos())
	if s.Tok == token.DEFINE {
		return v, append(begin, define(l.lhs(x).(*ast.Ident).Name, v))
	}
	return v, append(begin, assign(token.ASSIGN, l.lhs(x), l.convert(v, t, l.typeOf(x))))
}

// rangeInt counts; the limit is taken once, and the body's variable is a copy
// where the body does more than read it.
func (l *Lowerer) rangeInt(s *ast.RangeStmt, label string) []ast.Stmt {
	t := l.typeOf(s.X)
	if s.Key != nil {
		t = l.lhsType(s.Key, s.X)
		if id, ok := s.Key.(*ast.Ident); ok && id.Name == "_" {
			t = l.typeOf(s.X)
		}
	}
	limit := l.fresh("n")
	counter := l.fresh("i")
	var begin []ast.Stmt
	if s.Key != nil {
		if id, ok := s.Key.(*ast.Ident); !ok || id.Name != "_" {
			vars := l.rangeVars(s)
			name := l.lhs(s.Key)
			switch {
			case s.Tok == token.ASSIGN:
				begin = append(begin, assign(token.ASSIGN, name, ident(counter, s.Pos())))
			case l.escapes(s.Body, vars) || l.changed(s.Body, vars):
				begin = append(begin, define(name.(*ast.Ident).Name, ident(counter, s.Pos())))
			default:
				counter = name.(*ast.Ident).Name
			}
		}
	}
	zero := l.constant(constantZero, types.Default(t), s.Pos())
	loop := &ast.ForStmt{
		For: s.For, Init: define(counter, zero),
		Cond: &ast.BinaryExpr{X: ident(counter, s.Pos()), OpPos: s.Pos(), Op: token.LSS, Y: ident(limit, s.Pos())},
		Post: &ast.IncDecStmt{X: ident(counter, s.Pos()), TokPos: s.Pos(), Tok: token.INC},
	}
	loop.Body = l.loopBody(s.Body, &frame{label: label})
	before := append([]ast.Stmt{define(limit, l.conv(s.X, t))}, l.hoisted(s, loop.Body)...)
	loop.Body.List = append(begin, loop.Body.List...)
	return []ast.Stmt{block(append(before, labelled(label, s.Pos(), loop))...)}
}

// rangeString ranges over the runes of a string, which package rt lists: yaegi
// takes quadratic time and has the places of runes wrong.
func (l *Lowerer) rangeString(s *ast.RangeStmt, label string) []ast.Stmt {
	at, list, i, r := l.fresh("at"), l.fresh("runes"), l.fresh("i"), l.fresh("r")
	x := l.conv(s.X, types.Typ[types.String])
	pre := &ast.AssignStmt{TokPos: s.Pos(), Tok: token.DEFINE, Lhs: []ast.Expr{ident(at, s.Pos()), ident(list, s.Pos())}, Rhs: []ast.Expr{l.rt(s.Pos(), "Runes", x)}}
	var begin []ast.Stmt
	set := func(x ast.Expr, value ast.Expr, t types.Type) {
		switch {
		case x == nil || isBlank(x):
		case s.Tok == token.DEFINE:
			begin = append(begin, define(l.lhs(x).(*ast.Ident).Name, value))
		default:
			begin = append(begin, assign(token.ASSIGN, l.lhs(x), l.convert(value, t, l.typeOf(x))))
		}
	}
	set(s.Key, &ast.IndexExpr{X: ident(at, s.Pos()), Index: ident(i, s.Pos())}, types.Typ[types.Int])
	set(s.Value, ident(r, s.Pos()), types.Typ[types.Rune])
	out := &ast.RangeStmt{For: s.For, TokPos: s.TokPos, Tok: token.DEFINE, Range: s.Range, X: ident(list, s.Pos()), Key: ident(i, s.Pos()), Value: ident(r, s.Pos())}
	out.Body = l.loopBody(s.Body, &frame{label: label})
	out.Body.List = append(begin, out.Body.List...)
	return []ast.Stmt{block(pre, labelled(label, s.Pos(), out))}
}
