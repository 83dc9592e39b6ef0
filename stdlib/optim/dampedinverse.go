package optim

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"

	"monro/stdlib/vec"
)

// dampedInverse stores (A + c·I)⁻¹ in dst, for the symmetric n×n matrix A, and reports
// whether it is positive definite to working precision; where it is not dst stays.
// scratch has room for n×n numbers. (lapack64.Potri does the same, but allocates.)
func dampedInverse(dst, scratch, a []float64, n int, c float64) bool {
	r := scratch[:n*n]
	copy(r, a)
	for i := range n {
		r[i*n+i] += c
	}
	root, ok := lapack64.Potrf(blas64.Symmetric{Uplo: blas.Upper, N: n, Stride: n, Data: r})
	if !ok || !lapack64.Trtri(root) {
		return false
	}
	for i := range n {
		clear(r[i*n : i*n+i]) // where A still is
	}
	vec.Gemm(false, true, n, n, n, 1, r, n, r, n, 0, dst, n) // R⁻¹R⁻ᵀ
	return true
}

// meanDiagonal returns the mean of the diagonal of an n×n matrix.
func meanDiagonal(a []float64, n int) float64 {
	var sum float64
	for i := range n {
		sum += a[i*n+i]
	}
	return sum / float64(n)
}
