package nn

import (
	"math"

	"monro/stdlib/ad"
)

// ReLU is max(x, 0).
func ReLU() Layer { return elementwise("relu", ad.Relu) }

// LeakyReLU is x where it is positive and slope·x elsewhere.
func LeakyReLU(slope float64) Layer {
	return elementwise("leakyrelu", func(x ad.Node) ad.Node {
		return ad.Sub(ad.Relu(x), ad.OpMulSN(slope, ad.Relu(ad.Neg(x))))
	})
}

// Tanh is the hyperbolic tangent.
func Tanh() Layer { return elementwise("tanh", ad.Tanh) }

// Sigmoid is 1/(1+exp(-x)).
func Sigmoid() Layer { return elementwise("sigmoid", ad.Sigmoid) }

// Softplus is log(1+exp(x)).
func Softplus() Layer { return elementwise("softplus", ad.Softplus) }

// SiLU is x·sigmoid(x), also called swish.
func SiLU() Layer {
	return elementwise("silu", func(x ad.Node) ad.Node { return ad.Mul(x, ad.Sigmoid(x)) })
}

// GELU is x·Φ(x), Φ being the normal distribution function (Hendrycks and Gimpel
// 2016), computed exactly.
func GELU() Layer {
	return elementwise("gelu", func(x ad.Node) ad.Node {
		return ad.Mul(x, ad.OpMulSN(0.5, ad.OpAddSN(1, ad.Erf(ad.OpMulNS(x, math.Sqrt2/2)))))
	})
}

// Sine is sin(frequency·x), for networks of coordinates (Sitzmann et al. 2020).
func Sine(frequency float64) Layer {
	return elementwise("sine", func(x ad.Node) ad.Node { return ad.Sin(ad.OpMulSN(frequency, x)) })
}

// Softmax is exp(x)/Σ exp(x) over the last axis. CrossEntropy wants logits, without
// it.
func Softmax() Layer {
	return elementwise("softmax", func(x ad.Node) ad.Node { return ad.Softmax(x) })
}
