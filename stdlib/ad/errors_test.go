package ad

import (
	"strings"
	"testing"
)

// Errors name the operation, the shapes and this file with the line.
func TestErrors(t *testing.T) {
	v := func(x Node, n int) Node { return Slice(x, 0, 0, n) }
	for _, c := range []struct {
		f    func(x Node) Node
		want []string
	}{
		{func(x Node) Node { return Sum(Exp(Add(v(x, 2), v(x, 3)))) }, []string{"ad.Add", "vector 2", "vector 3"}},
		{func(x Node) Node { return MatMul(Reshape(x, 2, 3), Reshape(x, 2, 3)) }, []string{"ad.MatMul", "2×3 and 2×3"}},
		{func(x Node) Node { return Reshape(x, 4, -1) }, []string{"ad.Reshape", "vector 6", "[4 -1]"}},
		{func(x Node) Node { return Slice(x, 0, 3, 9) }, []string{"ad.Slice", "[3, 9)", "vector 6"}},
		{func(x Node) Node { return Sum(x, 1) }, []string{"ad.Sum", "axis 1", "vector 6"}},
		{func(x Node) Node { return Mean(v(x, 0)) }, []string{"ad.Mean", "vector 0"}},
		{func(x Node) Node { return MaxOver(v(x, 0)) }, []string{"ad.MaxOver", "no elements"}},
		{func(x Node) Node { return Gradient(x, x) }, []string{"ad.Gradient", "vector 6", "scalar"}},
		{func(x Node) Node { return Concat(0, x, Reshape(x, 2, 3)) }, []string{"ad.Concat", "vector 6", "2×3"}},
		{func(x Node) Node { return Conv2D(x, x, 1, 0) }, []string{"ad.Conv2D", "vector 6"}},
		{func(x Node) Node { return Conv2D(Reshape(x, 1, 1, 2, 3), Reshape(x, 1, 1, 2, 3), 0, 0) }, []string{"ad.Conv2D", "stride = 0"}},
		{func(x Node) Node { return Conv1D(Reshape(x, 1, 2, 3), Reshape(x, 1, 2, 3), 1, -2) }, []string{"ad.Conv1D", "padding = -2"}},
		{func(x Node) Node { return MaxPool2D(Reshape(x, 1, 1, 2, 3), 3, 1, 0) }, []string{"ad.MaxPool2D", "3×3", "2×3"}},
		{func(x Node) Node { return Cholesky(Reshape(x, 2, 3)) }, []string{"ad.Cholesky", "2×3"}},
		{func(x Node) Node { return TriSolve(Reshape(x, 2, 3), x, false) }, []string{"ad.TriSolve", "2×3"}},
		{func(x Node) Node { return Clip(x, 2, 1) }, []string{"ad.Clip", "[2, 1]"}},
		{func(x Node) Node { return Transpose(Reshape(x, 2, 3), 0, 0) }, []string{"ad.Transpose", "[0 0]", "2×3"}},
		{func(x Node) Node { return Broadcast(x, 2, 5) }, []string{"ad.Broadcast", "vector 6", "2×5"}},
		{func(x Node) Node { return Take(x, []int{1, 6}) }, []string{"ad.Take", "idx[1] = 6"}},
		{func(x Node) Node { return Pick(x, x) }, []string{"ad.Pick", "vector 6"}},
		{func(x Node) Node { return ScatterAdd(x, x, v(x, 2)) }, []string{"ad.ScatterAdd", "vector 2"}},
		{func(x Node) Node { return Gather(Sum(x), x) }, []string{"ad.Gather", "scalar"}},
		{func(x Node) Node { return Where(x, v(x, 2), x) }, []string{"ad.Where", "vector 2"}},
		{func(x Node) Node { return Pad(x, 0, -1, 0) }, []string{"ad.Pad", "-1"}},
		{func(x Node) Node { return CumSum(x, 2) }, []string{"ad.CumSum", "axis 2"}},
		{func(x Node) Node { return Polygamma(-1, x) }, []string{"ad.Polygamma", "-1"}},
		{func(x Node) Node { return Add(x, Node{}) }, []string{"ad.Add", "operand 2", "zero Node"}},
		{func(x Node) Node { return OpAddNV(x, []float64{1, 2}) }, []string{"ad.Add", "vector 6", "vector 2"}},
		{func(x Node) Node { return Scan(func(_, s Node) Node { return v(s, 2) }, 3, x) }, []string{"ad.Scan", "vector 6 to vector 2"}},
		{func(x Node) Node { return Scan(func(_, s Node) Node { return Add(s, v(s, 2)) }, 3, x) }, []string{"ad.Add", "vector 6 and vector 2"}},
		{func(x Node) Node { return Scan(func(_, s Node) Node { return s }, -3, x) }, []string{"ad.Scan", "n = -3"}},
		{func(x Node) Node { return x.g.Input("big", 1<<20, 1<<20) }, []string{"ad.Input", "2^32"}},
		{func(x Node) Node { return x.g.Input("negative", -2) }, []string{"ad.Input", "negative"}},
		{func(x Node) Node { return x.g.ConstTensor([]float64{1}, 2, 2) }, []string{"ad.ConstTensor", "1 elements", "2×2"}},
		{func(x Node) Node { return Pushforward(x, x, v(x, 2)) }, []string{"ad.Pushforward", "vector 6", "vector 2"}},
		{func(x Node) Node { return Exp(x.Graph().Fail("nn.Huber", "delta = %d: want more", -1)) }, []string{"nn.Huber at", "delta = -1"}},
		{func(x Node) Node {
			return Scan(func(_, s Node) Node { return s.Graph().Fail("nn.Cell", "no") }, 3, x)
		}, []string{"nn.Cell at", "no"}},
		{func(x Node) Node {
			return Scan(func(_, s Node) Node { return Add(s, s.Graph().Input("more", 6)) }, 3, x)
		}, []string{"ad.Input", "more", "body of a loop"}},
		{func(x Node) Node {
			return Gradient(Custom(func(in []Node) Node { return Sum(in[0]) },
				func(in []Node, _, g Node) []Node { return []Node{g} }, x), x)
		}, []string{"ad.Custom", "scalar", "vector 6"}},
		{func(x Node) Node {
			return Gradient(Sum(Call("plain", []int{6}, func([]float64, [][]float64) {}, nil, x)), x)
		}, []string{"ad.plain", "no derivative"}},
	} {
		err := Func(c.f).Call(nil, make([]float64, 6))
		if err == nil {
			t.Errorf("no error, want one with %q", c.want)
			continue
		}
		for _, w := range append(c.want, "errors_test.go:") {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%v: want %q in it", err, w)
			}
		}
	}
}

