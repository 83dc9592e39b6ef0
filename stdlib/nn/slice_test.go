package nn

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// sliceCases are models with cuts, and the models of that size on their own.
var sliceCases = []struct {
	name  string
	whole func() (*Model, error)
	cuts  []Cut
	small func() (*Model, error)
	words int
}{
	{"MLP", func() (*Model, error) { return MLP(5, 8, 6, 3) }, []Cut{Width(0.5)},
		func() (*Model, error) { return MLP(5, 4, 3, 3) }, 0},
	{"one layer", func() (*Model, error) { return MLP(5, 8, 6, 3) }, []Cut{Units(5, "dense1")},
		func() (*Model, error) { return MLP(5, 5, 6, 3) }, 0},
	{"residual", func() (*Model, error) { return sorted(4, 16, 4) }, []Cut{Units(6), Depth(2)},
		func() (*Model, error) { return sorted(4, 6, 2) }, 0},
	{"chosen blocks", func() (*Model, error) { return sorted(4, 16, 4) }, []Cut{Blocks(1, 3), Width(0.25)},
		func() (*Model, error) { return sorted(4, 4, 2) }, 0},
	{"residual on the input", func() (*Model, error) {
		return New([]int{4}, Residual(Dense(10), Tanh(), Residual(Dense(10), Tanh()), Dense(4)), Dense(2))
	}, []Cut{Width(0.3)}, func() (*Model, error) {
		return New([]int{4}, Residual(Dense(3), Tanh(), Residual(Dense(3), Tanh()), Dense(4)), Dense(2))
	}, 0},
	{"norms and dropout", func() (*Model, error) {
		return New([]int{4}, Dense(6), LayerNorm(), Dropout(0.5), BatchNorm(), RMSNorm(), Dense(2))
	}, []Cut{Width(0.5)}, func() (*Model, error) {
		return New([]int{4}, Dense(3), LayerNorm(), Dropout(0.5), BatchNorm(), RMSNorm(), Dense(2))
	}, 0},
	{"CNN", func() (*Model, error) { return CNN([]int{2, 8, 8}, 3, 4, 6) }, []Cut{Width(0.5)},
		func() (*Model, error) { return CNN([]int{2, 8, 8}, 3, 2, 3) }, 0},
	{"ResNet", func() (*Model, error) { return ResNet([]int{1, 8, 8}, 3, 4, 2) }, []Cut{Width(0.5), Depth(1)},
		func() (*Model, error) { return ResNet([]int{1, 8, 8}, 3, 2, 1) }, 0},
	{"Transformer", func() (*Model, error) { return Transformer(7, 5, 16, 4, 3) }, []Cut{Width(0.5), Depth(2)},
		func() (*Model, error) { return Transformer(7, 5, 8, 2, 2) }, 7},
	{"recurrent", func() (*Model, error) { return Recurrent(7, 5, 8, LSTM(6), GRU(4), RNN(4)) }, []Cut{Width(0.5)},
		func() (*Model, error) { return Recurrent(7, 5, 4, LSTM(3), GRU(2), RNN(2)) }, 7},
}

// sorted is a residual network of vectors in which every size can be cut.
func sorted(in, width, depth int) (*Model, error) {
	blocks := make([]Layer, depth)
	for i := range blocks {
		blocks[i] = Residual(Dense(width), ReLU(), DenseNoBias(width))
	}
	return New([]int{in}, Dense(width), ReLU(), Stack(blocks...), Dense(3))
}

// A slice computes what a model of its size does with copies of the parameters, and
// so is its gradient, which is zero elsewhere.
func TestSliceIsASmallerModel(t *testing.T) {
	for _, c := range sliceCases {
		t.Run(c.name, func(t *testing.T) {
			whole, err := c.whole()
			if err != nil {
				t.Fatal(err)
			}
			small, err := c.small()
			if err != nil {
				t.Fatal(err)
			}
			sub, err := whole.Slice(c.cuts...)
			if err != nil {
				t.Fatal(err)
			}
			const rows = 4
			s := rng.New(3)
			p := whole.Init(s)
			for i := range p {
				p[i] += 0.1 * s.Normal()
			}
			x := s.NormalVec(make([]float64, rows*size(whole.In())))
			if c.words > 0 {
				for i := range x {
					x[i] = float64(s.IntN(c.words))
				}
			}
			used := sub.Used()
			if len(used) != small.Len() || sub.Len() != whole.Len() {
				t.Fatalf("the slice uses %d of %d parameters, want %d of %d", len(used), sub.Len(), small.Len(), whole.Len())
			}
			q := make([]float64, len(used))
			for i, k := range used {
				q[i] = p[k]
			}
			near(t, "values", predict(t, sub, p, x, rows), predict(t, small, q, x, rows), 1e-12)
			if sub.StateLayout().Len() != small.StateLayout().Len() || sub.NoiseLen() != small.NoiseLen() {
				t.Errorf("state %v, noise %d; want %v, %d", sub.StateLayout(), sub.NoiseLen(), small.StateLayout(), small.NoiseLen())
			}

			noise := small.Noise(nil, rows, s)
			gradient := func(m *Model, p []float64) []float64 {
				g := make([]float64, len(p))
				f := ad.Func(func(p ad.Node) ad.Node {
					y := m.At(p).WithNoise(p.Graph().ConstTensor(noise, rows, m.NoiseLen())).Apply(p.Graph().ConstTensor(x, append([]int{rows}, m.In()...)...))
					return ad.Sum(ad.Sin(y))
				})
				if err := f.Grad(g, p); err != nil {
					t.Fatal(err)
				}
				return g
			}
			g, want := gradient(sub, p), gradient(small, q)
			got := make([]float64, len(used))
			for i, k := range used {
				got[i], g[k] = g[k], 0
			}
			near(t, "gradient", got, want, 1e-10)
			for i, v := range g {
				if v != 0 {
					t.Fatalf("gradient %v for parameter %d, which the slice does not use", v, i)
				}
			}
		})
	}
}

