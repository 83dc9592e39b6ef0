package tape

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"monro/stdlib/vec"
)

// An opcode says what a Real is the result of.
type opcode uint8

const (
	input opcode = iota
	add
	sub
	mul
	div
	neg
	pow
	atan2
	hypot
	mod
	zeta // of Hurwitz; its first operand is a constant

	sin
	cos
	tan
	asin
	acos
	atan
	sinh
	cosh
	tanh
	asinh
	acosh
	atanh
	exp
	exp2
	expm1
	log
	log2
	log10
	log1p
	sqrt
	cbrt
	square
	abs
	sigmoid
	softplus
	erf
	erfc
	normalPdf
	normalCdf
	normalQuantile
	gamma
	lgamma
	digamma
	operators
)

// A rule is an operator on Reals of the tapes below, and its partial derivatives
// there as functions of the operands and the result.
type rule struct {
	name   string
	real   func(x, y *Real) *Real
	da, db func(x, y, v *Real) *Real
}

// A function of one number, with its derivative from the argument and the value.
type function struct {
	value      func(x float64) float64
	derivative func(x, v float64) float64
}

var (
	rules     [operators]rule
	functions [operators]function
)

// apply is the result of an operator on one operand.
func apply(o opcode, x *Real) *Real {
	f := &functions[o]
	a := Value(x)
	v := f.value(a)
	if x == nil || x.tape == nil {
		return Const(v)
	}
	return note1(o, x, v, f.derivative(a, v))
}

// elementary sets the rule of an operator on one operand.
func elementary(o opcode, name string, value func(x float64) float64, derivative func(x, v float64) float64, below func(x, v *Real) *Real) {
	functions[o] = function{value, derivative}
	rules[o] = rule{name: name,
		real: func(x, _ *Real) *Real { return apply(o, x) },
		da:   func(x, _, v *Real) *Real { return below(x, v) },
	}
}

func binary(o opcode, name string, real func(x, y *Real) *Real, da, db func(x, y, v *Real) *Real) {
	rules[o] = rule{name, real, da, db}
}

func init() { // the rules refer to operations, which refer to the rules
	one := func(_, _, _ *Real) *Real { return Const(1) }
	binary(add, "+", OpAddRR, one, one)
	binary(sub, "-", OpSubRR, one, func(_, _, _ *Real) *Real { return Const(-1) })
	binary(mul, "*", OpMulRR, func(_, y, _ *Real) *Real { return y }, func(x, _, _ *Real) *Real { return x })
	binary(div, "/", OpDivRR, func(_, y, _ *Real) *Real { return OpDivSR(1, y) }, func(_, y, v *Real) *Real { return OpNegR(OpDivRR(v, y)) })
	binary(pow, "pow", Pow, powDA, func(x, _, v *Real) *Real {
		if Value(v) == 0 {
			return nil
		}
		return OpMulRR(v, Log(x))
	})
	binary(atan2, "atan2", Atan2,
		func(y, x, _ *Real) *Real { return OpDivRR(x, OpAddRR(Square(x), Square(y))) },
		func(y, x, _ *Real) *Real { return OpNegR(OpDivRR(y, OpAddRR(Square(x), Square(y)))) })
	ratio := func(x, v *Real) *Real {
		if Value(v) == 0 {
			return nil
		}
		return OpDivRR(x, v)
	}
	binary(hypot, "hypot", Hypot, func(x, _, v *Real) *Real { return ratio(x, v) }, func(_, y, v *Real) *Real { return ratio(y, v) })
	binary(mod, "mod", Mod, one, func(x, y, _ *Real) *Real { return Const(-math.Trunc(Value(x) / Value(y))) })
	binary(zeta, "zeta", hurwitz, nil, func(s, q, _ *Real) *Real { return OpMulRS(hurwitz(Const(Value(s)+1), q), -Value(s)) })
	binary(neg, "-", func(x, _ *Real) *Real { return OpNegR(x) }, func(_, _, _ *Real) *Real { return Const(-1) }, nil)
	trigonometric()
	exponential()
	statistical()
}

