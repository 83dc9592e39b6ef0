package problem

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// The empirical distribution function differs from the exact one by less than the
// Kolmogorov-Smirnov bound at level 1e-6, √(log(2e6)/2n) = 0.006 for n = 200000.
func TestNoiseLaws(t *testing.T) {
	const n = 200000
	lomax := func(alpha, scale float64) func(float64) float64 {
		return func(x float64) float64 {
			tail := math.Pow(1+math.Abs(x)/scale, -alpha) / 2
			if x < 0 {
				return tail
			}
			return 1 - tail
		}
	}
	for _, c := range []struct {
		noise Noise
		cdf   func(float64) float64
	}{
		{GaussianNoise{2}, distuv.Normal{Sigma: 2}.CDF},
		{StudentNoise{3, 1}, distuv.StudentsT{Sigma: 1, Nu: 3}.CDF},
		{StudentNoise{1.2, 2}, distuv.StudentsT{Sigma: 2, Nu: 1.2}.CDF},
		{ParetoNoise{1.5, 2}, lomax(1.5, 2)},
		{StableNoise{2, 1}, distuv.Normal{Sigma: math.Sqrt2}.CDF},
		{StableNoise{1, 2}, func(x float64) float64 { return 0.5 + math.Atan(x/2)/math.Pi }},
	} {
		draws := make([]float64, n)
		c.noise.Add(draws, rand.New(rand.NewPCG(1, 2)))
		slices.Sort(draws)
		var worst float64
		for i, x := range draws {
			worst = max(worst, math.Abs(c.cdf(x)-(float64(i)+0.5)/n))
		}
		if worst > math.Sqrt(math.Log(2e6)/(2*n)) {
			t.Errorf("%T%v: distribution functions differ by %v", c.noise, c.noise, worst)
		}
	}
}

// Between the two known cases a stable law is told by its characteristic function.
func TestStableCharacteristicFunction(t *testing.T) {
	const n = 200000
	for _, alpha := range []float64{0.7, 1.3, 1.8} {
		draws := make([]float64, n)
		StableNoise{alpha, 0.5}.Add(draws, rand.New(rand.NewPCG(3, 4)))
		for _, at := range []float64{0.3, 1, 3} {
			var sum float64
			for _, x := range draws {
				sum += math.Cos(at * x)
			}
			if want := math.Exp(-math.Pow(0.5*at, alpha)); math.Abs(sum/n-want) > 5/math.Sqrt(n) {
				t.Errorf("alpha %v at %v: %v, want %v", alpha, at, sum/n, want)
			}
		}
	}
}

func noisyInstance(t *testing.T) *NoisyProblem {
	t.Helper()
	p, err := Noisy(Rosenbrock(), StudentNoise{Nu: 1.5, Scale: 1}, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNoiseIsAddedToTheGradient(t *testing.T) {
	p := noisyInstance(t)
	quiet, err := Noisy(Rosenbrock(), GaussianNoise{0}, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	x, y := []float64{-1, 2}, []float64{0.5, 3}
	g, h, gx, gy := make([]float64, 2), make([]float64, 2), make([]float64, 2), make([]float64, 2)
	if v := quiet.Grad(g, x); v != p.Exact().Grad(gx, x) || !slices.Equal(g, gx) {
		t.Errorf("without noise: %v, want %v", g, gx)
	}
	// The same call at two points has the same noise.
	if v := p.GradAt(g, x, 7); v != p.Value(x) {
		t.Errorf("value %v, want the exact %v", v, p.Value(x))
	}
	p.GradAt(h, y, 7)
	p.Exact().Grad(gx, x)
	p.Exact().Grad(gy, y)
	vec.Sub(g, g, gx)
	vec.Sub(h, h, gy)
	if !vec.Equal(g, h, 1e-12) || vec.Norm2(g) == 0 {
		t.Errorf("noise %v and %v", g, h)
	}
	p.GradAt(h, x, 8)
	if vec.Equal(vec.Sub(h, h, gx), g, 1e-3) {
		t.Error("another call has the same noise")
	}
}

func TestNoiseDoesNotDependOnTheSchedule(t *testing.T) {
	const calls = 64
	x := []float64{-1, 2}
	p := noisyInstance(t)
	want := make([][2]float64, calls)
	for k := range want {
		p.Grad(want[k][:], x) // numbered 0, 1, ...
	}
	got := make([][2]float64, calls)
	var wg sync.WaitGroup
	for k := range got {
		wg.Go(func() { p.GradAt(got[k][:], x, k) })
	}
	wg.Wait()
	if !slices.Equal(got, want) {
		t.Error("other numbers in parallel")
	}
	fork, err := p.Fork(rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	other, _ := p.Fork(rng.New(2))
	var a, b [2]float64
	fork.Grad(a[:], x)
	other.Grad(b[:], x)
	if a != want[0] || b == want[0] {
		t.Errorf("forks begin with %v and %v, the original with %v", a, b, want[0])
	}
}

func TestNoisyDoesNotAllocate(t *testing.T) {
	x, g := []float64{1, 2}, make([]float64, 2)
	for _, noise := range []Noise{GaussianNoise{1}, StudentNoise{3, 1}, ParetoNoise{2, 1}, StableNoise{1.5, 1}} {
		p, err := Noisy(Rosenbrock(), noise, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(20, func() { p.Grad(g, x); p.GradAt(g, x, 3) }); n != 0 {
			t.Errorf("%T: %v allocations", noise, n)
		}
	}
}

func TestBadNoise(t *testing.T) {
	for _, c := range []struct {
		p     Smooth
		noise Noise
		s     *rng.Stream
		says  string
	}{
		{nil, GaussianNoise{1}, rng.New(1), "p is nil"},
		{Rosenbrock(), nil, rng.New(1), "noise is nil"},
		{Rosenbrock(), GaussianNoise{1}, nil, "stream is nil"},
		{Rosenbrock(), GaussianNoise{-1}, rng.New(1), "GaussianNoise: Std = -1"},
		{Rosenbrock(), StudentNoise{0, 1}, rng.New(1), "StudentNoise: Nu = 0"},
		{Rosenbrock(), StudentNoise{1, math.NaN()}, rng.New(1), "StudentNoise: Scale = NaN"},
		{Rosenbrock(), ParetoNoise{math.Inf(1), 1}, rng.New(1), "ParetoNoise: Alpha = +Inf"},
		{Rosenbrock(), StableNoise{2.1, 1}, rng.New(1), "StableNoise: Alpha = 2.1: want a number in (0, 2]"},
	} {
		_, err := Noisy(c.p, c.noise, c.s)
		wantError(t, err, "problem.Noisy", c.says)
	}
}
