package vec

import (
	"fmt"
	"unsafe"

	"monro/stdlib/vec/internal/gemm"
)

// Gemm computes C ← alpha·op(A)·op(B) + beta·C with the engine in use (see
// SetEngine). op(A) is m by k, op(B) is k by n, C is m by n; op is the transpose
// where transA or transB is set. Matrices are row-major: neighbours in a row of
// a, b and c are neighbours in memory, and their rows begin lda, ldb and ldc
// elements apart.
//
// Where beta is 0 C is overwritten, whatever it held; where alpha is 0 A and B are
// not read. a and b may overlap; c must not share elements with them. Any of m, n
// and k may be 0. Gemm panics with an ArgumentError for negative sizes, steps
// shorter than a row, slices too short for their matrix, and a c that overlaps.
func Gemm(transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	checkGemm("vec.Gemm", transA, transB, m, n, k, a, lda, b, ldb, c, ldc)
	checkOverlap("vec.Gemm", transA, transB, m, n, k, a, lda, b, ldb, c, ldc)
	current.Load().dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Gemm32 is Gemm for float32, computed in float32.
func Gemm32(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm("vec.Gemm32", transA, transB, m, n, k, a, lda, b, ldb, c, ldc)
	checkOverlap("vec.Gemm32", transA, transB, m, n, k, a, lda, b, ldb, c, ldc)
	current.Load().sgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// MatMul stores A·B in dst and returns it, for an m by k matrix A and a k by n
// matrix B, row-major without gaps. A nil dst is allocated; dst must not overlap
// a or b.
func MatMul(dst, a, b []float64, m, k, n int) []float64 {
	size := func(name string, got, rows, cols int) {
		if got != rows*cols {
			panic(ArgumentError{"vec.MatMul", "len(" + name + ")", got, fmt.Sprintf("%d, for %d×%d", rows*cols, rows, cols)})
		}
	}
	checkSizes("vec.MatMul", m, n, k)
	size("a", len(a), m, k)
	size("b", len(b), k, n)
	if dst == nil {
		dst = make([]float64, m*n)
	}
	size("dst", len(dst), m, n)
	Gemm(false, false, m, n, k, 1, a, max(1, k), b, max(1, n), 0, dst, max(1, n))
	return dst
}

// checkGemm panics unless the arguments describe a product.
func checkGemm[F gemm.Float](op string, transA, transB bool, m, n, k int, a []F, lda int, b []F, ldb int, c []F, ldc int) {
	checkSizes(op, m, n, k)
	rows, cols := stored(transA, m, k)
	checkMatrix(op, "a", rows, cols, len(a), lda)
	rows, cols = stored(transB, k, n)
	checkMatrix(op, "b", rows, cols, len(b), ldb)
	checkMatrix(op, "c", m, n, len(c), ldc)
}

func checkSizes(op string, m, n, k int) {
	if m < 0 || n < 0 || k < 0 {
		name, v := "m", m
		if n < 0 {
			name, v = "n", n
		}
		if k < 0 {
			name, v = "k", k
		}
		panic(ArgumentError{op, name, v, name + " >= 0"})
	}
}

// stored returns the rows and columns in memory of a matrix used as rows by cols.
func stored(trans bool, rows, cols int) (int, int) {
	if trans {
		return cols, rows
	}
	return rows, cols
}

func checkMatrix(op, name string, rows, cols, length, ld int) {
	if ld < max(1, cols) {
		panic(ArgumentError{op, "ld" + name, ld, fmt.Sprintf("at least %d, the columns of %s as stored", max(1, cols), name)})
	}
	if rows == 0 || cols == 0 {
		return
	}
	if length < cols || (length-cols)/ld < rows-1 { // (rows-1)*ld + cols, without overflow
		panic(ArgumentError{op, "len(" + name + ")", length, fmt.Sprintf("enough for %d×%d with rows %d apart", rows, cols, ld)})
	}
}

// checkOverlap panics where the result shares elements with a factor.
func checkOverlap[F gemm.Float](op string, transA, transB bool, m, n, k int, a []F, lda int, b []F, ldb int, c []F, ldc int) {
	if m == 0 || n == 0 || k == 0 {
		return
	}
	rows, cols := stored(transA, m, k)
	if overlap(a, rows, cols, lda, c, m, n, ldc) {
		panic(ArgumentError{op, "c", "overlapping a", "memory of its own"})
	}
	rows, cols = stored(transB, k, n)
	if overlap(b, rows, cols, ldb, c, m, n, ldc) {
		panic(ArgumentError{op, "c", "overlapping b", "memory of its own"})
	}
}

// overlap tells whether two matrices, neither empty, may share elements. Blocks of
// one larger matrix, whose rows interleave in memory, do not; where the steps
// between rows differ, interleaving counts as sharing.
func overlap[F gemm.Float](a []F, aRows, aCols, lda int, c []F, cRows, cCols, ldc int) bool {
	aSize, cSize := (aRows-1)*lda+aCols, (cRows-1)*ldc+cCols
	var size = int(unsafe.Sizeof(a[0]))
	from := int(uintptr(unsafe.Pointer(&c[0]))-uintptr(unsafe.Pointer(&a[0]))) / size // of c, counted from a
	if from >= aSize || from <= -cSize {
		return false
	}
	if lda != ldc {
		return true
	}
	column := ((from % lda) + lda) % lda // of c's first, in rows of a
	return column < aCols || column+cCols > lda
}
