package optim

import (
	"fmt"
	"math"
)

// SLS is stochastic gradient descent with a line search on the minibatch (Vaswani
// et al., Painless stochastic gradient, NeurIPS 2019): the step s, at first Initial
// and then a little more than the last one, shrinks until Armijo's condition holds,
//
//	s ← s·Expand^(b/n);   s ← Backtrack·s   until   f_B(x − s·g) <= f_B(x) − C·s·‖g‖²
//	x ← x − s·g
//
// with b of n examples in the minibatch B: the step may grow Expand times in an
// epoch. Initial is the first to be tried, without growth. Each trial costs a value
// of the minibatch's loss. The search ends after MaxTrials trials, or where s would
// fall below Least, with the last s tried.
//
// It is a Searcher: run it with Descend. NewSLS sets the defaults.
type SLS struct {
	Initial   float64 // first step tried, positive
	C         float64 // in (0, 1)
	Backtrack float64 // in (0, 1)
	Expand    float64 // at least 1
	Least     float64 // default 0
	MaxTrials int

	progress progress
	s        float64
	y        []float64
}

// NewSLS returns the method with Initial = 1, C = 0.5, Backtrack = 0.9, Expand =
// 1.8, Least = 1e-6 and at most 100 trials.
func NewSLS() *SLS {
	return &SLS{Initial: 1, C: 0.5, Backtrack: 0.9, Expand: 1.8, Least: 1e-6, MaxTrials: 100}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o SLS) Fresh() Optimizer {
	o.progress, o.s, o.y = progress{}, 0, nil
	return &o
}

// String names the method and its condition.
func (o SLS) String() string { return fmt.Sprintf("SLS(c %g)", o.C) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *SLS) Validate() error {
	h := hyper{method: "optim: SLS"}
	h.positive("Initial", o.Initial)
	h.want(o.C > 0 && o.C < 1, "C", o.C, "0 < C < 1")
	h.want(o.Backtrack > 0 && o.Backtrack < 1, "Backtrack", o.Backtrack, "0 < Backtrack < 1")
	h.want(o.Expand >= 1 && !math.IsInf(o.Expand, 1), "Expand", o.Expand, "a finite number >= 1")
	h.notNegative("Least", o.Least)
	h.want(o.MaxTrials >= 1, "MaxTrials", float64(o.MaxTrials), "at least 1")
	return h.err
}

// T returns the number of updates made.
func (o *SLS) T() int { return o.progress.t }

// Last returns the step that the last update took, 0 before the first.
func (o *SLS) Last() float64 { return o.s }

// Step returns an error: see Searcher.
func (o *SLS) Step(_, _ []float64) error { return needsSample("SLS") }

// StepOn makes one update of x in place.
func (o *SLS) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("SLS", x, g); err != nil {
		return err
	}
	s := o.Initial
	if o.progress.t > 0 {
		s = o.s * math.Pow(o.Expand, f.Fraction())
	}
	o.y = state(o.y, len(x))
	a := armijo{c: o.C, backtrack: o.Backtrack, least: o.Least, trials: o.MaxTrials}
	o.s, _ = a.search(f.Value, o.y, x, g, loss, s)
	o.progress.count(len(x))
	copy(x, o.y)
	return nil
}
