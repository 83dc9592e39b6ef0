package nn

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

func TestMLP(t *testing.T) {
	m, err := MLP(784, 128, 10)
	if err != nil {
		t.Fatal(err)
	}
	if want := 784*128 + 128 + 128*10 + 10; m.Len() != want {
		t.Errorf("Len = %d, want %d", m.Len(), want)
	}
	p := m.Init(rng.New(1))
	w, err := m.Layout().Block(p, "dense1.W")
	if err != nil {
		t.Fatal(err)
	}
	square := 0.0
	for _, v := range w {
		square += v * v
	}
	if v := square / float64(len(w)); math.Abs(v*784/2-1) > 0.03 {
		t.Errorf("variance of the hidden layer %g, want %g", v, 2.0/784)
	}
	if slices.Equal(p, m.Init(rng.New(2))) || !slices.Equal(p, m.Init(rng.New(1))) {
		t.Error("Init does not depend on the seed alone")
	}
	for _, sizes := range [][]int{nil, {3}, {3, 0}, {-1, 2}} {
		_, err := MLP(sizes...)
		isError(t, err, "nn.MLP", "size")
	}
}

// By hand: hidden = relu([1 -1; 1 1]·x), y = h1 + 2·h2 - 1.
func TestMLPByHand(t *testing.T) {
	m, err := MLP(2, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	p := []float64{1, 1, -1, 1, 0, 0, 1, 2, -1}
	near(t, "y", predict(t, m, p, []float64{3, 1, 1, 3, -1, -1}, 3), []float64{9, 7, -1}, 0)
}

func TestPredictErrors(t *testing.T) {
	m, err := MLP(2, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, x := make([]float64, 3), make([]float64, 4)
	for _, tt := range []struct {
		p, x []float64
		rows int
		part string
	}{{p, x, 0, "rows = 0"}, {p, x, 3, "length 4: want 3 rows of 2"}, {p[1:], x, 2, "length 2: want 3"}} {
		_, err := m.Predict(tt.p, tt.x, tt.rows)
		isError(t, err, "nn.Model.Predict", tt.part)
	}
	_, err = m.Predict(p, []float64{0, 1, math.Inf(-1), 0}, 2)
	isError(t, err, "nn.Model.Predict", "x[2] is -Inf")
	_, err = m.Predict([]float64{0, math.NaN(), 0}, x, 2)
	isError(t, err, "nn.Model.Predict", "p[1] is NaN")
	_, err = m.PredictWith(p, x, x, 2)
	isError(t, err, "state has length 4")
}

func TestApplyErrors(t *testing.T) {
	m := must(t, []int{2}, Dense(2), Dropout(0.5))
	p := func(g *ad.Graph) ad.Node { return g.Input("p", m.Len()) }
	for _, tt := range []struct {
		f     func(g *ad.Graph) ad.Node
		parts []string
	}{
		{func(g *ad.Graph) ad.Node { return m.At(g.Input("p", 5)).Apply(g.Input("x", 3, 2)) }, []string{"shape 5", "vector of 6"}},
		{func(g *ad.Graph) ad.Node { return m.At(p(g)).Apply(g.Input("x", 3, 4)) }, []string{"MatMul", "3×4", "2×2"}},
		{func(g *ad.Graph) ad.Node { return m.At(p(g)).Apply(g.Input("x", 2)) }, []string{"rows of 2"}},
		{func(g *ad.Graph) ad.Node { return m.At(p(g)).Train().Apply(g.Input("x", 3, 2)) }, []string{"WithNoise"}},
		{func(g *ad.Graph) ad.Node {
			return m.At(p(g)).WithNoise(g.Input("u", 3, 1)).Apply(g.Input("x", 3, 2))
		}, []string{"noise", "3×2"}},
		{func(g *ad.Graph) ad.Node { return m.At(p(g)).BatchState() }, []string{"no state"}},
	} {
		g := ad.NewGraph()
		tt.f(g)
		isError(t, g.Err(), tt.parts...)
	}
	if y := m.At(ad.Node{}).Apply(ad.Node{}); y.Err() == nil {
		t.Error("a zero Node was accepted")
	}
}

// descend runs plain gradient descent and returns the parameters and the last loss.
func descend(t *testing.T, f *ad.Function, p []float64, rate float64, steps int, data ...[]float64) float64 {
	t.Helper()
	g, loss := make([]float64, len(p)), 0.0
	for range steps {
		var err error
		if loss, err = f.ValueAndGrad(g, p, data...); err != nil {
			t.Fatal(err)
		}
		for i := range p {
			p[i] -= rate * g[i]
		}
	}
	return loss
}

func TestLearnsXOR(t *testing.T) {
	m, err := MLPWith(Tanh(), 2, 8, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		return BinaryCrossEntropy(m.At(p).Apply(d[0]), d[1])
	}, []int{-1, 2}, []int{-1})
	x, y := []float64{0, 0, 0, 1, 1, 0, 1, 1}, []float64{0, 1, 1, 0}
	p := m.Init(rng.New(1))
	loss := descend(t, f, p, 0.5, 2000, x, y)
	scores := predict(t, m, p, x, 4)
	if a, err := Accuracy(scores, 1, y); err != nil || a != 1 || loss > 0.05 {
		t.Errorf("loss %g, accuracy %g, %v, scores %v", loss, a, err, scores)
	}
}

// A student with the teacher's architecture gets near it, and the numbers do not
// depend on how many processors there are.
func TestLearnsTeacher(t *testing.T) {
	m, err := MLP(3, 16, 1)
	if err != nil {
		t.Fatal(err)
	}
	const n = 100
	x := rng.New(1).NormalVec(make([]float64, 3*n))
	y := predict(t, m, m.Init(rng.New(2)), x, n)
	f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node { return MSE(m.At(p).Apply(d[0]), d[1]) }, []int{-1, 3}, []int{-1})
	train := func(procs int) ([]float64, float64) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		p := m.Init(rng.New(3))
		return p, descend(t, f, p, 0.05, 1500, x, y)
	}
	before, err := f.Value(m.Init(rng.New(3)), x, y)
	if err != nil {
		t.Fatal(err)
	}
	p, loss := train(1)
	if loss > before/100 {
		t.Errorf("loss %g, from %g", loss, before)
	}
	q, _ := train(4)
	if !slices.Equal(p, q) {
		t.Error("the result depends on GOMAXPROCS")
	}
}

