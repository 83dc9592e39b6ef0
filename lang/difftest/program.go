package difftest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"monro/lang/cell"
	"monro/lang/check/packages"
)

// Package is the name of the package that a snippet becomes. It is as long as
// "main", so that replacing it leaves columns where they are.
const Package = "maiN"

// Program writes a snippet as an ordinary Go package with a function Main:
// functions, types and constants at package level, statements in Main. A
// variable stands at package level if a function mentions it.
func (s *Snippet) Program() (string, error) {
	var p program
	for i, code := range s.Cells {
		c, err := cell.Parse(&p.fset, fmt.Sprint("cell ", i+1), code)
		if err != nil {
			return "", err
		}
		p.cells = append(p.cells, c)
	}
	return p.source()
}

type program struct {
	fset  token.FileSet
	cells []*cell.Cell
	decls strings.Builder
	body  strings.Builder
	names []string // declared in Main
}

func (p *program) source() (string, error) {
	var imports []string
	global := map[string]bool{} // what functions mention
	for _, c := range p.cells {
		for _, spec := range c.Imports {
			text := spec.Path.Value
			if spec.Name != nil {
				text = spec.Name.Name + " " + text
			}
			imports = append(imports, text)
		}
		for _, f := range c.Funcs {
			p.print(&p.decls, f)
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					global[id.Name] = true
				}
				return true
			})
		}
	}
	for _, c := range p.cells {
		for _, stmt := range c.Stmts {
			p.statement(stmt, global)
		}
	}
	for _, n := range p.names {
		fmt.Fprintf(&p.body, "_ = %s\n", n)
	}
	return p.resolve(imports)
}

func (p *program) print(b *strings.Builder, n ast.Node) {
	if err := format.Node(b, &p.fset, n); err != nil {
		panic(err) // syntax that was parsed can be printed
	}
	b.WriteString("\n")
}

func (p *program) statement(stmt ast.Stmt, global map[string]bool) {
	switch s := stmt.(type) {
	case *ast.DeclStmt:
		g := s.Decl.(*ast.GenDecl)
		top := g.Tok != token.VAR
		for _, spec := range g.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && g.Tok == token.VAR {
				for _, n := range v.Names {
					top = top || global[n.Name]
				}
			}
		}
		if top {
			p.print(&p.decls, g)
			return
		}
		for _, spec := range g.Specs {
			for _, n := range spec.(*ast.ValueSpec).Names {
				p.declare(n)
			}
		}
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for _, x := range s.Lhs {
				p.declare(x)
			}
		}
	}
	p.print(&p.body, stmt)
}

func (p *program) declare(x ast.Expr) {
	if id, ok := x.(*ast.Ident); ok && id.Name != "_" && !slices.Contains(p.names, id.Name) {
		p.names = append(p.names, id.Name)
	}
}

// resolve adds imports for the names that the type checker does not know.
func (p *program) resolve(imports []string) (string, error) {
	for range 3 {
		var b strings.Builder
		fmt.Fprintf(&b, "package %s\n", Package)
		for _, path := range imports {
			fmt.Fprintf(&b, "import %s\n", path)
		}
		fmt.Fprintf(&b, "%s\nfunc Main() {\n%s}\n", &p.decls, &p.body)
		text := b.String()
		var fset token.FileSet
		file, err := parser.ParseFile(&fset, "", text, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		undefined := map[string]bool{}
		var errs []error
		conf := types.Config{Importer: packages.Importer(), Error: func(err error) {
			if name, ok := strings.CutPrefix(err.(types.Error).Msg, "undefined: "); ok && len(packages.ByName(name)) > 0 {
				undefined[name] = true
				return
			}
			errs = append(errs, err)
		}}
		conf.Check(Package, &fset, []*ast.File{file}, nil) // the errors are in errs
		if len(undefined) == 0 {
			return text, errors.Join(errs...)
		}
		for name := range undefined {
			imports = append(imports, fmt.Sprintf("%s %q", name, pathOf(name, file)))
		}
		slices.Sort(imports)
	}
	return "", errors.New("imports do not settle")
}

// pathOf is the first package of a name that has all that a file selects from it.
func pathOf(name string, file *ast.File) string {
	paths := packages.ByName(name)
	for _, path := range paths {
		pkg, err := packages.Import(path)
		if err != nil {
			continue
		}
		all := true
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := s.X.(*ast.Ident); ok && id.Name == name {
					all = all && pkg.Scope().Lookup(s.Sel.Name) != nil
				}
			}
			return true
		})
		if all {
			return path
		}
	}
	return paths[0]
}
