// Package gemm multiplies row-major matrices of float64 and float32 with
// micro-kernels in assembly where the processor has AVX2 or AVX-512, and in
// plain Go elsewhere.
//
// The structure is that of BLIS (Van Zee and van de Geijn, 2015): blocks of A
// and B that fit the caches are packed into panels, and a micro-kernel keeps a
// tile of C in registers while it runs along a panel of each. Here the vectors
// lie along the rows of C, and panels are used in place, unpacked, where that is
// as fast.
//
// But for the smallest products every element of C is the same chain of fused
// multiply-adds whatever the tile it falls in, so the result does not depend on how the work is split among
// goroutines, nor on whether AVX2 or AVX-512 computes it.
//
// Arguments are the caller's to check: package vec does.
package gemm

// Float is the types of elements.
type Float interface{ float32 | float64 }

// A Matrix is rows of elements, Stride apart in Data, or where T is set the
// transpose of that.
type Matrix[F Float] struct {
	Data   []F
	Stride int
	T      bool
}

// steps returns how far apart in Data neighbours in a column and in a row are.
func (m Matrix[F]) steps() (row, col int) {
	if m.T {
		return 1, m.Stride
	}
	return m.Stride, 1
}

// from returns the matrix that starts at row i and column j of m.
func (m Matrix[F]) from(i, j int) Matrix[F] {
	row, col := m.steps()
	m.Data = m.Data[i*row+j*col:]
	return m
}

// Sizes of the blocks, in elements: a block of A (blockM by blockK) should stay in
// the second-level cache, one of B (blockK by blockN) in the third, or in a large
// second. Results depend on blockK alone. Tests set them smaller.
var (
	blockM = 192
	blockN = 960
	blockK = 256
)

// Mul stores alpha·A·B + beta·C in C, where A is m by k, B is k by n and C is m
// by n with rows ldc apart. C is not read where beta is 0, nor A and B where
// alpha is 0. C must not share elements with A or B.
func (ks *Kernels[F]) Mul(m, n, k int, alpha F, a, b Matrix[F], beta F, c []F, ldc int) {
	if m == 0 || n == 0 {
		return
	}
	if k == 0 || alpha == 0 {
		scale(m, n, beta, c, ldc)
		return
	}
	if beta != 0 && beta != 1 {
		scale(m, n, beta, c, ldc)
	}
	if m <= tiny && n <= tiny && k <= tiny {
		direct(m, n, k, alpha, a, b, beta != 0, c, ldc)
		return
	}
	if parts := partsFor(m, n, k); parts > 1 {
		ks.split(parts, m, n, func(i, j, m, n int) {
			ks.block(m, n, k, alpha, a.from(i, 0), b.from(0, j), beta != 0, c[i*ldc+j:], ldc)
		})
		return
	}
	ks.block(m, n, k, alpha, a, b, beta != 0, c, ldc)
}

// tiny is the size up to which setting up tiles takes longer than the product.
const tiny = 4

// direct is block by the definition.
func direct[F Float](m, n, k int, alpha F, a, b Matrix[F], add bool, c []F, ldc int) {
	aRow, aCol := a.steps()
	bRow, bCol := b.steps()
	for i := range m {
		for j := range n {
			var sum F
			ia, ib := i*aRow, j*bCol
			for range k {
				sum += a.Data[ia] * b.Data[ib]
				ia += aCol
				ib += bRow
			}
			sum *= alpha
			if add {
				sum += c[i*ldc+j]
			}
			c[i*ldc+j] = sum
		}
	}
}

// scale multiplies C by beta; zero overwrites, even what is not finite.
func scale[F Float](m, n int, beta F, c []F, ldc int) {
	if beta == 1 {
		return
	}
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

// block is Mul by one goroutine: it adds to C, or overwrites it unless add.
func (ks *Kernels[F]) block(m, n, k int, alpha F, a, b Matrix[F], add bool, c []F, ldc int) {
	w := ks.workspace()
	defer ks.pool.Put(w)
	for j := 0; j < n; j += blockN {
		nj := min(blockN, n-j)
		for p := 0; p < k; p += blockK {
			kp := min(blockK, k-p)
			pb := ks.panelsOfB(w, b.from(p, j), kp, nj, m)
			for i := 0; i < m; i += blockM {
				mi := min(blockM, m-i)
				pa := ks.panelsOfA(w, a.from(i, p), mi, kp, n)
				ks.tiles(w, mi, nj, kp, alpha, pa, pb, add || p > 0, c[i*ldc+j:], ldc)
			}
		}
	}
}

// tiles multiplies a block of A with a block of B, tile by tile. A panel of B
// stays in the first-level cache while those of A pass.
func (ks *Kernels[F]) tiles(w *workspace[F], m, n, k int, alpha F, a panelsOfA[F], b panelsOfB[F], add bool, c []F, ldc int) {
	widest := vectors * ks.width
	for j := 0; j < n; j += widest {
		nj := min(widest, n-j)
		v := ks.roundUp(nj) / ks.width // vectors of this panel
		whole := v*ks.width == nj
		bj, bRow := b.at(j, v*ks.width, whole)
		i := 0
		for _, t := range ks.tilesByHeight {
			for ; m-i >= t.height; i += t.height {
				ai, aRow, aCol := a.at(i, t.height)
				cij := c[i*ldc+j:]
				if whole {
					t.micro[v-1](k, ai, aRow, aCol, bj, bRow, alpha, cij, ldc, add)
					continue
				}
				// The tile sticks out of C: work on a copy.
				if add {
					copyRows(w.tile, widest, cij, ldc, t.height, nj)
				}
				t.micro[v-1](k, ai, aRow, aCol, bj, bRow, alpha, w.tile, widest, add)
				copyRows(cij, ldc, w.tile, widest, t.height, nj)
			}
		}
	}
}
