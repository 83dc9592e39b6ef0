package optim

import (
	"fmt"
	"math"
)

// AdaDelta is the method of Zeiler (2012), whose steps have the unit of x:
//
//	v ← Decay·v + (1−Decay)·g²
//	δ = √(w + ε)/√(v + ε)·g
//	w ← Decay·w + (1−Decay)·δ²,   x ← x − LR·δ
//
// from v = w = 0. NewAdaDelta sets the defaults; start from it and change fields,
// as zeros are not defaults.
type AdaDelta struct {
	LR          float64
	Decay       float64 // in [0, 1)
	Eps         float64 // positive: it sets the length of the first steps
	WeightDecay float64 // coupled: added to the gradient
	Schedule    Schedule

	progress progress
	v, w     []float64
}

// NewAdaDelta returns AdaDelta with step size lr (1 in the paper), decay 0.9 and
// ε = 1e-6.
func NewAdaDelta(lr float64) *AdaDelta { return &AdaDelta{LR: lr, Decay: 0.9, Eps: 1e-6} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o AdaDelta) Fresh() Optimizer {
	o.progress, o.v, o.w = progress{}, nil, nil
	return &o
}

// String names the method and its step size.
func (o AdaDelta) String() string { return fmt.Sprintf("AdaDelta(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *AdaDelta) Validate() error {
	h := hyper{method: "optim: AdaDelta"}
	h.notNegative("LR", o.LR)
	h.fraction("Decay", o.Decay)
	h.want(o.Eps > 0 && !math.IsInf(o.Eps, 1), "Eps", o.Eps, "a finite number > 0 (NewAdaDelta sets the defaults)")
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *AdaDelta) T() int { return o.progress.t }

// Step makes one update of x in place.
func (o *AdaDelta) Step(x, g []float64) error {
	lr, err := o.progress.next("AdaDelta", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	return nil
}

func (o *AdaDelta) prepare(n, _ int) { o.v, o.w = state(o.v, n), state(o.w, n) }

func (o *AdaDelta) turn(u, g []float64, from int) {
	rho, rest, eps := o.Decay, 1-o.Decay, o.Eps
	u, v, w := u[:len(g)], o.v[from:][:len(g)], o.w[from:][:len(g)]
	for i, gi := range g {
		v[i] = mix(rho, v[i], rest, gi*gi)
		d := math.Sqrt((w[i]+eps)/(v[i]+eps)) * gi
		w[i] = mix(rho, w[i], rest, d*d)
		u[i] = d
	}
}
