package vec

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Dot returns the inner product Σ a_i b_i.
func Dot(a, b []float64) float64 {
	same("vec.Dot", len(a), len(b))
	return floats.Dot(a, b)
}

// Norm2 returns the Euclidean norm, without overflow for large elements.
func Norm2(a []float64) float64 { return floats.Norm(a, 2) }

// Norm1 returns Σ |a_i|.
func Norm1(a []float64) float64 { return floats.Norm(a, 1) }

// NormInf returns max |a_i|, 0 for an empty vector and NaN where an element is
// NaN.
func NormInf(a []float64) float64 {
	var m float64
	for _, x := range a {
		m = max(m, math.Abs(x)) // the builtin propagates NaN
	}
	return m
}

// Distance returns the Euclidean distance between a and b.
func Distance(a, b []float64) float64 {
	same("vec.Distance", len(a), len(b))
	return floats.Distance(a, b, 2)
}

// Sum returns Σ a_i.
func Sum(a []float64) float64 { return floats.Sum(a) }

// Mean returns the arithmetic mean, NaN for an empty vector.
func Mean(a []float64) float64 { return Sum(a) / float64(len(a)) }

// Var returns the unbiased sample variance Σ (a_i − mean)²/(n−1), NaN for fewer
// than two elements.
func Var(a []float64) float64 {
	if len(a) < 2 {
		return math.NaN()
	}
	// The corrected two-pass algorithm: the second sum is zero but for
	// rounding of the mean.
	mean := Mean(a)
	var squares, rest float64
	for _, x := range a {
		d := x - mean
		squares += d * d
		rest += d
	}
	n := float64(len(a))
	return (squares - rest*rest/n) / (n - 1)
}

// Std returns the sample standard deviation, the root of Var.
func Std(a []float64) float64 { return math.Sqrt(Var(a)) }

// Min returns the least element, or NaN where any is NaN. It panics with an
// ArgumentError on an empty vector.
func Min(a []float64) float64 {
	notEmpty("vec.Min", a)
	m := a[0]
	for _, x := range a {
		m = min(m, x)
	}
	return m
}

// Max returns the greatest element, or NaN where any is NaN. It panics with an
// ArgumentError on an empty vector.
func Max(a []float64) float64 {
	notEmpty("vec.Max", a)
	m := a[0]
	for _, x := range a {
		m = max(m, x)
	}
	return m
}

// ArgMin returns the index of the least element, the first of equals; where any
// element is NaN, the index of the first NaN. It panics with an ArgumentError on
// an empty vector.
func ArgMin(a []float64) int {
	notEmpty("vec.ArgMin", a)
	best := 0
	for i, x := range a {
		if math.IsNaN(x) {
			return i
		}
		if x < a[best] {
			best = i
		}
	}
	return best
}

// ArgMax returns the index of the greatest element, the first of equals; where
// any element is NaN, the index of the first NaN. It panics with an
// ArgumentError on an empty vector.
func ArgMax(a []float64) int {
	notEmpty("vec.ArgMax", a)
	best := 0
	for i, x := range a {
		if math.IsNaN(x) {
			return i
		}
		if x > a[best] {
			best = i
		}
	}
	return best
}
