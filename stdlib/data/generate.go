package data

import (
	"fmt"
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A generator is what the generators have in common: a name and sizes.
type generator struct {
	name string
	n, d int
}

func (g generator) check(s *rng.Stream) error {
	switch {
	case g.n < 1:
		return g.bad("n", g.n, "at least 1 example")
	case g.d < 1:
		return g.bad("d", g.d, "at least 1 feature")
	case s == nil:
		return errNoStream(g.name)
	}
	return checkSize("data."+g.name, g.n, g.d, MaxValues)
}

// bad is the error for an argument.
func (g generator) bad(arg string, value any, want string) error {
	return fmt.Errorf("data.%s: %s = %v: want %s", g.name, arg, value, want)
}

func (g generator) fraction(arg string, p float64) error {
	if !(p >= 0 && p <= 1) {
		return g.bad(arg, p, "0 <= "+arg+" <= 1")
	}
	return nil
}

// notNegative asks for a finite number >= 0.
func (g generator) notNegative(arg string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return g.bad(arg, v, "a finite number >= 0")
	}
	return nil
}

// positive asks for a finite number > 0.
func (g generator) positive(arg string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return g.bad(arg, v, "a finite number > 0")
	}
	return nil
}

// perFeature asks for one finite number a feature, or none.
func (g generator) perFeature(arg string, v []float64) error {
	if len(v) != 0 && len(v) != g.d {
		return g.bad("len("+arg+")", len(v), fmt.Sprintf("d = %d, or 0", g.d))
	}
	if i := vec.NonFinite(v); i >= 0 {
		return g.bad(fmt.Sprintf("%s[%d]", arg, i), v[i], "finite numbers")
	}
	return nil
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// only returns the one element of options, the zero value where there is none.
func only[T any](name string, options []T) (o T, err error) {
	if len(options) > 1 {
		return o, fmt.Errorf("data.%s: %d options: want at most one %T", name, len(options), o)
	}
	if len(options) == 1 {
		o = options[0]
	}
	return o, nil
}

// orElse returns v, or the default where v is 0.
func orElse[T int | float64](v, byDefault T) T {
	if v == 0 {
		return byDefault
	}
	return v
}

// empty returns the data set with zero features and targets.
func (g generator) empty() *Dataset {
	return &Dataset{Name: g.name, N: g.n, D: g.d, X: make([]float64, g.n*g.d), Y: make([]float64, g.n)}
}

// gaussian returns the data set with N(0,1) features and zero targets.
func (g generator) gaussian(s *rng.Stream) *Dataset {
	d := g.empty()
	s.Split("features").NormalVec(d.X)
	return d
}

// scaleColumns multiplies feature j by scales[j]; no scales leave d as it is.
func (d *Dataset) scaleColumns(scales []float64) {
	if len(scales) == 0 {
		return
	}
	for i := range d.N {
		row := d.Row(i)
		vec.Mul(row, row, scales)
	}
}
