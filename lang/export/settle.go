package export

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"monro/lang/check/packages"
)

// rounds bounds how often a program is checked and mended.
const rounds = 20

// settle type-checks the program and mends what Go refuses while a cell may
// have it: variables, labels and imports that nothing uses.
func settle(source []byte) ([]byte, error) {
	for range rounds {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "main.go", source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, &Error{Message: fmt.Sprintf("the exported program is malformed: %v\n%s", err, source)}
		}
		m := mender{file: file, at: func(p token.Pos) int { return fset.File(p).Offset(p) }}
		conf := types.Config{Importer: packages.Importer(), Error: func(err error) { m.complaint(err.(types.Error)) }}
		conf.Check("main", fset, []*ast.File{file}, nil) // the errors go to complaint
		if m.err != nil {
			return nil, m.err
		}
		if len(m.edits) == 0 {
			return source, nil
		}
		source = m.apply(source)
	}
	return nil, &Error{Message: "the exported program cannot be mended"}
}

// A mender collects edits of a file.
type mender struct {
	file  *ast.File
	at    func(token.Pos) int
	edits []edit
	err   error
}

// An edit puts text in the place of a stretch.
type edit struct {
	span
	text string
}

func (m *mender) apply(source []byte) []byte {
	slices.SortStableFunc(m.edits, func(a, b edit) int { return cmp.Compare(b.from, a.from) })
	for _, e := range m.edits {
		source = slices.Concat(source[:e.from], []byte(e.text), source[e.to:])
	}
	return source
}

func (m *mender) complaint(e types.Error) {
	switch {
	case strings.HasPrefix(e.Msg, "label ") && strings.HasSuffix(e.Msg, "not used"):
		m.dropLabel(e.Pos)
	case strings.HasPrefix(e.Msg, "declared and not used: "):
		m.use(e.Pos, strings.TrimPrefix(e.Msg, "declared and not used: "))
	case strings.HasSuffix(e.Msg, " declared and not used"): // of a type switch
		m.use(e.Pos, strings.TrimSuffix(e.Msg, " declared and not used"))
	case strings.Contains(e.Msg, "imported and not used") || strings.Contains(e.Msg, "imported as"):
		m.dropImport(e.Pos)
	case m.err == nil && !e.Soft:
		at := e.Fset.Position(e.Pos)
		m.err = &Error{Message: fmt.Sprintf("the exported program does not compile: main.go:%d: %s", at.Line, e.Msg)}
	}
}

// path lists the nodes around a place, innermost first.
func (m *mender) path(pos token.Pos) (list []ast.Node) {
	ast.Inspect(m.file, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || pos >= n.End() {
			return false
		}
		list = append([]ast.Node{n}, list...)
		return true
	})
	return list
}

// use puts _ = name where the variable is first known.
func (m *mender) use(pos token.Pos, name string) {
	line := "\n_ = " + name + "\n"
	after := func(p token.Pos) { m.edits = append(m.edits, edit{span{m.at(p), m.at(p)}, line}) }
	path := m.path(pos)
	for i, n := range path[:len(path)-1] {
		stmt, ok := n.(ast.Stmt)
		if !ok {
			continue
		}
		switch outer := path[i+1].(type) {
		case *ast.BlockStmt, *ast.CaseClause:
			switch s := stmt.(type) {
			case *ast.RangeStmt:
				after(s.Body.Lbrace + 1)
			case *ast.ForStmt:
				after(s.Body.Lbrace + 1)
			case *ast.IfStmt:
				after(s.Body.Lbrace + 1)
			default:
				after(stmt.End())
			}
			return
		case *ast.CommClause:
			if outer.Comm == stmt {
				after(outer.Colon + 1)
			} else {
				after(stmt.End())
			}
			return
		case *ast.IfStmt:
			if stmt == outer.Init {
				after(outer.Body.Lbrace + 1)
				return
			}
			if s, ok := stmt.(*ast.IfStmt); ok && outer.Else == stmt {
				after(s.Body.Lbrace + 1)
				return
			}
		case *ast.ForStmt:
			after(outer.Body.Lbrace + 1)
			return
		case *ast.SwitchStmt:
			m.useInSwitch(outer.Body, after)
			return
		case *ast.TypeSwitchStmt:
			if a, ok := outer.Assign.(*ast.AssignStmt); ok && a == stmt {
				m.edits = append(m.edits, edit{span{m.at(a.Pos()), m.at(a.Rhs[0].Pos())}, ""})
				return
			}
			m.useInSwitch(outer.Body, after)
			return
		case *ast.LabeledStmt:
			continue
		}
	}
	m.err = &Error{Message: "unused variable " + name + " cannot be mended"}
}

// useInSwitch uses a variable of a switch's initial statement in its first case.
func (m *mender) useInSwitch(body *ast.BlockStmt, after func(token.Pos)) {
	for _, c := range body.List {
		after(c.(*ast.CaseClause).Colon + 1)
		return
	}
	m.edits = append(m.edits, edit{span{m.at(body.Lbrace) + 1, m.at(body.Lbrace) + 1}, "\ndefault:\n"})
}

func (m *mender) dropLabel(pos token.Pos) {
	for _, n := range m.path(pos) {
		if l, ok := n.(*ast.LabeledStmt); ok && l.Label.Pos() == pos {
			m.edits = append(m.edits, edit{span{m.at(l.Pos()), m.at(l.Colon) + 1}, ""})
			return
		}
	}
}

func (m *mender) dropImport(pos token.Pos) {
	for _, s := range m.file.Imports {
		if s.Pos() <= pos && pos < s.End() {
			m.edits = append(m.edits, edit{span{m.at(s.Pos()), m.at(s.End())}, ""})
		}
	}
}
