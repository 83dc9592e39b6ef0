package linalg

import (
	"math"

	"monro/stdlib/vec"
)

// CGSettings says how CG goes about it. The zero value is plain CG from 0 to a
// relative residual of 1e-10 in at most 10·n steps.
type CGSettings struct {
	MaxIter        int       // cap on iterations; 0 means 10·n
	Tol            float64   // stop at ‖b − A·x‖ <= Tol·‖b‖; 0 means 1e-10
	Start          []float64 // where to start; nil means 0
	Preconditioner Operator  // M⁻¹·r for some symmetric positive definite M near A; nil means none
}

// CGResult is where CG ended.
type CGResult struct {
	X          []float64 // the best of its Krylov space in the norm of A
	Iterations int       // products with A, but for one where Start is set
	Converged  bool      // whether the residual reached the tolerance
	Residuals  []float64 // ‖b − A·x‖ at the start and after each iteration, by recurrence

	// NegativeCurvature is a direction d with dᵀ·A·d <= 0 that showed that A is
	// not positive definite and ended the iteration, else nil.
	NegativeCurvature []float64
}

// CG solves A·x = b for a symmetric positive definite A by preconditioned
// conjugate gradients (Hestenes and Stiefel 1952). Reaching the cap is no error:
// see Converged. Nor is an A that is not positive definite: X is then the iterate
// before the direction that NegativeCurvature holds, as truncated Newton methods
// want it.
//
// It returns an error for lengths that differ, numbers that are not finite,
// negative settings, and an operator or preconditioner that returns what is not
// finite.
func CG(a Operator, b []float64, s CGSettings) (result CGResult, err error) {
	const op = "linalg.CG"
	defer caught(&err)
	n := len(b)
	if err := s.check(op, a, b); err != nil {
		return CGResult{}, err
	}
	if s.MaxIter == 0 {
		s.MaxIter = 10 * n
	}
	if s.Tol == 0 {
		s.Tol = 1e-10
	}

	x, r, p, ap := make([]float64, n), vec.Clone(b), make([]float64, n), make([]float64, n)
	if s.Start != nil {
		copy(x, s.Start)
		a(ap, x)
		vec.Sub(r, r, ap)
	}
	z := r // M⁻¹r
	if s.Preconditioner != nil {
		z = make([]float64, n)
		s.Preconditioner(z, r)
	}
	copy(p, z)
	rz := vec.Dot(r, z)
	stop := s.Tol * vec.Norm2(b)
	norm := vec.Norm2(r)
	residuals := []float64{norm}
	done := func(curvature []float64) (CGResult, error) {
		return CGResult{x, len(residuals) - 1, norm <= stop, residuals, curvature}, nil
	}
	for range s.MaxIter {
		if norm <= stop {
			break
		}
		if !(rz > 0) || math.IsInf(rz, 0) {
			return CGResult{}, ArgumentError{op, "rᵀM⁻¹r", rz, "a positive finite number: the preconditioner must be positive definite and all products finite"}
		}
		a(ap, p)
		curvature := vec.Dot(p, ap)
		if curvature-curvature != 0 {
			return CGResult{}, ArgumentError{op, "pᵀAp", curvature, "a finite number from the operator"}
		}
		if curvature <= 0 {
			return done(p)
		}
		alpha := rz / curvature
		vec.Axpy(x, alpha, p)
		vec.Axpy(r, -alpha, ap)
		norm = vec.Norm2(r)
		residuals = append(residuals, norm)
		if s.Preconditioner != nil {
			s.Preconditioner(z, r)
		}
		previous := rz
		rz = vec.Dot(r, z)
		vec.Scale(p, rz/previous, p)
		vec.Add(p, p, z)
	}
	return done(nil)
}

func (s CGSettings) check(op string, a Operator, b []float64) error {
	if a == nil {
		return ArgumentError{op, "a", nil, "an operator"}
	}
	if s.Start != nil {
		if err := first(sameLength(op, "b", b, "Start", s.Start), finite(op, "Start", s.Start)); err != nil {
			return err
		}
	}
	return first(
		finite(op, "b", b),
		atLeast(op, "MaxIter", s.MaxIter, 0),
		nonNegative(op, "Tol", s.Tol),
	)
}
