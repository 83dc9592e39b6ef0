package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// MSVAG is the method of Balles & Hennig (Dissecting Adam, ICML 2018): descent along
// an average gradient with each element damped by an estimate of its relative
// variance, that is variance adaptation without Adam's sign,
//
//	m ← β·m + (1−β)·g,   v ← β·v + (1−β)·g²,   m̂ = m/(1−β^t),  v̂ = v/(1−β^t)
//	ρ = (1−β)(1+β^t)/((1+β)(1−β^t)),   s = (v̂ − m̂²)/(1−ρ)
//	x ← x − LR·γ·m̂,   γ = m̂²/(m̂² + ρ·s)
//
// with γ = 1 at the first update, where the variance cannot be told. LR is that of
// descent with momentum, not that of Adam.
//
// NewMSVAG sets the defaults; start from it and change fields, as zeros are not
// defaults.
type MSVAG struct {
	LR          float64
	Beta        float64 // in [0, 1)
	WeightDecay float64 // coupled: added to the gradient
	Schedule    Schedule

	progress  progress
	unbias    float64 // 1/(1−β^t)
	rho, damp float64 // ρ and ρ/(1−ρ)
	m, v      []float64
}

// NewMSVAG returns M-SVAG with step size lr and β = 0.9.
func NewMSVAG(lr float64) *MSVAG { return &MSVAG{LR: lr, Beta: 0.9} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o MSVAG) Fresh() Optimizer {
	o.progress, o.m, o.v = progress{}, nil, nil
	return &o
}

// String names the method and its step size.
func (o MSVAG) String() string { return fmt.Sprintf("M-SVAG(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *MSVAG) Validate() error {
	h := hyper{method: "optim: MSVAG"}
	h.notNegative("LR", o.LR)
	h.fraction("Beta", o.Beta)
	h.want(o.Beta > 0, "Beta", o.Beta, "Beta > 0 (NewMSVAG sets the defaults)")
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *MSVAG) T() int { return o.progress.t }

// Step makes one update of x in place.
func (o *MSVAG) Step(x, g []float64) error {
	lr, err := o.progress.next("MSVAG", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	return nil
}

func (o *MSVAG) prepare(n, t int) {
	o.m, o.v = state(o.m, n), state(o.v, n)
	left := bias(o.Beta, t)
	o.unbias = 1 / left
	o.rho = (1 - o.Beta) * (2 - left) / ((1 + o.Beta) * left)
	o.damp = 0
	if t > 1 {
		o.damp = o.rho / (1 - o.rho)
	}
}

func (o *MSVAG) turn(u, g []float64, from int) {
	u, m, v := u[:len(g)], o.m[from:][:len(g)], o.v[from:][:len(g)]
	vec.Mix(m, o.Beta, m, 1-o.Beta, g)
	vec.MixSquare(v, o.Beta, v, 1-o.Beta, g, 0)
	for i, mi := range m {
		mean := o.unbias * mi
		square := float64(mean * mean)
		noise := o.damp * max(o.unbias*v[i]-square, 0) // rounding may leave less than nothing
		u[i] = mean * quotient(square, square+noise)
	}
}
