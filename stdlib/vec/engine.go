package vec

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"monro/stdlib/vec/internal/gemm"
)

// An engine multiplies matrices. Its functions get checked arguments.
type engine struct {
	name  string
	dgemm product[float64]
	sgemm product[float32]
}

// A product is a function like Gemm.
type product[F gemm.Float] func(transA, transB bool, m, n, k int, alpha F, a []F, lda int, b []F, ldb int, beta F, c []F, ldc int)

var current atomic.Pointer[engine]

func init() {
	current.Store(defaultEngine())
	useInGonum()
}

// defaultEngine is our kernels where they use the processor's vectors; plain Go
// kernels have no such lead over gonum's.
func defaultEngine() *engine {
	if gemm.Best64().Name == "go" {
		return &gonumEngine
	}
	return &simdEngine
}

// Engine returns the name of the engine that multiplies matrices: gonum, simd or
// openblas.
func Engine() string { return current.Load().name }

// Engines returns the names of the engines that SetEngine accepts in this process.
func Engines() []string {
	names := []string{"gonum", "simd"}
	if _, err := openBLAS(); err == nil {
		names = append(names, "openblas")
	}
	return names
}

// SetEngine chooses what multiplies matrices from now on, in Gemm and Gemm32 and,
// through gonum's blas64 and blas32, in gonum's matrices and decompositions:
//
//   - simd: our kernels for AVX-512 or AVX2 (plain Go on other processors; SIMD
//     tells which). The default where the processor has AVX2. The result is the
//     same in every bit with either instruction set and at any GOMAXPROCS.
//   - gonum: gonum's own, the default elsewhere. Skips zeros of A, so that NaN and
//     infinities in B do not always reach the result.
//   - openblas: the OpenBLAS library of the system, found at run time, in builds
//     with the tag openblas only. Bits may depend on its number of threads.
//
// It returns an error that lists what is available where name is unknown or its
// library is not found, and then changes nothing. It may be called at any time;
// products that run already finish with the engine they began with.
func SetEngine(name string) error {
	switch name {
	case "gonum":
		current.Store(&gonumEngine)
	case "simd":
		current.Store(&simdEngine)
	case "openblas":
		e, err := openBLAS()
		if err != nil {
			return unavailable(name, err)
		}
		current.Store(e)
	default:
		return unavailable(name, errors.New("no such engine"))
	}
	return nil
}

func unavailable(name string, why error) error {
	return fmt.Errorf("vec.SetEngine: name = %q: %w; available: %s", name, why, strings.Join(Engines(), ", "))
}

// SIMD returns the instruction set that the simd engine uses on this processor:
// avx512, avx2, or go for plain Go.
func SIMD() string { return gemm.Best64().Name }

var simdEngine = engine{
	name: "simd",
	dgemm: func(transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
		gemm.Best64().Mul(m, n, k, alpha, gemm.Matrix[float64]{Data: a, Stride: lda, T: transA}, gemm.Matrix[float64]{Data: b, Stride: ldb, T: transB}, beta, c, ldc)
	},
	sgemm: func(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
		gemm.Best32().Mul(m, n, k, alpha, gemm.Matrix[float32]{Data: a, Stride: lda, T: transA}, gemm.Matrix[float32]{Data: b, Stride: ldb, T: transB}, beta, c, ldc)
	},
}

var gonumEngine = engine{
	name: "gonum",
	dgemm: func(transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
		if alpha == 0 { // gonum reads A and B even so
			k = 0
		}
		gonum.Implementation{}.Dgemm(trans(transA), trans(transB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	},
	sgemm: func(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
		if alpha == 0 {
			k = 0
		}
		gonum.Implementation{}.Sgemm(trans(transA), trans(transB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	},
}

func trans(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}
