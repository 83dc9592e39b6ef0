package ad

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// An Objective is a traced scalar function of a vector with the oracles that
// algorithms ask for: value, gradient and Hessian-vector product. Many goroutines
// may use it at once. Make one with NewObjective.
//
// A vector of the wrong length panics with a vec.LengthError, as in package
// problem. An error of a run, such as a matrix without Cholesky factor, gives NaN.
type Objective struct {
	dim int
	f   *Function
}

// NewObjective traces loss for vectors of dim elements, with its gradient, and
// returns the error of the trace if there is one. Float32 is an option.
func NewObjective(dim int, loss func(x Node) Node, opts ...Option) (*Objective, error) {
	if dim < 1 || loss == nil {
		return nil, fmt.Errorf("ad.NewObjective: dim = %d, loss nil: %v: want at least 1 and a function", dim, loss == nil)
	}
	o := &Objective{dim, Func(loss).With(opts...)}
	t, i, err := o.f.get(both, make([]float64, dim), nil)
	if err != nil {
		return nil, err
	}
	o.f.put(t, i)
	return o, nil
}

// Dim is the number of variables.
func (o *Objective) Dim() int { return o.dim }

// Value is the function at x.
func (o *Objective) Value(x []float64) float64 {
	o.length("ad.Objective.Value", x)
	v, _ := o.f.Value(x) // NaN where there is an error
	return v
}

// Grad stores the gradient at x in dst and returns the value.
func (o *Objective) Grad(dst, x []float64) float64 {
	o.length("ad.Objective.Grad", x)
	o.length("ad.Objective.Grad", dst)
	v, err := o.f.ValueAndGrad(dst, x)
	if err != nil {
		vec.Fill(dst, math.NaN())
	}
	return v
}

// HessVec stores the product of the Hessian at x with v in dst.
func (o *Objective) HessVec(dst, x, v []float64) {
	for _, a := range [][]float64{dst, x, v} {
		o.length("ad.Objective.HessVec", a)
	}
	if err := o.f.HVP(dst, x, v); err != nil {
		vec.Fill(dst, math.NaN())
	}
}

func (o *Objective) length(op string, x []float64) {
	if len(x) != o.dim {
		panic(vec.LengthError{Op: op, A: len(x), B: o.dim})
	}
}
