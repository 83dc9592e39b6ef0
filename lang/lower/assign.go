package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

func (l *Lowerer) assign(s *ast.AssignStmt) []ast.Stmt {
	if s.Tok != token.ASSIGN && s.Tok != token.DEFINE {
		return l.opAssign(s)
	}
	if len(s.Lhs) > 1 && len(s.Rhs) == 1 {
		return l.assignTuple(s)
	}
	tok := s.Tok
	if tok == token.DEFINE && l.isSession(s) {
		tok = token.ASSIGN
	}
	out := &ast.AssignStmt{TokPos: s.TokPos, Tok: tok}
	for i, lhs := range s.Lhs {
		out.Lhs = append(out.Lhs, l.lhs(lhs))
		out.Rhs = append(out.Rhs, l.value(s.Rhs[i], l.lhsType(lhs, s.Rhs[i])))
	}
	var pre []ast.Stmt
	if len(s.Lhs) > 1 {
		pre = l.apart(out, func(i int) types.Type { return l.lhsType(s.Lhs[i], s.Rhs[i]) })
	}
	if pre != nil {
		for i, x := range s.Lhs {
			var frozen []ast.Stmt
			frozen, out.Lhs[i] = l.freezePlace(x, out.Lhs[i])
			pre = append(frozen, pre...)
		}
		return append(pre, l.oneByOne(out, func(i int) types.Object { return l.u.Info.Defs[identOf(s.Lhs[i])] })...)
	}
	if tok == token.DEFINE {
		return append(pre, l.defineLocals(s, out)...)
	}
	if len(s.Lhs) == 1 {
		if !isBlank(s.Lhs[0]) && replaces(out.Rhs[0], l.typeOf(s.Lhs[0])) {
			return append(pre, l.throughLocal(out)...)
		}
		switch x := ast.Unparen(s.Rhs[0]).(type) {
		case *ast.BinaryExpr:
			if (x.Op == token.LAND || x.Op == token.LOR) && !isIdent(s.Lhs[0]) { // yaegi stores the first operand in an element
				t := l.fresh("t")
				first := define(t, out.Rhs[0])
				out.Rhs[0] = ident(t, x.Pos())
				return []ast.Stmt{first, out}
			}
		case *ast.CallExpr:
			if _, ok := types.Unalias(l.typeOf(x)).Underlying().(*types.Signature); ok && !isBlank(s.Lhs[0]) {
				return l.throughLocal(out)
			}
		case *ast.StarExpr:
			if isBlank(s.Lhs[0]) { // yaegi leaves it out, and with it the panic
				return []ast.Stmt{exprStmt(l.rt(x.Pos(), "Use", out.Rhs[0]))}
			}
		}
	}
	return append(pre, out)
}

// replaces lists the expressions that yaegi does not store in the variable of an
// assignment, of type t, but puts in its place: a function literal that assigns to a
// variable around it would keep the change to itself.
func replaces(x ast.Expr, t types.Type) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.CompositeLit:
		return !isInterface(t)
	case *ast.UnaryExpr:
		return x.Op == token.ARROW
	}
	return false
}

// throughLocal assigns a value by way of a local variable: a function that
// compiled code returns, for one, would take the place of the variable itself,
// and yaegi can store nothing in it after that.
func (l *Lowerer) throughLocal(a *ast.AssignStmt) []ast.Stmt {
	t := l.fresh("t")
	first := define(t, a.Rhs[0])
	a.Rhs[0] = ident(t, a.TokPos)
	return []ast.Stmt{first, a}
}

// value lowers what is stored in a variable of type t.
func (l *Lowerer) value(e ast.Expr, t types.Type) ast.Expr {
	if l.tv(e).IsNil() {
		return ident("nil", e.Pos())
	}
	return l.conv(e, t)
}

// isSession reports whether a := declares session variables: they exist already.
func (l *Lowerer) isSession(s *ast.AssignStmt) bool {
	for _, x := range s.Lhs {
		if id, ok := x.(*ast.Ident); ok && id.Name != "_" {
			o := l.u.Info.Defs[id]
			if o == nil {
				o = l.u.Info.Uses[id]
			}
			return o != nil && o.Parent() == l.u.Pkg.Scope()
		}
	}
	return l.fn == "" && len(l.frames) == 0 && l.results == nil
}

// defineLocals keeps := where each new variable's type is what its value says
// to yaegi too, and declares the others first.
func (l *Lowerer) defineLocals(s *ast.AssignStmt, out *ast.AssignStmt) []ast.Stmt {
	var pre []ast.Stmt
	for i, x := range s.Lhs {
		id := x.(*ast.Ident)
		o := l.u.Info.Defs[id]
		if o == nil || id.Name == "_" {
			continue
		}
		if !types.Identical(l.objType(o), l.typeOf(s.Rhs[i])) || isInterface(l.objType(o)) {
			pre = append(pre, varStmt(out.Lhs[i].(*ast.Ident).Name, l.typ(l.objType(o))))
		}
	}
	if len(pre) == 0 {
		return []ast.Stmt{out}
	}
	if len(pre) < len(s.Lhs) {
		pre = nil
		for i, x := range s.Lhs {
			if o := l.u.Info.Defs[x.(*ast.Ident)]; o != nil && x.(*ast.Ident).Name != "_" {
				pre = append(pre, varStmt(out.Lhs[i].(*ast.Ident).Name, l.typ(l.objType(o))))
			}
		}
	}
	out.Tok = token.ASSIGN
	return append(pre, out)
}

