package optim

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"monro/stdlib/interrupt"
	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// Rounds returns the run of o on an online problem from x0, in which each update has
// a function of its own that may depend on where the run is: state K has value and
// gradient at its point of the function of round K. Of the options Iterations and
// Tolerance count. Otherwise it is as Descend; State.Epoch is K.
func Rounds(p problem.Online, o Optimizer, x0 []float64, options ...Option) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		r, err := newRounds(p, o, x0, options)
		s := r.state
		for {
			if err == nil {
				err = r.meet(p)
			}
			if err != nil {
				s.Err = err
				yield(s)
				return
			}
			if !yield(s) || r.done() {
				return
			}
			if err = r.step(o); err == nil {
				s.K++
				s.Epoch = float64(s.K)
			}
		}
	}
}

// newRounds never returns nil, so that there is a state for the error.
func newRounds(p problem.Online, o Optimizer, x0 []float64, options []Option) (*run, error) {
	r := &run{stop: interrupt.Current(), state: &State{X: vec.Clone(x0), Grad: make([]float64, len(x0))}}
	set := collect(options)
	r.limit, r.samples, r.tolerance = set.iterations, math.Inf(1), set.tolerance
	r.sample.cost = &r.state.Cost
	switch {
	case p == nil:
		return r, errors.New("optim: Rounds: the problem is nil")
	case o == nil:
		return r, errors.New("optim: Rounds: the optimiser is nil")
	case set.err != nil:
		return r, set.err
	case set.size > 0 || !math.IsInf(min(set.epochs, set.samples), 1):
		return r, errors.New("optim: Rounds: Batch, Epochs or Samples among the options: want none, as rounds are no passes over data")
	}
	return r, nil
}

// meet evaluates the function of the round.
func (r *run) meet(online problem.Online) error {
	p, err := online.Round(r.state.X, r.state.K)
	switch {
	case err != nil:
		return fmt.Errorf("optim: Rounds: round %d: %w", r.state.K, err)
	case p == nil:
		return fmt.Errorf("optim: Rounds: round %d has no function: want a problem", r.state.K)
	case p.Dim() != len(r.state.X):
		return fmt.Errorf("optim: Rounds: the function of round %d has %d variables: want %d as x0", r.state.K, p.Dim(), len(r.state.X))
	}
	r.sample.of(p)
	r.evaluate()
	return nil
}
