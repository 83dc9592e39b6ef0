// Package linalg is linear algebra for optimisation and sampling: Krylov methods
// that need products with a matrix only (CG, Lanczos, power iteration, trace and
// spectrum estimates), small dense solvers on gonum (least squares, eigenvectors,
// Lyapunov equations), projections and proximal operators.
//
// It holds no optimisers, and no elementwise arithmetic: those are in optim and
// vec. Everything gonum has is done by gonum.
//
// A matrix is an Operator where only its products matter, else a gonum
// mat.Matrix; a vector is a []float64. Functions with a dst argument store their
// result there and return it; a nil dst is allocated, and dst may be the input.
// Bad input is returned as a ShapeError or an ArgumentError, and then dst is left
// as it was.
package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// An Operator is a linear map of vectors: it stores A·x in dst. It must not change
// x nor keep either slice; the two do not overlap.
type Operator = func(dst, x []float64)

// A ShapeError is returned where the shapes of two arguments do not go together.
type ShapeError struct {
	Op   string // the function, such as "linalg.LeastSquares"
	A, B string // the arguments with their shapes, such as "a is 3×2", "b has length 4"
}

// Error names the function, both arguments and both shapes.
func (e ShapeError) Error() string { return fmt.Sprintf("%s: %s, but %s", e.Op, e.A, e.B) }

// An ArgumentError is returned where an argument is outside what the function is
// defined for.
type ArgumentError struct {
	Op, Arg string // the function and its argument, such as "linalg.ProxL1", "t"
	Value   any    // the value it had
	Want    string // what was wanted, such as "t >= 0"
}

// Error names the function, the argument, its value and what was wanted.
func (e ArgumentError) Error() string {
	return fmt.Sprintf("%s: %s = %v: want %s", e.Op, e.Arg, e.Value, e.Want)
}

// Of returns the operator of a matrix. It panics with a ShapeError for a vector of
// the wrong length, which the functions of this package return as an error.
func Of(a mat.Matrix) Operator {
	rows, cols := a.Dims()
	return func(dst, x []float64) {
		if len(dst) != rows || len(x) != cols {
			panic(ShapeError{"linalg.Of", fmt.Sprintf("the matrix is %d×%d", rows, cols),
				fmt.Sprintf("x has length %d and dst %d", len(x), len(dst))})
		}
		if rows == 0 || cols == 0 {
			clear(dst)
			return
		}
		mat.NewVecDense(rows, dst).MulVec(a, mat.NewVecDense(cols, x))
	}
}

// Diagonal returns the operator that multiplies elementwise with d. With 1/a_ii it
// is the Jacobi preconditioner. It panics with a ShapeError for a vector of the
// wrong length, which the functions of this package return as an error.
func Diagonal(d []float64) Operator {
	return func(dst, x []float64) {
		if len(dst) != len(d) || len(x) != len(d) {
			panic(ShapeError{"linalg.Diagonal", lengthOf("d", d),
				fmt.Sprintf("x has length %d and dst %d", len(x), len(dst))})
		}
		vec.Mul(dst, d, x)
	}
}

// caught turns the panic of an operator over a shape into *err. Deferred by
// functions that call operators.
func caught(err *error) {
	switch e := recover().(type) {
	case nil:
	case ShapeError:
		*err = e
	case vec.LengthError:
		*err = e
	default:
		panic(e)
	}
}

func lengthOf(name string, x []float64) string { return fmt.Sprintf("%s has length %d", name, len(x)) }

func shapeOf(name string, a mat.Matrix) string { return name + " is " + shapeName(a) }

func shapeName(a mat.Matrix) string {
	r, c := a.Dims()
	return fmt.Sprintf("%d×%d", r, c)
}

// finite returns an error that names the first element of x that is not finite.
func finite(op, name string, x []float64) error {
	if i := vec.NonFinite(x); i >= 0 {
		return ArgumentError{op, fmt.Sprintf("%s[%d]", name, i), x[i], "a finite number"}
	}
	return nil
}

// finiteMatrix checks that a is not empty and finite.
func finiteMatrix(op, name string, a mat.Matrix) error {
	if a == nil {
		return ArgumentError{op, name, nil, "a matrix"}
	}
	rows, cols := a.Dims()
	if rows == 0 || cols == 0 {
		return ArgumentError{op, name, shapeName(a), "at least one row and column"}
	}
	for i := range rows {
		for j := range cols {
			if v := a.At(i, j); v-v != 0 {
				return ArgumentError{op, fmt.Sprintf("%s[%d,%d]", name, i, j), v, "a finite number"}
			}
		}
	}
	return nil
}

// square checks that a is finite and square.
func square(op, name string, a mat.Matrix) error {
	if err := finiteMatrix(op, name, a); err != nil {
		return err
	}
	if r, c := a.Dims(); r != c {
		return ArgumentError{op, name, shapeName(a), "a square matrix"}
	}
	return nil
}

// sameLength checks that b is as long as a.
func sameLength(op, aName string, a []float64, bName string, b []float64) error {
	if len(a) != len(b) {
		return ShapeError{op, lengthOf(aName, a), lengthOf(bName, b)}
	}
	return nil
}

// target checks a destination for a result as long as x, and allocates a nil one.
func target(op string, dst *[]float64, x []float64) error {
	if *dst == nil {
		*dst = make([]float64, len(x))
	}
	return sameLength(op, "dst", *dst, "x", x)
}

// nonNegative checks a number: finite, and not below 0.
func nonNegative(op, name string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return ArgumentError{op, name, v, "a finite number, " + name + " >= 0"}
	}
	return nil
}

// positive checks a number: finite, and above 0.
func positive(op, name string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return ArgumentError{op, name, v, "a finite number, " + name + " > 0"}
	}
	return nil
}

// atLeast checks a count.
func atLeast(op, name string, v, least int) error {
	if v < least {
		return ArgumentError{op, name, v, fmt.Sprintf("%s >= %d", name, least)}
	}
	return nil
}

// first returns the first error that is not nil. Checks are cheap enough to make
// all of them.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
