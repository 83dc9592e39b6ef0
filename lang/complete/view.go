package complete

import (
	"go/ast"
	"go/token"

	"monro/lang/cell"
	"monro/lang/check"
)

// A view is what the type checker makes of a cell around an identifier.
type view struct {
	checker *check.Checker
	at      place
	fset    *token.FileSet
	cell    *cell.Partial
	probe   *check.Probe
	ident   *ast.Ident // nil where the syntax around it is lost
	path    []ast.Node // that enclose the identifier, innermost last
	pos     token.Pos  // of the identifier
}

// look parses and checks the cell with ident in place of the identifier at hand.
func look(c *check.Checker, at place, ident string) *view {
	var best *view
	for _, p := range at.patches(ident) {
		if v := read(p); best == nil || v.better(best) {
			best = v
		}
		if best.ident != nil && best.cell.Faults == 0 {
			break
		}
	}
	if best.ident == nil {
		if p, ok := at.operandPatch(ident); ok {
			if v := read(p); v.ident != nil {
				best = v
			}
		}
	}
	best.checker, best.at = c, at
	best.probe = c.Probe(best.fset, best.cell.Cell)
	best.find() // the probe may have put calls around what is on the path
	return best
}

// read parses a patched cell.
func read(p patch) *view {
	v := &view{fset: token.NewFileSet()}
	v.cell = cell.ParsePartial(v.fset, "cell", p.text)
	decl, stmt := v.cell.Places(p.at)
	v.pos = stmt
	if v.find(); v.ident == nil {
		v.pos = decl
		v.find()
	}
	return v
}

// better reports whether v shows more than w.
func (v *view) better(w *view) bool {
	if (v.ident == nil) != (w.ident == nil) {
		return v.ident != nil
	}
	return v.cell.Faults < w.cell.Faults
}

// find looks for the identifier at the view's position and notes what encloses it.
func (v *view) find() {
	v.ident, v.path = nil, nil
	var stack []ast.Node
	visit := func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if id, ok := n.(*ast.Ident); ok && v.ident == nil && id.Pos() == v.pos {
			v.ident, v.path = id, append([]ast.Node(nil), stack...)
		}
		stack = append(stack, n)
		return true
	}
	for _, s := range v.cell.Stmts {
		ast.Inspect(s, visit)
	}
	for _, f := range v.cell.Funcs {
		ast.Inspect(f, visit)
	}
}

// parent returns the i-th node around the identifier, nil where there is none.
func (v *view) parent(i int) ast.Node {
	if i >= len(v.path) {
		return nil
	}
	return v.path[len(v.path)-1-i]
}

// selection returns the selector expression whose selector the identifier is, or nil.
func (v *view) selection() *ast.SelectorExpr {
	if s, ok := v.parent(0).(*ast.SelectorExpr); ok && s.Sel == v.ident {
		return s
	}
	return nil
}
