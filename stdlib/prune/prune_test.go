package prune

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/linalg"
	"monro/stdlib/nn"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// A trained network and what it is measured on.
type trained struct {
	net  *nn.Model
	f    *problem.TracedLoss
	x    []float64
	mask *Mask
	test *data.Dataset
	seed uint64
}

// train trains a network with ReLU and two hidden layers by Adam for 40 epochs.
func train(t *testing.T, seed uint64, d, test *data.Dataset, in, first, second, out int) trained {
	t.Helper()
	s := rng.New(seed)
	net := must[*nn.Model](t)(nn.New([]int{in}, nn.Dense(first, nn.HeNormal), nn.ReLU(), nn.Dense(second, nn.HeNormal), nn.ReLU(), nn.Dense(out, nn.HeNormal)))
	f := must[*problem.TracedLoss](t)(problem.FromLoss(func(p, x, y ad.Node) ad.Node {
		return nn.CrossEntropy(net.At(p).Apply(x), y)
	}, net.Len(), d))
	last := must[*optim.State](t)(optim.Run(f, optim.NewAdam(1e-3), net.Init(s.Split("init")), optim.Batch(32, s.Split("batches")), optim.Epochs(40)))
	return trained{net, f, last.X, must[*Mask](t)(Weights(net.Layout())), test, seed}
}

// teacher is a network trained on labels without noise, as in the specification.
func teacher(t *testing.T, seed uint64) trained {
	t.Helper()
	all := must[*data.Dataset](t)(data.TeacherNetwork(5000, 20, 16, 5, 0, rng.New(seed).Split("data")))
	d, test, err := all.Cut(3000)
	if err != nil {
		t.Fatal(err)
	}
	return train(t, seed, d, test, 20, 64, 32, 5)
}

// accuracy is that on the test data.
func (m trained) accuracy(t *testing.T, x []float64) float64 {
	t.Helper()
	scores := must[[]float64](t)(m.net.Predict(x, m.test.X, m.test.N))
	return must[float64](t)(nn.Accuracy(scores, m.net.Out()[0], m.test.Y))
}

func (m trained) prune(t *testing.T, r Rule, sparsity float64, steps int) *State {
	t.Helper()
	p := Pruner{Rule: r, Sparsity: sparsity, Steps: steps, Stream: rng.New(m.seed)}
	return must[*State](t)(p.Prune(m.f, m.x, m.mask))
}

// Dropping one weight of a quadratic at its minimum: the best that the others can do,
// against the solution of the system of its optimality conditions, and the loss.
func TestMustHold7OneWeightIsDroppedOptimally(t *testing.T) {
	const d, m = 15, 9
	for _, lambda := range []float64{1e-3, 0.1} {
		s := rng.New(1)
		g := make([][]float64, m)
		for i := range g {
			g[i] = s.NormalVec(make([]float64, d))
		}
		f := mat.NewSymDense(d, nil)
		for i := range d {
			f.SetSym(i, i, lambda)
		}
		for _, row := range g {
			f.SymRankOne(f, 1./m, mat.NewVecDense(d, row))
		}
		loss := func(w, best []float64) float64 {
			e := mat.NewVecDense(d, vec.Sub(nil, w, best))
			return mat.Inner(e, f, e) / 2
		}
		inv := must[*linalg.InverseFisher](t)(linalg.NewInverseFisher(g, lambda))
		best := s.NormalVec(make([]float64, d))
		p := &Point{X: vec.Clone(best), Live: identity(d)}
		drop := must[[]int](t)(surgery(p, inv, 1, true))[0]

		// ∇ = F(w − best) + μ·e_i = 0 and w_i = 0.
		system, rhs := mat.NewDense(d+1, d+1, nil), make([]float64, d+1)
		system.Slice(0, d, 0, d).(*mat.Dense).Copy(f)
		system.Set(drop, d, 1)
		system.Set(d, drop, 1)
		var product mat.VecDense
		product.MulVec(f, mat.NewVecDense(d, best))
		copy(rhs, product.RawVector().Data)
		want := must[[]float64](t)(linalg.Solve(system, rhs))[:d]
		if !vec.Equal(p.X, want, 1e-9) {
			t.Errorf("λ = %g: %v, want %v", lambda, p.X, want)
		}

		scores := saliency(best, must[[]float64](t)(inv.Diagonal(nil)))
		if got := loss(p.X, best); math.Abs(got-scores[drop]) > 1e-9*scores[drop] {
			t.Errorf("λ = %g: the loss rises by %v, the score is %v", lambda, got, scores[drop])
		}
		for i := range d { // and no other weight would have cost less
			if scores[i] < scores[drop] {
				t.Errorf("λ = %g: drops weight %d of score %v, and %d has %v", lambda, drop, scores[drop], i, scores[i])
			}
		}
	}
}

