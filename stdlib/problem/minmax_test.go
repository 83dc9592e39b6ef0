package problem

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// slopeError compares both gradients of a function of two vectors with central
// differences. grad stores them and returns the value.
func slopeError(x, y []float64, value func(x, y []float64) float64, grad func(dx, dy, x, y []float64) float64) float64 {
	n := len(x)
	join := func(x, y []float64) []float64 { return append(vec.Clone(x), y...) }
	f, _ := Func(n+len(y),
		func(z []float64) float64 { return value(z[:n], z[n:]) },
		func(dst, z []float64) { grad(dst[:n], dst[n:], z[:n], z[n:]) })
	return GradError(f, join(x, y))
}

func TestMinMaxByHand(t *testing.T) {
	one := func(v float64) mat.Matrix { return mat.NewDense(1, 1, []float64{v}) }
	f, err := QuadraticMinMax(one(2), one(3), one(4), []float64{5}, []float64{6})
	if err != nil {
		t.Fatal(err)
	}
	dx, dy, x, y := make([]float64, 1), make([]float64, 1), []float64{1}, []float64{2}
	if v := f.Grad(dx, dy, x, y); v != 16 || f.Value(x, y) != 16 || dx[0] != 13 || dy[0] != 1 {
		t.Errorf("value %v, gradients %v %v; want 1+6−8+5+12 = 16, 13, 1", v, dx, dy)
	}
	// 2x + 3y = −5, 3x − 4y = −6
	x, y, err = f.Saddle()
	if err != nil || !vec.Equal(append(x, y...), []float64{-38. / 17, -3. / 17}, 1e-14) {
		t.Errorf("saddle %v %v, %v", x, y, err)
	}
}

func TestRandomMinMax(t *testing.T) {
	for _, c := range []struct{ mu, l, coupling float64 }{{0.1, 10, 1}, {0, 0, 1}, {1, 2, 0}} {
		s := rng.New(1)
		f, err := RandomQuadraticMinMax(6, c.mu, c.l, c.coupling, s)
		if err != nil {
			t.Fatal(err)
		}
		x, y, err := f.Saddle()
		if err != nil {
			t.Fatal(err)
		}
		dx, dy := make([]float64, 6), make([]float64, 6)
		if f.Grad(dx, dy, x, y); vec.NormInf(dx)+vec.NormInf(dy) > 1e-12 {
			t.Errorf("%+v: gradients %v %v at the saddle", c, dx, dy)
		}
		u, v := s.NormalVec(make([]float64, 6)), s.NormalVec(make([]float64, 6))
		if e := slopeError(u, v, f.Value, f.Grad); e > 1e-8 {
			t.Errorf("%+v: gradient differs by %v", c, e)
		}
		vec.Add(u, u, x)
		vec.Add(v, v, y)
		if c.mu > 0 && !(f.Value(x, v) < f.Value(x, y) && f.Value(x, y) < f.Value(u, y)) {
			t.Errorf("%+v: no saddle", c)
		}
		again, _ := RandomQuadraticMinMax(6, c.mu, c.l, c.coupling, s)
		if again.Value(u, v) != f.Value(u, v) {
			t.Errorf("%+v: another function from the same stream", c)
		}
		if n := testing.AllocsPerRun(20, func() { f.Value(u, v); f.Grad(dx, dy, u, v) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

func TestBilinear(t *testing.T) {
	f, err := Bilinear(mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6}), []float64{1, -1}, []float64{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	x, y := []float64{1, 2}, []float64{-1, 0, 2}
	if n, m := f.Dims(); n != 2 || m != 3 || f.Value(x, y) != 5+16-1+4 {
		t.Errorf("dims %d %d, value %v, want 2 3, 24", n, m, f.Value(x, y))
	}
	if e := slopeError(x, y, f.Value, f.Grad); e > 1e-8 {
		t.Errorf("gradient differs by %v", e)
	}
	_, _, err = f.Saddle()
	wantError(t, err, "not determined")
}

func TestCountMinMax(t *testing.T) {
	f, _ := RandomQuadraticMinMax(3, 1, 2, 1, rng.New(1))
	counted, counter := CountMinMax(f)
	x, y := vec.Ones(3), vec.Linspace(0, 1, 3)
	g, h := make([][]float64, 4), vec.Zeros
	for i := range g {
		g[i] = h(3)
	}
	if counted.Value(x, y) != f.Value(x, y) || counted.Grad(g[0], g[1], x, y) != f.Grad(g[2], g[3], x, y) {
		t.Error("values differ")
	}
	if !slices.Equal(g[0], g[2]) || !slices.Equal(g[1], g[3]) {
		t.Error("gradients differ")
	}
	if c := counter.Cost(); c != (Cost{Values: 1, Grads: 1}) {
		t.Errorf("cost %+v", c)
	}
}

func TestBadMinMax(t *testing.T) {
	two, wide := mat.NewDense(2, 2, []float64{1, 0, 0, 1}), mat.NewDense(2, 3, nil)
	b2, b3 := make([]float64, 2), make([]float64, 3)
	for _, c := range []struct {
		p, a, q mat.Matrix
		b, c    []float64
		says    string
	}{
		{two, nil, two, b2, b2, "a is nil"},
		{two, wide, two, b3, b3, "b has length 3, but a is 2×3: want length 2"},
		{two, wide, two, b2, b2, "c has length 2, but a is 2×3: want length 3"},
		{two, wide, two, b2, b3, "q is 2×2, but a is 2×3: want q 3×3"},
		{wide, two, two, b2, b2, "p is 2×3: want a square"},
		{mat.NewDense(1, 1, nil), two, two, b2, b2, "p is 1×1, but a is 2×2"},
		{two, two, two, []float64{0, math.NaN()}, b2, "b[1] = NaN"},
	} {
		_, err := QuadraticMinMax(c.p, c.a, c.q, c.b, c.c)
		wantError(t, err, "problem.QuadraticMinMax", c.says)
	}
	_, err := RandomQuadraticMinMax(0, 1, 1, 1, rng.New(1))
	wantError(t, err, "n = 0")
	_, err = RandomQuadraticMinMax(2, 2, 1, 1, rng.New(1))
	wantError(t, err, "mu = 2 and l = 1")
	_, err = RandomQuadraticMinMax(2, 1, 1, math.Inf(1), rng.New(1))
	wantError(t, err, "coupling = +Inf")
	_, err = RandomQuadraticMinMax(2, 1, 1, 1, nil)
	wantError(t, err, "stream is nil")
	f, _ := RandomQuadraticMinMax(2, 1, 1, 1, rng.New(1))
	defer func() {
		if _, ok := recover().(vec.LengthError); !ok {
			t.Error("no LengthError")
		}
	}()
	f.Grad(b2, b3, b2, b2)
}
