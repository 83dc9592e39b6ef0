// Package cell turns the text of one cell into syntax: imports, declarations
// and statements in the order they were written. It knows nothing of types and
// nothing of earlier cells.
package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// A Cell is the syntax of one cell. Functions and imports stand apart because
// their order does not matter; everything else is a statement.
type Cell struct {
	Name    string // as positions show it, e.g. "cell 3"
	Code    string
	Pos     token.Pos // a place among its statements
	Head    token.Pos // a place among its functions and imports
	Imports []*ast.ImportSpec
	Funcs   []*ast.FuncDecl
	Stmts   []ast.Stmt
	Hide    bool                           // the cell ends in a semicolon: do not show its last value
	Docs    map[ast.Stmt]*ast.CommentGroup // comments right above statements
}

// An Error is a syntax error at a place in the cell; Line and Column count from
// one, Column in bytes.
type Error struct {
	Line, Column int
	Message      string
}

func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message) }

// Parse reads the text of a cell. The positions of its nodes are in fset and
// resolve to lines and columns of code under the given name. The error is an *Error.
func Parse(fset *token.FileSet, name, code string) (*Cell, error) {
	if err := unmatched(code); err != nil {
		return nil, err
	}
	c := &Cell{Name: name, Code: code}
	isDecl, last := split(code)
	c.Hide = last
	decls := declHead(name) + keep(code, isDecl, true)
	file, err := parser.ParseFile(fset, "", decls, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		forget(fset, file)
		return nil, firstError(err, code)
	}
	head := file
	c.Head = file.Package
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			d.Doc = withoutDirective(d.Doc)
			c.Funcs = append(c.Funcs, d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				c.Imports = append(c.Imports, s.(*ast.ImportSpec))
			}
		}
	}
	body := bodyHead(name) + keep(code, isDecl, false) + "\n}"
	file, err = parser.ParseFile(fset, "", body, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		forget(fset, head)
		forget(fset, file)
		return nil, firstError(err, code)
	}
	c.Pos = file.Decls[0].(*ast.FuncDecl).Body.Rbrace
	c.Stmts = file.Decls[0].(*ast.FuncDecl).Body.List
	c.Docs = docsAbove(fset, file, c.Stmts)
	return c, nil
}

// forget takes a file that is not used out of the file set.
func forget(fset *token.FileSet, f *ast.File) {
	if f == nil {
		return
	}
	if file := fset.File(f.Package); file != nil {
		fset.RemoveFile(file)
	}
}

// docsAbove finds the comments that end on the line above a statement, and
// gives them to declarations, for which the parser leaves them off inside a
// function.
func docsAbove(fset *token.FileSet, file *ast.File, stmts []ast.Stmt) map[ast.Stmt]*ast.CommentGroup {
	docs := map[ast.Stmt]*ast.CommentGroup{}
	line := func(p token.Pos) int { return fset.Position(p).Line }
	i, end := 0, token.NoPos // of the statement before
	for _, s := range stmts {
		for ; i < len(file.Comments) && file.Comments[i].End() <= s.Pos(); i++ {
			c := file.Comments[i]
			behind := end.IsValid() && line(c.Pos()) == line(end)
			if doc := withoutDirective(c); doc != nil && c.Pos() > end && !behind && line(c.End())+1 == line(s.Pos()) {
				docs[s] = doc
			}
		}
		end = s.End()
		if d, ok := s.(*ast.DeclStmt); ok {
			d.Decl.(*ast.GenDecl).Doc = docs[s]
		}
	}
	return docs
}

// The heads put a half of the cell into a file. The directive is on a line of
// its own: behind a token the parser would take it and the cell's first comment
// for remarks on that token.
func declHead(name string) string { return "package main;\n" + lineDirective(name) }
func bodyHead(name string) string { return "package main;func _(){\n" + lineDirective(name) }

const directive = "/*line "

func lineDirective(name string) string { return directive + name + ":1:1*/" }

// withoutDirective takes the line directive out of the comment that it became
// part of; nil where nothing else is in it.
func withoutDirective(c *ast.CommentGroup) *ast.CommentGroup {
	if c == nil || !strings.HasPrefix(c.List[0].Text, directive) {
		return c
	}
	if len(c.List) == 1 {
		return nil
	}
	return &ast.CommentGroup{List: c.List[1:]}
}

// span is a run of bytes of the cell.
type span struct{ from, to int }