// Takes about 5 seconds.
func TestMustHold8TeacherNetwork(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	const seeds = 3
	rule := NewMFAC(256, 8)
	scoreOnly := rule
	scoreOnly.ScoreOnly = true
	gain := map[float64]float64{}
	for seed := uint64(1); seed <= seeds; seed++ {
		m := teacher(t, seed)
		for _, sparsity := range []float64{0.7, 0.9} {
			recomputed := m.accuracy(t, m.prune(t, rule, sparsity, 16).X)
			magnitude := m.accuracy(t, m.prune(t, Magnitude{}, sparsity, 1).X)
			t.Logf("seed %d, sparsity %g: M-FAC %.3f, magnitude %.3f, dense %.3f", seed, sparsity, recomputed, magnitude, m.accuracy(t, m.x))
			gain[sparsity] += (recomputed - magnitude) / seeds
		}
		corrected, uncorrected := m.accuracy(t, m.prune(t, rule, 0.5, 1).X), m.accuracy(t, m.prune(t, scoreOnly, 0.5, 1).X)
		t.Logf("seed %d, sparsity 0.5: corrected %.3f, score only %.3f", seed, corrected, uncorrected)
		if !(corrected > uncorrected) {
			t.Errorf("seed %d: accuracy %.3f at 50 %%, and %.3f without the correction", seed, corrected, uncorrected)
		}
	}
	for sparsity, want := range map[float64]float64{0.7: 0.08, 0.9: 0.15} {
		if !(gain[sparsity] >= want) {
			t.Errorf("at sparsity %g M-FAC is better than magnitude by %.3f, want %g", sparsity, gain[sparsity], want)
		}
	}
}

// What magnitude pruning keeps holds for the mean: single seeds have up to 0.69.
// Takes about 5 seconds.
func TestMustHold9Digits(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	all, err := data.Digits()
	if err != nil {
		t.Skipf("no digits: %v", err)
	}
	vec.Scale(all.X, 1./16, all.X)
	const seeds = 5
	mean := 0.0
	for seed := uint64(1); seed <= seeds; seed++ {
		d, test, err := must[*data.Dataset](t)(all.Shuffle(rng.New(seed))).Cut(1300)
		if err != nil {
			t.Fatal(err)
		}
		m := train(t, seed, d, test, 64, 40, 20, 10)
		dense := m.accuracy(t, m.x)
		recomputed := m.accuracy(t, m.prune(t, NewMFAC(256, 8), 0.8, 16).X)
		magnitude := m.accuracy(t, m.prune(t, Magnitude{}, 0.8, 1).X)
		t.Logf("seed %d: dense %.3f, M-FAC %.3f, magnitude %.3f", seed, dense, recomputed, magnitude)
		if !(recomputed >= 0.93) {
			t.Errorf("seed %d: accuracy %.3f by M-FAC, want at least 0.93", seed, recomputed)
		}
		mean += magnitude / seeds
	}
	if !(mean < 0.65) {
		t.Errorf("mean accuracy %.3f by magnitude, want less than 0.65", mean)
	}
}

func identity(n int) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	return at
}

