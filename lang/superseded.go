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
	cells := make([]*cell.Cell, len(past)) // nil for one that may look at anything
	for i, p := range past {
		if code, ok := goOf(p.Code); ok {
			cells[i], _ = cell.Parse(token.NewFileSet(), "", code)
		}
	}
	all := make([]effect, len(past))
	session, pinned := map[string]bool{}, map[string]bool{}
	var funcs []*ast.FuncDecl
	for i, c := range cells {
		if c != nil {
			all[i] = effectOf(c)
			for n := range all[i].declares {
				session[n] = true
			}
			funcs = append(funcs, c.Funcs...)
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
	j := judge{session: session, plain: map[string]bool{}}
	j.learn(funcs, all)
	skip := make([]bool, len(past))
	gone := map[string]bool{} // names that a later cell declares before anything needs them
	for i, c := range slices.Backward(cells) {
		if c == nil {
			clear(gone)
			continue
		}
		e := all[i]
		if e.without(gone, session) && j.cell(c, e) {
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
	// What declares are. Functions are neither.
	types, variables map[string]bool
}

func newEffect() effect {
	return effect{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
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
			if isType(s, id) {
				e.types[id.Name] = true
			} else {
				e.variables[id.Name] = true
			}
		}
	}
	return e
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

// goOf is the Go of a cell in which a restored session would run all again, less
// the magics that it would not. ok is false for a cell with other magics.
func goOf(code string) (text string, ok bool) {
	parts := magic.Split(code)
	if parts == nil {
		return code, true
	}
	var b strings.Builder
	for _, p := range parts {
		switch {
		case p.Kind == magic.Code:
			b.WriteString(code[p.From:p.To])
		case p.Name == "%time":
			b.WriteString(p.Args(code))
		case p.Name == "%%time":
			b.WriteString(code[p.Body:p.To])
		case magic.Again(p):
			return "", false
		}
		b.WriteByte('\n')
	}
	return b.String(), true
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

// A judge tells what is plain: code that does nothing but print and give values
// to variables of its own or of the session.
type judge struct {
	session map[string]bool // names that cells declare
	plain   map[string]bool // functions that change nothing, and types
}

// learn finds the functions of the session that change nothing, whichever of
// their declarations is meant, and its types.
func (j judge) learn(funcs []*ast.FuncDecl, all []effect) {
	for _, e := range all {
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

// pureMember reports whether a function of a package changes nothing that a
// session could notice.
func pureMember(pkg, name string) bool {
	switch pkg {
	case "math", "strings", "strconv", "unicode", "utf8", "errors", "plot":
		return true
	case "fmt":
		return strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Sprint")
	case "os":
		return slices.Contains([]string{"Open", "ReadFile", "ReadDir", "Stat", "Lstat", "Getenv", "Getwd", "Hostname", "Getpid"}, name)
	case "time":
		return slices.Contains([]string{"Now", "Since", "Until", "Sleep", "Date", "Unix", "Parse", "ParseDuration", "Duration"}, name)
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
