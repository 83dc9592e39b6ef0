package optim

import "errors"

// A CustomStep is an optimiser made of a function. Make one with Custom.
type CustomStep struct {
	step     func(x, g, m, s []float64, k int)
	progress progress
	m, s     []float64
}

// Custom returns an optimiser whose update k = 1, 2, ... is step(x, g, m, s, k):
// step changes x in place, given the gradient g, and may keep what it likes in m
// and s, which have the length of x and are zero at first. What step keeps
// elsewhere is shared by all optimisers that Fresh makes.
func Custom(step func(x, g, m, s []float64, k int)) (*CustomStep, error) {
	if step == nil {
		return nil, errors.New("optim.Custom: step is nil: want a func(x, g, m, s []float64, k int)")
	}
	return &CustomStep{step: step}, nil
}

// Fresh returns an optimiser with the same function and zero m and s.
func (o CustomStep) Fresh() Optimizer { return &CustomStep{step: o.step} }

// String names the method.
func (o CustomStep) String() string { return "custom" }

// Step makes one update of x in place.
func (o *CustomStep) Step(x, g []float64) error {
	if err := o.progress.check("Custom", x, g); err != nil {
		return err
	}
	o.progress.count(len(x))
	o.m, o.s = state(o.m, len(x)), state(o.s, len(x))
	o.step(x, g, o.m, o.s, o.progress.t)
	return nil
}