// small is a problem with a regression's gradients.
func small(t *testing.T) (problem.FiniteSum, []float64) {
	t.Helper()
	d := must[*data.Dataset](t)(data.LinearRegression(200, 12, 0.1, 10, rng.New(1)))
	return must[*problem.SquaredLoss](t)(problem.LeastSquares(d, 0)), rng.New(2).NormalVec(make([]float64, 12))
}

// Blocks written out and blocks as gradients are the same matrix.
func TestWoodFisherIsBlockMFAC(t *testing.T) {
	f, x := small(t)
	mask := must[*Mask](t)(NewMask([]int{11, 0, 2, 3, 4, 5, 6, 8, 9, 10}))
	for _, block := range []int{1, 4, 10, 30} {
		for _, steps := range []int{1, 3} {
			run := func(r Rule) *State {
				return must[*State](t)(Pruner{r, 0.6, steps, rng.New(3)}.Prune(f, x, mask))
			}
			wood := run(WoodFisher{20, 5, 0.01, block})
			m := run(MFAC{Gradients: 20, Batch: 5, Damping: 0.01, Block: block})
			if !slices.Equal(wood.Mask.Live(), m.Mask.Live()) || !vec.Equal(wood.X, m.X, 1e-9) {
				t.Errorf("blocks of %d, %d steps: %v, want %v", block, steps, wood.X, m.X)
			}
			if wood.Cost != (problem.Cost{Grads: 20 * steps, Samples: 100 * steps}) {
				t.Errorf("cost %+v", wood.Cost)
			}
		}
	}
}

func TestMagnitudeAndDiagonalFisher(t *testing.T) {
	// In the minibatch of example i the gradient is a_i²·x_i at place i and 0 elsewhere,
	// so that F_ii − λ = a_i⁴·x_i²/4 with all four, and scores rise with a_i·|x_i|.
	d := must[*data.Dataset](t)(data.New([][]float64{{1, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 2, 0}, {0, 0, 0, 0}}, make([]float64, 4)))
	f := must[*problem.SquaredLoss](t)(problem.LeastSquares(d, 0))
	x := []float64{-3, 1.1, -2, 4}
	mask := must[*Mask](t)(NewMask(identity(4)))
	for _, c := range []struct {
		rule Rule
		want []int
	}{
		{Magnitude{}, []int{1, 2}},
		{NewDiagonalFisher(4, 1), []int{0, 3}},
		{DiagonalFisher{4, 1, 1e6}, []int{1, 2}}, // F is λI
	} {
		s := must[*State](t)(Pruner{c.rule, 0.5, 1, rng.New(1)}.Prune(f, x, mask))
		want := vec.Clone(x)
		for _, i := range c.want {
			want[i] = 0
		}
		if !slices.Equal(s.Dropped, c.want) || !slices.Equal(s.X, want) {
			t.Errorf("%v drops %v and leaves %v, want %v and %v", c.rule, s.Dropped, s.X, c.want, want)
		}
	}
}

func TestDensitiesFallGeometrically(t *testing.T) {
	d := must[*data.Dataset](t)(data.LinearRegression(200, 200, 0.1, 10, rng.New(1)))
	f := must[*problem.SquaredLoss](t)(problem.LeastSquares(d, 0))
	mask := must[*Mask](t)(NewMask(identity(200)))
	x := rng.New(2).NormalVec(make([]float64, 200))
	half := must[*State](t)(Pruner{Magnitude{}, 0.5, 1, rng.New(1)}.Prune(f, x, mask))
	k := 0
	for s := range (Pruner{Magnitude{}, 0.95, 4, rng.New(1)}).Run(f, half.X, half.Mask) {
		k++
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		want := 1 - 0.5*math.Pow(0.1, float64(k)/4)
		if s.Step != k || math.Abs(s.Sparsity-want) > 0.5/200+1e-12 {
			t.Errorf("step %d has number %d and sparsity %v, want %v", k, s.Step, s.Sparsity, want)
		}
		zeros := 0
		for _, v := range s.X {
			if v == 0 {
				zeros++
			}
		}
		if zeros != len(s.Mask.Dropped()) || zeros+len(s.Mask.Live()) != 200 {
			t.Errorf("step %d: %d zeros, %v", k, zeros, s.Mask)
		}
	}
	if k != 4 || mask.Sparsity() != 0 || half.Mask.Sparsity() != 0.5 {
		t.Errorf("%d steps; the masks given have %v and %v", k, mask.Sparsity(), half.Mask.Sparsity())
	}
}

