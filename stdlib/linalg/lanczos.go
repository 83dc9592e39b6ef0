package linalg

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/lapack"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"

	"monro/stdlib/vec"
)

// A Krylov is the tridiagonal matrix T = QᵀAQ that Lanczos found and the basis Q
// of its Krylov space.
type Krylov struct {
	Diagonal    []float64 // of T, one for each step
	OffDiagonal []float64 // of T, one fewer
	Basis       []float64 // orthonormal vectors, one after the other: the rows of Qᵀ
	Residual    float64   // ‖A·Q − Q·T‖; 0 where the Krylov space is invariant under A
}

// Lanczos takes at most so many steps of the symmetric Lanczos process from a
// start (Lanczos 1950), with full reorthogonalisation, so that the basis is
// orthonormal to rounding: each step costs one product with A and 4·n·k flops. It
// ends earlier where the space is invariant under A, at n steps at the latest.
//
// It returns an error for a start that is 0 or not finite, steps < 1, and an
// operator that returns what is not finite.
func Lanczos(a Operator, start []float64, steps int) (krylov Krylov, err error) {
	const op = "linalg.Lanczos"
	defer caught(&err)
	n := len(start)
	if a == nil {
		return Krylov{}, ArgumentError{op, "a", nil, "an operator"}
	}
	if err := first(finite(op, "start", start), atLeast(op, "steps", steps, 1)); err != nil {
		return Krylov{}, err
	}
	norm := vec.Norm2(start)
	if norm == 0 || math.IsInf(norm, 0) {
		return Krylov{}, ArgumentError{op, "start", fmt.Sprintf("a vector of norm %v", norm), "a vector that is not 0"}
	}

	steps = min(steps, n)
	k := Krylov{Basis: make([]float64, 0, steps*n)}
	q, w := vec.Scale(nil, 1/norm, start), make([]float64, n)
	largest := 0.0 // the norm of T so far: what the rest is small against
	for {
		k.Basis = append(k.Basis, q...)
		a(w, q)
		alpha := vec.Dot(q, w)
		if i := vec.NonFinite(w); i >= 0 {
			return Krylov{}, ArgumentError{op, fmt.Sprintf("(A·q)[%d]", i), w[i], "a finite number from the operator"}
		}
		k.Diagonal = append(k.Diagonal, alpha)
		// Twice is enough (Giraud et al. 2005); this takes alpha·q away too.
		for range 2 {
			c := vec.MatVec(nil, k.Basis, w)
			vec.Sub(w, w, vec.MatTVec(nil, k.Basis, c))
		}
		beta := vec.Norm2(w)
		largest = max(largest, math.Abs(alpha), beta)
		if beta <= float64(n)*0x1p-52*largest {
			k.Residual = 0
			return k, nil
		}
		k.Residual = beta
		if len(k.Diagonal) == steps {
			return k, nil
		}
		k.OffDiagonal = append(k.OffDiagonal, beta)
		vec.Scale(q, 1/beta, w)
	}
}

// Ritz returns the eigenvalues of T in increasing order, which approximate
// eigenvalues of A, the extreme ones first; and for each the squared first
// component of its eigenvector: the nodes and weights of the Gauss quadrature of
// A's spectrum as seen from the start (Golub and Welsch 1969). The weights sum to
// 1.
func (k Krylov) Ritz() (values, weights []float64, err error) {
	values, vectors, err := k.eigen()
	if err != nil {
		return nil, nil, err
	}
	weights = make([]float64, len(values))
	for i, v := range vectors[:len(values)] {
		weights[i] = v * v
	}
	return values, weights, nil
}

// Vectors returns the Ritz values in increasing order and the Ritz vectors Q·y,
// one after the other: approximate eigenvectors of A of norm 1.
func (k Krylov) Vectors() (values, vectors []float64, err error) {
	values, y, err := k.eigen()
	if err != nil || len(values) == 0 {
		return nil, nil, err
	}
	steps := len(values)
	n := len(k.Basis) / steps
	vectors = make([]float64, steps*n)
	vec.Gemm(true, false, steps, n, steps, 1, y, steps, k.Basis, max(1, n), 0, vectors, max(1, n))
	return values, vectors, nil
}

// eigen returns the eigenvalues of T, increasing, and its eigenvectors as columns
// of a row-major matrix.
func (k Krylov) eigen() (values, vectors []float64, err error) {
	n := len(k.Diagonal)
	if n > 0 && len(k.OffDiagonal) != n-1 {
		return nil, nil, ShapeError{"linalg.Krylov", lengthOf("Diagonal", k.Diagonal), lengthOf("OffDiagonal", k.OffDiagonal)}
	}
	if n == 0 {
		return nil, nil, nil
	}
	if err := first(finite("linalg.Krylov", "Diagonal", k.Diagonal), finite("linalg.Krylov", "OffDiagonal", k.OffDiagonal)); err != nil {
		return nil, nil, err
	}
	values, vectors = slices.Clone(k.Diagonal), make([]float64, n*n)
	ok := lapackgonum.Implementation{}.Dsteqr(lapack.EVTridiag, n, values, slices.Clone(k.OffDiagonal), vectors, n, make([]float64, max(1, 2*n-2)))
	if !ok {
		return nil, nil, fmt.Errorf("linalg.Krylov: eigenvalues of the %d×%d tridiagonal matrix did not converge", n, n)
	}
	return values, vectors, nil
}
