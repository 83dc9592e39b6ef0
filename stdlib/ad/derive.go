package ad

import "gonum.org/v1/gonum/mat"

// Grad is the gradient of a scalar function of a vector: the function returned
// stores it in dst. It traces at its first call and again for another length.
func Grad(loss func(x Node) Node) func(dst, x []float64) error {
	f := Func(loss)
	return func(dst, x []float64) error { return f.Grad(dst, x) }
}

// ValueAndGrad is Grad that returns the value too.
func ValueAndGrad(loss func(x Node) Node) func(dst, x []float64) (float64, error) {
	f := Func(loss)
	return func(dst, x []float64) (float64, error) { return f.ValueAndGrad(dst, x) }
}

// HVP is the product of the Hessian of a scalar function with a vector v.
func HVP(loss func(x Node) Node) func(dst, x, v []float64) error {
	f := Func(loss)
	return func(dst, x, v []float64) error { return f.HVP(dst, x, v) }
}

// JVP is the product of the Jacobian of a function with a vector v, the derivative
// along v.
func JVP(f func(x Node) Node) func(dst, x, v []float64) error {
	fn := Func(f)
	return func(dst, x, v []float64) error { return fn.JVP(dst, x, v) }
}

// VJP is the product of the transposed Jacobian of a function with a vector u as
// long as its result.
func VJP(f func(x Node) Node) func(dst, x, u []float64) error {
	fn := Func(f)
	return func(dst, x, u []float64) error { return fn.VJP(dst, x, u) }
}

// Jacobian is the matrix of derivatives of a function, a row for each element of
// its result.
func Jacobian(f func(x Node) Node) func(x []float64) (*mat.Dense, error) {
	fn := Func(f)
	return func(x []float64) (*mat.Dense, error) { return fn.Jacobian(x) }
}

// Hessian is the matrix of second derivatives of a scalar function of few
// variables.
func Hessian(f func(x Node) Node) func(x []float64) (*mat.Dense, error) {
	fn := Func(f)
	return func(x []float64) (*mat.Dense, error) { return fn.Hessian(x) }
}
