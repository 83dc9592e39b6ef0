package online

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// Entropy is the geometry of the probability simplex X = {x >= 0, Σ x_i = 1} with the
// negative entropy ψ(x) = Σ x_i log x_i, D_ψ the Kullback–Leibler divergence, and
// h = 0. Its step, exponentiated gradient,
//
//	x_{t+1,i} ∝ x_{t,i}·exp(−η_t ĝ_{t,i}),
//
// depends on the dimension only through the largest |ĝ_i|. ψ is 1-strongly convex in
// ‖·‖₁. A coordinate that underflows to 0 stays there.
type Entropy struct{}

// Step multiplies and normalises. The least exponent is taken out first, so that
// nothing overflows and the sum is at least one coordinate of x.
func (Entropy) Step(x, g []float64, eta float64) error {
	shift := math.Inf(-1) // of the log of the new point
	for i, xi := range x {
		if xi > 0 {
			shift = max(shift, math.Log(xi)-eta*g[i])
		}
	}
	var sum float64
	for i, xi := range x {
		if xi > 0 {
			x[i] = math.Exp(math.Log(xi) - eta*g[i] - shift)
			sum += x[i]
		}
	}
	vec.Scale(x, 1/sum, x)
	return nil
}

// Divergence returns Σ x_i log(x_i/y_i), where 0·log 0 = 0; +Inf where a y_i is 0 and
// x_i is not.
func (Entropy) Divergence(x, y []float64) float64 {
	var sum float64
	for i, xi := range x {
		if xi > 0 {
			sum += xi * math.Log(xi/y[i])
		}
	}
	return sum
}

// Value returns 0 on the simplex.
func (Entropy) Value(x []float64) float64 { return Simplex{1}.Value(x) }

// Start returns an error unless x is in the interior of the simplex: a coordinate
// that is 0 would stay so.
func (e Entropy) Start(x []float64) error {
	for i, v := range x {
		if !(v > 0) {
			return fmt.Errorf("x1[%d] = %v: want a point in the interior of the simplex, all coordinates > 0", i, v)
		}
	}
	if sum := vec.Sum(x); math.IsInf(e.Value(x), 1) {
		return fmt.Errorf("x1 has the sum %v: want a point of the simplex, with sum 1", sum)
	}
	return nil
}

// Validate returns nil.
func (Entropy) Validate() error { return nil }

// String names the geometry.
func (Entropy) String() string { return "Entropy" }
