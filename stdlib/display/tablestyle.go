package display

import (
	"fmt"
	"strings"
)

// An Alignment places the text of a table's column.
type Alignment int

// The alignments. Automatic sets columns of numbers on the decimal point and
// others left.
const (
	Automatic Alignment = iota
	Left
	Center
	Right
	Decimal
)

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

// ErrorDigits sets how many significant digits of the error a [Spread] shows, 1
// or 2; the mean gets as many decimals. The default is 2.
func (t *Table) ErrorDigits(digits int) *Table {
	if digits != 1 && digits != 2 {
		return t.fail("ErrorDigits: %d significant digits, want 1 or 2", digits)
	}
	t.errDigits = digits
	return t
}

// Format writes the numbers of the named columns by a verb of package fmt, such
// as "%.1f %%" or "%d", in place of a number of digits. Both parts of a [Spread]
// go through it.
func (t *Table) Format(verb string, columns ...string) *Table {
	fits := false
	for _, v := range []any{1, 1.0, "text"} {
		fits = fits || !strings.Contains(fmt.Sprintf(verb, v), "%!")
	}
	if !fits {
		return t.fail(`Format: %q formats neither a number nor a string, want one verb such as "%%.2f"`, verb)
	}
	if len(columns) == 0 {
		return t.fail("Format: %q for no column; there are %s", verb, t.names())
	}
	return t.each("Format", columns, func(c *column) { c.verb = verb })
}

// Align places the text of the named columns, or of all where none is named.
func (t *Table) Align(a Alignment, columns ...string) *Table {
	if a < Automatic || a > Decimal {
		return t.fail("Align: unknown alignment %d", a)
	}
	if len(columns) == 0 {
		for i := range t.cols {
			t.cols[i].align = a
		}
	}
	return t.each("Align", columns, func(c *column) { c.align = a })
}

// Min marks the smallest number of each named column as the best, in bold. In a
// table with groups, that is the smallest of each group.
func (t *Table) Min(columns ...string) *Table {
	return t.each("Min", columns, func(c *column) { c.best = -1 })
}

// Max marks the largest number of each named column as the best, in bold. In a
// table with groups, that is the largest of each group.
func (t *Table) Max(columns ...string) *Table {
	return t.each("Max", columns, func(c *column) { c.best = 1 })
}

// MinAcross marks the smallest number of each row among the named columns, or
// among all where none is named.
func (t *Table) MinAcross(columns ...string) *Table { return t.mark("MinAcross", -1, columns) }

// MaxAcross marks the largest number of each row among the named columns, or
// among all where none is named.
func (t *Table) MaxAcross(columns ...string) *Table { return t.mark("MaxAcross", 1, columns) }

func (t *Table) mark(method string, best int, columns []string) *Table {
	a := across{best: best}
	for _, name := range columns {
		j := t.find(method, name)
		if j < 0 {
			return t
		}
		a.cols = append(a.cols, j)
	}
	t.across = append(t.across, a)
	return t
}

// Second also marks the second best wherever the best is marked: underlined in
// HTML and LaTeX, in italics in Markdown. Text leaves it unmarked.
func (t *Table) Second() *Table {
	t.second = true
	return t
}

// Tie marks further rows of a column like its best: those that a test, such as a
// paired one over seeds, does not tell from it. Rows count from 0, as they stand.
func (t *Table) Tie(column string, rows ...int) *Table {
	j := t.find("Tie", column)
	if j < 0 {
		return t
	}
	for _, i := range rows {
		if i < 0 || i >= len(t.rows) {
			return t.fail("Tie: row %d, want 0 to %d", i, len(t.rows)-1)
		}
		t.rows[i].cells[j].Best = true
	}
	return t
}

// Limit sets how many rows HTML and the text of a notebook's output show at
// most, half of them from the beginning and half from the end; 0 is no limit.
// The default is 100.
func (t *Table) Limit(rows int) *Table {
	if rows < 0 || rows == 1 {
		return t.fail("Limit: %d rows, want 2 or more, or 0 for no limit", rows)
	}
	t.limit = rows
	return t
}
