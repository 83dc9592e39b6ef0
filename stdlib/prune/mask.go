package prune

import (
	"fmt"
	"slices"

	"monro/stdlib/nn"
	"monro/stdlib/optim"
)

// A Mask says which parameters may be dropped and which of these have been. Make one
// with Weights or NewMask.
type Mask struct {
	places  []int // that may be dropped, in order
	dropped []bool
	live    int
}

// Weights returns the mask by which all weights of a model may be dropped and nothing
// has been: the blocks of its layout with two sizes or more, which are the matrices of
// dense layers and filters of convolutions, and not biases.
func Weights(l nn.Layout) (*Mask, error) {
	var blocks []nn.Block
	for _, b := range l.Blocks() {
		if len(b.Shape) >= 2 {
			blocks = append(blocks, b)
		}
	}
	if len(blocks) == 0 {
		return nil, fmt.Errorf("prune.Weights: no block of the layout has two sizes: want one with weights")
	}
	return Blocks(blocks...)
}

// Blocks returns the mask by which the weights of some blocks may be dropped. Those of
// a model come from optim.Blocks or from its layout.
func Blocks(blocks ...nn.Block) (*Mask, error) {
	var places []int
	for _, b := range blocks {
		for i := range b.Len() {
			places = append(places, b.Offset+i)
		}
	}
	return NewMask(places)
}

// NewMask returns the mask by which the parameters at these places may be dropped. It
// returns an error for places that are none, negative or given twice.
func NewMask(places []int) (*Mask, error) {
	if len(places) == 0 {
		return nil, fmt.Errorf("prune.NewMask: places is empty: want at least one")
	}
	m := &Mask{places: slices.Sorted(slices.Values(places)), dropped: make([]bool, len(places)), live: len(places)}
	for i, at := range m.places {
		if at < 0 {
			return nil, fmt.Errorf("prune.NewMask: places has %d: want no negative number", at)
		}
		if i > 0 && at == m.places[i-1] {
			return nil, fmt.Errorf("prune.NewMask: places has %d twice", at)
		}
	}
	return m, nil
}

// Len returns how many weights may be dropped, with those that have been.
func (m *Mask) Len() int { return len(m.places) }

// Live returns the places of the weights that may be dropped and have not been, in
// order.
func (m *Mask) Live() []int { return m.where(false) }

// Dropped returns the places of the weights that have been dropped, in order.
func (m *Mask) Dropped() []int { return m.where(true) }

func (m *Mask) where(dropped bool) []int {
	var at []int
	for i, d := range m.dropped {
		if d == dropped {
			at = append(at, m.places[i])
		}
	}
	return at
}

// Sparsity returns the share of the weights that have been dropped.
func (m *Mask) Sparsity() float64 { return float64(len(m.places)-m.live) / float64(len(m.places)) }

// Apply sets the dropped weights in x to 0.
func (m *Mask) Apply(x []float64) {
	for i, d := range m.dropped {
		if d {
			x[m.places[i]] = 0
		}
	}
}

// Clone returns a copy that shares no memory with m.
func (m *Mask) Clone() *Mask {
	return &Mask{slices.Clone(m.places), slices.Clone(m.dropped), m.live}
}

// String says how many weights are left.
func (m *Mask) String() string {
	return fmt.Sprintf("%d of %d weights, sparsity %.3g", m.live, len(m.places), m.Sparsity())
}

// Freeze returns the transform that makes the update of the weights dropped so far
// zero. Before an optimiser, optim.Before(optim.NewMomentum(0.1, 0.9), mask.Freeze()),
// it trains what is left. It fails for updates too short for the mask.
func (m *Mask) Freeze() optim.Transform { return freeze{m.Clone()} }

type freeze struct{ mask *Mask }

func (f freeze) Apply(u, _ []float64) error {
	if err := f.mask.fits(len(u)); err != nil {
		return err
	}
	f.mask.Apply(u)
	return nil
}

func (f freeze) Fresh() optim.Transform { return f }
func (f freeze) String() string         { return fmt.Sprintf("Freeze(%d weights)", f.mask.Len()-f.mask.live) }

// fits returns an error where n parameters are too few for the mask.
func (m *Mask) fits(n int) error {
	if last := m.places[len(m.places)-1]; last >= n {
		return fmt.Errorf("prune: the mask has place %d and there are %d parameters: want a mask of this model", last, n)
	}
	return nil
}

// drop drops the n weights at the given places, or none where the places are not n
// different ones of live weights.
func (m *Mask) drop(places []int, n int) error {
	if len(places) != n {
		return fmt.Errorf("prune: the rule drops %d weights: want %d", len(places), n)
	}
	next := slices.Clone(m.dropped)
	for _, at := range places {
		i, found := slices.BinarySearch(m.places, at)
		if !found || next[i] {
			return fmt.Errorf("prune: the rule drops place %d: want live weights, each once", at)
		}
		next[i] = true
	}
	m.dropped, m.live = next, m.live-n
	return nil
}
