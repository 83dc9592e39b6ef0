package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// An Optimizer updates parameters from gradients. Step makes one update of x in
// place, given the gradient g at x; it changes neither g nor, when it returns an
// error, anything else. The first Step fixes the number of parameters.
type Optimizer interface {
	Step(x, g []float64) error
}

// A Method is a recipe for optimisers: Fresh returns a new one with the same
// hyper-parameters and no history. Every optimiser of this package is a Method,
// as a value and as a pointer, so that one recipe serves many runs.
type Method interface {
	Fresh() Optimizer
}

// A GradientError says that a gradient had an element that is NaN or infinite:
// usually the run has diverged.
type GradientError struct {
	Method string  // the optimiser, such as "Adam"
	Step   int     // the update that was refused, counted from 1
	Index  int     // of the first bad element
	Value  float64 // what it was
}

// Error names the method, the element, its value and the step.
func (e *GradientError) Error() string {
	return fmt.Sprintf("optim: %s: gradient[%d] = %v at step %d: want finite numbers (a smaller step may help)", e.Method, e.Index, e.Value, e.Step)
}

// progress is what all optimisers know about their run.
type progress struct {
	t     int // updates made
	n     int // parameters, once t > 0
	sweep *sweep
}

// next refuses an update before anything has changed, or counts it and returns its
// step size.
func (p *progress) next(method string, o interface{ Validate() error }, x, g []float64, lr float64, s Schedule) (float64, error) {
	if err := o.Validate(); err != nil {
		return 0, err
	}
	if err := p.check(method, x, g); err != nil {
		return 0, err
	}
	lr, err := rate(method, lr, s, p.t+1)
	if err != nil {
		return 0, err
	}
	p.count(len(x))
	return lr, nil
}

// count counts an update of n parameters.
func (p *progress) count(n int) { p.t, p.n = p.t+1, n }

// check refuses vectors of wrong lengths and gradients that are not finite.
func (p progress) check(method string, x, g []float64) error {
	if err := p.fits(method, x, g); err != nil {
		return err
	}
	if i := vec.NonFinite(g); i >= 0 {
		return &GradientError{method, p.t + 1, i, g[i]}
	}
	return nil
}

// fits refuses vectors of wrong lengths.
func (p progress) fits(method string, x, g []float64) error {
	switch {
	case len(x) != len(g):
		return fmt.Errorf("optim: %s: %d parameters and a gradient of %d elements at step %d: want as many", method, len(x), len(g), p.t+1)
	case p.t > 0 && len(x) != p.n:
		return fmt.Errorf("optim: %s: %d parameters at step %d: want %d as before (Fresh starts a new run)", method, len(x), p.t+1, p.n)
	}
	return nil
}

// state returns a, or n zeros where it has not been made yet.
func state(a []float64, n int) []float64 {
	if a == nil {
		return make([]float64, n)
	}
	return a
}

// rate returns the step size of update k: lr times the schedule.
func rate(method string, lr float64, s Schedule, k int) (float64, error) {
	if s == nil {
		return lr, nil
	}
	if err := validate(s); err != nil {
		return 0, fmt.Errorf("optim: %s: Schedule: %w", method, err)
	}
	f := s.At(k)
	if !(f >= 0) || math.IsInf(f, 1) {
		return 0, fmt.Errorf("optim: %s: Schedule is %v at step %d: want a finite number >= 0", method, f, k)
	}
	return lr * f, nil
}

// A hyper checks hyper-parameters and keeps the first complaint. It formats, and
// so allocates, only where there is one: Step validates at every update.
type hyper struct {
	method string
	err    error
}

func (h *hyper) want(ok bool, arg string, value float64, want string) {
	if !ok && h.err == nil {
		h.err = fmt.Errorf("%s: %s = %v: want %s", h.method, arg, value, want)
	}
}

func (h *hyper) finite(arg string, v float64) {
	h.want(!math.IsNaN(v) && !math.IsInf(v, 0), arg, v, "a finite number")
}

func (h *hyper) positive(arg string, v float64) {
	h.want(v > 0 && !math.IsInf(v, 1), arg, v, "a finite number > 0")
}

func (h *hyper) notNegative(arg string, v float64) {
	h.want(v >= 0 && !math.IsInf(v, 1), arg, v, "a finite number >= 0")
}

// fraction wants v in [0, 1).
func (h *hyper) fraction(arg string, v float64) {
	h.want(v >= 0 && v < 1, arg, v, "at least 0 and less than 1")
}
