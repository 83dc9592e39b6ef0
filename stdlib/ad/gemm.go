package ad

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"monro/stdlib/vec"
)

// An algebra is products of matrices, and of a matrix with a vector, as in BLAS.
type algebra[T float] struct {
	gemm func(tA, tB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)
	gemv func(tA blas.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
}

var (
	doubles = algebra[float64]{vec.Gemm, gonum.Implementation{}.Dgemv}
	singles = algebra[float32]{vec.Gemm32, gonum.Implementation{}.Sgemv}
)

// algebraOf is the algebra in the precision of T.
func algebraOf[T float]() algebra[T] {
	if l, ok := any(doubles).(algebra[T]); ok {
		return l
	}
	return any(singles).(algebra[T])
}

// product is C ← op(A)·op(B) + beta·C for row-major matrices, m×k and k×n after
// transposition. None of the sizes is 0.
func (l *algebra[T]) product(tA, tB bool, m, n, k int, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	switch {
	case n == 1 && (tB || ldb == 1): // op(B) is a column without gaps
		l.column(tA, m, k, a, lda, b, beta, c)
	case m == 1 && (!tA || lda == 1): // the row op(A) times op(B) is op(B)ᵀ times a column
		l.column(!tB, n, k, b, ldb, a, beta, c)
	case k == 1 && beta == 0 && (tA || lda == 1) && (!tB || ldb == 1): // a column times a row
		for i, x := range a[:m] {
			mulVS(c[i*ldc:i*ldc+n], b, x)
		}
	default:
		l.gemm(tA, tB, m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
	}
}

// column is y ← op(A)·x + beta·y where op(A) is m×k.
func (l *algebra[T]) column(t bool, m, k int, a []T, lda int, x []T, beta T, y []T) {
	if t {
		l.gemv(blas.Trans, k, m, 1, a, lda, x, 1, beta, y, 1)
		return
	}
	l.gemv(blas.NoTrans, m, k, 1, a, lda, x, 1, beta, y, 1)
}
