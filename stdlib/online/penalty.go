package online

import (
	"fmt"
	"math"

	"monro/stdlib/linalg"
	"monro/stdlib/vec"
)

// slack is by how much, relative to the set's size, a point may be outside of it and
// still count as inside: projections round.
const slack = 1e-9

// ElasticNet is h(x) = L1·‖x‖₁ + (L2/2)·‖x‖²: the soft threshold by η·L1, divided by
// 1 + η·L2.
type ElasticNet struct{ L1, L2 float64 }

// L1 returns h(x) = c·‖x‖₁, whose steps make coordinates exactly 0.
func L1(c float64) ElasticNet { return ElasticNet{L1: c} }

// Prox applies the threshold and the division.
func (p ElasticNet) Prox(z []float64, eta float64) error {
	_, err := linalg.ProxElasticNet(z, z, eta*p.L1, eta*p.L2)
	return err
}

// Value returns h(x).
func (p ElasticNet) Value(x []float64) float64 {
	v := p.L1 * vec.Norm1(x)
	if p.L2 != 0 {
		v += p.L2 / 2 * vec.Dot(x, x)
	}
	return v
}

// Validate returns an error where a weight is negative or not finite.
func (p ElasticNet) Validate() error {
	return first(notNegative("ElasticNet", "L1", p.L1), notNegative("ElasticNet", "L2", p.L2))
}

// String names the penalty.
func (p ElasticNet) String() string { return fmt.Sprintf("ElasticNet(%g, %g)", p.L1, p.L2) }

// Ball is the set of x with ‖x‖ <= Radius.
type Ball struct{ Radius float64 }

// Prox projects.
func (p Ball) Prox(z []float64, _ float64) error {
	_, err := linalg.ProjectBall(z, z, p.Radius)
	return err
}

// Value returns 0 in the ball.
func (p Ball) Value(x []float64) float64 { return inside(vec.Norm2(x) <= p.Radius*(1+slack)) }

// Validate returns an error unless the radius is positive and finite.
func (p Ball) Validate() error { return positive("Ball", "Radius", p.Radius) }

// String names the set.
func (p Ball) String() string { return fmt.Sprintf("Ball(%g)", p.Radius) }

// Box is the set of x with Lo <= x_i <= Hi for all i; either may be infinite.
type Box struct{ Lo, Hi float64 }

// Prox projects.
func (p Box) Prox(z []float64, _ float64) error {
	vec.Clip(z, z, p.Lo, p.Hi)
	return nil
}

// Value returns 0 in the box.
func (p Box) Value(x []float64) float64 {
	for _, v := range x {
		if !(v >= p.Lo && v <= p.Hi) {
			return math.Inf(1)
		}
	}
	return 0
}

// Validate returns an error unless Lo <= Hi.
func (p Box) Validate() error {
	if !(p.Lo <= p.Hi) {
		return fmt.Errorf("online: Box: [Lo, Hi] = [%v, %v]: want Lo <= Hi", p.Lo, p.Hi)
	}
	return nil
}

// String names the set.
func (p Box) String() string { return fmt.Sprintf("Box(%g, %g)", p.Lo, p.Hi) }

// Simplex is the set of x >= 0 with Σ x_i = Sum, in the Euclidean geometry; for the
// entropic one, which has cheaper steps, see Entropy. A projection sorts, and
// allocates.
type Simplex struct{ Sum float64 }

// Prox projects.
func (p Simplex) Prox(z []float64, _ float64) error {
	_, err := linalg.ProjectSimplex(z, z, p.Sum)
	return err
}

// Value returns 0 on the simplex.
func (p Simplex) Value(x []float64) float64 {
	var sum float64
	for _, v := range x {
		if !(v >= 0) {
			return math.Inf(1)
		}
		sum += v
	}
	return inside(math.Abs(sum-p.Sum) <= slack*p.Sum)
}

// Validate returns an error unless the sum is positive and finite.
func (p Simplex) Validate() error { return positive("Simplex", "Sum", p.Sum) }

// String names the set.
func (p Simplex) String() string { return fmt.Sprintf("Simplex(%g)", p.Sum) }

func inside(is bool) float64 {
	if is {
		return 0
	}
	return math.Inf(1)
}
