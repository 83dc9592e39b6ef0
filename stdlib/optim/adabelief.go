package optim

import (
	"errors"
	"fmt"

	"monro/stdlib/vec"
)

// AdaBelief is the method of Zhuang et al. (NeurIPS 2020): Adam with the squared
// gradient replaced by the squared error of m as a prediction of it, elementwise
//
//	m ← β1·m + (1−β1)·g,   s ← β2·s + (1−β2)·(g−m)² + ε
//	x ← x − LR·m̂/(√ŝ + ε),   m̂ = m/(1−β1^t),  ŝ = s/(1−β2^t)
//
// with the new m in s and t = 1 at the first update. Steady gradients get large
// steps, erratic ones small steps. LR is the paper's α.
//
// The rule of thumb for ε is the square of Adam's. With Beta1 = 0 the prediction
// is the gradient itself, s holds ε only, and steps are LR·g/√(ε/(1−β2)): rarely
// what is wanted. Clipping gradients elementwise has a similar effect, as it
// makes them steady; clip their norm.
//
// NewAdaBelief sets the defaults; start from it and change fields, as zeros are
// not defaults.
type AdaBelief struct {
	LR           float64
	Beta1, Beta2 float64 // in [0, 1)
	Eps          float64 // positive where Beta1 = 0

	WeightDecay float64 // coupled, g ← g + WeightDecay·x, unless Decoupled
	Decoupled   bool    // x ← x·(1 − LR·WeightDecay) with the scheduled LR
	FixedDecay  bool    // with Decoupled: x ← x·(1 − WeightDecay)

	AMSGrad         bool // the largest s so far takes the place of s in the denominator
	Rectify         bool // RAdam's rectification, see Step
	DegenerateToSGD bool // where Rectify cannot adapt yet, step by LR·m̂ rather than not at all
	EpsAccumulate   bool // ε is added in the recursion of s, and stays; otherwise ŝ = (s+ε)/(1−β2^t)

	Schedule Schedule

	progress  progress
	c         corrections
	m, s, top []float64
}

// NewAdaBelief returns AdaBelief with step size lr and the settings of the
// paper's experiments on images and toy functions: β = (0.9, 0.999), ε = 1e-8
// accumulating, no rectification (which would degenerate to SGD), no decay.
func NewAdaBelief(lr float64) *AdaBelief {
	return &AdaBelief{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, DegenerateToSGD: true, EpsAccumulate: true}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o AdaBelief) Fresh() Optimizer {
	o.progress, o.m, o.s, o.top = progress{}, nil, nil, nil
	return &o
}

// String names the method, its step size and ε.
func (o AdaBelief) String() string { return fmt.Sprintf("AdaBelief(%g, ε %g)", o.LR, o.Eps) }

// Validate returns an error that names the first hyper-parameter out of range,
// or two that contradict one another.
func (o *AdaBelief) Validate() error {
	h := hyper{method: "optim: AdaBelief"}
	h.notNegative("LR", o.LR)
	h.fraction("Beta1", o.Beta1)
	h.fraction("Beta2", o.Beta2)
	h.notNegative("Eps", o.Eps)
	h.want(o.Eps > 0 || o.Beta1 > 0, "Eps", o.Eps, "Eps > 0 with Beta1 = 0 (NewAdaBelief sets the defaults)")
	h.notNegative("WeightDecay", o.WeightDecay)
	h.want(!o.FixedDecay || o.WeightDecay < 1, "WeightDecay", o.WeightDecay, "WeightDecay < 1 with FixedDecay")
	if h.err == nil && o.FixedDecay && !o.Decoupled && o.WeightDecay > 0 {
		return errors.New("optim: AdaBelief: FixedDecay = true with Decoupled = false asks for decoupled and coupled decay: want Decoupled, or no FixedDecay")
	}
	return h.err
}

// T returns the number of updates made.
func (o *AdaBelief) T() int { return o.progress.t }

// M returns the average gradient m, without bias correction; nil before the first
// update. It is the optimiser's own memory: copy it to keep it.
func (o *AdaBelief) M() []float64 { return o.m }

// S returns the average squared prediction error s, without bias correction; nil
// before the first update. It is the optimiser's own memory: copy it to keep it.
func (o *AdaBelief) S() []float64 { return o.s }

// Denominator stores √ŝ, the root part of the denominator, in dst and returns
// it: the inverse of the belief in the gradient. A nil dst is allocated. Before
// the first update it is empty.
func (o *AdaBelief) Denominator(dst []float64) []float64 {
	s := o.s
	if o.AMSGrad {
		s = o.top
	}
	eps := 0.0
	if !o.EpsAccumulate {
		eps = o.Eps
	}
	return root(dst, s, eps, o.Beta2, o.progress.t)
}

// Step makes one update of x in place. Weight decay comes first. With Rectify,
// where N_t = N − 2tβ2^t/(1−β2^t), N = 2/(1−β2) − 1, has reached 5 (β2 = 0.999: from
// t = 6) the update is
//
//	x ← x − LR·r_t·√(1−β2^t)/(1−β1^t)·m/(√s + ε),
//	r_t² = (N_t−4)(N_t−2)N / ((N−4)(N−2)N_t),
//
// with no other bias correction of s.
func (o *AdaBelief) Step(x, g []float64) error {
	lr, err := o.progress.next("AdaBelief", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, decay(o.WeightDecay, lr, o.Decoupled, o.FixedDecay))
	return nil
}

// ScaleByBelief turns the update into AdaBelief's direction m̂/(√ŝ + ε), so that
// Chain(ScaleByBelief(0.9, 0.999, 1e-8), Scale(lr)) is NewAdaBelief(lr).
func ScaleByBelief(beta1, beta2, eps float64) Transform {
	return directionOf("ScaleByBelief", &AdaBelief{Beta1: beta1, Beta2: beta2, Eps: eps, EpsAccumulate: true})
}

func (o *AdaBelief) prepare(n, t int) {
	o.m, o.s = state(o.m, n), state(o.s, n)
	if o.AMSGrad {
		o.top = state(o.top, n)
	}
	o.c = correctionsOf(o.Beta1, o.Beta2, t, o.Rectify)
	if !o.c.adaptive && !o.DegenerateToSGD {
		o.c.first = 0
	}
}

func (o *AdaBelief) turn(u, g []float64, from int) {
	m, s := o.m[from:][:len(g)], o.s[from:][:len(g)]
	vec.Mix(m, o.Beta1, m, 1-o.Beta1, g)
	vec.Sub(u, g, m)
	if o.EpsAccumulate {
		vec.MixSquare(s, o.Beta2, s, 1-o.Beta2, u, o.Eps)
	} else {
		vec.MixSquare(s, o.Beta2, s, 1-o.Beta2, u, 0)
	}
	if o.AMSGrad {
		s = raise(o.top[from:][:len(g)], s)
	}
	if !o.EpsAccumulate {
		s = vec.Shift(u, o.Eps, s)
	}
	o.c.divide(u, m, s, o.Eps)
}
