package data

import (
	"math"
	"strconv"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// ThreeBumps is a function on [0, 1] with bumps of three widths,
// 0.2 exp(−(10x−4)²) + 0.5 exp(−(80x−40)²) + 0.3 exp(−(80x−20)²): easy to fit in
// part. Li et al. (bandlimited random networks, 2023).
func ThreeBumps(x float64) float64 {
	bump := func(z float64) float64 { return math.Exp(-z * z) }
	return 0.2*bump(10*x-4) + 0.5*bump(80*x-40) + 0.3*bump(80*x-20)
}

// Curve returns a function of one variable at n >= 2 equally spaced points of
// [lo, hi], both ends included: f(x) is the target. It must be finite there.
func Curve(f func(x float64) float64, lo, hi float64, n int) (*Dataset, error) {
	g := generator{"Curve", n, 1}
	if n < 2 {
		return nil, g.bad("n", n, "at least 2 points")
	}
	if err := checkSize("data.Curve", n, 1, MaxValues); err != nil {
		return nil, err
	}
	if err := g.interval(lo, hi); err != nil {
		return nil, err
	}
	out := g.empty()
	copy(out.X, vec.Linspace(lo, hi, n))
	return out.tabulate(g, f)
}

// RandomCurve is Curve at n points drawn uniformly from [lo, hi), with N(0, noise²)
// added to the targets; Clean holds f(x).
func RandomCurve(f func(x float64) float64, lo, hi float64, n int, noise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"RandomCurve", n, 1}
	if err := first(g.check(s), g.interval(lo, hi), g.notNegative("noise", noise)); err != nil {
		return nil, err
	}
	out := g.empty()
	s.Split("points").UniformVec(out.X, lo, hi)
	if _, err := out.tabulate(g, f); err != nil {
		return nil, err
	}
	out.Clean = vec.Clone(out.Y)
	errors := s.Split("noise")
	for i := range out.Y {
		out.Y[i] += noise * errors.Normal()
	}
	return out, nil
}

func (g generator) interval(lo, hi float64) error {
	if !(lo < hi) || math.IsInf(hi-lo, 0) {
		return g.bad("lo, hi", []float64{lo, hi}, "lo < hi, both finite")
	}
	return nil
}

// tabulate sets the targets to f of the only feature.
func (d *Dataset) tabulate(g generator, f func(float64) float64) (*Dataset, error) {
	if f == nil {
		return nil, g.bad("f", "nil", "a function")
	}
	for i, x := range d.X {
		y := f(x)
		if y-y != 0 {
			return nil, g.bad("f("+strconv.FormatFloat(x, 'g', -1, 64)+")", y, "a finite number")
		}
		d.Y[i] = y
	}
	return d, nil
}
