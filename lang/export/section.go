package export

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"monro/lang/check"
)

// section takes the statements of a unit, in their order with the comments
// between them.
func (p *program) section(name string, c Cell, u *check.Unit, moved []span) {
	src := p.origins[name]
	s := &section{title: strings.ToUpper(name[:1]) + name[1:], cell: name, try: c.Raises, apart: standsApart(u.Stmts)}
	type place struct {
		span
		stmt ast.Stmt
		note string
		last bool
	}
	var places []place
	for i, stmt := range u.Stmts {
		if d, ok := stmt.(*ast.DeclStmt); ok && d.Decl.(*ast.GenDecl).Tok != token.VAR {
			continue
		}
		if _, ok := stmt.(*ast.EmptyStmt); ok {
			continue
		}
		r := p.renderer(u)
		r.src = src
		from, to := r.extent(stmt)
		places = append(places, place{span: span{from, to}, stmt: stmt, last: i == len(u.Stmts)-1 && !u.Cell.Hide && !src.hide})
	}
	within := func(at int) bool {
		for _, m := range moved {
			if m.from <= at && at < m.to {
				return true
			}
		}
		for _, q := range places {
			if q.stmt != nil && q.from <= at && at < q.to {
				return true
			}
		}
		return false
	}
	for _, c := range src.comments {
		if !within(c.from) || c.from == c.to {
			places = append(places, place{span: span{c.from, c.to}, note: c.text})
		}
	}
	slices.SortStableFunc(places, func(a, b place) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
	end := 0
	for i, q := range places {
		it := item{gap: min(src.newlines(end, q.from), 2)}
		if it.gap == 0 && (q.stmt != nil || q.from == q.to) || i == 0 {
			it.gap = 1
		}
		end = max(end, q.to)
		if q.stmt == nil {
			it.code = text(q.note)
		} else {
			it.runs = true
			p.statement(u, q.stmt, q.last, &it)
		}
		s.items = append(s.items, it)
	}
	p.sections = append(p.sections, s)
}

// statement renders a statement of a cell.
func (p *program) statement(u *check.Unit, stmt ast.Stmt, last bool, it *item) {
	r := p.renderer(u)
	object := func(x ast.Expr) types.Object {
		id, ok := x.(*ast.Ident)
		if !ok || id.Name == "_" {
			return nil
		}
		if o := u.Info.Defs[id]; o != nil {
			return o
		}
		return u.Info.Uses[id]
	}
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		if stmt.Tok == token.DEFINE {
			sp := spec{pos: stmt.Pos(), values: r.list(stmt.Rhs)}
			for _, x := range stmt.Lhs {
				sp.vars = append(sp.vars, object(x))
			}
			it.define, it.specs = true, []spec{sp}
			return
		}
	case *ast.DeclStmt:
		it.code = r.code(stmt)
		it.raw = true
		for _, s := range stmt.Decl.(*ast.GenDecl).Specs {
			v := s.(*ast.ValueSpec)
			sp := spec{pos: v.Pos(), values: r.list(v.Values)}
			for _, n := range v.Names {
				sp.vars = append(sp.vars, object(n))
			}
			if v.Type != nil {
				sp.typ = r.code(v.Type)
			}
			it.specs = append(it.specs, sp)
		}
		return
	case *ast.ExprStmt:
		if tv := u.Info.Types[stmt.X]; !last && (tv.IsNil() || tv.Value != nil) {
			return
		}
		if last {
			r.src = p.origins[u.Cell.Name]
			r.result(stmt)
			it.code = r.out
			return
		}
	}
	it.code = r.code(stmt)
}

// list renders expressions with what stands between them.
func (r *render) list(xs []ast.Expr) code {
	if len(xs) == 0 {
		return nil
	}
	r.src = r.p.origins[r.u.Fset.Position(xs[0].Pos()).Filename]
	r.out = nil
	end := 0
	for i, x := range xs {
		from, to := r.extent(x)
		if i > 0 {
			r.write(r.src.text[end:from])
		}
		r.node(x)
		end = to
	}
	c := r.out
	r.out = nil
	return c
}

// standsApart reports whether statements mean something else inside of main
// than in a function of their own.
func standsApart(stmts []ast.Stmt) (apart bool) {
	for _, s := range stmts {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt, *ast.DeferStmt, *ast.LabeledStmt:
				apart = true
			case *ast.BranchStmt:
				apart = apart || n.Label != nil
			}
			return true
		})
	}
	return apart
}
