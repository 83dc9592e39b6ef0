package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// AdaBound is the method of Luo et al. (ICLR 2019): Adam whose step size of each
// parameter is clipped to bounds that close in on Final, so that it ends as descent
// with momentum,
//
//	x ← x − clip(LR·√(1−β2^t)/(1−β1^t)/(√v + ε), lo_t, hi_t)·m
//	lo_t = Final·(1 − 1/(Gamma·t + 1)),   hi_t = Final·(1 + 1/(Gamma·t))
//
// with m and v as in Adam. A schedule multiplies LR and both bounds.
//
// NewAdaBound sets the defaults; start from it and change fields, as zeros are not
// defaults.
type AdaBound struct {
	LR           float64
	Beta1, Beta2 float64 // in [0, 1)
	Eps          float64
	Final        float64 // the step size in the end
	Gamma        float64 // how fast the bounds close, about 1/Gamma updates; positive
	WeightDecay  float64 // coupled: added to the gradient
	Schedule     Schedule

	progress     progress
	rate, lo, hi float64 // of this update, over LR
	m, v         []float64
}

// NewAdaBound returns AdaBound with step size lr, β = (0.9, 0.999), ε = 1e-8, Final
// = 0.1 and Gamma = 1e-3.
func NewAdaBound(lr float64) *AdaBound {
	return &AdaBound{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Final: 0.1, Gamma: 1e-3}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o AdaBound) Fresh() Optimizer {
	o.progress, o.m, o.v = progress{}, nil, nil
	return &o
}

// String names the method, its step size and the final one.
func (o AdaBound) String() string { return fmt.Sprintf("AdaBound(%g, final %g)", o.LR, o.Final) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *AdaBound) Validate() error {
	h := hyper{method: "optim: AdaBound"}
	h.positive("LR", o.LR)
	h.want(o.Gamma > 0 && !math.IsInf(o.Gamma, 1), "Gamma", o.Gamma, "a finite number > 0 (NewAdaBound sets the defaults)")
	h.fraction("Beta1", o.Beta1)
	h.fraction("Beta2", o.Beta2)
	h.notNegative("Eps", o.Eps)
	h.notNegative("Final", o.Final)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *AdaBound) T() int { return o.progress.t }

// Step makes one update of x in place.
func (o *AdaBound) Step(x, g []float64) error {
	lr, err := o.progress.next("AdaBound", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	return nil
}

func (o *AdaBound) prepare(n, t int) {
	o.m, o.v = state(o.m, n), state(o.v, n)
	o.rate = math.Sqrt(bias(o.Beta2, t)) / bias(o.Beta1, t)
	k := o.Gamma * float64(t)
	o.lo, o.hi = o.Final*(1-1/(k+1))/o.LR, o.Final*(1+1/k)/o.LR
}

func (o *AdaBound) turn(u, g []float64, from int) {
	u, m, v := u[:len(g)], o.m[from:][:len(g)], o.v[from:][:len(g)]
	vec.Mix(m, o.Beta1, m, 1-o.Beta1, g)
	vec.MixSquare(v, o.Beta2, v, 1-o.Beta2, g, 0)
	for i, mi := range m {
		u[i] = mi * min(max(quotient(o.rate, math.Sqrt(v[i])+o.Eps), o.lo), o.hi)
	}
}
