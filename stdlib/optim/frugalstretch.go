package optim

import (
	"cmp"
	"slices"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

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
			return o.errorf("Matrices: block %s has shape %v: want at least one element", blockName(b), b.Shape)
		case b.Offset < end:
			return o.errorf("Matrices: block %s begins at %d: want blocks that do not overlap, and there is one until %d", blockName(b), b.Offset, end)
		case b.Offset+b.Len() > n:
			return o.errorf("Matrices: block %s reaches from %d to %d: want it within the %d parameters", blockName(b), b.Offset, b.Offset+b.Len(), n)
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
