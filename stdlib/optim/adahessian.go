package optim

import (
	"errors"
	"fmt"
	"math"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// AdaHessian is the method of Yao et al. (AdaHessian: an adaptive second order
// optimizer for machine learning, AAAI 2021): Adam with the diagonal of the Hessian in
// place of the gradient in the second moment. Elementwise
//
//	D = z ⊙ Hz, z of independent signs;  D averaged over groups of Group neighbours
//	m ← β1·m + (1−β1)·g,   v ← β2·v + (1−β2)·D²
//	x ← (1 − LR·WeightDecay)·x − LR·m̂/(√v̂^Power + ε)
//
// with m̂ = m/(1−β1^t) and v̂ = v/(1−β2^s) after s estimates D of the diagonal. D is
// Hutchinson's estimate: its mean is diag(H), and so is D itself where H is diagonal.
// With Power = 1 steps are those of Newton's method on a diagonal quadratic, with
// Power = 0 those of an averaged gradient.
//
// It is a Searcher: run it with Descend on a problem with Hessian-vector products,
// BatchCurved for minibatches. NewAdaHessian sets the defaults; start from it and change
// fields, as zeros are not defaults.
type AdaHessian struct {
	LR           float64
	Beta1, Beta2 float64 // in [0, 1)
	Eps          float64
	Power        float64 // of the Hessian, k in [0, 1]
	WeightDecay  float64 // decoupled
	Schedule     Schedule

	Probes int // Hessian-vector products that an estimate is the mean of; 0 means 1
	Every  int // estimates before updates 1, 1+Every, ... only; 0 means every update

	// Group is how many neighbouring parameters share the mean of their elements of D,
	// such as the 9 of a 3×3 filter; 0 means 1, no averaging. Groups begin anew with
	// each of Tensors, and without these with the vector; the last may be smaller.
	// Parameters in no tensor are not averaged. (The authors' program averages |D|.)
	Group   int
	Tensors []nn.Block

	// Stream gives z. What it gives depends on where Stream comes from, not on how much
	// it was used, so that Fresh repeats it.
	Stream *rng.Stream

	progress      progress
	stream        *rng.Stream
	estimates     int
	first, second float64 // corrections of the moments in this update
	m, v          []float64
	d, z, hz      []float64
}

// NewAdaHessian returns AdaHessian with step size lr, β = (0.9, 0.999), ε = 1e-4 and
// Power = 1, as the authors' program has them, where lr = 0.15 is usual.
func NewAdaHessian(lr float64, s *rng.Stream) *AdaHessian {
	return &AdaHessian{LR: lr, Beta1: 0.9, Beta2: 0.999, Eps: 1e-4, Power: 1, Stream: s}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o AdaHessian) Fresh() Optimizer {
	o.progress, o.stream, o.estimates = progress{}, nil, 0
	o.m, o.v, o.d, o.z, o.hz = nil, nil, nil, nil, nil
	return &o
}

// String names the method and its step size, and the power where it is not 1.
func (o AdaHessian) String() string {
	if o.Power != 1 {
		return fmt.Sprintf("AdaHessian(%g, power %g)", o.LR, o.Power)
	}
	return fmt.Sprintf("AdaHessian(%g)", o.LR)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *AdaHessian) Validate() error {
	h := hyper{method: "optim: AdaHessian"}
	h.want(o.Beta1 != 0 || o.Beta2 != 0 || o.Eps != 0 || o.Power != 0, "Beta1 = Beta2 = Eps = Power", 0, "not all zero (NewAdaHessian sets the defaults)")
	h.notNegative("LR", o.LR)
	h.fraction("Beta1", o.Beta1)
	h.fraction("Beta2", o.Beta2)
	h.notNegative("Eps", o.Eps)
	h.want(o.Power >= 0 && o.Power <= 1, "Power", o.Power, "at least 0 and at most 1")
	h.notNegative("WeightDecay", o.WeightDecay)
	h.want(o.Probes >= 0, "Probes", float64(o.Probes), "at least 0, where 0 means 1")
	h.want(o.Every >= 0, "Every", float64(o.Every), "at least 0, where 0 means every update")
	h.want(o.Group >= 0, "Group", float64(o.Group), "at least 0, where 0 means 1")
	if h.err == nil && o.Stream == nil {
		return errors.New("optim: AdaHessian: Stream is nil: want one, such as rng.New(1)")
	}
	return h.err
}

// T returns the number of updates made.
func (o *AdaHessian) T() int { return o.progress.t }

// Diagonal returns D, the latest estimate of the Hessian's diagonal, averaged over
// groups; nil before the first. It is the optimiser's own memory: copy it to keep it.
func (o *AdaHessian) Diagonal() []float64 { return o.d }

// Step returns an error: see Searcher.
func (o *AdaHessian) Step(_, _ []float64) error { return needsSample("AdaHessian") }

// StepOn makes one update of x in place.
func (o *AdaHessian) StepOn(f *Sample, x, g []float64, _ float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("AdaHessian", x, g); err != nil {
		return err
	}
	lr, err := rate("AdaHessian", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	if o.progress.t%max(o.Every, 1) == 0 {
		if err := o.estimate(f, x); err != nil {
			return fmt.Errorf("optim: AdaHessian: step %d: %w", o.progress.t+1, err)
		}
	}
	o.progress.count(len(x))
	o.progress.update(x, g, o, decay(o.WeightDecay, lr, true, false))
	return nil
}

// estimate makes a new D, and counts it in v.
func (o *AdaHessian) estimate(f *Sample, x []float64) error {
	n := len(x)
	for _, b := range o.Tensors {
		if b.Offset < 0 || b.Len() < 0 || b.Offset+b.Len() > n {
			return fmt.Errorf("block %s of Tensors reaches from %d to %d: want it within the %d parameters", blockName(b), b.Offset, b.Offset+b.Len(), n)
		}
	}
	o.v, o.d, o.z, o.hz = state(o.v, n), state(o.d, n), state(o.z, n), state(o.hz, n)
	if o.stream == nil {
		o.stream = o.Stream.Split("optim.AdaHessian")
	}
	probes := max(o.Probes, 1)
	clear(o.d)
	for range probes {
		o.stream.Rademacher(o.z)
		if err := f.HessVec(o.hz, x, o.z); err != nil {
			return err
		}
		for i, z := range o.z {
			o.d[i] += z * o.hz[i] / float64(probes)
		}
	}
	if i := vec.NonFinite(o.d); i >= 0 {
		return fmt.Errorf("the Hessian's diagonal [%d] is estimated as %v: want finite numbers (a smaller step may help)", i, o.d[i])
	}
	o.share()
	vec.MixSquare(o.v, o.Beta2, o.v, 1-o.Beta2, o.d, 0)
	o.estimates++
	return nil
}

// share replaces the elements of each group of D by their mean.
func (o *AdaHessian) share() {
	if o.Group <= 1 {
		return
	}
	if o.Tensors == nil {
		shareMeans(o.d, o.Group)
	}
	for _, b := range o.Tensors {
		shareMeans(o.d[b.Offset:b.Offset+b.Len()], o.Group)
	}
}

// shareMeans replaces each run of n elements, the last of which may be shorter, by its
// mean.
func shareMeans(d []float64, n int) {
	for len(d) > 0 {
		group := d[:min(n, len(d))]
		vec.Fill(group, vec.Mean(group))
		d = d[len(group):]
	}
}

func (o *AdaHessian) prepare(n, t int) {
	o.m = state(o.m, n)
	o.first, o.second = 1/bias(o.Beta1, t), 1/bias(o.Beta2, o.estimates)
}

func (o *AdaHessian) turn(u, g []float64, from int) {
	m, v := o.m[from:][:len(g)], o.v[from:][:len(g)]
	vec.Mix(m, o.Beta1, m, 1-o.Beta1, g)
	if o.Power == 1 {
		corrections{o.first, o.second, true}.divide(u, m, v, o.Eps)
		return
	}
	for i, v := range v {
		u[i] = quotient(o.first*m[i], math.Pow(o.second*v, o.Power/2)+o.Eps)
	}
}
