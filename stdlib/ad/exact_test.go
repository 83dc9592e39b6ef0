package ad

import (
	"math"
	"math/rand/v2"
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

func TestMatMulShapes(t *testing.T) {
	for _, c := range []struct{ a, b, want []int }{
		{[]int{3}, []int{3}, []int{}}, {[]int{2, 3}, []int{3}, []int{2}}, {[]int{3}, []int{3, 4}, []int{4}},
		{[]int{2, 3}, []int{3, 4}, []int{2, 4}}, {[]int{5, 2, 3}, []int{3, 4}, []int{5, 2, 4}},
		{[]int{2, 3}, []int{5, 3, 4}, []int{5, 2, 4}}, {[]int{5, 2, 3}, []int{5, 3, 1}, []int{5, 2, 1}},
		{[]int{5, 1, 2, 3}, []int{2, 3, 4}, []int{5, 2, 2, 4}}, {[]int{5, 2, 3}, []int{3}, []int{5, 2}},
		{[]int{2, 0}, []int{0, 3}, []int{2, 3}}, {[]int{17, 33}, []int{33, 9}, []int{17, 9}},
	} {
		na, nb := size(c.a), size(c.b)
		r := rand.New(rand.NewPCG(1, 9))
		x := smooth{n: na + nb, spread: 1}.draw(r)
		got, shape := eval(t, x, func(x Node) Node {
			return MatMul(Reshape(Slice(x, 0, 0, na), c.a...), Reshape(Slice(x, 0, na, na+nb), c.b...))
		})
		if !slices.Equal(shape, c.want) {
			t.Errorf("%v by %v: shape %v, want %v", c.a, c.b, shape, c.want)
			continue
		}
		want := naiveMatMul(x[:na], x[na:], c.a, c.b)
		for i, v := range got {
			if math.Abs(v-want[i]) > 1e-13*max(1, math.Abs(v)) {
				t.Errorf("%v by %v: element %d is %v, want %v", c.a, c.b, i, v, want[i])
			}
		}
	}
}

func naiveMatMul(a, b []float64, sa, sb []int) []float64 {
	if len(sa) == 1 {
		sa = []int{1, sa[0]}
	}
	if len(sb) == 1 {
		sb = []int{sb[0], 1}
	}
	m, k, n := sa[len(sa)-2], sa[len(sa)-1], sb[len(sb)-1]
	lead, _ := broadcast(sa[:len(sa)-2], sb[:len(sb)-2])
	ia, ib := indices(sa[:len(sa)-2], lead), indices(sb[:len(sb)-2], lead)
	var out []float64
	for s := range ia {
		for i := range m {
			for j := range n {
				sum := 0.0
				for l := range k {
					sum += a[int(ia[s])*m*k+i*k+l] * b[int(ib[s])*k*n+l*n+j]
				}
				out = append(out, sum)
			}
		}
	}
	return out
}

func TestConvAgainstLoops(t *testing.T) {
	for _, c := range []struct{ n, c, h, w, f, kh, kw, stride, pad int }{
		{2, 3, 5, 6, 4, 3, 3, 1, 1}, {1, 1, 5, 5, 1, 2, 3, 2, 0}, {2, 2, 4, 4, 3, 1, 1, 1, 0},
		{1, 2, 3, 3, 2, 3, 3, 1, 2}, {1, 1, 7, 7, 1, 3, 3, 3, 1}, {1, 1, 2, 2, 1, 4, 4, 2, 3},
	} {
		nx, nw := c.n*c.c*c.h*c.w, c.f*c.c*c.kh*c.kw
		x := smooth{n: nx + nw, spread: 1}.draw(rand.New(rand.NewPCG(2, 9)))
		got, shape := eval(t, x, func(x Node) Node {
			return Conv2D(Reshape(Slice(x, 0, 0, nx), c.n, c.c, c.h, c.w), Reshape(Slice(x, 0, nx, nx+nw), c.f, c.c, c.kh, c.kw), c.stride, c.pad)
		})
		k := 0
		for n := range c.n {
			for f := range c.f {
				for y := -c.pad; y+c.kh <= c.h+c.pad; y += c.stride {
					for z := -c.pad; z+c.kw <= c.w+c.pad; z += c.stride {
						sum := 0.0
						for ch := range c.c {
							for i := range c.kh {
								for j := range c.kw {
									if r, s := y+i, z+j; r >= 0 && r < c.h && s >= 0 && s < c.w {
										sum += x[((n*c.c+ch)*c.h+r)*c.w+s] * x[nx+((f*c.c+ch)*c.kh+i)*c.kw+j]
									}
								}
							}
						}
						if k >= len(got) || math.Abs(got[k]-sum) > 1e-13 {
							t.Fatalf("%+v: element %d of %v is not %v", c, k, shape, sum)
						}
						k++
					}
				}
			}
		}
		if k != len(got) {
			t.Errorf("%+v: %d elements, want %d", c, len(got), k)
		}
	}
}

func TestPoolAgainstLoops(t *testing.T) {
	x := smooth{n: 49, at: -2, spread: 1}.draw(rand.New(rand.NewPCG(3, 9)))
	image := func(x Node) Node { return Reshape(x, 1, 1, 7, 7) }
	top, _ := eval(t, x, func(x Node) Node { return MaxPool2D(image(x), 3, 2, 1) })
	avg, _ := eval(t, x, func(x Node) Node { return AvgPool2D(image(x), 3, 2, 1) })
	for i := range 4 {
		for j := range 4 {
			m, s := math.Inf(-1), 0.0
			for r := max(0, 2*i-1); r < min(7, 2*i+2); r++ {
				for c := max(0, 2*j-1); c < min(7, 2*j+2); c++ {
					m, s = max(m, x[r*7+c]), s+x[r*7+c]
				}
			}
			if top[i*4+j] != m || math.Abs(avg[i*4+j]-s/9) > 1e-14 {
				t.Errorf("window %d, %d: %v and %v, want %v and %v", i, j, top[i*4+j], avg[i*4+j], m, s/9)
			}
		}
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
		n := 0
		for _, b := range p.buffers {
			n += len(b.data)
		}
		return n
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
