package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// An Accumulator makes one update from several gradients. Make one with Accumulate.
type Accumulator struct {
	method   Method
	steps    int
	inner    Optimizer
	progress progress // counts calls of Step
	sum      []float64
}

// Accumulate returns the optimiser that lets n calls of Step pass for one update of
// m, by the mean of their n gradients: minibatches n times as large. x moves with
// every n-th call only.
func Accumulate(m Method, n int) *Accumulator {
	return &Accumulator{method: m, steps: n, inner: begin(m)}
}

// Fresh returns an optimiser of the same making with no history.
func (o Accumulator) Fresh() Optimizer { return Accumulate(o.method, o.steps) }

// String names the method and the number of gradients.
func (o Accumulator) String() string {
	return fmt.Sprintf("Accumulate(%s, %d)", label(o.method), o.steps)
}

// Validate returns an error that names the first argument out of range.
func (o *Accumulator) Validate() error {
	h := hyper{method: "optim: Accumulate"}
	h.want(o.steps >= 1, "n", float64(o.steps), "at least 1")
	if h.err != nil {
		return h.err
	}
	return validateInner("Accumulate", o.inner)
}

// Step takes in a gradient, and with every n-th makes an update of x in place.
func (o *Accumulator) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("Accumulate", x, g); err != nil {
		return err
	}
	o.sum = state(o.sum, len(x))
	o.progress.count(len(x))
	vec.Add(o.sum, o.sum, g)
	if o.progress.t%o.steps != 0 {
		return nil
	}
	vec.Scale(o.sum, 1/float64(o.steps), o.sum)
	err := o.inner.Step(x, o.sum)
	clear(o.sum)
	return err
}
