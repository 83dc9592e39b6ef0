package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// Adam is the method of Kingma & Ba (2015), elementwise
//
//	m ← β1·m + (1−β1)·g,   v ← β2·v + (1−β2)·g²
//	x ← x − LR·m̂/(√v̂ + ε),   m̂ = m/(1−β1^t),  v̂ = v/(1−β2^t)
//
// with t = 1 at the first update. Coupled weight decay adds WeightDecay·x to g;
// Decoupled (AdamW, Loshchilov & Hutter 2019) multiplies x by 1 − LR·WeightDecay
// instead, LR being the scheduled one. AMSGrad divides by the largest v so far
// (Reddi et al. 2018). Rectify is RAdam (Liu et al. 2020): r_t·√v̂ steps where the
// variance of the denominator is under control (N_t >= 5, see AdaBelief), and
// LR·m̂ before.
//
// NewAdam, NewAdamW and NewRAdam set the usual hyper-parameters; start from them
// and change fields, as zeros are not defaults.
type Adam struct {
	LR           float64
	Beta1, Beta2 float64 // in [0, 1)
	Eps          float64
	WeightDecay  float64
	Decoupled    bool
	AMSGrad      bool
	Rectify      bool
	Schedule     Schedule

	progress  progress
	c         corrections
	m, v, top []float64
}

// NewAdam returns Adam with step size lr, β = (0.9, 0.999) and ε = 1e-8.
func NewAdam(lr float64) *Adam {
	return &Adam{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}
}

// NewAdamW returns Adam with decoupled weight decay.
func NewAdamW(lr, weightDecay float64) *Adam {
	o := NewAdam(lr)
	o.WeightDecay, o.Decoupled = weightDecay, true
	return o
}

// NewAMSGrad returns Adam that divides by the largest second moment so far.
func NewAMSGrad(lr float64) *Adam {
	o := NewAdam(lr)
	o.AMSGrad = true
	return o
}

// NewRAdam returns rectified Adam.
func NewRAdam(lr float64) *Adam {
	o := NewAdam(lr)
	o.Rectify = true
	return o
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o Adam) Fresh() Optimizer {
	o.progress, o.m, o.v, o.top = progress{}, nil, nil, nil
	return &o
}

func (o *Adam) name() string {
	switch {
	case o.Rectify:
		return "RAdam"
	case o.AMSGrad:
		return "AMSGrad"
	case o.Decoupled:
		return "AdamW"
	}
	return "Adam"
}

