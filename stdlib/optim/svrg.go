package optim

import "fmt"

// A VarianceReduced optimiser gets the gradients of SVRG (Johnson & Zhang, NeurIPS
// 2013) in place of the minibatch's,
//
//	∇f_B(x) − ∇f_B(x̃) + ∇f(x̃)
//
// where x̃ is the point of a while ago, renewed at update 1 and after every Every
// updates, at the cost of a full gradient. Make one with SVRG. It is a Searcher: run
// it with Descend and minibatches of a finite sum. The State's Grad is the
// minibatch's own.
type VarianceReduced struct {
	method   Method
	every    int
	inner    Optimizer
	progress progress
	at       []float64 // x̃
	full     []float64 // ∇f(x̃)
	there    []float64 // ∇f_B(x̃), then the gradient for the inner optimiser
}

// SVRG feeds variance-reduced gradients to m, NewSGD(lr) for the method of the
// paper, which renews x̃ after one to five passes over the data: every is a multiple
// of n/b for minibatches of b among n examples.
func SVRG(m Method, every int) *VarianceReduced {
	return &VarianceReduced{method: m, every: every, inner: begin(m)}
}

// Fresh returns an optimiser of the same making with no history.
func (o VarianceReduced) Fresh() Optimizer { return SVRG(o.method, o.every) }

// String names the method and how often x̃ is renewed.
func (o VarianceReduced) String() string {
	return fmt.Sprintf("SVRG(%s, %d)", label(o.method), o.every)
}

// Validate returns an error that names the first argument out of range.
func (o *VarianceReduced) Validate() error {
	h := hyper{method: "optim: SVRG"}
	h.want(o.every >= 1, "every", float64(o.every), "at least 1")
	if h.err != nil {
		return h.err
	}
	return validateInner("SVRG", o.inner)
}

// Step returns an error: see Searcher.
func (o *VarianceReduced) Step(_, _ []float64) error { return needsSample("SVRG") }

// StepOn makes one update of x in place.
func (o *VarianceReduced) StepOn(f *Sample, x, g []float64, _ float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("SVRG", x, g); err != nil {
		return err
	}
	o.at, o.full, o.there = state(o.at, len(x)), state(o.full, len(x)), state(o.there, len(x))
	if o.progress.t%o.every == 0 {
		copy(o.at, x)
		f.FullGrad(o.full, o.at)
		copy(o.there, o.full)
	} else {
		f.Grad(o.there, o.at)
		for i, v := range g {
			o.there[i] = v - o.there[i] + o.full[i]
		}
	}
	if err := o.inner.Step(x, o.there); err != nil {
		return err
	}
	o.progress.count(len(x))
	return nil
}
