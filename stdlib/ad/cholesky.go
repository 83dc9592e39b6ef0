package ad

import (
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	lapack "gonum.org/v1/gonum/lapack/gonum"
)

// cholesky factors symmetric positive definite matrices.
type cholesky struct{}

func (cholesky) name() string { return "Cholesky" }

// vjp is reverse mode through the factorisation (I. Murray, Differentiation of the
// Cholesky decomposition, 2016): Ā = sym(L⁻ᵀ Φ(Lᵀ L̄) L⁻¹), where Φ takes the
// lower triangle with half of its diagonal.
func (cholesky) vjp(l Node, _ []Node, g Node) []Node {
	phi := Mul(MatMulT(l, g, true, false), triangle(l, 0.5))
	left := TriSolve(l, phi, true)                      // L⁻ᵀ Φ
	both := swapLast(TriSolve(l, swapLast(left), true)) // L⁻ᵀ Φ L⁻¹
	return []Node{Mul(Add(both, swapLast(both)), g.number(0.5))}
}

// triangle is a constant mask in the shape of the last two axes of x: 1 below the
// diagonal, diag on it, 0 above.
func triangle(x Node, diag float64) Node {
	n := x.Size(-1)
	mask := make([]float64, n*n)
	for i := range n {
		for j := range i {
			mask[i*n+j] = 1
		}
		mask[i*n+i] = diag
	}
	return x.g.ConstTensor(mask, n, n)
}

// swapLast exchanges the last two axes.
func swapLast(x Node) Node {
	perm := make([]int, x.Rank())
	for i := range perm {
		perm[i] = i
	}
	if n := len(perm); n >= 2 {
		perm[n-1], perm[n-2] = n-2, n-1
	}
	return Transpose(x, perm...)
}

// Cholesky is the lower triangular L with L·Lᵀ = a, for a symmetric positive
// definite matrix or each one of a stack. Only the lower triangle of a is read;
// the derivative is that for a symmetric change. A matrix that is not positive
// definite is an error of the run.
func Cholesky(a Node) Node {
	g, in, ok := join("Cholesky", a)
	if !ok {
		return bad(g)
	}
	if r := in[0].Rank(); r < 2 || in[0].Size(-1) != in[0].Size(-2) {
		return g.fail("Cholesky", "of %s: want a square matrix", shapeString(in[0].shape()))
	}
	return g.add(cholesky{}, in[0].shape(), in[0])
}

func (cholesky) kernels() (build[float64], build[float32]) { return factoring, nil }

func factoring(b *builder[float64]) func() {
	src, dst := b.in(0), b.out()
	shape := b.shape()
	n := shape[len(shape)-1]
	count := size(shape[:len(shape)-2])
	return func() {
		d := dst.data()
		copy(d, src.data())
		if n == 0 {
			return
		}
		for i := range count {
			a := d[i*n*n : (i+1)*n*n]
			if !(lapack.Implementation{}).Dpotrf(blas.Lower, n, a, n) {
				b.fail("matrix %d of size %d×%d is not positive definite", i, n, n)
				return
			}
			for r := range n {
				clear(a[r*n+r+1 : (r+1)*n])
			}
		}
	}
}

// triSolve solves with a lower triangular matrix, or its transpose.
type triSolve struct{ trans bool }

func (triSolve) name() string { return "TriSolve" }

// vjp: X = op(L)⁻¹B gives B̄ = op(L)⁻ᵀX̄ and L̄ = -tril(B̄Xᵀ), or -tril(X·B̄ᵀ) where
// op transposes.
func (o triSolve) vjp(x Node, in []Node, g Node) []Node {
	l := in[0]
	db := TriSolve(l, g, !o.trans)
	var dl Node
	if o.trans {
		dl = MatMulT(x, db, false, true)
	} else {
		dl = MatMulT(db, x, false, true)
	}
	return []Node{Neg(Mul(dl, triangle(l, 1))), db}
}

// TriSolve solves L·X = B, or Lᵀ·X = B where trans is set, for lower triangular L.
// B is a vector, a matrix, or a stack of matrices for a stack of L. What is above
// the diagonal of L is not read. A zero on the diagonal gives infinities.
func TriSolve(l, b Node, trans bool) Node {
	g, in, ok := join("TriSolve", l, b)
	if !ok {
		return bad(g)
	}
	l, b = in[0], in[1]
	if b.Rank() == 1 {
		x := TriSolve(l, reshapeTo(b, []int{b.Len(), 1}), trans)
		return reshapeTo(x, b.shape())
	}
	sl, sb := l.shape(), b.shape()
	r := len(sl)
	if r < 2 || len(sb) != r || sl[r-1] != sl[r-2] || sl[r-1] != sb[r-2] || !slices.Equal(sl[:r-2], sb[:r-2]) {
		return g.fail("TriSolve", "shapes do not fit: L %s and B %s", shapeString(sl), shapeString(sb))
	}
	return g.add(triSolve{trans}, sb, l, b)
}

// CholSolve solves A·X = B given the lower Cholesky factor L of A.
func CholSolve(l, b Node) Node { return TriSolve(l, TriSolve(l, b, false), true) }

func (o triSolve) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return solving(o, b) }, nil
}

func solving(o triSolve, b *builder[float64]) func() {
	l, rhs, dst := b.in(0), b.in(1), b.out()
	shape := b.shape()
	n, m := shape[len(shape)-2], shape[len(shape)-1]
	count := size(shape[:len(shape)-2])
	return func() {
		d, a := dst.data(), l.data()
		copy(d, rhs.data())
		if n == 0 || m == 0 {
			return
		}
		for i := range count {
			blas64.Implementation().Dtrsm(blas.Left, blas.Lower, trans(o.trans), blas.NonUnit, n, m, 1, a[i*n*n:], n, d[i*n*m:], m)
		}
	}
}

func trans(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}
