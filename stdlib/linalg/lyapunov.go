package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/lapack"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// Lyapunov returns the X with A·X + X·Aᵀ = Q, for n by n matrices. The stationary
// covariance S of dx = −A·x·dt + B·dw is Lyapunov(A, B·Bᵀ).
//
// A symmetric A is diagonalised: X_ij = Q_ij/(λ_i+λ_j) in its eigenbasis. Else the
// method is Bartels and Stewart's (1972): the real Schur form A = U·T·Uᵀ, then
// back substitution in T's blocks of 1 or 2 rows. Both take O(n³) flops.
//
// It returns an error for shapes that differ, numbers that are not finite, and an A
// with two eigenvalues (or one, twice) that sum to 0: there is no unique X.
func Lyapunov(a, q mat.Matrix) (*mat.Dense, error) {
	const op = "linalg.Lyapunov"
	if err := first(square(op, "a", a), square(op, "q", q)); err != nil {
		return nil, err
	}
	n, _ := a.Dims()
	if m, _ := q.Dims(); m != n {
		return nil, ShapeError{op, shapeOf("a", a), shapeOf("q", q)}
	}
	var u, t *mat.Dense
	if _, err := symmetric(op, "a", a); err == nil {
		values, vectors, err := SymEigen(a)
		if err != nil {
			return nil, err
		}
		u, t = vectors, mat.DenseCopyOf(mat.NewDiagDense(n, values))
	} else if u, t, err = schur(a); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}

	var f, x mat.Dense
	f.Product(u.T(), q, u)
	if !solveQuasiTriangular(t.RawMatrix().Data, f.RawMatrix().Data, n) {
		return nil, ArgumentError{op, "a", "a matrix with eigenvalues that sum to 0", "none of the sums λ_i + λ_j to be 0"}
	}
	x.Product(u, &f, u.T())
	return &x, nil
}

// schur returns the real Schur form A = U·T·Uᵀ: U orthogonal, T upper triangular
// but for 2×2 blocks on its diagonal.
func schur(a mat.Matrix) (u, t *mat.Dense, err error) {
	n, _ := a.Dims()
	t = mat.DenseCopyOf(a)
	h := t.RawMatrix().Data
	tau, work := make([]float64, n), make([]float64, 64*n)
	var impl lapackgonum.Implementation
	impl.Dgehrd(n, 0, n-1, h, n, tau[:max(0, n-1)], work, len(work))
	u = mat.DenseCopyOf(t)
	impl.Dorghr(n, 0, n-1, u.RawMatrix().Data, n, tau[:max(0, n-1)], work, len(work))
	for i := 2; i < n; i++ {
		clear(h[i*n : i*n+i-1]) // reflectors lie below the first subdiagonal
	}
	if impl.Dhseqr(lapack.EigenvaluesAndSchur, lapack.SchurOrig, n, 0, n-1, h, n,
		make([]float64, n), make([]float64, n), u.RawMatrix().Data, n, work, len(work)) != 0 {
		return nil, nil, fmt.Errorf("the Schur form of a %d×%d matrix did not converge", n, n)
	}
	return u, t, nil
}

// solveQuasiTriangular overwrites F with the X of T·X + X·Tᵀ = F and tells whether
// that is unique. The last rows and columns come first: block (i, j) depends on
// those below and to the right.
func solveQuasiTriangular(t, f []float64, n int) bool {
	var impl lapackgonum.Implementation
	starts := blockStarts(t, n)
	smallest := 0x1p-52 * vec.Norm1(t)
	for bj := len(starts) - 2; bj >= 0; bj-- {
		j, nj := starts[bj], starts[bj+1]-starts[bj]
		for bi := len(starts) - 2; bi >= 0; bi-- {
			i, ni := starts[bi], starts[bi+1]-starts[bi]
			for r := i; r < i+ni; r++ {
				for c := j; c < j+nj; c++ {
					sum := f[r*n+c]
					for k := i + ni; k < n; k++ {
						sum -= t[r*n+k] * f[k*n+c]
					}
					for k := j + nj; k < n; k++ {
						sum -= f[r*n+k] * t[c*n+k]
					}
					f[r*n+c] = sum
				}
			}
			if singular(t, n, i, ni, j, nj, smallest) {
				return false
			}
			var x [4]float64
			scale, _, ok := impl.Dlasy2(false, true, 1, ni, nj, t[i*n+i:], n, t[j*n+j:], n, f[i*n+j:], n, x[:], 2)
			if !ok || scale == 0 {
				return false
			}
			for r := range ni {
				for c := range nj {
					f[(i+r)*n+j+c] = x[r*2+c] / scale
				}
			}
		}
	}
	return true
}

// blockStarts returns where T's diagonal blocks begin, and n.
func blockStarts(t []float64, n int) []int {
	var starts []int
	for i := 0; i < n; i++ {
		starts = append(starts, i)
		if i+1 < n && t[(i+1)*n+i] != 0 {
			i++
		}
	}
	return append(starts, n)
}

// singular tells whether an eigenvalue of diagonal block i and one of block j sum to
// no more than smallest. Blocks of two are in LAPACK's standard form: equal diagonal
// elements, the eigenvalues a ± √(bc).
func singular(t []float64, n, i, ni, j, nj int, smallest float64) bool {
	imaginary := func(i, ni int) float64 {
		if ni == 1 {
			return 0
		}
		return math.Sqrt(-t[i*n+i+1] * t[(i+1)*n+i])
	}
	re := t[i*n+i] + t[j*n+j]
	im := imaginary(i, ni) - imaginary(j, nj)
	return math.Hypot(re, im) <= smallest
}
