package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// DiffGrad is the method of Dubey et al. (IEEE TNNLS 2020): Adam's step times a
// friction ξ that looks at how the gradient has changed, elementwise
//
//	m ← β1·m + (1−β1)·g,   v ← β2·v + (1−β2)·g²
//	ξ = σ(|g_prev − g|),   σ(z) = 1/(1+e^−z)
//	x ← x − LR·ξ·m̂/(√v̂ + ε),   m̂ = m/(1−β1^t),  v̂ = v/(1−β2^t)
//
// with t = 1 at the first update and g_prev = 0 before it. Where the gradient stays
// as it is ξ is ½, and where it changes by much more than 1 nearly 1. LR is the
// paper's α.
//
// ξ depends on the scale of f, unlike Adam's step: in networks, whose gradients
// usually change by much less than 1, the method is nearly Adam with half the LR.
//
// NewDiffGrad sets the defaults; start from it and change fields, as zeros are not
// defaults.
type DiffGrad struct {
	LR           float64
	Beta1, Beta2 float64 // in [0, 1)
	Eps          float64
	RawEps       bool     // ε is added to √v, not to √v̂, as in the authors' training code: LR·√(1−β2^t)/(1−β1^t)·ξ·m/(√v + ε)
	WeightDecay  float64  // coupled, g ← g + WeightDecay·x, so that ξ sees it, too
	Friction     Friction // "" is AbsFriction
	Schedule     Schedule

	progress     progress
	c            corrections
	rub          bool // whether friction is more than a constant at this update
	m, v, before []float64
}

// A Friction says what DiffGrad makes of the change of a gradient, Δ = g_prev − g.
type Friction string

// The frictions of DiffGrad. That of the paper is AbsFriction. SignedFriction and
// WideFriction are variants of its ablation as re-implementations by others have
// them; more could not be confirmed.
const (
	AbsFriction    Friction = "abs"    // ξ = σ(|Δ|), from ½ to 1
	SignedFriction Friction = "signed" // ξ = σ(Δ), from 0 to 1: a full step only where the gradient falls
	WideFriction   Friction = "wide"   // ξ = 9σ(|Δ|/2) − 4, from ½ to 5

	// AliasedFriction is AbsFriction with the defect of the first released code,
	// which kept the gradient's memory in place of its values as g_prev: Δ = 0 and
	// ξ = ½ from the second update on, that is Adam with half the step.
	AliasedFriction Friction = "aliased"

	NoFriction Friction = "none" // ξ = 1: Adam
)

// NewDiffGrad returns diffGrad with step size lr, β = (0.9, 0.999), ε = 1e-8 and
// the friction of the paper.
func NewDiffGrad(lr float64) *DiffGrad {
	return &DiffGrad{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Friction: AbsFriction}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o DiffGrad) Fresh() Optimizer {
	o.progress, o.m, o.v, o.before = progress{}, nil, nil, nil
	return &o
}

// String names the method, its step size and, where it is not the paper's, its
// friction.
func (o DiffGrad) String() string {
	if o.Friction == "" || o.Friction == AbsFriction {
		return fmt.Sprintf("diffGrad(%g)", o.LR)
	}
	return fmt.Sprintf("diffGrad(%g, %s)", o.LR, string(o.Friction))
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *DiffGrad) Validate() error {
	h := hyper{method: "optim: DiffGrad"}
	h.want(o.Beta1 != 0 || o.Beta2 != 0 || o.Eps != 0, "Beta1 = Beta2 = Eps", 0, "not all zero (NewDiffGrad sets the defaults)")
	h.notNegative("LR", o.LR)
	h.fraction("Beta1", o.Beta1)
	h.fraction("Beta2", o.Beta2)
	h.notNegative("Eps", o.Eps)
	h.notNegative("WeightDecay", o.WeightDecay)
	if h.err == nil && !o.Friction.known() {
		return fmt.Errorf("optim: DiffGrad: Friction = %q: want abs, signed, wide, aliased or none", string(o.Friction))
	}
	return h.err
}

