// Package prune drops weights of trained models: by magnitude, by the diagonal of the
// Fisher matrix, and by Optimal Brain Surgeon with the whole of it (M-FAC,
// WoodFisher), at once or in steps with training in between.
//
// It holds rules that choose weights, masks that keep them at zero, and the loop that
// goes to a given sparsity. Models belong in nn, training in optim, the inverse of a
// Fisher matrix in linalg. Smaller dense models are cut out by nn.Model.Slice.
package prune

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"monro/stdlib/data"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A Rule chooses weights to drop.
type Rule interface {
	// Drop returns the places in p.X, all of them in p.Live, of the n weights to
	// drop. It may change the elements of p.X in p.Live to make up for that. n lies
	// between 1 and len(p.Live).
	Drop(p *Point, n int) ([]int, error)
}

// A Point is a trained model of which weights are to be dropped.
type Point struct {
	X    []float64 // all parameters
	Live []int     // the places of the weights that may be dropped and are still there, in order

	f      problem.FiniteSum
	stream *rng.Stream
	cost   *problem.Cost
}

// Weights returns a copy of the live weights, in the order of Live.
func (p *Point) Weights() []float64 {
	w := make([]float64, len(p.Live))
	for i, at := range p.Live {
		w[i] = p.X[at]
	}
	return w
}

// maxNumbers is the most that Gradients returns: 8 GiB.
const maxNumbers = 1 << 30

// Gradients returns so many gradients at X for the live weights, in the order of
// Live: each the mean over a minibatch of so many examples, which come in random
// order. It returns an error for counts below 1 and gradients that are not finite.
func (p *Point) Gradients(count, batch int) ([][]float64, error) {
	if count < 1 {
		return nil, fmt.Errorf("prune: Gradients = %d: want at least 1", count)
	}
	if batch < 1 {
		return nil, fmt.Errorf("prune: Batch = %d: want at least 1 example a gradient", batch)
	}
	if len(p.Live) > 0 && count > maxNumbers/len(p.Live) {
		return nil, fmt.Errorf("prune: Gradients = %d: want fewer, as those of %d weights need %.3g GiB and 8 are allowed", count, len(p.Live), 8*float64(count)*float64(len(p.Live))/(1<<30))
	}
	sampler, err := data.NewSampler(p.f.Len(), batch, false, p.stream)
	if err != nil {
		return nil, err
	}
	full := make([]float64, len(p.X))
	all, rows := make([]float64, count*len(p.Live)), make([][]float64, count)
	for i := range rows {
		idx := sampler.Next()
		p.f.BatchGrad(full, p.X, idx)
		p.cost.Grads++
		p.cost.Samples += len(idx)
		rows[i] = all[i*len(p.Live) : (i+1)*len(p.Live)]
		for j, at := range p.Live {
			rows[i][j] = full[at]
		}
		if j := vec.NonFinite(rows[i]); j >= 0 {
			return nil, fmt.Errorf("prune: element %d of gradient %d is %v: want finite numbers", p.Live[j], i, rows[i][j])
		}
	}
	return rows, nil
}

// places returns the places in X of live weights given by their numbers in Live.
func (p *Point) places(numbers []int) []int {
	at := make([]int, len(numbers))
	for i, k := range numbers {
		at[i] = p.Live[k]
	}
	return at
}

// lowest returns the numbers of the n lowest scores, the first of equals.
func lowest(scores []float64, n int) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case scores[i] < scores[j]:
			return -1
		case scores[i] > scores[j]:
			return 1
		}
		return 0
	})
	return order[:n]
}

// A Pruner goes to a sparsity in steps. Each step asks the rule anew, at the weights
// that are left: M-FAC's recomputation where Steps > 1. Densities fall geometrically:
// from sparsity s_0 to s, after step j of R the share of weights that are left is
//
//	(1−s_0)·((1−s)/(1−s_0))^(j/R).
type Pruner struct {
	Rule     Rule        // Magnitude, DiagonalFisher, MFAC, WoodFisher or your own
	Sparsity float64     // s, the share of the mask's weights that are dropped in the end, in [0, 1)
	Steps    int         // R, at least 1; M-FAC's code has 16
	Stream   *rng.Stream // for minibatches; step j draws from its j-th split
}

