package nn

import (
	"fmt"
	"math"

	"monro/stdlib/ad"
)

// Attention is scaled dot-product self-attention with several heads (Vaswani et al.
// 2017, section 3.2): rows are length×width, and heads divide the width. Its blocks
// are those of two dense layers: qkv, which makes queries, keys and values, in that
// order, and out. Shorter sequences may come in.
func Attention(heads int) Layer { return attention(heads, false) }

// CausalAttention is Attention in which each position sees itself and those before.
func CausalAttention(heads int) Layer { return attention(heads, true) }

func attention(heads int, causal bool) Layer {
	return Layer{Kind: "attention", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.positive("heads", heads) || !b.sequence(in) {
			return in, nil
		}
		width := b.constant(in[1])
		if width%heads != 0 {
			b.Fail("heads = %d: want a divisor of the width %d", heads, width)
			return in, nil
		}
		around, size := b.widths.maker, width/heads
		heads := b.Units(heads)
		width = heads * size
		w := b.param("qkv.W", GlorotUniform, []int{in[1], 3 * width}, []int{in[1], 3, width})
		v := b.param("qkv.b", Zeros, []int{3 * width}, []int{3, width})
		qkv := func(m *Bound, x ad.Node) ad.Node { return ad.Add(product(x, w(m)), along(v(m), x)) }
		_, out := b.Layer(Dense(in[1]).Named("out"), []int{in[0], width})
		b.tie(around)
		return in, func(m *Bound, x ad.Node) ad.Node {
			if x.Err() != nil {
				return x
			}
			rows, length := x.Size(0), x.Size(1)
			// To 3×rows×heads×length×(width/heads).
			parts := ad.Transpose(ad.Reshape(qkv(m, x), rows, length, 3, heads, size), 2, 0, 3, 1, 4)
			y := attend(ad.Index(parts, 0, 0), ad.Index(parts, 0, 1), ad.Index(parts, 0, 2), causal)
			return out(m, ad.Reshape(ad.Transpose(y, 0, 2, 1, 3), rows, length, width))
		}
	}}
}

// attend is softmax(q·kᵀ/√d)·v for stacks of matrices length×d.
func attend(q, k, v ad.Node, causal bool) ad.Node {
	scores := ad.OpMulNS(ad.MatMulT(q, k, false, true), 1/math.Sqrt(float64(max(q.Size(-1), 1))))
	if causal && scores.Err() == nil {
		n := q.Size(-2)
		hidden := make([]float64, n*n)
		for i := range n {
			for j := i + 1; j < n; j++ {
				hidden[i*n+j] = 1
			}
		}
		g := scores.Graph()
		// Not an infinity, whose derivatives would be NaN, and a number in float32 too.
		scores = ad.Where(g.ConstTensor(hidden, n, n), g.Const(-1e30), scores)
	}
	return ad.MatMul(ad.Softmax(scores), v)
}

// sequence checks that rows are length×width.
func (b *Builder) sequence(in []int) bool {
	if b.err == nil && len(in) != 2 {
		b.Fail("rows of shape %s: want length×width", shapeString(in))
	}
	return b.err == nil
}

// Positions adds a learned vector to each position of sequences, rows length×width.
// The vectors begin as N(0, 0.02²), or as init says. Shorter sequences may come in.
func Positions(inits ...Init) Layer {
	return Layer{Kind: "positions", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.sequence(in) {
			return in, nil
		}
		w := b.Param("W", pick(inits, 0, Normal(0.02)), in...)
		return in, func(m *Bound, x ad.Node) ad.Node {
			return ad.Add(x, along(ad.Slice(w(m), 0, 0, x.Size(1)), x))
		}
	}}
}

// Transformer is a decoder-only transformer: rows are sequences of length numbers of
// words, and for each position come out logits of the next word. It is Embedding and
// Positions, a Stack of depth blocks, LayerNorm and a dense layer. A block adds CausalAttention,
// then two dense layers of 4·width with GELU between, each behind a LayerNorm
// (Radford et al. 2019). Shorter sequences may come in through Bound.Apply.
func Transformer(words, length, width, heads, depth int) (*Model, error) {
	if depth < 0 || depth > maxDepth {
		return nil, fmt.Errorf("nn.Transformer: depth = %d: want between 0 and %d", depth, maxDepth)
	}
	small := Normal(0.02)
	blocks := make([]Layer, depth)
	for i := range blocks {
		blocks[i] = Sequential(
			Residual(LayerNorm(), CausalAttention(heads)),
			Residual(LayerNorm(), Dense(4*width), GELU(), Dense(width)))
	}
	return New([]int{length}, Embedding(words, width, small), Positions(), Stack(blocks...), LayerNorm(), Dense(words, small))
}
