package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// assertion lowers x.(T) where one value is wanted.
func (l *Lowerer) assertion(e *ast.TypeAssertExpr) ast.Expr {
	t := l.typeOf(e.Type)
	return l.extract(l.rt(e.Pos(), "Assert", l.conv(e.X, anyType), l.ref(t), l.ref(l.typeOf(e.X))), t)
}

var anyType = types.NewInterfaceType(nil, nil)

// extract takes a value out of what rt.Assert gives: the bare value of a
// concrete type, or an interface value that has T's methods.
func (l *Lowerer) extract(x ast.Expr, t types.Type) ast.Expr {
	if isInterface(t) && isOpaque(t) {
		return x
	}
	return &ast.TypeAssertExpr{X: x, Type: l.typ(t)}
}

// commaOK lowers v, ok := x.(T) to a call with two results.
func (l *Lowerer) commaOK(e *ast.TypeAssertExpr) ast.Expr {
	t := l.typeOf2(e)
	v := ident("vʹ", e.Pos())
	zero := ident("zʹ", e.Pos())
	lit := &ast.FuncLit{Type: &ast.FuncType{
		Params:  &ast.FieldList{List: []*ast.Field{field("vʹ", emptyInterface())}},
		Results: &ast.FieldList{List: []*ast.Field{{Type: l.typ(t)}, {Type: ident("bool", e.Pos())}}},
	}, Body: block(
		ifStmt(l.rt(e.Pos(), "Is", v, l.ref(t)), &ast.ReturnStmt{Results: []ast.Expr{l.extract(l.rt(e.Pos(), "Assert", v, l.ref(t)), t), ident("true", e.Pos())}}),
		varStmt("zʹ", l.typ(t)),
		&ast.ReturnStmt{Results: []ast.Expr{zero, ident("false", e.Pos())}},
	)}
	return call(e.Pos(), lit, l.conv(e.X, anyType))
}

// typeOf2 is the first type of an expression that go/types may have recorded
// as a pair with a bool.
func (l *Lowerer) typeOf2(e ast.Expr) types.Type {
	t := l.rawType(e)
	if tup, ok := t.(*types.Tuple); ok {
		return tup.At(0).Type()
	}
	return t
}

// typeSwitch lowers to a switch over the number of the first case that fits.
func (l *Lowerer) typeSwitch(s *ast.TypeSwitchStmt) ast.Stmt {
	label := l.takeLabel()
	var name string
	var x ast.Expr
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		name = a.Lhs[0].(*ast.Ident).Name
		x = a.Rhs[0].(*ast.TypeAssertExpr).X
	case *ast.ExprStmt:
		x = a.X.(*ast.TypeAssertExpr).X
	}
	v := l.fresh("v")
	sw := &ast.SwitchStmt{Switch: s.Switch, Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
	var refs []ast.Expr
	for _, c := range s.Body.List {
		clause := c.(*ast.CaseClause)
		out := &ast.CaseClause{Case: clause.Case, Colon: clause.Colon}
		for _, t := range clause.List {
			out.List = append(out.List, num(len(refs)))
			if l.tv(t).IsNil() {
				refs = append(refs, num(-1))
			} else {
				refs = append(refs, l.ref(l.typeOf(t)))
			}
		}
		if bound := l.u.Info.Implicits[clause]; bound != nil && name != "" && name != "_" {
			out.Body = append(out.Body, l.bindCase(name, v, bound, clause, l.typeOf(x))...)
		}
		l.pushBreak(label)
		out.Body = append(out.Body, l.stmts(clause.Body)...)
		l.popBreak()
		sw.Body.List = append(sw.Body.List, out)
	}
	sw.Tag = l.rt(s.Pos(), "Case", append([]ast.Expr{ident(v, s.Pos())}, refs...)...)
	var pre []ast.Stmt
	if s.Init != nil {
		pre = append(pre, l.stmt(s.Init)...)
	}
	pre = append(pre, varStmt(v, emptyInterface()), assign(token.ASSIGN, ident(v, s.Pos()), l.conv(x, anyType)), labelled(label, s.Pos(), sw))
	return block(pre...)
}

// bindCase defines the variable of a type switch in one clause.
func (l *Lowerer) bindCase(name, v string, bound types.Object, clause *ast.CaseClause, from types.Type) []ast.Stmt {
	t := l.objType(bound)
	val := ast.Expr(ident(v, clause.Pos()))
	if len(clause.List) == 1 && !l.tv(clause.List[0]).IsNil() {
		val = l.extract(l.rt(clause.Pos(), "Assert", val, l.ref(t)), t)
	} else if !isOpaque(from) { // the clause keeps the compiled interface type
		val = &ast.TypeAssertExpr{X: l.rt(clause.Pos(), "To", val, l.ref(from)), Type: l.typ(from)}
	}
	if isSpecial(name) {
		l.names[bound] = l.fresh(name)
		name = l.names[bound]
	}
	store := assign(token.ASSIGN, ident(name, clause.Pos()), val)
	if isInterface(t) {
		store = ifStmt(&ast.BinaryExpr{X: ident(v, clause.Pos()), Op: token.NEQ, Y: ident("nil", clause.Pos())}, store)
	}
	return []ast.Stmt{varStmt(name, l.typ(t)), store, assign(token.ASSIGN, ident("_", clause.Pos()), ident(name, clause.Pos()))}
}

// errorsAs lowers errors.As where the target's type is known, which package
// reflect may not see; nil for other calls.
func (l *Lowerer) errorsAs(e *ast.CallExpr, fun ast.Expr) ast.Expr {
	s, ok := fun.(*ast.SelectorExpr)
	if !ok || len(e.Args) != 2 {
		return nil
	}
	f, ok := l.u.Info.Uses[s.Sel].(*types.Func)
	if !ok || f.FullName() != "errors.As" {
		return nil
	}
	p, ok := types.Unalias(l.typeOf(e.Args[1])).Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	err := types.Universe.Lookup("error").Type()
	return l.rt(e.Pos(), "ErrorsAsType", l.conv(e.Args[0], err), l.expr(e.Args[1]), l.ref(p.Elem()))
}
