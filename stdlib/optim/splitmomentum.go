package optim

import (
	"fmt"

	"monro/stdlib/rng"
)

// SplitMomentum is FRUGAL(SGDM, SGD), for which Zmushko et al. (ICML 2025) prove a
// rate: momentum on a set J_k of coordinates, plain gradients on the others,
//
//	j ∈ J_k:   m_j ← Beta·m_j + (1−Beta)·g_j,   x_j ← x_j − LR·m_j
//	j ∉ J_k:   m_j ← 0,                         x_j ← x_j − LR·g_j
//
// J_k is a uniform random set of ⌊Density·n⌋ of the n coordinates, drawn anew every
// Gap steps. Density = 1 is SGD with Momentum = Beta and EMA, Density = 0 plain SGD,
// to the last bit.
//
// It is there to look at the theory: m takes n floats, whatever Density is. For
// memory use FRUGAL with EntrySubspace. NewSplitMomentum sets the fields.
type SplitMomentum struct {
	LR, Beta float64 // Beta in [0, 1)
	Density  float64 // in [0, 1]
	Gap      int     // steps between changes of J
	Stream   *rng.Stream
	Schedule Schedule

	progress progress
	stream   *rng.Stream
	member   []bool
	m        []float64
}

// NewSplitMomentum returns the method with momentum on the given share of the
// coordinates, which changes at every step. The sets depend on where s comes from,
// not on how much it was used, so that Fresh repeats them.
func NewSplitMomentum(lr, beta, density float64, s *rng.Stream) *SplitMomentum {
	return &SplitMomentum{LR: lr, Beta: beta, Density: density, Gap: 1, Stream: s}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o SplitMomentum) Fresh() Optimizer {
	o.progress, o.stream, o.member, o.m = progress{}, nil, nil, nil
	return &o
}

// String names the method, its step size, β and density.
func (o SplitMomentum) String() string {
	return fmt.Sprintf("SplitMomentum(%g, %g, ρ %g)", o.LR, o.Beta, o.Density)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *SplitMomentum) Validate() error {
	h := hyper{method: "optim: SplitMomentum"}
	h.notNegative("LR", o.LR)
	h.fraction("Beta", o.Beta)
	h.want(o.Density >= 0 && o.Density <= 1, "Density", o.Density, "0 <= Density <= 1")
	h.want(o.Gap >= 1, "Gap", float64(o.Gap), "at least 1 step")
	if h.err == nil && o.Stream == nil {
		return fmt.Errorf("optim: SplitMomentum: Stream is nil: want one, such as rng.New(1)")
	}
	return h.err
}

// T returns the number of updates made.
func (o *SplitMomentum) T() int { return o.progress.t }

// Active reports, coordinate by coordinate, which are in J; nil before the first
// update. It is the optimiser's own memory: copy it to keep it.
func (o *SplitMomentum) Active() []bool { return o.member }

// M returns the momentum m, 0 outside of J; nil before the first update. It is the
// optimiser's own memory: copy it to keep it.
func (o *SplitMomentum) M() []float64 { return o.m }

// Step makes one update of x in place.
func (o *SplitMomentum) Step(x, g []float64) error {
	lr, err := o.progress.next("SplitMomentum", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	o.progress.update(x, g, o, amounts{lr: lr, keep: 1})
	return nil
}

func (o *SplitMomentum) prepare(n, t int) {
	if o.m == nil {
		o.m, o.member, o.stream = make([]float64, n), make([]bool, n), o.Stream.Split("optim.SplitMomentum")
	}
	if (t-1)%o.Gap != 0 {
		return
	}
	// One pass over the coordinates draws a uniform set without memory: each is taken
	// with the probability of what is still wanted among what is left.
	want := floorShare(o.Density, n)
	for i := range o.member {
		o.member[i] = want > 0 && (want == n-i || o.stream.Float64()*float64(n-i) < float64(want))
		if o.member[i] {
			want--
		}
	}
}

func (o *SplitMomentum) turn(u, g []float64, from int) {
	u, m, member := u[:len(g)], o.m[from:][:len(g)], o.member[from:][:len(g)]
	for i, gi := range g {
		if !member[i] {
			m[i], u[i] = 0, gi
			continue
		}
		m[i] = mix(o.Beta, m[i], 1-o.Beta, gi)
		u[i] = m[i]
	}
}
