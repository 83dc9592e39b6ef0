package repl

import (
	"go/scanner"
	"go/token"
	"strings"
)

// highlight colours a cell: keywords, text, numbers and comments. It only adds
// escape sequences; what does not scan as Go stays as it is.
func highlight(code []rune) string {
	source := string(code)
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	var b strings.Builder
	done := 0
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			break
		}
		color := tokenColor(tok)
		at := file.Offset(pos)
		end := at + len(text)
		if color == "" || at < done || end > len(source) || source[at:end] != text {
			continue
		}
		b.WriteString(source[done:at])
		// Lines are drawn one by one, so each carries its own colour.
		b.WriteString(color + strings.ReplaceAll(text, "\n", reset+"\n"+color) + reset)
		done = end
	}
	b.WriteString(source[done:])
	return b.String()
}

func tokenColor(tok token.Token) string {
	switch {
	case tok.IsKeyword():
		return "\x1b[35m"
	case tok == token.STRING, tok == token.CHAR:
		return green
	case tok == token.INT, tok == token.FLOAT, tok == token.IMAG:
		return "\x1b[36m"
	case tok == token.COMMENT:
		return dim
	}
	return ""
}
