package experiment

import (
	"fmt"
	"math"
	"slices"

	"monro/stdlib/vec"
)

// A Curve is a metric of a group's runs over a common axis.
type Curve struct {
	Label  string
	X      []float64
	Mid    []float64   // mean or median
	Lo, Hi []float64   // the band; nil without one, as from a single run
	Each   [][]float64 // the runs that count, over X
	Seeds  []uint64    // of these
	Left   string      // what was left out and why, "" for nothing
}

// Curves are the curves of a metric, one a group. Where the runs of a group were
// looked at in the same places, these are the places. Where they were not, as
// against seconds, the runs are interpolated linearly over the range that all of
// them have.
func (r *Result) Curves(metric string, options ...PlotOption) ([]Curve, error) {
	v, err := newView(options)
	if err != nil {
		return nil, err
	}
	metrics := r.Metrics()
	if !slices.Contains(metrics, metric) {
		return nil, unknown("Result.Curves", "metric", metric, metrics)
	}
	if !slices.Contains(metrics, v.axis) && !slices.Contains(axes, axis(v.axis)) {
		return nil, unknown("Against", "axis", v.axis, append(Axes(), metrics...))
	}
	var curves []Curve
	for _, g := range r.Groups() {
		c, err := g.curve(metric, v)
		if err != nil {
			return nil, err
		}
		curves = append(curves, c)
	}
	return curves, nil
}

func (g Group) curve(metric string, v *view) (Curve, error) {
	c := Curve{Label: g.Label}
	q := quantity{metric: metric, reduce: reductions["last"]}
	_, c.Seeds, c.Left = q.values(g)
	var xs, ys [][]float64
	for _, run := range g.Runs {
		if !slices.Contains(c.Seeds, run.Seed) {
			continue
		}
		x, _ := run.History.against(v.axis, metric)
		x, y := ordered(x, run.History.Values(metric))
		if x == nil {
			return c, fmt.Errorf("experiment.Against: %q decreases or is nowhere logged with %q in the run of %q with seed %d: want an axis that grows", v.axis, metric, g.Label, run.Seed)
		}
		if v.geometric && vec.Min(y) <= 0 {
			return c, fmt.Errorf("experiment.Geometric: %q has the value %g in the run of %q with seed %d: want positive numbers", metric, vec.Min(y), g.Label, run.Seed)
		}
		xs, ys = append(xs, x), append(ys, y)
	}
	if len(xs) == 0 {
		return c, nil
	}
	if axis(v.axis) != axisIterations && slices.Contains(axes, axis(v.axis)) && !slices.ContainsFunc(xs, func(x []float64) bool { return vec.Max(x) > 0 }) {
		return c, fmt.Errorf("experiment.Against: the runs of %q say nothing about %s: want Trial.Spent or Trial.Epoch in their body", g.Label, v.axis)
	}
	c.X, c.Each = common(xs, ys)
	if c.X == nil {
		return c, fmt.Errorf("experiment.Against: the runs of %q have no range of %s in common", g.Label, v.axis)
	}
	v.summarise(&c)
	return c, nil
}

// ordered leaves out places without an x and, of those with the same x, all but
// the last; nil where x decreases or nothing is left.
func ordered(x, y []float64) (ox, oy []float64) {
	for i := range x {
		switch n := len(ox); {
		case math.IsNaN(x[i]):
		case n > 0 && x[i] < ox[n-1]:
			return nil, nil
		case n > 0 && x[i] == ox[n-1]:
			oy[n-1] = y[i]
		default:
			ox, oy = append(ox, x[i]), append(oy, y[i])
		}
	}
	return ox, oy
}

// places is how many points a curve has at most that had to be interpolated.
const places = 400

// common puts curves over one axis; nil where they have no range in common.
func common(xs, ys [][]float64) ([]float64, [][]float64) {
	same, lo, hi := true, math.Inf(-1), math.Inf(1)
	for _, x := range xs {
		same = same && slices.Equal(x, xs[0])
		lo, hi = max(lo, x[0]), min(hi, x[len(x)-1])
	}
	if same {
		return xs[0], ys
	}
	var grid []float64
	for _, x := range xs {
		for _, v := range x {
			if lo <= v && v <= hi {
				grid = append(grid, v)
			}
		}
	}
	slices.Sort(grid)
	grid = slices.Compact(grid)
	if len(grid) == 0 {
		return nil, nil
	}
	if n := len(grid); n > places {
		thin := make([]float64, places)
		for i := range thin {
			thin[i] = grid[i*(n-1)/(places-1)]
		}
		grid = thin
	}
	each := make([][]float64, len(xs))
	for k := range xs {
		each[k] = make([]float64, len(grid))
		for i, v := range grid {
			each[k][i] = interpolate(xs[k], ys[k], v)
		}
	}
	return grid, each
}

// interpolate is y at v, within the range of the increasing x.
func interpolate(x, y []float64, v float64) float64 {
	i, hit := slices.BinarySearch(x, v)
	if hit {
		return y[i]
	}
	f := (v - x[i-1]) / (x[i] - x[i-1])
	return (1-f)*y[i-1] + f*y[i]
}
