package problem

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// A Function is a Smooth objective made of two closures. Make one with Func.
type Function struct {
	dim   int
	value func(x []float64) float64
	grad  func(dst, x []float64)
}

// Func returns the objective of dim variables with the given value and gradient.
// grad stores the gradient in dst, which is zero when it is called.
func Func(dim int, value func(x []float64) float64, grad func(dst, x []float64)) (*Function, error) {
	switch {
	case dim < 1:
		return nil, fmt.Errorf("problem.Func: dim = %d: want at least 1", dim)
	case value == nil:
		return nil, fmt.Errorf("problem.Func: value is nil: want a func(x []float64) float64")
	case grad == nil:
		return nil, fmt.Errorf("problem.Func: grad is nil: want a func(dst, x []float64)")
	}
	return &Function{dim, value, grad}, nil
}

// Dim returns the number of variables.
func (f *Function) Dim() int { return f.dim }

// Value returns f(x).
func (f *Function) Value(x []float64) float64 {
	sameLength("problem.Function.Value", len(x), f.dim)
	return f.value(x)
}

// Grad stores the gradient at x in dst and returns f(x).
func (f *Function) Grad(dst, x []float64) float64 {
	sameLength("problem.Function.Grad", len(x), f.dim)
	sameLength("problem.Function.Grad", len(dst), f.dim)
	clear(dst)
	f.grad(dst, x)
	return f.value(x)
}

// GradError compares the gradient of p at x with central differences of its value
// and returns the greatest difference in any coordinate, relative to the largest
// element of the gradient where that exceeds 1. Near 1e-9 the gradient is right;
// near 1 it is wrong. It takes 2·Dim values.
func GradError(p Smooth, x []float64) float64 {
	g := make([]float64, len(x))
	p.Grad(g, x)
	y := vec.Clone(x)
	var worst float64
	for i := range x {
		h := 6e-6 * max(1, math.Abs(x[i])) // the cube root of the rounding unit
		y[i] = x[i] + h
		above, up := p.Value(y), y[i]
		y[i] = x[i] - h
		below, down := p.Value(y), y[i]
		y[i] = x[i]
		worst = max(worst, math.Abs(g[i]-(above-below)/(up-down)))
	}
	return worst / max(1, vec.NormInf(g))
}

func sameLength(op string, a, b int) {
	if a != b {
		panic(vec.LengthError{Op: op, A: a, B: b})
	}
}
