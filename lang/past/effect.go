package past

import (
	"go/ast"
	"go/token"
	"slices"

	"monro/lang/cell"
)

// An effect is what the syntax of a cell says about names.
type effect struct {
	declares map[string]bool // at the cell's top level
	inner    map[string]bool // within its blocks
	assigns  map[string]bool
	needs    map[string]bool // mentioned where the cell has not declared them before
	pins     map[string]bool // reached by functions, pointers or methods
	numbers  map[string]bool // declared as a number that is spelled out, or as the counter of a loop
	// What declares are. Functions are neither.
	types, variables map[string]bool
	closures         []*ast.FuncDecl // variables that are declared with a function: f := func() {}
}

func newEffect() effect {
	set := func() map[string]bool { return map[string]bool{} }
	return effect{declares: set(), inner: set(), assigns: set(), needs: set(), pins: set(), numbers: set(), types: set(), variables: set()}
}

func effectOf(c *cell.Cell) effect {
	e := newEffect()
	for _, f := range c.Funcs {
		own := parameters(f)
		if f.Recv == nil {
			e.declares[f.Name.Name] = true
		}
		mention(f, func(n string) {
			if !own[n] {
				e.needs[n], e.pins[n] = true, true
			}
		}, f.Name)
	}
	for _, s := range c.Stmts {
		names := declaredBy(s)
		mention(s, func(n string) {
			if !e.declares[n] {
				e.needs[n] = true
			}
		}, names...)
		ast.Inspect(s, func(n ast.Node) bool { e.note(n, s); return true })
		for _, id := range names {
			e.declares[id.Name] = true
			if f := closureOf(s, id); f != nil {
				e.closures = append(e.closures, f)
			} else if isType(s, id) {
				e.types[id.Name] = true
			} else {
				e.variables[id.Name] = true
			}
		}
	}
	return e
}

// closureOf is the function that a statement declares a variable with, nil for others.
func closureOf(s ast.Stmt, name *ast.Ident) *ast.FuncDecl {
	a, ok := s.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != len(a.Rhs) {
		return nil
	}
	lit, ok := a.Rhs[slices.Index(a.Lhs, ast.Expr(name))].(*ast.FuncLit)
	if !ok {
		return nil
	}
	return &ast.FuncDecl{Name: name, Type: lit.Type, Body: lit.Body}
}

func isType(s ast.Stmt, name *ast.Ident) bool {
	d, ok := s.(*ast.DeclStmt)
	return ok && slices.ContainsFunc(d.Decl.(*ast.GenDecl).Specs, func(spec ast.Spec) bool {
		t, ok := spec.(*ast.TypeSpec)
		return ok && t.Name == name
	})
}

// declaredBy lists the names that a statement declares in its own scope.
func declaredBy(s ast.Stmt) (names []*ast.Ident) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for _, x := range s.Lhs {
				if id, ok := x.(*ast.Ident); ok {
					names = append(names, id)
				}
			}
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				names = append(names, spec.Names...)
			case *ast.TypeSpec:
				names = append(names, spec.Name)
			}
		}
	}
	return names
}

// mention calls f with each identifier below a node but those given.
func mention(n ast.Node, f func(string), but ...*ast.Ident) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !slices.Contains(but, id) {
			f(id.Name)
		}
		return true
	})
}

func (e effect) pin(n ast.Node) { mention(n, func(name string) { e.pins[name] = true }) }

// note takes in a node below the top-level statement top.
func (e effect) note(n ast.Node, top ast.Stmt) {
	switch n := n.(type) {
	case *ast.FuncLit:
		e.pin(n)
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			e.pin(n.X)
		}
	case *ast.SliceExpr: // of an array, it is a pointer to it
		e.pin(n.X)
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.SelectorExpr); ok { // a method may keep its receiver
			e.pins[root(f.X)] = true
		}
	case *ast.IncDecStmt:
		e.assigns[root(n.X)] = true
	case *ast.RangeStmt:
		for _, x := range []ast.Expr{n.Key, n.Value} {
			if n.Tok == token.DEFINE {
				e.inner[root(x)] = true
				e.numbers[root(x)] = isNumber(n.X)
			} else {
				e.assigns[root(x)] = true
			}
		}
	case *ast.AssignStmt:
		for i, x := range n.Lhs {
			switch {
			case n.Tok != token.DEFINE:
				e.assigns[root(x)] = true
			case ast.Stmt(n) != top:
				e.inner[root(x)] = true
			}
			if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
				old, seen := e.numbers[root(x)]
				e.numbers[root(x)] = isNumber(n.Rhs[i]) && (old || !seen)
			}
		}
	case *ast.DeclStmt:
		if ast.Stmt(n) != top {
			for _, id := range declaredBy(n) {
				e.inner[id.Name] = true
			}
		}
	}
}

func isNumber(x ast.Expr) bool {
	l, ok := x.(*ast.BasicLit)
	return ok && (l.Kind == token.INT || l.Kind == token.FLOAT)
}

// without reports whether nothing misses the cell where those names are gone.
func (e effect) without(gone, session map[string]bool) bool {
	for n := range e.declares {
		if n != "_" && !gone[n] {
			return false
		}
	}
	for n := range e.assigns {
		local := e.inner[n] && !session[n]
		if n != "_" && n != "" && !local && !gone[n] {
			return false
		}
	}
	return true
}

// parameters names those of a function, its results and its receiver.
func parameters(f *ast.FuncDecl) map[string]bool {
	own := map[string]bool{}
	for _, list := range []*ast.FieldList{f.Recv, f.Type.Params, f.Type.Results} {
		if list != nil {
			for _, field := range list.List {
				for _, n := range field.Names {
					own[n.Name] = true
				}
			}
		}
	}
	return own
}
