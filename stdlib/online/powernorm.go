package online

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// PowerNorm is the geometry of R^d with ψ(x) = (2^{q−2}/q)·‖x‖^q for an exponent
// Q = q >= 2, and h = 0. ψ is uniformly convex, D_ψ(x, y) >= ‖x−y‖^q/q: for noise with
// a moment of order p in (1, 2] only, take q = p/(p−1). With
// ∇ψ(x) = 2^{q−2}·‖x‖^{q−2}·x the step is
//
//	u = ∇ψ(x_t) − η_t ĝ_t,   x_{t+1} = (u/‖u‖)·(‖u‖/2^{q−2})^{1/(q−1)},   0 where u = 0.
//
// Q = 2 is Euclid. Above, ψ is flat at 0: the first steps from x_1 = 0 are long,
// ‖x_2‖ = (η‖ĝ‖/2^{q−2})^{1/(q−1)}, and far out steps are short, which tames outliers.
type PowerNorm struct{ Q float64 }

// Step makes the step of mirror descent in closed form.
func (p PowerNorm) Step(x, g []float64, eta float64) error {
	if p.Q == 2 {
		vec.Mix(x, 1, x, -eta, g)
		return nil
	}
	vec.Mix(x, p.slope(vec.Norm2(x)), x, -eta, g) // u
	norm := vec.Norm2(x)
	if norm == 0 {
		return nil
	}
	length := math.Pow(norm/math.Pow(2, p.Q-2), 1/(p.Q-1))
	vec.Scale(x, length/norm, x)
	return nil
}

// slope is the factor of y in ∇ψ(y).
func (p PowerNorm) slope(norm float64) float64 {
	return math.Pow(2, p.Q-2) * math.Pow(norm, p.Q-2)
}

// Divergence returns D_ψ(x, y), 0 where rounding would leave it below.
func (p PowerNorm) Divergence(x, y []float64) float64 {
	psi := func(norm float64) float64 { return math.Pow(2, p.Q-2) / p.Q * math.Pow(norm, p.Q) }
	ny := vec.Norm2(y)
	inner := vec.Dot(x, y) - ny*ny
	return max(psi(vec.Norm2(x))-psi(ny)-p.slope(ny)*inner, 0)
}

// Value returns 0.
func (p PowerNorm) Value([]float64) float64 { return 0 }

// Start returns nil: a run may begin anywhere.
func (p PowerNorm) Start([]float64) error { return nil }

// Validate returns an error unless Q is finite and at least 2.
func (p PowerNorm) Validate() error {
	if !(p.Q >= 2) || math.IsInf(p.Q, 1) {
		return fmt.Errorf("online: PowerNorm: Q = %v: want a finite number >= 2", p.Q)
	}
	return nil
}

// String names the geometry.
func (p PowerNorm) String() string { return fmt.Sprintf("PowerNorm(%g)", p.Q) }
