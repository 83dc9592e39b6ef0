package online

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one that says %q", words)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

func normal(s *rng.Stream, n int) []float64 { return s.NormalVec(make([]float64, n)) }

func TestLastIterateMustHold1PlainCSMDIsSGD(t *testing.T) {
	s := rng.New(1)
	rule := InvSqrtSteps{Eta: 0.3}
	csmd, power, sgd := NewCSMD(nil, rule), NewCSMD(PowerNorm{2}, rule), &optim.SGD{LR: 1, Schedule: rule}
	x := normal(s, 7)
	y, z := vec.Clone(x), vec.Clone(x)
	for range 100 {
		g := normal(s, 7)
		if err := errors.Join(csmd.Step(x, g), power.Step(y, g), sgd.Step(z, g)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(x, z) || !slices.Equal(y, z) {
			t.Fatalf("%v and q = 2 %v, want SGD's %v", x, y, z)
		}
	}
	if csmd.T() != 100 {
		t.Errorf("T = %d, want 100", csmd.T())
	}
}

// 0 ∈ ĝ + ∂h(x_{t+1}) + (x_{t+1}−x_t)/η.
func TestLastIterateMustHold1ProxInclusion(t *testing.T) {
	s := rng.New(2)
	for range 1000 {
		p := ElasticNet{L1: s.Float64(), L2: 2 * s.Float64()}
		x, g, eta := normal(s, 5), normal(s, 5), 0.1+s.Float64()
		next := vec.Clone(x)
		if err := (Euclid{p}).Step(next, g, eta); err != nil {
			t.Fatal(err)
		}
		for i, v := range next {
			rest := -(g[i] + p.L2*v + (v-x[i])/eta) // must be a subgradient of L1·|·| at v
			ok := math.Abs(rest) <= p.L1+1e-12
			if v != 0 {
				ok = math.Abs(rest-math.Copysign(p.L1, v)) <= 1e-12
			}
			if !ok {
				t.Fatalf("x = %v: %v is no subgradient of %v·|x|", v, rest, p.L1)
			}
		}
	}
	// The step minimises what it says, for every geometry: nothing nearby is lower.
	for _, m := range []Mirror{Euclid{}, Euclid{L1(0.3)}, Euclid{ElasticNet{0.2, 1}}, Euclid{Ball{1}}, Euclid{Box{-0.5, 1}}, Euclid{Simplex{1}}, Entropy{}, PowerNorm{2.5}, PowerNorm{4}} {
		for range 50 {
			x := vec.Softmax(nil, normal(s, 4)) // in all the sets
			g, eta := normal(s, 4), 0.1+s.Float64()
			next := vec.Clone(x)
			if err := m.Step(next, g, eta); err != nil {
				t.Fatal(err)
			}
			of := func(y []float64) float64 {
				return m.Value(y) + vec.Dot(g, y) + m.Divergence(y, x)/eta
			}
			if math.IsInf(m.Value(next), 1) {
				t.Fatalf("%v: %v is outside", m, next)
			}
			least := of(next)
			for range 30 {
				y := vec.Mix(nil, 1, next, math.Pow(10, -4*s.Float64()), normal(s, 4))
				if _, simplex := m.(Entropy); simplex || m == (Euclid{Simplex{1}}) {
					vec.Clip(y, y, 1e-300, 1)
					vec.Scale(y, 1/vec.Sum(y), y)
				}
				if of(y) < least-1e-9 {
					t.Fatalf("%v: %v at %v, but %v at %v", m, least, next, of(y), y)
				}
			}
		}
	}
}

func TestStepsByHand(t *testing.T) {
	for _, c := range []struct {
		m          Mirror
		x, g, want []float64
		eta        float64
	}{
		{Entropy{}, []float64{0.5, 0.5}, []float64{0, math.Log(3)}, []float64{0.75, 0.25}, 1},
		{Euclid{L1(1)}, []float64{0.2, 1}, []float64{0, 0}, []float64{0, 0.7}, 0.3},
		{Euclid{ElasticNet{1, 2}}, []float64{2}, []float64{0}, []float64{0.75}, 0.5}, // (2 − 0.5)/(1 + 1)
		{PowerNorm{3}, []float64{0, 0}, []float64{-3, -4}, []float64{0.6 * math.Sqrt(2.5), 0.8 * math.Sqrt(2.5)}, 1},
		{PowerNorm{3}, []float64{1, 0}, []float64{2, 0}, []float64{0, 0}, 1}, // u = 0
		{Euclid{Ball{1}}, []float64{0, 1}, []float64{-3, -3}, []float64{0.6, 0.8}, 1},
		{Euclid{Box{0, 1}}, []float64{0.5, 0.5}, []float64{1, -1}, []float64{0, 1}, 1},
		{Euclid{Simplex{1}}, []float64{0.5, 0.5}, []float64{0, 0.4}, []float64{0.7, 0.3}, 1},
	} {
		x := vec.Clone(c.x)
		if err := c.m.Step(x, c.g, c.eta); err != nil || !vec.Equal(x, c.want, 1e-14) {
			t.Errorf("%v: %v, %v, want %v", c.m, x, err, c.want)
		}
	}
}

func TestLastIterateMustHold1EntropyStaysOnTheSimplex(t *testing.T) {
	s := rng.New(3)
	o := NewCSMD(Entropy{}, ConstantSteps{Eta: 100, T: 100})
	x := vec.Fill(make([]float64, 50), 1./50)
	for k := range 1000 {
		g := normal(s, 50)
		if k%10 == 0 {
			vec.Scale(g, 1e4, g) // beyond the range of exp
		}
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		if math.Abs(vec.Sum(x)-1) > 1e-12 || vec.Min(x) < 0 {
			t.Fatalf("step %d: sum %v, least %v", k+1, vec.Sum(x), vec.Min(x))
		}
	}
}

func TestLastIterateMustHold1UniformConvexity(t *testing.T) {
	s := rng.New(4)
	for _, q := range []float64{2, 3, 4} {
		p := PowerNorm{q}
		for range 1000 {
			x, y := normal(s, 3), normal(s, 3)
			vec.Scale(x, math.Exp(s.Normal()), x)
			d := p.Divergence(x, y)
			if least := math.Pow(vec.Distance(x, y), q) / q; d < least*(1-1e-12) {
				t.Fatalf("q = %v: D = %v below ‖x−y‖^q/q = %v", q, d, least)
			}
		}
	}
	x, y := []float64{0.5, 0.5}, []float64{0.25, 0.75}
	if d, want := (Entropy{}).Divergence(x, y), 0.5*math.Log(2)+0.5*math.Log(2./3); math.Abs(d-want) > 1e-15 {
		t.Errorf("Kullback–Leibler divergence %v, want %v", d, want)
	}
	if d := (Euclid{}).Divergence([]float64{3, 0}, []float64{0, 4}); d != 12.5 {
		t.Errorf("½‖x−y‖² = %v, want 12.5", d)
	}
}

func TestIteratesAreThoseOfTheirDefinition(t *testing.T) {
	f, err := problem.Norms([]float64{0, 1}, problem.NormWeights{Square: 1, L1: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for _, T := range []int{1, 2, 5, 8} {
		o := NewCSMD(nil, ConstantSteps{Eta: 2.6, T: 4})
		var points [][]float64
		for s := range optim.Descend(f, o.Fresh(), []float64{3, -2}, optim.Iterations(T)) {
			points = append(points, vec.Clone(s.X))
		}
		mean := func(from, to int) []float64 { // of x_{from+1}, ..., x_to
			m := make([]float64, 2)
			for _, x := range points[from:to] {
				vec.Axpy(m, 1/float64(to-from), x)
			}
			return m
		}
		r, err := Run(f, o, []float64{3, -2}, T)
		if err != nil {
			t.Fatal(err)
		}
		least := math.Inf(1)
		for _, x := range points {
			least = min(least, f.Value(x))
		}
		if r.K != T || !vec.Equal(r.X, points[T], 0) || !vec.Equal(r.Average, mean(0, T), 1e-14) ||
			!vec.Equal(r.Suffix, mean(T/2, T), 1e-14) || r.BestLoss != least || f.Value(r.Best) != least {
			t.Errorf("T = %d: %+v", T, r)
		}
	}
	// h counts where Run knows it.
	zero, err := problem.MaxLinear(mat.NewDense(1, 1, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(zero, NewCSMD(Euclid{L1(1)}, ConstantSteps{Eta: 2, T: 4}), []float64{3.5}, 4)
	if err != nil || r.BestLoss != 0 || r.X[0] != 0 {
		t.Errorf("%+v, %v: want the prox of |x| to end at 0", r, err)
	}
}

func TestStepAndRunDoNotAllocate(t *testing.T) {
	f, err := problem.Norms(make([]float64, 30), problem.NormWeights{Square: 1})
	if err != nil {
		t.Fatal(err)
	}
	g := vec.Ones(30)
	for _, m := range []Mirror{Euclid{}, Euclid{L1(0.1)}, Euclid{Ball{1}}, Euclid{Box{-1, 1}}, Entropy{}, PowerNorm{3}} {
		for _, rule := range []optim.Schedule{InvSqrtSteps{Eta: 1}, LinearSteps{Eta: 1, T: 1000}, DoublingSteps{1, 4}} {
			o := NewCSMD(m, rule)
			x := vec.Fill(make([]float64, 30), 1./30)
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
			if n := testing.AllocsPerRun(50, func() {
				if err := o.Step(x, g); err != nil {
					t.Fatal(err)
				}
			}); n != 0 {
				t.Errorf("%v: %v allocations a step", o, n)
			}
		}
	}
	run := func(T int) float64 {
		return testing.AllocsPerRun(5, func() {
			if _, err := Run(f, NewCSMD(nil, InvSqrtSteps{Eta: 1}), g, T); err != nil {
				t.Fatal(err)
			}
		})
	}
	if a, b := run(10), run(1000); a != b {
		t.Errorf("%v allocations in 10 steps, %v in 1000", a, b)
	}
}

func TestBadInput(t *testing.T) {
	nan := math.NaN()
	f, err := problem.Norms([]float64{0, 0}, problem.NormWeights{L1: 1})
	if err != nil {
		t.Fatal(err)
	}
	step := func(m Mirror, x ...float64) error {
		return NewCSMD(m, InvSqrtSteps{Eta: 1}).Step(x, make([]float64, len(x)))
	}
	eta := func(s Setting) error { _, err := s.Eta(); return err }
	_, errCap := Setting{Divergence: 1, L: 1}.HeavyTailCap(3)
	_, errConstant := Setting{Divergence: 1, M: 1}.EtaConstant(1)
	good := InvSqrtSteps{Eta: 1}
	for says, err := range map[string]error{
		"InvSqrtSteps: Eta = 0: want":                    InvSqrtSteps{}.Validate(),
		"InvSqrtSteps: Eta = -1: want":                   InvSqrtSteps{Eta: -1}.Validate(),
		"InvSqrtSteps: L = -1: want":                     InvSqrtSteps{Eta: 1, L: -1}.Validate(),
		"ConstantSteps: T = 0: want":                     ConstantSteps{Eta: 1}.Validate(),
		"ConstantSteps: Eta = NaN: want":                 ConstantSteps{Eta: nan, T: 1}.Validate(),
		"LinearSteps: L = 2: want 0":                     LinearSteps{Eta: 1, L: 2, T: 3}.Validate(),
		"LinearSteps: T = -1: want":                      LinearSteps{Eta: 1, T: -1}.Validate(),
		"DoublingSteps: First = 0":                       DoublingSteps{Eta: 1}.Validate(),
		"StrongSteps: Mu = 0: want":                      StrongSteps{}.Validate(),
		"StrongHorizonSteps: Mu = 0: want":               StrongHorizonSteps{T: 3}.Validate(),
		"StrongHorizonSteps: T = 0: want":                StrongHorizonSteps{Mu: 1}.Validate(),
		"StrongPenaltySteps: L = -1: want":               StrongPenaltySteps{Mu: 1, L: -1}.Validate(),
		"HeavyTailSteps: P = 1: want a number in (1, 2]": HeavyTailSteps{Eta: 1, P: 1}.Validate(),
		"HeavyTailConstantSteps: P = 2.5":                HeavyTailConstantSteps{Eta: 1, P: 2.5, T: 1}.Validate(),
		"HeavyTailLinearSteps: P = NaN":                  HeavyTailLinearSteps{Eta: 1, P: nan, T: 1}.Validate(),
		"PowerNorm: Q = 1.5: want a finite number >= 2":  step(PowerNorm{1.5}, 1),
		"Setting: Delta = 1: want a number in (0, 1)":    eta(Setting{Divergence: 1, M: 1, Delta: 1}),
		"Setting: Delta = -0.1":                          eta(Setting{Divergence: 1, M: 1, Delta: -0.1}),
		"Setting: M = -1":                                eta(Setting{Divergence: 1, M: -1}),
		"Setting: Sigma = -1":                            eta(Setting{Divergence: 1, Sigma: -1}),
		"Setting: L = -1":                                eta(Setting{Divergence: 1, L: -1}),
		"Setting: Divergence = 0":                        eta(Setting{M: 1}),
		"Setting: P = 3: want a number in (1, 2]":        errCap,
		"Setting: T = 1: want at least 2 steps":          errConstant,
		"M = 0 and Sigma = 0":                            eta(Setting{Divergence: 1}),
		"x1 is outside of Ball(1)":                       step(Euclid{Ball{1}}, 1, 1),
		"x1 is outside of Box(0, 1)":                     step(Euclid{Box{0, 1}}, 0, 2),
		"x1 is outside of Simplex(1)":                    step(Euclid{Simplex{1}}, 0, 2),
		"x1[1] = 0: want a point in the interior":        step(Entropy{}, 1, 0),
		"x1 has the sum 3":                               step(Entropy{}, 1, 2),
		"Ball: Radius = 0":                               step(Euclid{Ball{}}, 1),
		"Box: [Lo, Hi] = [1, 0]":                         step(Euclid{Box{1, 0}}, 1),
		"Simplex: Sum = -1":                              step(Euclid{Simplex{-1}}, 1),
		"ElasticNet: L1 = -1":                            step(Euclid{L1(-1)}, 1),
		"gradient[1] = NaN at step 1":                    NewCSMD(nil, good).Step([]float64{1, 2}, []float64{0, nan}),
		"a point of 2 coordinates and a gradient of 1":   NewCSMD(nil, good).Step([]float64{1, 2}, []float64{0}),
		"Steps is nil":                                   NewCSMD(nil, nil).Step([]float64{1}, []float64{0}),
		"Steps are NaN at step 1":                        NewCSMD(nil, optim.Table{nan}).Step([]float64{1}, []float64{0}),
		"Run: T = 0":                                     second(Run(f, NewCSMD(nil, good), []float64{1, 1}, 0)),
		"Run: an option ended the run after 1 of T = 3":  second(Run(f, NewCSMD(nil, good), []float64{1, 1}, 3, optim.Iterations(1))),
		"optim: Descend: x0 has 1 elements":              second(Run(f, NewCSMD(nil, good), []float64{1}, 3)),
		"CSMD: x1 is outside":                            second(Run(f, NewCSMD(Euclid{Ball{1}}, good), []float64{1, 1}, 3)),
	} {
		wantError(t, err, says)
	}
	var g *optim.GradientError
	if err := NewCSMD(nil, good).Step([]float64{1}, []float64{nan}); !errors.As(err, &g) || g.Index != 0 {
		t.Errorf("%v, want a GradientError", err)
	}
	for r := range Averages(optim.Descend(f, NewCSMD(nil, good), []float64{1, 1}), 0) {
		wantError(t, r.Err, "Averages: T = 0")
	}
}

func second[T any](_ T, err error) error { return err }
