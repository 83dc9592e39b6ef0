package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"monro/lang/cell"
)

// A Unit is a checked cell: its syntax, what go/types found out about it, and
// the declarations it adds to the session.
type Unit struct {
	Cell     *cell.Cell
	Fset     *token.FileSet
	Pkg      *types.Package
	Info     *types.Info
	Types    []*ast.TypeSpec // declared at top level
	Funcs    []*ast.FuncDecl // functions and methods, those of dependents included
	Stmts    []ast.Stmt      // what runs, in order
	Entries  []*Entry
	Methods  map[*ast.FuncDecl]*types.Func // methods of types that earlier cells declared
	Old      map[types.Object]types.Object // stand-ins for a name's earlier meaning
	Warnings []Error                       // functions that could not follow a redeclaration

	imports  map[string]string
	assigned map[string]bool // session variables that it assigns to
}

// oldMark stands behind a name that means its declaration before this cell, as
// on the right of x := x + 1.
const oldMark = "ʹold"

// source is a cell on its way to go/types: one file whose package-level
// declarations are the session names, with the rest in the body of a function.
type source struct {
	cell      *cell.Cell
	declared  map[string]bool
	types     []*ast.TypeSpec
	typeDocs  map[*ast.TypeSpec]*ast.CommentGroup
	consts    []*ast.GenDecl
	vars      []*ast.GenDecl
	funcs     []*ast.FuncDecl
	body      []ast.Stmt
	known     func(name string) bool     // whether a name means something before the cell
	typesDone bool                       // types and constants were checked in a file before
	free      map[string]bool            // every identifier that may mean something outside
	bases     map[string][]*ast.Ident    // identifiers that something is selected from
	selected  map[string]map[string]bool // what is selected from a free identifier
}

// gather sorts the declarations and statements of a cell into a source.
// reused names types that stay as they were declared before.
func (c *Checker) gather(src *cell.Cell, extra []*ast.FuncDecl, reused map[string]bool) *source {
	s := &source{cell: src, known: c.known, declared: map[string]bool{}, free: map[string]bool{}, selected: map[string]map[string]bool{}, bases: map[string][]*ast.Ident{}, typeDocs: map[*ast.TypeSpec]*ast.CommentGroup{}}
	for _, f := range src.Funcs {
		if f.Recv == nil && f.Name.Name != "_" {
			s.declared[f.Name.Name] = true
		}
		s.funcs = append(s.funcs, f)
	}
	for _, stmt := range src.Stmts {
		s.statement(stmt, reused)
	}
	for _, f := range extra {
		if f.Recv == nil {
			s.declared[f.Name.Name] = true
		}
		s.funcs = append(s.funcs, f)
	}
	for _, f := range s.funcs {
		s.note(f)
	}
	for _, stmt := range src.Stmts {
		s.note(stmt)
	}
	return s
}

// known reports whether a bare name means something before a cell: a session
// name or a package.
func (c *Checker) known(name string) bool {
	return c.Scope.names[name] != nil || len(c.ByName(name)) > 0
}

func (s *source) statement(stmt ast.Stmt, reused map[string]bool) {
	switch stmt := stmt.(type) {
	case *ast.DeclStmt:
		g := stmt.Decl.(*ast.GenDecl)
		switch g.Tok {
		case token.TYPE:
			for _, spec := range g.Specs {
				t := spec.(*ast.TypeSpec)
				if !reused[t.Name.Name] {
					s.declared[t.Name.Name] = true
					s.types = append(s.types, t)
					s.typeDocs[t] = t.Doc
					if t.Doc == nil {
						s.typeDocs[t] = g.Doc
					}
				}
			}
		case token.CONST:
			s.declareSpecs(g)
			s.consts = append(s.consts, g)
		case token.VAR:
			s.declareSpecs(g)
			s.vars = append(s.vars, g)
		}
		return
	case *ast.AssignStmt:
		if stmt.Tok == token.DEFINE {
			s.define(stmt)
			return
		}
	}
	s.body = append(s.body, stmt)
}

