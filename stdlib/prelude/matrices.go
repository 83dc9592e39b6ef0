package prelude

import (
	"cmp"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/linalg"
	"monro/stdlib/vec"
)

// Matrix makes a matrix of its rows, which are copied.
func Matrix(rows ...[]float64) *mat.Dense {
	require(len(rows) > 0, "matrix", "len(rows)", len(rows), "at least one row")
	require(len(rows[0]) > 0, "matrix", "len(rows[0])", 0, "at least one element")
	m := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, r := range rows {
		same("matrix", rows[0], r)
		m.SetRow(i, r)
	}
	return m
}

// Eye is the identity matrix with n rows.
func Eye(n int) *mat.Dense { return Diag(vec.Ones(n)) }

// Diag is the square matrix with x on its diagonal and zeros elsewhere.
func Diag(x []float64) *mat.Dense {
	notEmpty("diag", "x", x)
	m := mat.NewDense(len(x), len(x), nil)
	for i, v := range x {
		m.Set(i, i, v)
	}
	return m
}

// Diagonal gives the elements on the diagonal of a matrix.
func Diagonal(m mat.Matrix) []float64 {
	rows, columns := m.Dims()
	d := make([]float64, min(rows, columns))
	for i := range d {
		d[i] = m.At(i, i)
	}
	return d
}

// Rows gives copies of the rows of a matrix.
func Rows(m mat.Matrix) [][]float64 {
	n, _ := m.Dims()
	out := make([][]float64, n)
	for i := range out {
		out[i] = mat.Row(nil, i, m)
	}
	return out
}

// Columns gives copies of the columns of a matrix.
func Columns(m mat.Matrix) [][]float64 { return Rows(m.T()) }

// Transpose gives a matrix with rows and columns exchanged; it shares nothing
// with m.
func Transpose(m mat.Matrix) *mat.Dense { return mat.DenseCopyOf(m.T()) }

// Outer is the matrix of the products x[i]*y[j].
func Outer(x, y []float64) *mat.Dense {
	notEmpty("outer", "x", x)
	notEmpty("outer", "y", y)
	m := mat.NewDense(len(x), len(y), nil)
	m.Outer(1, mat.NewVecDense(len(x), x), mat.NewVecDense(len(y), y))
	return m
}

// Trace adds the diagonal of a square matrix.
func Trace(m mat.Matrix) float64 {
	mustBeSquare("trace", m)
	return mat.Trace(m)
}

// Det is the determinant of a square matrix.
func Det(m mat.Matrix) float64 {
	mustBeSquare("det", m)
	return mat.Det(m)
}

// Inv is the inverse of a square matrix. It returns an error where the matrix is
// not square, not finite, or singular to working precision. To solve equations, Solve is
// faster and more exact.
func Inv(m mat.Matrix) (*mat.Dense, error) {
	if err := cmp.Or(square("inv", m), finite("inv", m)); err != nil {
		return nil, err
	}
	var inv mat.Dense
	if err := inv.Inverse(m); err != nil {
		return nil, fmt.Errorf("inv: the matrix is singular to working precision: %w", err)
	}
	return &inv, nil
}

// Solve gives the x with m*x = b for a square matrix. It returns an error for
// shapes that do not go together and a matrix that is singular to working
// precision.
func Solve(m mat.Matrix, b []float64) ([]float64, error) { return linalg.Solve(m, b) }

// Lstsq gives the x for which m*x comes nearest to b in the Euclidean norm.
func Lstsq(m mat.Matrix, b []float64) ([]float64, error) { return linalg.LeastSquares(m, b) }

// Eigh gives the eigenvalues of a symmetric matrix and, as columns, its
// eigenvectors, from the least to the greatest.
func Eigh(m mat.Matrix) (values []float64, vectors *mat.Dense, err error) { return linalg.SymEigen(m) }

// Svdvals gives the singular values of a matrix from the greatest to the least.
func Svdvals(m mat.Matrix) ([]float64, error) {
	if err := finite("svdvals", m); err != nil {
		return nil, err
	}
	var svd mat.SVD
	if !svd.Factorize(m, mat.SVDNone) {
		return nil, errors.New("svdvals: the decomposition does not converge")
	}
	return svd.Values(nil), nil
}

// Cholesky gives the lower triangular L with L*Lᵀ = m, for a symmetric positive
// definite matrix, of which the lower triangle is read. It returns an error for
// any other.
func Cholesky(m mat.Matrix) (*mat.Dense, error) {
	if err := cmp.Or(square("cholesky", m), finite("cholesky", m)); err != nil {
		return nil, err
	}
	n, _ := m.Dims()
	s := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			s.SetSym(i, j, m.At(i, j))
		}
	}
	var c mat.Cholesky
	if !c.Factorize(s) {
		return nil, errors.New("cholesky: the matrix is not positive definite")
	}
	var l mat.TriDense
	c.LTo(&l)
	return mat.DenseCopyOf(&l), nil
}

func mustBeSquare(op string, m mat.Matrix) {
	if err := square(op, m); err != nil {
		panic(err)
	}
}

func square(op string, m mat.Matrix) error {
	if r, c := m.Dims(); r != c {
		return vec.ArgumentError{Op: op, Arg: "m", Value: fmt.Sprintf("a matrix of %d by %d", r, c), Want: "a square one"}
	}
	return nil
}

func finite(op string, m mat.Matrix) error {
	r, c := m.Dims()
	for i := range r {
		for j := range c {
			if v := m.At(i, j); v-v != 0 {
				return vec.ArgumentError{Op: op, Arg: fmt.Sprintf("m[%d, %d]", i, j), Value: v, Want: "a finite number"}
			}
		}
	}
	return nil
}
