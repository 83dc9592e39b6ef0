package prelude

import (
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/ad"
)

// Grad is the gradient of a function of a vector that gives a number: the
// function returned stores it in dst, which is as long as x. It traces the
// function at its first call and again for another length.
//
// In a cell grad also takes a Go function of float64 or []float64 with loops,
// branches and calls of other functions, and gives back a function of the same
// argument: grad(f)(x) is the derivative, or a new slice with the gradient, and
// grad(grad(f)) the second derivative. It runs f on a tape at each call, two to
// ten times slower than f itself, where a traced function of slices is many times
// faster. Package tape says what it can follow.
func Grad(f func(x ad.Node) ad.Node) func(dst, x []float64) error { return ad.Grad(f) }

// ValueAndGrad is Grad that returns the value of the function too. Of a Go
// function in a cell it gives value and gradient at once, and an error that names
// the operation and its line where one of them is NaN or infinite.
func ValueAndGrad(f func(x ad.Node) ad.Node) func(dst, x []float64) (float64, error) {
	return ad.ValueAndGrad(f)
}

// Hvp is the product of the matrix of second derivatives of a function with a
// vector v, without that matrix: the function returned stores it in dst. Of a Go
// function of []float64 in a cell, hvp(f)(x, v) returns it.
func Hvp(f func(x ad.Node) ad.Node) func(dst, x, v []float64) error { return ad.HVP(f) }

// Hessian is the matrix of second derivatives of a function of few variables,
// traced or, in a cell, a Go function of []float64.
func Hessian(f func(x ad.Node) ad.Node) func(x []float64) (*mat.Dense, error) { return ad.Hessian(f) }

// Jacobian is the matrix of derivatives of a function that gives a vector, a
// row for each of its elements. In a cell it may be a Go function from []float64
// to []float64.
func Jacobian(f func(x ad.Node) ad.Node) func(x []float64) (*mat.Dense, error) {
	return ad.Jacobian(f)
}
