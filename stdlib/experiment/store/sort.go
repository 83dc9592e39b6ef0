package store

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Sort returns the runs sorted by columns, those of [Store.Runs], smallest first,
// or largest first with a minus before the name: Sort("arm", "-accuracy"). Runs
// without a value, or with NaN, come last.
func (r *Runs) Sort(columns ...string) (*Runs, error) {
	descending := make([]bool, len(columns))
	columns = slices.Clone(columns)
	for i, name := range columns {
		if r.known("Sort", name) != nil {
			columns[i], descending[i] = strings.CutPrefix(name, "-")
		}
		if err := r.known("Sort", columns[i]); err != nil {
			return nil, err
		}
	}
	sorted := slices.Clone(r.list)
	slices.SortStableFunc(sorted, func(a, b *Run) int {
		for i, name := range columns {
			if c := compare(a.value(name), b.value(name), descending[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	return &Runs{r.store, sorted}, nil
}

// compare orders numbers before texts before what is missing.
func compare(a, b any, descending bool) int {
	ka, xa, sa := rank(a)
	kb, xb, sb := rank(b)
	if ka != kb {
		return ka - kb
	}
	c := cmp.Or(cmp.Compare(xa, xb), strings.Compare(sa, sb))
	if descending {
		return -c
	}
	return c
}

func rank(v any) (kind int, x float64, text string) {
	switch v := v.(type) {
	case nil:
		return 2, 0, ""
	case float64:
		if math.IsNaN(v) {
			return 2, 0, ""
		}
		return 0, v, ""
	case int:
		return 0, float64(v), ""
	case uint64:
		return 0, float64(v), ""
	}
	return 1, 0, fmt.Sprint(v)
}
