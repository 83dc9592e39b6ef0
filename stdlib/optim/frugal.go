package optim

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

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
func (o *FRUGAL) name() string {
	switch {
	case o.StateFree == nil && o.Subspace == SVDSubspace && o.KeepState:
		return "GaLore"
	case o.StateFree == nil && o.Subspace == BlockSubspace:
		return "BAdam"
	}
	return "FRUGAL"
}

// String names the method (FRUGAL, GaLore or BAdam), its step size, rule and ρ.
func (o FRUGAL) String() string {
	if name := o.name(); name != "FRUGAL" {
		return fmt.Sprintf("%s(%g, ρ %g)", name, o.LR, o.Density)
	}
	return fmt.Sprintf("FRUGAL(%g, %s, ρ %g)", o.LR, o.Subspace, o.Density)
}

// Validate returns an error that names the first hyper-parameter out of range. What
// blocks have to do with the number of parameters Step checks.
func (o *FRUGAL) Validate() error {
	h := hyper{method: "optim: " + o.name()}
	h.notNegative("LR", o.LR)
	h.want(o.Density >= 0 && o.Density <= 1, "Density", o.Density, "0 <= Density <= 1")
	h.want(o.Gap >= 1, "Gap", float64(o.Gap), "at least 1 step")
	h.notNegative("StateFreeScale", o.StateFreeScale)
	h.notNegative("MatrixScale", o.MatrixScale)
	h.notNegative("WeightDecay", o.WeightDecay)
	if h.err != nil {
		return h.err
	}
	if err := o.validateRule(); err != nil {
		return fmt.Errorf("optim: %s: %w", o.name(), err)
	}
	return o.validateParts()
}

// validateRule checks how subspaces are chosen.
func (o *FRUGAL) validateRule() error {
	if len(o.Matrices) == 0 {
		return errors.New("Matrices is empty: want blocks of the parameters (see Blocks)")
	}
	random := true
	switch o.Subspace {
	case BlockSubspace:
		if err := o.validateOrder(); err != nil {
			return err
		}
		random = o.Order == RandomBlocks
	case SVDSubspace:
		random = false
	case ColumnSubspace, RowSubspace, EntrySubspace, RandomSubspace:
	default:
		return fmt.Errorf("Subspace = %q: want blocks, columns, rows, entries, svd or random", o.Subspace)
	}
	if random && o.Stream == nil {
		return fmt.Errorf("Stream is nil: want one, such as rng.New(1), for random %s", o.Subspace)
	}
	if o.Subspace == BlockSubspace || o.Subspace == EntrySubspace {
		return nil
	}
	for _, b := range o.Matrices {
		if len(b.Shape) != 2 {
			return fmt.Errorf("Matrices: block %s has shape %v: want a matrix for Subspace = %q", blockName(b), b.Shape, o.Subspace)
		}
	}
	return nil
}

func (o *FRUGAL) validateOrder() error {
	switch o.Order {
	case RandomBlocks, AscendingBlocks, DescendingBlocks:
	case MirrorBlocks:
		if n := o.activeCount(); n%2 != 0 {
			return fmt.Errorf("Order = %q with %d active blocks, ρ = %g of %d: want an even number", o.Order, n, o.Density, len(o.Matrices))
		}
	default:
		return fmt.Errorf("Order = %q: want random, ascending, descending or mirror", o.Order)
	}
	return nil
}

