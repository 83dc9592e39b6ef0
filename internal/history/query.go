package history

import (
	"slices"
	"strings"
)

// A Query selects entries: a range of one session's lines, the last ones, or those
// that match a pattern.
type Query struct {
	Access  string // "range", "tail" or "search"
	Session int    // range: 0 is this one, -1 the one before
	Start   int    // range: first line
	Stop    *int   // range: first line that is left out; nil: no end
	N       int    // tail, search: at most so many, the last ones; 0: all
	Pattern string // search: * stands for any text and ? for one character
	Unique  bool   // search: each text once, at its last place
}

// statement is the SQL of a query, latest first, and its arguments. this is the number
// of this session.
func (q Query) statement(this int) (sql string, args []any) {
	const columns = "SELECT session, line, source, output FROM history "
	switch q.Access {
	case "range":
		session := q.Session
		if session <= 0 {
			session += this
		}
		sql, args = columns+"WHERE session = ? AND line >= ?", []any{session, q.Start}
		if q.Stop != nil {
			sql, args = sql+" AND line < ?", append(args, *q.Stop)
		}
	case "tail":
		sql = columns
	case "search":
		sql, args = columns+"WHERE source GLOB ?", []any{q.Pattern}
		if q.Unique {
			sql = columns + "WHERE id IN (SELECT max(id) FROM history WHERE source GLOB ? GROUP BY source)"
		}
	default:
		return "", nil
	}
	sql += " ORDER BY session DESC, line DESC"
	if q.N > 0 && q.Access != "range" {
		sql, args = sql+" LIMIT ?", append(args, q.N)
	}
	return sql, args
}

func (f *file) find(q Query) []Entry {
	sql, args := q.statement(f.this())
	if sql == "" {
		return nil
	}
	found, err := f.query(sql, args...)
	if err != nil {
		f.forsake("read", err)
		found, _ = f.query(sql, args...)
	}
	slices.Reverse(found)
	return found
}

// glob matches all of text; * stands for any text and ? for one character. The
// work is bounded by the product of the lengths.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, back := -1, 0 // last star, and where its match ends for now
	i, j := 0, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, back = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0:
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}
