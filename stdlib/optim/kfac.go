package optim

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// KFAC is K-FAC (Martens & Grosse, Optimizing neural networks with Kronecker-factored
// approximate curvature, ICML 2015) with the block-diagonal approximation: the natural
// gradient, with the Fisher matrix of each dense layer taken as a Kronecker product. With
// the layer's inputs a, a 1 behind them for the biases, the derivatives d of an example's
// loss by its outputs, and its weights and biases as one matrix W (section 3)
//
//	A ← ρ·A + (1−ρ)·E[aaᵀ],   D ← ρ·D + (1−ρ)·E[ddᵀ],   ρ = min(1 − 1/k, Decay) at the k-th
//	U = (A + π√λ·I)⁻¹ · (∇W + WeightDecay·W) · (D + √λ/π·I)⁻¹,   λ = Damping + WeightDecay
//	π² = (tr A/dim A)/(tr D/dim D)
//	v ← Momentum·v + ν·U,   W ← W − LR·v
//
// with E the mean over the minibatch and π the factored Tikhonov damping of section 6.3.
// KLClip κ > 0 keeps the step small in the Fisher metric, ν = min(1, √(κ/(LR²·Σ⟨U, ∇⟩)))
// (Ba, Grosse & Martens 2017); ν = 1 without. Fixed damping, LR and momentum stand for the
// paper's, which adapt to a quadratic model.
//
// By default D is that of the targets at hand: A and D belong to the empirical Fisher
// matrix. Draw makes it the Fisher matrix proper.
//
// It is a Searcher: run it with Descend on a *problem.NetworkLoss, see
// problem.FromNetwork, whose model has its parameters in dense layers only. What goes
// through the layers is computed once more for the factors; the run's Cost counts it
// where Draw is set, as an implementation in one pass would. NewKFAC sets the defaults;
// start from it and change fields, as zeros are not defaults.
type KFAC struct {
	LR          float64
	Damping     float64 // λ, positive
	Decay       float64 // of the averages A and D, in [0, 1)
	Momentum    float64 // in [0, 1)
	WeightDecay float64 // coupled
	KLClip      float64 // κ; 0: no clipping
	Schedule    Schedule

	FactorsEvery int // new A and D at updates 1, 1+FactorsEvery, ... only; 0 means every update
	InvertEvery  int // new inverses at updates 1, 2, 3 and 1+InvertEvery, 1+2·InvertEvery, ...; 0 means every update

	// Draw draws a target from the model's output z for an example: DrawClass for
	// nn.CrossEntropy, DrawNormal(math.Sqrt(0.5)) for nn.MSE with one output. nil means the
	// targets of the data. It needs a Stream. What that gives depends on where it comes
	// from, not on how much it was used, so that Fresh repeats it.
	Draw   func(z []float64, s *rng.Stream) float64
	Stream *rng.Stream

	progress progress
	factors  int // that have been averaged
	of       *problem.NetworkLoss
	layers   []*kronecker
	stream   *rng.Stream
	g, u, v  []float64
	rows     []float64 // what Backprop has, a row for each example
	z, drawn []float64
	scratch  []float64 // as large as the largest factor
}

// NewKFAC returns K-FAC with step size lr, Damping = 0.01, Decay = 0.95, Momentum = 0.9,
// KLClip = 0.001 and inverses every 20 updates.
func NewKFAC(lr float64) *KFAC {
	return &KFAC{LR: lr, Damping: 0.01, Decay: 0.95, Momentum: 0.9, KLClip: 0.001, InvertEvery: 20}
}

// DrawClass draws a class from the softmax of z.
func DrawClass(z []float64, s *rng.Stream) float64 {
	u := s.Float64()
	total := vec.LogSumExp(z)
	for c, v := range z {
		if u -= math.Exp(v - total); u < 0 {
			return float64(c)
		}
	}
	return float64(len(z) - 1)
}

// DrawNormal draws from the normal distribution around the only output with the given
// standard deviation. The loss (y−t)² is, but for a constant, the negative logarithm of
// its density for √½, and (y−t)²/2 for 1.
func DrawNormal(std float64) func(z []float64, s *rng.Stream) float64 {
	return func(z []float64, s *rng.Stream) float64 { return z[0] + std*s.Normal() }
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o KFAC) Fresh() Optimizer {
	o.progress, o.factors, o.of, o.layers, o.stream = progress{}, 0, nil, nil, nil
	o.g, o.u, o.v, o.rows, o.z, o.drawn, o.scratch = nil, nil, nil, nil, nil, nil, nil
	return &o
}

// String names the method, its step size and damping.
func (o KFAC) String() string { return fmt.Sprintf("KFAC(%g, λ %g)", o.LR, o.Damping) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *KFAC) Validate() error {
	h := hyper{method: "optim: KFAC"}
	h.notNegative("LR", o.LR)
	h.want(o.Damping > 0 && !math.IsInf(o.Damping, 1), "Damping", o.Damping, "a finite number > 0 (NewKFAC sets the defaults)")
	h.fraction("Decay", o.Decay)
	h.fraction("Momentum", o.Momentum)
	h.notNegative("WeightDecay", o.WeightDecay)
	h.notNegative("KLClip", o.KLClip)
	h.want(o.FactorsEvery >= 0, "FactorsEvery", float64(o.FactorsEvery), "at least 0, where 0 means every update")
	h.want(o.InvertEvery >= 0, "InvertEvery", float64(o.InvertEvery), "at least 0, where 0 means every update")
	if h.err == nil && o.Draw != nil && o.Stream == nil {
		return errors.New("optim: KFAC: Stream is nil: want one, such as rng.New(1), for Draw")
	}
	return h.err
}

