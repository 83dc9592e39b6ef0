package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// maxCondition is the condition number from which a matrix counts as singular: a
// solution would have hardly a correct digit.
const maxCondition = 1 / 0x1p-52 / 4

// Solve returns the solution of A·x = b for a square A, by LU with partial
// pivoting. It returns an error for shapes that do not go together, numbers that
// are not finite, and an A that is singular to working precision.
func Solve(a mat.Matrix, b []float64) ([]float64, error) {
	const op = "linalg.Solve"
	if err := first(square(op, "a", a), finite(op, "b", b), rowsFor(op, a, b)); err != nil {
		return nil, err
	}
	var lu mat.LU
	lu.Factorize(a)
	if err := wellConditioned(op, "a", lu.Cond()); err != nil {
		return nil, err
	}
	x := make([]float64, len(b))
	lu.SolveVecTo(mat.NewVecDense(len(b), x), false, mat.NewVecDense(len(b), b))
	return x, nil
}

// SolveSPD returns the solution of A·x = b for a symmetric positive definite A, by
// Cholesky. It returns an error for shapes that do not go together, numbers that
// are not finite, and an A that is not symmetric or not positive definite.
func SolveSPD(a mat.Matrix, b []float64) ([]float64, error) {
	const op = "linalg.SolveSPD"
	s, err := symmetric(op, "a", a)
	if err := first(err, finite(op, "b", b), rowsFor(op, a, b)); err != nil {
		return nil, err
	}
	var c mat.Cholesky
	if !c.Factorize(s) {
		return nil, ArgumentError{op, "a", shapeName(a), "a positive definite matrix"}
	}
	if err := wellConditioned(op, "a", c.Cond()); err != nil {
		return nil, err
	}
	x := make([]float64, len(b))
	c.SolveVecTo(mat.NewVecDense(len(b), x), mat.NewVecDense(len(b), b))
	return x, nil
}

// LeastSquares returns the x that minimises ‖A·x − b‖, by QR; where A has fewer
// rows than columns, the shortest x with A·x = b, by LQ. It returns an error for
// shapes that do not go together, numbers that are not finite, and an A without
// full rank, for which Ridge has an answer.
func LeastSquares(a mat.Matrix, b []float64) ([]float64, error) {
	const op = "linalg.LeastSquares"
	if err := first(finiteMatrix(op, "a", a), finite(op, "b", b), rowsFor(op, a, b)); err != nil {
		return nil, err
	}
	rows, cols := a.Dims()
	x, rhs := make([]float64, cols), mat.NewVecDense(rows, b)
	if rows >= cols {
		var qr mat.QR
		qr.Factorize(a)
		if err := wellConditioned(op, "a", qr.Cond()); err != nil {
			return nil, err
		}
		qr.SolveVecTo(mat.NewVecDense(cols, x), false, rhs)
		return x, nil
	}
	var lq mat.LQ
	lq.Factorize(a)
	if err := wellConditioned(op, "a", lq.Cond()); err != nil {
		return nil, err
	}
	lq.SolveVecTo(mat.NewVecDense(cols, x), false, rhs)
	return x, nil
}

// Ridge returns the x that minimises ‖A·x − b‖² + lambda·‖x‖², by QR of A with
// √lambda·I below it, which does not square A's condition number. lambda = 0 is
// LeastSquares. It returns an error for shapes that do not go together, numbers
// that are not finite, and lambda < 0.
func Ridge(a mat.Matrix, b []float64, lambda float64) ([]float64, error) {
	const op = "linalg.Ridge"
	if err := first(finiteMatrix(op, "a", a), finite(op, "b", b), rowsFor(op, a, b), nonNegative(op, "lambda", lambda)); err != nil {
		return nil, err
	}
	if lambda == 0 {
		return LeastSquares(a, b)
	}
	rows, cols := a.Dims()
	stacked := mat.NewDense(rows+cols, cols, nil)
	stacked.Slice(0, rows, 0, cols).(*mat.Dense).Copy(a)
	for j := range cols {
		stacked.Set(rows+j, j, math.Sqrt(lambda))
	}
	return LeastSquares(stacked, append(append(make([]float64, 0, rows+cols), b...), make([]float64, cols)...))
}

// rowsFor checks that b has an element for every row of a.
func rowsFor(op string, a mat.Matrix, b []float64) error {
	if a == nil {
		return nil // reported as such
	}
	if rows, _ := a.Dims(); rows != len(b) {
		return ShapeError{op, shapeOf("a", a), lengthOf("b", b)}
	}
	return nil
}

func wellConditioned(op, name string, condition float64) error {
	if !(condition < maxCondition) {
		return ArgumentError{op, name, fmt.Sprintf("a matrix of condition number %.3g", condition), "full rank"}
	}
	return nil
}
