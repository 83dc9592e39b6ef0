package display

import (
	"fmt"
	"math"
	"reflect"
)

// A grid is a table whose cells are formatted and whose columns are aligned.
type grid struct {
	caption string
	notes   []string
	head    []string
	lines   []line
	align   []Alignment // never Automatic
}

// A line is a row of cells or, without cells, a line of text: the title of a
// group, or how many rows are left out.
type line struct {
	cells []cell
	title string
	gap   bool // the title stands for rows
}

// A cell is the text of a table cell.
type cell struct {
	mantissa, exponent string // a number with a power of ten; exponent "" where none
	mark               string
	best, second       bool
}

// same says whether two cells print the same number.
func (c cell) same(d cell) bool { return c.mantissa == d.mantissa && c.exponent == d.exponent }

// layout formats a table, the middle left out where it has more rows than
// limit; 0 is no limit.
func (t *Table) layout(limit int) grid {
	g := grid{caption: clean(t.caption)}
	for _, s := range t.notes {
		g.notes = append(g.notes, clean(s))
	}
	for j, c := range t.cols {
		g.head = append(g.head, clean(c.name))
		if c.align == Automatic {
			c.align = t.natural(j)
		}
		g.align = append(g.align, c.align)
	}
	marks := t.marks()
	if limit == 0 {
		limit = len(t.rows)
	}
	group := -1
	for _, i := range ends(len(t.rows), limit, limit/2) {
		if i < 0 {
			left := len(t.rows) - 2*(limit/2)
			g.lines = append(g.lines, line{title: "… " + count(left, "more row"), gap: true})
			continue
		}
		if r := t.rows[i]; r.group != group {
			group = r.group
			if title := clean(t.groups[group]); title != "" {
				g.lines = append(g.lines, line{title: title})
			}
		}
		g.lines = append(g.lines, line{cells: t.format(i, marks)})
	}
	return g
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// format formats row i.
func (t *Table) format(i int, marks []marked) []cell {
	cells := make([]cell, len(t.cols))
	for j, from := range t.rows[i].cells {
		c := t.cell(i, j)
		c.mark, c.best = clean(from.Mark), from.Best
		cells[j] = c
	}
	for _, m := range marks {
		if m.row >= 0 && m.row != i || m.group >= 0 && m.group != t.rows[i].group {
			continue
		}
		for _, j := range m.cols {
			if _, ok := toFloat(t.rows[i].cells[j].Value); !ok {
				continue
			}
			c := &cells[j]
			c.best = c.best || c.same(m.best)
			c.second = c.second || t.second && c.same(m.second)
		}
	}
	return cells
}

func (t *Table) cell(i, j int) cell {
	c := t.cols[j]
	if c.digits == 0 {
		c.digits = t.digits
	}
	return format(t.rows[i].cells[j].Value, c.digits, t.errDigits, c.verb)
}

// natural aligns a column of numbers on the point, and any other left.
func (t *Table) natural(j int) Alignment {
	seen := false
	for _, row := range t.rows {
		v := row.cells[j].Value
		if v == nil {
			continue
		}
		if _, ok := toFloat(v); !ok {
			return Left
		}
		seen = true
	}
	if !seen {
		return Left
	}
	return Decimal
}

// marked says what the best numbers among some cells print as: of a column in a
// group, or of a row.
type marked struct {
	row, group   int // -1: any
	cols         []int
	best, second cell
}

// marks finds the best numbers. Those that print the same share the mark.
func (t *Table) marks() []marked {
	var out []marked
	for j, c := range t.cols {
		if c.best == 0 {
			continue
		}
		for from := 0; from < len(t.rows); {
			group, to := t.rows[from].group, from
			for to < len(t.rows) && t.rows[to].group == group {
				to++
			}
			n := to - from
			if m, ok := t.extreme(c.best, n, func(k int) (int, int) { return from + k, j }); ok {
				m.row, m.group, m.cols = -1, group, []int{j}
				out = append(out, m)
			}
			from = to
		}
	}
	for _, a := range t.across {
		cols := a.cols
		if cols == nil {
			for j := range t.cols {
				cols = append(cols, j)
			}
		}
		for i := range t.rows {
			if m, ok := t.extreme(a.best, len(cols), func(k int) (int, int) { return i, cols[k] }); ok {
				m.row, m.group, m.cols = i, -1, cols
				out = append(out, m)
			}
		}
	}
	return out
}

// extreme finds the best and the second best of n cells, by what they print as.
// It reports whether there is a number at all.
func (t *Table) extreme(sign, n int, at func(k int) (i, j int)) (m marked, ok bool) {
	find := func(but *cell) (best cell, ok bool) {
		var top float64
		for k := range n {
			i, j := at(k)
			x, number := toFloat(t.rows[i].cells[j].Value)
			if !number || math.IsNaN(x) || ok && float64(sign)*x <= float64(sign)*top {
				continue
			}
			c := t.cell(i, j)
			if but == nil || !c.same(*but) {
				best, top, ok = c, x, true
			}
		}
		return best, ok
	}
	if m.best, ok = find(nil); ok && t.second {
		m.second, _ = find(&m.best)
	}
	return m, ok
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
