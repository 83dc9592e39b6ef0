package vec

import (
	"gonum.org/v1/gonum/blas"

	"monro/stdlib/vec/internal/gemm"
)

// syrkBlock is the rows of C that syrk computes at a time.
const syrkBlock = 96

// syrk is the product of a matrix with its own transpose by an engine: strips of the
// triangle as they are, and the blocks on the diagonal beside C, of which then a
// triangle is taken. Elements are those that the product of two matrices has.
func syrk[F gemm.Float](op string, multiply product[F], ul blas.Uplo, t blas.Transpose, n, k int, alpha F, a []F, lda int, beta F, c []F, ldc int) {
	if ul != blas.Upper && ul != blas.Lower {
		panic(ArgumentError{op, "ul", string(ul), "blas.Upper or blas.Lower"})
	}
	trans := transposed(op, t)
	checkGemm(op, trans, !trans, n, n, k, a, lda, a, lda, c, ldc)
	if k == 0 || alpha == 0 {
		k, a = 0, nil // A is not read
	}
	from := func(i int) []F { // the row i of op(A)
		switch {
		case k == 0:
			return nil
		case trans:
			return a[i:]
		}
		return a[i*lda:]
	}
	square := make([]F, min(n, syrkBlock)*min(n, syrkBlock))
	for i := 0; i < n; i += syrkBlock {
		size := min(syrkBlock, n-i)
		if ul == blas.Lower && i > 0 {
			multiply(trans, !trans, size, i, k, alpha, from(i), lda, from(0), lda, beta, c[i*ldc:], ldc)
		}
		if end := i + size; ul == blas.Upper && end < n {
			multiply(trans, !trans, size, n-end, k, alpha, from(i), lda, from(end), lda, beta, c[i*ldc+end:], ldc)
		}
		multiply(trans, !trans, size, size, k, alpha, from(i), lda, from(i), lda, 0, square, size)
		for r := range size {
			lo, hi := 0, r+1
			if ul == blas.Upper {
				lo, hi = r, size
			}
			addScaled(c[(i+r)*ldc+i:][lo:hi], beta, square[r*size:][lo:hi])
		}
	}
}

// addScaled stores beta·c + x in c; where beta is 0 c is not read.
func addScaled[F gemm.Float](c []F, beta F, x []F) {
	if beta == 0 {
		copy(c, x)
		return
	}
	for j, v := range x {
		c[j] = beta*c[j] + v
	}
}
