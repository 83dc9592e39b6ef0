package display

import (
	"math"
	"slices"
	"strings"
)

// Sort puts the rows that are there in the order of the named columns, the
// smallest first: numbers by size (a [Spread] by its mean), then text, then NaN
// and empty cells. Equal rows keep their order, and groups stay together.
func (t *Table) Sort(columns ...string) *Table { return t.sort("Sort", 1, columns) }

// SortDown is [Table.Sort] with the largest first; NaN and empty cells still
// come last.
func (t *Table) SortDown(columns ...string) *Table { return t.sort("SortDown", -1, columns) }

func (t *Table) sort(method string, sign int, columns []string) *Table {
	if len(columns) == 0 {
		return t.fail("%s: by no column; there are %s", method, t.names())
	}
	var by []int
	for _, name := range columns {
		j := t.find(method, name)
		if j < 0 {
			return t
		}
		by = append(by, j)
	}
	slices.SortStableFunc(t.rows, func(a, b row) int {
		if a.group != b.group {
			return a.group - b.group
		}
		for _, j := range by {
			if c := compareCells(a.cells[j].Value, b.cells[j].Value, sign); c != 0 {
				return c
			}
		}
		return 0
	})
	return t
}

// compareCells orders values; sign turns the order within each kind of value.
func compareCells(a, b any, sign int) int {
	kind := func(v any) (int, float64, string) {
		x, ok := toFloat(v)
		switch {
		case v == nil || ok && math.IsNaN(x):
			return 2, 0, ""
		case ok:
			return 0, x, ""
		}
		return 1, 0, cut(plain(v), 200)
	}
	ka, xa, sa := kind(a)
	kb, xb, sb := kind(b)
	switch {
	case ka != kb:
		return ka - kb
	case xa != xb && xa < xb:
		return -sign
	case xa != xb:
		return sign
	}
	return sign * strings.Compare(sa, sb)
}
