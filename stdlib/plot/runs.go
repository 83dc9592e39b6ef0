package plot

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// summary says how Runs sums up the values of all runs at one x.
type summary struct {
	kind   summaryKind
	lo, hi float64
}

type summaryKind int

const (
	confidence summaryKind = iota
	standardErrors
	deviations
	quantiles
)

// Runs draws several runs of one method as a curve with a band: rows[i] is run i
// (a seed), over the same x, which may be nil. By default the curve is the mean
// and the band its 95 % confidence interval by Student's t. Values that are not
// finite are left out of the summary at their x, and counted in a note. Options:
// Confidence, StdErrs, StdDevs, Quantiles, and those of Line.
//
//	plot.New().Runs(nil, sgd, plot.Label("SGD")).Runs(nil, adam, plot.Label("Adam")).LogY()
func (f *Figure) Runs(x []float64, rows [][]float64, opts ...Option) *Figure {
	s, ok := f.style("Runs", opts)
	if !ok {
		return f
	}
	if len(rows) == 0 {
		return f.fail("Runs: no data (rows is empty)")
	}
	for i, r := range rows {
		if len(r) != len(rows[0]) {
			return f.fail("Runs: rows[%d] has %d values, rows[0] has %d", i, len(r), len(rows[0]))
		}
	}
	x, fine := f.abscissa("Runs", x, rows[0], "rows[0]")
	if !fine {
		return f
	}
	mid, lo, hi, bad := s.summary.columns(rows)
	if bad > 0 {
		name := ""
		if s.label != "" {
			name = s.label + ": "
		}
		f.notes = append(f.notes, fmt.Sprintf("%s%d of %d runs have values that are not finite, left out", name, bad, len(rows)))
	}
	f.add("Runs", newLine(f.colored(s), x, mid))
	if len(rows) == 1 {
		return f
	}
	if s.steps {
		_, lo = stairs(x, lo)
		x, hi = stairs(x, hi)
	}
	s.hue, s.alpha = f.last, 0
	return f.add("Runs", &band{s, slices.Clone(x), lo, hi})
}

// Confidence makes the band of Runs the confidence interval of the mean at a
// level in (0, 1), by Student's t. The default is 0.95.
func Confidence(level float64) Option {
	return func(s *style) error {
		if !(level > 0 && level < 1) {
			return fmt.Errorf("Confidence(%g): want a level in (0, 1), as 0.95", level)
		}
		s.summary = summary{confidence, level, level}
		return nil
	}
}

// StdErrs makes the band of Runs the mean plus and minus k standard errors.
func StdErrs(k float64) Option { return summarize("StdErrs", standardErrors, k) }

// StdDevs makes the band of Runs the mean plus and minus k standard deviations.
func StdDevs(k float64) Option { return summarize("StdDevs", deviations, k) }

func summarize(name string, kind summaryKind, k float64) Option {
	return func(s *style) error {
		if !(k > 0) || math.IsInf(k, 0) {
			return fmt.Errorf("%s(%g): want a positive number", name, k)
		}
		s.summary = summary{kind, k, k}
		return nil
	}
}

// Quantiles makes the curve of Runs the median, and its band the range from one
// quantile to another, for instance 0.1 and 0.9; 0 and 1 are the least and the
// greatest.
func Quantiles(lo, hi float64) Option {
	return func(s *style) error {
		if !(lo >= 0 && lo < hi && hi <= 1) {
			return fmt.Errorf("Quantiles(%g, %g): want 0 ≤ lo < hi ≤ 1", lo, hi)
		}
		s.summary = summary{quantiles, lo, hi}
		return nil
	}
}

// columns sums up each column of rows; bad is the number of rows with values that
// are not finite.
func (u summary) columns(rows [][]float64) (mid, lo, hi []float64, bad int) {
	n := len(rows[0])
	mid, lo, hi = make([]float64, n), make([]float64, n), make([]float64, n)
	for _, r := range rows {
		if slices.ContainsFunc(r, func(v float64) bool { return !finite(v) }) {
			bad++
		}
	}
	v := make([]float64, 0, len(rows))
	factor := map[int]float64{} // of the standard error, by the number of values
	for j := range n {
		v = v[:0]
		for _, r := range rows {
			if finite(r[j]) {
				v = append(v, r[j])
			}
		}
		mid[j], lo[j], hi[j] = u.one(v, factor)
	}
	return mid, lo, hi, bad
}

// one sums up values; it may sort them.
func (u summary) one(v []float64, factor map[int]float64) (mid, lo, hi float64) {
	if len(v) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	if u.kind == quantiles {
		slices.Sort(v)
		return quantile(v, 0.5), quantile(v, u.lo), quantile(v, u.hi)
	}
	n := float64(len(v))
	for _, x := range v {
		mid += x / n
	}
	if len(v) == 1 {
		return mid, math.NaN(), math.NaN()
	}
	ss := 0.0
	for _, x := range v {
		ss += (x - mid) * (x - mid)
	}
	d := math.Sqrt(ss / (n - 1))
	switch u.kind {
	case deviations:
		d *= u.lo
	case standardErrors:
		d *= u.lo / math.Sqrt(n)
	default:
		level := u.lo
		if level == 0 {
			level = 0.95
		}
		t, ok := factor[len(v)]
		if !ok {
			t = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile((1 + level) / 2)
			factor[len(v)] = t
		}
		d *= t / math.Sqrt(n)
	}
	return mid, mid - d, mid + d
}
