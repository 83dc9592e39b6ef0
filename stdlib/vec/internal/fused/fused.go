// Package fused is elementwise loops over float64 that do several operations in one
// pass: the inner loops of optimisers. There is one for AVX2 and one in plain Go of
// each. Both round every product, sum, quotient and root by itself, never fusing a
// product with a sum, so that results are the same in every bit on all processors.
//
// Callers pass slices of one length. Destinations may be one of the sources.
package fused

import "math"

// Mix makes dst ← a·x + b·y.
func Mix(dst []float64, a float64, x []float64, b float64, y []float64) {
	n := mixVectors(dst, a, x, b, y)
	dst = dst[n:]
	x, y = x[n:][:len(dst)], y[n:][:len(dst)]
	for i := range dst {
		dst[i] = float64(a*x[i]) + float64(b*y[i])
	}
}

// MixSquare makes dst ← a·x + b·y² + c.
func MixSquare(dst []float64, a float64, x []float64, b float64, y []float64, c float64) {
	n := mixSquareVectors(dst, a, x, b, y, c)
	dst = dst[n:]
	x, y = x[n:][:len(dst)], y[n:][:len(dst)]
	for i := range dst {
		dst[i] = float64(a*x[i]) + float64(b*float64(y[i]*y[i])) + c
	}
}

// DivRoot makes dst ← a·x/(√(b·y) + c).
func DivRoot(dst []float64, a float64, x []float64, b float64, y []float64, c float64) {
	n := divRootVectors(dst, a, x, b, y, c)
	dst = dst[n:]
	x, y = x[n:][:len(dst)], y[n:][:len(dst)]
	for i := range dst {
		dst[i] = a * x[i] / (math.Sqrt(b*y[i]) + c)
	}
}

// Finite reports whether no element of a is NaN or infinite.
func Finite(a []float64) bool {
	// x·0 is 0 for finite x and NaN otherwise, so that sums tell without a branch
	// an element; four of them hide the latency of the addition.
	n, sum := zeroVectors(a)
	var s [4]float64
	for ; len(a)-n >= 4; n += 4 {
		b := a[n : n+4 : n+4]
		s[0] += b[0] * 0
		s[1] += b[1] * 0
		s[2] += b[2] * 0
		s[3] += b[3] * 0
	}
	for _, x := range a[n:] {
		sum += x * 0
	}
	return sum+s[0]+s[1]+s[2]+s[3] == 0
}
