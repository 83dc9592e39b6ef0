package problem

import (
	"fmt"
	"math"
)

// A HarveyFunction is the function on which the last of T subgradient steps η/√t,
// with projection onto the unit ball, is a factor log T worse than the best (Harvey,
// Liaw, Plan & Randhawa, Tight analyses for non-smooth stochastic gradient descent,
// COLT 2019), in R^(T+1)
//
//	f(x) = max_{1<=i<=T+1} ⟨h_i, x⟩,   h_ij = a_j for j < i,  −b_i for j = i,  0 for j > i
//	a_j = 1/(8(T−j+1)),   b_j = √j/(2√T) for j <= T,   b_{T+1} = 0.
//
// It is 1-Lipschitz and its minimum over the unit ball is 0, at the origin, where the
// run starts. It is Smooth in the sense of subgradients; an oracle takes O(T) time,
// allocates nothing and may be called from many goroutines. Harvey makes it.
type HarveyFunction struct{ a, b []float64 }

// Harvey returns the function for runs of steps = T updates.
func Harvey(steps int) (*HarveyFunction, error) {
	if steps < 1 {
		return nil, fmt.Errorf("problem.Harvey: steps = %d: want at least 1", steps)
	}
	f := &HarveyFunction{make([]float64, steps+1), make([]float64, steps+1)}
	for j := range steps {
		f.a[j] = 1 / (8 * float64(steps-j))
		f.b[j] = math.Sqrt(float64(j+1)/float64(steps)) / 2
	}
	return f, nil
}

// Dim returns the number of variables, T+1.
func (f *HarveyFunction) Dim() int { return len(f.a) }

// Value returns f(x).
func (f *HarveyFunction) Value(x []float64) float64 {
	_, v := f.top(x)
	return v
}

// Grad stores in dst the h_i of the least i that attains the maximum to within
// 1e-12, and returns f(x). This choice among the subgradients is what makes the
// function hard.
func (f *HarveyFunction) Grad(dst, x []float64) float64 {
	sameLength("problem.Harvey", len(dst), len(f.a))
	i, v := f.top(x)
	copy(dst, f.a[:i])
	dst[i] = -f.b[i]
	clear(dst[i+1:])
	return v
}

// top returns the least index of the maximum, counted from 0, and the maximum.
func (f *HarveyFunction) top(x []float64) (at int, value float64) {
	sameLength("problem.Harvey", len(x), len(f.a))
	const tie = 1e-12
	value = math.Inf(-1)
	var before float64 // Σ_{j<i} a_j x_j
	for i, xi := range x {
		value = max(value, before-f.b[i]*xi)
		before += f.a[i] * xi
	}
	before = 0
	for i, xi := range x {
		if before-f.b[i]*xi >= value-tie {
			return i, value
		}
		before += f.a[i] * xi
	}
	return 0, value // NaN
}
