package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// Yogi is the method of Zaheer et al. (2018): Adam whose second moment moves by at
// most (1−β2)·g² an update,
//
//	v ← v − (1−β2)·sign(v−g²)·g²
//
// from v = 0, with both moments' bias corrected as in Adam. NewYogi sets the
// defaults; start from it and change fields, as zeros are not defaults.
type Yogi struct {
	LR           float64
	Beta1, Beta2 float64 // in [0, 1)
	Eps          float64
	WeightDecay  float64 // coupled: added to the gradient
	Schedule     Schedule

	progress progress
	c        corrections
	m, v     []float64
}

// NewYogi returns Yogi with step size lr, β = (0.9, 0.999) and ε = 1e-3.
func NewYogi(lr float64) *Yogi {
	return &Yogi{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-3}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o Yogi) Fresh() Optimizer {
	o.progress, o.m, o.v = progress{}, nil, nil
	return &o
}

// String names the method and its step size.
func (o Yogi) String() string { return fmt.Sprintf("Yogi(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *Yogi) Validate() error {
	h := hyper{method: "optim: Yogi"}
	h.want(o.Beta1 != 0 || o.Beta2 != 0 || o.Eps != 0, "Beta1 = Beta2 = Eps", 0, "not all zero (NewYogi sets the defaults)")
	h.notNegative("LR", o.LR)
	h.fraction("Beta1", o.Beta1)
	h.fraction("Beta2", o.Beta2)
	h.notNegative("Eps", o.Eps)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// Step makes one update of x in place.
func (o *Yogi) Step(x, g []float64) error {
	lr, err := o.progress.next("Yogi", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr, o.WeightDecay, 1})
	return nil
}

// ScaleByYogi turns the update into Yogi's direction m̂/(√v̂ + ε), so that
// Chain(ScaleByYogi(0.9, 0.999, 1e-3), Scale(lr)) is NewYogi(lr).
func ScaleByYogi(beta1, beta2, eps float64) Transform {
	return directionOf("ScaleByYogi", &Yogi{Beta1: beta1, Beta2: beta2, Eps: eps})
}

func (o *Yogi) prepare(n, t int) {
	o.m, o.v = state(o.m, n), state(o.v, n)
	o.c = correctionsOf(o.Beta1, o.Beta2, t, false)
}

func (o *Yogi) turn(u, g []float64, from int) {
	m, v, c2 := o.m[from:][:len(g)], o.v[from:][:len(g)], 1-o.Beta2
	vec.Mix(m, o.Beta1, m, 1-o.Beta1, g)
	for i, gi := range g {
		square := float64(gi * gi)
		v[i] -= float64(signum(v[i]-square) * c2 * square)
	}
	o.c.divide(u, m, v, o.Eps)
}
