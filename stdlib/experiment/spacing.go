package experiment

import (
	"math"

	"monro/stdlib/vec"
)

// A Spacing says which steps 0, 1, 2, ... of a run are looked at. Step 0 always
// is. The zero Spacing is every step.
type Spacing struct {
	every  int     // 0 and 1: each step
	decade float64 // > 0: so many steps from k to 10k
}

// Each is every k-th step. It panics with a vec.ArgumentError where k < 1.
func Each(k int) Spacing {
	if k < 1 {
		panic(vec.ArgumentError{Op: "experiment.Each", Arg: "k", Value: k, Want: "k >= 1"})
	}
	return Spacing{every: k}
}

// LogSpaced is n steps from any k to 10k, evenly spaced on a logarithmic axis, and
// every step as long as they are sparser than that. It panics with a
// vec.ArgumentError where n < 1.
func LogSpaced(n int) Spacing {
	if n < 1 {
		panic(vec.ArgumentError{Op: "experiment.LogSpaced", Arg: "n", Value: n, Want: "n >= 1"})
	}
	return Spacing{decade: float64(n)}
}

// After is the first step to look at after step k >= 0.
func (s Spacing) After(k int) int {
	if s.decade == 0 {
		every := max(s.every, 1)
		return k - k%every + every
	}
	if k == 0 {
		return 1
	}
	// The steps are the powers of 10^(1/decade), rounded: so 10, 100, ... are
	// among them. The next one is counted from the power nearest to k.
	for i := math.Round(math.Log10(float64(k)) * s.decade); ; i++ {
		if next := int(math.Round(math.Pow(10, i/s.decade))); next > k {
			return next
		}
	}
}