// String names the method (Adam, AdamW, AMSGrad or RAdam) and its step size.
func (o Adam) String() string { return fmt.Sprintf("%s(%g)", o.name(), o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *Adam) Validate() error {
	h := hyper{method: "optim: Adam"}
	h.want(o.Beta1 != 0 || o.Beta2 != 0 || o.Eps != 0, "Beta1 = Beta2 = Eps", 0, "not all zero (NewAdam sets the defaults)")
	h.notNegative("LR", o.LR)
	h.fraction("Beta1", o.Beta1)
	h.fraction("Beta2", o.Beta2)
	h.notNegative("Eps", o.Eps)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *Adam) T() int { return o.progress.t }

// M returns the average gradient m, without bias correction; nil before the first
// update. It is the optimiser's own memory: copy it to keep it.
func (o *Adam) M() []float64 { return o.m }

// V returns the average squared gradient v, without bias correction; nil before
// the first update. It is the optimiser's own memory: copy it to keep it.
func (o *Adam) V() []float64 { return o.v }

// Denominator stores √v̂, the root part of the last update's denominator, in dst
// and returns it. A nil dst is allocated. Before the first update it is empty.
func (o *Adam) Denominator(dst []float64) []float64 {
	v := o.v
	if o.AMSGrad {
		v = o.top
	}
	return root(dst, v, 0, o.Beta2, o.progress.t)
}

// Step makes one update of x in place.
func (o *Adam) Step(x, g []float64) error {
	lr, err := o.progress.next(o.name(), o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, decay(o.WeightDecay, lr, o.Decoupled, false))
	return nil
}

// ScaleByAdam turns the update into Adam's direction m̂/(√v̂ + ε), so that
// Chain(ScaleByAdam(0.9, 0.999, 1e-8), Scale(lr)) is NewAdam(lr).
func ScaleByAdam(beta1, beta2, eps float64) Transform {
	return directionOf("ScaleByAdam", &Adam{Beta1: beta1, Beta2: beta2, Eps: eps})
}

func (o *Adam) prepare(n, t int) {
	o.m, o.v = state(o.m, n), state(o.v, n)
	if o.AMSGrad {
		o.top = state(o.top, n)
	}
	o.c = correctionsOf(o.Beta1, o.Beta2, t, o.Rectify)
}

func (o *Adam) turn(u, g []float64, from int) {
	m, v := o.m[from:][:len(g)], o.v[from:][:len(g)]
	vec.Mix(m, o.Beta1, m, 1-o.Beta1, g)
	vec.MixSquare(v, o.Beta2, v, 1-o.Beta2, g, 0)
	if o.AMSGrad {
		v = raise(o.top[from:][:len(g)], v)
	}
	o.c.divide(u, m, v, o.Eps)
}

// corrections is what multiplies the moments in an update.
type corrections struct {
	first, second float64
	adaptive      bool // whether the update divides by the root at all
}

func correctionsOf(beta1, beta2 float64, t int, rectify bool) corrections {
	bias1, bias2 := bias(beta1, t), bias(beta2, t)
	if !rectify {
		return corrections{1 / bias1, 1 / bias2, true}
	}
	r, ok := rectification(beta2, t)
	if !ok {
		return corrections{1 / bias1, 0, false}
	}
	return corrections{r * math.Sqrt(bias2) / bias1, 1, true}
}

// divide stores the direction first·m/(√(second·v) + ε) in u, or first·m.
func (c corrections) divide(u, m, v []float64, eps float64) {
	switch {
	case !c.adaptive:
		vec.Scale(u, c.first, m)
	case eps > 0:
		vec.DivRoot(u, c.first, m, c.second, v, eps)
	default:
		for i, v := range v {
			u[i] = quotient(c.first*m[i], math.Sqrt(c.second*v))
		}
	}
}

// quotient returns a/b, or 0 where b is 0: no gradient yet, and ε = 0.
func quotient(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// raise raises top to v where v is larger, and returns it.
func raise(top, v []float64) []float64 {
	v = v[:len(top)]
	for i, t := range top {
		if v[i] > t {
			top[i] = v[i]
		}
	}
	return top
}

// decay returns the amounts of weight decay with step size lr: coupled, decoupled,
// or decoupled and independent of lr.
func decay(wd, lr float64, decoupled, fixed bool) amounts {
	switch {
	case !decoupled:
		return amounts{lr, wd, 1}
	case fixed:
		return amounts{lr, 0, 1 - wd}
	}
	return amounts{lr, 0, 1 - lr*wd}
}

// bias returns 1 − β^t.
func bias(beta float64, t int) float64 { return 1 - math.Pow(beta, float64(t)) }

// rectification returns the factor r_t of Liu et al. (2020) with its length N_t
// of the approximated moving average, and false where N_t < 5.
func rectification(beta2 float64, t int) (r float64, ok bool) {
	limit := 2/(1-beta2) - 1
	n := limit - 2*float64(t)*math.Pow(beta2, float64(t))/bias(beta2, t)
	if !(n >= 5) {
		return 0, false
	}
	return math.Sqrt((n - 4) * (n - 2) * limit / ((limit - 4) * (limit - 2) * n)), true
}

// root stores √((second+ε)/(1−β^t)) in dst.
func root(dst, second []float64, eps, beta float64, t int) []float64 {
	if dst == nil {
		dst = make([]float64, len(second))
	}
	if len(dst) != len(second) {
		panic(vec.LengthError{Op: "optim: Denominator", A: len(dst), B: len(second)})
	}
	c := 1 / bias(beta, max(t, 1))
	for i, v := range second {
		dst[i] = math.Sqrt((v + eps) * c)
	}
	return dst
}
