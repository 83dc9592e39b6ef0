package optim

import (
	"errors"
	"fmt"
	"strings"
)

// A Transform changes an update in place before it is subtracted from the
// parameters: Apply gets the update u, which is the gradient at first, and the
// parameters x, and leaves x alone. Fresh returns a transform with the same
// hyper-parameters and no history. A transform with a method Validate() error has
// it called before every update, so that a bad hyper-parameter changes nothing.
type Transform interface {
	Apply(u, x []float64) error
	Fresh() Transform
}

// A TransformFunc is a function without state as a Transform.
type TransformFunc func(u, x []float64)

// Apply calls f(u, x).
func (f TransformFunc) Apply(u, x []float64) error { f(u, x); return nil }

// Fresh returns f.
func (f TransformFunc) Fresh() Transform { return f }

// String names the transform.
func (f TransformFunc) String() string { return "TransformFunc" }

// Validate returns an error where f is nil.
func (f TransformFunc) Validate() error {
	if f == nil {
		return errors.New("optim: TransformFunc is nil: want a func(u, x []float64)")
	}
	return nil
}

// A Chained optimiser subtracts a transformed gradient from the parameters. Make
// one with Chain.
type Chained struct {
	transforms []Transform
	progress   progress
	u          []float64
}

// Chain returns the optimiser that passes the gradient through the transforms in
// order and subtracts the result u from the parameters, x ← x − u. A chain of none
// is descent with step 1.
//
// Momentum and adaptive scalings are followed by Scale or ScaleBySchedule, which
// hold the step size. AddDecay before them is coupled weight decay; between them
// and Scale it is decoupled: Chain(ScaleByAdam(0.9, 0.999, 1e-8), AddDecay(0.01),
// Scale(1e-3)) is AdamW.
//
// The chain takes fresh copies: the same transform may stand in many chains. Where
// a transform's Apply fails x has not changed, but the transforms before it have
// counted the update.
func Chain(transforms ...Transform) *Chained { return &Chained{transforms: fresh(transforms)} }

// Fresh returns a chain of the same transforms with no history.
func (o Chained) Fresh() Optimizer { return Chain(o.transforms...) }

// String names the transforms in order.
func (o Chained) String() string { return "Chain(" + names(o.transforms) + ")" }

// Validate returns the first error of the transforms.
func (o *Chained) Validate() error { return validateAll("Chain", o.transforms) }

// T returns the number of updates made.
func (o *Chained) T() int { return o.progress.t }

// Step makes one update of x in place.
func (o *Chained) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("Chain", x, g); err != nil {
		return err
	}
	o.u = state(o.u, len(x))
	copy(o.u, g)
	for _, t := range o.transforms {
		if err := t.Apply(o.u, x); err != nil {
			return err
		}
	}
	o.progress.count(len(x))
	for i, u := range o.u {
		x[i] -= u
	}
	return nil
}

// fresh returns the transforms without history. A nil stays, for validateAll to
// complain about.
func fresh(transforms []Transform) []Transform {
	ts := make([]Transform, len(transforms))
	for i, t := range transforms {
		if t != nil {
			ts[i] = t.Fresh()
		}
	}
	return ts
}

func validateAll(method string, transforms []Transform) error {
	for i, t := range transforms {
		if t == nil {
			return fmt.Errorf("optim: %s: transform %d of %d is nil", method, i+1, len(transforms))
		}
		if v, ok := t.(interface{ Validate() error }); ok {
			if err := v.Validate(); err != nil {
				return err
			}
		}
	}
	return nil
}

func names(transforms []Transform) string {
	var s strings.Builder
	for i, t := range transforms {
		if i > 0 {
			s.WriteString(", ")
		}
		if n, ok := t.(fmt.Stringer); ok {
			s.WriteString(n.String())
		} else {
			fmt.Fprintf(&s, "%T", t)
		}
	}
	return s.String()
}