func (l *Lowerer) lhs(e ast.Expr) ast.Expr {
	if id, ok := e.(*ast.Ident); ok {
		if id.Name == "_" {
			return ident("_", id.Pos())
		}
		if o := l.u.Info.Defs[id]; o != nil && l.names[o] == "" {
			return ident(l.local(id), id.Pos())
		}
	}
	return l.expr(e)
}

func (l *Lowerer) lhsType(lhs, rhs ast.Expr) types.Type {
	if id, ok := lhs.(*ast.Ident); ok {
		if id.Name == "_" {
			return l.typeOf(rhs)
		}
		if o := l.u.Info.Defs[id]; o != nil {
			return l.objType(o)
		}
	}
	return l.typeOf(lhs)
}

// assignTuple lowers v, ok = m[k] and its kin, and a, b = f().
func (l *Lowerer) assignTuple(s *ast.AssignStmt) []ast.Stmt {
	rhs, from := l.tupleValue(s.Rhs[0])
	tok := s.Tok
	if tok == token.DEFINE && l.isSession(s) {
		tok = token.ASSIGN
	}
	out := &ast.AssignStmt{TokPos: s.TokPos, Tok: tok, Rhs: []ast.Expr{rhs}}
	receives := isReceive(s.Rhs[0]) // yaegi cannot store that in a blank
	direct := !(receives && isBlank(s.Lhs[0]))
	for i, x := range s.Lhs {
		out.Lhs = append(out.Lhs, l.lhs(x))
		if id, ok := x.(*ast.Ident); ok && (id.Name == "_" || tok == token.DEFINE && l.u.Info.Defs[id] != nil) {
			continue
		}
		if !types.Identical(l.typeOf(x), from[i]) || tok == token.ASSIGN && !isIdent(x) {
			direct = false
		}
	}
	if direct {
		return []ast.Stmt{out}
	}
	// Through temporaries, converted one by one.
	temps := &ast.AssignStmt{TokPos: s.TokPos, Tok: token.DEFINE, Rhs: out.Rhs}
	store := &ast.AssignStmt{TokPos: s.TokPos, Tok: token.ASSIGN}
	var pre []ast.Stmt
	for i, x := range s.Lhs {
		if isBlank(x) {
			name := "_"
			if receives {
				name = l.fresh("t")
			}
			temps.Lhs = append(temps.Lhs, ident(name, x.Pos()))
			continue
		}
		name := l.fresh("t")
		temps.Lhs = append(temps.Lhs, ident(name, x.Pos()))
		store.Lhs = append(store.Lhs, out.Lhs[i])
		to := from[i]
		if id, ok := x.(*ast.Ident); !ok || l.u.Info.Defs[id] == nil {
			to = l.typeOf(x)
		} else if tok == token.DEFINE {
			pre = append(pre, varStmt(out.Lhs[i].(*ast.Ident).Name, l.typ(to)))
		}
		store.Rhs = append(store.Rhs, l.convert(ident(name, x.Pos()), from[i], to))
	}
	if len(store.Lhs) == 0 {
		return append(pre, temps)
	}
	return append(pre, temps, store)
}

func isReceive(x ast.Expr) bool {
	u, ok := ast.Unparen(x).(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}

func isBlank(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "_"
}

func isIdent(x ast.Expr) bool {
	_, ok := x.(*ast.Ident)
	return ok
}

// tupleValue lowers an expression of several values, with their types.
func (l *Lowerer) tupleValue(e ast.Expr) (ast.Expr, []types.Type) {
	if a, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		return l.commaOK(a), []types.Type{l.typeOf2(a), types.Typ[types.Bool]}
	}
	if t, ok := l.rawType(e).(*types.Tuple); ok {
		var list []types.Type
		for i := range t.Len() {
			list = append(list, types.Default(t.At(i).Type()))
		}
		return l.expr(e), list
	}
	return l.expr(e), []types.Type{l.typeOf2(e), types.Typ[types.Bool]}
}

func (l *Lowerer) opAssign(s *ast.AssignStmt) []ast.Stmt {
	x := l.lhs(s.Lhs[0])
	var y ast.Expr
	t := l.typeOf(s.Lhs[0])
	switch {
	case s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN:
		y = l.shiftCount(s.Rhs[0])
	case (s.Tok == token.QUO_ASSIGN || s.Tok == token.REM_ASSIGN) && isInteger(t) && l.tv(s.Rhs[0]).Value == nil && l.exact && l.loops == 0:
		y = l.divisor(s.Rhs[0], t)
	default:
		y = l.operand(s.Rhs[0], t)
	}
	return []ast.Stmt{&ast.AssignStmt{Lhs: []ast.Expr{x}, TokPos: s.TokPos, Tok: s.Tok, Rhs: []ast.Expr{y}}}
}
