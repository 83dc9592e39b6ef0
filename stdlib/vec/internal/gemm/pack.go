package gemm

// panelsOfA is a block of A as micro-kernels read it: tile.height rows at a
// time, either copied so that these rows' elements of a column are neighbours,
// or in place.
type panelsOfA[F Float] struct {
	data     []F
	packed   bool
	k        int // columns
	row, col int // steps in place
}

// at returns the panel of h rows from row i, which begins a panel, and its steps.
func (p *panelsOfA[F]) at(i, h int) (data []F, row, col int) {
	if p.packed {
		return p.data[i*p.k:], 1, h
	}
	return p.data[i*p.row:], p.row, p.col
}

// panelsOfB is a block of B as micro-kernels read it: so many columns at a time.
type panelsOfB[F Float] struct {
	data   []F
	packed bool
	k      int // rows
	row    int // step in place
	edge   []F // in place: a copy of the last panel, filled up to whole vectors
}

// at returns the panel from column j, which begins a panel, and the step between
// its rows. width is a multiple of the vector's; whole tells that B has as many
// columns.
func (p *panelsOfB[F]) at(j, width int, whole bool) (data []F, row int) {
	switch {
	case p.packed:
		return p.data[j*p.k:], width
	case whole:
		return p.data[j:], p.row
	}
	return p.edge, width
}

// Packing costs as much as reading a matrix twice more, and pays for itself when
// panels are then read often enough. These limits are where it begins to, as
// measured.
const (
	packA           = 32  // panels of B, for rows of A stored as rows
	packATransposed = 8   // panels of B, for rows of A stored as columns
	packB           = 128 // rows of A
)

// panelsOfA prepares the first m rows and k columns of A, to be multiplied with n
// columns of B.
func (ks *Kernels[F]) panelsOfA(w *workspace[F], a Matrix[F], m, k, n int) panelsOfA[F] {
	row, col := a.steps()
	limit := packA
	if a.T {
		limit = packATransposed
	}
	if n <= limit*vectors*ks.width {
		return panelsOfA[F]{data: a.Data, row: row, col: col}
	}
	w.a = grow(w.a, m*k)
	i := 0
	for _, t := range ks.tilesByHeight {
		for ; m-i >= t.height; i += t.height {
			dst := w.a[i*k : (i+t.height)*k]
			if a.T {
				copyRows(dst, t.height, a.Data[i:], a.Stride, k, t.height)
			} else {
				transpose(dst, t.height, a.Data[i*a.Stride:], a.Stride, t.height, k)
			}
		}
	}
	return panelsOfA[F]{data: w.a, packed: true, k: k}
}

// panelsOfB prepares the first k rows and n columns of B, to be multiplied with m
// rows of A. What is transposed has to be packed: vectors lie along rows.
func (ks *Kernels[F]) panelsOfB(w *workspace[F], b Matrix[F], k, n, m int) panelsOfB[F] {
	widest := vectors * ks.width
	if !b.T && m <= packB {
		p := panelsOfB[F]{data: b.Data, row: b.Stride}
		if n%ks.width != 0 {
			j := n - n%widest
			w.edge = grow(w.edge, k*widest)
			ks.packB(w.edge, b, j, k, n-j)
			p.edge = w.edge
		}
		return p
	}
	w.b = grow(w.b, k*ks.roundUp(n))
	for j := 0; j < n; j += widest {
		ks.packB(w.b[j*k:], b, j, k, min(widest, n-j))
	}
	return panelsOfB[F]{data: w.b, packed: true, k: k}
}

// packB copies n columns of B from column j to dst, with zeros up to whole
// vectors.
func (ks *Kernels[F]) packB(dst []F, b Matrix[F], j, k, n int) {
	width := ks.roundUp(n)
	if width > n {
		for p := range k {
			clear(dst[p*width+n : (p+1)*width])
		}
	}
	if b.T {
		transpose(dst, width, b.Data[j*b.Stride:], b.Stride, n, k)
	} else {
		copyRows(dst, width, b.Data[j:], b.Stride, k, n)
	}
}

// roundUp returns the least multiple of the vector's width that is not below n.
func (ks *Kernels[F]) roundUp(n int) int { return (n + ks.width - 1) / ks.width * ks.width }

// copyRows copies m rows of n elements.
func copyRows[F Float](dst []F, dstStride int, src []F, srcStride, m, n int) {
	for i := range m {
		d, s := dst[i*dstStride:][:n], src[i*srcStride:][:n]
		if n > 16 {
			copy(d, s)
			continue
		}
		//lint:ignore S1001 so few are sooner copied than copy is called
		for j, x := range s {
			d[j] = x
		}
	}
}

// transpose stores in dst the transpose of the m by n matrix src: n rows of m
// elements. It goes four rows of src at a time, which fills half a cache line of
// dst with each column.
func transpose[F Float](dst []F, dstStride int, src []F, srcStride, m, n int) {
	i := 0
	for ; i+4 <= m; i += 4 {
		r0 := src[i*srcStride:][:n]
		r1 := src[(i+1)*srcStride:][:n]
		r2 := src[(i+2)*srcStride:][:n]
		r3 := src[(i+3)*srcStride:][:n]
		at := i
		for j := range r0 {
			d := dst[at : at+4 : at+4]
			d[0], d[1], d[2], d[3] = r0[j], r1[j], r2[j], r3[j]
			at += dstStride
		}
	}
	for ; i < m; i++ {
		at := i
		for _, x := range src[i*srcStride:][:n] {
			dst[at] = x
			at += dstStride
		}
	}
}
