package lower

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/types"
	"strings"

	"monro/lang/check"
)

// Generic functions of the standard library have no symbol that yaegi could
// call. Cells get them from sources of our own, lowered instance by instance
// like the generics of a cell. The packages below generic/ are ordinary Go and
// are tested against the standard library.
//
//go:embed generic/*/*.go generic/*/*/*.go
var sources embed.FS

// library finds the source of a generic function of a compiled package.
func (l *Lowerer) library(f *types.Func) (generic, bool) {
	if f.Pkg() == nil {
		return generic{}, false
	}
	path := f.Pkg().Path()
	u, ok := l.libraries[path]
	if !ok {
		u = l.loadLibrary(path, path)
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

// libraryType is the library's form of an instance of a generic type that a
// compiled package declares, nil if there is none. To lowering it is a type
// like those of cells.
func (l *Lowerer) libraryType(t *types.Named) *types.Named {
	if t.TypeArgs().Len() == 0 || t.Obj().Pkg() == nil {
		return nil
	}
	path := t.Obj().Pkg().Path()
	key := path + " types"
	u, ok := l.libraries[key]
	if !ok {
		if u = l.loadLibrary(path, "main"); u != nil {
			l.remember(u)
		}
		l.libraries[key] = u
	}
	if u == nil {
		return nil
	}
	o, ok := u.Pkg.Scope().Lookup(t.Obj().Name()).(*types.TypeName)
	if !ok {
		return nil
	}
	var args []types.Type
	for i := range t.TypeArgs().Len() {
		args = append(args, t.TypeArgs().At(i))
	}
	inst, err := types.Instantiate(nil, o.Type(), args, false)
	if err != nil {
		return nil
	}
	return inst.(*types.Named)
}

// loadLibrary parses the library's version of a package and checks it as a
// package of the given path; nil if there is none.
func (l *Lowerer) loadLibrary(name, path string) *check.Unit {
	src, err := sources.ReadFile("generic/" + name + "/" + name[strings.LastIndexByte(name, '/')+1:] + ".go")
	if err != nil {
		return nil
	}
	file, err := parser.ParseFile(l.u.Fset, name+".go", src, parser.SkipObjectResolution)
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
