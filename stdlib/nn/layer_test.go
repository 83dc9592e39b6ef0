package nn

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

func TestLayerGradients(t *testing.T) {
	for _, tt := range []struct {
		name   string
		in     []int
		layers []Layer
	}{
		{"dense", []int{3}, []Layer{Dense(4)}},
		{"dense on sequences", []int{2, 3}, []Layer{Dense(4), Tanh(), DenseNoBias(2)}},
		{"activations", []int{5}, []Layer{ReLU(), LeakyReLU(0.1), ELU(0.7), Sigmoid(), Softplus(), SiLU(), GELU(), Sine(3), Tanh(), Softmax()}},
		{"dropout", []int{6}, []Layer{Dense(5), Dropout(0.4), Dense(3), Dropout(0.2)}},
		{"residual", []int{3}, []Layer{Residual(Dense(5), Tanh(), Dense(3)), Residual()}},
		{"flatten", []int{2, 2, 2}, []Layer{Flatten(), Dense(2)}},
		{"apply", []int{2}, []Layer{Apply(ad.Exp)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := must(t, tt.in, tt.layers...)
			for _, rows := range []int{1, 3} {
				checkModel(t, m, rng.New(3).NormalVec(make([]float64, rows*size(tt.in))), rows, true)
			}
		})
	}
}

func TestEmbedding(t *testing.T) {
	m := must(t, []int{3}, Embedding(4, 2))
	p := []float64{0, 1, 10, 11, 20, 21, 30, 31}
	near(t, "rows", predict(t, m, p, []float64{3, 0, 3, 1, 2, 0}, 2), []float64{30, 31, 0, 1, 30, 31, 10, 11, 20, 21, 0, 1}, 0)
	checkModel(t, m, []float64{3, 0, 3, 1, 2, 0}, 2, false)
	_, err := m.Predict(p, []float64{0, 4, 0}, 1)
	isError(t, err, "4")
}

func TestDenseByHand(t *testing.T) {
	m := must(t, []int{2}, Dense(3))
	p := []float64{1, 2, 3, 4, 5, 6, 0.5, 0, -0.5} // W = [1 2 3; 4 5 6]
	near(t, "x·W + b", predict(t, m, p, []float64{1, 1, 2, -1}, 2), []float64{5.5, 7, 8.5, -1.5, -1, -0.5}, 0)
}

func TestActivationValues(t *testing.T) {
	for _, tt := range []struct {
		layer Layer
		want  []float64 // at -1, 0, 2
	}{
		{ReLU(), []float64{0, 0, 2}},
		{LeakyReLU(0.25), []float64{-0.25, 0, 2}},
		{ELU(2), []float64{-1.2642411176571153, 0, 2}},
		{SiLU(), []float64{-0.2689414213699951, 0, 1.7615941559557649}},
		{GELU(), []float64{-0.15865525393145707, 0, 1.9544997361036416}},
	} {
		m := must(t, []int{3}, tt.layer)
		near(t, tt.layer.Kind, predict(t, m, nil, []float64{-1, 0, 2}, 1), tt.want, 1e-14)
	}
}

func TestDropout(t *testing.T) {
	const n, rate = 20000, 0.3
	m := must(t, []int{n}, Dropout(rate))
	if m.NoiseLen() != n {
		t.Fatalf("NoiseLen = %d", m.NoiseLen())
	}
	f := ad.FuncData(func(x ad.Node, d []ad.Node) ad.Node {
		return m.At(x.Graph().ConstVec(nil)).WithNoise(d[0]).Apply(ad.Reshape(x, 1, n))
	}, []int{1, n})
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	u := m.Noise(nil, 1, rng.New(5))
	if err := f.Call(y, x, u); err != nil {
		t.Fatal(err)
	}
	dropped := 0
	for i, v := range y {
		switch want := 1 / (1 - rate); {
		case u[i] < rate && v == 0:
			dropped++
		case u[i] >= rate && v == want:
		default:
			t.Fatalf("noise %g made %g", u[i], v)
		}
	}
	if dropped < 5600 || dropped > 6400 { // five standard deviations are 324
		t.Errorf("%d of %d dropped", dropped, n)
	}
	near(t, "evaluation", predict(t, m, nil, x, 1), x, 0)
}

// Blocks keep their first values when layers are added.
func TestNames(t *testing.T) {
	small := must(t, []int{2}, Dense(3), ReLU(), Dense(2).Named("head"))
	large := must(t, []int{2}, Dense(3), Residual(Dense(3), Residual(Dense(3))), Dense(3), Dropout(0.5), Dense(2).Named("head"))
	want := []string{"dense1.W", "dense1.b", "residual1.dense1.W", "residual1.dense1.b", "residual1.residual1.dense1.W",
		"residual1.residual1.dense1.b", "dense2.W", "dense2.b", "head.W", "head.b"}
	for i, b := range large.Layout().Blocks() {
		if b.Name != want[i] {
			t.Errorf("block %d is %s, want %s", i, b.Name, want[i])
		}
	}
	p, q := small.Init(rng.New(1)), large.Init(rng.New(1))
	for _, b := range small.Layout().Blocks() {
		x, err := small.Layout().Block(p, b.Name)
		if err != nil {
			t.Fatal(err)
		}
		y, err := large.Layout().Block(q, b.Name)
		if err != nil {
			t.Fatal(err)
		}
		near(t, b.Name, x, y, 0)
	}
}

func TestBadLayers(t *testing.T) {
	for _, tt := range []struct {
		in     []int
		layers []Layer
		parts  []string
	}{
		{[]int{2}, []Layer{Dense(3), Dense(0)}, []string{"dense2", "out = 0"}},
		{[]int{2}, []Layer{Dense(-3)}, []string{"dense1", "out = -3"}},
		{[]int{0}, []Layer{Dense(3)}, []string{"in[0] = 0"}},
		{nil, []Layer{Dense(3)}, []string{"dense1", "scalars"}},
		{[]int{1 << 20}, []Layer{Dense(1 << 20)}, []string{"dense1", "2^31"}},
		{[]int{2}, []Layer{Dropout(1)}, []string{"dropout1", "rate = 1"}},
		{[]int{2}, []Layer{Embedding(0, 3)}, []string{"embedding1", "words = 0"}},
		{[]int{2}, []Layer{Residual(Dense(3))}, []string{"residual1", "shape 2 into 3"}},
		{[]int{2}, []Layer{{Kind: "mine"}}, []string{"mine", "Build"}},
		{[]int{2}, []Layer{Apply(nil)}, []string{"apply1", "nil"}},
		{[]int{2}, []Layer{Dense(2).Named("a"), Dense(2).Named("a")}, []string{"a.W", "already"}},
	} {
		_, err := New(tt.in, tt.layers...)
		isError(t, err, tt.parts...)
	}
}
