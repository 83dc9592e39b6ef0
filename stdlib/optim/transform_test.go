package optim

import (
	"errors"
	"math"
	"slices"
	"testing"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// everyTransform returns a chain's worth of all transforms, each with its memory
// in use.
func everyTransform() []Transform {
	first := nn.Block{Name: "first", Shape: []int{2}}
	return []Transform{
		ClipNorm(2), ClipValue(1), AddDecay(0.1), AddNoise(0.1, rng.New(7)),
		ScaleByAdam(0.9, 0.99, 1e-8), ScaleByBelief(0.9, 0.99, 1e-8), ScaleByRMS(0.9, 1e-8), ScaleByYogi(0.9, 0.99, 1e-3), ScaleByAdaGrad(1e-8), ScaleByLion(0.9, 0.99), ScaleByDiffGrad(0.9, 0.99, 1e-8),
		Momentum(0.5), Nesterov(0.5), EMAMomentum(0.5), AsTransform(NewAdaBelief(0.1)), ScaleByInverseFisher(3, 0.01), ScaleByGGT(3, 0.9, 0.01),
		TransformFunc(func(u, _ []float64) { u[0] *= 2 }), On([]nn.Block{first}, Momentum(0.9), Scale(0.5)),
		Normalize(), ScaleBySchedule(0.1, InvSqrt{}), Scale(0.5),
	}
}

// trajectory feeds the same random gradients to an optimiser and returns all points.
func trajectory(t *testing.T, o Optimizer) [][]float64 {
	t.Helper()
	const n, steps = 1500, 40 // more than one block
	s := rng.New(3)
	x, g := s.NormalVec(make([]float64, n)), make([]float64, n)
	var all [][]float64
	for k := range steps {
		vec.Scale(g, math.Exp(-float64(k)/10), s.NormalVec(g))
		g[5] = 0 // a parameter without gradient
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		all = append(all, vec.Clone(x))
	}
	return all
}

// A chain makes the very steps of the method that it spells out.
func TestChainsAgreeWithMethods(t *testing.T) {
	const lr, wd = 0.01, 0.1
	cosine := Cosine{Steps: 30}
	with := func(o *Adam, change func(*Adam)) *Adam { change(o); return o }
	for _, c := range []struct {
		m     Method
		chain []Transform
	}{
		{SGD{LR: lr}, []Transform{Scale(lr)}},
		{SGD{LR: lr, WeightDecay: wd}, []Transform{AddDecay(wd), Scale(lr)}},
		{SGD{LR: lr, Momentum: 0.9}, []Transform{Momentum(0.9), Scale(lr)}},
		{SGD{LR: lr, Momentum: 0.9, Nesterov: true, WeightDecay: wd}, []Transform{AddDecay(wd), Nesterov(0.9), Scale(lr)}},
		{NewAdam(lr), []Transform{ScaleByAdam(0.9, 0.999, 1e-8), Scale(lr)}},
		{with(NewAdam(lr), func(o *Adam) { o.Schedule = cosine }), []Transform{ScaleByAdam(0.9, 0.999, 1e-8), ScaleBySchedule(lr, cosine)}},
		{with(NewAdam(lr), func(o *Adam) { o.WeightDecay = wd }), []Transform{AddDecay(wd), ScaleByAdam(0.9, 0.999, 1e-8), Scale(lr)}},
		{with(NewAdam(lr), func(o *Adam) { o.Eps = 0 }), []Transform{ScaleByAdam(0.9, 0.999, 0), Scale(lr)}},
		{NewAdaBelief(lr), []Transform{ScaleByBelief(0.9, 0.999, 1e-8), Scale(lr)}},
		{NewRMSProp(lr), []Transform{ScaleByRMS(0.99, 1e-8), Scale(lr)}},
		{NewDiffGrad(lr), []Transform{ScaleByDiffGrad(0.9, 0.999, 1e-8), Scale(lr)}},
		{NewYogi(lr), []Transform{ScaleByYogi(0.9, 0.999, 1e-3), Scale(lr)}},
		{NewAdaGrad(lr), []Transform{ScaleByAdaGrad(1e-10), Scale(lr)}},
		{NewLion(lr), []Transform{ScaleByLion(0.9, 0.99), Scale(lr)}},
		{SGD{LR: lr, Momentum: 0.9, EMA: true}, []Transform{EMAMomentum(0.9), Scale(lr)}},
		{SignSGD{LR: lr, Momentum: 0.9}, []Transform{EMAMomentum(0.9), Sign(), Scale(lr)}},
		{Before(NewYogi(lr), ClipNorm(1)), []Transform{ClipNorm(1), ScaleByYogi(0.9, 0.999, 1e-3), Scale(lr)}},
	} {
		want, got := trajectory(t, c.m.Fresh()), trajectory(t, Chain(c.chain...))
		for k := range want {
			if !slices.Equal(got[k], want[k]) {
				t.Errorf("%v and %v differ at step %d", c.m, Chain(c.chain...), k+1)
				break
			}
		}
	}
}

// AdamW and its chain round differently.
func TestDecoupledDecayInAChain(t *testing.T) {
	want := trajectory(t, NewAdamW(0.01, 0.1))
	got := trajectory(t, Chain(ScaleByAdam(0.9, 0.999, 1e-8), AddDecay(0.1), Scale(0.01)))
	if !vec.Equal(got[39], want[39], 1e-13) {
		t.Errorf("distance %v", vec.Distance(got[39], want[39]))
	}
}

func TestTransforms(t *testing.T) {
	x := []float64{1, -2, 0, 4}
	part := []nn.Block{{Name: "a", Shape: []int{1}}, {Name: "b", Shape: []int{1, 2}, Offset: 2}}
	for _, c := range []struct {
		t    Transform
		u    []float64
		want [][]float64 // of the same u again and again
	}{
		{ClipNorm(1), []float64{3, 0, 4, 0}, [][]float64{{0.6, 0, 0.8, 0}}},
		{ClipNorm(5), []float64{3, 0, 4, 0}, [][]float64{{3, 0, 4, 0}}},
		{ClipValue(1), []float64{3, -3, 0.5, 1}, [][]float64{{1, -1, 0.5, 1}}},
		{AddDecay(0.5), []float64{1, 1, 1, 1}, [][]float64{{1.5, 0, 1, 3}}},
		{Sign(), []float64{-7, 0, 1e-300, math.Copysign(0, -1)}, [][]float64{{-1, 0, 1, 0}}},
		{Normalize(), []float64{3, 0, 0, -4}, [][]float64{{0.6, 0, 0, -0.8}}},
		{Normalize(), []float64{0, 0, 0, 0}, [][]float64{{0, 0, 0, 0}}},
		{Scale(-2), []float64{1, 2, 3, 4}, [][]float64{{-2, -4, -6, -8}}},
		{ScaleBySchedule(2, StepDecay{1, 0.5}), []float64{1, 2, 3, 4}, [][]float64{{2, 4, 6, 8}, {1, 2, 3, 4}, {0.5, 1, 1.5, 2}}},
		{Momentum(0.5), []float64{1, 2, 0, 4}, [][]float64{{1, 2, 0, 4}, {1.5, 3, 0, 6}, {1.75, 3.5, 0, 7}}},
		{Nesterov(0.5), []float64{1, 2, 0, 4}, [][]float64{{1.5, 3, 0, 6}, {1.75, 3.5, 0, 7}}},
		{EMAMomentum(0.5), []float64{1, 2, 0, 4}, [][]float64{{0.5, 1, 0, 2}, {0.75, 1.5, 0, 3}}},
		{AddNoise(0, rng.New(1)), []float64{1, 2, 3, 4}, [][]float64{{1, 2, 3, 4}}},
		{On(part, Scale(10)), []float64{1, 2, 3, 4}, [][]float64{{10, 2, 30, 40}}},
		{On(part, Momentum(0.5), Scale(2)), []float64{1, 2, 4, 0}, [][]float64{{2, 2, 8, 0}, {3, 2, 12, 0}}},
		{On(part, Normalize()), []float64{7, 2, 3, 4}, [][]float64{{1, 2, 0.6, 0.8}}}, // each block by itself
		{Freeze(part...), []float64{1, 2, 3, 4}, [][]float64{{0, 2, 0, 0}}},
		{AsTransform(SGD{LR: 0.5, Momentum: 0.5}), []float64{1, 2, 0, 4}, [][]float64{{0.5, 1, 0, 2}, {0.75, 1.5, 0, 3}}},
		{TransformFunc(func(u, x []float64) { u[0] = x[3] }), []float64{1, 2, 3, 4}, [][]float64{{4, 2, 3, 4}}},
	} {
		tr := c.t.Fresh()
		for k, want := range c.want {
			u := vec.Clone(c.u)
			if err := errors.Join(validateAll("", []Transform{tr}), tr.Apply(u, x)); err != nil || !vec.Equal(u, want, 1e-15) {
				t.Errorf("%v of %v, update %d: %v, %v, want %v", c.t, c.u, k+1, u, err, want)
			}
		}
	}
	if !slices.Equal(x, []float64{1, -2, 0, 4}) {
		t.Errorf("x is %v now", x)
	}
}

func TestAddNoise(t *testing.T) {
	const n = 20000
	stream := rng.New(5)
	tr := AddNoise(3, stream)
	first := tr.Fresh()
	stream.Float64() // use of the stream does not matter
	u, again := vec.Ones(n), vec.Ones(n)
	if err := errors.Join(first.Apply(u, u), tr.Fresh().Apply(again, again)); err != nil || !slices.Equal(u, again) {
		t.Error("Fresh does not repeat the noise", err)
	}
	// Five standard errors of mean and variance.
	if mean := vec.Mean(u); math.Abs(mean-1) > 5*3/math.Sqrt(n) {
		t.Errorf("mean %v, want 1", mean)
	}
	if v := vec.Var(u); math.Abs(v-9) > 5*9*math.Sqrt(2./n) {
		t.Errorf("variance %v, want 9", v)
	}
	before := vec.Clone(u)
	if err := first.Apply(u, u); err != nil || vec.Distance(u, before) < 1 {
		t.Error("the second draw is no other", err)
	}
}

func TestBlocks(t *testing.T) {
	var l nn.Layout
	for _, b := range []string{"dense1.W", "dense1.b", "dense2.W", "out"} {
		if err := l.Add(b, 2, 3); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		patterns []string
		offsets  []int
	}{
		{[]string{"dense*.W"}, []int{0, 12}},
		{[]string{"out", "*.b"}, []int{6, 18}},
		{[]string{"dense?.*", "dense1.W"}, []int{0, 6, 12}},
		{nil, nil},
	} {
		got, err := Blocks(l, c.patterns...)
		var offsets []int
		for _, b := range got {
			offsets = append(offsets, b.Offset)
		}
		if err != nil || !slices.Equal(offsets, c.offsets) {
			t.Errorf("%v: %v, %v, want %v", c.patterns, offsets, err, c.offsets)
		}
	}
	_, err := Blocks(l, "out", "dense2.w")
	wantError(t, err, `pattern "dense2.w" matches no block`, `nearest is "dense2.W"`)
	_, err = Blocks(l, "[")
	wantError(t, err, `pattern "["`)
}

func TestBadTransforms(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	far := nn.Block{Name: "far", Shape: []int{3}, Offset: 1}
	for says, o := range map[string]Optimizer{
		"Chain: transform 2 of 2 is nil":                                     Chain(Scale(1), nil),
		"ClipNorm: limit = 0: want a finite number > 0":                      Chain(ClipNorm(0)),
		"ClipNorm: limit = NaN":                                              Chain(ClipNorm(nan)),
		"ClipValue: limit = -1: want":                                        Chain(Scale(1), ClipValue(-1)),
		"AddDecay: weight = -1: want":                                        Chain(AddDecay(-1)),
		"AddNoise: std = -1: want":                                           Chain(AddNoise(-1, rng.New(1))),
		"AddNoise: stream is nil":                                            Chain(AddNoise(1, nil)),
		"Scale: lr = +Inf: want a finite number":                             Chain(Scale(inf)),
		"ScaleBySchedule: lr = NaN":                                          Chain(ScaleBySchedule(nan, InvSqrt{})),
		"ScaleBySchedule: Schedule: Cosine: Steps = 0":                       Chain(Momentum(0.9), ScaleBySchedule(1, Cosine{})),
		"Momentum: mu = 1: want at least 0 and less than 1":                  Chain(Momentum(1)),
		"Nesterov: mu = -1: want":                                            Chain(Nesterov(-1)),
		"EMAMomentum: beta = NaN: want":                                      Chain(EMAMomentum(nan)),
		"ScaleByAdam: Beta1 = 1: want at least 0 and less than 1":            Chain(ScaleByAdam(1, 0.9, 1e-8)),
		"ScaleByBelief: Eps = 0: want Eps > 0 with Beta1 = 0":                Chain(ScaleByBelief(0, 0.9, 0)),
		"ScaleByRMS: Decay = 2: want":                                        Chain(ScaleByRMS(2, 1e-8)),
		"ScaleByYogi: Eps = -1: want":                                        Chain(ScaleByYogi(0.9, 0.9, -1)),
		"TransformFunc is nil":                                               Chain(TransformFunc(nil)),
		"On: there are no blocks":                                            Chain(On(nil, Scale(1))),
		"On: transform 1 of 1 is nil":                                        Chain(On([]nn.Block{{Shape: []int{1}}}, nil)),
		"On: block far reaches from 1 to 4: want it within the 2 parameters": Chain(On([]nn.Block{far}, Scale(1))),
		"AsTransform: the method is nil":                                     Chain(AsTransform(nil)),
		"SGD: LR = -1: want":                                                 Chain(AsTransform(NewSGD(-1))),
		"Before: transform 1 of 1 is nil":                                    Before(NewSGD(1), nil),
		"Before: the method is nil":                                          Before(nil),
		"Project: the method is nil":                                         Project(nil, ToBall(1)),
		"Project: the projection is nil":                                     Project(NewSGD(1), nil),
		"ProjectBall: radius = -1":                                           Project(NewSGD(1), ToBall(-1)),
		"ToBox: [lo, hi] = [2, 1]: want lo <= hi":                            Project(NewSGD(1), ToBox(2, 1)),
		"ProjectSimplex: sum = 0":                                            Project(NewSGD(1), ToSimplex(0)),
		"Lookahead: every = 0: want at least 1":                              Lookahead(NewSGD(1), 0, 0.5),
		"Lookahead: alpha = 2: want 0 < alpha <= 1":                          Lookahead(NewSGD(1), 5, 2),
		"Polyak: after = -1: want at least 0":                                Polyak(NewSGD(1), -1),
		"EMA: decay = 1: want 0 < decay < 1":                                 EMA(NewSGD(1), 1),
		"Accumulate: n = 0: want at least 1":                                 Accumulate(NewSGD(1), 0),
		"Accumulate: the method is nil":                                      Accumulate(nil, 1),
		"RMSProp: Decay = 7: want":                                           Lookahead(&RMSProp{Decay: 7}, 1, 1),
	} {
		x := []float64{1, 1}
		wantError(t, o.Step(x, []float64{1, 1}), "optim: ", says)
		if x[0] != 1 || x[1] != 1 {
			t.Errorf("%s: x moved to %v", says, x)
		}
	}
}

// A schedule that fails on the way stops a chain before anything has changed.
func TestChainIsRefusedWithoutATrace(t *testing.T) {
	bad := true
	schedule := ScheduleFunc(func(k int) float64 {
		if k == 3 && bad {
			return math.NaN()
		}
		return 1 / float64(k)
	})
	o, twin := Chain(Momentum(0.9), ScaleBySchedule(1, schedule)), Chain(Momentum(0.9), ScaleBySchedule(1, InvTime{1}))
	x, y, g := vec.Ones(3), vec.Ones(3), vec.Linspace(1, 2, 3)
	for k := 1; k <= 4; k++ {
		if k == 3 {
			wantError(t, o.Step(x, g), "ScaleBySchedule: Schedule is NaN at step 3")
			bad = false
		}
		if err := errors.Join(o.Step(x, g), twin.Step(y, g)); err != nil || !vec.Equal(x, y, 1e-15) {
			t.Fatalf("step %d: %v and %v, %v", k, x, y, err)
		}
	}
}
