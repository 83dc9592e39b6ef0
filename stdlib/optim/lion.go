package optim

import "fmt"

// Lion is the method of Chen et al. (Symbolic discovery of optimization algorithms,
// NeurIPS 2023): the sign of an average of momentum and gradient,
//
//	x ← x − LR·(sign(β1·m + (1−β1)·g) + WeightDecay·x)
//	m ← β2·m + (1−β2)·g
//
// from m = 0: decay is decoupled. Its steps are as long as Adam's at their longest,
// so that LR is usually 3 to 10 times smaller, and WeightDecay as much larger.
// NewLion sets the defaults; start from it and change fields, as zeros are not
// defaults.
type Lion struct {
	LR           float64
	Beta1, Beta2 float64 // in [0, 1)
	WeightDecay  float64
	Schedule     Schedule

	progress progress
	m        []float64
}

// NewLion returns Lion with step size lr, β = (0.9, 0.99) and no decay.
func NewLion(lr float64) *Lion { return &Lion{LR: lr, Beta1: 0.9, Beta2: 0.99} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o Lion) Fresh() Optimizer {
	o.progress, o.m = progress{}, nil
	return &o
}

// String names the method and its step size.
func (o Lion) String() string { return fmt.Sprintf("Lion(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *Lion) Validate() error {
	h := hyper{method: "optim: Lion"}
	h.notNegative("LR", o.LR)
	h.fraction("Beta1", o.Beta1)
	h.fraction("Beta2", o.Beta2)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *Lion) T() int { return o.progress.t }

// M returns the momentum m, nil before the first update. It is the optimiser's own
// memory: copy it to keep it.
func (o *Lion) M() []float64 { return o.m }

// Step makes one update of x in place.
func (o *Lion) Step(x, g []float64) error {
	lr, err := o.progress.next("Lion", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, decay(o.WeightDecay, lr, true, false))
	return nil
}

// ScaleByLion turns the update into Lion's direction, so that
// Chain(ScaleByLion(0.9, 0.99), Scale(lr)) is NewLion(lr).
func ScaleByLion(beta1, beta2 float64) Transform {
	return directionOf("ScaleByLion", &Lion{Beta1: beta1, Beta2: beta2})
}

func (o *Lion) prepare(n, _ int) { o.m = state(o.m, n) }

func (o *Lion) turn(u, g []float64, from int) {
	b1, b2, c1, c2 := o.Beta1, o.Beta2, 1-o.Beta1, 1-o.Beta2
	u, m := u[:len(g)], o.m[from:][:len(g)]
	for i, gi := range g {
		u[i] = signum(mix(b1, m[i], c1, gi))
		m[i] = mix(b2, m[i], c2, gi)
	}
}
