package past

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"monro/lang/cell"
	"monro/lang/magic"
)

// Superseded tells which cells of a lost session need not run again, because
// nothing is left of what they did: they only print, or all that they declare is
// declared again by a later cell before anything needs it. In a notebook, where
// cells run again and again, that is most of them.
//
// It goes by syntax and errs on the careful side. A cell may be left out only
// where it is plain (see plain), and a name is needed by whatever mentions it; a
// name that functions or pointers may reach in ways that syntax does not show is
// always needed.
func Superseded(cells []Cell) []bool {
	parsed := make([]*cell.Cell, len(cells)) // nil for one that may look at anything
	for i, p := range cells {
		if code, ok := goOf(p.Code); ok {
			parsed[i], _ = cell.Parse(token.NewFileSet(), "", code)
		}
	}
	all := make([]effect, len(cells))
	session, pinned := map[string]bool{}, map[string]bool{}
	var funcs []*ast.FuncDecl
	for i, c := range parsed {
		if c != nil {
			all[i] = effectOf(taken(c, cells[i]))
			for n := range effectOf(c).declares {
				session[n] = true
			}
			funcs = append(funcs, c.Funcs...)
			for n := range all[i].pins {
				pinned[n] = true
			}
			for _, spec := range c.Imports {
				if spec.Name != nil {
					session[spec.Name.Name] = true
				}
			}
		}
	}
	j := judge{session: session, plain: map[string]bool{}, unseen: slices.Contains(parsed, nil)}
	j.learn(funcs, all, parsed)
	skip := make([]bool, len(cells))
	gone := map[string]bool{} // names that a later cell declares before anything needs them
	lost := map[string]bool{} // likewise, names that a later cell takes away
	for i, c := range slices.Backward(parsed) {
		if c == nil {
			clear(gone)
			clear(lost)
			continue
		}
		e := all[i]
		if cells[i].Cut {
			skip[i] = j.cut(c, gone, lost)
		} else {
			skip[i] = e.without(gone, session) && j.cell(c, e)
		}
		if skip[i] {
			continue
		}
		switch {
		case cells[i].Cut:
			set, _ := Effects(c)
			for n := range set {
				lost[n] = !pinned[n]
			}
		case !cells[i].Raised:
			for n := range e.declares {
				gone[n] = !pinned[n]
			}
		}
		for n := range e.needs {
			gone[n], lost[n] = false, false
		}
	}
	return skip
}

// taken is what of a cell runs again.
func taken(c *cell.Cell, p Cell) *cell.Cell {
	if !p.Cut {
		return c
	}
	return Declarations(c)
}

// Declarations is a cell less its statements and variables: functions, types,
// constants and imports.
func Declarations(c *cell.Cell) *cell.Cell {
	d := *c
	d.Stmts = slices.DeleteFunc(slices.Clone(c.Stmts), func(s ast.Stmt) bool {
		d, ok := s.(*ast.DeclStmt)
		return !ok || d.Decl.(*ast.GenDecl).Tok == token.VAR
	})
	return &d
}

// goOf is the Go of a cell in which a restored session would run all again, less
// the magics that it would not. ok is false for a cell with other magics.
func goOf(code string) (text string, ok bool) {
	parts := magic.Split(code)
	if parts == nil {
		return code, true
	}
	var b strings.Builder
	for _, p := range parts {
		switch {
		case p.Kind == magic.Code:
			b.WriteString(code[p.From:p.To])
		case p.Name == "%time":
			b.WriteString(p.Args(code))
		case p.Name == "%%time":
			b.WriteString(code[p.Body:p.To])
		case magic.Again(p):
			return "", false
		}
		b.WriteByte('\n')
	}
	return b.String(), true
}
