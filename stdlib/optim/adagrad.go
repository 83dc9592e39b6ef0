package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// AdaGrad divides the gradient by the root of the sum of all squares so far (Duchi,
// Hazan & Singer 2011), elementwise
//
//	v ← v + g²,   x ← x − LR·g/(√v + ε)
//
// from v = Initial. There is no bias correction: the first step is LR where Initial
// = 0. NewAdaGrad sets the defaults; start from it and change fields.
type AdaGrad struct {
	LR          float64
	Eps         float64
	Initial     float64 // the v to begin with
	WeightDecay float64 // coupled: added to the gradient
	Schedule    Schedule

	progress progress
	v        []float64
}

// NewAdaGrad returns AdaGrad with step size lr, ε = 1e-10 and Initial = 0.
func NewAdaGrad(lr float64) *AdaGrad { return &AdaGrad{LR: lr, Eps: 1e-10} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o AdaGrad) Fresh() Optimizer {
	o.progress, o.v = progress{}, nil
	return &o
}

// String names the method and its step size.
func (o AdaGrad) String() string { return fmt.Sprintf("AdaGrad(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *AdaGrad) Validate() error {
	h := hyper{method: "optim: AdaGrad"}
	h.notNegative("LR", o.LR)
	h.notNegative("Eps", o.Eps)
	h.notNegative("Initial", o.Initial)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *AdaGrad) T() int { return o.progress.t }

// V returns the sum of squares v, nil before the first update. It is the
// optimiser's own memory: copy it to keep it.
func (o *AdaGrad) V() []float64 { return o.v }

// Step makes one update of x in place.
func (o *AdaGrad) Step(x, g []float64) error {
	lr, err := o.progress.next("AdaGrad", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	return nil
}

// ScaleByAdaGrad turns the update into AdaGrad's direction u/(√v + ε) with v = 0 at
// first, so that Chain(ScaleByAdaGrad(1e-10), Scale(lr)) is NewAdaGrad(lr).
func ScaleByAdaGrad(eps float64) Transform { return directionOf("ScaleByAdaGrad", &AdaGrad{Eps: eps}) }

func (o *AdaGrad) prepare(n, _ int) {
	if o.v == nil {
		o.v = state(o.v, n)
		for i := range o.v {
			o.v[i] = o.Initial
		}
	}
}

func (o *AdaGrad) turn(u, g []float64, from int) {
	v := o.v[from:][:len(g)]
	vec.MixSquare(v, 1, v, 1, g, 0)
	corrections{1, 1, true}.divide(u, g, v, o.Eps)
}