// T returns the number of updates made.
func (o *DiffGrad) T() int { return o.progress.t }

// M returns the average gradient m, without bias correction; nil before the first
// update. It is the optimiser's own memory: copy it to keep it.
func (o *DiffGrad) M() []float64 { return o.m }

// V returns the average squared gradient v, without bias correction; nil before
// the first update. It is the optimiser's own memory: copy it to keep it.
func (o *DiffGrad) V() []float64 { return o.v }

// FrictionOf stores in dst the friction ξ that the next update will apply where
// its gradient, with coupled weight decay if there is any, is g, and returns it. A
// nil dst is allocated. It panics with a vec.LengthError where g has another length
// than the gradients before, and changes nothing.
func (o *DiffGrad) FrictionOf(dst, g []float64) []float64 {
	if dst == nil {
		dst = make([]float64, len(g))
	}
	before := o.before
	switch {
	case o.progress.t == 0:
		before = vec.Fill(dst, 0)
	case o.Friction == AliasedFriction:
		before = g
	}
	o.Friction.apply(dst, before, g)
	return dst
}

// Step makes one update of x in place.
func (o *DiffGrad) Step(x, g []float64) error {
	lr, err := o.progress.next("DiffGrad", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	return nil
}

// ScaleByDiffGrad turns the update into diffGrad's direction ξ·m̂/(√v̂ + ε), so that
// Chain(ScaleByDiffGrad(0.9, 0.999, 1e-8), Scale(lr)) is NewDiffGrad(lr).
func ScaleByDiffGrad(beta1, beta2, eps float64) Transform {
	return directionOf("ScaleByDiffGrad", &DiffGrad{Beta1: beta1, Beta2: beta2, Eps: eps})
}

func (o *DiffGrad) prepare(n, t int) {
	o.m, o.v, o.before = state(o.m, n), state(o.v, n), state(o.before, n)
	o.c = correctionsOf(o.Beta1, o.Beta2, t, false)
	if o.RawEps {
		o.c = corrections{math.Sqrt(bias(o.Beta2, t)) / bias(o.Beta1, t), 1, true}
	}
	o.rub = o.Friction != NoFriction
	if o.Friction == AliasedFriction && t > 1 {
		o.rub = false
		o.c.first /= 2
	}
}

func (o *DiffGrad) turn(u, g []float64, from int) {
	m, v := o.m[from:][:len(g)], o.v[from:][:len(g)]
	vec.Mix(m, o.Beta1, m, 1-o.Beta1, g)
	vec.MixSquare(v, o.Beta2, v, 1-o.Beta2, g, 0)
	if !o.rub {
		o.c.divide(u, m, v, o.Eps)
		return
	}
	w := o.before[from:][:len(g)]
	o.Friction.apply(w, w, g)
	vec.Mul(w, w, m)
	for i := range u { // u may be g, so that the two change places at once
		u[i], w[i] = w[i], g[i]
	}
	o.c.divide(u, u, v, o.Eps)
}

func (f Friction) known() bool {
	switch f {
	case "", AbsFriction, SignedFriction, WideFriction, AliasedFriction, NoFriction:
		return true
	}
	return false
}

// apply stores the friction of a change from before to g in dst, which may be
// before.
func (f Friction) apply(dst, before, g []float64) {
	vec.Sub(dst, before, g)
	switch f {
	case SignedFriction:
		vec.MapSigmoid(dst, dst)
	case WideFriction:
		vec.MapSigmoid(dst, scaledAbs(dst, 0.5))
		for i, s := range dst {
			dst[i] = float64(9*s) - 4
		}
	case NoFriction:
		vec.Fill(dst, 1)
	default:
		vec.MapSigmoid(dst, scaledAbs(dst, 1))
	}
}

// scaledAbs makes the elements of a c·|a_i|, and returns a.
func scaledAbs(a []float64, c float64) []float64 {
	for i, v := range a {
		a[i] = c * math.Abs(v)
	}
	return a
}
