package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// declStmt lowers var declarations; types appear where they are needed and
// constants are folded.
func (l *Lowerer) declStmt(g *ast.GenDecl) []ast.Stmt {
	if g.Tok != token.VAR {
		return nil
	}
	var out []ast.Stmt
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		out = append(out, l.varSpec(v)...)
	}
	return out
}

func (l *Lowerer) varSpec(v *ast.ValueSpec) (out []ast.Stmt) {
	a := &ast.AssignStmt{TokPos: v.Pos(), Tok: token.ASSIGN}
	var froms []types.Type
	if len(v.Values) == 1 && len(v.Names) > 1 {
		var rhs ast.Expr
		rhs, froms = l.tupleValue(v.Values[0])
		a.Rhs = []ast.Expr{rhs}
	}
	direct := true
	for i, n := range v.Names {
		o := l.u.Info.Defs[n]
		name := "_"
		if n.Name != "_" {
			name = l.lhs(n).(*ast.Ident).Name
			if o.Parent() != l.u.Pkg.Scope() {
				out = append(out, varStmt(name, l.typ(l.objType(o))))
			} else if len(v.Values) == 0 { // a session variable that is declared again starts anew
				out = append(out, l.zero(name, l.objType(o))...)
			}
		}
		a.Lhs = append(a.Lhs, ident(name, n.Pos()))
		switch {
		case froms != nil:
			direct = direct && (name == "_" || types.Identical(l.objType(o), froms[i]))
		case len(v.Values) > 0:
			t := l.typeOf(v.Values[i])
			if o != nil && n.Name != "_" {
				t = l.objType(o)
			} else if v.Type != nil {
				t = l.typeOf(v.Type)
			}
			a.Rhs = append(a.Rhs, l.value(v.Values[i], t))
		}
	}
	if len(v.Values) == 0 {
		return out
	}
	if len(a.Rhs) > 1 {
		pre := l.apart(a, func(i int) types.Type {
			if o := l.u.Info.Defs[v.Names[i]]; o != nil && v.Names[i].Name != "_" {
				return l.objType(o)
			}
			return l.typeOf(v.Values[i])
		})
		if pre != nil {
			return append(append(out, pre...), l.oneByOne(a, func(int) types.Object { return nil })...)
		}
	}
	if direct && len(a.Rhs) == 1 && len(v.Names) == 1 && v.Names[0].Name != "_" {
		if _, ok := types.Unalias(l.typeOf(v.Values[0])).Underlying().(*types.Signature); ok {
			return append(out, l.throughLocal(a)...)
		}
	}
	if direct {
		return append(out, a)
	}
	temps := &ast.AssignStmt{TokPos: v.Pos(), Tok: token.DEFINE, Rhs: a.Rhs}
	a.Rhs = nil
	for i, n := range v.Names {
		t := l.fresh("t")
		temps.Lhs = append(temps.Lhs, ident(t, n.Pos()))
		a.Rhs = append(a.Rhs, l.convert(ident(t, n.Pos()), froms[i], l.objType(l.u.Info.Defs[n])))
	}
	return append(out, temps, a)
}

// zero resets a variable: through a fresh one, since not every type has a literal.
func (l *Lowerer) zero(name string, t types.Type) []ast.Stmt {
	z := l.fresh("z")
	return []ast.Stmt{varStmt(z, l.typ(t)), assign(token.ASSIGN, ident(name, token.NoPos), ident(z, token.NoPos))}
}
