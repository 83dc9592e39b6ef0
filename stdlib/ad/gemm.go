package ad

import (
	"gonum.org/v1/gonum/floats"

	"monro/stdlib/vec"
)

// gemm is C ← op(A)·op(B) + beta·C for row-major matrices, m×k and k×n after
// transposition. Products with a vector have loops of their own.
func gemm(tA, tB bool, m, n, k int, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	switch {
	case m == 0 || n == 0:
	case n == 1 && (tB || ldb == 1): // op(B) is a column without gaps
		matVec(tA, m, k, a, lda, b[:k], beta, c[:m])
	case m == 1 && (!tA || lda == 1): // the row op(A) times op(B) is op(B)ᵀ times a column
		matVec(!tB, n, k, b, ldb, a[:k], beta, c[:n])
	default:
		vec.Gemm(tA, tB, m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
	}
}

// matVec is y ← op(A)·x + beta·y where op(A) is m×k.
func matVec(t bool, m, k int, a []float64, lda int, x []float64, beta float64, y []float64) {
	if beta == 0 {
		clear(y)
	} else if beta != 1 {
		floats.Scale(beta, y)
	}
	if !t {
		for i := range y {
			y[i] += floats.Dot(a[i*lda:i*lda+k], x)
		}
		return
	}
	for i, c := range x {
		floats.AddScaled(y, c, a[i*lda:i*lda+m])
	}
}
