package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// FisherOptions change NewInverseFisher and NewFisherWindow. The zero value is the
// whole matrix and 8 GiB.
type FisherOptions struct {
	// Block cuts the coordinates into consecutive blocks of so many, the last one
	// perhaps shorter, and leaves out what F has between different blocks. 0 means
	// the whole F. A FisherWindow knows no blocks.
	Block int

	// MaxBytes is how much memory the result may take; 0 means 8 GiB. What needs
	// more is refused before anything is allocated.
	MaxBytes int64
}

// An InverseFisher is the inverse of the damped empirical Fisher matrix of m
// gradients of d elements,
//
//	F = λI + (1/m) Σ_i g_i·g_iᵀ,
//
// as m+1 numbers a coordinate: the static algorithm of M-FAC (Frantar, Kurtic and
// Alistarh, NeurIPS 2021). It is Sherman and Morrison's formula for one gradient
// after the other,
//
//	V_i = g_i/λ − Σ_{k<i} V_k·(V_k·g_i)/q_k,   q_i = m + g_i·V_i,
//
// so that V_i = F_{i−1}⁻¹g_i for the F of the gradients before. A product with a
// vector then takes O(dm) flops, as does the diagonal, and an element O(m).
//
// It is a gonum mat.Symmetric, so that mat.DenseCopyOf writes it out where d is
// small. It does not change: many goroutines may use it at once.
type InverseFisher struct {
	d, m   int
	lambda float64
	block  int
	v      [][]float64 // of each block, m rows
	q      [][]float64 // of each block, m numbers
}

// NewInverseFisher computes the inverse for the gradients in the rows of g, which it
// copies, and a damping lambda, in O(dm²) flops. In practice a row is the mean
// gradient of a minibatch and lambda is 1e-5, where single precision would have no
// correct digit.
//
// It returns an error for a g that is empty, ragged or not finite, a lambda that is
// not positive, a negative Block, and too little memory.
func NewInverseFisher(g [][]float64, lambda float64, options ...FisherOptions) (*InverseFisher, error) {
	const op = "linalg.NewInverseFisher"
	o, err := fisherOptions(op, options)
	if err != nil {
		return nil, err
	}
	if err := first(gradients(op, g), damping(op, lambda), atLeast(op, "Block", o.Block, 0)); err != nil {
		return nil, err
	}
	f := &InverseFisher{d: len(g[0]), m: len(g), lambda: lambda, block: o.Block}
	if f.block == 0 {
		f.block = f.d
	}
	if err := o.room(op, "len(g)", f.m, f.d, float64(fisherPanel*f.block)+float64(f.m)*math.Ceil(float64(f.d)/float64(f.block))); err != nil {
		return nil, err
	}
	for from := 0; from < f.d; from += f.block {
		v, q := fisherBlock(g, from, min(from+f.block, f.d), lambda)
		if i := vec.NonFinite(q); i >= 0 {
			return nil, ArgumentError{op, fmt.Sprintf("g[%d]ᵀ·F⁻¹·g[%d]", i, i), q[i] - float64(f.m), fmt.Sprintf("a finite number: the gradients are too large for lambda = %v", lambda)}
		}
		f.v, f.q = append(f.v, v), append(f.q, q)
	}
	return f, nil
}

// fisherPanel is how many gradients fisherBlock relates to all before at a time.
const fisherPanel = 32

// fisherBlock returns V and q of the coordinates from <= j < to. What it does most is
// to multiply matrices: terms of the sum from the panels before come first, and those
// from within a panel by halves.
func fisherBlock(g [][]float64, from, to int, lambda float64) (v, q []float64) {
	m, n := len(g), to-from
	v, q = make([]float64, m*n), make([]float64, m)
	for i := range g {
		copy(v[i*n:(i+1)*n], g[i][from:to])
	}
	raw := make([]float64, min(m, fisherPanel)*n)
	c := make([]float64, min(m, fisherPanel)*m)
	for start := 0; start < m; start += fisherPanel {
		end := min(start+fisherPanel, m)
		panel := v[start*n : end*n]
		gradients := raw[:copy(raw, panel)]
		subtractTerms(panel, gradients, v[:start*n], q[:start], n, 1/lambda, c)
		byHalves(panel, gradients, q[start:end], n, float64(m), c)
	}
	return v, q
}

