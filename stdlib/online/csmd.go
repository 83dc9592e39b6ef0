package online

import (
	"errors"
	"fmt"
	"math"

	"monro/stdlib/optim"
	"monro/stdlib/vec"
)

// CSMD is composite stochastic mirror descent (Liu & Zhou, Revisiting the
// last-iterate convergence of stochastic gradient methods, ICLR 2024) for
// min_{x∈X} f(x) + h(x),
//
//	x_{t+1} = argmin_{x∈X} h(x) + ⟨ĝ_t, x − x_t⟩ + D_ψ(x, x_t)/η_t,   t = 1, ..., T,
//
// where ĝ_t is a stochastic subgradient of f at x_t: T steps end at x_{T+1}, the last
// iterate. ψ, h and X are the Mirror's. With Euclid{} it is SGD with the steps η_t,
// bit by bit.
//
// Steps are absolute: InvSqrtSteps, ConstantSteps, LinearSteps and the others of this
// package give those of the paper, each with its guarantee for the last iterate.
// NewCSMD makes it. It is an optim.Optimizer; f is the problem that optim.Descend or
// Run gives it, h is known to the Mirror alone, so that a State's Loss is f.
type CSMD struct {
	Mirror Mirror         // nil: Euclid{}
	Steps  optim.Schedule // η_t, t = 1, 2, ...

	t, n int
	y    []float64
}

// NewCSMD returns the method with no history; a nil mirror is Euclid{}.
func NewCSMD(m Mirror, steps optim.Schedule) *CSMD { return &CSMD{Mirror: m, Steps: steps} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o CSMD) Fresh() optim.Optimizer { return NewCSMD(o.Mirror, o.Steps) }

// String names the method, its geometry and its steps.
func (o CSMD) String() string { return fmt.Sprintf("CSMD(%v, %v)", o.mirror(), o.Steps) }

func (o *CSMD) mirror() Mirror {
	if o.Mirror == nil {
		return Euclid{}
	}
	return o.Mirror
}

// Validate returns the first error of mirror and steps.
func (o *CSMD) Validate() error {
	if o.Steps == nil {
		return errors.New("online: CSMD: Steps is nil: want a rule, such as InvSqrtSteps{Eta: 1}")
	}
	if v, ok := o.Steps.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return err
		}
	}
	return o.mirror().Validate()
}

// T returns the number of steps made.
func (o *CSMD) T() int { return o.t }

// Step makes one step from x in place, given ĝ at x. The first checks that x is a
// point of X where a run may begin. A gradient that is not finite is refused with an
// optim.GradientError. Where it errs nothing changes.
func (o *CSMD) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	m := o.mirror()
	if err := o.check(m, x, g); err != nil {
		return err
	}
	eta := o.Steps.At(o.t + 1)
	if !(eta >= 0) || math.IsInf(eta, 1) {
		return fmt.Errorf("online: CSMD: Steps are %v at step %d: want a finite number >= 0", eta, o.t+1)
	}
	if len(o.y) != len(x) {
		o.y = make([]float64, len(x))
	}
	copy(o.y, x)
	if err := m.Step(o.y, g, eta); err != nil {
		return fmt.Errorf("online: CSMD: step %d: %w", o.t+1, err)
	}
	copy(x, o.y)
	o.t, o.n = o.t+1, len(x)
	return nil
}

func (o *CSMD) check(m Mirror, x, g []float64) error {
	switch {
	case len(x) != len(g):
		return fmt.Errorf("online: CSMD: a point of %d coordinates and a gradient of %d at step %d: want as many", len(x), len(g), o.t+1)
	case o.t > 0 && len(x) != o.n:
		return fmt.Errorf("online: CSMD: a point of %d coordinates at step %d: want %d as before (Fresh starts a new run)", len(x), o.t+1, o.n)
	}
	if i := vec.NonFinite(g); i >= 0 {
		return &optim.GradientError{Method: "CSMD", Step: o.t + 1, Index: i, Value: g[i]}
	}
	if o.t == 0 {
		if err := m.Start(x); err != nil {
			return fmt.Errorf("online: CSMD: %w", err)
		}
	}
	return nil
}
