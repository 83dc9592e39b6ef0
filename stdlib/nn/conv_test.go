package nn

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

func TestNormAndConvGradients(t *testing.T) {
	for _, tt := range []struct {
		name   string
		in     []int
		layers []Layer
	}{
		{"layer norm", []int{4}, []Layer{LayerNorm()}},
		{"layer norm on sequences", []int{2, 4}, []Layer{LayerNorm()}},
		{"rms norm", []int{2, 4}, []Layer{RMSNorm()}},
		{"batch norm", []int{3}, []Layer{BatchNorm()}},
		{"batch norm of channels", []int{2, 2, 3}, []Layer{BatchNorm()}},
		{"conv", []int{2, 5, 4}, []Layer{Conv2D(3, 3, 2, 1)}},
		{"pools", []int{2, 6, 6}, []Layer{MaxPool(3, 1), AvgPool(2, 2)}},
		{"global pool", []int{3, 2, 2}, []Layer{GlobalAvgPool()}},
		{"sum", []int{3}, []Layer{Sum(Dense(2), Sequential(Dense(3), Tanh(), Dense(2)))}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := must(t, tt.in, tt.layers...)
			checkModel(t, m, rng.New(3).NormalVec(make([]float64, 4*size(tt.in))), 4, true)
			if tt.name != "batch norm" { // one number has no variance
				checkModel(t, m, rng.New(4).NormalVec(make([]float64, size(tt.in))), 1, true)
			}
		})
	}
}

func TestNormsByHand(t *testing.T) {
	x := []float64{1, 3, -2, 2}
	// Variances 1 and 4, mean squares 5 and 4, with 1e-5 added.
	const a, b, c = 0.9999950000374997, 0.9999987500023438, 0.44721314834
	near(t, "layer norm", predict(t, must(t, []int{2}, LayerNorm()), []float64{1, 2, 0, 5}, x, 2),
		[]float64{-a, 2*a + 5, -b, 2*b + 5}, 1e-12)
	near(t, "rms norm", predict(t, must(t, []int{2}, RMSNorm()), []float64{1, 1}, x, 2),
		[]float64{c, 3 * c, -b, b}, 1e-9)
}

func TestBatchNorm(t *testing.T) {
	m := must(t, []int{2}, BatchNorm())
	p, x := []float64{1, 1, 0, 0}, []float64{1, 10, 3, 30}
	f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		b := m.At(p).Train()
		y := b.Apply(d[0])
		return ad.Concat(0, ad.Flatten(y), b.BatchState())
	}, []int{-1, 2})
	out := make([]float64, 8)
	if err := f.Call(out, p, x); err != nil {
		t.Fatal(err)
	}
	near(t, "training", out[:4], []float64{-1, -1, 1, 1}, 1e-5)
	near(t, "batch state", out[4:], []float64{2, 20, 2, 200}, 1e-12)

	near(t, "first state", m.InitState(), []float64{0, 0, 1, 1}, 0)
	near(t, "evaluation at first", predict(t, m, p, x, 2), x, 1e-5)
	y, err := m.PredictWith(p, []float64{1, 10, 4, 100}, x, 2)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "evaluation", y, []float64{0, 0, 1, 2}, 1e-5)
	if got := m.StateLayout().String(); got != "batchnorm1.mean 2 at 0\nbatchnorm1.variance 2 at 2\n4 in all" {
		t.Errorf("state layout:\n%s", got)
	}

	g := ad.NewGraph()
	m.At(g.Input("p", 4)).BatchState()
	isError(t, g.Err(), "batchnorm1.mean", "Apply")
}

func TestConvByHand(t *testing.T) {
	m := must(t, []int{1, 3, 3}, Conv2D(1, 2, 1, 0))
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	near(t, "conv", predict(t, m, []float64{1, 0, 0, -1, 10}, x, 1), []float64{6, 6, 6, 6}, 0)
	near(t, "max", predict(t, must(t, []int{1, 3, 3}, MaxPool(2, 1)), nil, x, 1), []float64{5, 6, 8, 9}, 0)
	near(t, "mean", predict(t, must(t, []int{1, 3, 3}, AvgPool(2, 1)), nil, x, 1), []float64{3, 4, 6, 7}, 1e-15)
	near(t, "global", predict(t, must(t, []int{1, 3, 3}, GlobalAvgPool()), nil, x, 1), []float64{5}, 1e-15)
}

func TestImageModels(t *testing.T) {
	cnn, err := CNN([]int{1, 8, 8}, 3, 4, 5)
	if err != nil {
		t.Fatal(err)
	}
	if want := 4*9 + 4 + 5*4*9 + 5 + 5*2*2*3 + 3; cnn.Len() != want {
		t.Errorf("CNN has %d parameters, want %d", cnn.Len(), want)
	}
	// The published count of ResNet-20 without biases before BatchNorm is 0.27
	// million, with 1×1 convolutions on the two ways around that halve the size.
	res, err := ResNet([]int{3, 32, 32}, 10, 16, 3)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	conv := func(in, out, k int) { want += in*out*k*k + out }
	norm := func(c int) { want += 2 * c }
	conv(3, 16, 3)
	norm(16)
	in := 16
	for _, c := range []int{16, 32, 64} {
		for range 3 {
			conv(in, c, 3)
			conv(c, c, 3)
			norm(c)
			norm(c)
			if in != c {
				conv(in, c, 1)
			}
			in = c
		}
	}
	want += 64*10 + 10
	if res.Len() != want {
		t.Errorf("ResNet-20 has %d parameters, want %d", res.Len(), want)
	}
	small, err := ResNetSmall([]int{1, 4, 4}, 2)
	if err != nil {
		t.Fatal(err)
	}
	y := predict(t, small, small.Init(rng.New(1)), rng.New(2).NormalVec(make([]float64, 32)), 2)
	if len(y) != 4 || y[0] == y[2] {
		t.Errorf("ResNetSmall gives %v", y)
	}

	_, err = CNN([]int{1, 8, 8}, 3)
	isError(t, err, "nn.CNN")
	_, err = CNN([]int{8, 8}, 3, 4)
	isError(t, err, "conv1", "8×8", "channels")
	_, err = CNN([]int{1, 2, 2}, 3, 4, 4)
	isError(t, err, "maxpool2", "2×2", "1×1")
	_, err = ResNet([]int{1, 8, 8}, 2, 0, 1)
	isError(t, err, "width = 0")
	_, err = New([]int{2}, Sum(Dense(2), Dense(3)))
	isError(t, err, "sum1", "2 and 3")
}

// A convolution tells vertical from horizontal bars.
func TestCNNLearns(t *testing.T) {
	m, err := CNN([]int{1, 6, 6}, 2, 4)
	if err != nil {
		t.Fatal(err)
	}
	const rows = 24
	s := rng.New(1)
	x, y := make([]float64, rows*36), make([]float64, rows)
	for i := range rows {
		y[i] = float64(i % 2)
		k := s.IntN(6)
		for j := range 6 {
			if i%2 == 0 {
				x[i*36+k*6+j] = 1
			} else {
				x[i*36+j*6+k] = 1
			}
		}
	}
	f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		return CrossEntropy(m.At(p).Apply(d[0]), d[1])
	}, []int{-1, 1, 6, 6}, []int{-1})
	p := m.Init(rng.New(2))
	loss := descend(t, f, p, 0.1, 200, x, y)
	if a, err := Accuracy(predict(t, m, p, x, rows), 2, y); err != nil || a != 1 {
		t.Errorf("accuracy %g, loss %g, %v", a, loss, err)
	}
}