// A State is where a run of a Pruner is after Step steps. The iterator yields the same
// State again and again: use Clone, or copy what you want to keep.
type State struct {
	Step     int       // steps made, from 1
	X        []float64 // the parameters, 0 where dropped
	Mask     *Mask     // which weights are left
	Dropped  []int     // the places in X of the weights that this step dropped, in order
	Sparsity float64   // the share of the mask's weights that are dropped
	Cost     problem.Cost
	Err      error // why the run ends early, or nil
}

// Clone returns a copy that shares no memory with s.
func (s *State) Clone() *State {
	c := *s
	c.X, c.Mask, c.Dropped = vec.Clone(s.X), s.Mask.Clone(), slices.Clone(s.Dropped)
	return &c
}

// Spent returns s.Cost, by which package experiment ends runs within a budget.
func (s *State) Spent() problem.Cost { return s.Cost }

// Run returns the run of p on the loss f of a model with parameters x as an iterator
// of the states after each step. x and the mask, which says which weights may be
// dropped and which are already, are copied.
//
// The loop may train s.X between the steps, with s.Mask.Freeze() before the
// optimiser: gradual pruning. Dropped weights are zero again when the next step
// begins.
//
// Where something fails the iterator yields a state with Err set and ends.
func (p Pruner) Run(f problem.FiniteSum, x []float64, mask *Mask) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		s := &State{X: vec.Clone(x)}
		if s.Err = p.check(f, x, mask); s.Err != nil {
			yield(s)
			return
		}
		s.Mask = mask.Clone()
		s.Mask.Apply(s.X)
		first := 1 - s.Mask.Sparsity()
		for s.Step < p.Steps {
			density := first * math.Pow((1-p.Sparsity)/first, float64(s.Step+1)/float64(p.Steps))
			s.Err = p.step(f, s, int(math.Round(density*float64(s.Mask.Len()))))
			if !yield(s) || s.Err != nil {
				return
			}
			s.Mask.Apply(s.X)
		}
	}
}

// Prune makes the run without stopping on the way and returns its last state.
func (p Pruner) Prune(f problem.FiniteSum, x []float64, mask *Mask) (*State, error) {
	var last *State
	for s := range p.Run(f, x, mask) {
		last = s
	}
	return last, last.Err
}

// step drops weights until so many are left.
func (p Pruner) step(f problem.FiniteSum, s *State, keep int) error {
	at := &Point{X: s.X, Live: s.Mask.Live(), f: f, stream: p.Stream.Split("prune").SplitN(s.Step), cost: &s.Cost}
	s.Dropped = nil
	if n := len(at.Live) - keep; n > 0 {
		drop, err := p.Rule.Drop(at, n)
		if err != nil {
			return fmt.Errorf("step %d of %d: %w", s.Step+1, p.Steps, err)
		}
		if err := s.Mask.drop(drop, n); err != nil {
			return err
		}
		s.Dropped = slices.Sorted(slices.Values(drop))
		s.Mask.Apply(s.X)
	}
	s.Step++
	s.Sparsity = s.Mask.Sparsity()
	return nil
}

func (p Pruner) check(f problem.FiniteSum, x []float64, mask *Mask) error {
	switch {
	case f == nil:
		return errors.New("prune: the loss is nil")
	case mask == nil:
		return errors.New("prune: the mask is nil: want one, such as Weights(net.Layout())")
	case len(x) != f.Dim():
		return fmt.Errorf("prune: x has %d elements: want the loss's %d", len(x), f.Dim())
	case p.Rule == nil:
		return errors.New("prune: Rule is nil: want one, such as Magnitude{}")
	case p.Steps < 1:
		return fmt.Errorf("prune: Steps = %d: want at least 1", p.Steps)
	case p.Stream == nil:
		return errors.New("prune: Stream is nil: want one, such as rng.New(1)")
	case !(p.Sparsity >= 0 && p.Sparsity < 1):
		return fmt.Errorf("prune: Sparsity = %v: want at least 0 and less than 1", p.Sparsity)
	case p.Sparsity < mask.Sparsity():
		return fmt.Errorf("prune: Sparsity = %v: want at least %v, which the mask has already", p.Sparsity, mask.Sparsity())
	}
	if i := vec.NonFinite(x); i >= 0 {
		return fmt.Errorf("prune: x[%d] = %v: want finite numbers", i, x[i])
	}
	return mask.fits(len(x))
}
