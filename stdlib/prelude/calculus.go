package prelude

import (
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/ad"
)

// Grad is the gradient of a function of a vector that gives a number: the
// function returned stores it in dst, which is as long as x. It traces the
// function at its first call and again for another length.
func Grad(f func(x ad.Node) ad.Node) func(dst, x []float64) error { return ad.Grad(f) }

// ValueAndGrad is Grad that returns the value of the function too.
func ValueAndGrad(f func(x ad.Node) ad.Node) func(dst, x []float64) (float64, error) {
	return ad.ValueAndGrad(f)
}

// Hvp is the product of the matrix of second derivatives of a function with a
// vector v, without that matrix: the function returned stores it in dst.
func Hvp(f func(x ad.Node) ad.Node) func(dst, x, v []float64) error { return ad.HVP(f) }

// Hessian is the matrix of second derivatives of a function of few variables.
func Hessian(f func(x ad.Node) ad.Node) func(x []float64) (*mat.Dense, error) { return ad.Hessian(f) }

// Jacobian is the matrix of derivatives of a function that gives a vector, a
// row for each of its elements.
func Jacobian(f func(x ad.Node) ad.Node) func(x []float64) (*mat.Dense, error) {
	return ad.Jacobian(f)
}
