package linalg

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A projection is characterised by ⟨x − z, y − z⟩ <= 0 for all feasible y. isNearest
// checks that over points that feasible draws.
func isNearest(t *testing.T, what string, x, z []float64, feasible func() []float64) {
	t.Helper()
	for range 300 {
		y := feasible()
		inner := vec.Dot(vec.Sub(nil, x, z), vec.Sub(nil, y, z))
		if inner > 1e-9*(1+vec.Norm2(x))*(1+vec.Norm2(y)) {
			t.Fatalf("%s of %v is %v, but %v is on the near side: %v", what, x, z, y, inner)
		}
	}
}

func TestProjectBallAndBox(t *testing.T) {
	s := rng.New(1)
	for _, n := range []int{1, 2, 5, 40} {
		x := vec.Scale(nil, 3, s.NormalVec(make([]float64, n)))
		z := must[[]float64](t)(ProjectBall(nil, x, 2))
		if vec.Norm2(z) > 2*(1+1e-15) {
			t.Errorf("norm %v", vec.Norm2(z))
		}
		isNearest(t, "ball", x, z, func() []float64 {
			return vec.Scale(nil, 2*s.Float64(), s.Sphere(make([]float64, n)))
		})
		lo, hi := vec.Fill(make([]float64, n), -1), vec.Linspace(0, 1, n)
		z = must[[]float64](t)(ProjectBox(nil, x, lo, hi))
		isNearest(t, "box", x, z, func() []float64 {
			y := make([]float64, n)
			for i := range y {
				y[i] = s.Uniform(lo[i], hi[i]+1e-300)
			}
			return y
		})
	}
	near(t, "inside", must[[]float64](t)(ProjectBall(nil, []float64{1, -1}, 2)), []float64{1, -1}, 0)
	near(t, "radius 0", must[[]float64](t)(ProjectBall(nil, []float64{1, -1}, 0)), []float64{0, 0}, 0)
	near(t, "half-space", must[[]float64](t)(ProjectBox(nil, []float64{5, -5}, []float64{math.Inf(-1), 0}, []float64{inf, inf})), []float64{5, 0}, 0)
}

// simplexKKT checks the conditions of the simplex: z >= 0, Σ z = sum, x − z equal to
// one τ where z > 0 and not above it elsewhere.
func simplexKKT(t *testing.T, x, z []float64, sum float64) {
	t.Helper()
	scale := sum + vec.NormInf(x)
	if e := math.Abs(vec.Sum(z) - sum); e > 1e-13*scale*float64(len(x)) {
		t.Fatalf("projection of %v to sum %v: off by %v", x, sum, e)
	}
	tau := math.Inf(-1)
	for i := range z {
		if z[i] < 0 {
			t.Fatalf("z[%d] = %v", i, z[i])
		}
		tau = max(tau, x[i]-z[i])
	}
	for i := range z {
		if z[i] > 0 && tau-(x[i]-z[i]) > 1e-13*scale {
			t.Fatalf("projection of %v to sum %v: %v: element %d moved by %v, another by %v", x, sum, z, i, x[i]-z[i], tau)
		}
	}
}

func TestProjectSimplex(t *testing.T) {
	s := rng.New(2)
	for _, n := range []int{1, 2, 3, 10, 1000} {
		for _, sum := range []float64{1e-6, 1, 50} {
			for _, offset := range []float64{0, 1e9, -1e9} {
				x := vec.Shift(nil, offset, s.NormalVec(make([]float64, n)))
				simplexKKT(t, x, must[[]float64](t)(ProjectSimplex(nil, x, sum)), sum)
			}
		}
	}
	for _, c := range []struct{ x, want []float64 }{
		{[]float64{0.2, 0.3, 0.5}, []float64{0.2, 0.3, 0.5}},
		{[]float64{3, 0, 0}, []float64{1, 0, 0}},
		{[]float64{1, 1, 1, 1}, []float64{0.25, 0.25, 0.25, 0.25}},
		{[]float64{0.9, 0.5, -7}, []float64{0.7, 0.3, 0}},
	} {
		near(t, fmt.Sprint(c.x), must[[]float64](t)(ProjectSimplex(nil, c.x, 1)), c.want, 1e-15)
	}
}

func FuzzProjectSimplex(f *testing.F) {
	f.Add(1.0, 2.0, -3.0, 1.0)
	f.Add(1e300, -1e300, 0.0, 1e-300)
	f.Fuzz(func(t *testing.T, a, b, c, sum float64) {
		x := []float64{a, b, c}
		z, err := ProjectSimplex(nil, x, sum)
		if err != nil || vec.NormInf(x) > 1e150 || sum > 1e150 {
			return
		}
		simplexKKT(t, x, z, sum)
	})
}

func TestProjectL1Ball(t *testing.T) {
	s := rng.New(3)
	for _, n := range []int{1, 2, 7, 100} {
		x := s.NormalVec(make([]float64, n))
		radius := vec.Norm1(x) * 0.4
		z := must[[]float64](t)(ProjectL1Ball(nil, x, radius))
		near(t, "norm", []float64{vec.Norm1(z)}, []float64{radius}, 1e-12)
		isNearest(t, "L1 ball", x, z, func() []float64 {
			y := s.NormalVec(make([]float64, n))
			return vec.Scale(y, radius/vec.Norm1(y), y)
		})
		near(t, "inside", must[[]float64](t)(ProjectL1Ball(nil, x, 3*radius)), x, 0)
		near(t, "radius 0", must[[]float64](t)(ProjectL1Ball(nil, x, 0)), make([]float64, n), 0)
	}
}

