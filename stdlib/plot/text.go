package plot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A term is one part of a label: text in one look, or a formula under a root, an
// accent or above a fraction line. Scripts may hang on it.
type term struct {
	kind         termKind
	text         string // of textTerm; the name of the accent
	italic, bold bool
	body, under  []term // of all kinds but textTerm; under is the denominator
	sup, sub     []term
}

type termKind int

const (
	textTerm termKind = iota
	groupTerm
	rootTerm
	accentTerm
	fractionTerm
)

// parse splits a label into terms. Between dollar signs, ^ and _ raise and lower
// the next character, name or {group}, a backslash names a symbol, and - is a
// minus. A text with an odd number of dollar signs has no mathematics.
func parse(text string) []term {
	text = clean(text)
	parts := strings.Split(text, "$")
	if len(parts)%2 == 0 {
		return []term{{text: text}}
	}
	var terms []term
	for i, p := range parts {
		switch {
		case p == "":
		case i%2 == 0:
			terms = append(terms, term{text: p})
		default:
			m := mathParser{rest: p}
			terms = append(terms, m.formula()...)
		}
	}
	return terms
}

// clean leaves out what XML does not allow, and breaks no lines.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, text)
}

// deepest is how far groups may nest; what lies deeper is left out.
const deepest = 40

// mathParser reads a formula from left to right.
type mathParser struct {
	rest  string
	font  string // "", or what \mathrm, \mathbf ... ask for
	depth int
}

// formula reads the rest. It understands all of what it is given: an unknown name
// is set as a word, and a brace too many is ignored.
func (m *mathParser) formula() []term {
	var terms []term
	for m.rest != "" {
		c, size := utf8.DecodeRuneInString(m.rest)
		switch c {
		case '^', '_':
			m.rest = m.rest[1:]
			script := m.argument()
			if len(terms) == 0 {
				terms = append(terms, term{})
			}
			base := &terms[len(terms)-1]
			if c == '^' {
				base.sup = append(base.sup, script...)
			} else {
				base.sub = append(base.sub, script...)
			}
		case '\\':
			terms = m.command(terms)
		case '{':
			group := m.inner(m.group())
			terms = append(terms, term{kind: groupTerm, body: group})
		case '}':
			m.rest = m.rest[1:]
		default:
			m.rest = m.rest[size:]
			terms = m.char(terms, c)
		}
	}
	return terms
}

// char appends one character: letters are variables, - is a minus.
func (m *mathParser) char(terms []term, c rune) []term {
	italic := c < utf8.RuneSelf && unicode.IsLetter(c) || c >= 'α' && c <= 'ω'
	text := string(c)
	switch c {
	case '-':
		text = "−"
	case '*':
		text = "∗"
	case '\'':
		text = "′"
	case '~':
		text = "\u00a0"
	}
	return m.add(terms, text, italic)
}

// add appends text, to the last term where that looks the same.
func (m *mathParser) add(terms []term, text string, italic bool) []term {
	t := term{text: text, italic: italic}
	switch m.font {
	case "upright":
		t.italic = false
	case "italic":
		t.italic = true
	case "bold":
		t.italic, t.bold = false, true
	}
	if n := len(terms); n > 0 {
		last := &terms[n-1]
		if last.kind == textTerm && last.sup == nil && last.sub == nil && last.italic == t.italic && last.bold == t.bold {
			last.text += text
			return terms
		}
	}
	return append(terms, t)
}

// command reads a backslash and the name behind it.
func (m *mathParser) command(terms []term) []term {
	name := symbolName(m.rest[1:])
	m.rest = m.rest[1+len(name):]
	word := name != "" && unicode.IsLetter(rune(name[0]))
	// The space that ends a name is not part of the formula; around what stands
	// between two sides, as in \alpha \le b, it is wanted.
	if word && strings.HasPrefix(m.rest, " ") && symbols[name] != "" && strings.Contains(twoSided, symbols[name]) {
		if n := len(terms); n > 0 && !strings.HasSuffix(terms[n-1].text, " ") {
			terms = m.add(terms, " ", false)
		}
	} else if word {
		m.rest = strings.TrimPrefix(m.rest, " ")
	}
	if font, ok := fonts[name]; ok {
		inner := mathParser{rest: m.group(), font: font, depth: m.depth + 1}
		if name == "text" || name == "textrm" || name == "operatorname" {
			return inner.add(terms, inner.rest, false)
		}
		if inner.depth > deepest {
			return terms
		}
		return append(terms, term{kind: groupTerm, body: inner.formula()})
	}
	switch {
	case name == "":
		return terms
	case name == "sqrt":
		return append(terms, term{kind: rootTerm, body: m.argument()})
	case name == "frac":
		return append(terms, term{kind: fractionTerm, body: m.argument(), under: m.argument()})
	case accents[name]:
		return append(terms, term{kind: accentTerm, text: name, body: m.argument()})
	}
	if t, ok := symbols[name]; ok {
		return m.add(terms, t, t >= "α" && t <= "ω") // small Greek letters are variables
	}
	// An upright word (\log, \min) stands off from what it applies to.
	if word && m.rest != "" && (unicode.IsLetter(rune(m.rest[0])) || m.rest[0] == '\\') {
		name += "\u2009"
	}
	return m.add(terms, name, false)
}

// argument reads what a command or a script applies to.
func (m *mathParser) argument() []term { return m.inner(m.group()) }

// inner parses a part of the formula.
func (m *mathParser) inner(s string) []term {
	if m.depth >= deepest {
		return nil
	}
	p := mathParser{rest: s, font: m.font, depth: m.depth + 1}
	return p.formula()
}

// group takes the next character, name or {group} off the front of the rest.
func (m *mathParser) group() (group string) {
	s := m.rest
	switch {
	case s == "":
		return ""
	case s[0] == '{':
		depth := 0
		for i := range len(s) {
			switch s[i] {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth == 0 {
				m.rest = s[i+1:]
				return s[1:i]
			}
		}
		m.rest = ""
		return s[1:]
	case s[0] == '\\':
		name := symbolName(s[1:])
		m.rest = s[1+len(name):]
		group = s[:1+len(name)]
		if _, font := fonts[name]; font || accents[name] || name == "sqrt" {
			group += "{" + m.group() + "}" // x_\hat{y}
		}
		return group
	}
	_, size := utf8.DecodeRuneInString(s)
	m.rest = s[size:]
	return s[:size]
}

// symbolName is the name after a backslash: letters, or one other character.
func symbolName(s string) string {
	n := 0
	for n < len(s) && (s[n]|0x20) >= 'a' && (s[n]|0x20) <= 'z' {
		n++
	}
	if n == 0 && s != "" {
		_, n = utf8.DecodeRuneInString(s)
	}
	return s[:n]
}

// plainText is a label without its mathematical markup.
func plainText(text string) string {
	var b strings.Builder
	plain(&b, parse(text))
	return strings.ReplaceAll(b.String(), "\u2009", " ")
}

func plain(b *strings.Builder, terms []term) {
	for _, t := range terms {
		switch t.kind {
		case textTerm:
			b.WriteString(t.text)
		case rootTerm:
			b.WriteString("√")
		}
		plain(b, t.body)
		if t.kind == fractionTerm {
			b.WriteString("/")
			plain(b, t.under)
		}
		plain(b, slices.Concat(t.sub, t.sup))
	}
}
