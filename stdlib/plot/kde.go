package plot

import (
	"fmt"
	"math"
	"slices"
)

// KDE draws the density of values estimated with a Gaussian kernel, as a curve:
//
//	plot.Histogram(v, 0, plot.Density()).KDE(v)
//
// The bandwidth is that of Silverman's rule of thumb (1986, eq. 3.31),
// 0.9 min(s, IQR/1.34) n^(-1/5), where Bandwidth does not say otherwise. Values
// are first spread linearly over a grid a tenth of a bandwidth wide or finer, so
// that a million of them take milliseconds. Values that are not finite are left
// out. Options: Bandwidth and those of Line.
func (f *Figure) KDE(values []float64, opts ...Option) *Figure {
	s, ok := f.style("KDE", opts)
	if !ok {
		return f
	}
	v, err := finiteOf(values)
	if err != nil {
		return f.fail("KDE: %v", err)
	}
	h, err := s.bandwidthFor(v)
	if err != nil {
		return f.fail("KDE: %v", err)
	}
	x, y := density(v, h)
	f.y.floor = true
	return f.add("KDE", newLine(f.colored(s), x, y))
}

// Bandwidth sets the standard deviation of the kernel of a density estimate, in
// the units of the values.
func Bandwidth(h float64) Option {
	return func(s *style) error {
		if !(h > 0) || math.IsInf(h, 0) {
			return fmt.Errorf("Bandwidth(%g): want a positive number", h)
		}
		s.bandwidth = h
		return nil
	}
}

// bandwidthFor is what Bandwidth asks for, or the rule for sorted values.
func (s style) bandwidthFor(v []float64) (float64, error) {
	h := s.bandwidth
	if h == 0 {
		h = silverman(v)
	}
	if lo, hi := v[0], v[len(v)-1]; !(h > 0) || !finite(hi-lo+6*h) {
		return 0, fmt.Errorf("values from %g to %g are too far apart, or too near, for a density", lo, hi)
	}
	return h, nil
}

// finiteOf is a sorted copy of the finite values.
func finiteOf(values []float64) ([]float64, error) {
	if len(values) == 0 {
		return nil, fmt.Errorf("no data (values is empty)")
	}
	v := slices.DeleteFunc(slices.Clone(values), func(x float64) bool { return !finite(x) })
	if len(v) == 0 {
		return nil, fmt.Errorf("none of the %d values is finite", len(values))
	}
	slices.Sort(v)
	return v, nil
}

// silverman is the bandwidth for sorted values; 1, or a part of the value, where
// all are equal.
func silverman(v []float64) float64 {
	n := float64(len(v))
	mean, ss := 0.0, 0.0
	for i, x := range v {
		d := x - mean
		mean += d / float64(i+1)
		ss += d * (x - mean)
	}
	spread := math.Sqrt(ss / max(n-1, 1))
	if iqr := quantile(v, 0.75) - quantile(v, 0.25); iqr > 0 {
		spread = min(spread, iqr/1.34)
	}
	if !(spread > 0) {
		spread = max(math.Abs(mean)*1e-3, 1e-3)
	}
	return 0.9 * spread * math.Pow(n, -0.2)
}

// quantile of sorted values, linear between them (type 7 of Hyndman and Fan).
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-1)
	j := min(i+1, len(sorted)-1)
	t := at - float64(i)
	return sorted[i]*(1-t) + sorted[j]*t
}

// density evaluates the estimate for sorted values with bandwidth h from three
// bandwidths below the least to three above the greatest.
func density(v []float64, h float64) (x, y []float64) {
	const reach, most = 5.0, 1 << 14
	lo, hi := v[0]-3*h, v[len(v)-1]+3*h
	n := int(min(max(math.Ceil((hi-lo)/(h/10)), 256), most)) + 1
	step := (hi - lo) / float64(n-1)
	weight := make([]float64, n)
	for _, xi := range v {
		at := (xi - lo) / step
		i := min(int(at), n-2)
		t := at - float64(i)
		weight[i] += 1 - t
		weight[i+1] += t
	}
	k := int(math.Ceil(reach*h/step)) + 1
	kernel := make([]float64, k)
	for j := range kernel {
		u := float64(j) * step / h
		kernel[j] = math.Exp(-u*u/2) / (math.Sqrt(2*math.Pi) * h * float64(len(v)))
	}
	x, y = make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = lo + float64(i)*step
	}
	for i, w := range weight {
		if w == 0 {
			continue
		}
		for j := max(i-k+1, 0); j < min(i+k, n); j++ {
			d := i - j
			if d < 0 {
				d = -d
			}
			y[j] += w * kernel[d]
		}
	}
	return x, y
}
