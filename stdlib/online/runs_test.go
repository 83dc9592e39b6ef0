package online

import (
	"math"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// repeat returns what f makes of the streams 0, 1, ..., n−1 of a seed, on two
// processors.
func repeat(n int, seed uint64, f func(s *rng.Stream) []float64) [][]float64 {
	out := make([][]float64, n)
	root := rng.New(seed)
	var wait sync.WaitGroup
	for part := range 2 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := part; i < n; i += 2 {
				out[i] = f(root.SplitN(i))
			}
		}()
	}
	wait.Wait()
	return out
}

// column returns element j of each row.
func column(rows [][]float64, j int) []float64 {
	c := make([]float64, len(rows))
	for i, r := range rows {
		c[i] = r[j]
	}
	return c
}

func noisy(t *testing.T, f problem.Smooth, n problem.Noise) *problem.NoisyProblem {
	t.Helper()
	p, err := problem.Noisy(f, n, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// lasts returns F at x_{T+1} for some T, in rising order, of one run, with the noise
// of the stream.
func lasts(p *problem.NoisyProblem, o optim.Optimizer, x1 []float64, s *rng.Stream, at ...int) []float64 {
	own, err := p.Fork(s)
	if err != nil {
		panic(err)
	}
	out := make([]float64, 0, len(at))
	for st := range optim.Descend(own, o, x1, optim.Iterations(at[len(at)-1])) {
		if st.Err != nil {
			panic(st.Err)
		}
		if st.K == at[len(out)] {
			out = append(out, st.Loss)
		}
	}
	return out
}

// harvey returns √T times f at the last iterate, the average and the suffix average.
func harvey(t *testing.T, T int, rule optim.Schedule) (last, average, suffix float64) {
	t.Helper()
	f, err := problem.Harvey(T)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(f, NewCSMD(Euclid{Ball{1}}, rule), make([]float64, T+1), T)
	if err != nil {
		t.Fatal(err)
	}
	root := math.Sqrt(float64(T))
	return root * f.Value(r.X), root * f.Value(r.Average), root * f.Value(r.Suffix)
}

func TestLastIterateMustHold2And3TheLogarithm(t *testing.T) {
	most, factor4 := 4096, 1024
	if testing.Short() {
		most, factor4 = 1024, 256
	}
	slow, fast := map[int]float64{}, map[int]float64{}
	before := math.Inf(1)
	for T := 64; T <= most; T *= 2 {
		last, average, suffix := harvey(t, T, InvSqrtSteps{Eta: 1})
		linear, _, _ := harvey(t, T, LinearSteps{Eta: 1, T: T})
		constant, _, _ := harvey(t, T, ConstantSteps{Eta: 1, T: T})
		t.Logf("T = %4d: 1/√t last %.4f, average %.4f, suffix %.4f; 1/√T last %.4f; linear last %.4f", T, last, average, suffix, constant, linear)
		slow[T], fast[T] = last, linear
		if last <= math.Log(float64(T))/32 {
			t.Errorf("T = %d: last %.4f: want above log T/32", T, last)
		}
		if linear >= 0.04 || linear > before {
			t.Errorf("T = %d: linear steps %.4f: want below 0.04 and no more than %.4f", T, linear, before)
		}
		if before = linear; average >= 0.06 {
			t.Errorf("T = %d: average %.4f: want below 0.06", T, average)
		}
	}
	for T := 256; T <= factor4; T *= 4 {
		if growth := slow[4*T] - slow[T]; math.Abs(growth-0.064) > 0.003 {
			t.Errorf("from T = %d to %d √T·f grows by %.4f: want 0.064 ± 0.003", T, 4*T, growth)
		}
	}
	for T, want := range map[int]float64{256: 0.307, 1024: 0.372, 4096: 0.437} {
		if got, ok := slow[T]; ok && math.Abs(got-want) > 0.001 {
			t.Errorf("T = %d: %.4f, want %.3f", T, got, want)
		}
	}
	if ratio := slow[4096] / fast[4096]; !testing.Short() && ratio <= 12 {
		t.Errorf("at T = 4096 the ratio of 1/√t to linear steps is %.1f: want above 12", ratio)
	}
}

// Max of linear functions over a box that holds the minimiser c, noise-free.
func TestLastIterateMustHold4ConstantOfLinearSteps(t *testing.T) {
	s := rng.New(1)
	var worst float64
	for trial := range 300 {
		d, T := 1+s.IntN(6), 2+s.IntN(200)
		a := mat.NewDense(8, d, normal(s, 8*d))
		c := s.UniformVec(make([]float64, d), -1, 1)
		b := mat.NewVecDense(8, nil)
		b.MulVec(a, mat.NewVecDense(d, c))
		b.ScaleVec(-1, b)
		f, err := problem.MaxAbsLinear(a, b.RawVector().Data)
		if err != nil {
			t.Fatal(err)
		}
		x1 := s.UniformVec(make([]float64, d), -1, 1)
		D, G := vec.Distance(x1, c), f.Lipschitz()
		r, err := Run(f, NewCSMD(Euclid{Box{-1, 1}}, LinearSteps{Eta: D / G, T: T}), x1, T)
		if err != nil {
			t.Fatal(err)
		}
		ratio := f.Value(r.X) * math.Sqrt(float64(T)) / (D * G)
		if worst = max(worst, ratio); ratio > 1.125 {
			t.Errorf("trial %d: (F(x_{T+1}) − F*)·√T/(D′G) = %v: want at most 1.125", trial, ratio)
		}
	}
	t.Logf("largest ratio %.2f", worst)
}

// Experiment 2: ‖x‖₁ in R⁵ with Gaussian noise of deviation 2.
func TestLastIterateMustHold5Noise(t *testing.T) {
	if testing.Short() {
		t.Skip("10 s")
	}
	f, err := problem.Norms(make([]float64, 5), problem.NormWeights{L1: 1})
	if err != nil {
		t.Fatal(err)
	}
	p := noisy(t, f, problem.GaussianNoise{Std: 2})
	D, Q := math.Sqrt(5), math.Sqrt(5+20)
	for T, factor := range map[int]float64{400: 5, 6400: 50} {
		runs := repeat(1000, 1, func(s *rng.Stream) []float64 {
			a := lasts(p, NewCSMD(nil, InvSqrtSteps{Eta: D / Q}), vec.Ones(5), s, T)
			c := lasts(p, NewCSMD(nil, LinearSteps{Eta: D / Q, T: T}), vec.Ones(5), s, T)
			return append(a, c...)
		})
		unit := D * Q / math.Sqrt(float64(T))
		a, c := column(runs, 0), column(runs, 1)
		meanA, meanC := vec.Mean(a), vec.Mean(c)
		slices.Sort(a)
		tail := a[989]
		t.Logf("T = %d: 1/√t %.4f, 0.99 quantile %.4f, linear %.4f, in units of D′Q/√T", T, meanA/unit, tail/unit, meanC/unit)
		if meanA < factor*meanC {
			t.Errorf("T = %d: the mean of 1/√t is %.1f times that of linear steps: want at least %v", T, meanA/meanC, factor)
		}
		if tail >= 3*meanA {
			t.Errorf("T = %d: 0.99 quantile %v: want below 3 times the mean %v", T, tail, meanA)
		}
	}
}

// Experiment 3: ‖x−1‖ in R³ with symmetric Pareto noise of index 1.6.
func TestLastIterateMustHold6HeavyTails(t *testing.T) {
	if testing.Short() {
		t.Skip("30 s")
	}
	f, err := problem.Norms(vec.Ones(3), problem.NormWeights{L2: 1})
	if err != nil {
		t.Fatal(err)
	}
	p := noisy(t, f, problem.ParetoNoise{Alpha: 1.6, Scale: 0.5})
	at := []int{100, 400, 1600, 6400}
	runs := repeat(3000, 1, func(s *rng.Stream) []float64 {
		mirror := lasts(p, NewCSMD(PowerNorm{3}, HeavyTailSteps{Eta: 1, P: 1.5}), make([]float64, 3), s, at...)
		return append(mirror, lasts(p, NewCSMD(nil, InvSqrtSteps{Eta: 1}), make([]float64, 3), s, at...)...)
	})
	var x, y []float64
	for j, T := range at {
		x, y = append(x, math.Log(float64(T))), append(y, math.Log(vec.Mean(column(runs, j))))
		t.Logf("T = %4d: mirror q = 3 %.4f, Euclid 1/√t %.4f", T, vec.Mean(column(runs, j)), vec.Mean(column(runs, 4+j)))
	}
	mx := vec.Mean(x)
	var above, below float64
	for i := range x {
		above += (x[i] - mx) * y[i]
		below += (x[i] - mx) * (x[i] - mx)
	}
	slope := above / below
	t.Logf("slope %.3f", slope)
	if slope <= -0.45 || slope >= -0.2 {
		t.Errorf("slope of the mean under the mirror map %.3f: want between −0.45 and −0.2", slope)
	}
	if m, e := vec.Mean(column(runs, 3)), vec.Mean(column(runs, 7)); m >= e/4 {
		t.Errorf("T = 6400: mirror %.3f, Euclid %.3f: want less than a quarter", m, e)
	}
}

// Experiment 4a: a quadratic of 20 eigenvalues from 1 to 1e-3, L = 1.
func TestLastIterateMustHold7SmoothQuadratic(t *testing.T) {
	f, err := problem.Quadratic(mat.NewDiagDense(20, vec.Logspace(1, 1e-3, 20)), make([]float64, 20))
	if err != nil {
		t.Fatal(err)
	}
	before := math.Inf(1)
	for _, T := range []int{100, 400, 1600, 6400} {
		r, err := Run(f, NewCSMD(nil, ConstantSteps{Eta: 1e6, L: 1, T: T}), vec.Ones(20), T)
		if err != nil {
			t.Fatal(err)
		}
		if v := f.Value(r.X) * float64(T); v >= before {
			t.Errorf("σ = 0, T = %d: error·T = %v: want less than %v", T, v, before)
		} else {
			before = v
		}
	}
	p := noisy(t, f, problem.GaussianNoise{Std: 1})
	runs := repeat(200, 1, func(s *rng.Stream) []float64 {
		var out []float64
		for _, T := range []int{100, 6400} { // η = D′/σ√20 = 1
			out = append(out, lasts(p, NewCSMD(nil, ConstantSteps{Eta: 1, L: 1, T: T}), vec.Ones(20), s, T)...)
		}
		return out
	})
	factor := vec.Mean(column(runs, 0)) / vec.Mean(column(runs, 1))
	t.Logf("σ = 1: from T = 100 to 6400 the error falls %.2f-fold", factor)
	if factor < 5 || factor > 9.5 {
		t.Errorf("σ = 1: the error falls %.2f-fold: want between 5 and 9.5", factor)
	}
}

// Experiment 4b: ½x² + |x| with noise 3 from x_1 = 5.
func TestLastIterateMustHold8StronglyConvex(t *testing.T) {
	if testing.Short() {
		t.Skip("5 s")
	}
	f, err := problem.Norms([]float64{0}, problem.NormWeights{L1: 1, Square: 1})
	if err != nil {
		t.Fatal(err)
	}
	p := noisy(t, f, problem.GaussianNoise{Std: 3})
	at := []int{100, 400, 1600, 6400}
	runs := repeat(1000, 1, func(s *rng.Stream) []float64 {
		out := lasts(p, NewCSMD(nil, StrongSteps{Mu: 1}), []float64{5}, s, at...)
		out = append(out, lasts(p, NewCSMD(nil, InvSqrtSteps{Eta: 1}), []float64{5}, s, at...)...)
		for _, T := range at {
			out = append(out, lasts(p, NewCSMD(nil, StrongHorizonSteps{Mu: 1, T: T}), []float64{5}, s, T)...)
		}
		return out
	})
	scaled := func(from int) []float64 {
		out := make([]float64, len(at))
		for j, T := range at {
			out[j] = float64(T) * vec.Mean(column(runs, from+j))
		}
		return out
	}
	unknown, root, known := scaled(0), scaled(4), scaled(8)
	t.Logf("T·E[F−F*]: 1/t %.2f, two phases %.2f, 1/√t %.2f", unknown, known, root)
	for _, v := range [][]float64{unknown, known} {
		if ratio := vec.Max(v) / vec.Min(v); ratio > 1.3 {
			t.Errorf("T·E[F−F*] = %.2f: want within a factor 1.3", v)
		}
	}
	if growth := root[3] / root[0]; growth < 7 {
		t.Errorf("1/√t: T·E[F−F*] grows %.2f-fold: want at least 7", growth)
	}
}
