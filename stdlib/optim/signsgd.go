package optim

import "fmt"

// SignSGD steps by the sign of the gradient (Bernstein et al. 2018), or, with
// Momentum > 0, of its average, which they call Signum:
//
//	m ← Momentum·m + (1−Momentum)·g   (m = 0 at first)
//	x ← x·(1 − LR·WeightDecay) − LR·sign(m)
//
// with sign(0) = 0. NewSignSGD sets LR; the zero value does not move.
type SignSGD struct {
	LR          float64
	Momentum    float64 // in [0, 1)
	WeightDecay float64 // decoupled
	Schedule    Schedule

	progress progress
	m        []float64
}

// NewSignSGD returns the method without momentum and decay.
func NewSignSGD(lr float64) *SignSGD { return &SignSGD{LR: lr} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o SignSGD) Fresh() Optimizer {
	o.progress, o.m = progress{}, nil
	return &o
}

// String names the method and its step size.
func (o SignSGD) String() string {
	if o.Momentum > 0 {
		return fmt.Sprintf("Signum(%g, %g)", o.LR, o.Momentum)
	}
	return fmt.Sprintf("SignSGD(%g)", o.LR)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *SignSGD) Validate() error {
	h := hyper{method: "optim: SignSGD"}
	h.notNegative("LR", o.LR)
	h.fraction("Momentum", o.Momentum)
	h.notNegative("WeightDecay", o.WeightDecay)
	return h.err
}

// T returns the number of updates made.
func (o *SignSGD) T() int { return o.progress.t }

// Step makes one update of x in place.
func (o *SignSGD) Step(x, g []float64) error {
	lr, err := o.progress.next("SignSGD", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, decay(o.WeightDecay, lr, true, false))
	return nil
}

func (o *SignSGD) prepare(n, _ int) {
	if o.Momentum > 0 {
		o.m = state(o.m, n)
	}
}

func (o *SignSGD) turn(u, g []float64, from int) {
	if o.Momentum > 0 {
		average(u, g, o.m[from:][:len(g)], o.Momentum)
		g = u
	}
	u = u[:len(g)]
	for i, v := range g {
		u[i] = signum(v)
	}
}
