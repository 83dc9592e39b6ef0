package store

import (
	"errors"
	"fmt"
	"strings"
)

// A clause is what a user asks for, taken apart: each part may be empty.
type clause struct {
	where, order, limit string
	names               []string // that occur in it and may be columns, in lower case
}

// parseClause takes "lr < 0.1 order by loss limit 5" apart. It knows just enough
// of SQL for that; what the parts mean is SQLite's to check.
func parseClause(text string) (clause, error) {
	var c clause
	part, start := &c.where, 0
	cut := func(next *string, from, to int) {
		*part = strings.TrimSpace(text[start:from])
		part, start = next, to
	}
	depth, order := 0, -1 // order is where "order" began, if it was the last word
	for i := 0; i < len(text); {
		t, err := lex(text, i)
		if err != nil {
			return clause{}, err
		}
		word := ""
		switch t.kind {
		case '(':
			depth++
		case ')':
			depth--
			if depth < 0 {
				return clause{}, fmt.Errorf("a ) without its ( at byte %d", i)
			}
		case 'w':
			word = strings.ToLower(text[i:t.end])
			c.names = append(c.names, word)
		case 'q':
			c.names = append(c.names, strings.ToLower(t.name))
		}
		switch {
		case depth > 0 || t.kind == ' ':
		case word == "by" && order >= 0 && part == &c.where:
			cut(&c.order, order, t.end)
			order = -1
		case word == "limit" && part != &c.limit:
			cut(&c.limit, i, t.end)
		case word == "order":
			order = i
		default:
			order = -1
		}
		i = t.end
	}
	if depth > 0 {
		return clause{}, errors.New("a ( without its )")
	}
	*part = strings.TrimSpace(text[start:])
	return c, nil
}

// A token is a piece of a clause: a (w)ord, a (q)uoted name, a (s)tring, blanks,
// or a character that stands for itself.
type token struct {
	kind byte
	end  int
	name string // without quotes, of a quoted name
}

func lex(text string, i int) (token, error) {
	switch b := text[i]; {
	case b == ' ' || b == '\t' || b == '\n' || b == '\r':
		return token{kind: ' ', end: i + 1}, nil
	case wordByte(b):
		j := i + 1
		for j < len(text) && (wordByte(text[j]) || text[j] == '$') {
			j++
		}
		return token{kind: 'w', end: j}, nil
	case b == '\'' || b == '"' || b == '`':
		return quoted(text, i)
	case b == 0 || b == ';':
		return token{}, fmt.Errorf("%q at byte %d: want one condition without it", b, i)
	case strings.HasPrefix(text[i:], "--") || strings.HasPrefix(text[i:], "/*"):
		return token{}, fmt.Errorf("a comment at byte %d: want none (write - -x for a double minus)", i)
	case b == '[':
		j := strings.IndexByte(text[i:], ']')
		if j < 0 {
			return token{}, errors.New("a [ without its ]")
		}
		return token{kind: 'q', end: i + j + 1, name: text[i+1 : i+j]}, nil
	default:
		return token{kind: b, end: i + 1}, nil
	}
}

// wordByte also holds for digits, as a number can be no column's name.
func wordByte(b byte) bool {
	return b == '_' || b >= 0x80 || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func quoted(text string, i int) (token, error) {
	q := text[i]
	for j := i + 1; j < len(text); j++ {
		switch {
		case text[j] == 0:
			return token{}, fmt.Errorf("a zero byte at byte %d", j)
		case text[j] != q:
		case j+1 < len(text) && text[j+1] == q: // doubled: the quote itself
			j++
		case q == '\'':
			return token{kind: 's', end: j + 1}, nil
		default:
			name := strings.ReplaceAll(text[i+1:j], string([]byte{q, q}), string(q))
			return token{kind: 'q', end: j + 1, name: name}, nil
		}
	}
	return token{}, fmt.Errorf("a %c without its second %c: text is written as 'Adam'", q, q)
}
