package lower

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/types"

	"monro/lang/check"
)

// Generic functions of the standard library have no symbol that yaegi could
// call. Cells get them from sources of our own, lowered instance by instance
// like the generics of a cell. The packages below generic/ are ordinary Go and
// are tested against the standard library.
//
//go:embed generic/*/*.go
var sources embed.FS

// library finds the source of a generic function of a compiled package.
func (l *Lowerer) library(f *types.Func) (generic, bool) {
	if f.Pkg() == nil {
		return generic{}, false
	}
	path := f.Pkg().Path()
	u, ok := l.libraries[path]
	if !ok {
		u = l.loadLibrary(path)
		l.libraries[path] = u
	}
	if u == nil {
		return generic{}, false
	}
	for _, d := range u.Funcs {
		if d.Name.Name == f.Name() {
			return generic{d, u}, true
		}
	}
	return generic{}, false
}

// loadLibrary parses and checks the library's version of a package, nil if
// there is none.
func (l *Lowerer) loadLibrary(path string) *check.Unit {
	name := "generic/" + path + "/" + path + ".go"
	src, err := sources.ReadFile(name)
	if err != nil {
		return nil
	}
	file, err := parser.ParseFile(l.u.Fset, path+".go", src, parser.SkipObjectResolution)
	if err != nil {
		panic(err) // the sources are compiled and tested with this package
	}
	u := &check.Unit{Fset: l.u.Fset, Info: check.NewInfo()}
	conf := types.Config{Importer: l.importer}
	u.Pkg, err = conf.Check(path, l.u.Fset, []*ast.File{file}, u.Info)
	if err != nil {
		panic(err)
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			u.Funcs = append(u.Funcs, f)
		}
	}
	return u
}