// reciprocal is the derivative 1/f(x) of a function.
func reciprocal(f func(x *Real) *Real) func(x, v *Real) *Real {
	return func(x, _ *Real) *Real { return OpDivSR(1, f(x)) }
}

func trigonometric() {
	elementary(sin, "sin", math.Sin, func(x, _ float64) float64 { return math.Cos(x) }, func(x, _ *Real) *Real { return Cos(x) })
	elementary(cos, "cos", math.Cos, func(x, _ float64) float64 { return -math.Sin(x) }, func(x, _ *Real) *Real { return OpNegR(Sin(x)) })
	elementary(tan, "tan", math.Tan, func(_, v float64) float64 { return 1 + v*v }, func(_, v *Real) *Real { return OpAddRS(Square(v), 1) })
	elementary(asin, "asin", math.Asin, func(x, _ float64) float64 { return 1 / math.Sqrt((1-x)*(1+x)) }, reciprocal(func(x *Real) *Real { return Sqrt(OpSubSR(1, Square(x))) }))
	elementary(acos, "acos", math.Acos, func(x, _ float64) float64 { return -1 / math.Sqrt((1-x)*(1+x)) }, reciprocal(func(x *Real) *Real { return OpNegR(Sqrt(OpSubSR(1, Square(x)))) }))
	elementary(atan, "atan", math.Atan, func(x, _ float64) float64 { return 1 / (1 + x*x) }, reciprocal(func(x *Real) *Real { return OpAddRS(Square(x), 1) }))
	elementary(sinh, "sinh", math.Sinh, func(x, _ float64) float64 { return math.Cosh(x) }, func(x, _ *Real) *Real { return Cosh(x) })
	elementary(cosh, "cosh", math.Cosh, func(x, _ float64) float64 { return math.Sinh(x) }, func(x, _ *Real) *Real { return Sinh(x) })
	elementary(tanh, "tanh", math.Tanh, func(_, v float64) float64 { return (1 - v) * (1 + v) }, func(_, v *Real) *Real { return OpSubSR(1, Square(v)) })
	elementary(asinh, "asinh", math.Asinh, func(x, _ float64) float64 { return 1 / math.Hypot(x, 1) }, reciprocal(func(x *Real) *Real { return Sqrt(OpAddRS(Square(x), 1)) }))
	elementary(acosh, "acosh", math.Acosh, func(x, _ float64) float64 { return 1 / math.Sqrt((x-1)*(x+1)) }, reciprocal(func(x *Real) *Real { return Sqrt(OpSubRS(Square(x), 1)) }))
	elementary(atanh, "atanh", math.Atanh, func(x, _ float64) float64 { return 1 / ((1 - x) * (1 + x)) }, reciprocal(func(x *Real) *Real { return OpSubSR(1, Square(x)) }))
}

