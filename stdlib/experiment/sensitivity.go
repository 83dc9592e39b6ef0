package experiment

import (
	"fmt"
	"slices"

	"monro/stdlib/plot"
)

// PlotOver draws a quantity (see Values) against a number among the parameters:
// the mean over the seeds with its 95 % interval as error bars, and a line for each
// arm with each setting of the other parameters. Settings in which no run counts
// are missing.
//
//	fig, err := res.PlotOver("lr", "loss")
//	fig.LogX()
func (r *Result) PlotOver(param, what string) (*plot.Figure, error) {
	q, err := r.quantity("Result.PlotOver", what)
	if err != nil {
		return nil, err
	}
	type line struct {
		label  string
		groups []Group
	}
	var lines []line
	var names []string
	for _, g := range r.Groups() {
		names = append(names, g.Params.Names()...)
		if _, ok := number(g.Params[param]); !ok {
			continue
		}
		label := g.Arm
		if rest := g.Params.without(param); len(rest) > 0 {
			label += " " + rest.short()
		}
		i := slices.IndexFunc(lines, func(l line) bool { return l.label == label })
		if i < 0 {
			i, lines = len(lines), append(lines, line{label: label})
		}
		lines[i].groups = append(lines[i].groups, g)
	}
	slices.Sort(names)
	if names = slices.Compact(names); !slices.Contains(names, param) {
		return nil, unknown("Result.PlotOver", "parameter", param, names)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("experiment.Result.PlotOver: parameter %q is never a number: want one that is", param)
	}
	f := plot.New().XLabel(param).YLabel(what)
	for i, l := range lines {
		slices.SortStableFunc(l.groups, func(a, b Group) int {
			x, _ := number(a.Params[param])
			y, _ := number(b.Params[param])
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		var x, y, half []float64
		for _, g := range l.groups {
			values, _, _ := q.values(g)
			if len(values) == 0 {
				continue
			}
			e := meanOf(values, 0.95)
			v, _ := number(g.Params[param])
			x, y = append(x, v), append(y, e.Value)
			if len(values) > 1 {
				half = append(half, e.Hi-e.Value)
			} else {
				half = append(half, 0)
			}
		}
		if len(x) > 0 {
			color := plot.Color(fmt.Sprintf("C%d", i))
			f.Line(x, y, plot.Label(l.label), color)
			f.ErrorBars(x, y, half, color)
		}
	}
	return f, nil
}

// without is p with one parameter less.
func (p Params) without(name string) Params {
	q := Params{}
	for k, v := range p {
		if k != name {
			q[k] = v
		}
	}
	return q
}
