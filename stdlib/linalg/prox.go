package linalg

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// Proximal operators: prox(x) = argmin_z ½‖z − x‖² + r(z). Step sizes are part of
// the weights: for a gradient step eta and a penalty lambda pass eta·lambda.

// ProxL1 stores in dst the proximal operator of t·Σ|z_i| at x, and returns it: the
// soft threshold sign(x_i)·max(|x_i| − t, 0). t must not be negative.
func ProxL1(dst, x []float64, t float64) ([]float64, error) {
	const op = "linalg.ProxL1"
	if err := first(target(op, &dst, x), finite(op, "x", x), nonNegative(op, "t", t)); err != nil {
		return nil, err
	}
	return soft(dst, x, t), nil
}

func soft(dst, x []float64, t float64) []float64 {
	for i, v := range x {
		switch {
		case v > t:
			dst[i] = v - t
		case v < -t:
			dst[i] = v + t
		default:
			dst[i] = 0
		}
	}
	return dst
}

// ProxL2 stores in dst the proximal operator of t·‖z‖ (not squared) at x, and
// returns it: x shortened by t, or 0. t must not be negative.
func ProxL2(dst, x []float64, t float64) ([]float64, error) {
	const op = "linalg.ProxL2"
	if err := first(target(op, &dst, x), finite(op, "x", x), nonNegative(op, "t", t)); err != nil {
		return nil, err
	}
	return vec.Scale(dst, shorten(vec.Norm2(x), t), x), nil
}

// shorten returns the factor that takes t off a length, down to 0.
func shorten(norm, t float64) float64 {
	if norm <= t {
		return 0
	}
	return 1 - t/norm
}

// ProxGroup stores in dst the proximal operator of t·Σ_g ‖z_g‖ at x, the penalty of
// the group lasso (Yuan and Lin 2006), and returns it. Each group lists its
// indices; groups must not overlap, and elements in none stay. For groups weighted
// by √size call ProxL2 with each group's own t.
func ProxGroup(dst, x []float64, t float64, groups [][]int) ([]float64, error) {
	const op = "linalg.ProxGroup"
	if err := first(target(op, &dst, x), finite(op, "x", x), nonNegative(op, "t", t), disjoint(op, groups, len(x))); err != nil {
		return nil, err
	}
	copy(dst, x)
	for _, g := range groups {
		var norm float64
		for _, i := range g {
			norm = math.Hypot(norm, dst[i])
		}
		factor := shorten(norm, t)
		for _, i := range g {
			dst[i] *= factor
		}
	}
	return dst, nil
}

// disjoint checks that groups hold indices of n elements, none twice.
func disjoint(op string, groups [][]int, n int) error {
	seen := make([]bool, n)
	for g, indices := range groups {
		for j, i := range indices {
			name := fmt.Sprintf("groups[%d][%d]", g, j)
			if i < 0 || i >= n {
				return ArgumentError{op, name, i, fmt.Sprintf("an index of x, which has length %d", n)}
			}
			if seen[i] {
				return ArgumentError{op, name, i, "every index once at most"}
			}
			seen[i] = true
		}
	}
	return nil
}

// ProxElasticNet stores in dst the proximal operator of l1·Σ|z_i| + l2/2·‖z‖² at x,
// and returns it: the soft threshold by l1, divided by 1 + l2 (Zou and Hastie 2005).
// Neither weight may be negative.
func ProxElasticNet(dst, x []float64, l1, l2 float64) ([]float64, error) {
	const op = "linalg.ProxElasticNet"
	if err := first(target(op, &dst, x), finite(op, "x", x), nonNegative(op, "l1", l1), nonNegative(op, "l2", l2)); err != nil {
		return nil, err
	}
	return vec.Scale(dst, 1/(1+l2), soft(dst, x, l1)), nil
}

// ProxNonNegative stores in dst the proximal operator of the constraint z >= 0 at x,
// which is the projection max(x_i, 0), and returns it.
func ProxNonNegative(dst, x []float64) ([]float64, error) {
	const op = "linalg.ProxNonNegative"
	if err := first(target(op, &dst, x), finite(op, "x", x)); err != nil {
		return nil, err
	}
	for i, v := range x {
		dst[i] = max(v, 0)
	}
	return dst, nil
}

func indexed(name string, i int) string { return fmt.Sprintf("%s[%d]", name, i) }
