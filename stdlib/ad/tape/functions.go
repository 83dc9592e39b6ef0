package tape

import "math"

// Sin is the sine of x, in radians.
func Sin(x *Real) *Real { return apply(sin, x) }

// Cos is the cosine of x, in radians.
func Cos(x *Real) *Real { return apply(cos, x) }

// Tan is the tangent of x, in radians.
func Tan(x *Real) *Real { return apply(tan, x) }

// Asin is the angle whose sine is x.
func Asin(x *Real) *Real { return apply(asin, x) }

// Acos is the angle whose cosine is x.
func Acos(x *Real) *Real { return apply(acos, x) }

// Atan is the angle whose tangent is x.
func Atan(x *Real) *Real { return apply(atan, x) }

// Sinh is the hyperbolic sine of x.
func Sinh(x *Real) *Real { return apply(sinh, x) }

// Cosh is the hyperbolic cosine of x.
func Cosh(x *Real) *Real { return apply(cosh, x) }

// Tanh is the hyperbolic tangent of x.
func Tanh(x *Real) *Real { return apply(tanh, x) }

// Asinh is the inverse of Sinh.
func Asinh(x *Real) *Real { return apply(asinh, x) }

// Acosh is the inverse of Cosh for x of at least 1.
func Acosh(x *Real) *Real { return apply(acosh, x) }

// Atanh is the inverse of Tanh.
func Atanh(x *Real) *Real { return apply(atanh, x) }

// Exp is e to the power of x.
func Exp(x *Real) *Real { return apply(exp, x) }

// Exp2 is 2 to the power of x.
func Exp2(x *Real) *Real { return apply(exp2, x) }

// Expm1 is exp(x)-1, exact near zero.
func Expm1(x *Real) *Real { return apply(expm1, x) }

// Log is the natural logarithm of x.
func Log(x *Real) *Real { return apply(log, x) }

// Log2 is the binary logarithm of x.
func Log2(x *Real) *Real { return apply(log2, x) }

// Log10 is the decimal logarithm of x.
func Log10(x *Real) *Real { return apply(log10, x) }

// Log1p is log(1+x), exact near zero.
func Log1p(x *Real) *Real { return apply(log1p, x) }

// Sqrt is the square root of x; its derivative at 0 is infinite.
func Sqrt(x *Real) *Real { return apply(sqrt, x) }

// Cbrt is the cube root of x.
func Cbrt(x *Real) *Real { return apply(cbrt, x) }

// Square is x times x.
func Square(x *Real) *Real { return apply(square, x) }

// Abs is the absolute value of x; its derivative at 0 is 0.
func Abs(x *Real) *Real { return apply(abs, x) }

// Sigmoid is 1/(1+exp(-x)), without overflow.
func Sigmoid(x *Real) *Real { return apply(sigmoid, x) }

// Softplus is log(1+exp(x)), without overflow.
func Softplus(x *Real) *Real { return apply(softplus, x) }

// Erf is the error function of x.
func Erf(x *Real) *Real { return apply(erf, x) }

// Erfc is 1-erf(x), exact for large x.
func Erfc(x *Real) *Real { return apply(erfc, x) }

// NormalPdf is the density of the standard normal distribution at x.
func NormalPdf(x *Real) *Real { return apply(normalPdf, x) }

// NormalCdf is the probability that a standard normal number is at most x.
func NormalCdf(x *Real) *Real { return apply(normalCdf, x) }

// NormalQuantile is the inverse of NormalCdf; NaN outside [0, 1].
func NormalQuantile(x *Real) *Real { return apply(normalQuantile, x) }

// Gamma is the gamma function of x.
func Gamma(x *Real) *Real { return apply(gamma, x) }

// Lgamma is the logarithm of the absolute value of the gamma function of x.
func Lgamma(x *Real) *Real { return apply(lgamma, x) }

// Digamma is the derivative of Lgamma; its own derivative is for x above 0.
func Digamma(x *Real) *Real { return apply(digamma, x) }

// Sign is -1, 0 or 1 as x is negative, zero or positive. Its derivative is 0.
func Sign(x *Real) *Real { return Const(sign(Value(x))) }

// Floor is the greatest integer not above x. Its derivative is 0.
func Floor(x *Real) *Real { return Const(math.Floor(Value(x))) }

