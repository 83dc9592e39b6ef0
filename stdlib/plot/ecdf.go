package plot

import "math"

// ECDF draws the empirical distribution function of values: the share of them
// that is at most x, a staircase from 0 to 1. Values that are not finite are left
// out. Options: those of Line.
func (f *Figure) ECDF(values []float64, opts ...Option) *Figure {
	s, ok := f.style("ECDF", opts)
	if !ok {
		return f
	}
	v, err := finiteOf(values)
	if err != nil {
		return f.fail("ECDF: %v", err)
	}
	x, y := []float64{v[0]}, []float64{0.0}
	for i := range v {
		if i+1 < len(v) && v[i+1] == v[i] {
			continue // a step for each different value
		}
		x, y = append(x, v[i]), append(y, float64(i+1)/float64(len(v)))
	}
	s.steps = true
	f.y.floor = true
	return f.add("ECDF", newLine(f.colored(s), x, y))
}

// QQ draws the sorted values against quantiles of a distribution, given by its
// quantile function on (0, 1), at (i+1/2)/n. Where the values have that
// distribution the points lie on the line y = x, which is drawn too. Options:
// those of Scatter.
func (f *Figure) QQ(values []float64, quantile func(p float64) float64, opts ...Option) *Figure {
	s, ok := f.style("QQ", opts)
	if !ok {
		return f
	}
	if quantile == nil {
		return f.fail("QQ: the quantile function is nil")
	}
	v, err := finiteOf(values)
	if err != nil {
		return f.fail("QQ: %v", err)
	}
	x := make([]float64, len(v))
	for i := range x {
		x[i] = quantile((float64(i) + 0.5) / float64(len(v)))
		if math.IsNaN(x[i]) {
			return f.fail("QQ: the quantile function is NaN at %g", (float64(i)+0.5)/float64(len(v)))
		}
	}
	return f.Slope(1, Through(0, 0)).add("QQ", &points{series{f.colored(s), x, v}})
}

// Func draws y = fn(x) from lo to hi, at 401 points; on a logarithmic axis the
// points are spaced evenly there. Options: those of Line.
func (f *Figure) Func(fn func(x float64) float64, lo, hi float64, opts ...Option) *Figure {
	s, ok := f.style("Func", opts)
	if !ok {
		return f
	}
	if fn == nil {
		return f.fail("Func: the function is nil")
	}
	if !finite(lo) || !finite(hi) || lo >= hi {
		return f.fail("Func: from %g to %g: want lo < hi", lo, hi)
	}
	// LogX may be called later: points for both kinds of axis.
	x := between(lo, hi, 401)
	if lo > 0 && hi/lo > 10 {
		x = merge(x, scale{lo, hi, true}, 401)
	}
	y := make([]float64, len(x))
	for i := range x {
		y[i] = fn(x[i])
	}
	return f.add("Func", newLine(f.colored(s), x, y))
}

// merge puts n values spaced evenly on a scale among increasing ones.
func merge(x []float64, s scale, n int) []float64 {
	out := make([]float64, 0, len(x)+n)
	i := 0
	for k := range n {
		v := s.value(float64(k) / float64(n-1))
		for ; i < len(x) && x[i] <= v; i++ {
			out = append(out, x[i])
		}
		if len(out) == 0 || v > out[len(out)-1] {
			out = append(out, v)
		}
	}
	return append(out, x[i:]...)
}
