package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// A pkg is a package read from its sources.
type pkg struct {
	*meta
	types *types.Package
	files []*ast.File
	fset  *token.FileSet
}

// load reads and type-checks every package to generate. Packages of this module
// that do not compile are left out and reported as warnings; those of the standard
// library and Gonum must be there.
func load(root string) (pkgs []*pkg, warnings []string, err error) {
	metas, err := list(root)
	if err != nil {
		return nil, nil, err
	}
	l := loader{fset: token.NewFileSet(), types: map[string]*types.Package{"unsafe": types.Unsafe}}
	parsed := l.parseAll(metas)
	for i, m := range metas {
		if m.ImportPath == "unsafe" {
			continue
		}
		p, err := l.check(m, parsed[i])
		switch {
		case err != nil && (m.Standard || !m.DepOnly && groupOf(m.ImportPath) == gonum):
			return nil, nil, fmt.Errorf("%s: %w", m.ImportPath, err)
		case err != nil:
			warnings = append(warnings, fmt.Sprintf("%s left out: %s", m.ImportPath, strings.TrimPrefix(err.Error(), m.Dir+string(filepath.Separator))))
		case m.wanted():
			pkgs = append(pkgs, p)
		}
	}
	return pkgs, warnings, nil
}

type loader struct {
	fset  *token.FileSet
	types map[string]*types.Package // by import path, as the go command resolves it
}

// parsedFiles are the files of one package, or why they could not be read.
type parsedFiles struct {
	files []*ast.File
	err   error
}

// parseAll parses the files of all packages on all processors.
func (l *loader) parseAll(metas []*meta) []parsedFiles {
	parsed := make([]parsedFiles, len(metas))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				parsed[i].files, parsed[i].err = l.parse(metas[i])
			}
		})
	}
	for i := range metas {
		next <- i
	}
	close(next)
	wg.Wait()
	return parsed
}

func (l *loader) parse(m *meta) ([]*ast.File, error) {
	if m.Error != nil {
		return nil, errors.New(strings.TrimSpace(m.Error.Err))
	}
	mode := parser.SkipObjectResolution
	if m.wanted() {
		mode |= parser.ParseComments
	}
	var files []*ast.File
	for _, name := range m.GoFiles {
		f, err := parser.ParseFile(l.fset, filepath.Join(m.Dir, name), nil, mode)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// check type-checks one package whose imports have been checked. Function
// bodies are looked at in our own packages only: those may be in the making.
func (l *loader) check(m *meta, parsed parsedFiles) (*pkg, error) {
	if parsed.err != nil {
		return nil, parsed.err
	}
	config := types.Config{
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if mapped, ok := m.ImportMap[path]; ok {
				path = mapped
			}
			if p, ok := l.types[path]; ok {
				return p, nil
			}
			return nil, fmt.Errorf("package %s was not loaded", path)
		}),
		IgnoreFuncBodies: groupOf(m.ImportPath) != stdlib,
		Sizes:            types.SizesFor("gc", "amd64"),
	}
	if m.Module != nil && m.Module.GoVersion != "" {
		config.GoVersion = "go" + m.Module.GoVersion
	}
	tpkg, err := config.Check(m.ImportPath, l.fset, parsed.files, nil)
	if err != nil {
		return nil, err
	}
	l.types[m.ImportPath] = tpkg
	return &pkg{meta: m, types: tpkg, files: parsed.files, fset: l.fset}, nil
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
