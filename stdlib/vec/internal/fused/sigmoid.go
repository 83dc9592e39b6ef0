package fused

import "math"

// Sigmoid makes dst ← 1/(1+e^−x). With z = max(−|x|, −708) and e^z it is 1/(1+e^z)
// or, for negative x, e^z/(1+e^z), so that nothing overflows. z is k·log 2 + r with
// whole k and |r| <= ½ log 2, and e^r comes from its Taylor series, whose rest is
// below the rounding. Relative errors are below two units in the last place; below
// −708 the result stays that of −708, 3e-308.
func Sigmoid(dst, x []float64) {
	n := sigmoidVectors(dst, x)
	dst = dst[n:]
	x = x[n:][:len(dst)]
	for i, x := range x {
		e, top := expMinus(x), 1.0
		if math.Signbit(x) {
			top = e
		}
		dst[i] = top / (1 + e)
	}
}

// sigmoidNumbers is what the loop in assembly needs, in the order of its use.
var sigmoidNumbers = [...]float64{
	math.Copysign(0, -1), // the sign bit
	-708,                 // the least z, for which 2^k is a normal number
	math.Log2E,
	shift,
	log2High,
	log2Low,
	1,
	1. / 479001600, 1. / 3628800, 1. / 40320, 1. / 720, 1. / 24, 1. / 2, // even terms of the series
	1. / 6227020800, 1. / 39916800, 1. / 362880, 1. / 5040, 1. / 120, 1. / 6, // odd terms
}

const (
	// A small number plus shift is rounded to a whole number, whose lowest bits plus
	// 1023, the bias of exponents, are those of the sum.
	shift = 3<<51 + 1023

	// The first 33 bits of log 2, so that k·log2High is exact, and the rest.
	log2High = 0x162e42fee * 0x1p-33
	log2Low  = math.Ln2 - log2High
)

// expMinus returns e^max(−|x|, −708) by the very operations of the loop in assembly.
func expMinus(x float64) float64 {
	z := -math.Abs(x)
	if z < -708 {
		z = -708
	}
	t := float64(z*math.Log2E) + shift
	k := t - shift
	r := z - float64(k*log2High) - float64(k*log2Low)
	s := r * r
	c := sigmoidNumbers[7:]
	even, odd := c[0], c[6]
	for i := 1; i < 6; i++ {
		even = float64(even*s) + c[i]
		odd = float64(odd*s) + c[6+i]
	}
	series := even + float64(odd*r)
	return (1 + (r + float64(series*s))) * math.Float64frombits(math.Float64bits(t)<<52)
}
