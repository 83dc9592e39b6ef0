package ad

import (
	"math"
	"runtime"
	"slices"
	"testing"
)

// eval computes a function of a vector once.
func eval(t *testing.T, x []float64, f func(x Node) Node) ([]float64, []int) {
	t.Helper()
	g := NewGraph()
	p, err := g.Compile(f(g.Input("x", len(x))))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(x); err != nil {
		t.Fatal(err)
	}
	return slices.Clone(p.Out(0)), p.Shape(0)
}

func TestDerivativesOfPowersAreExact(t *testing.T) {
	want := []float64{81, 108, 108, 72, 24, 0} // x⁴ at 3 and its derivatives
	got, _ := eval(t, []float64{3}, func(x Node) Node {
		y := Reshape(Pow(x, 4))
		all := []Node{y}
		for range 5 {
			y = Reshape(Gradient(y, x))
			all = append(all, y)
		}
		return Stack(all...)
	})
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestHessian(t *testing.T) {
	// f = x²y + sin z has Hessian [2y 2x 0; 2x 0 0; 0 0 -sin z].
	h, err := Hessian(func(v Node) Node {
		x, y, z := Index(v, 0, 0), Index(v, 0, 1), Index(v, 0, 2)
		return Add(Mul(Square(x), y), Sin(z))
	})([]float64{2, 3, math.Pi / 2})
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{6, 4, 0, 4, 0, 0, 0, 0, -1}; !slices.Equal(h.RawMatrix().Data, want) {
		t.Errorf("got %v, want %v", h.RawMatrix().Data, want)
	}
}

func TestJacobian(t *testing.T) {
	j, err := Jacobian(func(v Node) Node {
		x, y := Index(v, 0, 0), Index(v, 0, 1)
		return Stack(Mul(x, y), Square(x), Add(x, Mul(y, y.number(3))))
	})([]float64{2, 5})
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{5, 2, 4, 0, 1, 3}; !slices.Equal(j.RawMatrix().Data, want) {
		t.Errorf("got %v, want %v", j.RawMatrix().Data, want)
	}
}

func TestBroadcast(t *testing.T) {
	for _, c := range []struct{ a, b, want []int }{
		{nil, nil, []int{}}, {[]int{3}, nil, []int{3}}, {nil, []int{2, 3}, []int{2, 3}},
		{[]int{2, 1}, []int{3}, []int{2, 3}}, {[]int{2, 3}, []int{1}, []int{2, 3}},
		{[]int{4, 1, 3}, []int{2, 1}, []int{4, 2, 3}}, {[]int{1, 3, 1}, []int{2, 1, 4}, []int{2, 3, 4}},
		{[]int{2, 3, 4}, []int{2, 1, 4}, []int{2, 3, 4}}, {[]int{0, 3}, []int{1}, []int{0, 3}},
		{[]int{700, 3}, []int{700, 1}, []int{700, 3}}, {[]int{700, 3}, []int{3}, []int{700, 3}}, // more than a block
	} {
		na, nb := size(c.a), size(c.b)
		x := make([]float64, na+nb)
		for i := range x {
			x[i] = float64(i*i%17) + 1
		}
		got, shape := eval(t, x, func(x Node) Node {
			a, b := Reshape(Slice(x, 0, 0, na), c.a...), Reshape(Slice(x, 0, na, na+nb), c.b...)
			return Add(Mul(a, b), Neg(b)) // fused, b broadcast in both
		})
		if !slices.Equal(shape, c.want) {
			t.Errorf("%v with %v: shape %v, want %v", c.a, c.b, shape, c.want)
			continue
		}
		ia, ib := indices(c.a, c.want), indices(c.b, c.want)
		for i, v := range got {
			a, b := x[ia[i]], x[na+int(ib[i])]
			if v != a*b-b {
				t.Errorf("%v with %v: element %d is %v, want %v", c.a, c.b, i, v, a*b-b)
			}
		}
	}
}

// indices, which the test above trusts, against counting by hand.
func TestIndices(t *testing.T) {
	if got, want := indices([]int{2, 1, 3}, []int{2, 2, 3}), []int32{0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestStability(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		f    func(x Node) Node
		x    []float64
		want []float64
	}{
		{"LogSumExp large", func(x Node) Node { return LogSumExp(x) }, []float64{1000, 1000}, []float64{1000 + math.Ln2}},
		{"LogSumExp small", func(x Node) Node { return LogSumExp(x) }, []float64{-1000, -1000}, []float64{-1000 + math.Ln2}},
		{"LogSumExp nothing", func(x Node) Node { return LogSumExp(x) }, []float64{-inf, -inf}, []float64{-inf}},
		{"LogSumExp infinite", func(x Node) Node { return LogSumExp(x) }, []float64{0, inf}, []float64{inf}},
		{"LogSumExp gradient", func(x Node) Node { return Gradient(LogSumExp(x), x) }, []float64{800, 800, -800}, []float64{0.5, 0.5, 0}},
		{"LogSoftmax", func(x Node) Node { return LogSoftmax(x) }, []float64{0, -1e4}, []float64{0, -1e4}},
		{"Softmax", func(x Node) Node { return Softmax(x) }, []float64{1e4, 0}, []float64{1, 0}},
		{"Softplus", Softplus, []float64{-800, 800}, []float64{0, 800}},
		{"Softplus gradient", func(x Node) Node { return Gradient(Sum(Softplus(x)), x) }, []float64{-800, 800}, []float64{0, 1}},
		{"Sigmoid gradient", func(x Node) Node { return Gradient(Sum(Sigmoid(x)), x) }, []float64{-800, 800}, []float64{0, 0}},
		{"Relu of NaN", Relu, []float64{math.NaN()}, []float64{math.NaN()}},
		{"Trigamma", func(x Node) Node { return Polygamma(1, x) }, []float64{1}, []float64{math.Pi * math.Pi / 6}},
		{"Where hides", func(x Node) Node {
			return Gradient(Sum(Where(Greater(x, x.number(0)), Log(Max(x, x.number(1e-9))), x.number(0))), x)
		}, []float64{-1, 2}, []float64{0, 0.5}},
		{"Max tie", func(x Node) Node { return Gradient(Sum(Max(x, x.number(1))), x) }, []float64{0, 1, 2}, []float64{0, 0.5, 1}},
		{"MaxOver tie", func(x Node) Node { return Gradient(MaxOver(x), x) }, []float64{2, 1, 2}, []float64{0.5, 0, 0.5}},
		{"StopGradient", func(x Node) Node { return Gradient(Sum(Mul(x, StopGradient(x))), x) }, []float64{3, 4}, []float64{3, 4}},
		{"independent", func(x Node) Node { return Gradient(x.number(3), x) }, []float64{3, 4}, []float64{0, 0}},
	} {
		got, _ := eval(t, c.x, c.f)
		for i, v := range got {
			w := c.want[i]
			same := v == w || math.IsNaN(v) && math.IsNaN(w) || math.Abs(v-w) <= 1e-14*math.Abs(w)
			if !same || len(got) != len(c.want) {
				t.Errorf("%s: got %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
}

func TestCholeskyFactors(t *testing.T) {
	a := []float64{4, 2, -2, 2, 5, 1, -2, 1, 6}
	got, _ := eval(t, a, func(x Node) Node {
		l := Cholesky(Reshape(x, 3, 3))
		return Concat(0, l, MatMulT(l, l, false, true))
	})
	for i, v := range a {
		if math.Abs(got[9+i]-v) > 1e-14 {
			t.Errorf("LLᵀ = %v, want %v", got[9:], a)
		}
	}
	if got[1] != 0 || got[2] != 0 || got[5] != 0 {
		t.Errorf("L = %v is not lower triangular", got[:9])
	}
}

// A scan, checkpointed or not, gives what the unrolled loop gives.
func TestScanAgainstLoop(t *testing.T) {
	const n = 23
	step := func(k, s Node) Node { return Add(Sin(s), Mul(k, s.number(0.1))) }
	x := []float64{0.3, -2}
	want, _ := eval(t, x, func(x Node) Node {
		s := x
		for k := range n {
			s = step(x.number(float64(k)), s)
		}
		return Concat(0, s, Gradient(Sum(s), x))
	})
	for every := -1; every <= 24; every++ {
		got, _ := eval(t, x, func(x Node) Node {
			s := Scan(step, n, x)
			if every >= 0 {
				s = ScanCheckpoint(step, n, every, x)
			}
			return Concat(0, s, Gradient(Sum(s), x))
		})
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-14 {
				t.Errorf("every %d: got %v, want %v", every, got, want)
				break
			}
		}
	}
}

// Checkpoints save memory.
func TestCheckpointMemory(t *testing.T) {
	memory := func(every int) int {
		g := NewGraph()
		x := g.Input("x", 100)
		y := Sum(ScanCheckpoint(func(_, s Node) Node { return Sin(s) }, 2500, every, x))
		p, err := g.Compile(Gradient(y, x))
		if err != nil {
			t.Fatal(err)
		}
		return p.core.length()
	}
	if all, few := memory(1), memory(50); few*10 > all {
		t.Errorf("%d elements with checkpoints, %d without", few, all)
	}
}

func TestSameBitsAtAnyGOMAXPROCS(t *testing.T) {
	f, p, x, labels := classifier(Tanh, 64, 100, 128, 10)
	run := func(procs int) []float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		g := make([]float64, len(p))
		if err := f.Grad(g, p, x, labels); err != nil {
			t.Fatal(err)
		}
		return g
	}
	if one, four := run(1), run(4); !slices.Equal(one, four) {
		t.Error("the gradient differs between 1 and 4 processors")
	}
}
