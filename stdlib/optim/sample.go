package optim

import (
	"fmt"

	"monro/stdlib/problem"
)

// A Searcher is an optimiser that needs more than the gradient at x, such as the
// values that a line search compares or products with the Hessian. Descend calls StepOn in place of Step, with
// the function f of which g is the gradient at x and loss the value. Step returns
// an error.
type Searcher interface {
	Optimizer
	StepOn(f *Sample, x, g []float64, loss float64) error
}

// A Sample is the function that one update of a run descends on: the mean over the
// minibatch, or the objective itself where there are none. It is good for the one
// call that it is passed to; what is asked of it counts in the run's Cost.
type Sample struct {
	p     problem.Smooth
	sum   problem.FiniteSum // nil where p is none
	idx   []int             // nil: all of p
	cost  *problem.Cost
	trash []float64 // a gradient that nobody asked for

	composite *problem.Composite // nil where p is none
	z, d      []float64          // of a composite, what Targets returns
}

// NewSample returns the function of the minibatch idx of p, for Searchers outside
// Descend. A nil idx means the whole objective.
func NewSample(p problem.Smooth, idx []int) (*Sample, error) {
	_, ok := p.(problem.FiniteSum)
	switch {
	case p == nil:
		return nil, fmt.Errorf("optim.NewSample: the problem is nil")
	case idx != nil && !ok:
		return nil, fmt.Errorf("optim.NewSample: %T is no finite sum: want idx = nil, or a problem with BatchGrad", p)
	case idx != nil && len(idx) == 0:
		return nil, fmt.Errorf("optim.NewSample: idx is empty: want at least one index, or nil")
	}
	f := &Sample{idx: idx, cost: new(problem.Cost)}
	f.of(p)
	return f, nil
}

// of makes f the function of p.
func (f *Sample) of(p problem.Smooth) {
	f.p = p
	f.sum, _ = p.(problem.FiniteSum)
	f.composite, _ = p.(*problem.Composite)
}

// Value returns the function's value at x.
func (f *Sample) Value(x []float64) float64 {
	f.cost.Values++
	f.cost.Samples += f.terms()
	switch {
	case f.idx == nil:
		return f.p.Value(x)
	case f.composite != nil:
		return f.composite.BatchValue(x, f.idx)
	}
	if len(f.trash) != len(x) {
		f.trash = make([]float64, len(x))
	}
	return f.sum.BatchGrad(f.trash, x, f.idx)
}

// Grad stores the function's gradient at x in dst and returns its value.
func (f *Sample) Grad(dst, x []float64) float64 {
	f.cost.Grads++
	f.cost.Samples += f.terms()
	switch {
	case f.composite != nil:
		n := f.composite.Outputs(f.idx)
		f.z, f.d = sized(f.z, n), sized(f.d, n)
		return f.composite.TargetGrad(dst, f.z, f.d, x, f.idx)
	case f.idx == nil:
		return f.p.Grad(dst, x)
	}
	return f.sum.BatchGrad(dst, x, f.idx)
}

// HessVec stores the product with v of the function's Hessian at x in dst, which must
// overlap neither. It returns an error where the problem has no such products: it has
// to be Curved, and BatchCurved where there are minibatches.
func (f *Sample) HessVec(dst, x, v []float64) error {
	if f.idx != nil {
		p, ok := f.p.(problem.BatchCurved)
		if !ok {
			return fmt.Errorf("%T has no Hessian-vector products of minibatches: want a problem.BatchCurved", f.p)
		}
		p.BatchHessVec(dst, x, v, f.idx)
	} else {
		p, ok := f.p.(problem.Curved)
		if !ok {
			return fmt.Errorf("%T has no Hessian-vector products: want a problem.Curved", f.p)
		}
		p.HessVec(dst, x, v)
	}
	f.cost.HVPs++
	f.cost.Samples += f.terms()
	return nil
}

// Targets returns, where the problem is a Composite ℓ∘f, that and what the latest
// call of Grad has found: the model's outputs z and the gradients d of the losses
// there, a row for each example. The memory is the Sample's own, for the next call.
// Otherwise all are nil.
func (f *Sample) Targets() (c *problem.Composite, z, d []float64) { return f.composite, f.z, f.d }

// FullGrad stores the gradient at x of the whole objective in dst and returns its
// value.
func (f *Sample) FullGrad(dst, x []float64) float64 {
	f.cost.Grads++
	if f.sum != nil {
		f.cost.Samples += f.sum.Len()
	}
	return f.p.Grad(dst, x)
}

// Indices returns the numbers of the minibatch's terms, nil where there is none.
// It is the run's own memory.
func (f *Sample) Indices() []int { return f.idx }

// Fraction returns the share of the finite sum that is in the minibatch, 1 where
// there is none.
func (f *Sample) Fraction() float64 {
	if f.idx == nil {
		return 1
	}
	return float64(len(f.idx)) / float64(f.sum.Len())
}

// Cost returns what has been asked of the function so far, by the run as well.
func (f *Sample) Cost() problem.Cost { return *f.cost }

func (f *Sample) terms() int {
	switch {
	case f.idx != nil:
		return len(f.idx)
	case f.sum != nil:
		return f.sum.Len()
	}
	return 0
}

// sized returns a with length n, where there is room, or n new elements.
func sized(a []float64, n int) []float64 {
	if cap(a) < n {
		return make([]float64, n)
	}
	return a[:n]
}

// needsSample is what Step of a Searcher returns.
func needsSample(method string) error {
	return fmt.Errorf("optim: %s: Step gets a gradient and no function: want Descend or Run, or StepOn with a Sample", method)
}
