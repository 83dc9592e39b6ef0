package optim

import (
	"fmt"
	"math"
)

// A BatchSizer is an optimiser that says, after each update, how large the minibatch
// of the next should be. Descend asks it where there are minibatches; from n terms
// on, n being all, it goes over to full gradients, with or without replacement.
// State.Epoch then counts the terms that were used, over n.
type BatchSizer interface {
	Optimizer
	NextBatch() int
}

// plan checks the limits that count terms, and prepares for a BatchSizer.
func (r *run) plan(o Optimizer, set *settings) error {
	if !math.IsInf(r.samples, 1) && r.sum == nil {
		return fmt.Errorf("optim: Samples: %T is no finite sum: want Iterations, or a problem with BatchGrad", r.p)
	}
	if r.samples < float64(set.size) {
		return fmt.Errorf("optim: Samples: n = %v: want at least %d, the size of the minibatches", r.samples, set.size)
	}
	sizer, ok := o.(BatchSizer)
	if !ok || r.sampler == nil {
		return nil
	}
	if set.size > r.sum.Len() {
		return fmt.Errorf("optim: Batch: size = %d: want at most %d, the number of terms, where %T changes it", set.size, r.sum.Len(), o)
	}
	r.sizer = sizer
	r.limit, r.epochs = set.iterations, set.epochs
	return r.resize(set.size)
}

// advance counts an update and asks for the size of the next minibatch.
func (r *run) advance() error {
	s := r.state
	s.K++
	r.used += float64(r.sample.terms())
	if r.sizer == nil {
		s.Epoch = float64(s.K) / r.perEpoch
		return nil
	}
	s.Epoch = r.used / float64(r.sum.Len())
	return r.resize(r.sizer.NextBatch())
}

// resize makes the next minibatch one of n terms.
func (r *run) resize(n int) error {
	if r.sampler == nil { // full gradients already
		return nil
	}
	if n >= r.sum.Len() {
		r.sampler, r.sample.idx = nil, nil
		return nil
	}
	return r.sampler.Resize(n)
}
