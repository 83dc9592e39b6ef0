package vec

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
)

// implementation is gonum's BLAS with matrix products by the engine in use.
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

func transposed(op string, t blas.Transpose) bool {
	if t != blas.NoTrans && t != blas.Trans && t != blas.ConjTrans {
		panic(ArgumentError{op, "trans", string(t), "blas.NoTrans, blas.Trans or blas.ConjTrans"})
	}
	return t != blas.NoTrans
}
