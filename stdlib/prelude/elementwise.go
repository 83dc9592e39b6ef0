package prelude

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"monro/stdlib/vec"
)

// Elementwise lists what the mathematical functions take: a number, or a slice
// whose elements they are applied to one by one, giving a new slice.
type Elementwise interface{ float64 | []float64 }

func apply[T Elementwise](f func(float64) float64, x T) T {
	switch v := any(x).(type) {
	case float64:
		return any(f(v)).(T)
	case []float64:
		return any(vec.Map(nil, f, v)).(T)
	}
	return x // no other type is in Elementwise
}

// Sin is the sine of x, in radians.
func Sin[T Elementwise](x T) T { return apply(math.Sin, x) }

// Cos is the cosine of x, in radians.
func Cos[T Elementwise](x T) T { return apply(math.Cos, x) }

// Tan is the tangent of x, in radians.
func Tan[T Elementwise](x T) T { return apply(math.Tan, x) }

// Asin is the angle in radians whose sine is x; NaN outside [-1, 1].
func Asin[T Elementwise](x T) T { return apply(math.Asin, x) }

// Acos is the angle in radians whose cosine is x; NaN outside [-1, 1].
func Acos[T Elementwise](x T) T { return apply(math.Acos, x) }

// Atan is the angle in radians whose tangent is x.
func Atan[T Elementwise](x T) T { return apply(math.Atan, x) }

// Sinh is the hyperbolic sine of x.
func Sinh[T Elementwise](x T) T { return apply(math.Sinh, x) }

// Cosh is the hyperbolic cosine of x.
func Cosh[T Elementwise](x T) T { return apply(math.Cosh, x) }

// Tanh is the hyperbolic tangent of x.
func Tanh[T Elementwise](x T) T { return apply(math.Tanh, x) }

// Exp is e to the power of x.
func Exp[T Elementwise](x T) T { return apply(math.Exp, x) }

// Exp2 is 2 to the power of x.
func Exp2[T Elementwise](x T) T { return apply(math.Exp2, x) }

// Expm1 is exp(x)-1, exact near zero.
func Expm1[T Elementwise](x T) T { return apply(math.Expm1, x) }

// Log is the natural logarithm of x; NaN below zero.
func Log[T Elementwise](x T) T { return apply(math.Log, x) }

// Log2 is the binary logarithm of x.
func Log2[T Elementwise](x T) T { return apply(math.Log2, x) }

// Log10 is the decimal logarithm of x.
func Log10[T Elementwise](x T) T { return apply(math.Log10, x) }

// Log1p is log(1+x), exact near zero.
func Log1p[T Elementwise](x T) T { return apply(math.Log1p, x) }

// Sqrt is the square root of x; NaN below zero.
func Sqrt[T Elementwise](x T) T { return apply(math.Sqrt, x) }

// Cbrt is the cube root of x.
func Cbrt[T Elementwise](x T) T { return apply(math.Cbrt, x) }

// Abs is the absolute value of x.
func Abs[T Elementwise](x T) T { return apply(math.Abs, x) }

// Square is x times x.
func Square[T Elementwise](x T) T { return apply(func(v float64) float64 { return v * v }, x) }

// Sign is -1, 0 or 1 as x is negative, zero or positive.
func Sign[T Elementwise](x T) T {
	return apply(func(v float64) float64 {
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return v
	}, x)
}

// Floor is the greatest integer not above x.
func Floor[T Elementwise](x T) T { return apply(math.Floor, x) }

// Ceil is the least integer not below x.
func Ceil[T Elementwise](x T) T { return apply(math.Ceil, x) }

// Round is the integer nearest to x, halves away from zero.
func Round[T Elementwise](x T) T { return apply(math.Round, x) }

// Trunc is x without what follows the decimal point.
func Trunc[T Elementwise](x T) T { return apply(math.Trunc, x) }

// Relu is the greater of x and 0.
func Relu[T Elementwise](x T) T { return apply(func(v float64) float64 { return max(v, 0) }, x) }

// Sigmoid is 1/(1+exp(-x)), computed without overflow.
func Sigmoid[T Elementwise](x T) T { return apply(vec.Sigmoid, x) }

// Softplus is log(1+exp(x)), computed without overflow.
func Softplus[T Elementwise](x T) T { return apply(vec.Softplus, x) }

// Erf is the error function of x.
func Erf[T Elementwise](x T) T { return apply(math.Erf, x) }

// Erfc is 1-erf(x), exact for large x.
func Erfc[T Elementwise](x T) T { return apply(math.Erfc, x) }

// NormalPdf is the density of the standard normal distribution at x.
func NormalPdf[T Elementwise](x T) T { return apply(distuv.UnitNormal.Prob, x) }

// NormalCdf is the probability that a standard normal number is at most x.
func NormalCdf[T Elementwise](x T) T { return apply(distuv.UnitNormal.CDF, x) }

// NormalQuantile is the number that a standard normal one stays below with
// probability p, the inverse of NormalCdf; NaN outside [0, 1].
func NormalQuantile[T Elementwise](p T) T {
	return apply(func(v float64) float64 {
		if !(v >= 0 && v <= 1) {
			return Nan
		}
		return distuv.UnitNormal.Quantile(v)
	}, p)
}

// Lgamma is the logarithm of the absolute value of the gamma function of x.
func Lgamma[T Elementwise](x T) T {
	return apply(func(v float64) float64 { l, _ := math.Lgamma(v); return l }, x)
}

// Pow raises x to the power p.
func Pow[T Elementwise](x T, p float64) T {
	return apply(func(v float64) float64 { return math.Pow(v, p) }, x)
}

// Clip brings x into [lo, hi].
func Clip[T Elementwise](x T, lo, hi float64) T {
	return apply(func(v float64) float64 { return min(max(v, lo), hi) }, x)
}

// Atan2 is the angle in radians of the point (x, y) seen from the origin, in
// [-pi, pi].
func Atan2(y, x float64) float64 { return math.Atan2(y, x) }

// Hypot is the square root of x²+y², without overflow.
func Hypot(x, y float64) float64 { return math.Hypot(x, y) }

// IsNan reports whether x is not a number.
func IsNan(x float64) bool { return math.IsNaN(x) }
