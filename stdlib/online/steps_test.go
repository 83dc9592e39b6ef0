package online

import (
	"fmt"
	"math"
	"testing"

	"monro/stdlib/optim"
	"monro/stdlib/vec"
)

func TestLastIterateMustHold9StepLists(t *testing.T) {
	for _, s := range []optim.Schedule{InvSqrtSteps{Eta: 0.7}, HeavyTailSteps{Eta: 0.7, P: 2}} {
		for k := 1; k < 100; k++ {
			if got, want := s.At(k), 0.7/math.Sqrt(float64(k)); math.Abs(got-want) > 1e-15 {
				t.Errorf("%v at %d: %v, want η/√t = %v", s, k, got, want)
			}
		}
	}
	capped := InvSqrtSteps{Eta: 1.3, L: 3}
	for k := 1; k < 200; k++ {
		free := 1.3 / math.Sqrt(float64(k))
		active := capped.At(k) != free
		if below := float64(k) < 2*3*1.3*2*3*1.3; active != below { // (2Lη)² = 60.84
			t.Errorf("at %d the cap is active: %v, want %v", k, active, below)
		}
		if active && capped.At(k) != 1./6 {
			t.Errorf("at %d: %v, want 1/(2L)", k, capped.At(k))
		}
	}
	byHand, err := optim.Tabulate(LinearSteps{Eta: 1, T: 4}, 4)
	if err != nil || !vec.Equal(byHand, []float64{0.5, 0.375, 0.25, 0.125}, 1e-15) {
		t.Errorf("%v, %v, want 0.5, 0.375, 0.25, 0.125", byHand, err)
	}
	for _, T := range []int{1, 2, 77, 1000} {
		s := LinearSteps{Eta: 0.3, T: T}
		heavy := HeavyTailLinearSteps{Eta: 0.3, P: 2, T: T}
		var sum float64
		for k := 1; k <= T; k++ {
			if sum += s.At(k); k > 1 && s.At(k) >= s.At(k-1) {
				t.Errorf("T = %d: step %d is no less than the one before", T, k)
			}
			if math.Abs(heavy.At(k)-s.At(k)) > 1e-15 {
				t.Errorf("p = 2 at %d: %v, want %v", k, heavy.At(k), s.At(k))
			}
		}
		n := float64(T)
		if want := 0.3 * (n + 1) / (2 * math.Sqrt(n)); math.Abs(sum-want) > 1e-12*want {
			t.Errorf("T = %d: the steps sum to %v, want %v", T, sum, want)
		}
		if want := 0.3 / math.Pow(n, 1.5); math.Abs(s.At(T)-want) > 1e-15 || s.At(T+1) != 0 {
			t.Errorf("T = %d: last step %v, want %v, and 0 behind it", T, s.At(T), want)
		}
	}
	for _, c := range []struct{ mu, l float64 }{{1, 0}, {0.5, 0}, {1, 1}, {0.1, 20}} {
		for _, T := range []int{1, 2, 5, 100} {
			kappa, half := c.l/c.mu, (T+1)/2
			known, unknown := StrongHorizonSteps{c.mu, c.l, T}, StrongSteps{c.mu, c.l}
			for k := 1; k <= T; k++ {
				want := 2 / (c.mu * (float64(k-half) + 2 + 4*kappa))
				if k == 1 {
					want = 1 / (c.mu * (1 + 2*kappa))
				} else if k <= half {
					want = 1 / (c.mu * (1.5 + 2*kappa))
				}
				if math.Abs(known.At(k)-want) > 1e-12*want {
					t.Errorf("μ = %v, L = %v, T = %d at %d: %v, want %v", c.mu, c.l, T, k, known.At(k), want)
				}
				if u := 1 / (c.mu * (float64(k) + 2*kappa)); math.Abs(unknown.At(k)-u) > 1e-12*u {
					t.Errorf("μ = %v, L = %v at %d: %v, want %v", c.mu, c.l, k, unknown.At(k), u)
				}
				if limit := 1 / (2 * c.l); c.l > 0 && max(known.At(k), unknown.At(k), StrongPenaltySteps{c.mu, c.l}.At(k)) > limit {
					t.Errorf("κ = %v at %d: a step above 1/(2L)", kappa, k)
				}
			}
		}
	}
}

func TestOtherSteps(t *testing.T) {
	for _, c := range []struct {
		s    optim.Schedule
		t    int
		want float64
	}{
		{ConstantSteps{Eta: 2, T: 16}, 5, 0.5},
		{ConstantSteps{Eta: 2, T: 16, L: 10}, 5, 0.05},
		{StrongPenaltySteps{Mu: 2, L: 1}, 3, 0.2},
		{HeavyTailSteps{Eta: 3, P: 1.5}, 8, 0.75},
		{HeavyTailSteps{Eta: 3, P: 1.5, Cap: 0.1}, 8, 0.1},
		{HeavyTailConstantSteps{Eta: 3, P: 1.5, T: 8}, 2, 0.75},
		{HeavyTailLinearSteps{Eta: 3, P: 1.5, T: 8}, 5, 0.375},
		{DoublingSteps{1, 4}, 4, 0.125},
		{DoublingSteps{1, 4}, 5, 1 / math.Sqrt(8)},
		{DoublingSteps{1, 4}, 12, 1 / math.Pow(8, 1.5)},
		{DoublingSteps{1, 4}, 13, 0.25},
	} {
		if got := c.s.At(c.t); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%v %+v at %d: %v, want %v", c.s, c.s, c.t, got, c.want)
		}
	}
	s := Setting{Divergence: 8, M: 1, Sigma: 1, L: 4}
	eta, err := s.Eta()
	if err != nil || eta != 2 {
		t.Errorf("Eta %v, %v, want √(8/2)", eta, err)
	}
	constant, err := s.EtaConstant(100)
	if want := 2 / math.Sqrt(math.Log(100)); err != nil || math.Abs(constant-want) > 1e-15 {
		t.Errorf("EtaConstant %v, %v, want %v", constant, err, want)
	}
	limit, err := s.HeavyTailCap(1.5)
	if err != nil || math.Abs(limit-0.5) > 1e-15 { // 8^{1/3}/4
		t.Errorf("HeavyTailCap %v, %v, want 0.5", limit, err)
	}
	s.Delta = math.Exp(-3)
	if eta, err = s.Eta(); err != nil || math.Abs(eta-math.Sqrt2) > 1e-15 {
		t.Errorf("Eta with δ = e⁻³: %v, %v, want √(8/4)", eta, err)
	}
	if got := fmt.Sprint(NewCSMD(Entropy{}, LinearSteps{Eta: 1, T: 3})); got != "CSMD(Entropy, linear steps)" {
		t.Errorf("%q", got)
	}
}
