package online

import (
	"fmt"
	"math"
)

// HeavyTailSteps is η_t = min(Cap, Eta/t^{1/P}) for noise with E‖ξ‖^P <= σ^P, P in
// (1, 2], and unknown T, in a geometry that is uniformly convex of order P/(P−1), such
// as PowerNorm{Q: P/(P−1)}: F(x_{T+1}) − F* = O(T^{1/P−1}) but for a logarithm (Liu &
// Zhou, ICLR 2024). Cap = 0 leaves it out; with a smooth part, L > 0, it is
// Setting.HeavyTailCap. P = 2 is InvSqrtSteps.
type HeavyTailSteps struct{ Eta, P, Cap float64 }

// At returns η_t.
func (s HeavyTailSteps) At(t int) float64 { return atMost(s.Cap, heavy(s.Eta, s.P, float64(t))) }

// Validate returns an error unless Eta > 0, 1 < P <= 2 and Cap >= 0.
func (s HeavyTailSteps) Validate() error { return checkHeavy("HeavyTailSteps", s.Eta, s.P, s.Cap, 1) }

// String names the rule.
func (s HeavyTailSteps) String() string { return "1/t^(1/p) steps" }

// HeavyTailConstantSteps is η_t = min(Cap, Eta/T^{1/P}), HeavyTailSteps for T steps.
type HeavyTailConstantSteps struct {
	Eta, P, Cap float64
	T           int
}

// At returns η_t.
func (s HeavyTailConstantSteps) At(int) float64 {
	return atMost(s.Cap, heavy(s.Eta, s.P, float64(s.T)))
}

// Validate returns an error unless Eta > 0, 1 < P <= 2, Cap >= 0 and T >= 1.
func (s HeavyTailConstantSteps) Validate() error {
	return checkHeavy("HeavyTailConstantSteps", s.Eta, s.P, s.Cap, s.T)
}

// String names the rule.
func (s HeavyTailConstantSteps) String() string { return "constant heavy-tail steps" }

// HeavyTailLinearSteps is η_t = Eta·(T−t+1)/T^{1+1/P}, for f without a smooth part and
// T steps: LinearSteps for P = 2. For other P it is an analogue that was not
// confirmed.
type HeavyTailLinearSteps struct {
	Eta, P float64
	T      int
}

// At returns η_t, 0 behind T.
func (s HeavyTailLinearSteps) At(t int) float64 {
	return heavy(s.Eta, s.P, float64(s.T)) * decay(t, s.T)
}

// Validate returns an error unless Eta > 0, 1 < P <= 2 and T >= 1.
func (s HeavyTailLinearSteps) Validate() error {
	return checkHeavy("HeavyTailLinearSteps", s.Eta, s.P, 0, s.T)
}

// String names the rule.
func (s HeavyTailLinearSteps) String() string { return "linear heavy-tail steps" }

func heavy(eta, p, t float64) float64 { return eta / math.Pow(t, 1/p) }

func atMost(limit, eta float64) float64 {
	if limit == 0 {
		return eta
	}
	return min(limit, eta)
}

func checkHeavy(what string, eta, p, limit float64, T int) error {
	return first(positive(what, "Eta", eta), order(what, p), notNegative(what, "Cap", limit), horizon(what, T))
}

// order wants that of a moment.
func order(what string, p float64) error {
	if !(p > 1 && p <= 2) {
		return fmt.Errorf("online: %s: P = %v: want a number in (1, 2]", what, p)
	}
	return nil
}
