package problem

import (
	"fmt"
	"math"
	"sync"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A TracedLoss is a finite sum over the examples of a data set whose terms are a traced
// function. It is a BatchCurved finite sum and PerExample. Many
// goroutines may use it at once; each new minibatch size costs a trace, and
// otherwise nothing is allocated once each goroutine has its room for a minibatch.
// FromLoss makes it.
//
// An error of a run, such as a matrix
// without Cholesky factor, gives NaN.
type TracedLoss struct {
	dim int
	d   *data.Dataset
	f   *ad.Function

	mu   sync.Mutex
	idle []*batch
}

// A batch is room for the examples of a minibatch.
type batch struct{ x, y []float64 }

// FromLoss returns the finite sum with the given loss of dim parameters over a data
// set. loss takes the parameters p, a vector, the features x of a minibatch, a
// matrix of one row for each example, and the targets y, a vector, and returns the
// mean of the examples' losses, plus perhaps a regulariser: a scalar. It is traced
// at once for one example and for the whole data set, later for other sizes of
// minibatches. The data are shared with d, not copied.
//
// ad.Float32() as an option computes in single precision: parameters, gradients and
// data stay float64 and are converted at each call.
//
// It returns an error for data that are empty, without targets or not finite, where
// the trace fails, and where a run at p = 0 does, as in a Cholesky factorisation. A
// value at 0 that is NaN or infinite is no error.
func FromLoss(loss func(p, x, y ad.Node) ad.Node, dim int, d *data.Dataset, opts ...ad.Option) (*TracedLoss, error) {
	switch {
	case loss == nil:
		return nil, fmt.Errorf("problem.FromLoss: loss is nil: want a func(p, x, y ad.Node) ad.Node")
	case dim < 1:
		return nil, fmt.Errorf("problem.FromLoss: dim = %d: want at least 1", dim)
	}
	if err := checkData("FromLoss", d); err != nil {
		return nil, err
	}
	l := &TracedLoss{dim: dim, d: d}
	l.f = ad.FuncData(func(p ad.Node, data []ad.Node) ad.Node { return loss(p, data[0], data[1]) },
		[]int{-1, d.D}, []int{-1}).With(opts...)
	p, g := make([]float64, dim), make([]float64, dim)
	for _, n := range []int{1, d.N} {
		if _, err := l.f.ValueAndGrad(g, p, d.X[:n*d.D], d.Y[:n]); err != nil {
			return nil, fmt.Errorf("problem.FromLoss: loss of %d of the examples, features %d×%d and targets %d: %w", n, n, d.D, n, err)
		}
	}
	return l, nil
}

// Dim returns the number of parameters.
func (l *TracedLoss) Dim() int { return l.dim }

// Len returns the number of examples.
func (l *TracedLoss) Len() int { return l.d.N }

// Value returns the loss over all examples.
func (l *TracedLoss) Value(p []float64) float64 {
	l.length("problem.TracedLoss.Value", p)
	v, _ := l.f.Value(p, l.d.X, l.d.Y) // NaN where there is an error
	return v
}

// Grad stores the gradient over all examples in dst and returns the value.
func (l *TracedLoss) Grad(dst, p []float64) float64 {
	l.length("problem.TracedLoss.Grad", p)
	l.length("problem.TracedLoss.Grad", dst)
	return l.grad(dst, p, l.d.X, l.d.Y)
}

// BatchGrad stores the gradient at p of the loss over the examples in idx in dst
// and returns the value.
func (l *TracedLoss) BatchGrad(dst, p []float64, idx []int) float64 {
	l.length("problem.TracedLoss.BatchGrad", p)
	l.length("problem.TracedLoss.BatchGrad", dst)
	b := l.gather("problem.TracedLoss.BatchGrad", idx)
	defer l.put(b)
	return l.grad(dst, p, b.x, b.y)
}

// ExampleGrads stores in row k of dst, which holds len(idx) rows of Dim elements,
// the gradient at p of the loss of example idx[k] alone. It runs the gradient once
// for each.
func (l *TracedLoss) ExampleGrads(dst, p []float64, idx []int) {
	const op = "problem.TracedLoss.ExampleGrads"
	l.length(op, p)
	checkIndices(op, idx, l.d.N)
	if len(dst) != len(idx)*l.dim {
		panic(vec.LengthError{Op: op, A: len(dst), B: len(idx) * l.dim})
	}
	for k, i := range idx {
		l.grad(dst[k*l.dim:(k+1)*l.dim], p, l.d.Row(i), l.d.Y[i:i+1])
	}
}

// HessVec stores the product with v of the Hessian at p over all examples in dst.
func (l *TracedLoss) HessVec(dst, p, v []float64) {
	const op = "problem.TracedLoss.HessVec"
	l.length(op, dst)
	l.length(op, p)
	l.length(op, v)
	l.hvp(dst, p, v, l.d.X, l.d.Y)
}

// BatchHessVec stores in dst the product with v of the Hessian at p of the loss
// over the examples in idx.
func (l *TracedLoss) BatchHessVec(dst, p, v []float64, idx []int) {
	const op = "problem.TracedLoss.BatchHessVec"
	l.length(op, dst)
	l.length(op, p)
	l.length(op, v)
	b := l.gather(op, idx)
	defer l.put(b)
	l.hvp(dst, p, v, b.x, b.y)
}

func (l *TracedLoss) grad(dst, p, x, y []float64) float64 {
	v, err := l.f.ValueAndGrad(dst, p, x, y)
	if err != nil {
		vec.Fill(dst, math.NaN())
	}
	return v
}

func (l *TracedLoss) hvp(dst, p, v, x, y []float64) {
	if err := l.f.HVP(dst, p, v, x, y); err != nil {
		vec.Fill(dst, math.NaN())
	}
}

// gather copies the examples in idx next to one another.
func (l *TracedLoss) gather(op string, idx []int) *batch {
	checkIndices(op, idx, l.d.N)
	l.mu.Lock()
	var b *batch
	if k := len(l.idle); k > 0 {
		b, l.idle = l.idle[k-1], l.idle[:k-1]
	} else {
		b = new(batch)
	}
	l.mu.Unlock()
	b.x, b.y = b.x[:0], b.y[:0]
	for _, i := range idx {
		b.x = append(b.x, l.d.Row(i)...)
		b.y = append(b.y, l.d.Y[i])
	}
	return b
}

func (l *TracedLoss) put(b *batch) {
	l.mu.Lock()
	l.idle = append(l.idle, b)
	l.mu.Unlock()
}

func (l *TracedLoss) length(op string, x []float64) {
	if len(x) != l.dim {
		panic(vec.LengthError{Op: op, A: len(x), B: l.dim})
	}
}
