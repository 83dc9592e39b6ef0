package experiment

import (
	"fmt"
	"math"
	"reflect"

	"monro/stdlib/rng"
)

// A Dimension is a parameter with the values that a sweep gives it. Make one with
// Choice, LogUniform, Uniform or IntUniform.
type Dimension struct {
	name   string
	values []any                   // of a Choice
	draw   func(s *rng.Stream) any // nil: one of values
	err    error
}

// Choice is a parameter with a list of values: numbers, strings or booleans. A
// slice among them stands for its elements, so that Choice("lr", logspace(-3, 0, 4))
// is four values.
func Choice(name string, values ...any) Dimension {
	d := Dimension{name: name}
	for _, v := range values {
		d.add(v)
	}
	if len(d.values) == 0 && d.err == nil {
		d.err = fmt.Errorf("experiment.Choice: %q has no values: want at least one", name)
	}
	return d
}

func (d *Dimension) add(v any) {
	if r := reflect.ValueOf(v); r.IsValid() && r.Kind() == reflect.Slice {
		for i := range r.Len() {
			d.add(r.Index(i).Interface())
		}
		return
	}
	value, ok := normal(v)
	if !ok && d.err == nil {
		d.err = fmt.Errorf("experiment.Choice: %q has the value %v (%T): want numbers, strings or booleans", d.name, v, v)
	}
	for _, other := range d.values {
		if valueText(other) == valueText(value) && d.err == nil {
			d.err = fmt.Errorf("experiment.Choice: %q has the value %v twice: want different ones", d.name, v)
		}
	}
	d.values = append(d.values, value)
}

// LogUniform is a parameter whose logarithm is uniform between those of lo and
// hi, for Random sweeps.
func LogUniform(name string, lo, hi float64) Dimension {
	d := between("LogUniform", name, lo, hi, lo > 0, "0 < lo < hi")
	d.draw = func(s *rng.Stream) any {
		return min(max(lo*math.Pow(hi/lo, s.Float64()), lo), hi)
	}
	return d
}

// Uniform is a parameter that is uniform between lo and hi, for Random sweeps.
func Uniform(name string, lo, hi float64) Dimension {
	d := between("Uniform", name, lo, hi, true, "lo < hi")
	d.draw = func(s *rng.Stream) any { return lo + (hi-lo)*s.Float64() }
	return d
}

// IntUniform is a whole number that is uniform among lo, ..., hi, for Random sweeps.
func IntUniform(name string, lo, hi int) Dimension {
	d := between("IntUniform", name, float64(lo), float64(hi), true, "lo < hi")
	d.draw = func(s *rng.Stream) any { return lo + s.IntN(hi-lo+1) }
	return d
}

func between(op, name string, lo, hi float64, ok bool, want string) Dimension {
	d := Dimension{name: name}
	if !ok || !(lo < hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		d.err = fmt.Errorf("experiment.%s: %q from %g to %g: want finite %s", op, name, lo, hi, want)
	}
	return d
}

// A Space is the settings of a sweep: a list of values for all its parameters.
// Make one with Grid, Random or Settings. The zero Space is a single setting
// without parameters.
type Space struct {
	settings []Params
	grid     []Dimension // those of a Grid, by which Tune knows its edges
	err      error
}

// Len is the number of settings.
func (s Space) Len() int { return len(s.settings) }

// Grid is every combination of the values of some Choices; the last one changes
// fastest.
func Grid(dims ...Dimension) Space {
	s := check("Grid", dims)
	if s.err != nil {
		return s
	}
	s.grid, s.settings = dims, []Params{{}}
	for _, d := range dims {
		if d.draw != nil {
			return Space{err: fmt.Errorf("experiment.Grid: %q has no list of values: want Choice, or a Random sweep", d.name)}
		}
		var more []Params
		for _, p := range s.settings {
			for _, v := range d.values {
				more = append(more, p.with(d.name, v))
			}
		}
		s.settings = more
	}
	return s
}

// Random is n settings drawn at random: setting i depends on where s comes from
// and on i, so that a larger n only adds settings.
func Random(n int, s *rng.Stream, dims ...Dimension) Space {
	space := check("Random", dims)
	switch {
	case space.err != nil:
		return space
	case n < 1:
		return Space{err: fmt.Errorf("experiment.Random: n = %d settings: want at least 1", n)}
	case s == nil:
		return Space{err: fmt.Errorf("experiment.Random: stream is nil: want one, such as rng.New(1)")}
	}
	own := s.Split("experiment.Random")
	for i := range n {
		p := Params{}
		for _, d := range dims {
			draws := own.SplitN(i).Split(d.name)
			if d.draw != nil {
				p[d.name] = d.draw(draws)
			} else {
				p[d.name] = d.values[draws.IntN(len(d.values))]
			}
		}
		space.settings = append(space.settings, p)
	}
	return space.distinct()
}

// Settings is the listed settings.
func Settings(list ...Params) Space {
	s := Space{}
	for _, p := range list {
		clean := Params{}
		for name, v := range p {
			value, ok := normal(v)
			if !ok {
				return Space{err: fmt.Errorf("experiment.Settings: %q is %v (%T): want a number, a string or a boolean", name, v, v)}
			}
			clean[name] = value
		}
		s.settings = append(s.settings, clean)
	}
	if len(list) == 0 {
		s.err = fmt.Errorf("experiment.Settings: the sweep is empty: want at least one setting")
	}
	return s.distinct()
}

// distinct leaves out settings that came before.
func (s Space) distinct() Space {
	seen := map[string]bool{}
	var kept []Params
	for _, p := range s.settings {
		if text := p.String(); !seen[text] {
			seen[text] = true
			kept = append(kept, p)
		}
	}
	s.settings = kept
	return s
}

func check(op string, dims []Dimension) Space {
	if len(dims) == 0 {
		return Space{err: fmt.Errorf("experiment.%s: the sweep is empty: want at least one parameter, such as Choice(\"lr\", 0.1, 1)", op)}
	}
	seen := map[string]bool{}
	for _, d := range dims {
		switch {
		case d.err != nil:
			return Space{err: d.err}
		case d.name == "":
			return Space{err: fmt.Errorf("experiment.%s: a parameter without a name: want one, such as Choice(\"lr\", 0.1, 1)", op)}
		case seen[d.name]:
			return Space{err: fmt.Errorf("experiment.%s: parameter %q twice: want different names", op, d.name)}
		}
		seen[d.name] = true
	}
	return Space{}
}

// with is p with one more parameter.
func (p Params) with(name string, v any) Params {
	q := Params{name: v}
	for k, w := range p {
		q[k] = w
	}
	return q
}
