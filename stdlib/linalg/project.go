package linalg

import (
	"math"
	"slices"

	"monro/stdlib/vec"
)

// ProjectBall stores in dst the point of the ball {z : ‖z‖ <= radius} nearest to x,
// and returns it.
func ProjectBall(dst, x []float64, radius float64) ([]float64, error) {
	const op = "linalg.ProjectBall"
	if err := first(target(op, &dst, x), finite(op, "x", x), nonNegative(op, "radius", radius)); err != nil {
		return nil, err
	}
	if norm := vec.Norm2(x); norm > radius {
		return vec.Scale(dst, radius/norm, x), nil
	}
	copy(dst, x)
	return dst, nil
}

// ProjectBox stores in dst the point of the box {z : lo <= z <= hi} nearest to x,
// and returns it. Bounds may be infinite. For the same bounds everywhere there is
// vec.Clip.
func ProjectBox(dst, x, lo, hi []float64) ([]float64, error) {
	const op = "linalg.ProjectBox"
	if err := first(target(op, &dst, x), finite(op, "x", x),
		sameLength(op, "x", x, "lo", lo), sameLength(op, "x", x, "hi", hi)); err != nil {
		return nil, err
	}
	for i, l := range lo {
		if !(l <= hi[i]) {
			return nil, ArgumentError{op, indexed("[lo, hi]", i), [2]float64{l, hi[i]}, "lo <= hi"}
		}
	}
	for i, v := range x {
		dst[i] = min(max(v, lo[i]), hi[i])
	}
	return dst, nil
}

// ProjectSimplex stores in dst the point of the simplex {z >= 0, Σ z_i = sum}
// nearest to x, and returns it: max(x_i − τ, 0), with τ found exactly by sorting
// (Held, Wolfe and Crowder 1974) in O(n log n). sum must be positive, x not empty.
func ProjectSimplex(dst, x []float64, sum float64) ([]float64, error) {
	const op = "linalg.ProjectSimplex"
	if err := first(target(op, &dst, x), finite(op, "x", x), positive(op, "sum", sum), atLeast(op, "len(x)", len(x), 1)); err != nil {
		return nil, err
	}
	tau := threshold(x, sum)
	for i, v := range x {
		dst[i] = max(v-tau, 0)
	}
	return dst, nil
}

// threshold returns the τ with Σ max(x_i − τ, 0) = sum. Distances from the largest
// element are summed, not elements, so that a large common offset costs no digits.
func threshold(x []float64, sum float64) float64 {
	sorted := vec.Clone(x)
	slices.Sort(sorted)
	largest := sorted[len(sorted)-1]
	var below, tau float64 // Σ (largest − x_i) over those counted; τ as far below the largest
	for i := len(sorted) - 1; i >= 0; i-- {
		distance := largest - sorted[i]
		counted := float64(len(sorted) - i)
		t := (below + distance + sum) / counted
		if t <= distance {
			break
		}
		below += distance
		tau = t
	}
	return largest - tau
}

// ProjectL1Ball stores in dst the point of {z : Σ |z_i| <= radius} nearest to x, and
// returns it: a soft threshold at the level that ProjectSimplex of the moduli has
// (Duchi et al. 2008).
func ProjectL1Ball(dst, x []float64, radius float64) ([]float64, error) {
	const op = "linalg.ProjectL1Ball"
	if err := first(target(op, &dst, x), finite(op, "x", x), nonNegative(op, "radius", radius)); err != nil {
		return nil, err
	}
	switch {
	case vec.Norm1(x) <= radius:
		copy(dst, x)
	case radius == 0:
		clear(dst)
	default:
		soft(dst, x, threshold(vec.Map(nil, math.Abs, x), radius))
	}
	return dst, nil
}
