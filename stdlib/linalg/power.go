package linalg

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// PowerSettings says how PowerIteration goes about it. The zero value stops at a
// relative residual of 1e-8 or after 1000 iterations.
type PowerSettings struct {
	MaxIter int     // cap on iterations; 0 means 1000
	Tol     float64 // stop at ‖A·v − λ·v‖ <= Tol·|λ|; 0 means 1e-8
}

// PowerResult is where PowerIteration ended.
type PowerResult struct {
	Value      float64   // the Rayleigh quotient vᵀ·A·v
	Vector     []float64 // v, of norm 1
	Residual   float64   // ‖A·v − Value·v‖: for symmetric A an eigenvalue is this near
	Iterations int       // products with A
	Converged  bool      // whether the residual reached the tolerance
}

// PowerIteration looks for the eigenvalue of A that is largest in modulus, and its
// eigenvector, from a start that must not be 0: take a random one, such as
// rng.New(1).NormalVec(make([]float64, n)). The error shrinks by |λ₂/λ₁| an
// iteration; where the two largest are ±λ it does not converge. Reaching the cap is
// no error: see Converged.
//
// It returns an error for a start that is 0 or not finite, negative settings, and
// an operator that returns what is not finite.
func PowerIteration(a Operator, start []float64, s PowerSettings) (result PowerResult, err error) {
	const op = "linalg.PowerIteration"
	defer caught(&err)
	if a == nil {
		return PowerResult{}, ArgumentError{op, "a", nil, "an operator"}
	}
	if err := first(finite(op, "start", start), atLeast(op, "MaxIter", s.MaxIter, 0), nonNegative(op, "Tol", s.Tol)); err != nil {
		return PowerResult{}, err
	}
	if s.MaxIter == 0 {
		s.MaxIter = 1000
	}
	if s.Tol == 0 {
		s.Tol = 1e-8
	}
	norm := vec.Norm2(start)
	if norm == 0 || math.IsInf(norm, 0) {
		return PowerResult{}, ArgumentError{op, "start", fmt.Sprintf("a vector of norm %v", norm), "a vector that is not 0"}
	}
	v, av, rest := vec.Scale(nil, 1/norm, start), make([]float64, len(start)), make([]float64, len(start))
	r := PowerResult{Vector: v}
	for {
		a(av, v)
		r.Iterations++
		r.Value = vec.Dot(v, av)
		if i := vec.NonFinite(av); i >= 0 {
			return PowerResult{}, ArgumentError{op, fmt.Sprintf("(A·v)[%d]", i), av[i], "a finite number from the operator"}
		}
		copy(rest, av)
		vec.Axpy(rest, -r.Value, v)
		r.Residual = vec.Norm2(rest)
		r.Converged = r.Residual <= s.Tol*math.Abs(r.Value)
		norm := vec.Norm2(av)
		if r.Converged || r.Iterations == s.MaxIter || norm == 0 {
			return r, nil
		}
		vec.Scale(v, 1/norm, av)
	}
}
