package vec

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
)

// implementation is gonum's BLAS with matrix products, also of a matrix with its own
// transpose, by the engine in use.
type implementation struct{ gonum.Implementation }

// useInGonum makes gonum's matrices and decompositions multiply with the engine in
// use. blas64.Use must not race with products, so it is called once, before main,
// and the implementation looks the engine up with each call.
func useInGonum() {
	blas64.Use(implementation{})
	blas32.Use(implementation{})
}

// Dgemm computes C ← alpha·op(A)·op(B) + beta·C: see Gemm, of which it differs in
// letting C be a part of the same array as A and B, as decompositions need.
func (implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	transA, transB := transposed("blas64.Gemm", tA), transposed("blas64.Gemm", tB)
	checkGemm("blas64.Gemm", transA, transB, m, n, k, a, lda, b, ldb, c, ldc)
	current.Load().dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Sgemm is Dgemm for float32.
func (implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	transA, transB := transposed("blas32.Gemm", tA), transposed("blas32.Gemm", tB)
	checkGemm("blas32.Gemm", transA, transB, m, n, k, a, lda, b, ldb, c, ldc)
	current.Load().sgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Dsyrk computes C ← alpha·A·Aᵀ + beta·C, or alpha·Aᵀ·A + beta·C where t is not
// blas.NoTrans, for the upper or lower triangle of a symmetric n by n matrix C alone.
func (implementation) Dsyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	e := current.Load()
	if e == &gonumEngine {
		gonum.Implementation{}.Dsyrk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
		return
	}
	syrk("blas64.Syrk", e.dgemm, ul, t, n, k, alpha, a, lda, beta, c, ldc)
}

// Ssyrk is Dsyrk for float32.
func (implementation) Ssyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float32, a []float32, lda int, beta float32, c []float32, ldc int) {
	e := current.Load()
	if e == &gonumEngine {
		gonum.Implementation{}.Ssyrk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
		return
	}
	syrk("blas32.Syrk", e.sgemm, ul, t, n, k, alpha, a, lda, beta, c, ldc)
}

func transposed(op string, t blas.Transpose) bool {
	if t != blas.NoTrans && t != blas.Trans && t != blas.ConjTrans {
		panic(ArgumentError{op, "trans", string(t), "blas.NoTrans, blas.Trans or blas.ConjTrans"})
	}
	return t != blas.NoTrans
}
