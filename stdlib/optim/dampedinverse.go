package optim

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// dampedInverse stores (A + c·I)⁻¹ in dst, for the symmetric n×n matrix A, and reports
// whether it is positive definite to working precision.
func dampedInverse(dst, a []float64, n int, c float64) bool {
	copy(dst, a)
	for i := range n {
		dst[i*n+i] += c
	}
	r, ok := lapack64.Potrf(blas64.Symmetric{Uplo: blas.Upper, N: n, Stride: n, Data: dst})
	if !ok {
		return false
	}
	if _, ok := lapack64.Potri(r); !ok {
		return false
	}
	for i := range n { // the lower triangle
		for j := range i {
			dst[i*n+j] = dst[j*n+i]
		}
	}
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
