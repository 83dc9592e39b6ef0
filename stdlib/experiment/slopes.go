package experiment

import (
	"fmt"
	"math"
	"slices"

	"monro/stdlib/display"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// reps is how many samples of the seeds an interval of a slope is made of.
const reps = 1000

// Slope is the order of a metric's power law over from <= x <= to: the slope of the
// middle curve of a group on logarithmic axes by least squares. Its interval is
// the bootstrap's over the seeds, at 95 %, which needs no independence along a run.
// Points there must be positive. The axis is that of Against.
func (r *Result) Slope(label, metric string, from, to float64, options ...PlotOption) (PowerLaw, error) {
	g, err := r.Group(label)
	if err != nil {
		return PowerLaw{}, err
	}
	one := &Result{Runs: g.Runs}
	curves, err := one.Curves(metric, options...)
	if err != nil {
		return PowerLaw{}, err
	}
	c := curves[0]
	if len(c.Each) == 0 {
		return PowerLaw{}, fmt.Errorf("experiment.Result.Slope: no run of %q counts: %s", label, c.Left)
	}
	v, err := newView(slices.Concat(options, []PlotOption{NoBand()}))
	if err != nil {
		return PowerLaw{}, err
	}
	c.window(from, to)
	v.summarise(&c)
	fit, err := Slope(c.X, c.Mid, 0.95)
	if err != nil {
		return PowerLaw{}, fmt.Errorf("%w (%q of %q over %g to %g)", err, metric, label, from, to)
	}
	lx := vec.Map(nil, math.Log, c.X)
	fit.Estimate, err = bootstrap(len(c.Each), func(idx []int) float64 {
		s := Curve{X: c.X, Each: make([][]float64, len(idx))}
		for i, j := range idx {
			s.Each[i] = c.Each[j]
		}
		v.summarise(&s)
		return fitLine(lx, vec.Map(s.Mid, math.Log, s.Mid), 0.95).Value
	}, reps, 0.95, rng.New(1))
	if err != nil {
		return PowerLaw{}, fmt.Errorf("%w (%q of %q)", err, metric, label)
	}
	if len(c.Each) == 1 {
		fit.StdErr, fit.Lo, fit.Hi = math.NaN(), math.NaN(), math.NaN()
	}
	return fit, nil
}

// window cuts a curve to from <= x <= to.
func (c *Curve) window(from, to float64) {
	lo, hi := 0, len(c.X)
	for lo < hi && c.X[lo] < from {
		lo++
	}
	for hi > lo && c.X[hi-1] > to {
		hi--
	}
	c.X = c.X[lo:hi]
	each := make([][]float64, len(c.Each))
	for i, y := range c.Each {
		each[i] = y[lo:hi]
	}
	c.Each = each
}

// Slopes is a table of Slope for all groups.
func (r *Result) Slopes(metric string, from, to float64, options ...PlotOption) (*display.Table, error) {
	t := display.NewTable("method", "slope", "from", "to", "seeds")
	for _, label := range r.Labels() {
		s, err := r.Slope(label, metric, from, to, options...)
		if err != nil {
			return nil, err
		}
		t.Row(label, s.Spread(), s.Lo, s.Hi, s.N)
	}
	return t.Caption(fmt.Sprintf("log-log slope of %s over %g to %g ± its standard error, and 95 %% interval, by bootstrap over the seeds", metric, from, to)), nil
}
