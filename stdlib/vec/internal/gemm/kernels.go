package gemm

import "sync"

//go:generate go run gen_amd64.go

// A micro kernel multiplies one panel of A, k columns of a tile's height, with
// one of B, k rows of a tile's width: it adds alpha times the product to the tile
// c, or overwrites that unless add. Neighbours in a column and in a row of the
// panel of A are aRow and aCol apart, rows of B bRow, rows of C ldc.
type micro[F Float] func(k int, a []F, aRow, aCol int, b []F, bRow int, alpha F, c []F, ldc int, add bool)

// vectors is the number of vectors that a row of the widest tile has.
const vectors = 3

// A tile is the kernels of one height, for a width of 1, 2 and 3 vectors.
type tile[F Float] struct {
	height int
	micro  [vectors]micro[F]
}

// Kernels is the micro-kernels of one instruction set.
type Kernels[F Float] struct {
	Name          string    // the instruction set: avx512, avx2 or go
	width         int       // elements of a vector
	tilesByHeight []tile[F] // from the tallest to height 1
	pool          sync.Pool // of *workspace[F]
}

// Best64 returns the fastest kernels for float64 that the processor can run.
func Best64() *Kernels[float64] { return Available64()[0] }

// Best32 returns the fastest kernels for float32 that the processor can run.
func Best32() *Kernels[float32] { return Available32()[0] }

// A workspace is the buffers of one goroutine.
type workspace[F Float] struct {
	a, b, edge []F // packed panels; the partial panel of a B used in place
	tile       []F // a tile of C that sticks out over its right edge
}

func (ks *Kernels[F]) workspace() *workspace[F] {
	if w, ok := ks.pool.Get().(*workspace[F]); ok {
		return w
	}
	return &workspace[F]{tile: make([]F, ks.tilesByHeight[0].height*vectors*ks.width)}
}

// grow returns s with length n, its content lost where it was too short.
func grow[F Float](s []F, n int) []F {
	if cap(s) < n {
		return make([]F, n)
	}
	return s[:n]
}
