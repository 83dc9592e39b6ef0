package optim

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/linalg"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// Projected gradient descent on ½‖x − c‖² ends at the projection of c.
func TestProject(t *testing.T) {
	c := []float64{3, -4, 0.5}
	f, err := problem.Func(3, func(x []float64) float64 { d := vec.Distance(x, c); return d * d / 2 }, func(dst, x []float64) { vec.Sub(dst, x, c) })
	if err != nil {
		t.Fatal(err)
	}
	ball, err := linalg.ProjectBall(nil, c, 2)
	if err != nil {
		t.Fatal(err)
	}
	simplex, err := linalg.ProjectSimplex(nil, c, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		onto Projection
		want []float64
	}{
		{ToBall(2), ball}, {ToSimplex(1), simplex}, {ToBox(-1, 1), []float64{1, -1, 0.5}},
		{ToBox(math.Inf(-1), 0), []float64{0, -4, 0}},
	} {
		for s := range Descend(f, Project(NewSGD(0.3), p.onto), make([]float64, 3), Iterations(200)) {
			if s.Err != nil {
				t.Fatal(s.Err)
			}
			y := vec.Clone(s.X)
			if err := p.onto(y); s.K > 0 && (err != nil || !vec.Equal(y, s.X, 1e-15)) {
				t.Fatalf("state %d is outside: %v", s.K, s.X)
			}
			if s.K == 200 && !vec.Equal(s.X, p.want, 1e-12) {
				t.Errorf("ends at %v, want %v", s.X, p.want)
			}
		}
	}
}

// The slow weights of gradient descent on ½x², x ← (1−η)x, shrink by 1 − α + α(1−η)^k
// every k steps.
func TestLookahead(t *testing.T) {
	const eta, alpha, every = 0.1, 0.5, 5
	o := Lookahead(NewSGD(eta), every, alpha)
	x := []float64{1}
	want, fast := 1.0, 1.0
	for k := 1; k <= 50; k++ {
		if err := o.Step(x, []float64{x[0]}); err != nil {
			t.Fatal(err)
		}
		fast *= 1 - eta
		if k%every == 0 {
			want *= 1 - alpha + alpha*math.Pow(1-eta, every)
			fast = want
		}
		if !near(x[0], fast, 1e-13) || !near(o.Slow()[0], want, 1e-13) {
			t.Fatalf("update %d: %v, slow %v, want %v and %v", k, x[0], o.Slow()[0], fast, want)
		}
	}
}

func TestAverages(t *testing.T) {
	iterates := []float64{}
	polyak, suffix, ema := Polyak(NewSGD(1), 0), Polyak(NewSGD(1), 6), EMA(NewSGD(1), 0.8)
	s := rng.New(1)
	if polyak.Mean() != nil {
		t.Error("a mean before the first update")
	}
	for k := 1; k <= 20; k++ {
		g := []float64{s.Normal()}
		last := 0.0
		if k > 1 {
			last = iterates[k-2]
		}
		for _, o := range []*Averaged{polyak, suffix, ema} {
			x := []float64{last}
			if err := o.Step(x, g); err != nil || x[0] != last-g[0] {
				t.Fatalf("update %d: %v, %v", k, x, err)
			}
		}
		iterates = append(iterates, last-g[0])
		var weighted, weights float64
		for i, x := range iterates {
			w := math.Pow(0.8, float64(k-1-i))
			weighted, weights = weighted+w*x, weights+w
		}
		for _, c := range []struct{ got, want float64 }{
			{polyak.Mean()[0], vec.Mean(iterates)},
			{suffix.Mean()[0], vec.Mean(iterates[min(6, k-1):])},
			{ema.Mean()[0], weighted / weights},
		} {
			if math.Abs(c.got-c.want) > 1e-13 {
				t.Fatalf("update %d: %v, want %v", k, c.got, c.want)
			}
		}
	}
}

