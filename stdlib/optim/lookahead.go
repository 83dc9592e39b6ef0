package optim

import "fmt"

// A Looker is Lookahead (Zhang, Lucas, Hinton & Ba 2019) around another optimiser:
// after every Every updates of the fast weights x the slow weights φ follow, and
// the fast ones begin there again,
//
//	φ ← φ + Alpha·(x − φ),   x ← φ
//
// from φ = the first point. The inner method keeps its memory. Make one with
// Lookahead.
type Looker struct {
	method   Method
	every    int
	alpha    float64
	inner    Optimizer
	progress progress
	slow     []float64
}

// Lookahead wraps m with slow weights that move by the fraction alpha, in (0, 1],
// every so many updates. The authors take 5 to 10 and 0.5 to 0.8.
func Lookahead(m Method, every int, alpha float64) *Looker {
	return &Looker{method: m, every: every, alpha: alpha, inner: begin(m)}
}

// Fresh returns an optimiser of the same making with no history.
func (o Looker) Fresh() Optimizer { return Lookahead(o.method, o.every, o.alpha) }

// String names the method and the settings.
func (o Looker) String() string {
	return fmt.Sprintf("Lookahead(%s, %d, %g)", label(o.method), o.every, o.alpha)
}

// Validate returns an error that names the first argument out of range.
func (o *Looker) Validate() error {
	h := hyper{method: "optim: Lookahead"}
	h.want(o.every >= 1, "every", float64(o.every), "at least 1")
	h.want(o.alpha > 0 && o.alpha <= 1, "alpha", o.alpha, "0 < alpha <= 1")
	if h.err != nil {
		return h.err
	}
	return validateInner("Lookahead", o.inner)
}

// Slow returns the slow weights, nil before the first update. It is the
// optimiser's own memory: copy it to keep it.
func (o *Looker) Slow() []float64 { return o.slow }

// Step makes one update of x in place.
func (o *Looker) Step(x, g []float64) error { return o.StepOn(nil, x, g, 0) }

// StepOn is Step where the method is a Searcher.
func (o *Looker) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.fits("Lookahead", x, g); err != nil {
		return err
	}
	if o.progress.t == 0 {
		o.slow = append(o.slow[:0], x...)
	}
	if err := stepInner(o.inner, f, x, g, loss); err != nil {
		return err
	}
	o.progress.count(len(x))
	if o.progress.t%o.every == 0 {
		for i, v := range x {
			o.slow[i] += float64(o.alpha * (v - o.slow[i]))
		}
		copy(x, o.slow)
	}
	return nil
}
