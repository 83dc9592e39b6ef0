package nn

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// Rows are the gradients of batches of one.
func TestPerSample(t *testing.T) {
	const rows = 4
	x := rng.New(1).NormalVec(make([]float64, rows*18))
	y := []float64{0, 2, 1, 2}
	for _, m := range []*Model{
		must(t, []int{1, 18}, Flatten(), Dense(5), Tanh(), Dense(3)),
		must(t, []int{2, 3, 3}, Conv2D(2, 2, 1, 0), ReLU(), Flatten(), Dense(3)),
		must(t, []int{6, 3}, GRU(2), Last(), Dense(3)),
		must(t, []int{6, 3}, Residual(LayerNorm(), CausalAttention(3)), Flatten(), Dense(3)),
	} {
		loss := func(p ad.Node, d []ad.Node) ad.Node { return CrossEntropy(m.At(p).Apply(d[0]), d[1]) }
		shape := append([]int{-1}, m.In()...)
		all := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node { return PerSample(loss, p, d...) }, shape, []int{-1})
		p := m.Init(rng.New(2))
		got := make([]float64, rows*len(p))
		if err := all.Call(got, p, x, y); err != nil {
			t.Fatal(err)
		}
		one := ad.FuncData(loss, shape, []int{-1})
		want := make([]float64, len(p))
		for i := range rows {
			if err := one.Grad(want, p, x[i*18:(i+1)*18], y[i:i+1]); err != nil {
				t.Fatal(err)
			}
			near(t, "row", got[i*len(p):(i+1)*len(p)], want, 1e-12)
		}
	}
}

// The outer products agree with the loop.
func TestModelPerSample(t *testing.T) {
	for _, rows := range []int{1, 5} {
		m := must(t, []int{3}, Dense(4), Tanh(), Residual(DenseNoBias(4), ReLU(), Dense(4)), Dense(2))
		x, y := rng.New(1).NormalVec(make([]float64, rows*3)), []float64{0, 1, 1, 0, 1}[:rows]
		p := m.Init(rng.New(2))
		run := func(f func(p ad.Node, d []ad.Node) ad.Node) []float64 {
			g := make([]float64, rows*len(p))
			if err := ad.FuncData(f, []int{-1, 3}, []int{-1}).Call(g, p, x, y); err != nil {
				t.Fatal(err)
			}
			return g
		}
		fast := run(func(p ad.Node, d []ad.Node) ad.Node {
			return m.PerSample(func(net *Bound) ad.Node { return CrossEntropy(net.Apply(d[0]), d[1]) }, p)
		})
		slow := run(func(p ad.Node, d []ad.Node) ad.Node {
			return PerSample(func(p ad.Node, d []ad.Node) ad.Node { return CrossEntropy(m.At(p).Apply(d[0]), d[1]) }, p, d...)
		})
		near(t, "gradients", fast, slow, 1e-12)
	}
}

func TestModelPerSampleErrors(t *testing.T) {
	for _, tt := range []struct {
		m    *Model
		part string
	}{
		{must(t, []int{2, 3}, Dense(2)), "dense1.W"},
		{must(t, []int{3}, Dense(2), LayerNorm()), "layernorm1.scale"},
		{must(t, []int{3}, ReLU()), "no parameters"},
	} {
		g := ad.NewGraph()
		x := g.Input("x", append([]int{4}, tt.m.In()...)...)
		tt.m.PerSample(func(net *Bound) ad.Node { return ad.Mean(net.Apply(x)) }, g.Input("p", tt.m.Len()))
		isError(t, g.Err(), "nn.Model.PerSample", tt.part)
	}
}

func TestPerSampleErrors(t *testing.T) {
	loss := func(p ad.Node, d []ad.Node) ad.Node { return ad.Sum(p) }
	g := ad.NewGraph()
	PerSample(loss, g.Input("p", 2))
	isError(t, g.Err(), "nn.PerSample", "no data")
	g = ad.NewGraph()
	if y := PerSample(loss, g.Input("p", 2), g.Input("x", 3), g.Input("y", 4)); y.Err() == nil {
		t.Error("data of different lengths were accepted")
	}
	g = ad.NewGraph()
	PerSample(func(p ad.Node, _ []ad.Node) ad.Node { return p }, g.Input("p", 2), g.Input("x", 3))
	isError(t, g.Err(), "Gradient", "scalar")
}
