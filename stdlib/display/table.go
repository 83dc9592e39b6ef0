package display

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// An Alignment places the text of a table's column.
type Alignment int

// The alignments. Automatic sets columns of numbers right and others left.
const (
	Automatic Alignment = iota
	Left
	Center
	Right
)

// Spread is a table cell that reads "mean ± error". The error is given with two
// significant digits and the mean with as many decimals.
type Spread struct{ Mean, Err float64 }

// A Table shows results in rows and columns, and writes them as HTML, Markdown,
// LaTeX, CSV and aligned text. Methods that fill it in return the table, so that
// they chain; the first error stays in it and is shown in its place.
//
//	t := display.NewTable("method", "loss", "seconds")
//	t.Row("SGD", 0.3312, 1.2)
//	t.Row("Adam", 0.3127, 1.5)
//	t.Min("loss")
type Table struct {
	cols    []column
	rows    [][]any
	caption string
	digits  int
	err     error
}

type column struct {
	name   string
	align  Alignment
	digits int // 0: the table's
	best   int // -1: smallest, 1: largest, 0: not marked
}

// NewTable starts a table with the given column headings. Text between dollar
// signs is mathematics in HTML, Markdown and LaTeX.
func NewTable(columns ...string) *Table {
	t := &Table{digits: 4}
	for _, name := range columns {
		t.cols = append(t.cols, column{name: name})
	}
	if len(columns) == 0 {
		t.fail("NewTable: no columns given")
	}
	return t
}

// Row adds a row. Cells are numbers, strings, a [Spread], nil for an empty cell,
// or anything else that prints. There must be one for each column.
func (t *Table) Row(cells ...any) *Table {
	if len(cells) != len(t.cols) {
		return t.fail("Row %d: %d cells for %d columns (%s)", len(t.rows)+1, len(cells), len(t.cols), t.names())
	}
	t.rows = append(t.rows, slices.Clone(cells))
	return t
}

// Precision sets how many significant digits floats are rounded to: of the named
// columns, or of all where none is named. The default is 4. CSV is not rounded.
func (t *Table) Precision(digits int, columns ...string) *Table {
	if digits < 1 || digits > 17 {
		return t.fail("Precision: %d significant digits, want 1 to 17", digits)
	}
	if len(columns) == 0 {
		t.digits = digits
	}
	return t.each("Precision", columns, func(c *column) { c.digits = digits })
}

// Min marks the smallest number of each named column as the best, in bold.
func (t *Table) Min(columns ...string) *Table {
	return t.each("Min", columns, func(c *column) { c.best = -1 })
}

// Max marks the largest number of each named column as the best, in bold.
func (t *Table) Max(columns ...string) *Table {
	return t.each("Max", columns, func(c *column) { c.best = 1 })
}

// Align places the text of the named columns, or of all where none is named.
func (t *Table) Align(a Alignment, columns ...string) *Table {
	if a < Automatic || a > Right {
		return t.fail("Align: unknown alignment %d", a)
	}
	if len(columns) == 0 {
		for i := range t.cols {
			t.cols[i].align = a
		}
	}
	return t.each("Align", columns, func(c *column) { c.align = a })
}

// Caption sets a line of text that goes with the table.
func (t *Table) Caption(text string) *Table {
	t.caption = text
	return t
}

// Len returns the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// Err returns the first thing that went wrong in building the table, or nil.
func (t *Table) Err() error { return t.err }

// Display shows the table as HTML, LaTeX and text, or its error.
func (t *Table) Display() Bundle {
	if t.err != nil {
		return Error(t.err)
	}
	g := t.layout()
	return Bundle{Data: map[string]any{
		"text/html":  g.html(),
		"text/latex": g.latex(),
		"text/plain": g.text(),
	}}
}

// HTML returns a table element that follows the page's colours, light or dark.
func (t *Table) HTML() (string, error) { return t.write(grid.html) }

// Markdown returns a pipe table.
func (t *Table) Markdown() (string, error) { return t.write(grid.markdown) }

// LaTeX returns a tabular environment with the rules of the booktabs package, in
// a table environment where there is a caption.
func (t *Table) LaTeX() (string, error) { return t.write(grid.latex) }

// CSV returns comma-separated values (RFC 4180) with a heading line, and floats
// in full precision. A [Spread] is written as its mean.
func (t *Table) CSV() (string, error) {
	if t.err != nil {
		return "", t.err
	}
	return t.csv()
}

// Text returns columns aligned with spaces, the best numbers marked by a star.
func (t *Table) Text() (string, error) { return t.write(grid.text) }

// String is Text, or the error where there is one.
func (t *Table) String() string {
	if t.err != nil {
		return t.err.Error()
	}
	return t.layout().text()
}

func (t *Table) write(f func(grid) string) (string, error) {
	if t.err != nil {
		return "", t.err
	}
	return f(t.layout()), nil
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

func (t *Table) each(method string, columns []string, f func(*column)) *Table {
	for _, name := range columns {
		i := slices.IndexFunc(t.cols, func(c column) bool { return c.name == name })
		if i < 0 {
			return t.fail("%s: no column %q; there are %s", method, name, t.names())
		}
		f(&t.cols[i])
	}
	return t
}

// A grid is a table whose cells are formatted and whose columns are aligned.
type grid struct {
	caption string
	head    []cell
	rows    [][]cell
	align   []Alignment // never Automatic
}

type cell struct {
	mantissa, exponent string // a number with a power of ten; exponent "" where none
	best               bool
}

func (t *Table) layout() grid {
	g := grid{caption: t.caption}
	for _, c := range t.cols {
		g.head = append(g.head, cell{mantissa: c.name})
		g.align = append(g.align, c.align)
	}
	for _, row := range t.rows {
		cells := make([]cell, len(row))
		for j, v := range row {
			digits := t.cols[j].digits
			if digits == 0 {
				digits = t.digits
			}
			cells[j] = format(v, digits)
		}
		g.rows = append(g.rows, cells)
	}
	for j, c := range t.cols {
		if c.align == Automatic {
			g.align[j] = t.natural(j)
		}
		t.mark(g.rows, j, c.best)
	}
	return g
}

// natural aligns a column of numbers right, and any other left.
func (t *Table) natural(j int) Alignment {
	seen := false
	for _, row := range t.rows {
		if row[j] == nil {
			continue
		}
		if _, ok := toFloat(row[j]); !ok {
			return Left
		}
		seen = true
	}
	if !seen {
		return Left
	}
	return Right
}

// mark sets best on the extreme number of column j and on those that print the same.
func (t *Table) mark(rows [][]cell, j, best int) {
	at, sign := -1, float64(best)
	var top float64
	for i, row := range t.rows {
		x, ok := toFloat(row[j])
		if ok && !math.IsNaN(x) && (at < 0 || sign*x > sign*top) {
			at, top = i, x
		}
	}
	if best == 0 || at < 0 {
		return
	}
	want := rows[at][j]
	for i := range rows {
		rows[i][j].best = rows[i][j] == want
	}
	rows[at][j].best = true
}

// toFloat is the number that a cell is compared by.
func toFloat(v any) (float64, bool) {
	if s, ok := v.(Spread); ok {
		return s.Mean, true
	}
	r := reflect.ValueOf(v)
	switch {
	case r.CanInt(): // also a time.Duration, which prints as text
		return float64(r.Int()), true
	case r.CanUint():
		return float64(r.Uint()), true
	case r.CanFloat():
		return r.Float(), true
	}
	return 0, false
}
