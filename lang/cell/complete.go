package cell

import (
	"go/scanner"
	"go/token"
	"strings"
)

// A State says whether a text can be run as a cell.
type State string

// The states of a text, named as Jupyter names them.
const (
	Complete   State = "complete"
	Incomplete State = "incomplete" // more lines are needed
	Invalid    State = "invalid"    // no more lines can help
)

// Completeness tells whether code is a whole cell and, where it is not, by
// what the next line should be indented.
func Completeness(code string) (State, string) {
	toks, open := scanAll(code)
	if open {
		return Incomplete, ""
	}
	depth := 0
	for _, t := range toks {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth--; depth < 0 {
				return Invalid, ""
			}
		}
	}
	if depth > 0 {
		return Incomplete, indentAfter(code, depth)
	}
	if _, err := Parse(token.NewFileSet(), "cell", code); err != nil {
		if endsOpen(toks) {
			return Incomplete, indentAfter(code, 0)
		}
		return Invalid, ""
	}
	return Complete, ""
}

// scanAll lists the tokens; open says that a raw string or a comment has not ended.
func scanAll(code string) (toks []tok, open bool) {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(_ token.Position, msg string) {
		if strings.Contains(msg, "raw string literal not terminated") || strings.Contains(msg, "comment not terminated") {
			open = true
		}
	}, 0)
	for {
		_, t, lit := s.Scan()
		if t == token.EOF {
			return toks, open
		}
		toks = append(toks, tok{tok: t, lit: lit})
	}
}

// endsOpen reports whether the last token wants an operand after it.
func endsOpen(toks []tok) bool {
	if len(toks) == 0 {
		return false
	}
	t := toks[len(toks)-1].tok
	switch t {
	case token.COMMA, token.PERIOD, token.ASSIGN, token.DEFINE, token.ARROW, token.COLON, token.NOT:
		return true
	}
	return t.IsOperator() && t.Precedence() > token.LowestPrec || token.ADD_ASSIGN <= t && t <= token.AND_NOT_ASSIGN
}

// indentAfter is the indent of the last line, one deeper if it opens a bracket.
func indentAfter(code string, depth int) string {
	line := code[strings.LastIndexByte(code, '\n')+1:]
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	if depth > 0 && strings.ContainsAny(line[max(len(strings.TrimRight(line, " \t"))-1, 0):], "([{") {
		unit := "\t"
		if strings.HasPrefix(indent, " ") {
			unit = "    "
		}
		return indent + unit
	}
	if depth > 0 && indent == "" {
		return "\t"
	}
	return indent
}
