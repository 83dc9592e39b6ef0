package problem

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A QuadraticForm is the function
//
//	f(x) = ½ xᵀAx − bᵀx
//
// of a symmetric matrix A. It is Smooth and Curved; its oracles allocate nothing
// and may be called from many goroutines. Quadratic and RandomQuadratic make it.
type QuadraticForm struct {
	n       int
	a, b    []float64
	optimum []float64 // where it was chosen, otherwise nil
}

// Quadratic returns ½ xᵀAx − bᵀx. Both are copied. A must be symmetric, not
// necessarily definite.
func Quadratic(a mat.Matrix, b []float64) (*QuadraticForm, error) {
	values, n, err := symmetric("Quadratic", "a", a)
	if err != nil {
		return nil, err
	}
	if err := checkVector("Quadratic", "b", b, n, fmt.Sprintf("a is %d×%d", n, n)); err != nil {
		return nil, err
	}
	return &QuadraticForm{n: n, a: values, b: vec.Clone(b)}, nil
}

// RandomQuadratic returns a quadratic whose matrix has the given eigenvalues, up
// to rounding, in uniformly random directions. Its stationary point, which is the
// minimiser where no eigenvalue is negative, has independent N(0, 1) elements. The
// result depends on where s comes from, not on what was drawn from it.
func RandomQuadratic(spectrum []float64, s *rng.Stream) (*QuadraticForm, error) {
	n := len(spectrum)
	if n == 0 {
		return nil, fmt.Errorf("problem.RandomQuadratic: len(spectrum) = 0: want at least one eigenvalue")
	}
	if err := checkVector("RandomQuadratic", "spectrum", spectrum, n, ""); err != nil {
		return nil, err
	}
	if s == nil {
		return nil, fmt.Errorf("problem.RandomQuadratic: stream is nil: want one, such as rng.New(1)")
	}
	q := &QuadraticForm{n: n, a: withSpectrum(spectrum, s.Split("problem.RandomQuadratic matrix"))}
	x := s.Split("problem.RandomQuadratic optimum").NormalVec(make([]float64, n))
	q.b = vec.MatVec(nil, q.a, x)
	if vec.Min(spectrum) >= 0 {
		q.optimum = x
	}
	return q, nil
}

// withSpectrum returns Q·diag(λ)·Qᵀ for a uniformly random orthogonal Q, exactly
// symmetric.
func withSpectrum(spectrum []float64, s *rng.Stream) []float64 {
	n := len(spectrum)
	q := orthogonal(n, s)
	scaled := mat.NewDense(n, n, nil)
	scaled.Apply(func(_, j int, v float64) float64 { return v * spectrum[j] }, q)
	var product mat.Dense
	product.Mul(scaled, q.T())
	a := product.RawMatrix().Data
	for i := range n {
		for j := range i {
			a[j*n+i] = a[i*n+j]
		}
	}
	return a
}

// orthogonal returns a uniformly random orthogonal matrix: the factor Q of a
// Gaussian matrix with the signs that make R's diagonal positive (Mezzadri, How to
// generate random matrices from the classical compact groups, 2007).
func orthogonal(n int, s *rng.Stream) *mat.Dense {
	var qr mat.QR
	qr.Factorize(mat.NewDense(n, n, s.NormalVec(make([]float64, n*n))))
	var q, r mat.Dense
	qr.QTo(&q)
	qr.RTo(&r)
	q.Apply(func(_, j int, v float64) float64 { return math.Copysign(1, r.At(j, j)) * v }, &q)
	return &q
}

// Dim returns the number of variables.
func (q *QuadraticForm) Dim() int { return q.n }

// Value returns f(x).
func (q *QuadraticForm) Value(x []float64) float64 {
	sameLength("problem.QuadraticForm.Value", len(x), q.n)
	var sum float64
	for i, xi := range x {
		sum += xi * (floats.Dot(q.row(i), x)/2 - q.b[i])
	}
	return sum
}

// Grad stores Ax − b in dst and returns f(x).
func (q *QuadraticForm) Grad(dst, x []float64) float64 {
	sameLength("problem.QuadraticForm.Grad", len(x), q.n)
	sameLength("problem.QuadraticForm.Grad", len(dst), q.n)
	var sum float64
	for i, xi := range x {
		ax := floats.Dot(q.row(i), x)
		dst[i] = ax - q.b[i]
		sum += xi * (ax/2 - q.b[i])
	}
	return sum
}

// HessVec stores Av in dst.
func (q *QuadraticForm) HessVec(dst, x, v []float64) {
	const op = "problem.QuadraticForm.HessVec"
	sameLength(op, len(x), q.n)
	sameLength(op, len(v), q.n)
	sameLength(op, len(dst), q.n)
	for i := range dst {
		dst[i] = floats.Dot(q.row(i), v)
	}
}

func (q *QuadraticForm) row(i int) []float64 { return q.a[i*q.n : (i+1)*q.n] }

// Solve returns the exact minimiser. It errs where A is not positive definite to
// working accuracy; of a RandomQuadratic only where an eigenvalue is negative.
func (q *QuadraticForm) Solve() ([]float64, error) {
	if q.optimum != nil {
		return vec.Clone(q.optimum), nil
	}
	x, err := solvePositive(q.a, q.b)
	if err != nil {
		return nil, fmt.Errorf("problem: QuadraticForm.Solve: no unique minimiser: %w", err)
	}
	return x, nil
}

// solvePositive solves A·x = b by Cholesky.
func solvePositive(a, b []float64) ([]float64, error) {
	n := len(b)
	var factor mat.Cholesky
	if !factor.Factorize(mat.NewSymDense(n, a)) {
		return nil, fmt.Errorf("the %d×%d matrix is not positive definite", n, n)
	}
	var x mat.VecDense
	if err := factor.SolveVecTo(&x, mat.NewVecDense(n, b)); err != nil {
		return nil, err
	}
	return x.RawVector().Data, nil
}

// Spectrum returns the eigenvalues of A in ascending order. It takes O(n³) time.
func (q *QuadraticForm) Spectrum() ([]float64, error) {
	var eigen mat.EigenSym
	if !eigen.Factorize(mat.NewSymDense(q.n, q.a), false) {
		return nil, fmt.Errorf("problem: QuadraticForm.Spectrum: the eigenvalues of the %d×%d matrix did not converge", q.n, q.n)
	}
	return eigen.Values(nil), nil
}