// T returns the number of updates made.
func (o *KFAC) T() int { return o.progress.t }

// Layers returns how many dense layers there are, 0 before the first update.
func (o *KFAC) Layers() int { return len(o.layers) }

// Factors returns copies of A and D for layer i, counted from 0 in the order of the
// model's layout. Their Kronecker product is the block of the Fisher matrix for the
// layer's weights, row by row, and then its biases. Before the first update there are
// none.
func (o *KFAC) Factors(i int) (a, d *mat.SymDense, err error) {
	if i < 0 || i >= len(o.layers) {
		return nil, nil, fmt.Errorf("optim: KFAC.Factors: layer %d: want one of the %d there are", i, len(o.layers))
	}
	k := o.layers[i]
	return mat.NewSymDense(k.Rows, vec.Clone(k.a)), mat.NewSymDense(k.Out, vec.Clone(k.d)), nil
}

// Step returns an error: see Searcher.
func (o *KFAC) Step(_, _ []float64) error { return needsSample("KFAC") }

// StepOn makes one update of x in place.
func (o *KFAC) StepOn(f *Sample, x, g []float64, _ float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("KFAC", x, g); err != nil {
		return err
	}
	lr, err := rate("KFAC", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	if err := o.begin(f, len(x)); err != nil {
		return fmt.Errorf("optim: KFAC: %w", err)
	}
	if err := o.curvature(f, x); err != nil {
		return fmt.Errorf("optim: KFAC: step %d: %w", o.progress.t+1, err)
	}
	vec.Mix(o.g, 1, g, o.WeightDecay, x)
	for _, k := range o.layers {
		k.solve(o.u[k.Offset:][:k.Len()], o.g[k.Offset:][:k.Len()])
	}
	o.progress.count(len(x))
	vec.Mix(o.v, o.Momentum, o.v, o.clip(lr), o.u)
	vec.Mix(x, 1, x, -lr, o.v)
	return nil
}

// begin finds the layers, once.
func (o *KFAC) begin(f *Sample, n int) error {
	p, ok := f.p.(*problem.NetworkLoss)
	if !ok {
		return fmt.Errorf("%T has no layers: want a *problem.NetworkLoss, see problem.FromNetwork", f.p)
	}
	if o.layers != nil {
		if p.Model() != o.of.Model() {
			return errors.New("the problem has another model than before (Fresh starts a new run)")
		}
		o.of = p
		return nil
	}
	layers, err := p.DenseLayers()
	if err != nil {
		return err
	}
	o.of = p
	at, largest := 0, 0
	for _, l := range layers {
		o.layers = append(o.layers, newKronecker(l, at))
		at += l.Rows + l.Out
		largest = max(largest, l.Rows, l.Out)
	}
	o.scratch = make([]float64, largest*largest)
	o.g, o.u, o.v = make([]float64, n), make([]float64, n), make([]float64, n)
	return nil
}

// curvature brings factors and inverses up to date, where it is their turn.
func (o *KFAC) curvature(f *Sample, x []float64) error {
	t := o.progress.t
	if t%max(o.FactorsEvery, 1) == 0 {
		if err := o.average(f, x); err != nil {
			return err
		}
	}
	if t >= 3 && t%max(o.InvertEvery, 1) != 0 {
		return nil
	}
	for _, k := range o.layers {
		if err := k.invert(math.Sqrt(o.Damping+o.WeightDecay), o.scratch); err != nil {
			return err
		}
	}
	return nil
}

// average counts the sample's examples in A and D.
func (o *KFAC) average(f *Sample, x []float64) error {
	n := f.terms()
	targets, err := o.targets(f, x, n)
	if err != nil {
		return err
	}
	last := o.layers[len(o.layers)-1]
	width := last.at + last.Rows + last.Out
	o.rows = sized(o.rows, n*width)
	if err := o.of.Backprop(o.rows, x, targets, f.idx); err != nil {
		return err
	}
	if i := vec.NonFinite(o.rows); i >= 0 {
		return fmt.Errorf("what goes through the layers has the element %v: want finite numbers (a smaller step may help)", o.rows[i])
	}
	o.factors++
	keep := min(1-1/float64(o.factors), o.Decay)
	for _, k := range o.layers {
		k.average(o.rows, width, n, keep)
	}
	return nil
}

// targets draws a target for each of the n examples, or returns nil for those of the
// data.
func (o *KFAC) targets(f *Sample, x []float64, n int) ([]float64, error) {
	if o.Draw == nil {
		return nil, nil
	}
	if o.stream == nil {
		o.stream = o.Stream.Split("optim.KFAC")
	}
	f.cost.Grads++
	f.cost.Samples += n
	width := o.of.Width()
	o.z, o.drawn = sized(o.z, n*width), sized(o.drawn, n)
	if err := o.of.Outputs(o.z, x, f.idx); err != nil {
		return nil, err
	}
	for i := range o.drawn {
		o.drawn[i] = o.Draw(o.z[i*width:][:width], o.stream)
	}
	return o.drawn, nil
}

// clip returns ν.
func (o *KFAC) clip(lr float64) float64 {
	if o.KLClip == 0 {
		return 1
	}
	length := lr * lr * vec.Dot(o.u, o.g)
	if !(length > o.KLClip) {
		return 1
	}
	return math.Sqrt(o.KLClip / length)
}