// Slices with all there is are the model; a slice of a slice counts from the whole;
// what a smaller slice uses a larger uses too.
func TestSlicesNest(t *testing.T) {
	whole, err := sorted(4, 16, 4)
	if err != nil {
		t.Fatal(err)
	}
	all, err := whole.Slice(Width(1), Depth(4))
	if err != nil {
		t.Fatal(err)
	}
	p, x := whole.Init(rng.New(1)), rng.New(2).NormalVec(make([]float64, 12))
	near(t, "values", predict(t, all, p, x, 3), predict(t, whole, p, x, 3), 0)
	if used := all.Used(); !slices.Equal(used, whole.Used()) || len(used) != whole.Len() {
		t.Errorf("%d of %d parameters are used", len(used), whole.Len())
	}
	last := 0
	inner := map[int]bool{}
	for _, width := range []int{1, 5, 16} {
		for depth := 1; depth <= 4; depth++ {
			sub, err := all.Slice(Units(width), Depth(depth))
			if err != nil {
				t.Fatal(err)
			}
			if all, err = sub.Slice(); err != nil || len(all.Used()) != whole.Len() {
				t.Fatalf("a slice of a slice uses %d parameters, %v", len(all.Used()), err)
			}
			if depth == 4 {
				outer := map[int]bool{}
				for _, k := range sub.Used() {
					outer[k] = true
				}
				for k := range inner {
					if !outer[k] {
						t.Fatalf("parameter %d is used at a smaller width and not at %d", k, width)
					}
				}
				inner = outer
			}
			if n := len(sub.Used()); depth == 1 && width == 1 && n >= whole.Len() || n < last && depth > 1 {
				t.Errorf("width %d, depth %d: %d parameters after %d", width, depth, n, last)
			} else {
				last = n
			}
		}
	}
}

// The mean over slices of their gradients is the gradient of the mean, and training
// all slices makes each one good.
func TestSlicesTrainTogether(t *testing.T) {
	whole, err := sorted(4, 16, 2)
	if err != nil {
		t.Fatal(err)
	}
	var subs []*Model
	for _, w := range []int{4, 8, 16} {
		for d := 1; d <= 2; d++ {
			sub, err := whole.Slice(Units(w), Depth(d))
			if err != nil {
				t.Fatal(err)
			}
			subs = append(subs, sub)
		}
	}
	s := rng.New(5)
	const rows = 60
	x, y := s.NormalVec(make([]float64, 4*rows)), make([]float64, rows)
	for i := range y {
		y[i] = float64(i % 3)
		x[4*i] += 4 * y[i]
	}
	loss := func(m *Model) *ad.Function {
		return ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node { return CrossEntropy(m.At(p).Apply(d[0]), d[1]) }, []int{-1, 4}, []int{-1})
	}
	mean := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		total := p.Graph().Const(0)
		for _, m := range subs {
			total = ad.Add(total, CrossEntropy(m.At(p).Apply(d[0]), d[1]))
		}
		return ad.OpDivNS(total, float64(len(subs)))
	}, []int{-1, 4}, []int{-1})
	p := whole.Init(s)
	g, want, one := make([]float64, len(p)), make([]float64, len(p)), make([]float64, len(p))
	if err := mean.Grad(want, p, x, y); err != nil {
		t.Fatal(err)
	}
	for _, m := range subs {
		if err := loss(m).Grad(one, p, x, y); err != nil {
			t.Fatal(err)
		}
		for i, v := range one {
			g[i] += v / float64(len(subs))
		}
	}
	near(t, "gradient", g, want, 1e-12)
	descend(t, mean, p, 0.1, 300, x, y)
	for i, m := range subs {
		if a, err := Accuracy(predict(t, m, p, x, rows), 3, y); err != nil || a < 0.9 {
			t.Errorf("slice %d: accuracy %v, %v", i, a, err)
		}
	}
}

