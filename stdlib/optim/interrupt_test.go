package optim

import (
	"errors"
	"testing"

	"monro/stdlib/interrupt"
	"monro/stdlib/problem"
)

// A run without end stops where the cell is interrupted, and says so.
func TestDescendInterrupted(t *testing.T) {
	cell := interrupt.Begin()
	defer interrupt.Begin()
	var last *State
	for s := range Descend(problem.Rosenbrock(), &SGD{LR: 1e-4}, []float64{-1, 1}) {
		if last = s; s.K == 10 {
			cell.Stop()
		}
		if s.K > 10 {
			t.Fatal("it goes on")
		}
	}
	if last.K != 10 || !errors.Is(last.Err, interrupt.ErrInterrupted) {
		t.Errorf("the last state is %d with error %v", last.K, last.Err)
	}
	if _, err := Run(problem.Rosenbrock(), &SGD{LR: 1e-4}, []float64{-1, 1}, Iterations(1000)); !errors.Is(err, interrupt.ErrInterrupted) {
		t.Errorf("Run under a stopped cell: error %v", err)
	}
}
