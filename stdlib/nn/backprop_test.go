package nn

import (
	"slices"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// The outer products of what Backprop has are the rows of PerSample, layer by layer.
func TestBackprop(t *testing.T) {
	const rows = 3
	m := must(t, []int{2, 2}, Flatten(), Dense(3), Tanh(), DenseNoBias(3).Named("inner"), Sigmoid(), Dense(2))
	layers, err := m.DenseLayers()
	if err != nil {
		t.Fatal(err)
	}
	want := []DenseLayer{{"dense1", 0, 5, 3, true}, {"inner", 15, 3, 3, false}, {"dense2", 24, 4, 2, true}}
	if !slices.Equal(layers, want) {
		t.Fatalf("%+v, want %+v", layers, want)
	}
	width := 0
	for _, l := range layers {
		width += l.Rows + l.Out
	}
	x, y := rng.New(1).NormalVec(make([]float64, rows*4)), []float64{0, 1, 1}
	p := m.Init(rng.New(2))
	run := func(n int, f func(func(net *Bound) ad.Node, ad.Node) ad.Node) []float64 {
		out := make([]float64, rows*n)
		if err := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
			return f(func(net *Bound) ad.Node { return CrossEntropy(net.Apply(d[0]), d[1]) }, p)
		}, []int{-1, 2, 2}, []int{-1}).Call(out, p, x, y); err != nil {
			t.Fatal(err)
		}
		return out
	}
	both, grads := run(width, m.Backprop), run(len(p), m.PerSample)
	for i := range rows {
		row := both[i*width:]
		for _, l := range layers {
			a, g := row[:l.Rows], row[l.Rows:l.Rows+l.Out]
			row = row[l.Rows+l.Out:]
			if l.Bias && a[l.Rows-1] != 1 {
				t.Errorf("%s: the input ends with %v, want 1", l.Name, a[l.Rows-1])
			}
			outer := make([]float64, 0, l.Len())
			for _, v := range a {
				for _, w := range g {
					outer = append(outer, v*w)
				}
			}
			near(t, l.Name, outer, grads[i*len(p)+l.Offset:][:l.Len()], 1e-14)
		}
	}
}

func TestDenseLayersErrors(t *testing.T) {
	whole := must(t, []int{3}, Dense(4), Dense(2))
	half, err := whole.Slice(Width(0.5))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		m    *Model
		part string
	}{
		{must(t, []int{2, 3}, Dense(2)), "block dense1.W is applied twice or to rows that are no vectors"},
		{must(t, []int{3}, Dense(2), LayerNorm()), "blocks layernorm1.scale, layernorm1.shift are in no dense layer"},
		{must(t, []int{1, 4, 4}, Conv2D(2, 3, 1, 0), Flatten(), Dense(2)), "blocks conv1.W, conv1.b are in no dense layer"},
		{must(t, []int{3}, ReLU()), "the model has no parameters"},
		{half, "slice of another"},
	} {
		_, err := tt.m.DenseLayers()
		isError(t, err, "nn.Model.DenseLayers", tt.part)
		g := ad.NewGraph()
		x := g.Input("x", append([]int{4}, tt.m.In()...)...)
		tt.m.Backprop(func(net *Bound) ad.Node { return ad.Mean(net.Apply(x)) }, g.Input("p", tt.m.Len()))
		isError(t, g.Err(), "nn.Model.Backprop", tt.part)
	}
}