func TestOtherErrors(t *testing.T) {
	var kept Node
	if err := Func(func(x Node) Node { kept = x; return Sum(x) }).Call(nil, []float64{1}); err != nil {
		t.Fatal(err)
	}
	n := make([]float64, 3)
	for _, c := range []struct {
		err  error
		want string
	}{
		{Func(func(x Node) Node { return Add(x, kept) }).Call(nil, n), "another trace"},
		{Func(func(x Node) Node { return kept }).Call(nil, n), "want a node made from its arguments"},
		{Func(func(x Node) Node { return Node{} }).Call(nil, n), "ad.Node(none)"},
		{Func(Sum0).Grad(make([]float64, 2), n), "output 0 has length 2: want 3"},
		{Func(Sum0).HVP(n, n, n[:2]), `"v", has length 2: want 3`},
		{Func(Sum0).Grad(n, n, n), "1 data arguments given: want 0"},
		{FuncData(func(x Node, d []Node) Node { return Sum(d[0]) }, []int{-1, 2}).Call(nil, n, n), "data 0: sizes [-1 2] do not divide 3 elements"},
		{Func(func(x Node) Node { return Cholesky(Reshape(x, 1, 1)) }).Call(nil, []float64{-1}), "not positive definite"},
		{Func(func(x Node) Node { return Sum(Pick(Reshape(x, 2, 2), x.Graph().ConstVec([]float64{2, 0}))) }).Call(make([]float64, 1), []float64{0, 2, 1, 1}), "number 2: want a whole number in [0, 2)"},
		{Func(func(x Node) Node { return Gather(Exp(x), x) }).Call(nil, []float64{0, 2}), "number 2: want a whole number in [0, 2)"},
		{Func(func(x Node) Node { return Gather(Exp(x), x) }).Call(nil, []float64{0, 0.5}), "number 0.5"},
		{Func(func(x Node) Node {
			return Scan(func(k, s Node) Node { return Reshape(Cholesky(Reshape(Sub(s, k), 1, 1)), 1) }, 3, x)
		}).Call(nil, []float64{0.5}), "ad.Cholesky at errors_test.go"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v: want %q in it", c.err, c.want)
		}
	}
	if _, err := Func(Square).Value(n); err == nil || !strings.Contains(err.Error(), "want a scalar") {
		t.Errorf("%v: want an error about a scalar", err)
	}
	if _, err := NewObjective(0, Sum0); err == nil {
		t.Error("an objective of 0 variables")
	}
}

// Sum0 is the sum of all elements.
func Sum0(x Node) Node { return Sum(x) }

func TestReadingATracedValue(t *testing.T) {
	g := NewGraph()
	x := g.Input("x")
	if _, err := Exp(x).Value(); err == nil || !strings.Contains(err.Error(), "ad.Exp at errors_test.go") {
		t.Errorf("%v: want an error that names Exp", err)
	}
	if v, err := Mul(g.Const(2), g.Const(3)).Value(); v != 6 || err != nil {
		t.Errorf("a constant is %v, %v; want 6", v, err)
	}
	if err := (Node{}).Err(); err == nil {
		t.Error("the zero Node has no error")
	}
	if y := (Node{}).Graph().Fail("mine", "bad"); y.Graph() != nil {
		t.Error("the zero Node has a trace that fails")
	}
	if y := Exp(Add(Node{}, Node{})); y.Err() == nil || y.Len() != 0 || y.Rank() != 0 {
		t.Error("a node made of zero Nodes looks sound")
	}
}

func TestChecked(t *testing.T) {
	f := Func(func(x Node) Node { return Sum(Sqrt(Log(x))) })
	dst := make([]float64, 2)
	for _, c := range []struct {
		x    []float64
		want []string
	}{
		{[]float64{2, 0.5}, []string{"ad.Sqrt", "element 1", "NaN"}},
		{[]float64{2, 1}, []string{"ad.Sqrt", "in its derivative", "Inf"}},
		{[]float64{2, 0}, []string{"ad.Sqrt", "NaN", "the first infinity came from ad.Log"}},
	} {
		err := f.Checked().Grad(dst, c.x)
		for _, w := range append(c.want, "errors_test.go:") {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%v: want %q in it", err, w)
			}
		}
	}
	if err := f.Checked().Grad(dst, []float64{2, 3}); err != nil {
		t.Error(err)
	}
}

func TestLocator(t *testing.T) {
	SetLocator(func() string { return "cell 3, line 7" })
	defer SetLocator(nil)
	err := Func(func(x Node) Node { return Slice(x, 0, 0, 9) }).Call(nil, []float64{1})
	if err == nil || !strings.Contains(err.Error(), "ad.Slice at cell 3, line 7:") {
		t.Errorf("%v: want the place in it", err)
	}
}
