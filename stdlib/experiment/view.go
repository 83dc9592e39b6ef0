package experiment

import (
	"fmt"
	"math"
	"slices"

	"monro/stdlib/vec"
)

// A PlotOption says how runs become a curve.
type PlotOption func(*view)

// A view is how the runs of a group become one curve.
type view struct {
	axis      string
	middle    func(sorted []float64) float64                       // nil: mean
	limits    func(sorted []float64, mid float64) (lo, hi float64) // nil: no band
	mid, band string                                               // middle and limits in words
	separate  bool
	geometric bool
	err       error
}

// Against puts an axis below the curves: one of Axes, or a metric that was logged
// at the same places and does not decrease. The default is "iterations".
func Against(axis string) PlotOption { return func(v *view) { v.axis = axis } }

// Confidence draws the mean with Student's interval over the seeds at each place.
// This is the default, with level 0.95. It does not cover the whole curve at once.
func Confidence(level float64) PlotOption {
	return func(v *view) {
		if err := checkLevel("Confidence", level); err != nil {
			v.fail(err)
			return
		}
		v.middle, v.mid, v.band = nil, "mean", fmt.Sprintf(", %g %% interval", 100*level)
		v.limits = func(x []float64, mid float64) (lo, hi float64) {
			half := student(len(x)-1, level) * StdErr(x)
			return mid - half, mid + half
		}
	}
}

// Quantiles draws the median and the band between two quantiles of the seeds, such
// as 0.1 and 0.9.
func Quantiles(lo, hi float64) PlotOption {
	return func(v *view) {
		if !(0 <= lo && lo < hi && hi <= 1) {
			v.fail(fmt.Errorf("experiment.Quantiles: %g to %g: want 0 <= lo < hi <= 1", lo, hi))
			return
		}
		v.middle = func(x []float64) float64 { return quantile(x, 0.5) }
		v.limits = func(x []float64, _ float64) (float64, float64) { return quantile(x, lo), quantile(x, hi) }
		v.mid, v.band = "median", fmt.Sprintf(", quantiles %g to %g", lo, hi)
	}
}

// StdErrs draws the mean ± k standard errors.
func StdErrs(k float64) PlotOption { return spread("StdErrs", "standard errors", k, StdErr) }

// StdDevs draws the mean ± k standard deviations of the seeds.
func StdDevs(k float64) PlotOption {
	return spread("StdDevs", "standard deviations", k, func(x []float64) float64 {
		return StdErr(x) * math.Sqrt(float64(len(x)))
	})
}

func spread(op, what string, k float64, unit func([]float64) float64) PlotOption {
	return func(v *view) {
		if !(k > 0) {
			v.fail(fmt.Errorf("experiment.%s: k = %g: want a number > 0", op, k))
			return
		}
		v.middle, v.mid, v.band = nil, "mean", fmt.Sprintf(" ± %g %s", k, what)
		v.limits = func(x []float64, mid float64) (lo, hi float64) { return mid - k*unit(x), mid + k*unit(x) }
	}
}

// NoBand draws the middle curves alone.
func NoBand() PlotOption { return func(v *view) { v.limits = nil } }

// Separate draws each run as a thin line below the middle curve, in place of a band.
func Separate() PlotOption { return func(v *view) { v.separate, v.limits = true, nil } }

// Geometric takes means and intervals of logarithms, and then their exponentials:
// bands that stay above zero, for metrics that are positive and span decades.
func Geometric() PlotOption { return func(v *view) { v.geometric = true } }

// words say what middle and band are.
func (v *view) words() string {
	text := v.mid
	if v.geometric {
		text = "geometric " + text
	}
	switch {
	case v.separate:
		return text + " and runs"
	case v.limits == nil:
		return text
	}
	return text + v.band
}

func (v *view) fail(err error) {
	if v.err == nil {
		v.err = err
	}
}

func newView(options []PlotOption) (*view, error) {
	v := &view{axis: string(axisIterations)}
	Confidence(0.95)(v)
	for _, option := range options {
		if option != nil {
			option(v)
		}
	}
	return v, v.err
}

// summarise sets middle and limits of a curve from its runs.
func (v *view) summarise(c *Curve) {
	n := len(c.X)
	c.Mid, c.Lo, c.Hi = make([]float64, n), nil, nil
	if v.limits != nil && len(c.Each) > 1 {
		c.Lo, c.Hi = make([]float64, n), make([]float64, n)
	}
	at := make([]float64, len(c.Each))
	for i := range n {
		for k, y := range c.Each {
			at[k] = y[i]
			if v.geometric {
				at[k] = math.Log(y[i])
			}
		}
		slices.Sort(at)
		if v.middle != nil {
			c.Mid[i] = v.middle(at)
		} else {
			c.Mid[i] = vec.Mean(at)
		}
		if c.Lo != nil {
			c.Lo[i], c.Hi[i] = v.limits(at, c.Mid[i])
		}
		if !v.geometric {
			continue
		}
		c.Mid[i] = math.Exp(c.Mid[i])
		if c.Lo != nil {
			c.Lo[i], c.Hi[i] = math.Exp(c.Lo[i]), math.Exp(c.Hi[i])
		}
	}
}
