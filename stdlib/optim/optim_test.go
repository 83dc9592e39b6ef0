package optim

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

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

// methods returns one of each optimiser, with all its state in use.
func methods(t *testing.T) []Method {
	t.Helper()
	custom, err := Custom(func(x, g, m, s []float64, k int) {
		for i := range x {
			m[i] = 0.9*m[i] + 0.1*g[i]
			s[i]++
			x[i] -= 0.01 * m[i] / s[i] * float64(k)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	ams, belief := NewAdam(0.01), NewAdaBelief(0.01)
	ams.AMSGrad, belief.AMSGrad, belief.Rectify = true, true, true
	return []Method{
		SGD{LR: 0.01}, &SGD{LR: 0.01, Momentum: 0.9, Nesterov: true}, NewAdam(0.01), NewAdamW(0.01, 0.1), NewRAdam(0.01),
		ams, NewAdaBelief(0.01), belief, NewYogi(0.01), NewRMSProp(0.01), custom,
		SGD{LR: 0.01, Momentum: 0.9, EMA: true}, NewAdaGrad(0.1), NewAdaGradNorm(0.1), NewFTRL(0.1), &FTRL{LR: 0.1, Diagonal: true}, NewAdaDelta(1), NewLion(0.01),
		&Lion{LR: 0.01, Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1}, NewSignSGD(0.01), SignSGD{LR: 0.01, Momentum: 0.9, WeightDecay: 0.1},
		NewDiffGrad(0.01), &DiffGrad{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, RawEps: true, WeightDecay: 0.1, Friction: WideFriction},
		rubbed(0.01, SignedFriction), rubbed(0.01, AliasedFriction), NewAdaBound(0.01), NewMSVAG(0.1), Fromage(0.01),
		NewMFAC(0.01, 3), &MFAC{LR: 0.01, Window: 2, Damping: 1e-3, Momentum: 0.9, WeightDecay: 0.1}, NewNaturalGradient(0.01, 3),
		NewGGT(0.01, 3), &GGT{LR: 0.01, Window: 1, Beta2: 1, Eps: 0.1, WeightDecay: 0.1}, &GGT{LR: 0.01, Window: 2, Beta2: 0.9, Eps: 0.1, Momentum: 0.9, Smooth: true},
		Chain(), Chain(everyTransform()...),
		Before(NewAdam(0.01), ClipNorm(1), AddDecay(0.1)), Project(NewSGD(0.1), ToBall(1)),
		Lookahead(NewAdam(0.01), 2, 0.5), Polyak(NewSGD(0.1), 1), EMA(NewAdam(0.1), 0.9), Accumulate(NewSGD(0.1), 2),
	}
}

func TestBadGradientsAreRefusedWithoutATrace(t *testing.T) {
	for _, m := range methods(t) {
		o, twin := m.Fresh(), m.Fresh()
		x, y, g := vec.Ones(5), vec.Ones(5), vec.Linspace(-1, 1, 5)
		for range 3 {
			if err := errors.Join(o.Step(x, g), twin.Step(y, g)); err != nil {
				t.Fatal(err)
			}
		}
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			h := vec.Clone(g)
			h[3] = bad
			err := o.Step(x, h)
			var e *GradientError
			if !errors.As(err, &e) || e.Index != 3 || e.Step != 4 || (e.Value != bad && !math.IsNaN(bad)) {
				t.Errorf("%v: %v", m, err)
			}
			wantError(t, err, fmt.Sprintf("gradient[3] = %v at step 4", bad))
		}
		wantError(t, o.Step(x, g[:4]), "5 parameters", "4 elements", "step 4")
		wantError(t, o.Step(x[:4], g[:4]), "4 parameters at step 4", "want 5")
		// Neither the point nor the state has changed.
		if err := errors.Join(o.Step(x, g), twin.Step(y, g)); err != nil || !slices.Equal(x, y) {
			t.Errorf("%v: %v, %v after refusals, want %v", m, err, x, y)
		}
	}
}

func TestFreshForgets(t *testing.T) {
	for _, m := range methods(t) {
		run := func(o Optimizer) []float64 {
			x, s := vec.Ones(4), rng.New(1)
			for range 10 {
				if err := o.Step(x, s.NormalVec(make([]float64, 4))); err != nil {
					t.Fatal(err)
				}
			}
			return x
		}
		used := m.Fresh()
		want := run(used)
		if got := run(used.(Method).Fresh()); !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", m, got, want)
		}
		if slices.Equal(want, vec.Ones(4)) {
			t.Errorf("%v does not move", m)
		}
	}
}

func TestStepDoesNotAllocate(t *testing.T) {
	for _, m := range methods(t) {
		o := m.Fresh()
		x, g := vec.Ones(50), vec.Ones(50)
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(50, func() {
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v: %v allocations", m, n)
		}
	}
}

func TestBadHyperparameters(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for says, o := range map[string]Optimizer{
		"AdaBelief: LR = -1: want":                                     NewAdaBelief(-1),
		"AdaBelief: LR = NaN: want":                                    NewAdaBelief(nan),
		"AdaBelief: LR = +Inf: want":                                   NewAdaBelief(inf),
		"AdaBelief: Eps = -1: want":                                    belief(1, func(o *AdaBelief) { o.Eps = -1 }),
		"AdaBelief: Eps = NaN: want":                                   belief(1, func(o *AdaBelief) { o.Eps = nan }),
		"AdaBelief: Eps = 0: want Eps > 0 with Beta1 = 0":              belief(1, func(o *AdaBelief) { o.Eps, o.Beta1 = 0, 0 }),
		"NewAdaBelief sets the defaults":                               &AdaBelief{LR: 1e-3},
		"AdaBelief: Beta1 = 1: want at least 0 and less than 1":        belief(1, func(o *AdaBelief) { o.Beta1 = 1 }),
		"AdaBelief: Beta1 = -0.1: want":                                belief(1, func(o *AdaBelief) { o.Beta1 = -0.1 }),
		"AdaBelief: Beta2 = NaN: want":                                 belief(1, func(o *AdaBelief) { o.Beta2 = nan }),
		"AdaBelief: WeightDecay = -1: want":                            belief(1, func(o *AdaBelief) { o.WeightDecay = -1 }),
		"AdaBelief: WeightDecay = 1: want WeightDecay < 1":             belief(1, func(o *AdaBelief) { o.WeightDecay, o.Decoupled, o.FixedDecay = 1, true, true }),
		"FixedDecay = true with Decoupled = false":                     belief(1, func(o *AdaBelief) { o.WeightDecay, o.FixedDecay = 0.1, true }),
		"Adam: LR = -1: want a finite number >= 0":                     NewAdam(-1),
		"NewAdam sets the defaults":                                    &Adam{LR: 1e-3},
		"Adam: Beta2 = 1: want":                                        &Adam{LR: 1, Beta1: 0.9, Beta2: 1},
		"SGD: LR = NaN: want":                                          NewSGD(nan),
		"SGD: Momentum = 1: want at least 0 and less than 1":           &SGD{LR: 1, Momentum: 1},
		"SGD: Momentum = 0: want Momentum > 0 with Nesterov":           &SGD{LR: 1, Nesterov: true},
		"SGD: WeightDecay = -1: want":                                  &SGD{LR: 1, WeightDecay: -1},
		"DiffGrad: LR = -1: want":                                      NewDiffGrad(-1),
		"DiffGrad: LR = NaN: want":                                     NewDiffGrad(nan),
		"DiffGrad: Beta1 = 1: want at least 0 and less than 1":         &DiffGrad{LR: 1, Beta1: 1},
		"DiffGrad: Beta2 = -0.1: want":                                 &DiffGrad{LR: 1, Beta2: -0.1},
		"DiffGrad: Eps = -1: want":                                     &DiffGrad{LR: 1, Eps: -1},
		"DiffGrad: WeightDecay = -1: want":                             &DiffGrad{LR: 1, Eps: 1, WeightDecay: -1},
		"NewDiffGrad sets the defaults":                                &DiffGrad{LR: 1e-3},
		`DiffGrad: Friction = "strong": want abs, signed, wide`:        rubbed(1, "strong"),
		"AdaBound: LR = 0: want a finite number > 0":                   NewAdaBound(0),
		"AdaBound: Final = -1: want":                                   &AdaBound{LR: 1, Gamma: 1, Final: -1},
		"NewAdaBound sets the defaults":                                &AdaBound{LR: 1},
		"MSVAG: LR = NaN: want":                                        NewMSVAG(nan),
		"NewMSVAG sets the defaults":                                   &MSVAG{LR: 1},
		"Fromage: lr = -1: want":                                       Fromage(-1),
		"Yogi: LR = -1: want":                                          NewYogi(-1),
		"NewYogi sets the defaults":                                    &Yogi{LR: 1},
		"RMSProp: LR = -1: want":                                       NewRMSProp(-1),
		"NewRMSProp sets the defaults":                                 &RMSProp{LR: 1},
		"RMSProp: Decay = 1: want":                                     &RMSProp{LR: 1, Decay: 1},
		"GGT: LR = -1: want":                                           NewGGT(-1, 1),
		"GGT: Window = 0: want at least 1 gradient":                    NewGGT(1, 0),
		"GGT: Beta2 = 1.1: want more than 0 and at most 1":             ggt(func(o *GGT) { o.Beta2 = 1.1 }),
		"NewGGT sets the defaults":                                     &GGT{LR: 1},
		"GGT: Eps = 0: want a finite number > 0":                       ggt(func(o *GGT) { o.Eps = 0 }),
		"GGT: Momentum = 1: want":                                      ggt(func(o *GGT) { o.Momentum = 1 }),
		"GGT: WeightDecay = -1: want":                                  ggt(func(o *GGT) { o.WeightDecay = -1 }),
		"GGT: MaxBytes = -1: want":                                     ggt(func(o *GGT) { o.MaxBytes = -1 }),
		"GGT: Window: 3 gradients of 1 elements and 3×3 matrices take": ggt(func(o *GGT) { o.MaxBytes = 100 }),
		"ScaleByGGT: window = 0: want at least 1":                      Chain(ScaleByGGT(0, 1, 1)),
		"ScaleByGGT: beta2 = 0: want":                                  Chain(ScaleByGGT(1, 0, 1)),
		"ScaleByGGT: eps = NaN: want":                                  Chain(ScaleByGGT(1, 1, nan)),
		"ScaleByGGT: window: 1000000 gradients of 1 elements":          Chain(ScaleByGGT(1_000_000, 1, 1)),
		"AdaHessian: Step gets a gradient and no function":             NewAdaHessian(1, rng.New(1)),
		"KFAC: Step gets a gradient and no function":                   NewKFAC(1),
		"NewtonCG: Step gets a gradient and no function":               NewNewtonCG(),
		"SGD: Nesterov and EMA are both true":                          &SGD{LR: 1, Momentum: 0.9, Nesterov: true, EMA: true},
		"AdaGrad: Initial = -1: want":                                  &AdaGrad{LR: 1, Initial: -1},
		"AdaGrad: Eps = NaN: want":                                     &AdaGrad{LR: 1, Eps: nan},
		"AdaGradNorm: LR = -1: want":                                   NewAdaGradNorm(-1),
		"AdaGradNorm: Initial = -1: want":                              &AdaGradNorm{LR: 1, Initial: -1},
		"AdaDelta: Decay = 1: want":                                    &AdaDelta{LR: 1, Decay: 1, Eps: 1},
		"NewAdaDelta sets the defaults":                                &AdaDelta{LR: 1},
		"Lion: Beta2 = 1: want":                                        &Lion{LR: 1, Beta1: 0.9, Beta2: 1},
		"Lion: WeightDecay = -1: want":                                 &Lion{LR: 1, WeightDecay: -1},
		"SignSGD: Momentum = 1: want":                                  &SignSGD{LR: 1, Momentum: 1},
		"SLS: Step gets a gradient and no function":                    NewSLS(),
		"SVRG: Step gets a gradient and no function":                   SVRG(NewSGD(1), 1),
		"SGD: Schedule is -1 at step 1: want a finite number >= 0":     &SGD{LR: 1, Schedule: ScheduleFunc(func(int) float64 { return -1 })},
		"SGD: Schedule: StepDecay: Every = 0: want at least 1":         &SGD{LR: 1, Schedule: StepDecay{Factor: 1}},
		"Schedule: schedule 1 of the product: Cosine: Steps = 0":       &SGD{LR: 1, Schedule: Product{Warmup{1}, Cosine{}}},
		"Schedule: next schedule: schedule is nil":                     &SGD{LR: 1, Schedule: Then{First: InvSqrt{}}},
		"Schedule: InvTime: Steps = 0: want a positive number":         &SGD{LR: 1, Schedule: InvTime{}},
		"Schedule: Milestones: Factor = NaN: want a finite number":     &SGD{LR: 1, Schedule: Milestones{Factor: nan}},
		"Schedule: Warmup: Steps = -1: want at least 1":                &SGD{LR: 1, Schedule: Warmup{-1}},
		"Schedule: Cosine: Floor = 2: want 0 <= Floor <= 1":            &SGD{LR: 1, Schedule: Cosine{1, 2}},
		"Schedule: Then: Steps = -1: want at least 0":                  &SGD{LR: 1, Schedule: Then{InvSqrt{}, -1, InvSqrt{}}},
		"AdaBelief: Schedule is NaN at step 1: want a finite number":   belief(1, func(o *AdaBelief) { o.Schedule = ScheduleFunc(func(int) float64 { return nan }) }),
	} {
		x := []float64{1}
		wantError(t, o.Step(x, []float64{1}), "optim: ", says)
		if x[0] != 1 {
			t.Errorf("%s: x moved to %v", says, x[0])
		}
	}
	_, err := Custom(nil)
	wantError(t, err, "step is nil")
}

func TestDenominator(t *testing.T) {
	o := NewAdaBelief(1)
	if got := o.Denominator(nil); len(got) != 0 {
		t.Errorf("before the first update: %v", got)
	}
	if err := o.Step([]float64{0, 0}, []float64{1, 2}); err != nil {
		t.Fatal(err)
	}
	dst := make([]float64, 2)
	if got := o.Denominator(dst); &got[0] != &dst[0] || !vec.Equal(got, []float64{math.Sqrt(0.81 + 1e-5), math.Sqrt(3.24 + 1e-5)}, 1e-12) {
		t.Errorf("got %v", got)
	}
}
