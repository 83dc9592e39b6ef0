package vec

import "monro/stdlib/vec/internal/fused"

// Mix stores a·x + b·y in dst and returns it. A nil dst is allocated. As in MixSquare
// and DivRoot each product, sum, quotient and root is rounded by itself, so that the
// result is the same in every bit on all processors.
func Mix(dst []float64, a float64, x []float64, b float64, y []float64) []float64 {
	same("vec.Mix", len(x), len(y))
	dst = target("vec.Mix", dst, len(x))
	fused.Mix(dst, a, x, b, y)
	return dst
}

// MixSquare stores a·x + b·y² + c, elementwise, in dst and returns it: the second
// moment of adaptive methods. A nil dst is allocated.
func MixSquare(dst []float64, a float64, x []float64, b float64, y []float64, c float64) []float64 {
	same("vec.MixSquare", len(x), len(y))
	dst = target("vec.MixSquare", dst, len(x))
	fused.MixSquare(dst, a, x, b, y, c)
	return dst
}

// DivRoot stores a·x/(√(b·y) + c), elementwise, in dst and returns it: the direction
// of adaptive methods. A nil dst is allocated. Where the denominator is 0 the result
// is infinite or NaN, as for float64.
func DivRoot(dst []float64, a float64, x []float64, b float64, y []float64, c float64) []float64 {
	same("vec.DivRoot", len(x), len(y))
	dst = target("vec.DivRoot", dst, len(x))
	fused.DivRoot(dst, a, x, b, y, c)
	return dst
}

// MapSigmoid stores 1/(1+e^−x), elementwise, in dst and returns it. A nil dst is
// allocated. Relative errors are below two units in the last place; results below
// 3e-308, for x < −708, are that number instead.
func MapSigmoid(dst, x []float64) []float64 {
	dst = target("vec.MapSigmoid", dst, len(x))
	fused.Sigmoid(dst, x)
	return dst
}
