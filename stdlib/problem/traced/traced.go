// Package traced is finite sums whose loss is written as mathematics on ad.Nodes:
// values, gradients, minibatches and Hessian-vector products of anything that ad
// differentiates.
//
// Losses with oracles written by hand belong in problem, models in nn.
package traced

import (
	"fmt"
	"math"
	"sync"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A Loss is a finite sum over the examples of a data set whose terms are a traced
// function. It is a problem.BatchCurved finite sum and problem.PerExample. Many
// goroutines may use it at once; each new minibatch size costs a trace, and
// otherwise nothing is allocated once each goroutine has its room for a minibatch.
// FromLoss makes it.
//
// A point of the wrong length panics with a vec.LengthError, a bad minibatch with a
// vec.ArgumentError, as in package problem. An error of a run, such as a matrix
// without Cholesky factor, gives NaN.
type Loss struct {
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
// It returns an error for data that are empty, without targets or not finite, where
// the trace fails, and where a run at p = 0 does, as in a Cholesky factorisation. A
// value at 0 that is NaN or infinite is no error.
func FromLoss(loss func(p, x, y ad.Node) ad.Node, dim int, d *data.Dataset) (*Loss, error) {
	switch {
	case loss == nil:
		return nil, fmt.Errorf("traced.FromLoss: loss is nil: want a func(p, x, y ad.Node) ad.Node")
	case dim < 1:
		return nil, fmt.Errorf("traced.FromLoss: dim = %d: want at least 1", dim)
	}
	if err := check(d); err != nil {
		return nil, fmt.Errorf("traced.FromLoss: %w", err)
	}
	l := &Loss{dim: dim, d: d}
	l.f = ad.FuncData(func(p ad.Node, data []ad.Node) ad.Node { return loss(p, data[0], data[1]) },
		[]int{-1, d.D}, []int{-1})
	p, g := make([]float64, dim), make([]float64, dim)
	for _, n := range []int{1, d.N} {
		if _, err := l.f.ValueAndGrad(g, p, d.X[:n*d.D], d.Y[:n]); err != nil {
			return nil, fmt.Errorf("traced.FromLoss: loss of %d of the examples, features %d×%d and targets %d: %w", n, n, d.D, n, err)
		}
	}
	return l, nil
}

func check(d *data.Dataset) error {
	if d == nil {
		return fmt.Errorf("the data set d is nil")
	}
	if err := d.Check(); err != nil {
		return err
	}
	switch {
	case d.N == 0 || d.D == 0:
		return fmt.Errorf("d: %v: want at least one of each", d)
	case len(d.Y) == 0:
		return fmt.Errorf("d: %v, without targets: want one for each example", d)
	}
	if i := vec.NonFinite(d.X); i >= 0 {
		return fmt.Errorf("d: feature %d of row %d is %v: want finite numbers", i%d.D, i/d.D, d.X[i])
	}
	if i := vec.NonFinite(d.Y); i >= 0 {
		return fmt.Errorf("d: target of row %d is %v: want finite numbers", i, d.Y[i])
	}
	return nil
}

// Dim returns the number of parameters.
func (l *Loss) Dim() int { return l.dim }

// Len returns the number of examples.
func (l *Loss) Len() int { return l.d.N }

// Value returns the loss over all examples.
func (l *Loss) Value(p []float64) float64 {
	l.length("traced.Loss.Value", p)
	v, _ := l.f.Value(p, l.d.X, l.d.Y) // NaN where there is an error
	return v
}

// Grad stores the gradient over all examples in dst and returns the value.
func (l *Loss) Grad(dst, p []float64) float64 {
	l.length("traced.Loss.Grad", p)
	l.length("traced.Loss.Grad", dst)
	return l.grad(dst, p, l.d.X, l.d.Y)
}

// BatchGrad stores the gradient at p of the loss over the examples in idx in dst
// and returns the value.
func (l *Loss) BatchGrad(dst, p []float64, idx []int) float64 {
	l.length("traced.Loss.BatchGrad", p)
	l.length("traced.Loss.BatchGrad", dst)
	b := l.gather("traced.Loss.BatchGrad", idx)
	defer l.put(b)
	return l.grad(dst, p, b.x, b.y)
}

// ExampleGrads stores in row k of dst, which holds len(idx) rows of Dim elements,
// the gradient at p of the loss of example idx[k] alone. It runs the gradient once
// for each.
func (l *Loss) ExampleGrads(dst, p []float64, idx []int) {
	const op = "traced.Loss.ExampleGrads"
	l.length(op, p)
	l.indices(op, idx)
	if len(dst) != len(idx)*l.dim {
		panic(vec.LengthError{Op: op, A: len(dst), B: len(idx) * l.dim})
	}
	for k, i := range idx {
		l.grad(dst[k*l.dim:(k+1)*l.dim], p, l.d.Row(i), l.d.Y[i:i+1])
	}
}

// HessVec stores the product with v of the Hessian at p over all examples in dst.
func (l *Loss) HessVec(dst, p, v []float64) {
	const op = "traced.Loss.HessVec"
	l.length(op, dst)
	l.length(op, p)
	l.length(op, v)
	l.hvp(dst, p, v, l.d.X, l.d.Y)
}

// BatchHessVec stores in dst the product with v of the Hessian at p of the loss
// over the examples in idx.
func (l *Loss) BatchHessVec(dst, p, v []float64, idx []int) {
	const op = "traced.Loss.BatchHessVec"
	l.length(op, dst)
	l.length(op, p)
	l.length(op, v)
	b := l.gather(op, idx)
	defer l.put(b)
	l.hvp(dst, p, v, b.x, b.y)
}

func (l *Loss) grad(dst, p, x, y []float64) float64 {
	v, err := l.f.ValueAndGrad(dst, p, x, y)
	if err != nil {
		vec.Fill(dst, math.NaN())
	}
	return v
}

func (l *Loss) hvp(dst, p, v, x, y []float64) {
	if err := l.f.HVP(dst, p, v, x, y); err != nil {
		vec.Fill(dst, math.NaN())
	}
}

// gather copies the examples in idx next to one another.
func (l *Loss) gather(op string, idx []int) *batch {
	l.indices(op, idx)
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

func (l *Loss) put(b *batch) {
	l.mu.Lock()
	l.idle = append(l.idle, b)
	l.mu.Unlock()
}

func (l *Loss) length(op string, x []float64) {
	if len(x) != l.dim {
		panic(vec.LengthError{Op: op, A: len(x), B: l.dim})
	}
}

func (l *Loss) indices(op string, idx []int) {
	if len(idx) == 0 {
		panic(vec.ArgumentError{Op: op, Arg: "len(idx)", Value: 0, Want: "at least one example"})
	}
	for k, i := range idx {
		if i < 0 || i >= l.d.N {
			panic(vec.ArgumentError{Op: op, Arg: fmt.Sprintf("idx[%d]", k), Value: i, Want: fmt.Sprintf("0 <= index < %d", l.d.N)})
		}
	}
}
