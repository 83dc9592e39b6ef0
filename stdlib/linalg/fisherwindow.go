package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// A FisherWindow is the inverse of the damped empirical Fisher matrix of the last m
// gradients,
//
//	F = λI + (1/m) Σ_i g_i·g_iᵀ,
//
// which begins with m gradients of zero and divides by m from the first one on. It
// computes what the dynamic algorithm of M-FAC does (Frantar, Kurtic and Alistarh,
// NeurIPS 2021), by
//
//	F⁻¹x = (x − Gᵀ·(mλI + GGᵀ)⁻¹·Gx)/λ
//
// with the gradients as the rows of G. A new gradient takes O(dm + m²) flops and so
// does a product. The paper's recursions, which take O(dm + m³) for a new gradient,
// are in FisherRecursion.
//
// A window works in memory of its own and allocates nothing after NewFisherWindow,
// so one goroutine uses it at a time.
type FisherWindow struct {
	d, m   int
	lambda float64
	head   int       // the row of g that holds the oldest gradient
	seen   int       // gradients pushed
	g      []float64 // m rows of d

	// r is the upper triangular R with RᵀR = mλI + GGᵀ, gradients ordered from the
	// oldest to the newest. A push takes off the first row and column and appends a
	// new last one. No error outlives its gradient: after m pushes all of R is new.
	r []float64

	y, c, a []float64 // scratch, m numbers each
}

// NewFisherWindow returns a window of m gradients of d elements, all zero yet, with
// the damping lambda. It holds d·m + m² + 3m numbers.
//
// It returns an error for d or m below 1, a lambda that is not positive, and too
// little memory.
func NewFisherWindow(d, m int, lambda float64, options ...FisherOptions) (*FisherWindow, error) {
	const op = "linalg.NewFisherWindow"
	o, err := fisherOptions(op, options)
	if err != nil {
		return nil, err
	}
	if err := first(atLeast(op, "d", d, 1), atLeast(op, "m", m, 1), damping(op, lambda)); err != nil {
		return nil, err
	}
	if o.Block != 0 {
		return nil, ArgumentError{op, "Block", o.Block, "0: a window has no blocks"}
	}
	if err := o.room(op, "m", m, d, float64(m)*float64(m)+3*float64(m)); err != nil {
		return nil, err
	}
	w := &FisherWindow{
		d: d, m: m, lambda: lambda,
		g: make([]float64, m*d), r: make([]float64, m*m),
		y: make([]float64, m), c: make([]float64, m), a: make([]float64, m),
	}
	for i := range m {
		w.r[i*m+i] = math.Sqrt(float64(m) * lambda)
	}
	return w, nil
}

// Push puts the gradient g, which is copied, in the place of the oldest. It returns
// an error, and changes nothing, for a length that is not d and a g that is not
// finite or whose products with the others are not.
func (w *FisherWindow) Push(g []float64) error {
	const op = "linalg.FisherWindow.Push"
	if len(g) != w.d {
		return ShapeError{op, fmt.Sprintf("the window has gradients of %d elements", w.d), lengthOf("g", g)}
	}
	if err := finite(op, "g", g); err != nil {
		return err
	}
	vec.MatVec(w.y, w.g, g)
	w.y[w.head] = vec.Dot(g, g)
	if i := vec.NonFinite(w.y); i >= 0 {
		return ArgumentError{op, "G·g", w.y[i], "finite numbers: the gradient is too large to be squared"}
	}
	copy(w.g[w.head*w.d:], g)
	w.head = (w.head + 1) % w.m
	w.seen++
	w.inOrder(w.a, w.y)
	w.dropFirst()
	w.appendLast()
	return nil
}

// Mul stores F⁻¹x in dst and returns it. A nil dst is allocated, and dst may be x.
// It returns an error for lengths that are not d and an x that is not finite.
func (w *FisherWindow) Mul(dst, x []float64) ([]float64, error) {
	const op = "linalg.FisherWindow.Mul"
	if len(x) != w.d {
		return nil, ShapeError{op, "F is " + sizeName(w.d), lengthOf("x", x)}
	}
	if err := first(target(op, &dst, x), finite(op, "x", x)); err != nil {
		return nil, err
	}
	w.inOrder(w.a, vec.MatVec(w.y, w.g, x))
	return w.solve(dst, x), nil
}

