package ad

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"monro/stdlib/vec"
)

func TestTracedOnceForEachShape(t *testing.T) {
	traces := 0
	f := FuncData(func(x Node, d []Node) Node { traces++; return Sum(MatMul(d[0], x)) }, []int{-1, 2})
	x := []float64{1, 2}
	for _, c := range []struct {
		data []float64
		want float64
		n    int
	}{{[]float64{1, 1}, 3, 1}, {[]float64{2, 1}, 4, 1}, {[]float64{1, 1, 1, 1}, 6, 2}, {[]float64{0, 1}, 2, 2}} {
		v, err := f.Value(x, c.data)
		if err != nil || v != c.want || traces != c.n {
			t.Errorf("data %v: %v, %v after %d traces; want %v after %d", c.data, v, err, traces, c.want, c.n)
		}
	}
	for n := range 3 * maxTraces { // forgotten traces are made anew
		if _, err := f.Value(x, make([]float64, 2*n)); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := f.Value(x, []float64{2, 1}); v != 4 || err != nil {
		t.Errorf("%v, %v; want 4", v, err)
	}
}

func TestInPlace(t *testing.T) {
	x := []float64{1, 2, 3}
	if err := Grad(func(x Node) Node { return Sum(Mul(Pow(x, 3), Sum(x))) })(x, x); err != nil {
		t.Fatal(err)
	}
	if want := []float64{36 + 18, 36 + 72, 36 + 162}; !slices.Equal(x, want) {
		t.Errorf("got %v, want %v", x, want)
	}
}

func TestManyGoroutines(t *testing.T) {
	f := Func(func(x Node) Node { return Sum(Exp(Mul(x, Sum(x)))) })
	want := make([]float64, 50)
	x := vec.Linspace(-0.1, 0.1, 50)
	if err := f.Grad(want, x); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			dst := make([]float64, 50)
			for range 50 {
				if err := f.Grad(dst, x); err != nil || !slices.Equal(dst, want) {
					t.Errorf("got %v, %v", dst, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// A function may be differentiated while another, or itself, is being traced.
func TestTracingWhileTracing(t *testing.T) {
	var f *Function
	depth := 0
	f = Func(func(x Node) Node {
		if depth++; depth == 1 {
			v, err := f.Value([]float64{2})
			if err != nil {
				t.Error(err)
			}
			return Mul(Sum(x), x.number(v))
		}
		return Sum(Square(x))
	})
	if v, err := f.Value([]float64{1, 1}); v != 8 || err != nil {
		t.Errorf("%v, %v; want 8", v, err)
	}
}

func TestProgram(t *testing.T) {
	g := NewGraph()
	x, a := g.Input("x", 2), g.Input("A", 2, 2)
	y := MatMul(a, x)
	p, err := g.Compile(y, x, Sum(y), y)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run([]float64{1, 2}, []float64{1, 2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]float64{{5, 11}, {1, 2}, {16}, {5, 11}} {
		if got := p.Out(i); !slices.Equal(got, want) {
			t.Errorf("output %d is %v, want %v", i, got, want)
		}
	}
	if p.Out(4) != nil || p.Shape(-1) != nil {
		t.Error("outputs that do not exist")
	}
	dst := make([]float64, 2)
	if err := p.RunTo([][]float64{dst, nil, nil, nil}, []float64{0, 1}, []float64{1, 2, 3, 4}); err != nil || !slices.Equal(dst, []float64{2, 4}) {
		t.Errorf("RunTo gave %v, %v; want 2 and 4", dst, err)
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{p.Run(dst), "1 inputs given: want 2"},
		{p.Run(dst, dst), `input 1, "A", has length 2: want 4, for 2×2`},
		{p.RunTo(nil, dst, dst), "0 slices for outputs: want 4"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v: want %q in it", c.err, c.want)
		}
	}
	if v := math.Float64bits(p.Out(2)[0]); v != math.Float64bits(6) {
		t.Errorf("a failed run changed the outputs: %v", p.Out(2))
	}
}
