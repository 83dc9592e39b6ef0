package export

import (
	"fmt"
	"go/scanner"
	"go/token"
	"strings"

	"monro/lang/magic"
)

// An origin is the text that syntax came from. Its magics are blanked out and
// listed among its comments.
type origin struct {
	text     string
	lines    []int // offset of each line
	comments []comment
	idents   []string
	hide     bool // the cell's last value is not shown: a magic follows it
	forget   bool // it begins with %reset or %restart
}

// A comment stands between from and to; magics become comments.
type comment struct {
	from, to int
	text     string
}

func newOrigin(code string) *origin {
	o := &origin{}
	var magics []comment
	o.text, magics = o.withoutMagics(code)
	o.lines = []int{0}
	for i, c := range o.text {
		if c == '\n' {
			o.lines = append(o.lines, i+1)
		}
	}
	o.scan()
	for _, m := range magics {
		o.insert(m)
	}
	return o
}

func (o *origin) insert(m comment) {
	i := 0
	for i < len(o.comments) && o.comments[i].from < m.from {
		i++
	}
	o.comments = append(o.comments[:i], append([]comment{m}, o.comments[i:]...)...)
}

// scan lists the comments and identifiers.
func (o *origin) scan() {
	file := token.NewFileSet().AddFile("", -1, len(o.text))
	var s scanner.Scanner
	s.Init(file, []byte(o.text), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return
		case token.COMMENT:
			at := file.Offset(pos)
			o.comments = append(o.comments, comment{at, at + len(lit), lit})
		case token.IDENT:
			o.idents = append(o.idents, lit)
		}
	}
}

// withoutMagics takes the magics out of a cell. Those that are about Go leave
// it behind, and those that set something become Go that does it.
func (o *origin) withoutMagics(code string) (string, []comment) {
	parts := magic.Split(code)
	if parts == nil {
		return code, nil
	}
	var text strings.Builder
	var magics []comment
	for i, p := range parts {
		o.hide = p.Kind != magic.Code
		from := text.Len()
		if lines := strings.Count(code[:p.From], "\n") - strings.Count(text.String(), "\n"); lines > 0 {
			text.WriteString(strings.Repeat("\n", lines))
			from = text.Len()
		}
		note := strings.TrimSpace(code[p.From:p.To])
		switch {
		case p.Kind == magic.Code:
			text.WriteString(code[p.From:p.To])
			continue
		case p.Name == "%time" || p.Name == "%prof":
			o.hide = false
			text.WriteString(strings.TrimPrefix(code[p.From:p.To], p.Name))
			note = p.Name
		case p.Name == "%%time" || p.Name == "%%prof":
			o.hide = false
			text.WriteString("\n" + code[p.Body:p.To])
			note = p.Name
		case p.Name == "%reset" && p.Args(code) == "" || p.Name == "%restart":
			o.forget = o.forget || i == 0
		default:
			text.WriteString(replacement(p, code))
		}
		if strings.HasPrefix(note, "%%") && strings.Contains(note, "\n") && text.Len() > from {
			note, _, _ = strings.Cut(note, "\n") // the lines below are in the Go that stands for it
		}
		magics = append(magics, comment{from, from, lineComments(note)})
	}
	return text.String(), magics
}

// replacement is the Go that does what a magic does, "" where there is none.
func replacement(p magic.Part, code string) string {
	args := p.Args(code)
	words := strings.Fields(args)
	switch p.Name {
	case "%cd":
		if len(words) == 1 && args != "-" && args[0] != '~' {
			return fmt.Sprintf("os.Chdir(%q)", strings.Trim(args, `"'`))
		}
	case "%env":
		if name, value, ok := strings.Cut(args, "="); ok {
			return fmt.Sprintf("os.Setenv(%q, %q)", strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), `"'`))
		}
	case "%seed":
		name := "stream"
		if len(words) == 2 {
			name = words[1]
		}
		if len(words) > 0 {
			return name + " := rng.New(" + words[0] + ")"
		}
	case "%%writefile":
		if len(words) == 1 && !strings.ContainsAny(args, `~"'`) {
			return fmt.Sprintf("os.WriteFile(%q, []byte(%q), 0o644)", args, code[p.Body:p.To])
		}
	}
	return ""
}

// lineComments writes any text as a comment.
func lineComments(text string) string {
	text = strings.ToValidUTF8(strings.NewReplacer("\x00", "�", "\ufeff", "�", "\r\n", "\n", "\r", "\n").Replace(text), "�")
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimRight(text, " \t\r\n"), "\n") {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(strings.TrimRight("// "+line, " \t"))
	}
	return b.String()
}

// offset finds a place given by line and column from one.
func (o *origin) offset(line, column int) int {
	if line < 1 || line > len(o.lines) {
		return len(o.text)
	}
	return min(o.lines[line-1]+column-1, len(o.text))
}

// blank reports whether a stretch of the text is but blanks.
func (o *origin) blank(from, to int) bool { return strings.TrimSpace(o.text[from:to]) == "" }

func (o *origin) newlines(from, to int) int {
	if from >= to {
		return 0
	}
	return strings.Count(o.text[from:to], "\n")
}
