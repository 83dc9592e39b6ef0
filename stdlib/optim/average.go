package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// An Averaged optimiser keeps an average of its iterates beside them. The iterates
// are those of the method it wraps: evaluate at Mean, not at the point that Step
// moves. Make one with Polyak or EMA.
type Averaged struct {
	method   Method
	ema      bool
	after    int     // without ema: the last update that does not count
	decay    float64 // with ema
	inner    Optimizer
	progress progress
	mean     []float64
}

// Polyak averages the iterates after update number after with equal weights
// (Polyak & Juditsky 1992): with after = 0 all but the first point, with after =
// T/2 of T updates the last half, the suffix average.
func Polyak(m Method, after int) *Averaged {
	return &Averaged{method: m, after: after, inner: begin(m)}
}

// EMA averages the iterates exponentially, mean ← decay·mean + (1−decay)·x, with
// bias correction: after the first update the mean is the iterate. decay is in
// (0, 1).
func EMA(m Method, decay float64) *Averaged {
	return &Averaged{method: m, ema: true, decay: decay, inner: begin(m)}
}

// Fresh returns an optimiser of the same making with no history.
func (o Averaged) Fresh() Optimizer {
	if o.ema {
		return EMA(o.method, o.decay)
	}
	return Polyak(o.method, o.after)
}

func (o *Averaged) name() string {
	if o.ema {
		return "EMA"
	}
	return "Polyak"
}

// String names the method and the average.
func (o Averaged) String() string {
	if o.ema {
		return fmt.Sprintf("EMA(%s, %g)", label(o.method), o.decay)
	}
	return fmt.Sprintf("Polyak(%s, %d)", label(o.method), o.after)
}

// Validate returns an error that names the first argument out of range.
func (o *Averaged) Validate() error {
	h := hyper{method: "optim: Polyak"}
	if o.ema {
		h.method = "optim: EMA"
		h.want(o.decay > 0 && o.decay < 1, "decay", o.decay, "0 < decay < 1")
	} else {
		h.want(o.after >= 0, "after", float64(o.after), "at least 0")
	}
	if h.err != nil {
		return h.err
	}
	return validateInner(o.name(), o.inner)
}

// Mean returns the average; before it begins, the latest iterate, and nil before
// the first update. It is the optimiser's own memory: copy it to keep it.
func (o *Averaged) Mean() []float64 { return o.mean }

// Step makes one update of x in place and puts the new x into the average.
func (o *Averaged) Step(x, g []float64) error { return o.StepOn(nil, x, g, 0) }

// StepOn is Step where the method is a Searcher.
func (o *Averaged) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.fits(o.name(), x, g); err != nil {
		return err
	}
	if err := stepInner(o.inner, f, x, g, loss); err != nil {
		return err
	}
	o.progress.count(len(x))
	o.mean = state(o.mean, len(x))
	weight := o.weight(o.progress.t)
	vec.Mix(o.mean, 1-weight, o.mean, weight, x)
	return nil
}

// weight returns the share of iterate t in the average that ends with it.
func (o *Averaged) weight(t int) float64 {
	if o.ema {
		return (1 - o.decay) / (1 - math.Pow(o.decay, float64(t)))
	}
	return 1 / float64(max(t-o.after, 1))
}
