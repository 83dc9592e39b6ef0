package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// current is whether a run was not superseded by a later one.
const current = `NOT EXISTS (SELECT 1 FROM runs n WHERE n.identity = r.identity AND n.id > r.id AND n.status IN ('done', 'failed'))`

// A conditionError is a condition that makes no sense: the user's error, not the
// file's.
type conditionError struct {
	op, text string
	err      error
}

func (e *conditionError) Error() string {
	return fmt.Sprintf("store.%s: condition %q: %v", e.op, e.text, e.err)
}

func (e *conditionError) Unwrap() error { return e.err }

// pick returns the numbers of the runs that where asks for: the text of a clause
// and the values of its question marks.
func (s *Store) pick(v snapshot, op string, where []any) ([]int, error) {
	text, args := "", []any(nil)
	if len(where) > 0 {
		var ok bool
		if text, ok = where[0].(string); !ok {
			return nil, &conditionError{op, fmt.Sprint(where[0]), errors.New("want a string such as \"arm = 'Adam' and lr < 0.1\"")}
		}
		args = where[1:]
	}
	c, err := parseClause(text)
	if err != nil {
		return nil, &conditionError{op, text, err}
	}
	columns, err := columns(v)
	if err != nil {
		return nil, err
	}
	ids, err := all[int](v, c.sql(columns), args...)
	var wrong *sqlite3.Error
	if errors.As(err, &wrong) && wrong.Code() == sqlite3.ERROR || err != nil && wrong == nil {
		return nil, &conditionError{op, text, advise(err, columns)}
	}
	return ids, err
}

func (c clause) sql(columns []column) string {
	var b strings.Builder
	b.WriteString("WITH t AS (SELECT r.id AS id")
	for _, col := range columns {
		if col.name != "id" && slices.Contains(c.names, strings.ToLower(col.name)) {
			fmt.Fprintf(&b, ", %s AS %s", col.from, quoteName(col.name))
		}
	}
	b.WriteString(" FROM runs r WHERE " + current + ") SELECT id FROM t")
	if c.where != "" {
		b.WriteString(" WHERE (" + c.where + ")")
	}
	if c.order == "" {
		c.order = "id DESC"
	}
	b.WriteString(" ORDER BY " + c.order)
	if c.limit != "" {
		b.WriteString(" LIMIT " + c.limit)
	}
	return b.String()
}

// A column is a name that conditions may use.
type column struct{ name, from string }

// columns are all there are. A name that comes twice, as SQLite sees it, means the
// first: fields, parameters, metrics, what is derived from them.
func columns(v snapshot) ([]column, error) {
	var list []column
	seen := map[string]bool{}
	add := func(name, from string) {
		if key := strings.ToLower(name); !seen[key] && !strings.Contains(name, "\x00") {
			seen[key] = true
			list = append(list, column{name, from})
		}
	}
	for _, f := range fields {
		add(f.name, f.from)
	}
	params, err := distinct(v, "params")
	if err != nil {
		return nil, err
	}
	for _, name := range params {
		add(name, `(SELECT value FROM params WHERE run = r.id AND name = `+quoteText(name)+`)`)
	}
	metrics, err := distinct(v, "metrics")
	if err != nil {
		return nil, err
	}
	for _, m := range []struct{ prefix, column string }{{"", "last"}, {"min ", "least"}, {"max ", "most"}} {
		for _, name := range metrics {
			add(m.prefix+name, `(SELECT `+m.column+` FROM metrics WHERE run = r.id AND name = `+quoteText(name)+`)`)
		}
	}
	add("method", "r.arm")
	return list, nil
}

// distinct is the names in a table. It jumps from one to the next in the index,
// where SELECT DISTINCT would read all rows.
func distinct(v snapshot, table string) ([]string, error) {
	return all[string](v, `WITH RECURSIVE n(name) AS (
		SELECT min(name) FROM `+table+`
		UNION ALL SELECT (SELECT min(name) FROM `+table+` WHERE name > n.name) FROM n WHERE n.name IS NOT NULL
	) SELECT name FROM n WHERE name IS NOT NULL`)
}

// advise adds to an error of SQLite what the user may have meant.
func advise(err error, columns []column) error {
	_, name, missing := strings.Cut(err.Error(), "no such column: ")
	if !missing {
		return err
	}
	name, _, _ = strings.Cut(name, " - ") // behind it SQLite has advice of its own
	var known []string
	for _, c := range columns {
		if !strings.HasPrefix(c.name, "min ") && !strings.HasPrefix(c.name, "max ") {
			known = append(known, c.name)
		}
	}
	return fmt.Errorf("no column %s: want one of %s; text is written as 'Adam'", strings.TrimSpace(name), strings.Join(known, ", "))
}

func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
func quoteText(s string) string { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }
