package online

import (
	"fmt"
	"math"
)

// The rules of this package are optim.Schedules of absolute steps η_t: give them to
// CSMD, or to any optimiser with LR = 1. Their guarantees for the last iterate are
// those of Liu & Zhou (ICLR 2024), for f that is (L, M)-smooth relative to its
// subgradients,
//
//	f(x) <= f(y) + ⟨g_y, x−y⟩ + (L/2)‖x−y‖² + M‖x−y‖:
//
// an L-smooth f has M = 0, a G-Lipschitz one L = 0 and M = 2G. σ bounds the noise of
// ĝ and D = D_ψ(x*, x_1) is a Bregman divergence, ½‖x*−x_1‖² for Euclid. Setting
// computes Eta; any Eta > 0 converges.

// InvSqrtSteps is η_t = min(1/(2L), Eta/√t), for convex f and unknown T:
// F(x_{T+1}) − F* = O(LD/T + (M+σ)·√D·log T/√T), where for steps like these the
// logarithm cannot be avoided (Harvey et al. 2019; problem.Harvey shows it). L = 0
// leaves the first term out. Setting.Eta is the best order of Eta.
type InvSqrtSteps struct{ Eta, L float64 }

// At returns η_t.
func (s InvSqrtSteps) At(t int) float64 { return capped(s.Eta/math.Sqrt(float64(t)), s.L) }

// Validate returns an error unless Eta > 0 and L >= 0.
func (s InvSqrtSteps) Validate() error {
	return first(positive("InvSqrtSteps", "Eta", s.Eta), notNegative("InvSqrtSteps", "L", s.L))
}

// String names the rule.
func (s InvSqrtSteps) String() string { return "1/√t steps" }

// ConstantSteps is η_t = min(1/(2L), Eta/√T), for convex f and T steps:
// O(LD/T + (M+σ)·√(D·log T/T)). Setting.EtaConstant is the best order of Eta.
type ConstantSteps struct {
	Eta, L float64
	T      int
}

// At returns η_t.
func (s ConstantSteps) At(int) float64 { return capped(s.Eta/math.Sqrt(float64(s.T)), s.L) }

// Validate returns an error unless Eta > 0, L >= 0 and T >= 1.
func (s ConstantSteps) Validate() error {
	return first(positive("ConstantSteps", "Eta", s.Eta), notNegative("ConstantSteps", "L", s.L), horizon("ConstantSteps", s.T))
}

// String names the rule.
func (s ConstantSteps) String() string { return "constant steps" }

// LinearSteps is η_t = Eta·(T−t+1)/T^{3/2}, for convex Lipschitz f and T steps:
// O((M+σ)·√(D/T)), with no logarithm. The last step is Eta/T^{3/2}. Setting.Eta is the
// best order of Eta.
//
// In Euclidean space without constraints and penalty, with D′ = ‖x_1−x*‖ and
// E‖ĝ‖² <= Q², Eta = D′/Q gives E F(x_{T+1}) − F* <= c·D′Q/√T with
// c = (T²/(T+1)² + (T+1)/T)/2, at most 1.125. SGD with LR = D′/(Q√(T+1)) and the
// schedule optim.LinearDecay{Steps: T+1} has D′Q/√(T+1).
//
// The guarantee is for L = 0: another L is refused.
type LinearSteps struct {
	Eta, L float64
	T      int
}

// At returns η_t, 0 behind T.
func (s LinearSteps) At(t int) float64 { return s.Eta * decay(t, s.T) / math.Sqrt(float64(s.T)) }

// Validate returns an error unless Eta > 0, L = 0 and T >= 1.
func (s LinearSteps) Validate() error {
	if s.L > 0 {
		return fmt.Errorf("online: LinearSteps: L = %v: want 0, as the rule is covered for f without a smooth part only (InvSqrtSteps and ConstantSteps take L)", s.L)
	}
	return first(positive("LinearSteps", "Eta", s.Eta), notNegative("LinearSteps", "L", s.L), horizon("LinearSteps", s.T))
}

// String names the rule.
func (s LinearSteps) String() string { return "linear steps" }

// DoublingSteps is LinearSteps for unknown T: those of First steps, then of twice as
// many, and so on, each from where the last ended. It is a convenience, with no claim
// of the paper.
type DoublingSteps struct {
	Eta   float64
	First int
}

// At returns η_t.
func (s DoublingSteps) At(t int) float64 {
	T := s.First
	for t > T {
		t -= T
		T *= 2
	}
	return LinearSteps{Eta: s.Eta, T: T}.At(t)
}

// Validate returns an error unless Eta > 0 and First >= 1.
func (s DoublingSteps) Validate() error {
	if s.First < 1 {
		return fmt.Errorf("online: DoublingSteps: First = %d: want at least 1 step", s.First)
	}
	return positive("DoublingSteps", "Eta", s.Eta)
}

// String names the rule.
func (s DoublingSteps) String() string { return "doubling linear steps" }

// capped returns min(1/(2L), eta).
func capped(eta, l float64) float64 {
	if l == 0 {
		return eta
	}
	return min(1/(2*l), eta)
}

// decay returns (T−t+1)/T, 0 behind T.
func decay(t, T int) float64 { return float64(max(T-t+1, 0)) / float64(T) }
