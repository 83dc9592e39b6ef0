package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// walk lets what is active spread through the body of the twin once.
func (t *twin) walk() {
	t.returns = t.results
	t.stmts(t.body.List)
}

func (t *twin) stmts(list []ast.Stmt) {
	for _, s := range list {
		t.stmt(s)
	}
}

func (t *twin) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case nil, *ast.EmptyStmt, *ast.BranchStmt:
	case *ast.ExprStmt:
		t.flows(s.X)
	case *ast.AssignStmt:
		t.assign(s)
	case *ast.IncDecStmt:
		t.flow(s.X)
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && len(v.Values) > 0 {
				lhs := make([]ast.Expr, len(v.Names))
				for i, n := range v.Names {
					lhs[i] = n
				}
				t.give(lhs, v.Values)
			}
		}
	case *ast.ReturnStmt:
		t.returned(s)
	case *ast.BlockStmt:
		t.stmts(s.List)
	case *ast.IfStmt:
		t.stmt(s.Init)
		t.flow(s.Cond)
		t.stmt(s.Body)
		t.stmt(s.Else)
	case *ast.ForStmt:
		t.stmt(s.Init)
		if s.Cond != nil {
			t.flow(s.Cond)
		}
		t.stmt(s.Post)
		t.stmt(s.Body)
	case *ast.RangeStmt:
		t.rangeStmt(s)
	case *ast.SwitchStmt:
		t.stmt(s.Init)
		if s.Tag != nil {
			t.flow(s.Tag)
		}
		for _, c := range s.Body.List {
			for _, x := range c.(*ast.CaseClause).List {
				t.flow(x)
			}
			t.stmts(c.(*ast.CaseClause).Body)
		}
	case *ast.TypeSwitchStmt:
		t.stmt(s.Init)
		for _, c := range s.Body.List {
			t.stmts(c.(*ast.CaseClause).Body)
		}
	case *ast.LabeledStmt:
		t.stmt(s.Stmt)
	case *ast.DeferStmt:
		t.flows(s.Call)
	case *ast.GoStmt:
		t.flows(s.Call)
	case *ast.SendStmt:
		if t.flow(s.Value).any() {
			t.refuse(s, "sends a number that depends on the argument over a channel")
		}
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			t.stmts(c.(*ast.CommClause).Body)
		}
	}
}

// assign spreads through an assignment.
func (t *twin) assign(s *ast.AssignStmt) {
	if s.Tok != token.ASSIGN && s.Tok != token.DEFINE { // x op= y
		t.into(s.Lhs[0], t.flow(s.Rhs[0]), s)
		return
	}
	t.give(s.Lhs, s.Rhs)
}

// give spreads from values to what they are assigned to.
func (t *twin) give(lhs, rhs []ast.Expr) {
	var from []*flow
	if len(rhs) == 1 && len(lhs) > 1 {
		from = t.flows(rhs[0])
	} else {
		for _, x := range rhs {
			from = append(from, t.flow(x))
		}
	}
	for i, x := range lhs {
		if i < len(from) {
			t.into(x, from[i], x)
		}
	}
}

// into spreads to what is assigned to.
func (t *twin) into(x ast.Expr, from *flow, at ast.Node) {
	if id, ok := x.(*ast.Ident); ok && id.Name == "_" {
		return
	}
	if to := t.flow(x); !t.becomes(to, from) {
		if to.root().fixed {
			t.refuse(at, "%s lives on after the function: it cannot be assigned a number that depends on the argument", types.ExprString(x))
		}
		t.refuse(at, "%s cannot be assigned a number that depends on the argument: a derivative follows numbers, slices, arrays, maps and functions of float64, not %s", types.ExprString(x), t.typeName(x))
	}
}

func (t *twin) typeName(x ast.Expr) string {
	if s, ok := ast.Unparen(x).(*ast.SelectorExpr); ok && t.info.Selections[s] != nil {
		return "fields"
	}
	typ := t.info.TypeOf(x)
	if id, ok := x.(*ast.Ident); ok && typ == nil {
		if o := t.info.ObjectOf(id); o != nil {
			typ = o.Type()
		}
	}
	return strings.ReplaceAll(types.TypeString(typ, nil), "main.", "")
}

func (t *twin) returned(s *ast.ReturnStmt) {
	if len(s.Results) == 0 {
		return
	}
	var from []*flow
	if len(s.Results) == 1 && len(t.returns) > 1 {
		from = t.flows(s.Results[0])
	} else {
		for _, x := range s.Results {
			from = append(from, t.flow(x))
		}
	}
	for i, f := range from {
		if i < len(t.returns) && !t.becomes(t.returns[i], f) {
			t.refuse(s, "returns a number that depends on the argument as something else than float64 or a slice, array or map of it")
		}
	}
}

func (t *twin) rangeStmt(s *ast.RangeStmt) {
	x := t.flow(s.X)
	if s.Value != nil && !isBlank(s.Value) {
		if x = x.root(); x.kind == container {
			e := x.elem
			if _, ok := types.Unalias(t.info.TypeOf(s.X)).Underlying().(*types.Pointer); ok { // to an array
				e = x.elem.root().elem
			}
			t.into(s.Value, e, s.Value)
		} else {
			t.flow(s.Value)
		}
	}
	t.stmt(s.Body)
}

func isBlank(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "_"
}
