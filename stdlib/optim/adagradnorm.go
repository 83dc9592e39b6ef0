package optim

import (
	"errors"
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// AdaGradNorm is AdaGrad with one step size for all parameters (Ward, Wu & Bottou
// 2019):
//
//	v ← v + ‖g‖²,   x ← x − LR·g/√v
//
// from v = Initial. NewAdaGradNorm sets the defaults; start from it and change
// fields.
type AdaGradNorm struct {
	LR          float64
	Initial     float64 // the v to begin with; 0 wants a first gradient that is not 0
	WeightDecay float64 // coupled: added to the gradient
	Schedule    Schedule

	progress progress
	v        float64
	u        []float64
}

// NewAdaGradNorm returns AdaGradNorm with step size lr and Initial = 0.01.
func NewAdaGradNorm(lr float64) *AdaGradNorm { return &AdaGradNorm{LR: lr, Initial: 0.01} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o AdaGradNorm) Fresh() Optimizer {
	o.progress, o.v, o.u = progress{}, 0, nil
	return &o
}

// String names the method and its step size.
func (o AdaGradNorm) String() string { return fmt.Sprintf("AdaGradNorm(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *AdaGradNorm) Validate() error {
	h := hyper{method: "optim: AdaGradNorm"}
	h.notNegative("LR", o.LR)
	h.notNegative("Initial", o.Initial)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *AdaGradNorm) T() int { return o.progress.t }

// V returns v: Initial and the sum of the squared norms of all gradients so far; 0
// before the first update.
func (o *AdaGradNorm) V() float64 { return o.v }

// Step makes one update of x in place.
func (o *AdaGradNorm) Step(x, g []float64) error {
	if o.Initial == 0 && o.progress.t == 0 && len(g) == len(x) && vec.NormInf(g) == 0 && o.WeightDecay == 0 {
		return errors.New("optim: AdaGradNorm: the first gradient is 0 and Initial = 0: want Initial > 0, as the step is 0/0")
	}
	lr, err := o.progress.next("AdaGradNorm", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	if o.progress.t == 1 {
		o.v = o.Initial
	}
	o.u = state(o.u, len(x))
	copy(o.u, g)
	if o.WeightDecay != 0 {
		vec.Mix(o.u, 1, o.u, o.WeightDecay, x)
	}
	norm := vec.Norm2(o.u)
	o.v += float64(norm * norm)
	if o.v > 0 {
		vec.Mix(x, 1, x, -lr/math.Sqrt(o.v), o.u)
	}
	return nil
}
