package optim

import (
	"fmt"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// FRUGAL is the method of Zmushko et al. (ICML 2025): a small part of the gradient,
// chosen anew every Gap steps, goes to a method with memory, Adam, and what is left
// of it, in the same step, to one without, signSGD. Updates have full rank and the
// memory is a fraction of Adam's. For each of Matrices with gradient G,
//
//	every T = Gap steps: choose P anew and forget the state of Adam
//	R = P(G),   G⊥ = G − Pᵀ(R)
//	W ← W·(1 − η·WeightDecay)
//	W ← W − η·(Pᵀ(Adam(R)) + s·sign(G⊥)),   Adam(R) = m̂/(√v̂ + ε)
//
// where η = LR times the schedule, s = StateFreeScale and ρ = Density is the share of
// R in G. All other parameters (embeddings, norms, the output layer) get the
// stateful method for good, W ← W − η·Adam(G). Adam's elements are about 1 in size
// and signs are exactly 1, so that one step size does for both.
//
// Any transforms take the place of Adam and of the sign, such as ScaleByLion(0.9,
// 0.99), EMAMomentum(0.9) and, for plain gradients, Scale(1); the step size of the
// last is no longer Adam's. They are given gradients alone: the parameters that they
// see are zeros.
//
// NewFRUGAL sets the paper's defaults; NewGaLore and NewBAdam are baselines that the
// same engine makes. Start from them and change fields, as zeros are not defaults.
// After the first step nothing is allocated but where the subspace changes.
type FRUGAL struct {
	LR             float64
	Matrices       []nn.Block // the inner linear layers; see Blocks
	Density        float64    // ρ, in [0, 1]
	Gap            int        // T, steps between changes of the subspace
	Subspace       Subspace
	Order          BlockOrder // of BlockSubspace
	Stateful       Transform
	StateFree      Transform // nil: what is left of the gradient is dropped
	StateFreeScale float64   // s
	MatrixScale    float64   // factor of the step size for Matrices
	KeepState      bool      // do not forget the state when the subspace changes
	WeightDecay    float64   // decoupled, for all parameters
	Stream         *rng.Stream
	Schedule       Schedule

	progress progress
	parts    []*stretch // of the parameters, one behind the other
	matrices []*stretch // those of Matrices, in their order
	order    *rng.Stream
	at       int // of the window of active blocks in its sequence
	u, zeros []float64
}

// NewFRUGAL returns the method with step size lr (1e-3 in the paper's pre-training)
// and its defaults: ρ = 0.25 of the matrices as whole blocks in random order, a
// change every 200 steps, Adam with β = (0.9, 0.999) and ε = 1e-8 as the stateful
// method, signSGD with s = 1 (0.1 for fine-tuning) as the state-free one, no decay.
// Random choices depend on where s comes from, not on how much it was used, so that
// Fresh repeats them.
func NewFRUGAL(lr float64, matrices []nn.Block, s *rng.Stream) *FRUGAL {
	return &FRUGAL{
		LR: lr, Matrices: matrices, Density: 0.25, Gap: 200, Subspace: BlockSubspace, Order: RandomBlocks,
		Stateful: ScaleByAdam(0.9, 0.999, 1e-8), StateFree: Sign(), StateFreeScale: 1, MatrixScale: 1, Stream: s,
	}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o FRUGAL) Fresh() Optimizer {
	o.progress, o.parts, o.matrices, o.order, o.at, o.u, o.zeros = progress{}, nil, nil, nil, 0, nil, nil
	return &o
}

// name is what the settings are known as.
func (o *FRUGAL) name() string { return o.fullName()[len("optim: "):] }

// fullName is the name as errors begin with it: a constant, as Validate must not
// allocate.
func (o *FRUGAL) fullName() string {
	switch {
	case o.StateFree == nil && o.Subspace == SVDSubspace && o.KeepState:
		return "optim: GaLore"
	case o.StateFree == nil && o.Subspace == BlockSubspace:
		return "optim: BAdam"
	}
	return "optim: FRUGAL"
}

func (o *FRUGAL) errorf(format string, args ...any) error {
	return fmt.Errorf("%s: %s", o.fullName(), fmt.Sprintf(format, args...))
}

// String names the method (FRUGAL, GaLore or BAdam), its step size, rule and ρ.
func (o FRUGAL) String() string {
	if name := o.name(); name != "FRUGAL" {
		return fmt.Sprintf("%s(%g, ρ %g)", name, o.LR, o.Density)
	}
	return fmt.Sprintf("FRUGAL(%g, %s, ρ %g)", o.LR, o.Subspace, o.Density)
}

// activeCount is how many blocks are active at a time.
func (o *FRUGAL) activeCount() int { return roundShare(o.Density, len(o.Matrices)) }

// T returns the number of updates made.
func (o *FRUGAL) T() int { return o.progress.t }

// Active returns the numbers, in Matrices, of the blocks that are wholly stateful at
// present, in increasing order; with rules other than BlockSubspace there are none.
func (o *FRUGAL) Active() []int {
	var active []int
	for i, m := range o.matrices {
		if m.active {
			active = append(active, i)
		}
	}
	return active
}

// Memory returns how many floats the optimiser keeps from one update to the next:
// the state of the stateful method and the bases of SVDSubspace and RandomSubspace,
// for Adam
//
//	blocks, columns, rows, entries   2·(active entries)
//	svd, random                      2·rank·(longer side) + rank·(shorter side), a matrix
//	other parameters                 2 each
//
// It leaves out indices, room for the update at hand and transforms that are not of
// this package; before the first update it is 0.
func (o *FRUGAL) Memory() int {
	n := 0
	for _, s := range o.parts {
		n += memoryOf(s.state)
		if s.split != nil {
			n += s.split.memory()
		}
	}
	return n
}

// Step makes one update of x in place.
func (o *FRUGAL) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check(o.name(), x, g); err != nil {
		return err
	}
	lr, err := rate(o.name(), o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	if o.parts == nil {
		if err := o.divide(len(x)); err != nil {
			return err
		}
	}
	if o.progress.t%o.Gap == 0 {
		if err := o.renew(g); err != nil {
			return err
		}
	}
	for _, s := range o.parts {
		if err := s.turn(o.u[s.from:s.to], g[s.from:s.to], o.zeros, o.StateFreeScale); err != nil {
			return err
		}
	}
	o.progress.count(len(x))
	for _, s := range o.parts {
		step := lr
		if s.matrix {
			step *= o.MatrixScale
		}
		w := x[s.from:s.to]
		vec.Mix(w, 1-lr*o.WeightDecay, w, -step, o.u[s.from:s.to])
	}
	return nil
}

// renew changes the subspace of every matrix.
func (o *FRUGAL) renew(g []float64) error {
	if o.Subspace == BlockSubspace {
		o.renewBlocks()
		return nil
	}
	for _, s := range o.matrices {
		if err := s.split.renew(g[s.from:s.to], s.stream); err != nil {
			return err
		}
		if len(s.low) > 0 && (s.state == nil || !o.KeepState) {
			s.state = o.Stateful.Fresh()
		}
	}
	return nil
}

// renewBlocks makes the next blocks of the order the active ones.
func (o *FRUGAL) renewBlocks() {
	n, count := len(o.matrices), o.activeCount()
	seq := blockSequence(o.Order, n, o.order)
	if o.Order == RandomBlocks {
		o.at = 0
	}
	was := make([]bool, n)
	for i, s := range o.matrices {
		was[i], s.active = s.active, false
	}
	for k := range count {
		i := seq[(o.at+k)%n]
		s := o.matrices[i]
		s.active = true
		if !was[i] || !o.KeepState {
			s.state = o.Stateful.Fresh()
		}
	}
	for _, s := range o.matrices {
		if !s.active {
			s.state = nil
		}
	}
	o.at = (o.at + count) % n
}
