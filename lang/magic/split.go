package magic

import (
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Kind says what a part of a cell is.
type Kind int

// The kinds of Part.
const (
	Code  Kind = iota // Go
	Line              // %name arguments
	Cell              // %%name arguments, and the lines below
	Shell             // !command
	Help              // name? or ?name, with a second mark for sources
)

// A Part is a run of a cell's bytes that is Go or one magic.
type Part struct {
	Kind             Kind
	Name             string // of a magic, with its percent signs
	From, To         int
	ArgsFrom, ArgsTo int // Line, Cell: behind the name; Shell: the command; Help: the name asked for
	Body             int // Cell: where the lines below begin
	Detail           int // Help: 1 where sources are wanted
}

// Args is the text of the arguments.
func (p Part) Args(cell string) string { return cell[p.ArgsFrom:p.ArgsTo] }

// Split takes a cell apart, in order. It returns nil for a cell that is Go
// alone. A magic is the first thing on its line and stands where a statement
// may begin: outside of brackets, strings and comments, and not behind an
// operator that wants something to its right.
func Split(cell string) []Part {
	if !mayHold(cell) {
		return nil
	}
	s := splitter{cell, []byte(cell)}
	var parts []Part
	code := func(from, to int) {
		if hasTokens(cell[from:to]) {
			parts = append(parts, Part{Kind: Code, From: from, To: to})
		}
	}
	from, found := 0, false
	for {
		at := s.next(from)
		if at < 0 {
			break
		}
		found = true
		code(from, at)
		p := s.parse(at)
		parts = append(parts, p)
		from = p.To
	}
	if !found {
		return nil
	}
	code(from, len(cell))
	return parts
}

// Only blanks out all of a text but the bytes between from and to, so that those
// keep their line and column.
func Only(text string, from, to int) string {
	out := []byte(text)
	for i, c := range out {
		if (i < from || i >= to) && c != '\n' {
			out[i] = ' '
		}
	}
	return string(out)
}

// Go is a cell without its magics: those are blanked out, except for the Go
// and the names that they are about. Bytes keep their places.
func Go(cell string) string {
	parts := Split(cell)
	if parts == nil {
		return cell
	}
	out := []byte(Only(cell, 0, 0))
	for _, p := range parts {
		from, to := p.goes(cell)
		copy(out[from:to], cell[from:to])
	}
	return string(out)
}

// goes is where the Go of a part stands.
func (p Part) goes(cell string) (from, to int) {
	switch m := lookup(p.Name); {
	case p.Kind == Code:
		return p.From, p.To
	case p.Kind == Help && cell[p.ArgsFrom] != '%':
		return p.ArgsFrom, p.ArgsTo
	case m == nil || !m.goes:
	case p.Kind == Cell:
		return p.Body, p.To
	default:
		return p.ArgsTo - len(skipOptions(p.Args(cell))), p.ArgsTo
	}
	return p.To, p.To
}

// Unfinished returns the Go of a part, for the caller to see whether it is
// whole, and whether the part wants more lines for another reason.
func (p Part) Unfinished(cell string) (code string, more bool) {
	from, to := p.goes(cell)
	switch p.Kind {
	case Cell:
		more = strings.TrimSpace(cell[p.Body:p.To]) == ""
	case Help:
		return "", false
	case Line, Shell:
		more = to == from && strings.HasSuffix(p.Args(cell), "\\")
	}
	return cell[from:to], more
}

// mayHold is a quick look for what nearly all cells are without.
func mayHold(cell string) bool {
	for line := range strings.Lines(cell) {
		line = strings.TrimSpace(line)
		if line != "" && (strings.IndexByte("%!?", line[0]) >= 0 || line[len(line)-1] == '?') {
			return true
		}
	}
	return false
}

// A splitter is a cell that is taken apart.
type splitter struct {
	text string
	src  []byte // the same
}

// scan scans Go from an offset of the cell on. What is not Go is no concern of
// the scanner's.
func (t splitter) scan(from int) (*scanner.Scanner, func(token.Pos) int) {
	file := token.NewFileSet().AddFile("", -1, len(t.src)-from)
	s := new(scanner.Scanner)
	s.Init(file, t.src[from:], func(token.Position, string) {}, 0)
	return s, func(p token.Pos) int { return from + file.Offset(p) }
}

// hasTokens reports whether a text is more than blanks and comments.
func hasTokens(text string) bool {
	s, _ := splitter{text, []byte(text)}.scan(0)
	_, tok, _ := s.Scan()
	return tok != token.EOF || s.ErrorCount > 0
}

// next finds the first magic from an offset on, or -1.
func (t splitter) next(from int) int {
	s, offset := t.scan(from)
	depth, fresh := 0, true // fresh: a statement may begin here
	for {
		pos, tok, _ := s.Scan()
		if tok == token.EOF {
			return -1
		}
		at := offset(pos)
		if fresh && depth == 0 && firstOnLine(t.text, at) && isMagic(t.text[at:lineEnd(t.text, at)]) {
			return at
		}
		depth = max(depth+nesting(tok), 0)
		fresh = tok == token.SEMICOLON
	}
}

func nesting(t token.Token) int {
	switch t {
	case token.LPAREN, token.LBRACE, token.LBRACK:
		return 1
	case token.RPAREN, token.RBRACE, token.RBRACK:
		return -1
	}
	return 0
}

func firstOnLine(text string, at int) bool {
	return strings.TrimSpace(text[strings.LastIndexByte(text[:at], '\n')+1:at]) == ""
}

var (
	magicName = pattern(`^%{1,2}[\pL_][\pL\pN_]*`)
	helpAfter = pattern(`^(%{0,2}[\pL_][\pL\pN_.]*)(\?{1,2})[ \t\r]*$`)
	helpFirst = pattern(`^(\?{1,2})[ \t]*(%{0,2}[\pL_][\pL\pN_.]*)[ \t\r]*$`)
)

// isMagic reports whether a line of Go could not begin so.
func isMagic(line string) bool {
	switch line[0] {
	case '%':
		return magicName().MatchString(line)
	case '!':
		command := strings.TrimSpace(line[1:])
		return command != "" && command[0] != '='
	case '?':
		return helpFirst().MatchString(line)
	}
	r, _ := utf8.DecodeRuneInString(line)
	return (r == '_' || unicode.IsLetter(r)) && helpAfter().MatchString(line)
}

// parse reads the magic that begins at an offset.
func (t splitter) parse(at int) Part {
	cell, p := t.text, Part{From: at}
	end := lineEnd(cell, at)
	text := cell[at:end]
	if m := helpAfter().FindStringSubmatchIndex(text); m != nil {
		p.Kind, p.Detail = Help, m[5]-m[4]-1
		p.ArgsFrom, p.ArgsTo, p.To = at+m[2], at+m[3], end
		return p
	}
	if m := helpFirst().FindStringSubmatchIndex(text); m != nil {
		p.Kind, p.Detail = Help, m[3]-m[2]-1
		p.ArgsFrom, p.ArgsTo, p.To = at+m[4], at+m[5], end
		return p
	}
	if text[0] == '!' {
		p.Kind, p.To = Shell, continuedEnd(cell, at)
		p.ArgsFrom, p.ArgsTo = trim(cell, at+1, p.To)
		return p
	}
	p.Kind, p.Name = Line, magicName().FindString(text)
	begin := at + len(p.Name)
	if strings.HasPrefix(p.Name, "%%") {
		p.Kind, p.To = Cell, len(cell)
		p.ArgsFrom, p.ArgsTo = trim(cell, begin, end)
		p.Body = min(end+1, len(cell))
		return p
	}
	p.To = continuedEnd(cell, at)
	if m := lookup(p.Name); m != nil && m.goes {
		p.To = t.statementEnd(begin)
	}
	p.ArgsFrom, p.ArgsTo = trim(cell, begin, p.To)
	return p
}

func trim(text string, from, to int) (int, int) {
	s := strings.TrimLeft(text[from:to], " \t\r\n")
	from = to - len(s)
	return from, from + len(strings.TrimRight(s, " \t\r\n"))
}

func lineEnd(text string, at int) int {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

// continuedEnd is the end of a line that goes on behind each backslash at its end.
func continuedEnd(text string, at int) int {
	for {
		at = lineEnd(text, at)
		if at == len(text) || !strings.HasSuffix(strings.TrimSuffix(text[:at], "\r"), "\\") {
			return at
		}
		at++
	}
}

// statementEnd is the end of the Go statements that begin on the line of an
// offset: the first line end at which Go would end a statement.
func (t splitter) statementEnd(from int) int {
	s, offset := t.scan(from)
	depth, end, under := 0, from, false // under: a statement is under way
	for {
		pos, tok, lit := s.Scan()
		at := offset(pos)
		switch {
		case tok == token.EOF:
			return len(t.text)
		case depth == 0 && !under && strings.Contains(t.text[end:at], "\n"):
			return end
		case depth == 0 && tok == token.SEMICOLON && lit == "\n":
			return at
		}
		if n := len(lit); n > 0 {
			end = min(at+n, len(t.text))
		} else {
			end = at + len(tok.String())
		}
		under = tok != token.SEMICOLON
		depth = max(depth+nesting(tok), 0)
	}
}

// pattern compiles a regular expression at its first use: with classes of all
// letters that costs more than the rest of a start together.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
