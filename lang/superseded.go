package lang

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"monro/lang/cell"
	"monro/lang/magic"
)

// superseded tells which cells of a lost session need not run again, because
// nothing is left of what they did: they only print, or all that they declare is
// declared again by a later cell before anything needs it. In a notebook, where
// cells run again and again, that is most of them.
//
// It goes by syntax and errs on the careful side. A cell may be left out only
// where it is plain (see plain), and a name is needed by whatever mentions it; a
// name that functions or pointers may reach in ways that syntax does not show is
// always needed.
func superseded(past []Past) []bool {
	cells := make([]*cell.Cell, len(past)) // nil where one has magics
	for i, p := range past {
		if magic.Split(p.Code) == nil {
			cells[i], _ = cell.Parse(token.NewFileSet(), "", p.Code)
		}
	}
	all := make([]effect, len(past))
	session, pinned := map[string]bool{}, map[string]bool{}
	for i, c := range cells {
		if c != nil {
			all[i] = effectOf(c)
			for n := range all[i].declares {
				session[n] = true
			}
			for n := range all[i].pins {
				pinned[n] = true
			}
			for _, spec := range c.Imports {
				if spec.Name != nil {
					session[spec.Name.Name] = true
				}
			}
		}
	}
	skip := make([]bool, len(past))
	gone := map[string]bool{} // names that a later cell declares before anything needs them
	for i, c := range slices.Backward(cells) {
		if c == nil { // a magic may look at anything
			clear(gone)
			continue
		}
		e := all[i]
		if !past[i].Cut && !past[i].Raised && e.plain(c, session) && e.without(gone, session) {
			skip[i] = true
			continue
		}
		if !past[i].Cut && !past[i].Raised {
			for n := range e.declares {
				gone[n] = !pinned[n]
			}
		}
		for n := range e.needs {
			gone[n] = false
		}
	}
	return skip
}

// An effect is what the syntax of a cell says about names.
type effect struct {
	declares map[string]bool // at the cell's top level
	inner    map[string]bool // within its blocks
	assigns  map[string]bool
	needs    map[string]bool // mentioned where the cell has not declared them before
	pins     map[string]bool // reached by functions, pointers or methods
	numbers  map[string]bool // declared as a number that is spelled out, or as the counter of a loop
}

func effectOf(c *cell.Cell) effect {
	e := effect{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, f := range c.Funcs {
		e.pin(f)
		mention(f, func(n string) { e.needs[n] = true })
		if f.Recv == nil {
			e.declares[f.Name.Name] = true
		}
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
		}
	}
	return e
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

// plain reports whether a cell does nothing but print and give values to
// variables of its own or of the session.
func (e effect) plain(c *cell.Cell, session map[string]bool) bool {
	if len(c.Funcs)+len(c.Imports) > 0 {
		return false
	}
	for _, s := range c.Stmts {
		if !e.plainStmt(s, session) {
			return false
		}
	}
	return true
}

func (e effect) plainStmt(s ast.Stmt, session map[string]bool) bool {
	body := func(list ...ast.Stmt) bool {
		return !slices.ContainsFunc(list, func(s ast.Stmt) bool { return !e.plainStmt(s, session) })
	}
	pure := func(list ...ast.Expr) bool {
		return !slices.ContainsFunc(list, func(x ast.Expr) bool { return !pureExpr(x, session) })
	}
	switch s := s.(type) {
	case nil, *ast.EmptyStmt:
		return true
	case *ast.ExprStmt:
		return pure(s.X)
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
		return pure(s.Rhs...)
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok || !pure(v.Values...) {
				return false
			}
		}
		return true
	case *ast.BlockStmt:
		return body(s.List...)
	case *ast.IfStmt:
		return body(s.Init, s.Body, s.Else) && pure(s.Cond)
	case *ast.ForStmt:
		return body(s.Init, s.Post, s.Body) && (s.Cond == nil || pure(s.Cond))
	case *ast.RangeStmt: // over anything else, it may receive or call
		return s.Tok == token.DEFINE && isNumber(s.X) && body(s.Body)
	case *ast.BranchStmt:
		return s.Tok == token.BREAK || s.Tok == token.CONTINUE
	}
	return false
}

// pureExpr reports whether computing a value changes nothing.
func pureExpr(x ast.Expr, session map[string]bool) bool {
	pure := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			pure = false
		case *ast.UnaryExpr:
			pure = pure && n.Op != token.ARROW
		case *ast.CallExpr:
			pure = pure && pureFunc(n.Fun, session)
		}
		return pure
	})
	return pure
}

// pureFunc reports whether a call of what an expression denotes changes nothing
// but the outputs.
func pureFunc(fun ast.Expr, session map[string]bool) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		return pureNames[f.Name] && !session[f.Name]
	case *ast.SelectorExpr:
		if call, ok := f.X.(*ast.CallExpr); ok { // plot.Line(x).Title("t")
			return packageOf(call) == "plot" && !session["plot"]
		}
		p, ok := f.X.(*ast.Ident)
		if !ok || session[p.Name] {
			return false
		}
		switch p.Name {
		case "math", "strings", "strconv", "unicode", "plot":
			return true
		case "fmt":
			return strings.HasPrefix(f.Sel.Name, "Print") || strings.HasPrefix(f.Sel.Name, "Sprint")
		}
	}
	return false
}

// packageOf is the package that a chain of calls begins with, as plot in
// plot.Line(x).Title("t").
func packageOf(call *ast.CallExpr) string {
	for {
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		if id, ok := f.X.(*ast.Ident); ok {
			return id.Name
		}
		if call, ok = f.X.(*ast.CallExpr); !ok {
			return ""
		}
	}
}

// pureNames are builtins, conversions and functions of the prelude.
var pureNames = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(`show print println len cap min max complex real imag
		int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 byte rune float32 float64 complex64 complex128 string bool
		abs sqrt cbrt exp expm1 log log1p log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil round sign relu sigmoid softplus square clip
		linspace logspace arange zeros ones full sum mean variance std median dot norm argmax argmin maximum minimum cumsum diff`) {
		m[n] = true
	}
	return m
}()
