package problem

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// checkBilevel compares all derivatives at a random point with differences.
func checkBilevel(t *testing.T, name string, p Bilevel) {
	t.Helper()
	n, m := p.Dims()
	s := rng.New(5)
	x, y := s.NormalVec(make([]float64, n)), s.NormalVec(make([]float64, m))
	u, v := s.NormalVec(make([]float64, n)), s.NormalVec(make([]float64, m))
	if e := slopeError(x, y, p.Upper, p.UpperGrad); e > 1e-8 {
		t.Errorf("%s: upper gradient differs by %v", name, e)
	}
	if e := slopeError(x, y, p.Lower, p.LowerGrad); e > 1e-8 {
		t.Errorf("%s: lower gradient differs by %v", name, e)
	}
	dx, dy, alone := make([]float64, n), make([]float64, m), make([]float64, m)
	p.LowerGrad(dx, dy, x, y)
	if p.LowerGrad(nil, alone, x, y); !vec.Equal(alone, dy, 1e-14) {
		t.Errorf("%s: without dx: %v, want %v", name, alone, dy)
	}
	p.UpperGrad(dx, nil, x, y)

	const h = 1e-5
	got, up, down := make([]float64, m), make([]float64, m), make([]float64, m)
	differ := func(what string) {
		t.Helper()
		if want := vec.Scale(nil, 1/(2*h), vec.Sub(nil, up, down)); !vec.Equal(got, want, 1e-8) {
			t.Errorf("%s: %s: %v, want %v", name, what, got, want)
		}
	}
	shift := func(a []float64, c float64, b []float64) []float64 {
		z := vec.Clone(a)
		vec.Axpy(z, c, b)
		return z
	}
	p.LowerHessVec(got, x, y, v)
	p.LowerGrad(nil, up, x, shift(y, h, v))
	p.LowerGrad(nil, down, x, shift(y, -h, v))
	differ("Hessian-vector product")
	p.LowerCrossT(got, x, y, u)
	p.LowerGrad(nil, up, shift(x, h, u), y)
	p.LowerGrad(nil, down, shift(x, -h, u), y)
	differ("transposed cross product")
	cross := make([]float64, n)
	p.LowerCross(cross, x, y, v)
	if a, b := vec.Dot(cross, u), vec.Dot(got, v); math.Abs(a-b) > 1e-13*max(1, math.Abs(a)) {
		t.Errorf("%s: ⟨cross·v, u⟩ = %v, ⟨v, crossᵀ·u⟩ = %v", name, a, b)
	}
	for i := range u { // every element of the cross product
		clear(u)
		u[i] = 1
		p.LowerCrossT(got, x, y, u)
		if want := vec.Dot(got, v); math.Abs(cross[i]-want) > 1e-13*max(1, math.Abs(want)) {
			t.Errorf("%s: cross product %d is %v, want %v", name, i, cross[i], want)
		}
	}
	if n := testing.AllocsPerRun(10, func() {
		p.Upper(x, y)
		p.UpperGrad(dx, dy, x, y)
		p.Lower(x, y)
		p.LowerGrad(dx, dy, x, y)
		p.LowerHessVec(got, x, y, v)
		p.LowerCross(dx, x, y, v)
		p.LowerCrossT(got, x, y, u)
	}); n != 0 {
		t.Errorf("%s: %v allocations", name, n)
	}
}

