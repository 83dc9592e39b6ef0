package lower

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"monro/lang/check"
	"monro/stdlib"
)

// Generic functions of compiled packages have no symbol that yaegi could call,
// but for the instances that were compiled. Cells get the others from source,
// lowered instance by instance like the generics of a cell. Those of our own
// packages have theirs in package stdlib; for Go's standard library the packages
// below generic/ are ordinary Go and tested against it.
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
	if ours, ok := strings.CutPrefix(name, "monro/stdlib/"); ok {
		if path == "main" {
			return nil // our generic types are compiled ones only
		}
		return l.loadOurs(ours, path)
	}
	src, err := sources.ReadFile("generic/" + name + "/" + name[strings.LastIndexByte(name, '/')+1:] + ".go")
	if err != nil {
		return nil
	}
	return l.checkLibrary(types.NewPackage(path, ""), l.parse(name+".go", src))
}

// loadOurs is loadLibrary for a package of ours, whose own sources are at hand:
// its generic functions are taken from there, everything else is the compiled
// package's.
func (l *Lowerer) loadOurs(folder, path string) *check.Unit {
	entries, err := stdlib.Generic.ReadDir(folder)
	if err != nil {
		return nil
	}
	var files []*ast.File
	functions := map[string]bool{}
	for _, e := range entries {
		src, err := stdlib.Generic.ReadFile(folder + "/" + e.Name())
		if err != nil {
			panic(err) // it is embedded
		}
		f := l.parse(folder+"/"+e.Name(), src)
		f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Type.TypeParams != nil {
					functions[d.Name.Name] = true
					return false
				}
			case *ast.GenDecl:
				return d.Tok != token.IMPORT
			}
			return true
		})
		files = append(files, f)
	}
	compiled, err := l.importer.Import(path)
	if err != nil {
		panic(err) // the table and the sources are made of one tree
	}
	pkg := types.NewPackage(path, compiled.Name())
	for _, name := range compiled.Scope().Names() {
		if !functions[name] {
			pkg.Scope().Insert(compiled.Scope().Lookup(name))
		}
	}
	return l.checkLibrary(pkg, files...)
}

// parse parses a source that is compiled and tested with this module.
func (l *Lowerer) parse(name string, src []byte) *ast.File {
	f, err := parser.ParseFile(l.u.Fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	return f
}

// checkLibrary types the files as the package and lists their functions.
func (l *Lowerer) checkLibrary(pkg *types.Package, files ...*ast.File) *check.Unit {
	u := &check.Unit{Fset: l.u.Fset, Info: check.NewInfo(), Pkg: pkg}
	conf := &types.Config{Importer: l.importer, Error: func(err error) {
		if e, ok := err.(types.Error); !ok || !e.Soft { // an import that only left-out code uses is no matter
			panic(err)
		}
	}}
	_ = types.NewChecker(conf, l.u.Fset, pkg, u.Info).Files(files) // what matters has gone to Error
	for _, f := range files {
		for _, d := range f.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				u.Funcs = append(u.Funcs, f)
			}
		}
	}
	return u
}
