package past

import (
	"go/ast"
	"go/token"
	"maps"
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
	read := readAll(cells)
	parsed, session, pinned := read.cells, read.names, read.pinned
	j := judge{session: session, plain: map[string]bool{}, unseen: slices.Contains(parsed, nil)}
	j.learn(read.funcs, read.effects, parsed)
	skip := make([]bool, len(cells))
	gone := map[string]bool{} // names that a later cell declares before anything needs them
	lost := map[string]bool{} // likewise, names that a later cell takes away
	for i, c := range slices.Backward(parsed) {
		if c == nil {
			clear(gone)
			clear(lost)
			continue
		}
		e := read.effects[i]
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

// A reading is what the syntax of cells says.
type reading struct {
	cells         []*cell.Cell // nil for one that may look at anything
	effects       []effect
	funcs         []*ast.FuncDecl
	names, pinned map[string]bool // that cells declare; and those of them that are pinned
}

func readAll(cells []Cell) reading {
	r := reading{make([]*cell.Cell, len(cells)), make([]effect, len(cells)), nil, map[string]bool{}, map[string]bool{}}
	for i, p := range cells {
		code, ok := goOf(p.Code)
		if !ok {
			continue
		}
		c, err := cell.Parse(token.NewFileSet(), "", code)
		if err != nil {
			continue
		}
		r.cells[i], r.effects[i] = c, effectOf(c)
		maps.Copy(r.names, r.effects[i].declares)
		if p.Cut {
			r.effects[i] = r.effects[i].cut(c)
		}
		maps.Copy(r.pinned, r.effects[i].pins)
		r.funcs = append(r.funcs, c.Funcs...)
		for _, spec := range c.Imports {
			if spec.Name != nil {
				r.names[spec.Name.Name] = true
			}
		}
	}
	return r
}

// cut is the effect of a cell that does not run again. Its variables stay
// variables.
func (e effect) cut(c *cell.Cell) effect {
	cut := effectOf(Declarations(c))
	cut.variables = e.variables
	for _, f := range e.closures {
		cut.variables[f.Name.Name] = true
	}
	return cut
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
