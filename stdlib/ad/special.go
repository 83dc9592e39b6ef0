package ad

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Erf is the error function of x.
func Erf(x Node) Node { return map1(erfOp, x) }

// Lgamma is the logarithm of the absolute value of the gamma function of x. Its
// derivatives are the polygamma functions.
func Lgamma(x Node) Node { return map1(lgammaOp, x) }

// Digamma is the derivative of the logarithm of the gamma function.
func Digamma(x Node) Node { return Polygamma(0, x) }

// Polygamma is the derivative of order n >= 0 of the digamma function at x. Above
// order 0 it is NaN for x <= 0.
func Polygamma(n int, x Node) Node {
	if n < 0 {
		if x.g == nil {
			return Node{}
		}
		return x.g.fail("Polygamma", "order %d: want at least 0", n)
	}
	return map1(polygamma{n}, x)
}

var (
	erfOp    = function("Erf", math.Erf)
	lgammaOp = function("Lgamma", func(x float64) float64 { l, _ := math.Lgamma(x); return l })
)

func init() {
	erfOp.d = func(x, _, g Node) Node {
		return Mul(g, Mul(g.number(2/math.SqrtPi), Exp(Neg(Square(x)))))
	}
	lgammaOp.d = func(x, _, g Node) Node { return Mul(g, Digamma(x)) }
}

type polygamma struct{ order int }

func (polygamma) name() string  { return "Polygamma" }
func (polygamma) numbers() bool { return false }

func (o polygamma) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{Mul(g, Polygamma(o.order+1, in[0]))}
}

func (o polygamma) loops() (looping[float64], looping[float32]) {
	f := func(x float64) float64 { return psi(o.order, x) }
	return mapping(each(f)), mapping(eachInDouble(f))
}

// psi is the polygamma function, through the zeta function of Hurwitz above order
// 0 (DLMF 5.15 and 25.11): ψ⁽ⁿ⁾(x) = (-1)ⁿ⁺¹ n! ζ(n+1, x).
func psi(n int, x float64) float64 {
	switch {
	case n == 0:
		return mathext.Digamma(x)
	case !(x > 0):
		return math.NaN()
	case math.IsInf(x, 1):
		return 0
	}
	sign := 1.0
	if n%2 == 0 {
		sign = -1
	}
	return sign * math.Gamma(float64(n+1)) * mathext.Zeta(float64(n+1), x)
}
