package complete

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"sync"

	"monro/lang/check/packages"
)

// Ranks of names: the nearer the likelier.
const (
	rankLocal = iota
	rankCell
	rankSession
	rankPrelude
	rankUniverse
	rankPackage
	rankKeyword
)

// names lists what a bare identifier may be. Where nothing of it has been typed
// yet, what is the same in all cells is left out.
func (v *view) names(l *list) {
	v.locals(l)
	v.cellNames(l)
	for _, n := range v.checker.Scope.Names() {
		l.offerObject(n, v.checker.Scope.Lookup(n).Obj, rankSession)
	}
	for _, n := range v.checker.Scope.ImportNames() {
		l.offer(n, rankPackage, "module", v.checker.Scope.Import(n))
	}
	for _, n := range v.checker.PreludeNames() {
		l.offerObject(n, v.checker.PreludeObject(n), rankPrelude)
	}
	if l.prefix == "" {
		return
	}
	for _, n := range types.Universe.Names() {
		l.offerObject(n, types.Universe.Lookup(n), rankUniverse)
	}
	for _, p := range packageNames() {
		if packages.Allows(v.checker.Importer, p.path) {
			l.offer(p.name, rankPackage, "module", p.path)
		}
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		l.offer(t.String(), rankKeyword, "keyword", "")
	}
}

// locals lists the names of functions and blocks around the identifier.
func (v *view) locals(l *list) {
	for i := len(v.path) - 1; i >= 0; i-- {
		s := v.probe.Scope(v.path[i])
		if s == nil {
			continue
		}
		for _, n := range s.Names() {
			if in, o := s.LookupParent(n, v.pos); in == s {
				l.offerObject(n, o, rankLocal)
			}
		}
	}
}

// cellNames lists what the cell itself declares: functions and types wherever
// they stand, variables once they have been declared. Code in a function sees
// them all: it may run later.
func (v *view) cellNames(l *list) {
	inFunc := v.inFunc()
	for n := range v.probe.Declared {
		o := v.probe.Pkg.Scope().Lookup(n)
		if o == nil {
			continue
		}
		if _, ok := o.(*types.Var); ok && !inFunc && (o.Pos() >= v.pos || v.declaring(o)) {
			continue
		}
		l.offerObject(n, o, rankCell)
	}
	for n, path := range v.probe.Imports {
		l.offer(n, rankPackage, "module", path)
	}
}

func (v *view) inFunc() bool {
	for _, n := range v.path {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return true
		}
	}
	return false
}

// declaring reports whether the identifier stands in the declaration of o
// itself, where o is not known yet.
func (v *view) declaring(o types.Object) bool {
	if len(v.path) == 0 {
		return false
	}
	switch s := v.path[0].(type) {
	case *ast.AssignStmt:
		return s.Pos() <= o.Pos() && o.Pos() <= v.pos
	case *ast.DeclStmt:
		for _, n := range v.path {
			if spec, ok := n.(*ast.ValueSpec); ok {
				return spec.Pos() <= o.Pos() && o.Pos() <= v.pos
			}
		}
	}
	return false
}

// A namedPackage is a package as a bare name finds it.
type namedPackage struct{ name, path string }

// packageNames lists the packages that cells can use without an import, each
// under the path that its name means first.
var packageNames = sync.OnceValue(func() []namedPackage {
	var list []namedPackage
	seen := map[string]bool{}
	for _, path := range packages.Paths() {
		name, _ := packages.Name(path)
		if !seen[name] {
			seen[name] = true
			list = append(list, namedPackage{name, packages.ByName(name)[0]})
		}
	}
	return list
})

// importPaths lists the paths that begin with what has been typed, then those
// of which the last element does.
func importPaths(from types.Importer, prefix string) []Match {
	var first, then []Match
	for _, path := range packages.Paths() {
		if !packages.Allows(from, path) {
			continue
		}
		name, _ := packages.Name(path)
		switch {
		case strings.HasPrefix(path, prefix):
			first = append(first, Match{path, "path", name})
		case strings.Contains(path, "/"+prefix):
			then = append(then, Match{path, "path", name})
		}
	}
	return append(first, then...)
}
