package display

import (
	"fmt"
	"slices"
	"strings"
)

// A Table shows results in rows and columns, and writes them as HTML, Markdown,
// LaTeX, CSV and aligned text. Methods that fill it in return the table, so that
// they chain; the first error stays in it and is shown in its place.
//
//	t := display.NewTable("method", "loss", "seconds")
//	t.Row("SGD", display.Spread{Mean: 0.3312, Err: 0.0021}, 1.2)
//	t.Row("Adam", display.Spread{Mean: 0.3127, Err: 0.0042}, 1.5)
//	t.Min("loss").Sort("loss")
//
// Columns of numbers are aligned on the decimal point. Text between dollar signs
// is mathematics in HTML, Markdown and LaTeX, where it can be: the signs enclose
// no blanks at the ends, the braces are paired, and no digit follows. All other
// text appears as it is; no character has a meaning in any format.
type Table struct {
	cols      []column
	groups    []string // titles; the first may be "" for rows before any group
	rows      []row
	across    []across
	caption   string
	notes     []string
	digits    int
	errDigits int
	second    bool
	limit     int
	err       error
}

type column struct {
	name   string
	align  Alignment
	digits int    // 0: the table's
	verb   string // "": by digits
	best   int    // -1: smallest, 1: largest, 0: not marked
}

type row struct {
	group int
	cells []Cell
}

// across marks the best of each row among some columns.
type across struct {
	cols []int // nil: all that hold numbers
	best int
}

// Spread is a table cell that reads "mean ± error". Both are rounded so that two
// significant digits of the error remain, or one: see [Table.ErrorDigits].
type Spread struct{ Mean, Err float64 }

// Cell is a table cell with more than a value.
type Cell struct {
	Value any
	Mark  string // a sign behind the value, such as "†", explained by [Table.Note]
	Best  bool   // shown like the best of the column; see [Table.Tie]
}

// Rows of a table above which the middle is left out, in HTML and text.
const defaultLimit = 100

// NewTable starts a table with the given column headings.
func NewTable(columns ...string) *Table {
	t := &Table{digits: 4, errDigits: 2, limit: defaultLimit, groups: []string{""}}
	for _, name := range columns {
		t.cols = append(t.cols, column{name: name})
	}
	if len(columns) == 0 {
		t.fail("NewTable: no columns given")
	}
	return t
}

// Row adds a row. Cells are numbers, strings, a [Spread], a [Cell], nil for an
// empty cell, or anything else that prints. There must be one for each column.
func (t *Table) Row(cells ...any) *Table {
	if len(cells) != len(t.cols) {
		return t.fail("Row %d: %d cells for %d columns (%s)", len(t.rows)+1, len(cells), len(t.cols), t.names())
	}
	r := row{group: len(t.groups) - 1, cells: make([]Cell, len(cells))}
	for j, v := range cells {
		c, ok := v.(Cell)
		if !ok {
			c = Cell{Value: v}
		}
		r.cells[j] = c
	}
	t.rows = append(t.rows, r)
	return t
}

// Group begins a group of rows under a title, such as the data set that they
// belong to. Best numbers are marked, and rows sorted, within their group.
func (t *Table) Group(title string) *Table {
	t.groups = append(t.groups, title)
	return t
}

// Caption sets a line of text that goes above the table.
func (t *Table) Caption(text string) *Table {
	t.caption = text
	return t
}

// Note adds a line of text below the table.
func (t *Table) Note(text string) *Table {
	t.notes = append(t.notes, text)
	return t
}

// Len returns the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// Err returns the first thing that went wrong in building the table, or nil.
func (t *Table) Err() error { return t.err }

// Display shows the table as HTML, LaTeX and text, or its error. Of a table
// longer than [Table.Limit] they leave out the middle.
func (t *Table) Display() Bundle {
	if t.err != nil {
		return Error(t.err)
	}
	g := t.layout(t.limit)
	return Bundle{Data: map[string]any{
		"text/html":  g.html(),
		"text/latex": g.latex(),
		"text/plain": g.text(),
	}}
}

// HTML returns a table element that follows the page's colours, light or dark.
// The middle of a table longer than [Table.Limit] is left out.
func (t *Table) HTML() (string, error) { return t.write(grid.html, t.limit) }

// Markdown returns a pipe table.
func (t *Table) Markdown() (string, error) { return t.write(grid.markdown, 0) }

// LaTeX returns a tabular environment with the rules of the booktabs package, in
// a table environment where there is a caption or a note.
func (t *Table) LaTeX() (string, error) { return t.write(grid.latex, 0) }

// Text returns columns aligned with spaces, the best numbers marked by a star.
func (t *Table) Text() (string, error) { return t.write(grid.text, 0) }

// CSV returns comma-separated values (RFC 4180) with a heading line, and floats
// in full precision. A column that holds a [Spread] is followed by one of the
// errors, headed "name error"; groups become a first column, headed "group".
func (t *Table) CSV() (string, error) {
	if t.err != nil {
		return "", t.err
	}
	return t.csv()
}

// String is Text, or the error where there is one.
func (t *Table) String() string {
	if t.err != nil {
		return t.err.Error()
	}
	return t.layout(0).text()
}

func (t *Table) write(f func(grid) string, limit int) (string, error) {
	if t.err != nil {
		return "", t.err
	}
	return f(t.layout(limit)), nil
}

func (t *Table) fail(format string, args ...any) *Table {
	if t.err == nil {
		t.err = fmt.Errorf("table: "+format, args...)
	}
	return t
}

func (t *Table) names() string {
	names := make([]string, len(t.cols))
	for i, c := range t.cols {
		names[i] = fmt.Sprintf("%q", c.name)
	}
	return strings.Join(names, ", ")
}

// find returns the number of a column, or -1 and leaves an error.
func (t *Table) find(method, name string) int {
	i := slices.IndexFunc(t.cols, func(c column) bool { return c.name == name })
	if i < 0 {
		t.fail("%s: no column %q; there are %s", method, name, t.names())
	}
	return i
}

func (t *Table) each(method string, columns []string, f func(*column)) *Table {
	for _, name := range columns {
		i := t.find(method, name)
		if i < 0 {
			return t
		}
		f(&t.cols[i])
	}
	return t
}