func TestPerSampleOfASlice(t *testing.T) {
	whole, err := sorted(4, 8, 3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := whole.Slice(Width(0.5), Depth(2))
	if err != nil {
		t.Fatal(err)
	}
	s := rng.New(5)
	const rows = 5
	p, x, y := whole.Init(s), s.NormalVec(make([]float64, 4*rows)), []float64{0, 1, 2, 1, 0}
	got, want := make([]float64, rows*len(p)), make([]float64, rows*len(p))
	f := func(per func(p ad.Node, d []ad.Node) ad.Node, dst []float64) {
		if err := ad.FuncData(per, []int{-1, 4}, []int{-1}).Call(dst, p, x, y); err != nil {
			t.Fatal(err)
		}
	}
	f(func(p ad.Node, d []ad.Node) ad.Node {
		return m.PerSample(func(net *Bound) ad.Node { return CrossEntropy(net.Apply(d[0]), d[1]) }, p)
	}, got)
	f(func(p ad.Node, d []ad.Node) ad.Node {
		return PerSample(func(p ad.Node, d []ad.Node) ad.Node { return CrossEntropy(m.At(p).Apply(d[0]), d[1]) }, p, d...)
	}, want)
	near(t, "gradients", got, want, 1e-12)
}

func TestBadSlices(t *testing.T) {
	mlp, err := MLP(5, 8, 6, 3)
	if err != nil {
		t.Fatal(err)
	}
	stacked, err := sorted(4, 8, 3)
	if err != nil {
		t.Fatal(err)
	}
	res, err := ResNet([]int{1, 8, 8}, 3, 4, 2)
	if err != nil {
		t.Fatal(err)
	}
	custom := must(t, []int{4}, Dense(6), Layer{Kind: "mine", Build: func(b *Builder, in []int) ([]int, Forward) {
		w := b.Param("W", Ones, 7-in[0])
		return in, func(m *Bound, x ad.Node) ad.Node { return ad.Mul(x, w(m)) }
	}}, Dense(2))
	own := must(t, []int{4}, Dense(6), Layer{Kind: "sum", Build: func(b *Builder, in []int) ([]int, Forward) {
		return in, func(m *Bound, x ad.Node) ad.Node { return x }
	}})
	if _, err := own.Slice(Width(0.5)); err != nil { // Dense makes the output and stays
		t.Error(err)
	}
	for _, tt := range []struct {
		m     *Model
		cut   Cut
		parts []string
	}{
		{mlp, nil, []string{"cut 0 is nil"}},
		{mlp, Width(0), []string{"nn.Width", "fraction = 0"}},
		{mlp, Width(1.5), []string{"fraction = 1.5"}},
		{mlp, Width(math.NaN()), []string{"fraction = NaN"}},
		{mlp, Units(0), []string{"nn.Units", "n = 0", "1 and 8"}},
		{mlp, Units(9), []string{"n = 9", "1 and 8"}},
		{mlp, Units(7, "dense2"), []string{"n = 7", `"dense2"`, "1 and 6"}},
		{mlp, Units(-1, "dense1"), []string{"n = -1"}},
		{mlp, Units(2, "dens1"), []string{`"dens1"`, `nearest is "dense1"`}},
		{mlp, Units(2, "dense3"), []string{`"dense3"`, "keeps all its units"}},
		{must(t, []int{2}, Dense(3)), Units(2, "dense9"), []string{"no layer of the model may lose units"}},
		{mlp, Depth(1), []string{"nn.Depth", "0 Stacks"}},
		{mlp, Blocks(0), []string{"nn.Blocks", "no Stack"}},
		{stacked, Depth(0), []string{"0 blocks", "1 and 3"}},
		{stacked, Depth(4), []string{"4 blocks", "1 and 3"}},
		{stacked, Depth(), []string{"0 numbers for 1 Stacks"}},
		{stacked, Depth(1, 2), []string{"2 numbers for 1 Stacks"}},
		{stacked, Blocks(3), []string{"block 3 of Stack 0", "0 and 2"}},
		{stacked, Blocks(-1), []string{"block -1"}},
		{res, Blocks(1), []string{"nn.Blocks", "block 0 of Stack 1", "cannot be left out"}},
		{custom, Width(0.5), []string{"mine1", "no part 4 of block mine1.W, 1"}},
	} {
		_, err := tt.m.Slice(tt.cut)
		isError(t, err, tt.parts...)
	}
}
