package optim

import "fmt"

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
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("Yogi", x, g); err != nil {
		return err
	}
	t := o.progress.t + 1
	lr, err := rate("Yogi", o.LR, o.Schedule, t)
	if err != nil {
		return err
	}
	o.progress = progress{t, len(x)}
	o.m, o.v = state(o.m, len(x)), state(o.v, len(x))
	step, scale, _ := stepSize(lr, o.Beta1, o.Beta2, t, false)
	b1, c1, c2 := o.Beta1, 1-o.Beta1, 1-o.Beta2
	m, v := o.m, o.v
	for i, gi := range g {
		gi += o.WeightDecay * x[i]
		m[i] = b1*m[i] + c1*gi
		switch square := gi * gi; {
		case v[i] > square:
			v[i] -= c2 * square
		case v[i] < square:
			v[i] += c2 * square
		}
		x[i] = move(x[i], step*m[i], v[i]*scale, o.Eps, true)
	}
	return nil
}
