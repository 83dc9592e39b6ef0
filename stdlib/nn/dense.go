package nn

import (
	"slices"

	"monro/stdlib/ad"
)

// Dense is x·W + b along the last axis, with out outputs: W is inputs×out and b a
// vector. Up to two inits say how W and b begin, otherwise GlorotUniform and Zeros.
func Dense(out int, inits ...Init) Layer { return dense(out, true, inits) }

// DenseNoBias is x·W along the last axis. Up to one init says how W begins, otherwise
// GlorotUniform.
func DenseNoBias(out int, inits ...Init) Layer { return dense(out, false, inits) }

func dense(out int, bias bool, inits []Init) Layer {
	return Layer{Kind: "dense", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.positive("out", out) || !b.lastAxis(in) {
			return in, nil
		}
		k := len(in) - 1
		n := b.Units(out)
		w := b.Param("W", pick(inits, 0, GlorotUniform), in[k], n)
		u := use{w: b.last, b: -1}
		shift := func(_ *Bound, y ad.Node) ad.Node { return y }
		if bias {
			v := b.Param("b", pick(inits, 1, Zeros), n)
			u.b = b.last
			shift = func(m *Bound, y ad.Node) ad.Node { return ad.Add(y, along(v(m), y)) }
		}
		return append(slices.Clone(in[:k]), n), func(m *Bound, x ad.Node) ad.Node {
			y := shift(m, product(x, w(m)))
			if m.uses != nil {
				*m.uses = append(*m.uses, use{x, y, u.w, u.b})
			}
			return y
		}
	}}
}

// along gives v leading axes of size 1, as many axes as x has.
func along(v, x ad.Node) ad.Node {
	if v.Err() != nil || v.Rank() >= x.Rank() {
		return v
	}
	return ad.Reshape(v, append(slices.Repeat([]int{1}, x.Rank()-v.Rank()), v.Shape()...)...)
}

// pick is the i-th of some inits, or another where there is none.
func pick(inits []Init, i int, other Init) Init {
	if i < len(inits) && inits[i] != nil {
		return inits[i]
	}
	return other
}

// product is x·w along the last axis of x, in one product of matrices.
func product(x, w ad.Node) ad.Node {
	if x.Rank() <= 2 {
		return ad.MatMul(x, w)
	}
	s := x.Shape()
	y := ad.MatMul(ad.Reshape(x, -1, s[len(s)-1]), w)
	s[len(s)-1] = w.Size(1)
	return ad.Reshape(y, s...)
}

// lastAxis checks that rows have at least one axis.
func (b *Builder) lastAxis(in []int) bool {
	if len(in) == 0 {
		b.Fail("rows are scalars: want at least one axis")
	}
	return b.err == nil
}

// Flatten makes a vector of each row.
func Flatten() Layer {
	return Layer{Kind: "flatten", Build: func(_ *Builder, in []int) ([]int, Forward) {
		n := size(in)
		return []int{n}, func(_ *Bound, x ad.Node) ad.Node { return ad.Reshape(x, x.Size(0), -1) }
	}}
}

// Dropout sets elements to 0 with probability rate in training and divides the
// others by 1-rate; in evaluation it does nothing (Srivastava et al. 2014). It takes
// its randomness from Bound.WithNoise.
func Dropout(rate float64) Layer {
	return Layer{Kind: "dropout", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !(rate >= 0 && rate < 1) {
			b.Fail("rate = %g: want at least 0 and below 1", rate)
			return in, nil
		}
		u := b.Noise(size(in))
		return in, func(m *Bound, x ad.Node) ad.Node {
			if !m.train || rate == 0 {
				return x
			}
			drop := ad.Less(u(m), u(m).Graph().Const(rate))
			keep := ad.OpDivNS(ad.OpSubSN(1, drop), 1-rate)
			return ad.Mul(x, ad.Reshape(keep, x.Shape()...))
		}
	}}
}

// Embedding looks whole numbers in [0, words) up in a table of vectors: rows get one
// more axis of size width. The table begins as N(0, 1), or as init says.
func Embedding(words, width int, inits ...Init) Layer {
	return Layer{Kind: "embedding", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.positive("words", words) || !b.positive("width", width) {
			return in, nil
		}
		n := b.Units(width)
		table := b.Param("W", pick(inits, 0, Normal(1)), words, n)
		return append(slices.Clone(in), n), func(m *Bound, x ad.Node) ad.Node {
			return ad.Gather(table(m), x)
		}
	}}
}
