package optim

import "fmt"

// SGD is stochastic gradient descent, with momentum where Momentum > 0:
//
//	g ← g + WeightDecay·x
//	v ← Momentum·v + g            (v = 0 at first)
//	x ← x − LR·v                  or, with Nesterov, x − LR·(g + Momentum·v)
//
// The velocity carries no factor 1−Momentum: on a steady gradient steps grow
// 1/(1−Momentum) times. The zero value does not move; NewSGD sets LR. A value is a
// Method; to call Step take its address.
type SGD struct {
	LR          float64
	Momentum    float64 // in [0, 1)
	Nesterov    bool    // wants Momentum > 0
	WeightDecay float64 // added to the gradient; for plain SGD the same as decoupled decay
	Schedule    Schedule

	progress progress
	v        []float64
}

// NewSGD returns plain gradient descent with step size lr.
func NewSGD(lr float64) *SGD { return &SGD{LR: lr} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o SGD) Fresh() Optimizer {
	o.progress, o.v = progress{}, nil
	return &o
}

// String names the method and its step size.
func (o SGD) String() string {
	switch {
	case o.Nesterov:
		return fmt.Sprintf("SGD(%g, Nesterov %g)", o.LR, o.Momentum)
	case o.Momentum > 0:
		return fmt.Sprintf("SGD(%g, momentum %g)", o.LR, o.Momentum)
	}
	return fmt.Sprintf("SGD(%g)", o.LR)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *SGD) Validate() error {
	h := hyper{method: "optim: SGD"}
	h.notNegative("LR", o.LR)
	h.fraction("Momentum", o.Momentum)
	h.want(!o.Nesterov || o.Momentum > 0, "Momentum", o.Momentum, "Momentum > 0 with Nesterov")
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *SGD) T() int { return o.progress.t }

// V returns the velocity, nil before the first update and without momentum. It
// is the optimiser's own memory: copy it to keep it.
func (o *SGD) V() []float64 { return o.v }

// Step makes one update of x in place.
func (o *SGD) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("SGD", x, g); err != nil {
		return err
	}
	lr, err := rate("SGD", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	o.progress = progress{o.progress.t + 1, len(x)}
	if o.Momentum == 0 {
		for i, gi := range g {
			x[i] -= lr * (gi + o.WeightDecay*x[i])
		}
		return nil
	}
	o.v = state(o.v, len(x))
	mu, v := o.Momentum, o.v
	for i, gi := range g {
		gi += o.WeightDecay * x[i]
		v[i] = mu*v[i] + gi
		if o.Nesterov {
			x[i] -= lr * (gi + mu*v[i])
		} else {
			x[i] -= lr * v[i]
		}
	}
	return nil
}
