package online

import (
	"fmt"
	"math"
)

// A Setting is what the guarantees of the steps know of a problem. Its methods give
// the orders of the best Eta; constants are left out.
type Setting struct {
	Divergence float64 // D = D_ψ(x*, x_1); for Euclid half the squared distance
	M, L       float64 // f is (L, M)-smooth: M = 2G where it is G-Lipschitz
	Sigma      float64 // of the noise
	Delta      float64 // chance of failure; 0: the guarantee is in expectation
}

// Eta returns √(D/(M² + σ²)), for InvSqrtSteps and LinearSteps. With a Delta σ² is
// multiplied by log(1/Delta), for a guarantee with probability 1 − Delta. It errs where
// M and σ are both 0: the cap 1/(2L) is then the best step.
func (s Setting) Eta() (float64, error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	noise := s.Sigma * s.Sigma
	if s.Delta > 0 {
		noise *= math.Log(1 / s.Delta)
	}
	moment := s.M*s.M + noise
	if moment == 0 {
		return 0, fmt.Errorf("online: Setting: M = 0 and Sigma = 0: want one > 0 (without either take Eta large and L)")
	}
	return math.Sqrt(s.Divergence / moment), nil
}

// EtaConstant returns Eta/√(log T), for ConstantSteps with T >= 2.
func (s Setting) EtaConstant(T int) (float64, error) {
	if T < 2 {
		return 0, fmt.Errorf("online: Setting: T = %d: want at least 2 steps", T)
	}
	eta, err := s.Eta()
	return eta / math.Sqrt(math.Log(float64(T))), err
}

// HeavyTailCap returns D^{(2−p)/p}/L, the Cap of HeavyTailSteps for p in (1, 2]; 0,
// for none, where L = 0.
func (s Setting) HeavyTailCap(p float64) (float64, error) {
	if err := first(s.check(), order("Setting", p)); err != nil || s.L == 0 {
		return 0, err
	}
	return math.Pow(s.Divergence, (2-p)/p) / s.L, nil
}

func (s Setting) check() error {
	if s.Delta != 0 && !(s.Delta > 0 && s.Delta < 1) {
		return fmt.Errorf("online: Setting: Delta = %v: want a number in (0, 1), or 0 for expectations", s.Delta)
	}
	return first(positive("Setting", "Divergence", s.Divergence), notNegative("Setting", "M", s.M),
		notNegative("Setting", "L", s.L), notNegative("Setting", "Sigma", s.Sigma))
}
