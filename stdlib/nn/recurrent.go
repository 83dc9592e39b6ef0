package nn

import (
	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// RNN goes through sequences, rows length×inputs, with the state
// h ← tanh(x·W + h·U + b), 0 at first, of the given width, and returns the states
// after each step, length×width (Elman 1990). U begins as Orthogonal(1).
func RNN(width int) Layer {
	return recurrent("rnn", 1, width, Zeros, func(x, hu, h, _ ad.Node, _ int) (ad.Node, ad.Node) {
		return ad.Tanh(ad.Add(x, hu)), ad.Node{}
	})
}

// GRU goes through sequences as RNN does, with gates r for reset and z for update
// (Cho et al. 2014): r, z = σ(x·W + h·U + b), n = tanh(x·Wₙ + bₙ + r·(h·Uₙ)),
// h ← (1-z)·n + z·h. W, U and b hold the columns of r, z and n in this order.
func GRU(width int) Layer {
	return recurrent("gru", 3, width, Zeros, func(x, hu, h, _ ad.Node, n int) (ad.Node, ad.Node) {
		gate := func(i int) ad.Node { return ad.Sigmoid(ad.Add(part(x, i, n), part(hu, i, n))) }
		r, z := gate(0), gate(1)
		c := ad.Tanh(ad.Add(part(x, 2, n), ad.Mul(r, part(hu, 2, n))))
		return ad.Add(c, ad.Mul(z, ad.Sub(h, c))), ad.Node{}
	})
}

// LSTM goes through sequences as RNN does, with a cell c beside the state and gates
// i, f, o for input, forgetting and output (Hochreiter and Schmidhuber 1997, Gers et
// al. 2000): c ← f·c + i·tanh(g), h ← o·tanh(c), where i, f, o = σ and g are
// x·W + h·U + b. W, U and b hold the columns of i, f, g and o in this order. The
// biases of f begin as 1.
func LSTM(width int) Layer {
	return recurrent("lstm", 4, width, forget, func(x, hu, _, c ad.Node, n int) (ad.Node, ad.Node) {
		s := ad.Add(x, hu)
		i, f, o := ad.Sigmoid(part(s, 0, n)), ad.Sigmoid(part(s, 1, n)), ad.Sigmoid(part(s, 3, n))
		c = ad.Add(ad.Mul(f, c), ad.Mul(i, ad.Tanh(part(s, 2, n))))
		return ad.Mul(o, ad.Tanh(c)), c
	})
}

// part is the i-th n columns.
func part(x ad.Node, i, n int) ad.Node { return ad.Slice(x, 1, i*n, (i+1)*n) }

// A cell makes the next state, and memory if it has one, from the input's and the
// state's contributions to the gates.
type cell func(x, hu, h, memory ad.Node, width int) (next, nextMemory ad.Node)

// recurrent is a layer that runs a cell over time. The inputs' contributions to all
// steps are one product.
func recurrent(kind string, gates, width int, bias Init, step cell) Layer {
	return Layer{Kind: kind, Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.positive("width", width) || !b.sequence(in) {
			return in, nil
		}
		width := b.Units(width)
		w := b.param("W", GlorotUniform, []int{in[1], gates * width}, []int{in[1], gates, width})
		u := b.param("U", Orthogonal(1), []int{width, gates * width}, []int{width, gates, width})
		v := b.param("b", bias, []int{gates * width}, []int{gates, width})
		return []int{in[0], width}, func(m *Bound, x ad.Node) ad.Node {
			if x.Err() != nil {
				return x
			}
			xs := ad.Transpose(ad.Add(product(x, w(m)), along(v(m), x)), 1, 0, 2)
			if xs.Err() != nil {
				return xs
			}
			first := ad.Broadcast(xs.Graph().Const(0), x.Size(0), width)
			init := []ad.Node{first}
			if kind == "lstm" {
				init = append(init, first)
			}
			matrix := u(m)
			_, hs := ad.ScanOver(func(state, row []ad.Node) ([]ad.Node, []ad.Node) {
				h, memory := state[0], state[len(state)-1]
				next, nextMemory := step(row[0], ad.MatMul(h, matrix), h, memory, width)
				return []ad.Node{next, nextMemory}[:len(state)], []ad.Node{next}
			}, init, []ad.Node{xs})
			if len(hs) == 0 {
				return xs
			}
			return ad.Transpose(hs[0], 1, 0, 2)
		}
	}}
}

// forget is 0 but for the second quarter, the biases of the gate that forgets.
func forget(w []float64, _ []int, _ *rng.Stream) {
	clear(w)
	fill(w[len(w)/4:len(w)/2], 1)
}

// Last takes the last position of sequences: rows length×width become width.
func Last() Layer {
	return Layer{Kind: "last", Build: func(b *Builder, in []int) ([]int, Forward) {
		if !b.sequence(in) {
			return in, nil
		}
		return in[1:], func(_ *Bound, x ad.Node) ad.Node { return ad.Index(x, 1, x.Size(1)-1) }
	}}
}

// Recurrent is a model of sequences of length numbers of words: Embedding in width
// dimensions, cells such as GRU(width), and a dense layer whose outputs are logits of
// the next word at each position.
func Recurrent(words, length, width int, cells ...Layer) (*Model, error) {
	layers := append([]Layer{Embedding(words, width)}, cells...)
	return New([]int{length}, append(layers, Dense(words))...)
}