// checkHypergradient compares Hypergradient with differences of F, whose lower
// level solve finds.
func checkHypergradient(t *testing.T, name string, p Bilevel, solve func(x []float64) ([]float64, error)) {
	t.Helper()
	n, _ := p.Dims()
	x := rng.New(6).NormalVec(make([]float64, n))
	at := func(x []float64) []float64 {
		y, err := solve(x)
		if err != nil {
			t.Fatal(err)
		}
		return y
	}
	f, err := Func(n, func(x []float64) float64 { return p.Upper(x, at(x)) }, func(dst, x []float64) {
		if _, err := Hypergradient(dst, p, x, at(x)); err != nil {
			t.Fatal(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if e := GradError(f, x); e > 1e-7 {
		t.Errorf("%s: hypergradient differs by %v", name, e)
	}
}

func quadraticBilevel(t *testing.T) *BilevelQuadratic {
	t.Helper()
	p, err := RandomQuadraticBilevel(4, 6, 20, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestQuadraticBilevel(t *testing.T) {
	p := quadraticBilevel(t)
	checkBilevel(t, "quadratic", p)
	checkHypergradient(t, "quadratic", p, p.LowerSolve)
	x := vec.Linspace(-1, 1, 4)
	y, err := p.LowerSolve(x)
	g, h, dy := make([]float64, 4), make([]float64, 4), make([]float64, 6)
	if p.LowerGrad(nil, dy, x, y); err != nil || vec.NormInf(dy) > 1e-13 {
		t.Errorf("lower gradient %v at its minimiser, %v", dy, err)
	}
	a, err := p.Hypergradient(g, x)
	b, err2 := Hypergradient(h, p, x, y)
	if err != nil || err2 != nil || a != b || !vec.Equal(g, h, 1e-12) {
		t.Errorf("closed form %v %v %v, general %v %v %v", a, g, err, b, h, err2)
	}
}

// With A = 2, B = 3, c = 1, t = 4, ρ = 0.5: y* = (3x+1)/2, ∇F = x/2 + 1.5(y*−4).
func TestQuadraticBilevelByHand(t *testing.T) {
	one := func(v float64) mat.Matrix { return mat.NewDense(1, 1, []float64{v}) }
	p, err := QuadraticBilevel(one(2), one(3), []float64{1}, []float64{4}, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	g := make([]float64, 1)
	v, err := p.Hypergradient(g, []float64{1})
	if err != nil || math.Abs(v-2.25) > 1e-14 || math.Abs(g[0]+2.5) > 1e-14 {
		t.Errorf("%v %v %v, want 2.25 and -2.5", v, g, err)
	}
}

func TestCountBilevel(t *testing.T) {
	p := quadraticBilevel(t)
	counted, counter := CountBilevel(p)
	if _, ok := counted.(BilevelSum); ok {
		t.Error("counting made it a sum")
	}
	checkCountedCalls(t, counted)
	if c := counter.Cost(); c != (Cost{Values: 2, Grads: 2, HVPs: 3}) {
		t.Errorf("cost %+v", c)
	}
}

// checkCountedCalls calls each oracle once.
func checkCountedCalls(t *testing.T, p Bilevel) {
	t.Helper()
	n, m := p.Dims()
	x, y, dx, dy := make([]float64, n), make([]float64, m), make([]float64, n), make([]float64, m)
	if p.Upper(x, y) != p.UpperGrad(dx, dy, x, y) || math.Abs(p.Lower(x, y)-p.LowerGrad(dx, dy, x, y)) > 1e-15 {
		t.Error("values differ")
	}
	p.LowerHessVec(dy, x, y, y)
	p.LowerCross(dx, x, y, y)
	p.LowerCrossT(dy, x, y, x)
}

func TestBadBilevel(t *testing.T) {
	two, wide := mat.NewDense(2, 2, []float64{1, 0, 0, 1}), mat.NewDense(3, 2, nil)
	b2 := make([]float64, 2)
	for _, c := range []struct {
		a, b mat.Matrix
		c, t []float64
		rho  float64
		says string
	}{
		{nil, two, b2, b2, 1, "a is nil"},
		{two, wide, b2, b2, 1, "b is 3×2, but a is 2×2"},
		{two, two, b2[:1], b2, 1, "c has length 1, but a is 2×2"},
		{two, two, b2, []float64{1, math.NaN()}, 1, "t[1] = NaN"},
		{two, two, b2, b2, -1, "rho = -1"},
		{mat.NewDense(2, 2, []float64{1, 2, 2, 1}), two, b2, b2, 1, "a is not positive definite"},
	} {
		_, err := QuadraticBilevel(c.a, c.b, c.c, c.t, c.rho)
		wantError(t, err, "problem.QuadraticBilevel", c.says)
	}
	_, err := RandomQuadraticBilevel(0, 1, 2, rng.New(1))
	wantError(t, err, "n = 0 and m = 1")
	_, err = RandomQuadraticBilevel(1, 1, 0.5, rng.New(1))
	wantError(t, err, "condition = 0.5")
	_, err = RandomQuadraticBilevel(1, 1, 2, nil)
	wantError(t, err, "stream is nil")
	p := quadraticBilevel(t)
	_, err = Hypergradient(make([]float64, 4), p, make([]float64, 4), make([]float64, 5))
	wantError(t, err, "y has length 5, but the problem has 4 and 6 variables")
	_, err = p.LowerSolve(make([]float64, 3))
	wantError(t, err, "x has length 3, but b is 6×4")
	_, err = p.Hypergradient(make([]float64, 3), make([]float64, 4))
	wantError(t, err, "dst has length 3: want 4")
}
