package optim

import "fmt"

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
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("RMSProp", x, g); err != nil {
		return err
	}
	lr, err := rate("RMSProp", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	o.progress = progress{o.progress.t + 1, len(x)}
	o.v = state(o.v, len(x))
	rho, rest, v := o.Decay, 1-o.Decay, o.v
	for i, gi := range g {
		gi += o.WeightDecay * x[i]
		v[i] = rho*v[i] + rest*gi*gi
		x[i] = move(x[i], lr*gi, v[i], o.Eps, true)
	}
	return nil
}
