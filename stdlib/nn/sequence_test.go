package nn

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

func TestSequenceGradients(t *testing.T) {
	for _, tt := range []struct {
		name   string
		in     []int
		layers []Layer
	}{
		{"attention", []int{3, 4}, []Layer{Attention(2)}},
		{"causal attention", []int{3, 4}, []Layer{CausalAttention(2)}},
		{"positions", []int{3, 2}, []Layer{Positions(), Last()}},
		{"rnn", []int{3, 2}, []Layer{RNN(3)}},
		{"gru", []int{3, 2}, []Layer{GRU(3)}},
		{"lstm", []int{3, 2}, []Layer{LSTM(3), Last()}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := must(t, tt.in, tt.layers...)
			for _, rows := range []int{1, 2} {
				checkModel(t, m, rng.New(3).NormalVec(make([]float64, rows*size(tt.in))), rows, true)
			}
		})
	}
	m, err := Transformer(5, 3, 4, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	checkModel(t, m, []float64{0, 3, 1, 4, 4, 2}, 2, false)
}

// One head by loops.
func TestAttentionByLoops(t *testing.T) {
	const length, width, heads = 3, 4, 2
	for _, causal := range []bool{false, true} {
		m := must(t, []int{length, width}, attention(heads, causal))
		s := rng.New(1)
		p, x := s.NormalVec(make([]float64, m.Len())), s.NormalVec(make([]float64, length*width))
		block := func(name string) []float64 {
			b, err := m.Layout().Block(p, "attention1."+name)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		affine := func(x, w, b []float64) []float64 { // rows of width
			n := len(b)
			y := make([]float64, len(x)/width*n)
			for i := range y {
				y[i] = b[i%n]
				for k := range width {
					y[i] += x[i/n*width+k] * w[k*n+i%n]
				}
			}
			return y
		}
		qkv := affine(x, block("qkv.W"), block("qkv.b"))
		at := func(i, what, h, k int) float64 { return qkv[i*3*width+what*width+h*width/heads+k] }
		mixed := make([]float64, length*width)
		for h := range heads {
			for i := range length {
				seen := length
				if causal {
					seen = i + 1
				}
				weight, total := make([]float64, seen), 0.0
				for j := range weight {
					score := 0.0
					for k := range width / heads {
						score += at(i, 0, h, k) * at(j, 1, h, k)
					}
					weight[j] = math.Exp(score / math.Sqrt(width/heads))
					total += weight[j]
				}
				for j, w := range weight {
					for k := range width / heads {
						mixed[i*width+h*width/heads+k] += w / total * at(j, 2, h, k)
					}
				}
			}
		}
		near(t, "attention", predict(t, m, p, x, 1), affine(mixed, block("out.W"), block("out.b")), 1e-12)
	}
}

// What comes later changes nothing before it, and shorter sequences give the same.
func TestTransformerIsCausal(t *testing.T) {
	m, err := Transformer(7, 5, 8, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	p := m.Init(rng.New(1))
	for i := range p {
		p[i] *= 3
	}
	a := predict(t, m, p, []float64{1, 2, 3, 4, 5}, 1)
	b := predict(t, m, p, []float64{1, 2, 3, 6, 0}, 1)
	near(t, "prefix", a[:3*7], b[:3*7], 0)
	if slices.Equal(a[3*7:4*7], b[3*7:4*7]) {
		t.Error("a changed word changes nothing at its place")
	}
	f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node { return m.At(p).Apply(d[0]) }, []int{-1, 3})
	short := make([]float64, 3*7)
	if err := f.Call(short, p, []float64{1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	near(t, "short sequence", short, a[:3*7], 1e-12)
}

// Cells of width 1 and one input, two steps by hand.
func TestCellsByHand(t *testing.T) {
	sigma := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	x := []float64{0.5, -1}
	p := []float64{0.3, -0.2, 0.7, 1.1, -0.4, 0.9, 0.25, -0.6, 0.1, 0.2, -0.3, 0.4}
	rnn := func(p []float64) (y []float64) {
		h := 0.0
		for _, x := range x {
			h = math.Tanh(x*p[0] + h*p[1] + p[2])
			y = append(y, h)
		}
		return y
	}
	gru := func(p []float64) (y []float64) {
		h, w, u, b := 0.0, p[:3], p[3:6], p[6:]
		for _, x := range x {
			r := sigma(x*w[0] + h*u[0] + b[0])
			z := sigma(x*w[1] + h*u[1] + b[1])
			n := math.Tanh(x*w[2] + b[2] + r*h*u[2])
			h = (1-z)*n + z*h
			y = append(y, h)
		}
		return y
	}
	lstm := func(p []float64) (y []float64) {
		h, c, w, u, b := 0.0, 0.0, p[:4], p[4:8], p[8:]
		for _, x := range x {
			gate := func(k int) float64 { return x*w[k] + h*u[k] + b[k] }
			i, f, g, o := sigma(gate(0)), sigma(gate(1)), math.Tanh(gate(2)), sigma(gate(3))
			c = f*c + i*g
			h = o * math.Tanh(c)
			y = append(y, h)
		}
		return y
	}
	for _, tt := range []struct {
		layer Layer
		n     int
		want  func(p []float64) []float64
	}{{RNN(1), 3, rnn}, {GRU(1), 9, gru}, {LSTM(1), 12, lstm}} {
		m := must(t, []int{2, 1}, tt.layer)
		if m.Len() != tt.n {
			t.Fatalf("%s has %d parameters, want %d", tt.layer.Kind, m.Len(), tt.n)
		}
		near(t, tt.layer.Kind, predict(t, m, p[:tt.n], x, 1), tt.want(p[:tt.n]), 1e-14)
	}
}

func TestLSTMForgetBias(t *testing.T) {
	m := must(t, []int{2, 1}, LSTM(2))
	b, err := m.Layout().Block(m.Init(rng.New(1)), "lstm1.b")
	if err != nil {
		t.Fatal(err)
	}
	near(t, "biases", b, []float64{0, 0, 1, 1, 0, 0, 0, 0}, 0)
}

// A sequence that repeats is learned by both kinds of model.
func TestSequenceModelsLearn(t *testing.T) {
	transformer, err := Transformer(3, 6, 8, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	recurrent, err := Recurrent(3, 6, 8, GRU(8))
	if err != nil {
		t.Fatal(err)
	}
	x := []float64{0, 1, 2, 0, 1, 2, 1, 2, 0, 1, 2, 0}
	y := []float64{1, 2, 0, 1, 2, 0, 2, 0, 1, 2, 0, 1}
	for _, m := range []*Model{transformer, recurrent} {
		f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
			return CrossEntropy(m.At(p).Apply(d[0]), d[1])
		}, []int{-1, 6}, []int{-1, 6})
		p := m.Init(rng.New(1))
		loss := descend(t, f, p, 0.3, 300, x, y)
		if a, err := Accuracy(predict(t, m, p, x, 2), 3, y); err != nil || a != 1 || loss > 0.1 {
			t.Errorf("loss %g, accuracy %g, %v", loss, a, err)
		}
	}
}

// No rows at all give no rows or an error.
func TestEmptyBatch(t *testing.T) {
	for _, m := range []*Model{
		must(t, []int{3}, Dense(2), Dropout(0.5), LayerNorm(), BatchNorm(), ReLU()),
		must(t, []int{2, 4, 4}, Conv2D(2, 3, 1, 1), MaxPool(2, 2), AvgPool(2, 1), Flatten(), Dense(2)),
		must(t, []int{2, 4, 4}, GlobalAvgPool()),
		must(t, []int{3}, Embedding(4, 2), Positions(), CausalAttention(1), RMSNorm()),
		must(t, []int{3, 2}, GRU(2), LSTM(2), RNN(2), Last()),
	} {
		for _, train := range []bool{false, true} {
			g := ad.NewGraph()
			p := g.Input("p", m.Len())
			net := m.At(p)
			if train {
				net = net.WithNoise(g.Input("u", 0, m.NoiseLen()))
			}
			y := net.Apply(g.Input("x", append([]int{0}, m.In()...)...))
			prog, err := g.Compile(y, ad.Gradient(ad.Sum(y), p))
			if err != nil {
				continue
			}
			in := [][]float64{make([]float64, m.Len()), nil, nil}
			if !train {
				in = in[:2]
			}
			if err := prog.Run(in...); err == nil && len(prog.Out(0)) != 0 {
				t.Errorf("%v rows came out of none", prog.Out(0))
			}
		}
	}
}

func TestBadSequences(t *testing.T) {
	for _, tt := range []struct {
		in    []int
		layer Layer
		parts []string
	}{
		{[]int{3, 4}, Attention(3), []string{"attention1", "heads = 3", "4"}},
		{[]int{3, 4}, Attention(0), []string{"heads = 0"}},
		{[]int{4}, CausalAttention(2), []string{"length×width"}},
		{[]int{4}, GRU(2), []string{"gru1", "length×width"}},
		{[]int{3, 4}, LSTM(0), []string{"lstm1", "width = 0"}},
		{[]int{3}, Last(), []string{"last1"}},
		{[]int{3}, Positions(), []string{"positions1"}},
	} {
		_, err := New(tt.in, tt.layer)
		isError(t, err, tt.parts...)
	}
	_, err := Transformer(5, 3, 4, 3, 1)
	isError(t, err, "residual1.attention1", "heads = 3")
	_, err = Transformer(5, -3, 4, 2, 1)
	isError(t, err, "in[0] = -3")
	_, err = Transformer(5, 3, 4, 2, -1)
	isError(t, err, "depth = -1")
}
