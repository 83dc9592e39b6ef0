package vec

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Sigmoid returns 1/(1+e^−x), accurate and free of overflow for every x.
func Sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// Softplus returns log(1+e^x), accurate and free of overflow for every x. The
// logistic loss of a margin z is Softplus(−z).
func Softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// LogSumExp returns log Σ e^{a_i} without overflow, −Inf for an empty vector.
func LogSumExp(a []float64) float64 {
	if len(a) == 0 {
		return math.Inf(-1)
	}
	return floats.LogSumExp(a)
}

// Softmax stores e^{a_i}/Σ e^{a_j} in dst and returns it. A nil dst is
// allocated. It panics with an ArgumentError on an empty vector.
func Softmax(dst, a []float64) []float64 {
	dst = target("vec.Softmax", dst, len(a))
	top := Max(a)
	var sum float64
	for i, x := range a {
		dst[i] = math.Exp(x - top)
		sum += dst[i]
	}
	return Scale(dst, 1/sum, dst)
}
