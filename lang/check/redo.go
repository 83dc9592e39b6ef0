package check

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"

	"monro/lang/cell"
)

// Redo checks the functions and methods of the session again, in the present
// scope and as parts of a cell that says nothing else, so that they can be
// lowered anew. Those that no longer fit are left out: they stay as they are. It
// returns nil where nothing is left.
func (c *Checker) Redo(fset *token.FileSet, empty *cell.Cell) *Unit {
	funcs := c.functions()
	dropped := map[*ast.FuncDecl]Error{}
	for len(funcs) > 0 {
		u, errs := c.check(fset, empty, copyDecls(funcs), nil)
		if len(errs) == 0 {
			return u
		}
		if !dropFailed(funcs, errs, dropped) {
			return nil
		}
		funcs = slices.DeleteFunc(funcs, func(f *ast.FuncDecl) bool { _, gone := dropped[f]; return gone })
	}
	return nil
}

// functions lists what the session has declared with func, in order.
func (c *Checker) functions() (list []*ast.FuncDecl) {
	for e := range maps.Values(c.Scope.names) {
		if e.Func != nil {
			list = append(list, e.Func)
		}
	}
	for e := range maps.Values(c.Scope.methods) {
		list = append(list, e.Func)
	}
	slices.SortFunc(list, func(a, b *ast.FuncDecl) int { return int(a.Pos() - b.Pos()) })
	return list
}