func exponential() {
	elementary(exp, "exp", math.Exp, func(_, v float64) float64 { return v }, func(_, v *Real) *Real { return v })
	elementary(exp2, "exp2", math.Exp2, func(_, v float64) float64 { return v * math.Ln2 }, func(_, v *Real) *Real { return OpMulRS(v, math.Ln2) })
	elementary(expm1, "expm1", math.Expm1, func(_, v float64) float64 { return v + 1 }, func(_, v *Real) *Real { return OpAddRS(v, 1) })
	elementary(log, "log", math.Log, func(x, _ float64) float64 { return 1 / x }, func(x, _ *Real) *Real { return OpDivSR(1, x) })
	elementary(log2, "log2", math.Log2, func(x, _ float64) float64 { return math.Log2E / x }, func(x, _ *Real) *Real { return OpDivSR(math.Log2E, x) })
	elementary(log10, "log10", math.Log10, func(x, _ float64) float64 { return math.Log10E / x }, func(x, _ *Real) *Real { return OpDivSR(math.Log10E, x) })
	elementary(log1p, "log1p", math.Log1p, func(x, _ float64) float64 { return 1 / (1 + x) }, reciprocal(func(x *Real) *Real { return OpAddRS(x, 1) }))
	elementary(sqrt, "sqrt", math.Sqrt, func(_, v float64) float64 { return 0.5 / v }, func(_, v *Real) *Real { return OpDivSR(0.5, v) })
	elementary(cbrt, "cbrt", math.Cbrt, func(_, v float64) float64 { return 1 / (3 * v * v) }, func(_, v *Real) *Real { return OpDivSR(1, OpMulRS(Square(v), 3)) })
	elementary(square, "square", func(x float64) float64 { return x * x }, func(x, _ float64) float64 { return 2 * x }, func(x, _ *Real) *Real { return OpMulRS(x, 2) })
	elementary(abs, "abs", math.Abs, func(x, _ float64) float64 { return sign(x) }, func(x, _ *Real) *Real { return Sign(x) })
	elementary(sigmoid, "sigmoid", vec.Sigmoid, func(_, v float64) float64 { return v * (1 - v) }, func(_, v *Real) *Real { return OpMulRR(v, OpSubSR(1, v)) })
	elementary(softplus, "softplus", vec.Softplus, func(x, _ float64) float64 { return vec.Sigmoid(x) }, func(x, _ *Real) *Real { return Sigmoid(x) })
}

func statistical() {
	bell := func(x *Real, c float64) *Real { return OpMulRS(Exp(OpNegR(Square(x))), c) }
	slope := 2 / math.Sqrt(math.Pi)
	elementary(erf, "erf", math.Erf, func(x, _ float64) float64 { return slope * math.Exp(-x*x) }, func(x, _ *Real) *Real { return bell(x, slope) })
	elementary(erfc, "erfc", math.Erfc, func(x, _ float64) float64 { return -slope * math.Exp(-x*x) }, func(x, _ *Real) *Real { return bell(x, -slope) })
	n := distuv.UnitNormal
	elementary(normalPdf, "normalPdf", n.Prob, func(x, v float64) float64 { return -x * v }, func(x, v *Real) *Real { return OpNegR(OpMulRR(x, v)) })
	elementary(normalCdf, "normalCdf", n.CDF, func(x, _ float64) float64 { return n.Prob(x) }, func(x, _ *Real) *Real { return NormalPdf(x) })
	quantile := func(p float64) float64 {
		if !(p >= 0 && p <= 1) {
			return math.NaN()
		}
		return n.Quantile(p)
	}
	elementary(normalQuantile, "normalQuantile", quantile, func(_, v float64) float64 { return 1 / n.Prob(v) }, func(_, v *Real) *Real { return OpDivSR(1, NormalPdf(v)) })
	elementary(gamma, "gamma", math.Gamma, func(x, v float64) float64 { return v * mathext.Digamma(x) }, func(x, v *Real) *Real { return OpMulRR(v, Digamma(x)) })
	logGamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	elementary(lgamma, "lgamma", logGamma, func(x, _ float64) float64 { return mathext.Digamma(x) }, func(x, _ *Real) *Real { return Digamma(x) })
	elementary(digamma, "digamma", mathext.Digamma, func(x, _ float64) float64 { return mathext.Zeta(2, x) }, func(x, _ *Real) *Real { return hurwitz(Const(2), x) })
}

// hurwitz is the zeta function of Hurwitz at a constant s.
func hurwitz(s, q *Real) *Real {
	a, b := Value(s), Value(q)
	return note2(zeta, s, q, mathext.Zeta(a, b), 0, -a*mathext.Zeta(a+1, b))
}

func powDA(x, y, _ *Real) *Real {
	if Value(y) == 0 {
		return nil
	}
	return OpMulRR(y, Pow(x, OpSubRS(y, 1)))
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}