// byHalves turns rows F⁻¹g_i into V_i, where F is that of the gradients before the
// first row, and sets q.
func byHalves(rows, g, q []float64, n int, m float64, c []float64) {
	if len(q) == 1 {
		// F⁻¹ is positive definite: what is below 0 is rounding.
		q[0] = m + max(0, vec.Dot(rows, g))
		return
	}
	half := len(q) / 2
	byHalves(rows[:half*n], g[:half*n], q[:half], n, m, c)
	subtractTerms(rows[half*n:], g[half*n:], rows[:half*n], q[:half], n, 1, c)
	byHalves(rows[half*n:], g[half*n:], q[half:], n, m, c)
}

// subtractTerms makes row_i ← scale·row_i − Σ_k V_k·(V_k·g_i)/q_k for rows of n
// elements. c is scratch.
func subtractTerms(rows, g, v, q []float64, n int, scale float64, c []float64) {
	r, k := len(rows)/n, len(q)
	vec.Gemm(false, true, r, k, n, 1, g, n, v, n, 0, c, max(1, k))
	for i := range r {
		vec.Div(c[i*k:(i+1)*k], c[i*k:(i+1)*k], q)
	}
	vec.Gemm(false, false, r, n, k, -1, c, max(1, k), v, n, scale, rows, n)
}

// Mul stores F⁻¹x in dst and returns it: x/λ − Σ_i V_i·(V_i·x)/q_i, in O(dm) flops.
// A nil dst is allocated, and dst may be x. It returns an error for lengths that are
// not d and an x that is not finite.
func (f *InverseFisher) Mul(dst, x []float64) ([]float64, error) {
	const op = "linalg.InverseFisher.Mul"
	if len(x) != f.d {
		return nil, ShapeError{op, "F is " + sizeName(f.d), lengthOf("x", x)}
	}
	if err := first(target(op, &dst, x), finite(op, "x", x)); err != nil {
		return nil, err
	}
	f.mul(dst, x)
	return dst, nil
}

func (f *InverseFisher) mul(dst, x []float64) {
	c := make([]float64, f.m)
	for b, v := range f.v {
		from, to := f.span(b)
		part := dst[from:to]
		vec.MatVec(c, v, x[from:to])
		vec.Div(c, c, f.q[b])
		vec.Scale(part, 1/f.lambda, x[from:to])
		subtractRows(part, c, v)
	}
}

// subtractRows makes dst ← dst − Σ_i c_i·row_i for the rows that lie one after the
// other in a: a stretch of dst that stays in the cache at a time, so that all of a and
// dst is read once.
func subtractRows(dst, c, a []float64) {
	const stretch = 1024
	n := len(dst)
	for from := 0; from < n; from += stretch {
		to := min(from+stretch, n)
		for i, ci := range c {
			vec.Axpy(dst[from:to], -ci, a[i*n+from:i*n+to])
		}
	}
}

// Operator returns the product with F⁻¹, as a preconditioner of CG for example. It
// panics with a ShapeError for a vector of the wrong length, which the functions of
// this package return as an error.
func (f *InverseFisher) Operator() Operator {
	return func(dst, x []float64) {
		if len(dst) != f.d || len(x) != f.d {
			panic(ShapeError{"linalg.InverseFisher", "F is " + sizeName(f.d),
				fmt.Sprintf("x has length %d and dst %d", len(x), len(dst))})
		}
		f.mul(dst, x)
	}
}

// Diagonal stores the diagonal of F⁻¹ in dst and returns it: 1/λ − Σ_i V_i²/q_i,
// elementwise, in O(dm) flops. A nil dst is allocated. It returns an error for a dst
// whose length is not d.
func (f *InverseFisher) Diagonal(dst []float64) ([]float64, error) {
	if dst == nil {
		dst = make([]float64, f.d)
	}
	if len(dst) != f.d {
		return nil, ShapeError{"linalg.InverseFisher.Diagonal", "F is " + sizeName(f.d), lengthOf("dst", dst)}
	}
	vec.Fill(dst, 1/f.lambda)
	for b, v := range f.v {
		from, to := f.span(b)
		part, n := dst[from:to], to-from
		for i, q := range f.q[b] {
			for j, vij := range v[i*n : (i+1)*n] {
				part[j] -= vij * vij / q
			}
		}
	}
	return dst, nil
}

