package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// FTRL follows the regularised leader of linearised losses (Shalev-Shwartz & Singer
// 2007; McMahan, A survey of algorithms and analysis for adaptive online learning,
// 2017), also called dual averaging (Nesterov 2009): with x_1 the first point,
//
//	G ← G + g,   v ← v + ‖g‖²,   x ← x_1 − LR·G/√v
//
// from v = Initial, or elementwise, v ← v + g², with Diagonal. Early gradients never
// lose weight. NewFTRL sets the defaults.
type FTRL struct {
	LR       float64
	Initial  float64 // the v to begin with; 0 is fine
	Diagonal bool

	progress progress
	first    []float64 // x_1
	sum      []float64 // G
	v        []float64 // one element without Diagonal
}

// NewFTRL returns the method with step size lr and one v for all parameters, 0 at
// first.
func NewFTRL(lr float64) *FTRL { return &FTRL{LR: lr} }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o FTRL) Fresh() Optimizer {
	o.progress, o.first, o.sum, o.v = progress{}, nil, nil, nil
	return &o
}

// String names the method and its step size.
func (o FTRL) String() string { return fmt.Sprintf("FTRL(%g)", o.LR) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *FTRL) Validate() error {
	h := hyper{method: "optim: FTRL"}
	h.notNegative("LR", o.LR)
	h.notNegative("Initial", o.Initial)
	return h.err
}

// T returns the number of updates made.
func (o *FTRL) T() int { return o.progress.t }

// Step makes one update of x in place: what it was before counts at the first only.
func (o *FTRL) Step(x, g []float64) error {
	lr, err := o.progress.next("FTRL", o, x, g, o.LR, nil)
	if err != nil {
		return err
	}
	if o.progress.t == 1 {
		o.begin(x)
	}
	vec.Axpy(o.sum, 1, g)
	if o.Diagonal {
		for i, gi := range g {
			o.v[i] += float64(gi * gi)
			x[i] = o.first[i] - ratio(lr*o.sum[i], o.v[i])
		}
		return nil
	}
	o.v[0] += vec.Dot(g, g)
	vec.Mix(x, 1, o.first, -ratio(lr, o.v[0]), o.sum)
	return nil
}

func (o *FTRL) begin(x []float64) {
	o.first, o.sum, o.v = vec.Clone(x), make([]float64, len(x)), make([]float64, 1)
	if o.Diagonal {
		o.v = make([]float64, len(x))
	}
	vec.Fill(o.v, o.Initial)
}

// ratio is a/√v, 0 where v is 0: then all gradients were.
func ratio(a, v float64) float64 {
	if v == 0 {
		return 0
	}
	return a / math.Sqrt(v)
}
