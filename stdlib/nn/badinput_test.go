package nn

import (
	"fmt"
	"math"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// Layers on rows of every shape, sensible or not, and models on batches of every
// shape give errors or results, and never panic.
func TestNothingPanics(t *testing.T) {
	layers := []Layer{
		{}, {Kind: "empty"}, Dense(2), Dense(0), Dense(-1), DenseNoBias(3), Dense(1, nil, nil), Embedding(3, 2), Embedding(-1, 2),
		Conv2D(2, 3, 1, 1), Conv2D(2, 0, 0, -1), Conv2D(2, 3, 2, 0), MaxPool(2, 2), MaxPool(-2, 1), AvgPool(2, 0), GlobalAvgPool(),
		Flatten(), LayerNorm(), RMSNorm(), BatchNorm(), Dropout(0.5), Dropout(math.NaN()), Dropout(2), ReLU(), Softmax(), GELU(),
		Attention(1), CausalAttention(2), Attention(-1), Positions(), RNN(2), GRU(2), LSTM(2), LSTM(-2), Last(),
		Residual(), Residual(Dense(3)), Sum(Dense(3), ReLU()), Sum(Layer{}, Layer{}), Stack(), Stack(Dense(3), Layer{}), Sequential(),
		Apply(nil), Apply(func(x ad.Node) ad.Node { return ad.Node{} }), Apply(func(x ad.Node) ad.Node { return ad.Sum(x) }),
		Dense(3).Named(""), Dense(3).Named("a.b"),
		{Kind: "mine", Build: func(b *Builder, in []int) ([]int, Forward) { return nil, nil }},
		{Kind: "mine", Build: func(b *Builder, in []int) ([]int, Forward) {
			w := b.Param("", nil, -1)
			return []int{-1}, func(m *Bound, x ad.Node) ad.Node { return w(m) }
		}},
	}
	ins := [][]int{nil, {}, {3}, {0}, {-2}, {2, 4}, {1, 4, 4}, {2, 2, 2, 2}}
	for i, l := range layers {
		for _, in := range ins {
			what := fmt.Sprintf("layer %d, %s, on rows of %v", i, l.Kind, in)
			func() {
				defer func() {
					if r := recover(); r != nil {
						t.Errorf("%s: panic: %v", what, r)
					}
				}()
				m, err := New(in, l, Flatten(), Dense(2))
				if err != nil {
					return
				}
				p := m.Init(rng.New(1))
				for _, shape := range append(ins, append([]int{2}, in...), append([]int{0}, in...), append([]int{1}, in...)) {
					run(m, p, shape)
				}
				if half, err := m.Slice(Width(0.5)); err == nil {
					run(half, p, append([]int{2}, in...))
				}
				_, _ = m.Predict(p, make([]float64, size(in)), 1)
				_, _ = m.Predict(nil, nil, -1)
			}()
		}
	}
}

// run applies a model to a batch of a shape, in training, with losses and their
// gradients.
func run(m *Model, p []float64, shape []int) {
	for _, loss := range []func(y, t ad.Node) ad.Node{MSE, CrossEntropy, BinaryCrossEntropy} {
		g := ad.NewGraph()
		q, x := g.Input("p", len(p)), g.Input("x", shape...)
		b := m.At(q).WithNoise(g.Input("u", max(x.Size(0), 0), m.NoiseLen()))
		y := loss(b.Apply(x), g.Input("t", max(x.Size(0), 0)))
		prog, err := g.Compile(y, ad.Gradient(y, q))
		if err != nil {
			continue
		}
		data := make([]float64, x.Len())
		for _, v := range []float64{1, math.NaN(), math.Inf(1), -7} {
			for i := range data {
				data[i] = v
			}
			_ = prog.Run(p, data, make([]float64, x.Size(0)*m.NoiseLen()), make([]float64, x.Size(0)))
		}
	}
}