// At returns the element in row i and column j of F⁻¹, in O(m) flops. Like all
// matrices of gonum it panics where there is no such element.
func (f *InverseFisher) At(i, j int) float64 {
	if i < 0 || i >= f.d {
		panic(mat.ErrRowAccess)
	}
	if j < 0 || j >= f.d {
		panic(mat.ErrColAccess)
	}
	b := i / f.block
	if j/f.block != b {
		return 0
	}
	from, to := f.span(b)
	v, n := f.v[b], to-from
	i, j = i-from, j-from
	sum := 0.0
	if i == j {
		sum = 1 / f.lambda
	}
	for k, q := range f.q[b] {
		sum -= v[k*n+i] * v[k*n+j] / q
	}
	return sum
}

// Dims returns d and d.
func (f *InverseFisher) Dims() (rows, cols int) { return f.d, f.d }

// SymmetricDim returns d.
func (f *InverseFisher) SymmetricDim() int { return f.d }

// T returns F⁻¹, which is its own transpose.
func (f *InverseFisher) T() mat.Matrix { return f }

// Len returns how many gradients there are.
func (f *InverseFisher) Len() int { return f.m }

// String says how large F is, how many gradients it has and its damping.
func (f *InverseFisher) String() string {
	s := fmt.Sprintf("inverse of a %s Fisher matrix of %d gradients, λ = %g", sizeName(f.d), f.m, f.lambda)
	if f.block < f.d {
		s += fmt.Sprintf(", in blocks of %d", f.block)
	}
	return s
}

// span returns where the coordinates of a block begin and end.
func (f *InverseFisher) span(b int) (from, to int) { return b * f.block, min((b+1)*f.block, f.d) }

func sizeName(n int) string { return fmt.Sprintf("%d×%d", n, n) }

// fisherOptions returns the only element of options, or the defaults.
func fisherOptions(op string, options []FisherOptions) (o FisherOptions, err error) {
	if len(options) > 1 {
		return o, ArgumentError{op, "len(options)", len(options), "at most one FisherOptions"}
	}
	if len(options) == 1 {
		o = options[0]
	}
	if o.MaxBytes < 0 {
		return o, ArgumentError{op, "MaxBytes", o.MaxBytes, "MaxBytes >= 0, where 0 means 8 GiB"}
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 8 << 30
	}
	return o, nil
}

// room refuses m gradients of d elements, and so many numbers more, that do not fit
// in MaxBytes.
func (o FisherOptions) room(op, arg string, m, d int, more float64) error {
	// In floating point, as the numbers may be as large as they like.
	need := 8 * (float64(m)*float64(d) + more)
	if need > float64(o.MaxBytes) {
		return ArgumentError{op, arg, m, fmt.Sprintf("fewer gradients: %d of %d elements need %.3g GiB, and MaxBytes allows %.3g", m, d, need/(1<<30), float64(o.MaxBytes)/(1<<30))}
	}
	return nil
}

// gradients checks that g has at least one row and column and that all rows are as
// long and finite.
func gradients(op string, g [][]float64) error {
	if len(g) == 0 || len(g[0]) == 0 {
		return ArgumentError{op, "g", fmt.Sprintf("%d gradients", len(g)), "at least one gradient of at least one element"}
	}
	for i, row := range g {
		if len(row) != len(g[0]) {
			return ShapeError{op, lengthOf("g[0]", g[0]), lengthOf(fmt.Sprintf("g[%d]", i), row)}
		}
		if err := finite(op, fmt.Sprintf("g[%d]", i), row); err != nil {
			return err
		}
	}
	return nil
}

// damping checks that lambda and 1/lambda are positive and finite.
func damping(op string, lambda float64) error {
	if !(lambda > 0) || math.IsInf(lambda, 1) || math.IsInf(1/lambda, 1) {
		return ArgumentError{op, "lambda", lambda, "a finite damping, lambda > 0, such as 1e-5"}
	}
	return nil
}