// PushMul is Push(g) and then Mul(dst, g), in one product with G less: the step of
// M-FAC's optimiser. A nil dst is allocated, and dst may be g.
func (w *FisherWindow) PushMul(dst, g []float64) ([]float64, error) {
	if err := target("linalg.FisherWindow.PushMul", &dst, g); err != nil {
		return nil, err
	}
	if err := w.Push(g); err != nil {
		return nil, err
	}
	return w.solve(dst, g), nil
}

// solve stores F⁻¹x in dst, given G·x in a, ordered by age.
func (w *FisherWindow) solve(dst, x []float64) []float64 {
	copy(w.c, w.a)
	r, c := w.triangle(w.m), blas64.Vector{N: w.m, Data: w.c, Inc: 1}
	blas64.Trsv(blas.Trans, r, c)
	blas64.Trsv(blas.NoTrans, r, c)
	copy(w.y[w.head:], w.c) // from the order of age to that of the rows
	copy(w.y, w.c[w.m-w.head:])
	copy(dst, x)
	subtractRows(dst, w.y, w.g)
	return vec.Scale(dst, 1/w.lambda, dst)
}

// dropFirst takes the first row and column off RᵀR: what is left of R lacks a first
// column, and Givens rotations of neighbouring rows make it triangular again. Row k
// of the new R goes where row k of the old one is not needed any more.
func (w *FisherWindow) dropFirst() {
	m, r := w.m, w.r
	carried := w.c[:m-1]
	copy(carried, r[1:m])
	for k := range m - 1 {
		next, row := r[(k+1)*m+k+1:(k+2)*m], r[k*m+k:(k+1)*m-1]
		a, b := carried[0], next[0]
		if a == 0 {
			copy(row, next)
			carried = carried[1:]
			continue
		}
		h := math.Hypot(a, b)
		a, b = a/h, b/h
		vec.Mix(row, a, carried, b, next)
		vec.Mix(carried, -b, carried, a, next)
		carried = carried[1:]
	}
}

// appendLast adds the last row and column of RᵀR, given as that of GGᵀ in a.
func (w *FisherWindow) appendLast() {
	m, last := w.m, w.m-1
	square := w.a[last]
	column := w.c[:last]
	copy(column, w.a)
	if last > 0 {
		blas64.Trsv(blas.Trans, w.triangle(last), blas64.Vector{N: last, Data: column, Inc: 1})
	}
	for i, v := range column {
		w.r[i*m+last] = v
		square -= v * v
	}
	// The rest is g's squared distance from the others, damped: below 0 is rounding.
	w.r[last*m+last] = math.Sqrt(max(0, square) + float64(m)*w.lambda)
}

// triangle returns the first n rows and columns of R.
func (w *FisherWindow) triangle(n int) blas64.Triangular {
	return blas64.Triangular{Uplo: blas.Upper, Diag: blas.NonUnit, N: n, Stride: w.m, Data: w.r}
}

// inOrder stores y, a number for each row of g, in dst by the age of the rows.
func (w *FisherWindow) inOrder(dst, y []float64) {
	copy(dst, y[w.head:])
	copy(dst[w.m-w.head:], y[:w.head])
}

// Gram returns GGᵀ, the products of the gradients with one another, ordered from the
// oldest to the newest, in O(dm²) flops.
func (w *FisherWindow) Gram() *mat.SymDense {
	s := mat.NewSymDense(w.m, nil)
	s.SymOuterK(1, mat.NewDense(w.m, w.d, w.Gradients()))
	return s
}

// Gradients returns a copy of G, m rows of d elements one after the other, from the
// oldest to the newest.
func (w *FisherWindow) Gradients() []float64 {
	from := w.head * w.d
	return append(vec.Clone(w.g[from:]), w.g[:from]...)
}

// Dims returns d, the number of elements of a gradient, and m, the number of
// gradients.
func (w *FisherWindow) Dims() (d, m int) { return w.d, w.m }

// Len returns how many gradients there are besides zeros that no gradient has
// replaced yet: at most m.
func (w *FisherWindow) Len() int { return min(w.seen, w.m) }

// Lambda returns the damping.
func (w *FisherWindow) Lambda() float64 { return w.lambda }

// String says how large F is, how many gradients it has and its damping.
func (w *FisherWindow) String() string {
	return fmt.Sprintf("inverse of a %s Fisher matrix of the last %d gradients, %d of them seen, λ = %g", sizeName(w.d), w.m, w.Len(), w.lambda)
}