// split finds the function declarations and imports of a cell: the bytes that
// must be parsed as top-level declarations. semi says that the cell ends in a
// semicolon that was written.
func split(code string) (decls []span, semi bool) {
	toks := scan(code)
	start := 0
	for start < len(toks) {
		end := statementEnd(toks, start)
		if isFunc(toks[start:end]) || toks[start].tok == token.IMPORT {
			from, to := 0, len(code)
			if start > 0 {
				from = commentsFrom(code, endBefore(toks, start), toks[start].pos)
			}
			if end < len(toks) {
				to = endBefore(toks, end)
			}
			decls = append(decls, span{from, to})
		}
		if toks[end-1].tok == token.SEMICOLON && end == len(toks) {
			semi = toks[end-1].lit == ";"
		}
		start = end
	}
	return decls, semi
}

// endBefore is where the last token before toks[i] ends that stands in the text;
// the semicolon of a line end may be inside a comment.
func endBefore(toks []tok, i int) int {
	if i > 1 && toks[i-1].tok == token.SEMICOLON && toks[i-1].lit == "\n" {
		i--
	}
	return toks[i-1].end
}

// commentsFrom returns where the comments above a declaration begin: between
// the token before, with a remark behind that, and the declaration.
func commentsFrom(code string, before, pos int) int {
	remark, _, more := strings.Cut(code[before:pos], "\n")
	if !more || strings.Contains(remark, "/*") { // perhaps of several lines
		return before
	}
	return before + len(remark) + 1
}

type tok struct {
	pos, end int
	tok      token.Token
	lit      string
}

func scan(code string) []tok {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	var toks []tok
	for {
		pos, t, lit := s.Scan()
		if t == token.EOF {
			return toks
		}
		at := file.Offset(pos)
		n := len(lit)
		if n == 0 {
			n = len(t.String())
		}
		if t == token.SEMICOLON && lit == "\n" {
			n = 0
		}
		if k := len(toks); k > 0 { // an illegal character may be shorter than what it reads as
			toks[k-1].end = min(toks[k-1].end, at)
		}
		toks = append(toks, tok{at, min(at+n, len(code)), t, lit})
	}
}

// statementEnd returns the index after the semicolon that ends the statement
// which begins at start.
func statementEnd(toks []tok, start int) int {
	depth := 0
	for i := start; i < len(toks); i++ {
		switch toks[i].tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.SEMICOLON:
			if depth <= 0 {
				return i + 1
			}
		}
	}
	return len(toks)
}

// isFunc reports whether a statement declares a function or method, as opposed
// to beginning with a function literal.
func isFunc(s []tok) bool {
	if len(s) < 2 || s[0].tok != token.FUNC {
		return false
	}
	if s[1].tok == token.IDENT {
		return true
	}
	depth := 0
	for i, t := range s[1:] {
		switch t.tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			return i+3 < len(s) && s[i+2].tok == token.IDENT && (s[i+3].tok == token.LPAREN || s[i+3].tok == token.LBRACK)
		}
	}
	return false
}

// keep blanks out what is inside the spans (or outside of them), so that what
// remains stands where it stood.
func keep(code string, spans []span, inside bool) string {
	out := []byte(code)
	at := 0
	for _, s := range append(spans[:len(spans):len(spans)], span{len(code), len(code)}) {
		if inside {
			blank(out[at:s.from])
		} else {
			blank(out[s.from:s.to])
		}
		at = s.to
	}
	return string(out)
}

// blank overwrites all but line ends; comments go too, which is what is wanted:
// the other half of the cell has them.
func blank(b []byte) {
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
}

func firstError(err error, code string) *Error {
	list, ok := err.(scanner.ErrorList)
	if !ok || len(list) == 0 {
		return &Error{1, 1, err.Error()}
	}
	e := list[0]
	line, col := e.Pos.Line, e.Pos.Column
	if lines := strings.Count(code, "\n") + 1; line > lines { // the brace that Parse added
		line = lines
		col = len(code) - strings.LastIndexByte(code, '\n')
	}
	return &Error{line, max(col, 1), e.Msg}
}

// unmatched finds a closing brace that nothing opened. It would end the
// function that Parse wraps around the statements.
func unmatched(code string) *Error {
	depth := 0
	for _, t := range scan(code) {
		switch t.tok {
		case token.LBRACE:
			depth++
		case token.RBRACE:
			if depth--; depth < 0 {
				before := code[:t.pos]
				return &Error{strings.Count(before, "\n") + 1, t.pos - strings.LastIndexByte(before, '\n'), "unexpected }"}
			}
		}
	}
	return nil
}
