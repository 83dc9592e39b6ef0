package past

import (
	"go/ast"
	"go/token"
	"slices"

	"monro/lang/cell"
)

// A judge tells what is plain: code that does nothing but print and give values
// to variables of its own or of the session.
type judge struct {
	session map[string]bool // names that cells declare
	plain   map[string]bool // functions that change nothing, and types
	unseen  bool            // there may be others: a cell is no Go
}

// learn finds the functions of the session that change nothing, whichever of
// their declarations is meant, and its types. Variables that are declared with
// functions, and keep them, are functions, too.
func (j judge) learn(funcs []*ast.FuncDecl, all []effect, cells []*cell.Cell) {
	for _, e := range all {
		funcs = append(funcs, e.closures...)
		for n := range e.types {
			j.plain[n] = true
		}
	}
	for _, f := range funcs {
		j.plain[f.Name.Name] = f.Recv == nil
	}
	for _, e := range all {
		for n := range e.variables {
			delete(j.plain, n)
		}
	}
	for _, f := range funcs {
		if f.Recv != nil {
			delete(j.plain, f.Name.Name)
		}
	}
	for _, c := range cells {
		if c != nil {
			j.unlearn(c)
		}
	}
	for again := true; again; { // until what is left calls nothing that is not left
		again = false
		for _, f := range funcs {
			if j.plain[f.Name.Name] && !j.function(f) {
				delete(j.plain, f.Name.Name)
				again = true
			}
		}
	}
}

// unlearn takes out what a cell may give another value.
func (j judge) unlearn(c *cell.Cell) {
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, x := range n.Lhs {
					delete(j.plain, root(x))
				}
			}
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				delete(j.plain, root(n.Key))
				delete(j.plain, root(n.Value))
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				delete(j.plain, root(n.X))
			}
		}
		return true
	}
	for _, f := range c.Funcs {
		ast.Inspect(f, look)
	}
	for _, s := range c.Stmts {
		ast.Inspect(s, look)
	}
}

// function reports whether calling f changes nothing.
func (j judge) function(f *ast.FuncDecl) bool {
	if f.Body == nil {
		return false
	}
	e := newEffect()
	for _, s := range f.Body.List {
		ast.Inspect(s, func(n ast.Node) bool { e.note(n, nil); return true })
	}
	own := parameters(f)
	for n := range e.assigns {
		if n != "_" && !own[n] && !(e.inner[n] && !j.session[n]) {
			return false
		}
	}
	for n := range own { // a parameter may be a slice that the caller holds
		delete(e.numbers, n)
	}
	return j.stmt(f.Body, e)
}

// cell reports whether a cell is plain.
func (j judge) cell(c *cell.Cell, e effect) bool {
	for _, f := range c.Funcs {
		if f.Recv != nil {
			return false
		}
	}
	return len(c.Imports) == 0 && j.stmts(c.Stmts, e)
}

// cut reports whether nothing is left of a cell that does not run again: what it
// declares is declared again, and what it takes away is declared again or taken
// away by a later one. What it may have changed through a call is so, too.
func (j judge) cut(c *cell.Cell, gone, lost map[string]bool) bool {
	for _, f := range c.Funcs {
		if f.Recv != nil || !gone[f.Name.Name] {
			return false
		}
	}
	for n := range effectOf(Declarations(c)).declares {
		if !gone[n] {
			return false
		}
	}
	set, touched := Effects(c)
	for n := range set {
		if !gone[n] && !lost[n] {
			return false
		}
	}
	for n := range touched {
		if (j.session[n] && !j.plain[n] || j.unseen) && !gone[n] && !lost[n] {
			return false
		}
	}
	return len(c.Imports) == 0
}

func (j judge) stmts(list []ast.Stmt, e effect) bool {
	return !slices.ContainsFunc(list, func(s ast.Stmt) bool { return !j.stmt(s, e) })
}

func (j judge) stmt(s ast.Stmt, e effect) bool {
	switch s := s.(type) {
	case nil, *ast.EmptyStmt:
		return true
	case *ast.ExprStmt:
		return j.exprs(s.X)
	case *ast.ReturnStmt:
		return j.exprs(s.Results...)
	case *ast.IncDecStmt:
		id, ok := s.X.(*ast.Ident)
		return ok && e.numbers[id.Name]
	case *ast.AssignStmt:
		for _, x := range s.Lhs {
			id, ok := x.(*ast.Ident) // v += 1 changes a slice in place
			if !ok || s.Tok != token.ASSIGN && s.Tok != token.DEFINE && !e.numbers[id.Name] {
				return false
			}
		}
		return j.exprs(s.Rhs...)
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && !j.exprs(v.Values...) {
				return false
			}
		}
		return true
	case *ast.BlockStmt:
		return j.stmts(s.List, e)
	case *ast.IfStmt:
		return j.stmts([]ast.Stmt{s.Init, s.Body, s.Else}, e) && j.exprs(s.Cond)
	case *ast.ForStmt:
		return j.stmts([]ast.Stmt{s.Init, s.Post, s.Body}, e) && (s.Cond == nil || j.exprs(s.Cond))
	case *ast.RangeStmt: // over anything else, it may receive or call
		return s.Tok != token.ASSIGN && isNumber(s.X) && j.stmt(s.Body, e)
	case *ast.BranchStmt:
		return s.Tok == token.BREAK || s.Tok == token.CONTINUE
	}
	return false
}

// exprs reports whether computing values changes nothing.
func (j judge) exprs(list ...ast.Expr) bool {
	pure := true
	for _, x := range list {
		ast.Inspect(x, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				pure = false
			case *ast.UnaryExpr:
				pure = pure && n.Op != token.ARROW
			case *ast.CallExpr:
				pure = pure && j.call(n.Fun)
			}
			return pure
		})
	}
	return pure
}

// call reports whether a call of what an expression denotes changes nothing but
// the outputs.
func (j judge) call(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		if j.session[f.Name] {
			return j.plain[f.Name]
		}
		return pureNames[f.Name]
	case *ast.ArrayType: // []float64(x)
		return true
	case *ast.SelectorExpr:
		if call, ok := f.X.(*ast.CallExpr); ok { // plot.Line(x).Title("t")
			return packageOf(call) == "plot" && !j.session["plot"]
		}
		p, ok := f.X.(*ast.Ident)
		return ok && !j.session[p.Name] && pureMember(p.Name, f.Sel.Name)
	}
	return false
}