// Ceil is the least integer not below x. Its derivative is 0.
func Ceil(x *Real) *Real { return Const(math.Ceil(Value(x))) }

// Round is the integer nearest to x, halves away from zero. Its derivative is 0.
func Round(x *Real) *Real { return Const(math.Round(Value(x))) }

// RoundToEven is the integer nearest to x, halves to the even one. Its derivative is 0.
func RoundToEven(x *Real) *Real { return Const(math.RoundToEven(Value(x))) }

// Trunc is x without what follows the decimal point. Its derivative is 0.
func Trunc(x *Real) *Real { return Const(math.Trunc(Value(x))) }

// Relu is the greater of x and 0; its derivative at 0 is 0.
func Relu(x *Real) *Real {
	if Value(x) > 0 {
		return x
	}
	return Const(max(Value(x), 0))
}

// Pow raises x to the power of y.
func Pow(x, y *Real) *Real {
	a, b := Value(x), Value(y)
	v := math.Pow(a, b)
	var da, db float64
	if b != 0 {
		da = b * math.Pow(a, b-1)
	}
	if v != 0 && y != nil && y.tape != nil {
		db = v * math.Log(a)
	}
	return note2(pow, x, y, v, da, db)
}

// Atan2 is the angle in radians of the point (x, y) seen from the origin.
func Atan2(y, x *Real) *Real {
	b, a := Value(y), Value(x)
	s := a*a + b*b
	return note2(atan2, y, x, math.Atan2(b, a), a/s, -b/s)
}

// Hypot is the square root of x²+y², without overflow. Its derivatives at the
// origin are 0.
func Hypot(x, y *Real) *Real {
	a, b := Value(x), Value(y)
	v := math.Hypot(a, b)
	if v == 0 {
		return note2(hypot, x, y, v, 0, 0)
	}
	return note2(hypot, x, y, v, a/v, b/v)
}

// Mod is what remains of x after division by y, with the sign of x.
func Mod(x, y *Real) *Real {
	a, b := Value(x), Value(y)
	return note2(mod, x, y, math.Mod(a, b), 1, -math.Trunc(a/b))
}

// Max is the greatest of the numbers, the first one where several are; NaN where
// any is.
func Max(x *Real, more ...*Real) *Real {
	for _, y := range more {
		if a, b := Value(x), Value(y); b > a || math.IsNaN(b) {
			x = y
		}
	}
	return x
}

// Min is the least of the numbers, the first one where several are; NaN where any
// is.
func Min(x *Real, more ...*Real) *Real {
	for _, y := range more {
		if a, b := Value(x), Value(y); b < a || math.IsNaN(b) {
			x = y
		}
	}
	return x
}

// Dim is x-y where that is positive, else 0.
func Dim(x, y *Real) *Real { return Relu(OpSubRR(x, y)) }

// FMA is x*y + z.
func FMA(x, y, z *Real) *Real { return OpAddRR(OpMulRR(x, y), z) }

// Copysign is x with the sign of y.
func Copysign(x, y *Real) *Real {
	if math.Signbit(Value(x)) == math.Signbit(Value(y)) {
		return x
	}
	return OpNegR(x)
}

// Clip brings x into [lo, hi].
func Clip(x, lo, hi *Real) *Real { return Min(Max(x, lo), hi) }

// Sincos is the sine and the cosine of x, in radians.
func Sincos(x *Real) (sin, cos *Real) { return Sin(x), Cos(x) }

// PowS raises x to a constant power.
func PowS(x *Real, p float64) *Real {
	if deep(x) {
		return Pow(x, Const(p))
	}
	a, da := Value(x), 0.0
	if p != 0 {
		da = p * math.Pow(a, p-1)
	}
	return note1(pow, x, math.Pow(a, p), da)
}

// PowEach raises the elements of x to the power of p, giving a new slice.
func PowEach(x []*Real, p *Real) []*Real {
	return Map(func(v *Real) *Real { return Pow(v, p) }, x)
}

// ClipEach brings the elements of x into [lo, hi], giving a new slice.
func ClipEach(x []*Real, lo, hi *Real) []*Real {
	return Map(func(v *Real) *Real { return Clip(v, lo, hi) }, x)
}
