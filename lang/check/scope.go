// Package check finds the meaning of a cell: it runs go/types over the cell in
// the scope of what earlier cells declared, decides what a redeclaration
// replaces, and resolves what the dialect leaves out (imports, errors). It
// changes no values and runs nothing.
package check

import (
	"go/ast"
	"go/types"
	"iter"
	"maps"
	"slices"
)

// A Scope holds the newest declaration of every session name.
type Scope struct {
	names   map[string]*Entry
	imports map[string]string // explicit imports: name to path
	methods map[*types.Func]*Entry
	// assigned holds the variables that a cell has assigned to since their
	// declaration, or that a function may assign to.
	assigned map[string]bool
}

// NewScope returns an empty scope.
func NewScope() *Scope {
	return &Scope{names: map[string]*Entry{}, imports: map[string]string{}, methods: map[*types.Func]*Entry{}, assigned: map[string]bool{}}
}

// An Entry is one declaration that lives in the session.
type Entry struct {
	Name string
	Obj  types.Object
	Cell string        // the cell that declared it
	Func *ast.FuncDecl // functions and methods
	Spec *ast.TypeSpec // types
	Text string        // the source of the declaration
	Doc  string        // its comment

	info       *types.Info           // of the cell that declared it
	lit        *ast.FuncLit          // of a variable that is declared with a function
	uses       map[types.Object]bool // session objects that the declaration mentions
	derives    bool                  // it asks for derivatives of functions
	conflicted bool                  // a method was refused: declare the type anew next time
}

// Lookup returns the newest declaration of a name, or nil.
func (s *Scope) Lookup(name string) *Entry { return s.names[name] }

// Names lists the names of the session, sorted.
func (s *Scope) Names() []string {
	names := make([]string, 0, len(s.names))
	for n := range s.names {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Import returns the path that a name was imported from by a cell, or "".
func (s *Scope) Import(name string) string { return s.imports[name] }

// ImportNames lists the names that cells have imported packages under, sorted.
func (s *Scope) ImportNames() []string { return slices.Sorted(maps.Keys(s.imports)) }

// Method returns the declaration of a method that a cell declared, or nil.
func (s *Scope) Method(f *types.Func) *Entry { return s.methods[f] }

// Mentioned calls f with what the functions and methods of the session mention, until
// it returns false.
func (s *Scope) Mentioned(f func(types.Object) bool) {
	for _, entries := range []iter.Seq[*Entry]{maps.Values(s.names), maps.Values(s.methods)} {
		for e := range entries {
			for o := range e.uses {
				if !f(o) {
					return
				}
			}
		}
	}
}

// Commit makes the declarations of a checked unit the newest ones.
func (s *Scope) Commit(u *Unit) {
	for name, path := range u.imports {
		s.imports[name] = path
	}
	for _, e := range u.Entries {
		if e.Func != nil && e.Func.Recv != nil {
			s.methods[e.Obj.(*types.Func)] = e
			continue
		}
		if _, twin := IsTwin(e.Name); twin {
			continue // it belongs to its unit: the next check makes another
		}
		s.names[e.Name] = e
		delete(s.assigned, e.Name)
	}
	for name := range u.assigned {
		s.assigned[name] = true
	}
}

// Forget removes names, or all where none is given.
func (s *Scope) Forget(names ...string) {
	if len(names) == 0 {
		*s = *NewScope()
	}
	for _, n := range names {
		delete(s.names, n)
		delete(s.assigned, n)
	}
}

// Within returns a copy of the scope, to which Add can add what is declared
// further in.
func (s *Scope) Within() *Scope {
	in := *s
	in.names, in.assigned = maps.Clone(s.names), maps.Clone(s.assigned)
	return &in
}

// Add declares a name.
func (s *Scope) Add(e *Entry) {
	s.names[e.Name] = e
	delete(s.assigned, e.Name)
}
