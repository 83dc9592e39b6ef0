package nn

import (
	"slices"

	"monro/stdlib/ad"
)

// epsilon is added to variances before a root is taken of them.
const epsilon = 1e-5

// LayerNorm brings the last axis of each row to mean 0 and variance 1, then scales
// and shifts by parameters (Ba et al. 2016). 1e-5 is added to the variance.
func LayerNorm() Layer {
	return Layer{Kind: "layernorm", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.lastAxis(in) {
			return in, nil
		}
		n := in[len(in)-1]
		scale, shift := b.Param("scale", Ones, n), b.Param("shift", Zeros, n)
		return in, func(m *Bound, x ad.Node) ad.Node {
			c := ad.Sub(x, column(ad.Mean(x, -1)))
			return ad.Add(ad.Mul(ad.Div(c, deviation(c)), along(scale(m), x)), along(shift(m), x))
		}
	}}
}

// RMSNorm divides the last axis of each row by its root mean square and scales by
// parameters (Zhang and Sennrich 2019). 1e-5 is added to the mean square.
func RMSNorm() Layer {
	return Layer{Kind: "rmsnorm", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.lastAxis(in) {
			return in, nil
		}
		scale := b.Param("scale", Ones, in[len(in)-1])
		return in, func(m *Bound, x ad.Node) ad.Node {
			return ad.Mul(ad.Div(x, deviation(x)), along(scale(m), x))
		}
	}}
}

// deviation is the root mean square over the last axis, which stays with size 1.
func deviation(c ad.Node) ad.Node {
	return column(ad.Sqrt(ad.OpAddNS(ad.Mean(ad.Square(c), -1), epsilon)))
}

// column gives x a last axis of size 1.
func column(x ad.Node) ad.Node { return ad.Reshape(x, append(x.Shape(), 1)...) }

// BatchNorm brings each feature, or each channel where rows are channels×..., to
// mean 0 and variance 1, then scales and shifts by parameters (Ioffe and Szegedy
// 2015). 1e-5 is added to the variance. In training the mean and variance are those
// of the batch; in evaluation those of the state, blocks mean and variance, which
// the caller moves towards Bound.BatchState.
func BatchNorm() Layer {
	return Layer{Kind: "batchnorm", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.lastAxis(in) {
			return in, nil
		}
		c := in[0]
		wide := slices.Repeat([]int{1}, 1+len(in)) // the shape in which c broadcasts
		wide[1] = c
		axes := []int{0}
		for i := 1; i < len(in); i++ {
			axes = append(axes, i+1)
		}
		scale, shift := b.Param("scale", Ones, c), b.Param("shift", Zeros, c)
		mean, setMean := b.State("mean", 0, c)
		variance, setVariance := b.State("variance", 1, c)
		return in, func(m *Bound, x ad.Node) ad.Node {
			mu, v := mean(m), variance(m)
			if m.train {
				mu = ad.Mean(x, axes...)
				v = ad.Mean(ad.Square(ad.Sub(x, ad.Reshape(mu, wide...))), axes...)
				setMean(m, mu)
				setVariance(m, ad.OpMulNS(v, unbiased(x.Len()/max(c, 1))))
			}
			slope := ad.Div(scale(m), ad.Sqrt(ad.OpAddNS(v, epsilon)))
			y := ad.Mul(ad.Sub(x, ad.Reshape(mu, wide...)), ad.Reshape(slope, wide...))
			return ad.Add(y, ad.Reshape(shift(m), wide...))
		}
	}}
}

// unbiased makes an estimate of the population's variance of that of n numbers.
func unbiased(n int) float64 {
	if n < 2 {
		return 1
	}
	return float64(n) / float64(n-1)
}
