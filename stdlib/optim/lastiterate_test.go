package optim

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestLastIterateStepsByHand(t *testing.T) {
	got, err := LastIterateSteps([]float64{1, 2, 1})
	if err != nil || !vec.Equal(got, []float64{0.75, 0.5, 0}, 1e-15) {
		t.Errorf("%v, %v, want 0.75, 0.5, 0", got, err)
	}
	// Equal weights are LinearDecay.
	got, err = LastIterateSteps(vec.Fill(make([]float64, 50), 0.3))
	if err != nil {
		t.Fatal(err)
	}
	for k := range got {
		if want := 0.3 * (LinearDecay{50}).At(k+1); math.Abs(got[k]-want) > 1e-15 {
			t.Errorf("step %d is %v, want %v", k+1, got[k], want)
		}
	}
}

// q_T = (1/w_{1:T})Σ w_t q_t + Σ_k (w_k/w_{k+1:T})·(1/w_{k:T}) Σ_{t>=k} w_t(q_t−q_k)
func TestRefinementMustHold2AllTailIdentity(t *testing.T) {
	s := rng.New(1)
	for range 100 {
		const T = 40
		q, w := s.NormalVec(make([]float64, T)), draw(s, T)
		tail := func(k int) float64 { return vec.Sum(w[k:]) }
		sum := vec.Dot(w, q) / tail(0)
		for k := range T - 1 {
			var inner float64
			for p := k; p < T; p++ {
				inner += w[p] * (q[p] - q[k])
			}
			sum += w[k] / tail(k+1) * inner / tail(k)
		}
		if math.Abs(sum-q[T-1]) > 1e-12*vec.NormInf(q)*T {
			t.Fatalf("%v, want %v", sum, q[T-1])
		}
	}
}

// absolute returns max_i |⟨a_i, x−c⟩| over 8 random rows, least at the random c.
func absolute(t *testing.T, s *rng.Stream) (f *problem.MaxLinearFunction, c []float64) {
	t.Helper()
	d := 1 + s.IntN(5)
	a := mat.NewDense(8, d, s.NormalVec(make([]float64, 8*d)))
	c = s.NormalVec(make([]float64, d))
	b := mat.NewVecDense(8, nil)
	b.MulVec(a, mat.NewVecDense(d, c))
	b.ScaleVec(-1, b)
	f, err := problem.MaxAbsLinear(a, b.RawVector().Data)
	if err != nil {
		t.Fatal(err)
	}
	return f, c
}

