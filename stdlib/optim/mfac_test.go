package optim

import (
	"errors"
	"math"
	"slices"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// mfac returns M-FAC for three gradients with changes.
func mfac(change func(*MFAC)) *MFAC {
	o := NewMFAC(0.1, 3)
	o.Damping = 0.01
	change(o)
	return o
}

// M-FAC steps as the natural gradient with the same window does, and as its
// transforms in a chain do.
func TestMFACIsNaturalGradient(t *testing.T) {
	const d, steps = 12, 40
	for _, lambda := range []float64{1, 1e-3, 1e-5} {
		o, dense := NewMFAC(0.1, 5), NewNaturalGradient(0.1, 5)
		o.Damping, dense.Damping = lambda, lambda
		chain := Chain(ScaleByInverseFisher(5, lambda), Scale(0.1))
		s := rng.New(1)
		x := s.NormalVec(make([]float64, d))
		y, z, g := vec.Clone(x), vec.Clone(x), make([]float64, d)
		for k := range steps {
			s.NormalVec(g)
			if err := errors.Join(o.Step(x, g), dense.Step(y, g), chain.Step(z, g)); err != nil {
				t.Fatal(err)
			}
			if !vec.Equal(x, y, 1e-8) {
				t.Fatalf("λ = %g, step %d: %v, want %v", lambda, k+1, x, y)
			}
			if !slices.Equal(x, z) {
				t.Fatalf("λ = %g, step %d: %v, the chain has %v", lambda, k+1, x, z)
			}
		}
	}
}

func TestMFACMomentumDecayAndSchedule(t *testing.T) {
	o := mfac(func(o *MFAC) { o.Momentum, o.WeightDecay, o.Schedule = 0.9, 0.05, InvSqrt{} })
	chain := Chain(AddDecay(0.05), ScaleByInverseFisher(3, 0.01), EMAMomentum(0.9), ScaleBySchedule(0.1, InvSqrt{}))
	s := rng.New(2)
	x := s.NormalVec(make([]float64, 6))
	y, g := vec.Clone(x), make([]float64, 6)
	for range 20 {
		s.NormalVec(g)
		if err := errors.Join(o.Step(x, g), chain.Step(y, g)); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(x, y) {
		t.Errorf("%v, the chain has %v", x, y)
	}
	if o.T() != 20 || o.Inverse().Len() != 3 || len(o.V()) != 6 {
		t.Errorf("T = %d, %v, V has %d elements", o.T(), o.Inverse(), len(o.V()))
	}
}

// A gradient that dominates its window makes u = m·g/(mλ + ‖g‖²).
func TestMFACScaleOfSteps(t *testing.T) {
	g := []float64{3, -4, 12}
	for _, m := range []int{1, 10, 1000} {
		o := NewMFAC(1, m)
		x := make([]float64, 3)
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		if want := vec.Scale(nil, -float64(m)/(float64(m)*1e-5+169), g); !vec.Equal(x, want, 1e-7) {
			t.Errorf("m = %d: %v, want %v", m, x, want)
		}
	}
}

func TestMFACSparse(t *testing.T) {
	sparse := mfac(func(o *MFAC) { o.Sparse, o.WeightDecay, o.Momentum = true, 0.1, 0.5 })
	small := mfac(func(o *MFAC) { o.WeightDecay, o.Momentum = 0.1, 0.5 })
	x, y := []float64{0, 1, 0, -2, 0}, []float64{1, -2}
	s := rng.New(3)
	for range 10 {
		g := s.NormalVec(make([]float64, 5))
		if err := errors.Join(sparse.Step(x, g), small.Step(y, []float64{g[1], g[3]})); err != nil {
			t.Fatal(err)
		}
	}
	if want := []float64{0, y[0], 0, y[1], 0}; !slices.Equal(x, want) {
		t.Errorf("%v, want %v", x, want)
	}
	o, zero := mfac(func(o *MFAC) { o.Sparse = true }), make([]float64, 2)
	for range 2 {
		if err := o.Step(zero, []float64{1, 2}); err != nil || zero[0] != 0 || zero[1] != 0 {
			t.Errorf("all parameters 0: %v, %v", zero, err)
		}
	}
	g := vec.Ones(5)
	if n := testing.AllocsPerRun(20, func() {
		if err := sparse.Step(x, g); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}

func TestMFACBadInput(t *testing.T) {
	nan := math.NaN()
	for says, o := range map[string]Optimizer{
		"MFAC: LR = -1: want":                                   NewMFAC(-1, 1),
		"MFAC: Window = 0: want at least 1 gradient":            NewMFAC(1, 0),
		"MFAC: Damping = 0: want a finite number > 0":           mfac(func(o *MFAC) { o.Damping = 0 }),
		"MFAC: Damping = -1: want":                              mfac(func(o *MFAC) { o.Damping = -1 }),
		"MFAC: Damping = NaN: want":                             mfac(func(o *MFAC) { o.Damping = nan }),
		"MFAC: Momentum = 1: want":                              mfac(func(o *MFAC) { o.Momentum = 1 }),
		"MFAC: WeightDecay = -1: want":                          mfac(func(o *MFAC) { o.WeightDecay = -1 }),
		"MFAC: MaxBytes = -1: want":                             mfac(func(o *MFAC) { o.MaxBytes = -1 }),
		"MFAC: Schedule is NaN at step 1":                       mfac(func(o *MFAC) { o.Schedule = ScheduleFunc(func(int) float64 { return nan }) }),
		"MFAC: Window: linalg.NewFisherWindow: m = 3: want few": mfac(func(o *MFAC) { o.MaxBytes = 100 }),
		"MFAC: Window: linalg.NewFisherWindow: m = 1000000":     NewMFAC(1, 1_000_000),
		"MFAC: Window: linalg.NewFisherWindow: lambda = 1e-310": mfac(func(o *MFAC) { o.Damping = 1e-310 }),
		"ScaleByInverseFisher: window = 0: want":                Chain(ScaleByInverseFisher(0, 1)),
		"ScaleByInverseFisher: damping = 0: want":               Chain(ScaleByInverseFisher(1, 0)),
		"ScaleByInverseFisher: Window: linalg.NewFisherWindow":  Chain(ScaleByInverseFisher(1_000_000, 1)),
		"NaturalGradient: LR = -1: want":                        NewNaturalGradient(-1, 1),
		"NaturalGradient: Window = 0: want at least 1":          NewNaturalGradient(1, 0),
		"NaturalGradient: Damping = 0: want":                    &NaturalGradient{LR: 1, Window: 1},
		"2 parameters and Window = 100000000: want less than":   NewNaturalGradient(1, 100_000_000),
	} {
		x := []float64{1, 2}
		wantError(t, o.Step(x, []float64{1, 1}), "optim: ", says)
		if x[0] != 1 {
			t.Errorf("%s: x moved to %v", says, x)
		}
	}
	o, x := NewMFAC(1, 2), []float64{1, 1}
	wantError(t, o.Step(x, []float64{1e200, 1}), "optim: MFAC: step 1: ", "the gradient is too large")
	if o.T() != 0 || x[0] != 1 {
		t.Errorf("a refused gradient counts: T = %d, x = %v", o.T(), x)
	}
	if err := o.Step(x, []float64{1, 1}); err != nil {
		t.Error(err)
	}
	tiny := &NaturalGradient{LR: 1, Window: 1, Damping: 1e-30}
	wantError(t, tiny.Step(x, []float64{1, 1}), "singular to working precision at step 1 with Damping = 1e-30")
}

// illConditioned is the paper's third experiment as the specification has it: the
// training loss after 10 epochs, of a network on inputs whose covariance has
// condition number 1e4.
func illConditioned(t *testing.T, seed uint64, m Method) float64 {
	t.Helper()
	s := rng.New(seed)
	d, err := data.TeacherNetwork(2000, 20, 16, 5, 0, s.Split("data"), data.TeacherOptions{Scales: vec.Logspace(1, 1e-2, 20)})
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.New([]int{20}, nn.Dense(32, nn.HeNormal), nn.ReLU(), nn.Dense(5, nn.HeNormal))
	if err != nil {
		t.Fatal(err)
	}
	f, err := problem.FromLoss(func(p, x, y ad.Node) ad.Node { return nn.CrossEntropy(net.At(p).Apply(x), y) }, net.Len(), d)
	if err != nil {
		t.Fatal(err)
	}
	last, err := Run(f, m.Fresh(), net.Init(s.Split("init")), Batch(32, s.Split("batches")), Epochs(10))
	if err != nil {
		t.Fatal(err)
	}
	return f.Value(last.X)
}

// The factor over SGD holds for the means: of single seeds about one in ten has 1.3.
// Takes about 5 seconds.
func TestMustHold10LossDecreasesWithWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	const seeds = 5
	var large, sgd, tuned float64
	for seed := uint64(1); seed <= seeds; seed++ {
		best := func(ms ...Method) float64 {
			loss := math.Inf(1)
			for _, m := range ms {
				loss = min(loss, illConditioned(t, seed, m))
			}
			return loss
		}
		m32, m128, m512 := best(NewMFAC(1e-3, 32)), best(NewMFAC(1e-3, 128)), best(NewMFAC(1e-3, 512))
		momentum := best(NewMomentum(0.03, 0.9), NewMomentum(0.1, 0.9), NewMomentum(0.3, 0.9))
		adam, adamTuned := best(NewAdam(1e-3)), best(NewAdam(1e-2))
		t.Logf("seed %d: M-FAC %.2f/%.2f/%.2f, best SGD with momentum %.2f, Adam %.2f, tuned %.2f", seed, m32, m128, m512, momentum, adam, adamTuned)
		if !(m32 > m128 && m128 > m512) {
			t.Errorf("seed %d: loss %.3f, %.3f, %.3f for m = 32, 128, 512: want it to fall", seed, m32, m128, m512)
		}
		if !(m512 < adam) {
			t.Errorf("seed %d: loss %.3f for m = 512, %.3f for Adam(1e-3)", seed, m512, adam)
		}
		large, sgd, tuned = large+m512/seeds, sgd+momentum/seeds, tuned+adamTuned/seeds
	}
	if !(1.4*large <= sgd) {
		t.Errorf("mean loss %.3f for m = 512, %.3f for SGD with momentum: want a factor of 1.4", large, sgd)
	}
	if math.Abs(large/tuned-1) > 0.15 {
		t.Errorf("mean loss %.3f for m = 512, %.3f for Adam(1e-2): want them on par", large, tuned)
	}
}
