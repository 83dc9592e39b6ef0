package vec

import (
	"gonum.org/v1/gonum/floats"
)

// Add stores a + b in dst and returns it. A nil dst is allocated.
func Add(dst, a, b []float64) []float64 {
	same("vec.Add", len(a), len(b))
	dst = target("vec.Add", dst, len(a))
	return floats.AddTo(dst, a, b)
}

// Sub stores a − b in dst and returns it. A nil dst is allocated.
func Sub(dst, a, b []float64) []float64 {
	same("vec.Sub", len(a), len(b))
	dst = target("vec.Sub", dst, len(a))
	return floats.SubTo(dst, a, b)
}

// Mul stores the elementwise product a·b in dst and returns it. A nil dst is
// allocated.
func Mul(dst, a, b []float64) []float64 {
	same("vec.Mul", len(a), len(b))
	dst = target("vec.Mul", dst, len(a))
	return floats.MulTo(dst, a, b)
}

// Div stores the elementwise quotient a/b in dst and returns it. A nil dst is
// allocated. Dividing by zero gives an infinity or NaN, as for float64.
func Div(dst, a, b []float64) []float64 {
	same("vec.Div", len(a), len(b))
	dst = target("vec.Div", dst, len(a))
	return floats.DivTo(dst, a, b)
}

// Axpy adds c·x to y in place: y ← y + c·x.
func Axpy(y []float64, c float64, x []float64) {
	same("vec.Axpy", len(y), len(x))
	floats.AddScaled(y, c, x)
}

// Scale stores c·a in dst and returns it. A nil dst is allocated.
func Scale(dst []float64, c float64, a []float64) []float64 {
	dst = target("vec.Scale", dst, len(a))
	return floats.ScaleTo(dst, c, a)
}

// Shift stores c + a, with c added to every element, in dst and returns it. A
// nil dst is allocated.
func Shift(dst []float64, c float64, a []float64) []float64 {
	dst = target("vec.Shift", dst, len(a))
	for i, x := range a {
		dst[i] = c + x
	}
	return dst
}

// Map stores f(a_i) in dst and returns it. A nil dst is allocated.
func Map(dst []float64, f func(float64) float64, a []float64) []float64 {
	dst = target("vec.Map", dst, len(a))
	for i, x := range a {
		dst[i] = f(x)
	}
	return dst
}

// Clip stores a with every element brought into [lo, hi] in dst and returns it.
// A nil dst is allocated; NaN stays NaN. It panics with an ArgumentError where
// lo > hi or either is NaN.
func Clip(dst, a []float64, lo, hi float64) []float64 {
	if !(lo <= hi) {
		panic(ArgumentError{"vec.Clip", "[lo, hi]", [2]float64{lo, hi}, "lo <= hi"})
	}
	dst = target("vec.Clip", dst, len(a))
	for i, x := range a {
		dst[i] = min(max(x, lo), hi)
	}
	return dst
}

// CumSum stores the running sums a_0, a_0+a_1, ... in dst and returns it. A nil
// dst is allocated.
func CumSum(dst, a []float64) []float64 {
	dst = target("vec.CumSum", dst, len(a))
	return floats.CumSum(dst, a)
}

// Fill sets every element of dst to c and returns dst.
func Fill(dst []float64, c float64) []float64 {
	for i := range dst {
		dst[i] = c
	}
	return dst
}

// Clone returns a copy of a: never nil, and never sharing memory with a.
func Clone(a []float64) []float64 {
	return append(make([]float64, 0, len(a)), a...)
}