// Training between the steps recovers what they lose, and dropped weights stay zero.
func TestGradualPruning(t *testing.T) {
	f, x := small(t)
	best := must[*optim.State](t)(optim.Run(f, optim.NewSGD(0.1), x, optim.Iterations(500)))
	mask := must[*Mask](t)(NewMask(identity(12)))
	gradual := Pruner{NewMFAC(50, 4), 0.5, 3, rng.New(1)}
	var last *State
	for s := range gradual.Run(f, best.X, mask) {
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		before := f.Value(s.X)
		tuned := must[*optim.State](t)(optim.Run(f, optim.Before(optim.NewMomentum(0.02, 0.9), s.Mask.Freeze()).Fresh(), s.X, optim.Iterations(300)))
		if after := f.Value(tuned.X); after > before {
			t.Errorf("step %d: loss %v, %v before training", s.Step, after, before)
		}
		for _, at := range s.Mask.Dropped() {
			if tuned.X[at] != 0 {
				t.Errorf("step %d: dropped weight %d is %v", s.Step, at, tuned.X[at])
			}
		}
		copy(s.X, tuned.X)
		last = s.Clone()
	}
	once := must[*State](t)(Pruner{Magnitude{}, 0.5, 1, rng.New(1)}.Prune(f, best.X, mask))
	if got, want := f.Value(last.X), f.Value(once.X); !(got < want) || last.Sparsity != 0.5 {
		t.Errorf("loss %v at sparsity %v, %v at once by magnitude", got, last.Sparsity, want)
	}
}

func TestSameSeedSameWeights(t *testing.T) {
	f, x := small(t)
	mask := must[*Mask](t)(NewMask(identity(12)))
	run := func(seed uint64) []float64 {
		s := rng.New(seed)
		s.Float64() // what was drawn before does not matter
		return must[*State](t)(Pruner{NewMFAC(10, 4), 0.5, 2, s}.Prune(f, x, mask)).X
	}
	if a, b := run(1), run(1); !slices.Equal(a, b) {
		t.Errorf("%v and %v", a, b)
	}
	if slices.Equal(run(1), run(2)) {
		t.Error("another seed makes no difference")
	}
}

func TestWeights(t *testing.T) {
	net := must[*nn.Model](t)(nn.New([]int{1, 4, 4}, nn.Conv2D(2, 3, 1, 1), nn.ReLU(), nn.Flatten(), nn.Dense(3)))
	mask := must[*Mask](t)(Weights(net.Layout()))
	if want := net.Len() - 2 - 3; mask.Len() != want {
		t.Errorf("%v, want %d: all but the biases", mask, want)
	}
	for _, b := range net.Layout().Blocks() {
		if _, found := slices.BinarySearch(mask.Live(), b.Offset); found != (len(b.Shape) > 1) {
			t.Errorf("block %v may be dropped: %v", b, found)
		}
	}
}

// undefined is a loss without gradients.
type undefined struct{ problem.FiniteSum }

func (undefined) BatchGrad(dst, _ []float64, _ []int) float64 {
	vec.Fill(dst, math.NaN())
	return math.NaN()
}

// liar is a rule that drops what it likes.
type liar []int

func (l liar) Drop(*Point, int) ([]int, error) { return l, nil }

// failing is a rule that does not work.
type failing struct{ error }

func (r failing) Drop(*Point, int) ([]int, error) { return nil, r.error }