// The z of a method that pays no heed to gradients, and of SGD and Adam.
func TestRefinementMustHold3RegretOfZBoundsTheLastX(t *testing.T) {
	s := rng.New(1)
	walk, err := Custom(func(x, _, _, _ []float64, _ int) {
		for i := range x {
			x[i] += s.Normal()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for trial := range 300 {
		f, c := absolute(t, s)
		T := 2 + s.IntN(40)
		w := draw(s, T)
		o, err := OnlineToLast([]Method{walk, NewSGD(0.1), NewAdam(0.3)}[trial%3], w)
		if err != nil {
			t.Fatal(err)
		}
		x := s.NormalVec(make([]float64, f.Dim()))
		g := make([]float64, f.Dim())
		z := vec.Clone(x) // z_t
		var regret, last float64
		for k := range T {
			last = f.Grad(g, x)
			regret += w[k] * (vec.Dot(g, z) - vec.Dot(g, c))
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
			z = vec.Clone(o.Z())
		}
		if bound := regret / vec.Sum(w); last > bound+1e-10*(1+math.Abs(bound)) {
			t.Fatalf("trial %d: f(x_T) − f* = %v above the bound %v", trial, last, bound)
		}
	}
}

// Experiment 4: the exact constant of linear decay, and constant steps beside it.
func TestRefinementMustHold4LinearDecayIsWithinItsBound(t *testing.T) {
	s := rng.New(2)
	var worst, constant float64
	for trial := range 300 {
		f, c := absolute(t, s)
		T := 2 + s.IntN(100)
		x0 := s.NormalVec(make([]float64, f.Dim()))
		D, G := vec.Distance(x0, c), f.Lipschitz()
		unit := D * G / math.Sqrt(float64(T))
		decay := &SGD{LR: D / (G * math.Sqrt(float64(T))), Schedule: LinearDecay{T}}
		last, err := Run(f, decay, x0, Iterations(T-1))
		if err != nil {
			t.Fatal(err)
		}
		ratio := last.Loss / unit
		if worst = max(worst, ratio); ratio > 1 {
			t.Errorf("trial %d: f(x_T)·√T/(DG) = %v, want at most 1", trial, ratio)
		}
		flat, err := Run(f, NewSGD(decay.LR), x0, Iterations(T-1))
		if err != nil {
			t.Fatal(err)
		}
		constant = max(constant, flat.Loss/unit)
	}
	t.Logf("largest ratio %.2f; with constant steps %.2f", worst, constant)
}

func TestRefinementMustHold5ArithmeticAboveHarmonicMean(t *testing.T) {
	s := rng.New(1)
	for range 200 {
		g, D := draw(s, 2+s.IntN(50)), 0.1+s.Float64()
		w, bound, err := LastIterateWeights(g, D)
		if err != nil {
			t.Fatal(err)
		}
		worst := D * vec.Norm2(g) / float64(len(g))
		if !(bound < worst) {
			t.Fatalf("D/√ΣG⁻² = %v, D√ΣG²/T = %v: want less", bound, worst)
		}
		// The bound is that of item 3 at these weights, and least there.
		of := func(w []float64) float64 {
			wg := vec.Mul(nil, w, g)
			return (D*D + vec.Dot(wg, wg)) / (2 * vec.Sum(w))
		}
		if math.Abs(of(w)-bound) > 1e-12*bound {
			t.Fatalf("bound %v at the weights, want %v", of(w), bound)
		}
		other := vec.Mul(nil, w, draw(s, len(w)))
		if of(other) < bound {
			t.Fatalf("other weights have bound %v, below %v", of(other), bound)
		}
	}
	g := vec.Fill(make([]float64, 9), 2)
	if _, bound, err := LastIterateWeights(g, 3); err != nil || math.Abs(bound-3*2/math.Sqrt(9)) > 1e-15 {
		t.Errorf("equal norms: %v, %v, want DG/√T = 2", bound, err)
	}
}

// The bound by its definition, in O(T²).
func boundBySums(eta, g []float64, d float64) float64 {
	tail := func(k int) (s, q float64) {
		for t := k; t < len(eta); t++ {
			s, q = s+eta[t], q+eta[t]*eta[t]*g[t]*g[t]
		}
		return s, q
	}
	s, q := tail(0)
	b := d*d/(2*s) + q/(2*s)
	for k := range len(eta) - 1 {
		after, _ := tail(k + 1)
		s, q := tail(k)
		b += 0.5 * eta[k] / after * q / s
	}
	return b
}

func TestLastIterateBoundIsTheSum(t *testing.T) {
	s := rng.New(1)
	for range 50 {
		n := 2 + s.IntN(40)
		eta, g, d := draw(s, n), draw(s, n), 0.1+s.Float64()
		got, err := LastIterateBound(eta, g, d)
		if want := boundBySums(eta, g, d); err != nil || math.Abs(got-want) > 1e-12*want {
			t.Fatalf("%v, %v, want %v", got, err, want)
		}
		// Its gradient, against central differences.
		f := newBoundOfLogs(g)
		theta := s.NormalVec(make([]float64, n))
		grad := make([]float64, n)
		f.gradient(grad, theta)
		for i := range theta {
			const h = 1e-5
			at := theta[i]
			theta[i] = at + h
			up := f.value(theta)
			theta[i] = at - h
			down := f.value(theta)
			theta[i] = at
			if diff := (up - down) / (2 * h); math.Abs(diff-grad[i]) > 1e-6*(1+math.Abs(diff)) {
				t.Fatalf("derivative %d of %d is %v, differences say %v", i, n, grad[i], diff)
			}
		}
	}
}

func TestRefinementMustHold8NumericalSchedule(t *testing.T) {
	s := rng.New(1)
	profiles := map[string][]float64{
		"equal":   vec.Ones(100),
		"early":   profile([]float64{15, 6, 4, 2, 1, 1})[:400],
		"growing": vec.Linspace(1, 5, 100), "shrinking": vec.Linspace(5, 1, 100),
		"zeros": {1, 0, 1, 0, 2}, "two": {1, 3},
	}
	for i := range 20 {
		profiles[fmt.Sprintf("random %d", i)] = draw(s, 2+s.IntN(60))
	}
	for name, g := range profiles {
		r, err := NumericalSchedule(g, 2)
		if err != nil {
			t.Fatal(err)
		}
		if r.Bound > r.Start {
			t.Errorf("%s: bound %v above its start %v", name, r.Bound, r.Start)
		}
		if b, err := LastIterateBound(r.Steps, g, 2); err != nil || math.Abs(b-r.Bound) > 1e-9*b {
			t.Errorf("%s: the steps have bound %v, %v, not %v", name, b, err, r.Bound)
		}
		shape := r.Schedule()
		if shape[len(shape)-1] != 0 || vec.Max(shape) != 1 || vec.Min(shape) < 0 {
			t.Errorf("%s: shape from %v to %v, last %v", name, vec.Min(shape), vec.Max(shape), shape[len(shape)-1])
		}
		// b(κG, D, η/κ) = κ·b(G, D, η)
		for _, kappa := range []float64{1e-3, 7} {
			b, err := LastIterateBound(vec.Scale(nil, 1/kappa, r.Steps), vec.Scale(nil, kappa, g), 2)
			if err != nil || math.Abs(b-kappa*r.Bound) > 1e-10*kappa*r.Bound {
				t.Errorf("%s: κ = %v: %v, %v, want %v", name, kappa, b, err, kappa*r.Bound)
			}
		}
	}
	// No other steps nearby do better than those found.
	g := draw(s, 30)
	r, err := NumericalSchedule(g, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		near := vec.Map(nil, func(e float64) float64 { return e * math.Exp(0.01*s.Normal()) }, r.Steps)
		if b := boundBySums(near, g, 1); b < r.Bound*(1-1e-9) {
			t.Fatalf("bound %v nearby, below %v", b, r.Bound)
		}
	}
}

func TestOnlineToLastWithSGDIsTheSchedule(t *testing.T) {
	s := rng.New(1)
	w := draw(s, 20)
	steps, err := LastIterateSteps(w)
	if err != nil {
		t.Fatal(err)
	}
	made, err := OnlineToLast(NewSGD(1), w)
	if err != nil {
		t.Fatal(err)
	}
	o, plain := made.Fresh(), &SGD{LR: 1, Schedule: steps}
	x := s.NormalVec(make([]float64, 5))
	y := vec.Clone(x)
	for k := range 20 {
		g := s.NormalVec(make([]float64, 5))
		if err := firstError(o.Step(x, g), plain.Step(y, g)); err != nil {
			t.Fatal(err)
		}
		if !vec.Equal(x, y, 1e-13) {
			t.Fatalf("step %d: %v, want %v", k+1, x, y)
		}
	}
	wantError(t, o.Step(x, y), "update 21: want at most 20")
	o = made.Fresh()
	wantError(t, o.Step(x, []float64{1, 2, math.NaN(), 4, 5}), "gradient[2] = NaN")
	g := vec.Ones(5)
	if err := o.Step(x, g); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(10, func() {
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}

func TestLastIterateBadInput(t *testing.T) {
	good := []float64{1, 2}
	for says, f := range map[string]func() error{
		"weights has length 1":                  func() error { _, err := LastIterateSteps([]float64{1}); return err },
		"weights[1] = 0: want":                  func() error { _, err := OnlineToLast(NewSGD(1), []float64{1, 0}); return err },
		"weights[0] = NaN: want":                func() error { _, err := LastIterateSteps([]float64{math.NaN(), 1}); return err },
		"LastIterateWeights: norms[1] = 0":      func() error { _, _, err := LastIterateWeights([]float64{1, 0}, 1); return err },
		"LastIterateWeights: distance = 0":      func() error { _, _, err := LastIterateWeights(good, 0); return err },
		"LastIterateBound: steps has length 3":  func() error { _, err := LastIterateBound([]float64{1, 1, 1}, good, 1); return err },
		"LastIterateBound: steps[1] = 0: want":  func() error { _, err := LastIterateBound([]float64{1, 0}, good, 1); return err },
		"LastIterateBound: norms[0] = -1: want": func() error { _, err := LastIterateBound(good, []float64{-1, 0}, 1); return err },
		"NumericalSchedule: distance = -1":      func() error { _, err := NumericalSchedule(good, -1); return err },
		"NumericalSchedule: norms are all 0":    func() error { _, err := NumericalSchedule([]float64{0, 0}, 1); return err },
		"OnlineToLast: the method is nil": func() error {
			o, err := OnlineToLast(nil, good)
			if err != nil {
				return err
			}
			return o.Step([]float64{1}, []float64{1})
		},
	} {
		wantError(t, f(), says)
	}
}

func TestRecordNorms(t *testing.T) {
	f, err := problem.Norms([]float64{0, 0}, problem.NormWeights{Square: 1})
	if err != nil {
		t.Fatal(err)
	}
	last, norms, err := RecordNorms(f, NewSGD(0.5), []float64{3, 4}, Iterations(3))
	if err != nil || last.K != 3 {
		t.Fatal(last, err)
	}
	if !vec.Equal(norms.L2, []float64{5, 2.5, 1.25}, 1e-15) || !vec.Equal(norms.L1, []float64{7, 3.5, 1.75}, 1e-15) {
		t.Errorf("%v, want those of x/2^k", norms)
	}
	_, _, err = RecordNorms(f, NewSGD(0.5), []float64{3, 4})
	wantError(t, err, "nothing ends the run")
	_, norms, err = RecordNorms(f, NewSGD(0.5), []float64{3}, Iterations(3))
	if wantError(t, err, "x0 has 1 elements"); len(norms.L2) != 0 {
		t.Errorf("%v, want no norms", norms)
	}
}
