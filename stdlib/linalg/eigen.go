package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// SymEigen returns the eigenvalues of a symmetric matrix in increasing order and
// its orthonormal eigenvectors as the columns of a matrix: A = V·diag(values)·Vᵀ.
//
// It returns an error for a matrix that is empty, not square, not finite, or not
// symmetric to within 1e-12 of its largest element.
func SymEigen(a mat.Matrix) (values []float64, vectors *mat.Dense, err error) {
	const op = "linalg.SymEigen"
	s, err := symmetric(op, "a", a)
	if err != nil {
		return nil, nil, err
	}
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		return nil, nil, fmt.Errorf("%s: %s: eigenvalues did not converge", op, shapeOf("a", a))
	}
	vectors = new(mat.Dense)
	e.VectorsTo(vectors)
	return e.Values(nil), vectors, nil
}

// symmetric returns the symmetric part of a square matrix, which has to be all but
// rounding.
func symmetric(op, name string, a mat.Matrix) (*mat.SymDense, error) {
	if err := square(op, name, a); err != nil {
		return nil, err
	}
	n, _ := a.Dims()
	var largest float64
	for i := range n {
		for j := range n {
			largest = max(largest, math.Abs(a.At(i, j)))
		}
	}
	s := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			upper, lower := a.At(i, j), a.At(j, i)
			if math.Abs(upper-lower) > 1e-12*largest {
				return nil, ArgumentError{op, fmt.Sprintf("%s[%d,%d]", name, i, j), upper, fmt.Sprintf("a symmetric matrix, but %s[%d,%d] = %v", name, j, i, lower)}
			}
			s.SetSym(i, j, upper/2+lower/2)
		}
	}
	return s, nil
}
