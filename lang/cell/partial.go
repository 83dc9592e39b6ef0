package cell

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
)

// A Partial is what can be read of a text that need not be a whole cell.
type Partial struct {
	*Cell
	Faults []int // where the syntax errors are, as byte offsets

	decls, body token.Pos // where the text begins in each of its two halves
}

// ParsePartial is Parse for text that is still being typed: it passes over what
// it cannot read and never fails.
func ParsePartial(fset *token.FileSet, name, code string) *Partial {
	p := &Partial{Cell: &Cell{Name: name, Code: code}}
	code = p.dropUnmatched(code)
	isDecl, last := split(code)
	p.Hide = last
	file := p.parse(fset, declHead(name), keep(code, isDecl, true), "", &p.decls)
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			d.Doc = withoutDirective(d.Doc)
			p.Funcs = append(p.Funcs, d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.ImportSpec); ok {
					p.Imports = append(p.Imports, s)
				}
			}
		}
	}
	p.Pos = p.decls
	file = p.parse(fset, bodyHead(name), keep(code, isDecl, false), "\n}", &p.body)
	if len(file.Decls) > 0 {
		if f, ok := file.Decls[0].(*ast.FuncDecl); ok && f.Body != nil {
			p.Pos, p.Stmts = f.Body.Rbrace, f.Body.List
			p.Docs = docsAbove(fset, file, p.Stmts)
		}
	}
	return p
}

// Places gives the two positions that a byte of the text may have: one in a
// function declaration or import, the other in a statement.
func (p *Partial) Places(offset int) (decl, stmt token.Pos) {
	return p.decls + token.Pos(offset), p.body + token.Pos(offset)
}

// parse reads one half of the text between a head and a tail and notes where it begins.
func (p *Partial) parse(fset *token.FileSet, head, code, tail string, begin *token.Pos) *ast.File {
	*begin = token.Pos(fset.Base() + len(head))
	file, err := parser.ParseFile(fset, "", head+code+tail, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
	if list, ok := err.(scanner.ErrorList); ok {
		for _, e := range list {
			p.Faults = append(p.Faults, min(max(e.Pos.Offset-len(head), 0), len(code)))
		}
	}
	if file == nil {
		file = &ast.File{}
	}
	return file
}

// dropUnmatched blanks out the closing braces that nothing opened.
func (p *Partial) dropUnmatched(code string) string {
	out, depth := []byte(code), 0
	for _, t := range scan(code) {
		switch t.tok {
		case token.LBRACE:
			depth++
		case token.RBRACE:
			if depth == 0 {
				out[t.pos] = ' '
				p.Faults = append(p.Faults, t.pos)
				continue
			}
			depth--
		}
	}
	return string(out)
}
