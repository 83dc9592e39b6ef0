package optim

import (
	"math"
	"testing"

	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// updatesTo returns after how many updates a run on a toy function first comes
// within distance of the optimum; +Inf where 10 000 do not suffice.
func updatesTo(t *testing.T, f problem.Toy, o Optimizer, distance float64) float64 {
	t.Helper()
	for s := range Descend(f, o, f.Start, Iterations(10000)) {
		if s.Err != nil {
			t.Fatalf("%s: %v", f.Name, s.Err)
		}
		if vec.Distance(s.X, f.Optimum) < distance {
			return float64(s.K)
		}
	}
	return math.Inf(1)
}

// The counts of Figure 1 of the AdaBelief paper, with α = 1e-3 and defaults: how
// many of Adam's updates AdaBelief needs to come within 0.1 of the optimum.
func TestAdaBeliefMustHold8BeatsAdamOnToys(t *testing.T) {
	ratio := []float64{1. / 4, 0.75, 1. / 3, 1. / 4, 1. / 3, 0.75, 0.75}
	for i, f := range problem.Toys() {
		ada := updatesTo(t, f, NewAdaBelief(1e-3), 0.1)
		adam := updatesTo(t, f, NewAdam(1e-3), 0.1)
		t.Logf("%-18s AdaBelief %5v, Adam %5v", f.Name, ada, adam)
		if math.IsInf(ada, 1) || ada >= ratio[i]*adam {
			t.Errorf("%s: %v updates, Adam %v: want a ratio below %.2f", f.Name, ada, adam, ratio[i])
		}
	}
}

// SGD with momentum is slow with the paper's step and fast with an equal one.
func TestAdaBeliefMustHold9SGDOnToys(t *testing.T) {
	momentum := SGD{LR: 1e-6, Momentum: 0.9}
	toys := problem.Toys()
	for _, f := range toys[:4] {
		if k := updatesTo(t, f, momentum.Fresh(), 0.5); !math.IsInf(k, 1) {
			t.Errorf("%s: SGD with 1e-6 needs %v updates, want more than 10000", f.Name, k)
		}
	}
	momentum.LR = 1e-3
	sgd, ada := updatesTo(t, toys[0], momentum.Fresh(), 0.5), updatesTo(t, toys[0], NewAdaBelief(1e-3), 0.5)
	if sgd != 460 || sgd >= ada {
		t.Errorf("SGD with 1e-3 needs %v updates, AdaBelief %v: want 460 and more", sgd, ada)
	}
}
