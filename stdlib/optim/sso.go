package optim

import (
	"errors"
	"fmt"
	"math"

	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// SSO is target-based surrogate optimisation (Lavington, Vaswani, Babanezhad,
// Schmidt & Le Roux, ICML 2023) for problems h = ℓ∘f where ∇ℓ, by the model's outputs
// z = f(θ), is expensive and f is cheap. Update t calls ∇ℓ once,
//
//	z = f(θ_t),  d_i = ∇ℓ_i(z_i)
//
// and makes M steps on what that tells of h, the Surrogate
//
//	g(ω) = (1/b) Σ_i [ ℓ_i(z_i) + ⟨d_i, f_i(ω) − z_i⟩ + ‖f_i(ω) − z_i‖²/(2η_t) ]
//	ω_0 = θ_t,   ω_{k+1} = ω_k − α·∇g(ω_k),   θ_{t+1} = ω_M
//
// It is gradient descent on z with step η, projected to what the model can say. Where
// η <= 1/L, L the Smoothness of the problem's Loss, and steps α satisfy Armijo's
// condition, h of the minibatch does not increase.
//
// The inner step α is found by backtracking: it begins at Expand times the last one,
// the last before the first being Reset, and shrinks by Backtrack until
//
//	g(ω − α∇g) <= g(ω) − C·α·‖∇g‖².
//
// Where MaxTrials do not suffice, or α would fall below Least, the point stays and
// the next inner step goes on from that α. Alpha > 0 is a fixed step in place of the
// search, at most η/λ_max(JᵀJ/b) for Jacobian J; Inner any other method, made anew
// for each update, which allocates.
//
// η_t is Eta times the Schedule, such as InvSqrt{} or ExponentialDecay{T}, or with
// LineSearch (SSO-SLS) found by backtracking on ℓ from Expand times the last one, at
// first from Eta, until Σ ℓ_i(z_i − η·d_i) <= Σ ℓ_i(z_i) − ½·η·Σ‖d_i‖², and clipped to
// [1e-4, 1e4]; each trial is a call of ℓ, without gradient. With Accumulate it is
// Eta/√v, v the sum of mean ‖d_i‖² over all updates so far: AdaGrad on the targets.
//
// SSO is a Searcher: run it with Descend on a problem.Composite, with minibatches or
// without. The run's Cost counts calls of ℓ and ∇ℓ only; for the cheap ones see
// InnerSteps and Backtracks. NewSSO sets the defaults.
type SSO struct {
	Eta        float64 // target step η, a finite number > 0
	M          int     // inner steps, at least 1
	Schedule   Schedule
	LineSearch bool // not with Schedule or Accumulate
	Accumulate bool

	Alpha     float64 // fixed inner step; 0: Armijo's line search
	Inner     Method  // of the inner steps, in place of Armijo's line search
	C         float64 // in (0, 1)
	Backtrack float64 // in (0, 1)
	Expand    float64 // at least 1
	Reset     float64
	Least     float64
	MaxTrials int
	Tolerance float64 // inner steps end where ‖∇g‖ is at most this

	progress   progress
	surrogate  Surrogate
	search     targetSearch
	eta, sum   float64
	y, dir, at []float64
	inner      int
	backtracks int
}

// NewSSO returns the method with target step eta, 1/L for the theory, and m inner
// steps by Armijo's line search with C = 0.5, Backtrack = 0.9, Expand = 1.8, Reset =
// 10, Least = 1e-6, at most 100 trials and Tolerance = 1e-6.
func NewSSO(eta float64, m int) *SSO {
	return &SSO{Eta: eta, M: m, C: 0.5, Backtrack: 0.9, Expand: 1.8, Reset: 10, Least: 1e-6, MaxTrials: 100, Tolerance: 1e-6}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o SSO) Fresh() Optimizer {
	o.progress, o.surrogate, o.search = progress{}, Surrogate{}, targetSearch{}
	o.eta, o.sum, o.y, o.dir, o.at, o.inner, o.backtracks = 0, 0, nil, nil, nil, 0, 0
	return &o
}

// String names the method, its target step and the number of inner steps.
func (o SSO) String() string {
	if o.LineSearch {
		return fmt.Sprintf("SSO-SLS(m %d)", o.M)
	}
	return fmt.Sprintf("SSO(%g, m %d)", o.Eta, o.M)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *SSO) Validate() error {
	h := hyper{method: "optim: SSO"}
	h.positive("Eta", o.Eta)
	h.want(o.M >= 1, "M", float64(o.M), "at least 1")
	h.notNegative("Alpha", o.Alpha)
	h.want(o.C > 0 && o.C < 1, "C", o.C, "0 < C < 1")
	h.want(o.Backtrack > 0 && o.Backtrack < 1, "Backtrack", o.Backtrack, "0 < Backtrack < 1")
	h.want(o.Expand >= 1 && !math.IsInf(o.Expand, 1), "Expand", o.Expand, "a finite number >= 1")
	h.positive("Reset", o.Reset)
	h.notNegative("Least", o.Least)
	h.want(o.MaxTrials >= 1, "MaxTrials", float64(o.MaxTrials), "at least 1")
	h.notNegative("Tolerance", o.Tolerance)
	switch {
	case h.err != nil:
		return h.err
	case o.LineSearch && (o.Schedule != nil || o.Accumulate):
		return errors.New("optim: SSO: LineSearch with Schedule or Accumulate: want one of them")
	case o.Alpha > 0 && o.Inner != nil:
		return fmt.Errorf("optim: SSO: Alpha = %v and Inner = %s: want one of them", o.Alpha, label(o.Inner))
	}
	return nil
}

// T returns the number of updates made, of which each is one call of ∇ℓ.
func (o *SSO) T() int { return o.progress.t }

// ExpensiveCalls returns how often the updates have called ∇ℓ: once each.
func (o *SSO) ExpensiveCalls() int { return o.progress.t }

// InnerSteps returns the number of inner steps made in all updates.
func (o *SSO) InnerSteps() int { return o.inner }

// Backtracks returns how often inner line searches have shrunk a step.
func (o *SSO) Backtracks() int { return o.backtracks }

// LastEta returns the target step of the last update, 0 before the first.
func (o *SSO) LastEta() float64 { return o.eta }

// Step returns an error: see Searcher.
func (o *SSO) Step(_, _ []float64) error { return needsSample("SSO") }

// StepOn makes one update of x in place, on a Sample of a problem.Composite whose
// latest gradient is g.
func (o *SSO) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("SSO", x, g); err != nil {
		return err
	}
	c, z, d := f.Targets()
	switch {
	case c == nil:
		return fmt.Errorf("optim: SSO: %T has no targets: want a *problem.Composite, see problem.Compose", f.p)
	case len(z) == 0:
		return errors.New("optim: SSO: the Sample has no gradient yet: want a call of Grad before")
	}
	eta, sum, err := o.targetStep(f, c, z, d, loss)
	if err != nil {
		return err
	}
	o.surrogate.set(c, f.idx, z, d, loss, eta)
	o.y, o.dir, o.at = state(o.y, len(x)), state(o.dir, len(x)), state(o.at, len(x))
	copy(o.y, x)
	copy(o.dir, g)
	if err := o.minimise(loss); err != nil {
		return err
	}
	o.eta, o.sum = eta, sum
	o.progress.count(len(x))
	copy(x, o.y)
	return nil
}

