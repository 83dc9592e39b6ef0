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

// A batch is room for the examples of a minibatch, or for the part g of a gradient
// that some of the examples make.
type batch struct{ x, y, g []float64 }

// passRows is how many examples of a pass over the data one run of the trace takes.
const passRows = 4096

// FromLoss returns the finite sum with the given loss of dim parameters over a data
// set. loss takes the parameters p, a vector, the features x of a minibatch, a
// matrix of one row for each example, and the targets y, a vector, and returns the
// mean of the examples' losses, plus perhaps a regulariser: a scalar. It is traced
// at once for one example and for the whole data set, later for other sizes of
// minibatches. Passes over more than 4096 examples take them 4096 at a time, as the
// memory of a trace grows with its rows. The data are shared with d, not copied.
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
	for _, n := range []int{1, min(d.N, passRows)} {
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
	sum := 0.
	for from := 0; from < l.d.N; from += passRows {
		x, y, share := l.rows(from)
		v, _ := l.f.Value(p, x, y) // NaN where there is an error
		sum += share * v
	}
	return sum
}

// Grad stores the gradient over all examples in dst and returns the value.
func (l *TracedLoss) Grad(dst, p []float64) float64 {
	l.length("problem.TracedLoss.Grad", p)
	l.length("problem.TracedLoss.Grad", dst)
	return l.pass(dst, func(dst, x, y []float64) float64 { return l.grad(dst, p, x, y) })
}

// rows returns the examples of a pass from number from on that one run takes, and
// which share of all they are.
func (l *TracedLoss) rows(from int) (x, y []float64, share float64) {
	to := min(from+passRows, l.d.N)
	return l.d.X[from*l.d.D : to*l.d.D], l.d.Y[from:to], float64(to-from) / float64(l.d.N)
}

// pass stores in dst the mean of the vectors that run computes for some examples
// each, weighted by their numbers, and returns that of the values.
func (l *TracedLoss) pass(dst []float64, run func(dst, x, y []float64) float64) float64 {
	x, y, share := l.rows(0)
	value := run(dst, x, y)
	if l.d.N <= passRows {
		return value
	}
	b := l.take()
	defer l.put(b)
	if b.g == nil {
		b.g = make([]float64, l.dim)
	}
	value *= share
	vec.Scale(dst, share, dst)
	for from := passRows; from < l.d.N; from += passRows {
		x, y, share := l.rows(from)
		value += share * run(b.g, x, y)
		vec.Axpy(dst, share, b.g)
	}
	return value
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
	l.pass(dst, func(dst, x, y []float64) float64 { l.hvp(dst, p, v, x, y); return 0 })
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
	b := l.take()
	b.x, b.y = b.x[:0], b.y[:0]
	for _, i := range idx {
		b.x = append(b.x, l.d.Row(i)...)
		b.y = append(b.y, l.d.Y[i])
	}
	return b
}

func (l *TracedLoss) take() *batch {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := len(l.idle)
	if k == 0 {
		return new(batch)
	}
	b := l.idle[k-1]
	l.idle = l.idle[:k-1]
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
