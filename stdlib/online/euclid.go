package online

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// Euclid is the Euclidean geometry ψ(x) = ½‖x‖², D_ψ(x, y) = ½‖x−y‖². Its step is
// the proximal gradient step
//
//	x_{t+1} = prox_{η_t h}(x_t − η_t ĝ_t),
//
// with Penalty = nil (h = 0, X = R^d) plain SGD, with a set the projection.
type Euclid struct{ Penalty Penalty }

// A Penalty is a function h with a closed set X where it is finite, simple enough
// for the proximal operator. Prox replaces z by argmin_{x∈X} eta·h(x) + ½‖x−z‖²,
// Value returns h(x), +Inf outside of X. L1, ElasticNet, Ball, Box and Simplex are
// such.
type Penalty interface {
	Prox(z []float64, eta float64) error
	Value(x []float64) float64
	Validate() error
}

// Step makes the proximal gradient step.
func (e Euclid) Step(x, g []float64, eta float64) error {
	vec.Mix(x, 1, x, -eta, g)
	if e.Penalty == nil {
		return nil
	}
	return e.Penalty.Prox(x, eta)
}

// Divergence returns ½‖x−y‖².
func (e Euclid) Divergence(x, y []float64) float64 {
	d := vec.Distance(x, y)
	return d * d / 2
}

// Value returns the penalty, 0 without one.
func (e Euclid) Value(x []float64) float64 {
	if e.Penalty == nil {
		return 0
	}
	return e.Penalty.Value(x)
}

// Start returns an error where the penalty is infinite at x.
func (e Euclid) Start(x []float64) error {
	if math.IsInf(e.Value(x), 1) {
		return fmt.Errorf("x1 is outside of %v: want a point inside", e.Penalty)
	}
	return nil
}

// Validate returns the error of the penalty.
func (e Euclid) Validate() error {
	if e.Penalty == nil {
		return nil
	}
	return e.Penalty.Validate()
}

// String names the geometry and the penalty.
func (e Euclid) String() string {
	if e.Penalty == nil {
		return "Euclid"
	}
	return fmt.Sprint(e.Penalty)
}
