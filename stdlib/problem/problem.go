// Package problem is what algorithms work on: functions behind oracles (value,
// gradient, minibatch gradient, Hessian-vector product, the products of bilevel
// and both gradients of min-max problems) and what calls to them cost.
//
// A problem holds no state that changes, so that many runs can share it at once;
// where a run is lives in the algorithm. The one exception is the call number of
// NoisyProblem.Grad. Data sets belong in data, algorithms in
// optim and its sisters.
//
// A point or a destination of the wrong length makes an oracle panic with a
// vec.LengthError, a bad minibatch with a vec.ArgumentError.
package problem

// An Objective is a function of Dim variables.
type Objective interface {
	Dim() int
	Value(x []float64) float64
}

// A Smooth objective has a gradient, or a subgradient where it has kinks. Grad
// stores it in dst and returns the value. dst and x must not overlap.
type Smooth interface {
	Objective
	Grad(dst, x []float64) float64
}

// A FiniteSum is the mean of Len functions, plus perhaps a regulariser that all
// of them share. BatchGrad is Grad for the mean over the functions numbered in
// idx only (a number may repeat): for uniform idx an unbiased estimate of both
// value and gradient. idx must not be empty.
type FiniteSum interface {
	Smooth
	Len() int
	BatchGrad(dst, x []float64, idx []int) float64
}

// A Curved problem has Hessian-vector products: HessVec stores ∇²f(x)·v in dst,
// which must overlap neither x nor v.
type Curved interface {
	HessVec(dst, x, v []float64)
}

// A BatchCurved finite sum has minibatch Hessian-vector products: BatchHessVec
// stores in dst the product with v of the Hessian of the function that BatchGrad
// differentiates.
type BatchCurved interface {
	FiniteSum
	Curved
	BatchHessVec(dst, x, v []float64, idx []int)
}

// A PerExample finite sum has the gradients of its single terms: ExampleGrads
// stores them row by row in dst, which holds len(idx) rows of Dim elements. The
// regulariser is in each, so that the mean of the rows is BatchGrad's gradient.
type PerExample interface {
	FiniteSum
	ExampleGrads(dst, x []float64, idx []int)
}

// Cost is what a run has spent.
type Cost struct {
	Values  int   // function values on their own
	Grads   int   // gradients, full or minibatch
	HVPs    int   // Hessian-vector products
	Samples int   // terms of finite sums visited by any of the above
	Rounds  int   // of communication
	Bits    int64 // communicated
}

// Plus returns the sum of two costs.
func (c Cost) Plus(o Cost) Cost {
	return Cost{
		Values:  c.Values + o.Values,
		Grads:   c.Grads + o.Grads,
		HVPs:    c.HVPs + o.HVPs,
		Samples: c.Samples + o.Samples,
		Rounds:  c.Rounds + o.Rounds,
		Bits:    c.Bits + o.Bits,
	}
}