// Hessian-vector products against differences of gradients.
func TestSecondDerivatives(t *testing.T) {
	for _, m := range []*Model{
		must(t, []int{12}, Dense(4), Tanh(), Dense(2)),
		must(t, []int{3, 4}, Residual(LayerNorm(), CausalAttention(2)), Flatten(), Dense(2)),
		must(t, []int{3, 4}, GRU(2), Last()),
		must(t, []int{1, 3, 4}, Conv2D(2, 2, 1, 0), Sigmoid(), GlobalAvgPool()),
	} {
		const rows = 3
		f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
			return CrossEntropy(m.At(p).Apply(d[0]), d[1])
		}, append([]int{-1}, m.In()...), []int{-1})
		s := rng.New(4)
		x, y := s.NormalVec(make([]float64, rows*12)), []float64{0, 1, 1}
		p, v := m.Init(s), s.NormalVec(make([]float64, m.Len()))
		got, want := make([]float64, len(p)), make([]float64, len(p))
		if err := f.HVP(got, p, v, x, y); err != nil {
			t.Fatal(err)
		}
		const h = 1e-5
		for _, side := range []float64{h, -h} {
			q, g := slices.Clone(p), make([]float64, len(p))
			for i := range q {
				q[i] += side * v[i]
			}
			if err := f.Grad(g, q, x, y); err != nil {
				t.Fatal(err)
			}
			for i := range g {
				want[i] += g[i] / (2 * side)
			}
		}
		near(t, m.String(), got, want, 1e-6)
	}
}
