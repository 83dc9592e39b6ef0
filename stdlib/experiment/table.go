package experiment

import (
	"fmt"
	"math"
	"slices"

	"monro/stdlib/display"
)

// Table has a row for each group and a column for each quantity (see Values): its
// mean over the seeds ± the standard error. Notes say what was left out.
//
//	t, err := res.Table("loss", "min error", "seconds")
//	t.Min("loss")
func (r *Result) Table(what ...string) (*display.Table, error) {
	if len(what) == 0 {
		return nil, fmt.Errorf("experiment.Result.Table: no columns: want metrics, of %s", listed(append(r.Metrics(), Axes()...)))
	}
	columns := make([]quantity, len(what))
	for i, name := range what {
		q, err := r.quantity("Result.Table", name)
		if err != nil {
			return nil, err
		}
		columns[i] = q
	}
	groups := r.Groups()
	head, params := r.head(groups)
	t := display.NewTable(append(head, what...)...)
	runs, notes := 0, []string(nil)
	for _, g := range groups {
		runs = max(runs, len(g.Runs))
		row := g.head(len(head) > len(params), params)
		for _, q := range columns {
			values, _, left := q.values(g)
			row = append(row, q.cell(values))
			if left != "" {
				if note := g.Label + ": " + left; !slices.Contains(notes, note) {
					notes = append(notes, note)
				}
			}
		}
		t.Row(row...)
	}
	if len(params) > 0 {
		t.Align(display.Right, params...)
	}
	r.annotate(t, runs, notes)
	return t, nil
}

// head names the columns that tell the groups apart: the arm unless there is only
// one with several settings, and each parameter that varies.
func (r *Result) head(groups []Group) (head, params []string) {
	arms, values := map[string]bool{}, map[string]map[string]bool{}
	for _, g := range groups {
		arms[g.Arm] = true
		for name := range g.Params {
			values[name] = map[string]bool{}
		}
	}
	for _, g := range groups {
		for name, seen := range values {
			if v, ok := g.Params[name]; ok {
				seen[valueText(v)] = true
			} else {
				seen[""] = true // which is the text of no value
			}
		}
	}
	for name, seen := range values {
		if len(seen) > 1 {
			params = append(params, name)
		}
	}
	slices.Sort(params)
	if len(arms) > 1 || len(params) == 0 {
		return append([]string{"method"}, params...), params
	}
	return params, params
}

func (g Group) head(arm bool, params []string) []any {
	var row []any
	if arm {
		row = append(row, g.Arm)
	}
	for _, name := range params {
		v, ok := g.Params[name]
		if !ok {
			row = append(row, nil) // the arm has no such parameter
			continue
		}
		row = append(row, shortText(v)) // as text: 0.1, not 0.1000
	}
	return row
}

// cell is the mean of values with its standard error, where they differ.
func (q quantity) cell(values []float64) any {
	if len(values) == 0 {
		return "none"
	}
	e := meanOf(values, 0.95)
	switch {
	case e.StdErr > 0:
		return e.Spread()
	case q.metric == "" && e.Value == math.Trunc(e.Value) && math.Abs(e.Value) < 1e15:
		return int(e.Value) // a count
	}
	return e.Value
}

// annotate says what the numbers are, above the table, and below it what was tuned,
// left out or is else to be known.
func (r *Result) annotate(t *display.Table, runs int, left []string) {
	switch {
	case runs == 1:
		t.Caption("one seed")
	case runs > 1:
		t.Caption(fmt.Sprintf("mean ± standard error over %d seeds", runs))
	}
	for _, c := range r.Tuned {
		t.Note(c.String())
	}
	for _, text := range slices.Concat(left, r.Notes) {
		t.Note(text)
	}
}
