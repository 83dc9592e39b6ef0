package optim

import (
	"errors"
	"fmt"
)

// SGD is stochastic gradient descent, with momentum where Momentum > 0:
//
//	g ← g + WeightDecay·x
//	v ← Momentum·v + g            (v = 0 at first)
//	x ← x − LR·v                  or, with Nesterov, x − LR·(g + Momentum·v)
//
// The velocity carries no factor 1−Momentum: on a steady gradient steps grow
// 1/(1−Momentum) times. With EMA they do not: v ← Momentum·v + (1−Momentum)·g. The
// zero value does not move; NewSGD and NewMomentum set fields. A value is a Method;
// to call Step take its address.
type SGD struct {
	LR          float64
	Momentum    float64 // in [0, 1)
	Nesterov    bool    // wants Momentum > 0
	EMA         bool    // v is an exponential average, without bias correction; not with Nesterov
	WeightDecay float64 // added to the gradient; for plain SGD the same as decoupled decay
	Schedule    Schedule

	progress progress
	v        []float64
}

// NewSGD returns plain gradient descent with step size lr.
func NewSGD(lr float64) *SGD { return &SGD{LR: lr} }

// NewMomentum returns gradient descent with heavy-ball momentum mu, usually 0.9.
func NewMomentum(lr, mu float64) *SGD { return &SGD{LR: lr, Momentum: mu} }

// NewNesterov returns gradient descent with Nesterov's momentum mu, usually 0.9.
func NewNesterov(lr, mu float64) *SGD { return &SGD{LR: lr, Momentum: mu, Nesterov: true} }

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
	case o.EMA:
		return fmt.Sprintf("SGD(%g, EMA %g)", o.LR, o.Momentum)
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
	if h.err == nil && o.Nesterov && o.EMA {
		return errors.New("optim: SGD: Nesterov and EMA are both true: want one of them")
	}
	return h.err
}

// T returns the number of updates made.
func (o *SGD) T() int { return o.progress.t }

// V returns the velocity, nil before the first update and without momentum. It
// is the optimiser's own memory: copy it to keep it.
func (o *SGD) V() []float64 { return o.v }

// Step makes one update of x in place.
func (o *SGD) Step(x, g []float64) error {
	lr, err := o.progress.next("SGD", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	if o.Momentum == 0 {
		o.progress.update(x, g, nil, amounts{lr, o.WeightDecay, 1})
	} else {
		o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	}
	return nil
}

func (o *SGD) prepare(n, _ int) { o.v = state(o.v, n) }

func (o *SGD) turn(u, g []float64, from int) {
	switch {
	case o.Nesterov:
		nesterov(u, g, o.v[from:][:len(g)], o.Momentum)
	case o.EMA:
		average(u, g, o.v[from:][:len(g)], o.Momentum)
	default:
		heavyBall(u, g, o.v[from:][:len(g)], o.Momentum)
	}
}
