package complete

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

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
		if v := repair(p); best == nil || v.better(best) {
			best = v
		}
		if best.ident != nil && len(best.cell.Faults) == 0 {
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
	if id := best.ident; id != nil { // the probe may have put calls around what is on the path
		best.find(func(x *ast.Ident) bool { return x == id })
	}
	return best
}

// maxRepairs bounds the lines that are given up to make a cell parse.
const maxRepairs = 5

// repair parses a patched cell and, as long as there are syntax errors on other
// lines than that of the identifier, blanks out the line of the first one.
func repair(p patch) *view {
	best := read(p)
	v := best
	for range maxRepairs {
		i := slices.IndexFunc(v.cell.Faults, func(at int) bool { return !sameLine(p.text, at, p.at) })
		if i < 0 {
			break
		}
		p.text = withoutLine(p.text, v.cell.Faults[i])
		if v = read(p); v.better(best) {
			best = v
		}
	}
	return best
}

func sameLine(text string, a, b int) bool {
	return !strings.Contains(text[min(a, b):max(a, b)], "\n")
}

// withoutLine blanks out the line of a byte offset.
func withoutLine(text string, at int) string {
	from := strings.LastIndexByte(text[:at], '\n') + 1
	to := len(text)
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		to = at + i
	}
	return text[:from] + strings.Repeat(" ", to-from) + text[to:]
}

// read parses a patched cell.
func read(p patch) *view {
	v := &view{fset: token.NewFileSet()}
	v.cell = cell.ParsePartial(v.fset, "cell", p.text)
	decl, stmt := v.cell.Places(p.at)
	for _, pos := range []token.Pos{stmt, decl} {
		if v.ident == nil {
			v.pos = pos
			v.find(func(x *ast.Ident) bool { return x.Pos() == pos })
		}
	}
	return v
}

// better reports whether v shows more than w.
func (v *view) better(w *view) bool {
	if (v.ident == nil) != (w.ident == nil) {
		return v.ident != nil
	}
	return len(v.cell.Faults) < len(w.cell.Faults)
}

// find looks for the identifier and notes what encloses it.
func (v *view) find(is func(*ast.Ident) bool) {
	v.ident, v.path = nil, nil
	var stack []ast.Node
	visit := func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if id, ok := n.(*ast.Ident); ok && v.ident == nil && is(id) {
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
