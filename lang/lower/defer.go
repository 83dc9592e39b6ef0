package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
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

// guarded lowers the statements of a function or cell. If it defers calls, its
// body becomes a closure, which package rt runs and follows by the deferred
// calls: yaegi's own defer reads arguments late, drops the calls that remain when
// one panics, and locks the function's variables meanwhile.
func (l *Lowerer) guarded(list []ast.Stmt, lower func() []ast.Stmt) []ast.Stmt {
	outer := l.defers
	defer func() { l.defers = outer }()
	l.defers = ""
	if l.followed() {
		return l.framed(list, lower)
	}
	if !hasDefer(list) {
		return lower()
	}
	l.defers = l.fresh("defers")
	body := funcLit(token.NoPos, nil, nil, lower()...)
	return []ast.Stmt{
		define(l.defers, l.rt(token.NoPos, "Defers")),
		exprStmt(l.rt(token.NoPos, "Guard", ident(l.defers, token.NoPos), body)),
		&ast.ReturnStmt{Results: idents(l.outputs, token.NoPos)},
	}
}

// resultVars declares variables for the results of a function, and lists them:
// for named results, and for all where the function defers calls. yaegi's own
// named results share their place with variables of the caller and begin with
// what these held. Nothing in the body shadows the new names.
func (l *Lowerer) resultVars(results *ast.FieldList, defers bool) (decls []ast.Stmt, names []string) {
	if results == nil {
		return nil, nil
	}
	add := func(f *ast.Field) string {
		name := l.fresh("r")
		decls = append(decls, varStmt(name, l.typ(l.rawType(f.Type))))
		names = append(names, name)
		return name
	}
	for _, f := range results.List {
		if len(f.Names) == 0 && defers {
			add(f)
		}
		for _, n := range f.Names {
			name := add(f)
			if o := l.u.Info.Defs[n]; o != nil {
				l.names[o] = name
			}
		}
	}
	return decls, names
}

func idents(names []string, pos token.Pos) []ast.Expr {
	var list []ast.Expr
	for _, n := range names {
		list = append(list, ident(n, pos))
	}
	return list
}

// returnValues returns values, or what the named results hold if there are
// none. In a function that defers calls, results are stored first.
func (l *Lowerer) returnValues(values []ast.Expr, pos token.Pos) []ast.Stmt {
	if l.defers == "" {
		if len(values) == 0 {
			values = idents(l.outputs, pos)
		}
		before, values := l.appendsApart(values)
		return append(before, &ast.ReturnStmt{Return: pos, Results: values})
	}
	var out, nils []ast.Stmt
	set := &ast.AssignStmt{TokPos: pos, Tok: token.ASSIGN}
	for i, r := range l.outputs {
		if len(values) > i && isNilIdent(values[i]) { // yaegi stores no nil among others
			nils = append(nils, assign(token.ASSIGN, ident(r, pos), values[i]))
			continue
		}
		set.Lhs = append(set.Lhs, ident(r, pos))
		if len(values) > i {
			set.Rhs = append(set.Rhs, values[i])
		}
	}
	switch {
	case len(values) == 1 && len(set.Rhs) == 1 && replaces(set.Rhs[0], l.results.At(0).Type()):
		out = append(out, l.throughLocal(set)...)
	case len(set.Rhs) > 0:
		out = append(out, set)
	}
	return append(append(out, nils...), &ast.ReturnStmt{Return: pos})
}

// appendsApart makes the calls among several results before the return: yaegi stores what
// an append gives in the place of another result.
func (l *Lowerer) appendsApart(values []ast.Expr) (before []ast.Stmt, results []ast.Expr) {
	if len(values) < 2 || !slices.ContainsFunc(values, isAppend) {
		return nil, values
	}
	results = slices.Clone(values)
	for i, v := range results {
		if c, ok := v.(*ast.CallExpr); ok {
			name := l.fresh("r")
			before = append(before, assign(token.DEFINE, ident(name, c.Pos()), c))
			results[i] = ident(name, c.Pos())
		}
	}
	return before, results
}

func isAppend(x ast.Expr) bool {
	c, ok := x.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := c.Fun.(*ast.Ident)
	return ok && f.Name == "append"
}

func isNilIdent(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "nil"
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