func (s *source) declareSpecs(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		for _, n := range v.Names {
			if n.Name != "_" {
				if s.known(n.Name) {
					for _, x := range v.Values {
						useOld(x, n.Name)
					}
				}
				s.declared[n.Name] = true
			}
		}
	}
}

// define turns a top-level := into package-level variables for its new names
// and an assignment for those that the cell has declared before.
func (s *source) define(a *ast.AssignStmt) {
	spec := &ast.ValueSpec{Values: a.Rhs}
	var again, from []ast.Expr
	for i, l := range a.Lhs {
		id, ok := l.(*ast.Ident)
		switch {
		case !ok:
			s.body = append(s.body, a) // go/types says what is wrong
			return
		case id.Name == "_" || !s.declared[id.Name]:
			spec.Names = append(spec.Names, id)
		default:
			tmp := ast.NewIdent("again" + itoa(len(s.vars)) + "_" + itoa(i) + oldMark)
			tmp.NamePos = id.Pos()
			spec.Names = append(spec.Names, tmp)
			again = append(again, id)
			from = append(from, &ast.Ident{NamePos: id.Pos(), Name: tmp.Name})
		}
	}
	for _, n := range spec.Names {
		if n.Name == "_" || strings.HasSuffix(n.Name, oldMark) {
			continue
		}
		if s.known(n.Name) {
			for _, x := range a.Rhs {
				useOld(x, n.Name)
			}
		}
		s.declared[n.Name] = true
	}
	s.vars = append(s.vars, &ast.GenDecl{Doc: s.cell.Docs[a], TokPos: a.Pos(), Tok: token.VAR, Specs: []ast.Spec{spec}})
	for i := range again {
		s.body = append(s.body, &ast.AssignStmt{Lhs: again[i : i+1], TokPos: a.TokPos, Tok: token.ASSIGN, Rhs: from[i : i+1]})
	}
}

// useOld makes a name in an expression mean its declaration before this cell.
func useOld(x ast.Expr, name string) {
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			useOld(n.X, name)
			return false
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); !ok || id.Name != name {
				useOld(n.Key, name)
			}
			useOld(n.Value, name)
			return false
		case *ast.FuncLit:
			return false // it runs later, when the name has its new meaning
		case *ast.Ident:
			if n.Name == name {
				n.Name = name + oldMark
			}
		}
		return true
	})
}

// note collects the identifiers of a node, and what is selected from them.
func (s *source) note(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok {
				s.bases[id.Name] = append(s.bases[id.Name], id)
				if s.selected[id.Name] == nil {
					s.selected[id.Name] = map[string]bool{}
				}
				s.selected[id.Name][n.Sel.Name] = true
			}
			if _, ok := n.X.(*ast.Ident); !ok {
				s.note(n.X)
			}
			return false
		case *ast.Ident:
			s.free[n.Name] = true
		}
		return true
	})
}

// file puts the source together for go/types.
func (s *source) file(imports []ast.Spec, funcs []*ast.FuncDecl) *ast.File {
	f := &ast.File{Name: ast.NewIdent("main")}
	if len(imports) > 0 {
		f.Decls = append(f.Decls, &ast.GenDecl{Tok: token.IMPORT, Lparen: 1, Specs: imports})
	}
	if !s.typesDone {
		for _, g := range s.consts {
			f.Decls = append(f.Decls, g)
		}
		for _, t := range s.types {
			f.Decls = append(f.Decls, &ast.GenDecl{TokPos: t.Pos(), Tok: token.TYPE, Specs: []ast.Spec{t}})
		}
	}
	for _, g := range s.vars {
		f.Decls = append(f.Decls, g)
	}
	for _, d := range funcs {
		f.Decls = append(f.Decls, d)
	}
	body := &ast.BlockStmt{List: s.body}
	if n := len(s.body); n > 0 {
		body.Lbrace, body.Rbrace = s.body[0].Pos(), s.body[n-1].End()
	}
	f.Decls = append(f.Decls, &ast.FuncDecl{Name: ast.NewIdent("_"), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body})
	return f
}

func itoa(i int) string { return string(rune('a'+i%26)) + strings.Repeat("z", i/26) }

// Assigns reports whether the unit assigns to a session variable.
func (u *Unit) Assigns(name string) bool { return u.assigned[name] }
