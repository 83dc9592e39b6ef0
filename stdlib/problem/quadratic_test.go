package problem

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// hessError compares a Hessian-vector product with central differences of the
// gradient.
func hessError(p interface {
	Smooth
	Curved
}, x, v []float64) float64 {
	n := len(x)
	got, up, down := make([]float64, n), make([]float64, n), make([]float64, n)
	p.HessVec(got, x, v)
	const h = 1e-5
	y := vec.Clone(x)
	vec.Axpy(y, h, v)
	p.Grad(up, y)
	vec.Axpy(y, -2*h, v)
	p.Grad(down, y)
	want := vec.Scale(nil, 1/(2*h), vec.Sub(up, up, down))
	return vec.NormInf(vec.Sub(want, want, got)) / max(1, vec.NormInf(got))
}

func TestQuadraticByHand(t *testing.T) {
	q, err := Quadratic(mat.NewDense(2, 2, []float64{2, 1, 1, 3}), []float64{1, -1})
	if err != nil {
		t.Fatal(err)
	}
	g, x := make([]float64, 2), []float64{1, 2}
	if v := q.Grad(g, x); v != 10 || q.Value(x) != 10 || !vec.Equal(g, []float64{3, 8}, 0) {
		t.Errorf("value %v, gradient %v, want 10 and [3 8]", v, g) // ½(2+4+12) + 1
	}
	if q.HessVec(g, x, []float64{1, -1}); !vec.Equal(g, []float64{1, -2}, 0) {
		t.Errorf("product %v, want [1 -2]", g)
	}
	if x, err := q.Solve(); err != nil || !vec.Equal(x, []float64{0.8, -0.6}, 1e-15) {
		t.Errorf("minimiser %v, %v; want [0.8 -0.6]", x, err)
	}
}

func TestRandomQuadratic(t *testing.T) {
	for _, spectrum := range [][]float64{{3}, {0, 1, 10}, {1e-3, 0.1, 0.1, 2, 5, 100}} {
		s := rng.New(1)
		q, err := RandomQuadratic(spectrum, s)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := q.Spectrum(); err != nil || !vec.Equal(got, spectrum, 1e-12*vec.Max(spectrum)) {
			t.Errorf("spectrum %v, %v; want %v", got, err, spectrum)
		}
		x, err := q.Solve()
		g := make([]float64, q.Dim())
		if q.Grad(g, x); err != nil || vec.NormInf(g) > 1e-12 {
			t.Errorf("%v: gradient %v at the minimiser, %v", spectrum, g, err)
		}
		z, v := s.NormalVec(make([]float64, q.Dim())), s.NormalVec(make([]float64, q.Dim()))
		if e := GradError(q, z); e > 1e-7 {
			t.Errorf("%v: gradient differs by %v", spectrum, e)
		}
		if e := hessError(q, z, v); e > 1e-8 {
			t.Errorf("%v: Hessian differs by %v", spectrum, e)
		}
		again, _ := RandomQuadratic(spectrum, s) // s was drawn from since
		if again.Value(z) != q.Value(z) {
			t.Errorf("%v: another function from the same stream", spectrum)
		}
		if n := testing.AllocsPerRun(20, func() { q.Value(z); q.Grad(g, z); q.HessVec(g, z, v) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
	saddle, err := RandomQuadratic([]float64{-1, 1}, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	_, err = saddle.Solve()
	wantError(t, err, "2×2", "not positive definite")
}

func TestBadQuadratics(t *testing.T) {
	square := mat.NewDense(2, 2, []float64{1, 0, 0, 1})
	for _, c := range []struct {
		a    mat.Matrix
		b    []float64
		says string
	}{
		{nil, nil, "a is nil"},
		{mat.NewDense(2, 3, nil), nil, "a is 2×3: want a square"},
		{mat.NewDense(2, 2, []float64{1, 2, 3, 1}), []float64{1, 1}, "a[1, 0] = 3 but a[0, 1] = 2"},
		{mat.NewDense(1, 1, []float64{math.NaN()}), []float64{1}, "a[0, 0] = NaN"},
		{square, []float64{1, 2, 3}, "b has length 3, but a is 2×2"},
		{square, []float64{1, math.Inf(1)}, "b[1] = +Inf"},
	} {
		_, err := Quadratic(c.a, c.b)
		wantError(t, err, "problem.Quadratic", c.says)
	}
	_, err := RandomQuadratic(nil, rng.New(1))
	wantError(t, err, "len(spectrum) = 0")
	_, err = RandomQuadratic([]float64{1, math.NaN()}, rng.New(1))
	wantError(t, err, "spectrum[1] = NaN")
	_, err = RandomQuadratic([]float64{1}, nil)
	wantError(t, err, "stream is nil")
}
