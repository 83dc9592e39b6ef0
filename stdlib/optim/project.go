package optim

import (
	"errors"
	"fmt"

	"monro/stdlib/linalg"
	"monro/stdlib/vec"
)

// A Projection replaces a point by the nearest one of a set, in place. ToBall,
// ToBox and ToSimplex make the common ones; the others of package linalg fit as
//
//	func(x []float64) error { _, err := linalg.ProjectL1Ball(x, x, 1); return err }
type Projection func(x []float64) error

// ToBall projects onto the Euclidean ball of the given radius around 0.
func ToBall(radius float64) Projection {
	return func(x []float64) error {
		_, err := linalg.ProjectBall(x, x, radius)
		return err
	}
}

// ToBox projects onto the box lo <= x_i <= hi. The bounds may be infinite. It is
// the projection in any diagonal metric, too: that of adaptive methods.
func ToBox(lo, hi float64) Projection {
	return func(x []float64) error {
		if !(lo <= hi) {
			return fmt.Errorf("optim: ToBox: [lo, hi] = [%v, %v]: want lo <= hi", lo, hi)
		}
		vec.Clip(x, x, lo, hi)
		return nil
	}
}

// ToSimplex projects onto the simplex of non-negative x with the given sum.
func ToSimplex(sum float64) Projection {
	return func(x []float64) error {
		_, err := linalg.ProjectSimplex(x, x, sum)
		return err
	}
}

// A Projected optimiser stays in a set. Make one with Project.
type Projected struct {
	method Method
	onto   Projection
	inner  Optimizer
	y      []float64
}

// Project returns the optimiser m with a projection after every step, projected
// gradient descent where m is SGD. The first point is not projected.
func Project(m Method, onto Projection) *Projected {
	return &Projected{method: m, onto: onto, inner: begin(m)}
}

// Fresh returns an optimiser of the same making with no history.
func (o Projected) Fresh() Optimizer { return Project(o.method, o.onto) }

// String names the method.
func (o Projected) String() string { return label(o.method) + " projected" }

// Validate returns an error where the method or the projection is missing or the
// method has a bad hyper-parameter.
func (o *Projected) Validate() error {
	if err := validateInner("Project", o.inner); err != nil {
		return err
	}
	if o.onto == nil {
		return errors.New("optim: Project: the projection is nil: want one, such as ToBall(1)")
	}
	return nil
}

// Step makes one update of x in place and projects. Where the projection fails, x
// is as before and the method has counted the update.
func (o *Projected) Step(x, g []float64) error { return o.StepOn(nil, x, g, 0) }

// StepOn is Step where the method is a Searcher.
func (o *Projected) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if len(o.y) != len(x) {
		o.y = make([]float64, len(x))
	}
	copy(o.y, x)
	if err := stepInner(o.inner, f, o.y, g, loss); err != nil {
		return err
	}
	if err := o.onto(o.y); err != nil {
		return fmt.Errorf("optim: Project: %w", err)
	}
	copy(x, o.y)
	return nil
}