// Gradients of four minibatches accumulated are one of the four together.
func TestAccumulate(t *testing.T) {
	p := squares(t)
	o, whole := Accumulate(NewAdam(0.1), 5), NewAdam(0.1)
	x, y, g := vec.Ones(4), vec.Ones(4), make([]float64, 4)
	for range 10 {
		for i := range 5 {
			idx := make([]int, 10)
			for j := range idx {
				idx[j] = 10*i + j
			}
			p.BatchGrad(g, x, idx)
			before := vec.Clone(x)
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
			if i < 4 && !slices.Equal(x, before) {
				t.Fatal("x moves in between")
			}
		}
		p.Grad(g, y)
		if err := whole.Step(y, g); err != nil || !vec.Equal(x, y, 1e-12) {
			t.Fatalf("%v and %v, %v", x, y, err)
		}
	}
}

// Wrappers compose, and run.
func TestDescendWithWrappers(t *testing.T) {
	p := squares(t)
	best, err := p.Solve()
	if err != nil {
		t.Fatal(err)
	}
	cosine := Cosine{Steps: 3000}
	for _, m := range []Method{
		Chain(ClipNorm(1), ScaleByBelief(0.9, 0.999, 1e-8), ScaleBySchedule(0.1, cosine)),
		Lookahead(Project(Before(&Adam{LR: 0.1, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Schedule: cosine}, ClipNorm(1)), ToBox(-100, 100)), 5, 0.5),
		Accumulate(EMA(NewSGD(0.5), 0.9), 2),
		Chain(AsTransform(NewYogi(0.1)), ScaleBySchedule(1, cosine)),
	} {
		last, err := Run(p, m.Fresh(), make([]float64, 4), Iterations(3000))
		if err != nil {
			t.Fatal(err)
		}
		if d := vec.Distance(last.X, best); d > 1e-3 {
			t.Errorf("%v: distance %v from the minimiser", m, d)
		}
	}
}

func TestParallelUpdatesAreTheSame(t *testing.T) {
	const n = 5*part + 77 // several parts and a rest
	g := rng.New(1).NormalVec(make([]float64, n))
	for _, m := range []Method{NewAdam(0.1), NewAdaBelief(0.1), NewSGD(0.1), NewAdamW(0.1, 0.1)} {
		whole, x := m.Fresh(), vec.Ones(n)
		for range 3 {
			if err := whole.Step(x, g); err != nil {
				t.Fatal(err)
			}
		}
		// The same in pieces too short to be divided.
		for from := 0; from < n; from += part {
			to := min(from+part, n)
			o, y := m.Fresh(), vec.Ones(to-from)
			for range 3 {
				if err := o.Step(y, g[from:to]); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(x[from:to], y) {
				t.Fatalf("%v: elements %d to %d differ", m, from, to)
			}
		}
	}
}

// Wrappers that change nothing around a Searcher change nothing.
func TestWrappersOfSearchers(t *testing.T) {
	f, _ := tanhNet(t, 40, 3, 4, 1)
	x := f.Model().Init(rng.New(1))
	for _, m := range []Method{NewAdaHessian(0.05, rng.New(2)), NewKFAC(0.05), NewSLS()} {
		run := func(m Method) []float64 {
			last, err := Run(f, m.Fresh(), x, Batch(8, rng.New(3)), Iterations(12))
			if err != nil {
				t.Fatalf("%v: %v", m, err)
			}
			return last.X
		}
		want := run(m)
		for _, w := range []Method{Before(m, Scale(1)), Lookahead(m, 3, 1), Polyak(m, 0), EMA(m, 0.9), Project(m, ToBall(1e9))} {
			if got := run(w); !vec.Equal(got, want, 1e-12) {
				t.Errorf("%v: %v, want %v", w, got, want)
			}
		}
	}
	_, err := Run(f, Polyak(NewAdAdaGrad(0.1, 1), 0), x, Batch(8, rng.New(3)), Iterations(1))
	wantError(t, err, "AdaptiveBatch: Step gets a gradient and no function")
	wantError(t, Polyak(NewKFAC(1), 0).Step(x, x), "KFAC: Step gets a gradient and no function")
}