// minimise makes the inner steps from o.y, where the gradient is o.dir.
func (o *SSO) minimise(value float64) error {
	var own Optimizer
	switch {
	case o.Alpha > 0:
	case o.Inner != nil:
		own = o.Inner.Fresh()
	}
	a := armijo{c: o.C, backtrack: o.Backtrack, least: o.Least, trials: o.MaxTrials}
	for k, step := 0, o.Reset; k < o.M; k++ {
		if k > 0 {
			value = o.surrogate.Grad(o.dir, o.y)
		}
		norm := vec.Norm2(o.dir)
		if math.IsNaN(value-value) || math.IsNaN(norm-norm) { // infinite or NaN
			return fmt.Errorf("optim: SSO: surrogate %v with a gradient of norm %v at inner step %d of update %d: want finite numbers (a smaller step may help)", value, norm, k, o.progress.t+1)
		}
		if norm <= o.Tolerance {
			break
		}
		o.inner++
		switch {
		case o.Alpha > 0:
			vec.Mix(o.y, 1, o.y, -o.Alpha, o.dir)
		case own != nil:
			if err := own.Step(o.y, o.dir); err != nil {
				return fmt.Errorf("optim: SSO: inner step %d of update %d: %w", k+1, o.progress.t+1, err)
			}
		default:
			var ok bool
			o.surrogate.values = 0
			step, ok = a.search(o.surrogate.Value, o.at, o.y, o.dir, value, o.Expand*step)
			o.backtracks += o.surrogate.values - 1
			if ok {
				o.y, o.at = o.at, o.y
			}
		}
	}
	return nil
}

// targetStep returns η of the coming update, and v.
func (o *SSO) targetStep(f *Sample, c *problem.Composite, z, d []float64, loss float64) (eta, sum float64, err error) {
	if math.IsNaN(loss - loss) {
		return 0, 0, fmt.Errorf("optim: SSO: loss %v at update %d: want a finite number (a smaller step may help)", loss, o.progress.t+1)
	}
	if o.LineSearch {
		first := o.Eta
		if o.progress.t > 0 {
			first = o.Expand * o.eta
		}
		return o.search.run(f, c, z, d, loss, first, o.Backtrack), 0, nil
	}
	eta, err = rate("SSO", o.Eta, o.Schedule, o.progress.t+1)
	if err == nil && o.Accumulate {
		sum = o.sum + vec.Dot(d, d)*float64(c.Model().Width())/float64(len(d))
		if sum > 0 {
			eta /= math.Sqrt(sum)
		}
	}
	if err == nil && eta == 0 {
		err = fmt.Errorf("optim: SSO: Schedule is 0 at update %d: want η > 0", o.progress.t+1)
	}
	return eta, sum, err
}

// A targetSearch is the line search for η on ℓ.
type targetSearch struct {
	f  *Sample
	c  *problem.Composite
	at []float64
}

func (t *targetSearch) run(f *Sample, c *problem.Composite, z, d []float64, loss, first, backtrack float64) float64 {
	t.f, t.c, t.at = f, c, sized(t.at, len(z))
	a := armijo{c: 0.5, backtrack: backtrack, least: leastEta, trials: math.MaxInt}
	eta, _ := a.search(t.sum, t.at, z, d, t.examples()*loss, min(first, mostEta))
	return max(eta, leastEta)
}

const leastEta, mostEta = 1e-4, 1e4

// sum is Σ ℓ_i(z_i).
func (t *targetSearch) sum(z []float64) float64 {
	t.f.cost.Values++
	t.f.cost.Samples += t.f.terms()
	return t.examples() * t.c.Loss().Value(z, t.f.idx)
}

func (t *targetSearch) examples() float64 { return float64(len(t.at) / t.c.Model().Width()) }
