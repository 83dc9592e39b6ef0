package plot

import (
	"math"
)

// axis is what the user asked of one axis.
type axis struct {
	log    bool
	fixed  bool
	lo, hi float64
	snug   bool // no room beyond the data: maps
	floor  bool // the data stands on zero: histograms
	flip   bool // runs against the usual direction: rows of a matrix
	whole  bool // ticks at whole numbers only

	marks    []tick // instead of those at round numbers
	category bool   // marks are names, not places on a scale
}

// named are the marks that were given, if any, within the range of the axis.
func (a axis) named(s scale) (out []tick, ok bool) {
	lo, hi := s.ordered()
	for _, t := range a.marks {
		if t.at >= lo && t.at <= hi {
			out = append(out, t)
		}
	}
	return out, a.marks != nil
}

// categories puts names at 0, 1, 2 ...
func (a *axis) categories(names []string) {
	a.category, a.marks = true, make([]tick, len(names))
	for i, n := range names {
		a.marks[i] = tick{float64(i), n}
	}
}

// extent gathers the range of the data along one axis.
type extent struct {
	lo, hi float64
	log    bool
}

func newExtent(log bool) extent { return extent{math.Inf(1), math.Inf(-1), log} }

// add widens the extent to a value, if that can be drawn.
func (e *extent) add(v float64) {
	if !finite(v) || e.log && v <= 0 {
		return
	}
	e.lo, e.hi = math.Min(e.lo, v), math.Max(e.hi, v)
}

func (e *extent) empty() bool { return e.lo > e.hi }

// A scale takes values to [0, 1] along an axis.
type scale struct {
	lo, hi float64 // lo at 0, hi at 1
	log    bool
}

// at is NaN for what has no place on the axis.
func (s scale) at(v float64) float64 {
	if s.log {
		if v <= 0 {
			return math.NaN()
		}
		l := math.Log(s.lo)
		return (math.Log(v) - l) / (math.Log(s.hi) - l)
	}
	// Halves keep the difference of huge values finite.
	return (v/2 - s.lo/2) / (s.hi/2 - s.lo/2)
}

// value is the inverse of at.
func (s scale) value(t float64) float64 {
	if s.log {
		return math.Exp(math.Log(s.lo) + t*(math.Log(s.hi)-math.Log(s.lo)))
	}
	return s.lo*(1-t) + s.hi*t
}

// ordered is the range with the smaller end first.
func (s scale) ordered() (lo, hi float64) { return min(s.lo, s.hi), max(s.lo, s.hi) }

// scale rounds the extent of the data up to that of the axis.
func (a axis) scale(e extent) scale {
	s := scale{lo: a.lo, hi: a.hi, log: a.log}
	if !a.fixed {
		s.lo, s.hi = a.room(e)
		if a.flip {
			s.lo, s.hi = s.hi, s.lo
		}
	}
	return s
}

// room adds a margin to the data so that it does not touch the axes.
func (a axis) room(e extent) (lo, hi float64) {
	lo, hi = e.lo, e.hi
	switch {
	case e.empty() && a.log:
		return 1, 10
	case e.empty():
		return 0, 1
	case a.log:
		if lo == hi {
			return lo / 3, hi * 3
		}
		if a.snug {
			return lo, hi
		}
		m := math.Pow(hi/lo, 0.04)
		if math.IsInf(m, 0) {
			m = 10
		}
		return math.Max(lo/m, math.SmallestNonzeroFloat64), math.Min(hi*m, math.MaxFloat64)
	case lo == hi:
		d := math.Max(math.Abs(lo)*0.1, 1e-300)
		if lo == 0 {
			d = 1
		}
		return lo - d, hi + d
	case a.snug:
		return lo, hi
	}
	m := (hi/2 - lo/2) * 0.09
	low, high := lo-m, hi+m
	if a.floor && lo == 0 {
		low = 0
	}
	if a.floor && hi == 0 {
		high = 0
	}
	return math.Max(low, -math.MaxFloat64), math.Min(high, math.MaxFloat64)
}
