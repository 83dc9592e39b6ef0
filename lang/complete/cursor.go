package complete

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A place is what surrounds a cursor, as far as tokens tell.
type place struct {
	code       string
	cursor     int
	start, end int     // of the identifier or import path at the cursor; both at the cursor where there is none
	before     []lexed // tokens that end at or before start
	selector   bool    // the identifier is selected from something
	importPath bool    // the cursor is in the string of an import
	text       bool    // the cursor is in another string, which begins at quote
	quote      int
	nowhere    bool // no name can be completed: in a comment, a string, a number
}

// A lexed is one token of a text, without comments.
type lexed struct {
	pos, end int
	tok      token.Token
	lit      string
}

func (p place) prefix() string { return p.code[p.start:p.cursor] }

// locate finds out where in a cell a cursor stands.
func locate(code string, cursor int) place {
	cursor = clampCursor(code, cursor)
	p := place{code: code, cursor: cursor, start: cursor, end: cursor}
	toks, open := lex(code[:cursor])
	p.before = toks
	if open == inComment {
		p.nowhere = true
		return p
	}
	if len(toks) == 0 {
		return p
	}
	last := toks[len(toks)-1]
	if open == inString {
		p.inString(last)
		return p
	}
	if last.end == cursor {
		switch {
		case last.tok == token.IDENT || last.tok.IsKeyword():
			p.start, p.end = last.pos, cursor+identifierLen(code[cursor:])
			p.before = toks[:len(toks)-1]
		case last.tok.IsLiteral(), last.tok == token.RPAREN, last.tok == token.RBRACK, last.tok == token.RBRACE:
			p.nowhere = true
		}
	}
	if n := len(p.before); n > 0 {
		p.selector = p.before[n-1].tok == token.PERIOD
	}
	return p
}

// clampCursor moves a cursor into the code and off the middle of a character.
func clampCursor(code string, cursor int) int {
	cursor = min(max(cursor, 0), len(code))
	for cursor > 0 && cursor < len(code) && !utf8.RuneStart(code[cursor]) {
		cursor--
	}
	return cursor
}

// inString says what a cursor in an unfinished string can mean.
func (p *place) inString(s lexed) {
	p.before = p.before[:len(p.before)-1]
	p.nowhere = true
	if s.tok == token.STRING && importAhead(p.before) {
		p.importPath, p.nowhere = true, false
		p.start = s.pos + 1
		rest := p.code[p.cursor:]
		if i := strings.IndexAny(rest, "\"`\n"); i >= 0 && rest[i] != '\n' && !strings.ContainsAny(rest[:i], " ;)") {
			p.end = p.cursor + i
		}
		return
	}
	p.text, p.quote = s.tok == token.STRING, s.pos
}

// importAhead reports whether a string after the tokens is an import path.
func importAhead(toks []lexed) bool {
	if n := len(toks); n > 0 && (toks[n-1].tok == token.IDENT || toks[n-1].tok == token.PERIOD) {
		toks = toks[:n-1]
	}
	if n := len(toks); n > 0 && toks[n-1].tok == token.IMPORT {
		return true
	}
	i := unclosed(toks, len(toks))
	return i > 0 && toks[i].tok == token.LPAREN && toks[i-1].tok == token.IMPORT
}

// unclosed returns the index of the innermost bracket that is open before
// toks[end], or -1.
func unclosed(toks []lexed, end int) int {
	depth := 0
	for i := end - 1; i >= 0; i-- {
		switch toks[i].tok {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth++
		case token.LPAREN, token.LBRACK, token.LBRACE:
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

func identifierLen(s string) int {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(s)
}

// operand returns the text of the expression left of the dot at the cursor, ""
// for none.
func (p place) operand() string {
	n := len(p.before)
	if !p.selector || n < 2 {
		return ""
	}
	from := p.operandStart(n - 1)
	if from == n-1 {
		return ""
	}
	return p.code[p.before[from].pos:p.before[n-1].pos]
}

// operandName returns the operand where it is one identifier, else "".
func (p place) operandName() string {
	x := p.operand()
	if x == "" || identifierLen(x) != len(x) {
		return ""
	}
	return x
}

// operandStart returns the index of the first token of the operand that ends
// before toks[end]: identifiers joined by dots, calls, indexes, literals.
func (p place) operandStart(end int) int {
	from := end
	for from > 0 {
		switch p.before[from-1].tok {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			from = max(unclosed(p.before, from-1), 0)
			if from == 0 || !endsOperand(p.before[from-1].tok) {
				return from
			}
			continue
		case token.IDENT, token.STRING:
			from--
		default:
			return from
		}
		if from == 0 || p.before[from-1].tok != token.PERIOD {
			return from
		}
		from--
	}
	return from
}

func endsOperand(t token.Token) bool {
	return t == token.IDENT || t == token.RPAREN || t == token.RBRACK || t == token.RBRACE
}

// What a text ends in.
const (
	inCode = iota
	inString
	inComment
)

// lex lists the tokens of a text without comments and says what it ends in. The
// semicolon that the end of a text stands for is left out.
func lex(code string) (toks []lexed, ends int) {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	var unfinished []int
	s.Init(file, []byte(code), func(at token.Position, msg string) {
		if strings.HasSuffix(msg, "not terminated") {
			unfinished = append(unfinished, at.Offset)
		}
	}, scanner.ScanComments)
	for {
		pos, t, lit := s.Scan()
		at := file.Offset(pos)
		if t == token.EOF || t == token.SEMICOLON && lit == "\n" && at >= len(code) {
			if t == token.EOF {
				return toks, ends
			}
			continue
		}
		n := len(lit)
		if !t.IsLiteral() && t != token.COMMENT && n == 0 {
			n = len(t.String())
		}
		if lit == "\n" {
			n = 0
		}
		end := min(at+n, len(code))
		ends = inCode
		switch {
		case t == token.COMMENT:
			if end == len(code) && (strings.HasPrefix(lit, "//") || slices.Contains(unfinished, at)) || carriageReturn(code[at:], lit) {
				ends = inComment
			}
			continue
		case (t == token.STRING || t == token.CHAR) && slices.Contains(unfinished, at) && (end == len(code) || code[at] == '`'):
			ends = inString
		}
		toks = append(toks, lexed{at, end, t, lit})
	}
}

// carriageReturn reports whether a comment reaches the end of the code though
// the scanner, which drops carriage returns from it, makes it look shorter.
func carriageReturn(code, lit string) bool {
	return strings.Contains(code, "\r") && strings.HasPrefix(lit, "//") && !strings.Contains(code, "\n")
}
