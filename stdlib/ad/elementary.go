package ad

import (
	"math"

	"monro/stdlib/vec"
)

// Exp is e to the power of x.
func Exp(x Node) Node { return map1(expOp, x) }

// Expm1 is exp(x)-1, exact near zero.
func Expm1(x Node) Node { return map1(expm1Op, x) }

// Log is the natural logarithm of x; NaN below zero.
func Log(x Node) Node { return map1(logOp, x) }

// Log1p is log(1+x), exact near zero.
func Log1p(x Node) Node { return map1(log1pOp, x) }

// Log2 is the binary logarithm of x.
func Log2(x Node) Node { return Mul(Log(x), x.number(math.Log2E)) }

// Log10 is the decimal logarithm of x.
func Log10(x Node) Node { return Mul(Log(x), x.number(math.Log10E)) }

// Sqrt is the square root of x; NaN below zero. Its derivative at 0 is infinite.
func Sqrt(x Node) Node { return map1(sqrtOp, x) }

// Sin is the sine of x, in radians.
func Sin(x Node) Node { return map1(sinOp, x) }

// Cos is the cosine of x, in radians.
func Cos(x Node) Node { return map1(cosOp, x) }

// Tan is the tangent of x, in radians.
func Tan(x Node) Node { return Div(Sin(x), Cos(x)) }

// Asin is the angle in radians whose sine is x; NaN outside [-1, 1].
func Asin(x Node) Node { return map1(asinOp, x) }

// Acos is the angle in radians whose cosine is x; NaN outside [-1, 1].
func Acos(x Node) Node { return map1(acosOp, x) }

// Atan is the angle in radians whose tangent is x.
func Atan(x Node) Node { return map1(atanOp, x) }

// Sinh is the hyperbolic sine of x.
func Sinh(x Node) Node { return map1(sinhOp, x) }

// Cosh is the hyperbolic cosine of x.
func Cosh(x Node) Node { return map1(coshOp, x) }

// Tanh is the hyperbolic tangent of x.
func Tanh(x Node) Node { return map1(tanhOp, x) }

// Sigmoid is 1/(1+exp(-x)), computed without overflow.
func Sigmoid(x Node) Node { return map1(sigmoidOp, x) }

// Softplus is log(1+exp(x)), computed without overflow.
func Softplus(x Node) Node { return map1(softplusOp, x) }

var (
	expOp      = function("Exp", math.Exp)
	expm1Op    = function("Expm1", math.Expm1)
	logOp      = function("Log", math.Log)
	log1pOp    = function("Log1p", math.Log1p)
	sqrtOp     = elements("Sqrt", sqrt, sqrt)
	sinOp      = function("Sin", math.Sin)
	cosOp      = function("Cos", math.Cos)
	asinOp     = function("Asin", math.Asin)
	acosOp     = function("Acos", math.Acos)
	atanOp     = function("Atan", math.Atan)
	sinhOp     = function("Sinh", math.Sinh)
	coshOp     = function("Cosh", math.Cosh)
	tanhOp     = function("Tanh", math.Tanh)
	sigmoidOp  = function("Sigmoid", vec.Sigmoid)
	softplusOp = function("Softplus", vec.Softplus)
)

func init() {
	one := func(x Node) Node { return x.number(1) }
	expOp.d = func(_, y, g Node) Node { return Mul(g, y) }
	expm1Op.d = func(_, y, g Node) Node { return Mul(g, Add(y, one(y))) }
	logOp.d = func(x, _, g Node) Node { return Div(g, x) }
	log1pOp.d = func(x, _, g Node) Node { return Div(g, Add(x, one(x))) }
	sqrtOp.d = func(_, y, g Node) Node { return Div(Mul(g, g.number(0.5)), y) }
	sinOp.d = func(x, _, g Node) Node { return Mul(g, Cos(x)) }
	cosOp.d = func(x, _, g Node) Node { return Neg(Mul(g, Sin(x))) }
	asinOp.d = func(x, _, g Node) Node { return Div(g, Sqrt(Sub(one(x), Square(x)))) }
	acosOp.d = func(x, _, g Node) Node { return Neg(Div(g, Sqrt(Sub(one(x), Square(x))))) }
	atanOp.d = func(x, _, g Node) Node { return Div(g, Add(one(x), Square(x))) }
	sinhOp.d = func(x, _, g Node) Node { return Mul(g, Cosh(x)) }
	coshOp.d = func(x, _, g Node) Node { return Mul(g, Sinh(x)) }
	tanhOp.d = func(_, y, g Node) Node { return Mul(g, Sub(one(y), Square(y))) }
	sigmoidOp.d = func(_, y, g Node) Node { return Mul(g, Mul(y, Sub(one(y), y))) }
	softplusOp.d = func(x, _, g Node) Node { return Mul(g, Sigmoid(x)) }
}

func sqrt[T float](dst, a []T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = T(math.Sqrt(float64(a[i])))
	}
}

// power raises to a constant exponent.
type power struct{ p float64 }

func (power) name() string  { return "Pow" }
func (power) numbers() bool { return false }

func (o power) loops() (looping[float64], looping[float32]) {
	f := func(x float64) float64 { return math.Pow(x, o.p) }
	return mapping(each(f)), mapping(eachInDouble(f))
}

func (o power) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{Mul(g, Mul(g.number(o.p), Pow(in[0], o.p-1)))}
}

// Pow raises x to a constant power p, element by element.
func Pow(x Node, p float64) Node {
	switch p {
	case 0:
		if x.valid() {
			return x.g.full(1, x.shape())
		}
	case 1:
		return x
	case 2:
		return Square(x)
	case 0.5:
		return Sqrt(x)
	}
	if c, ok := x.constant(); ok {
		return x.g.Const(math.Pow(c, p))
	}
	if p != p { // NaN is not equal to itself, so the trace could not share it
		return Mul(x, x.number(p))
	}
	return map1(power{p}, x)
}

// PowNode raises x to the power p, element by element. The derivative with respect
// to p needs x > 0.
func PowNode(x, p Node) Node {
	if c, ok := p.constant(); ok {
		return Pow(x, c)
	}
	return map2(powOp, x, p)
}

var powOp = pairwise("PowNode", powVV, powVV)

func powVV[T float](dst, a, b []T) {
	for i := range dst {
		dst[i] = T(math.Pow(float64(a[i]), float64(b[i])))
	}
}

func init() {
	powOp.d = func(x, p, y, g Node) (Node, Node) {
		return Mul(g, Mul(p, PowNode(x, Sub(p, p.number(1))))), Mul(g, Mul(y, Log(x)))
	}
}
