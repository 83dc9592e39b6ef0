package linalg

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// ProjectEllipsoid stores in dst the point of {z : zᵀ·H·z <= radius²} nearest to x in
// the Euclidean norm, and returns it. H is symmetric positive semidefinite, radius
// positive.
//
// In H's eigenbasis z_i = x_i/(1 + μ·λ_i), with μ >= 0 where zᵀHz = radius², found
// by bisection to the last digit. For many x and one H, factorise once: see
// NewEllipsoid.
func ProjectEllipsoid(dst, x []float64, h mat.Matrix, radius float64) ([]float64, error) {
	e, err := NewEllipsoid(h)
	if err != nil {
		return nil, err
	}
	return e.Project(dst, x, radius)
}

// ProjectBallHNorm stores in dst the point z of the ball {z : ‖z‖ <= radius} nearest
// to x in the norm of H, that is with the least (z−x)ᵀ·H·(z−x), and returns it: the
// projection of preconditioned methods. H is symmetric positive definite.
//
// In H's eigenbasis z_i = λ_i·x_i/(λ_i + μ), with μ >= 0 where ‖z‖ = radius. For many
// x and one H, factorise once: see NewEllipsoid.
func ProjectBallHNorm(dst, x []float64, h mat.Matrix, radius float64) ([]float64, error) {
	e, err := NewEllipsoid(h)
	if err != nil {
		return nil, err
	}
	return e.ProjectBall(dst, x, radius)
}

// An Ellipsoid is the eigenvectors of a matrix H that defines a norm √(xᵀHx).
type Ellipsoid struct {
	values  []float64
	vectors []float64 // as columns, row-major
}

// NewEllipsoid factorises H, in O(n³) flops; projections then take O(n²). It returns
// an error for an H that is not symmetric positive semidefinite or not finite.
func NewEllipsoid(h mat.Matrix) (*Ellipsoid, error) {
	const op = "linalg.NewEllipsoid"
	if _, err := symmetric(op, "h", h); err != nil {
		return nil, err
	}
	values, vectors, err := SymEigen(h)
	if err != nil {
		return nil, err
	}
	n := len(values)
	rounding := float64(n) * 0x1p-52 * max(values[n-1], -values[0])
	if values[0] < -rounding {
		return nil, ArgumentError{op, "h's least eigenvalue", values[0], "a positive semidefinite matrix"}
	}
	for i, v := range values {
		if v <= rounding {
			values[i] = 0
		}
	}
	return &Ellipsoid{values, vectors.RawMatrix().Data}, nil
}

// Project is ProjectEllipsoid.
func (e *Ellipsoid) Project(dst, x []float64, radius float64) ([]float64, error) {
	const op = "linalg.ProjectEllipsoid"
	return e.project(op, dst, x, radius, func(z, x []float64, mu float64) (squared float64) {
		for i, v := range x {
			z[i] = v / (1 + mu*e.values[i])
			squared += e.values[i] * z[i] * z[i]
		}
		return squared
	})
}

// ProjectBall is ProjectBallHNorm.
func (e *Ellipsoid) ProjectBall(dst, x []float64, radius float64) ([]float64, error) {
	const op = "linalg.ProjectBallHNorm"
	if least := e.values[0]; least <= 0 {
		return nil, ArgumentError{op, "h's least eigenvalue", least, "a positive definite matrix"}
	}
	return e.project(op, dst, x, radius, func(z, x []float64, mu float64) (squared float64) {
		for i, v := range x {
			z[i] = v / (1 + mu/e.values[i])
			squared += z[i] * z[i]
		}
		return squared
	})
}

// project stores x in dst where it is inside, and else the point on the boundary.
// at stores the candidate of a multiplier mu in z and returns its squared norm,
// which decreases in mu; both in the eigenbasis.
func (e *Ellipsoid) project(op string, dst, x []float64, radius float64, at func(z, x []float64, mu float64) float64) ([]float64, error) {
	n := len(e.values)
	if len(x) != n {
		return nil, ShapeError{op, lengthOf("x", x), shapeOf("h", mat.NewDiagDense(n, e.values))}
	}
	if err := first(target(op, &dst, x), finite(op, "x", x), positive(op, "radius", radius)); err != nil {
		return nil, err
	}
	// Scaled to radius 1, so that squares neither overflow nor vanish.
	y := vec.MatTVec(nil, e.vectors, vec.Scale(nil, 1/radius, x))
	tooFar := ArgumentError{op, "‖x‖/radius", vec.Norm2(y), "a number whose square, with h's elements, does not overflow"}
	if vec.NonFinite(y) >= 0 {
		return nil, tooFar
	}
	z := make([]float64, n)
	if at(z, y, 0) <= 1 {
		copy(dst, x)
		return dst, nil
	}
	lo, hi := 0.0, 1.0
	for at(z, y, hi) > 1 {
		if lo, hi = hi, 2*hi; math.IsInf(hi, 1) {
			return nil, tooFar
		}
	}
	for {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if at(z, y, mid) > 1 {
			lo = mid
		} else {
			hi = mid
		}
	}
	at(z, y, hi)
	return vec.Scale(dst, radius, vec.MatVec(dst, e.vectors, z)), nil
}