func TestBadInput(t *testing.T) {
	f, x := small(t)
	mask := must[*Mask](t)(NewMask(identity(12)))
	ok := Pruner{Magnitude{}, 0.5, 1, rng.New(1)}
	with := func(change func(p *Pruner)) error {
		p := ok
		change(&p)
		_, err := p.Prune(f, x, mask)
		return err
	}
	rule := func(r Rule) error { return with(func(p *Pruner) { p.Rule = r }) }
	second := func(_ any, err error) error { return err }
	half := must[*State](t)(ok.Prune(f, x, mask)).Mask
	bad := vec.Clone(x)
	bad[3] = math.NaN()
	for says, err := range map[string]error{
		"the loss is nil":                                         second(ok.Prune(nil, x, mask)),
		"the mask is nil":                                         second(ok.Prune(f, x, nil)),
		"x has 5 elements: want the loss's 12":                    second(ok.Prune(f, x[:5], mask)),
		"x[3] = NaN: want finite numbers":                         second(ok.Prune(f, bad, mask)),
		"element 0 of gradient 0 is NaN: want finite numbers":     second(Pruner{NewMFAC(1, 1), 0.5, 1, rng.New(1)}.Prune(undefined{f}, x, mask)),
		"Rule is nil":                                             rule(nil),
		"Stream is nil":                                           with(func(p *Pruner) { p.Stream = nil }),
		"Steps = 0: want at least 1":                              with(func(p *Pruner) { p.Steps = 0 }),
		"Sparsity = 1: want at least 0 and less than 1":           with(func(p *Pruner) { p.Sparsity = 1 }),
		"Sparsity = -0.1: want":                                   with(func(p *Pruner) { p.Sparsity = -0.1 }),
		"Sparsity = NaN: want":                                    with(func(p *Pruner) { p.Sparsity = math.NaN() }),
		"Sparsity = 0.5: want at least 0.5833333333333334, which": second(ok.Prune(f, x, more(t, half))),
		"the mask has place 20 and there are 12 parameters":       second(ok.Prune(f, x, must[*Mask](t)(NewMask([]int{20})))),
		"step 1 of 1: prune: Gradients = 0: want at least 1":      rule(NewMFAC(0, 1)),
		"Gradients = 9223372036854775807: want fewer":             rule(NewMFAC(math.MaxInt, 1)),
		"Batch = 0: want at least 1 example a gradient":           rule(NewDiagonalFisher(1, 0)),
		"MFAC: linalg.NewInverseFisher: lambda = 0: want":         rule(MFAC{Gradients: 1, Batch: 1}),
		"MFAC: linalg.NewInverseFisher: Block = -1: want":         rule(MFAC{Gradients: 1, Batch: 1, Damping: 1, Block: -1}),
		"MaxBytes allows 9.31e-09":                                rule(MFAC{Gradients: 1, Batch: 1, Damping: 1, MaxBytes: 10}),
		"DiagonalFisher: Damping = -1: want":                      rule(DiagonalFisher{1, 1, -1}),
		"WoodFisher: Block = 0: want at least 1":                  rule(NewWoodFisher(1, 1, 0)),
		"WoodFisher: Damping = +Inf: want":                        rule(WoodFisher{1, 1, math.Inf(1), 1}),
		"the rule drops 1 weights: want 6":                        rule(liar{1}),
		"the rule drops place 12: want live weights, each once":   rule(liar{1, 2, 3, 4, 5, 12}),
		"the rule drops place 5: want live weights, each once":    rule(liar{1, 2, 3, 4, 5, 5}),
		"step 1 of 1: no idea":                                    rule(failing{errors.New("no idea")}),
		"NewMask: places is empty":                                second(NewMask(nil)),
		"NewMask: places has -1":                                  second(NewMask([]int{3, -1})),
		"NewMask: places has 3 twice":                             second(NewMask([]int{3, 2, 3})),
		"Weights: no block of the layout has two sizes":           second(Weights(nn.Layout{})),
		"the mask has place 11 and there are 3 parameters":        optim.Chain(mask.Freeze()).Step(vec.Ones(3), vec.Ones(3)),
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want an error that says %q", err, says)
		}
	}
}

// more returns a mask with one weight less.
func more(t *testing.T, m *Mask) *Mask {
	t.Helper()
	c := m.Clone()
	if err := c.drop(c.Live()[:1], 1); err != nil {
		t.Fatal(err)
	}
	return c
}