// validateParts checks the two methods.
func (o *FRUGAL) validateParts() error {
	if o.Stateful == nil {
		return fmt.Errorf("optim: %s: Stateful is nil: want a transform, such as ScaleByAdam(0.9, 0.999, 1e-8)", o.name())
	}
	for _, t := range [...]Transform{o.Stateful, o.StateFree} {
		if v, ok := t.(interface{ Validate() error }); ok {
			if err := v.Validate(); err != nil {
				return err
			}
		}
	}
	return nil
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
			return fmt.Errorf("optim: %s: %w", o.name(), err)
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

// divide makes stretches of n parameters: one a matrix, and one for what is before,
// between or behind them.
func (o *FRUGAL) divide(n int) error {
	byOffset := make([]int, len(o.Matrices))
	for i := range byOffset {
		byOffset[i] = i
	}
	slices.SortFunc(byOffset, func(i, j int) int { return cmp.Compare(o.Matrices[i].Offset, o.Matrices[j].Offset) })
	var parts []*stretch
	matrices := make([]*stretch, len(o.Matrices))
	end, longest := 0, 0
	add := func(s *stretch) {
		parts = append(parts, s)
		end, longest = s.to, max(longest, s.to-s.from, len(s.low))
	}
	others := func(to int) {
		if to > end {
			add(&stretch{from: end, to: to, active: true, state: o.Stateful.Fresh()})
		}
	}
	for _, i := range byOffset {
		b := o.Matrices[i]
		switch {
		case b.Len() < 1:
			return fmt.Errorf("Matrices: block %s has shape %v: want at least one element", blockName(b), b.Shape)
		case b.Offset < end:
			return fmt.Errorf("Matrices: block %s begins at %d: want blocks that do not overlap, and there is one until %d", blockName(b), b.Offset, end)
		case b.Offset+b.Len() > n:
			return fmt.Errorf("Matrices: block %s reaches from %d to %d: want it within the %d parameters", blockName(b), b.Offset, b.Offset+b.Len(), n)
		}
		others(b.Offset)
		matrices[i] = o.newMatrix(i)
		add(matrices[i])
	}
	others(n)
	o.parts, o.matrices, o.u, o.zeros = parts, matrices, make([]float64, n), make([]float64, longest)
	if o.Stream != nil {
		o.order = o.Stream.Split("optim.FRUGAL.order")
	}
	return nil
}

// newMatrix makes the stretch of matrix i, before a subspace is chosen.
func (o *FRUGAL) newMatrix(i int) *stretch {
	b := o.Matrices[i]
	s := &stretch{from: b.Offset, to: b.Offset + b.Len(), matrix: true}
	if o.StateFree != nil {
		s.free = o.StateFree.Fresh()
	}
	if o.Stream != nil {
		s.stream = o.Stream.Split("optim.FRUGAL").SplitN(i)
	}
	if o.Subspace != BlockSubspace {
		s.split = newSplitter(o.Subspace, o.Density, b)
		s.low = make([]float64, s.split.len())
	}
	return s
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

// A stretch is a range of the parameters that FRUGAL treats alike.
type stretch struct {
	from, to int
	matrix   bool
	active   bool     // all of it is stateful
	split    splitter // nil: all or nothing
	stream   *rng.Stream
	state    Transform
	free     Transform // nil: none
	low      []float64 // R
}

// turn stores the direction for the gradient g in u. zeros stand for parameters.
func (s *stretch) turn(u, g, zeros []float64, scale float64) error {
	if s.active {
		copy(u, g)
		return s.state.Apply(u, zeros[:len(u)])
	}
	if len(s.low) == 0 {
		copy(u, g)
		return s.withoutState(u, zeros[:len(u)], scale)
	}
	s.split.project(s.low, g)
	s.split.residual(u, g, s.low)
	if err := s.withoutState(u, zeros[:len(u)], scale); err != nil {
		return err
	}
	if err := s.state.Apply(s.low, zeros[:len(s.low)]); err != nil {
		return err
	}
	s.split.join(u, s.low)
	return nil
}

// withoutState makes the state-free update of the residual u.
func (s *stretch) withoutState(u, zeros []float64, scale float64) error {
	if s.free == nil || scale == 0 {
		clear(u)
		return nil
	}
	if err := s.free.Apply(u, zeros); err != nil {
		return err
	}
	if scale != 1 {
		vec.Scale(u, scale, u)
	}
	return nil
}

// memoryOf counts the floats that a transform of this package keeps.
func memoryOf(t Transform) int {
	switch t := t.(type) {
	case *momentum:
		return len(t.v)
	case *direction:
		switch o := t.method.(type) {
		case *Adam:
			return len(o.m) + len(o.v) + len(o.top)
		case *AdaBelief:
			return len(o.m) + len(o.s) + len(o.top)
		case *Yogi:
			return len(o.m) + len(o.v)
		case *RMSProp:
			return len(o.v)
		case *AdaGrad:
			return len(o.v)
		case *Lion:
			return len(o.m)
		}
	}
	return 0
}
