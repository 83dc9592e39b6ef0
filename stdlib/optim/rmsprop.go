package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// RMSProp divides the gradient by the root of its average square (Tieleman &
// Hinton 2012), without bias correction:
//
//	v ← Decay·v + (1−Decay)·g²,   x ← x − LR·g/(√v + ε)
//
// NewRMSProp sets the defaults; start from it and change fields, as zeros are not
// defaults.
type RMSProp struct {
	LR          float64
	Decay       float64 // in [0, 1)
	Eps         float64
	WeightDecay float64 // coupled: added to the gradient
	Schedule    Schedule

	progress progress
	v        []float64
}

// NewRMSProp returns RMSProp with step size lr, decay 0.99 and ε = 1e-8.
func NewRMSProp(lr float64) *RMSProp {
	return &RMSProp{LR: lr, Decay: 0.99, Eps: 1e-8}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o RMSProp) Fresh() Optimizer {
	o.progress, o.v = progress{}, nil
	return &o
}

// String names the method and its step size.
func (o RMSProp) String() string { return fmt.Sprintf("RMSProp(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *RMSProp) Validate() error {
	h := hyper{method: "optim: RMSProp"}
	h.want(o.Decay != 0 || o.Eps != 0, "Decay = Eps", 0, "not both zero (NewRMSProp sets the defaults)")
	h.notNegative("LR", o.LR)
	h.fraction("Decay", o.Decay)
	h.notNegative("Eps", o.Eps)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// Step makes one update of x in place.
func (o *RMSProp) Step(x, g []float64) error {
	lr, err := o.progress.next("RMSProp", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	return nil
}

// ScaleByRMS turns the update into RMSProp's direction u/(√v + ε), so that
// Chain(ScaleByRMS(0.99, 1e-8), Scale(lr)) is NewRMSProp(lr).
func ScaleByRMS(decay, eps float64) Transform {
	return directionOf("ScaleByRMS", &RMSProp{Decay: decay, Eps: eps})
}

func (o *RMSProp) prepare(n, _ int) { o.v = state(o.v, n) }

func (o *RMSProp) turn(u, g []float64, from int) {
	v := o.v[from:][:len(g)]
	vec.MixSquare(v, o.Decay, v, 1-o.Decay, g, 0)
	corrections{1, 1, true}.divide(u, g, v, o.Eps)
}