// The multiplier condition: x − z = μ·H·z with μ >= 0, and zᵀHz = radius².
func TestProjectEllipsoid(t *testing.T) {
	s := rng.New(4)
	for _, n := range []int{1, 2, 6, 30} {
		for _, share := range []float64{1e-6, 0.3, 0.99} { // of x's own norm
			h := spd(s, n)
			x := vec.Scale(nil, 4, s.NormalVec(make([]float64, n)))
			radius := share * math.Sqrt(vec.Dot(x, mul(h, x)))
			z := must[[]float64](t)(ProjectEllipsoid(nil, x, h, radius))
			hz := mul(h, z)
			near(t, "zᵀHz/radius²", []float64{vec.Dot(z, hz) / radius / radius}, []float64{1}, 1e-11)
			multiplier(t, vec.Sub(nil, x, z), hz)

			radius = share * vec.Norm2(x)
			z = must[[]float64](t)(ProjectBallHNorm(nil, x, h, radius))
			near(t, "‖z‖/radius", []float64{vec.Norm2(z) / radius}, []float64{1}, 1e-11)
			multiplier(t, mul(h, vec.Sub(nil, x, z)), z)
		}
	}
	// Inside nothing moves; directions without curvature are free.
	flat := mat.NewDiagDense(2, []float64{1, 0})
	near(t, "flat", must[[]float64](t)(ProjectEllipsoid(nil, []float64{5, 1e6}, flat, 2)), []float64{2, 1e6}, 1e-12)
	near(t, "inside", must[[]float64](t)(ProjectEllipsoid(nil, []float64{1, 9}, flat, 2)), []float64{1, 9}, 0)
	// With H = I both are the ball.
	eye, x := mat.NewDiagDense(3, vec.Ones(3)), []float64{1, 2, -2}
	want := must[[]float64](t)(ProjectBall(nil, x, 1.5))
	near(t, "ellipsoid", must[[]float64](t)(ProjectEllipsoid(nil, x, eye, 1.5)), want, 1e-14)
	near(t, "H-norm", must[[]float64](t)(ProjectBallHNorm(nil, x, eye, 1.5)), want, 1e-14)
}

// multiplier checks that a = μ·b for some μ >= 0.
func multiplier(t *testing.T, a, b []float64) {
	t.Helper()
	mu := vec.Dot(a, b) / vec.Dot(b, b)
	if mu < 0 || vec.Distance(a, vec.Scale(nil, mu, b)) > 1e-9*vec.Norm2(a) {
		t.Errorf("%v is no positive multiple of %v", a, b)
	}
}

// Every function may write over its input.
func TestInPlace(t *testing.T) {
	h := mat.NewDiagDense(3, []float64{1, 2, 3})
	for name, f := range map[string]func(dst, x []float64) ([]float64, error){
		"ball":      func(dst, x []float64) ([]float64, error) { return ProjectBall(dst, x, 1) },
		"box":       func(dst, x []float64) ([]float64, error) { return ProjectBox(dst, x, vec.Zeros(3), vec.Ones(3)) },
		"simplex":   func(dst, x []float64) ([]float64, error) { return ProjectSimplex(dst, x, 1) },
		"L1 ball":   func(dst, x []float64) ([]float64, error) { return ProjectL1Ball(dst, x, 1) },
		"ellipsoid": func(dst, x []float64) ([]float64, error) { return ProjectEllipsoid(dst, x, h, 1) },
		"H-norm":    func(dst, x []float64) ([]float64, error) { return ProjectBallHNorm(dst, x, h, 1) },
		"L1":        func(dst, x []float64) ([]float64, error) { return ProxL1(dst, x, 1) },
		"L2":        func(dst, x []float64) ([]float64, error) { return ProxL2(dst, x, 1) },
		"group":     func(dst, x []float64) ([]float64, error) { return ProxGroup(dst, x, 1, [][]int{{0, 2}}) },
		"elastic":   func(dst, x []float64) ([]float64, error) { return ProxElasticNet(dst, x, 1, 1) },
		"positive":  ProxNonNegative,
	} {
		x := []float64{3, -1, 2}
		want := must[[]float64](t)(f(nil, x))
		if !slices.Equal(x, []float64{3, -1, 2}) {
			t.Errorf("%s changed its input", name)
		}
		got := must[[]float64](t)(f(x, x))
		if &got[0] != &x[0] || !slices.Equal(got, want) {
			t.Errorf("%s in place: %v, want %v", name, got, want)
		}
	}
}

func BenchmarkProjectSimplex(b *testing.B) {
	x := rng.New(1).NormalVec(make([]float64, 1000))
	dst := make([]float64, len(x))
	b.ReportAllocs()
	for b.Loop() {
		must[[]float64](b)(ProjectSimplex(dst, x, 1))
	}
}

func BenchmarkEllipsoid(b *testing.B) {
	e := must[*Ellipsoid](b)(NewEllipsoid(spd(rng.New(1), 100)))
	x := rng.New(2).NormalVec(make([]float64, 100))
	dst := make([]float64, len(x))
	for b.Loop() {
		must[[]float64](b)(e.Project(dst, x, 1))
	}
}
