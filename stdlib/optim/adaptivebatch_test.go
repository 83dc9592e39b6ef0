package optim

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// given is the finite sum of linear terms whose gradients are the rows: what a test
// sees of a minibatch is then in the test.
type given [][]float64

func (p given) Dim() int { return len(p[0]) }
func (p given) Len() int { return len(p) }

func (p given) Value(x []float64) float64     { return p.Grad(make([]float64, len(x)), x) }
func (p given) Grad(dst, x []float64) float64 { return p.BatchGrad(dst, x, rng.New(1).Perm(len(p))) }
func (p given) ExampleGrads(dst, _ []float64, idx []int) {
	for k, i := range idx {
		copy(dst[k*len(p[0]):], p[i])
	}
}

func (p given) BatchGrad(dst, x []float64, idx []int) float64 {
	clear(dst)
	for _, i := range idx {
		vec.Axpy(dst, 1/float64(len(idx)), p[i])
	}
	return vec.Dot(dst, x)
}

func gradients(t *testing.T, rows ...[]float64) *BatchVariance {
	t.Helper()
	idx := make([]int, len(rows))
	for i := range idx {
		idx[i] = i
	}
	v, err := NewBatchVariance(given(rows), make([]float64, len(rows[0])), idx)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// random is the gradients of a random minibatch: of b examples in d variables.
func random(b, d int, s *rng.Stream) [][]float64 {
	rows := make([][]float64, b)
	for i := range rows {
		rows[i] = s.NormalVec(make([]float64, d))
		rows[i][0] += 1
	}
	return rows
}

// Two orthogonal gradients, as worked out by hand.
func TestBatchTestsByHand(t *testing.T) {
	v := gradients(t, []float64{1, 0}, []float64{0, 1})
	if v.SquaredNorm() != 0.5 || v.Total() != 1 || v.Along() != 0 || v.Across() != 1 || !slices.Equal(v.Coordinates(), []float64{0.5, 0.5}) {
		t.Errorf("‖g‖² = %v, total %v, along %v, across %v, coordinates %v", v.SquaredNorm(), v.Total(), v.Along(), v.Across(), v.Coordinates())
	}
	for _, c := range []struct {
		test BatchTest
		want float64
	}{
		{NormTest{1}, 2}, {NormTest{0.5}, 8}, {InnerProductTest{0.5}, 0}, {OrthogonalityTest{1}, 2}, {OrthogonalityTest{2}, 0.5},
		{AugmentedTest{0.5, 2}, 0.5}, {CoordinateTest{1}, 2}, {LinearRamp{5}, 7}, {Stages{[]int{4, 9}, 4}, 9}, {Stages{[]int{4, 9}, 5}, 4}, {Stages{[]int{4, 9}, 1}, 9},
	} {
		if got := c.test.Suggest(v); !near(got, c.want, 1e-15) {
			t.Errorf("%T%v suggests %v, want %v", c.test, c.test, got, c.want)
		}
	}
}

func TestAdAdaGradMustHold1Variances(t *testing.T) {
	for _, size := range []struct{ b, d int }{{2, 1}, {7, 3}, {50, 20}, {3, chunk + 1}, {40, chunk / 8}} {
		rows := random(size.b, size.d, rng.New(3))
		v := gradients(t, rows...)
		b := float64(size.b)
		var total float64
		products := make([]float64, size.b)
		g := make([]float64, size.d)
		for _, r := range rows {
			vec.Axpy(g, 1/b, r)
		}
		for j := range size.d {
			var variance float64
			for _, r := range rows {
				variance += (r[j] - g[j]) * (r[j] - g[j]) / (b - 1)
			}
			if !near(v.Coordinates()[j], variance, 1e-10) {
				t.Fatalf("%+v: variance %v of coordinate %d, want %v", size, v.Coordinates()[j], j, variance)
			}
			total += variance
		}
		for i, r := range rows {
			products[i] = vec.Dot(r, g)
		}
		mean, squared := vec.Mean(products), vec.Dot(g, g)
		var along, across float64
		for i, r := range rows {
			along += (products[i] - mean) * (products[i] - mean) / (b - 1) / squared
			o := vec.Clone(r)
			vec.Axpy(o, -products[i]/squared, g)
			across += vec.Dot(o, o) / (b - 1)
		}
		if !near(v.Total(), total, 1e-10) || !near(v.Along(), along, 1e-10) || !(near(v.Across(), across, 1e-10) || across < 1e-25 && v.Across() < 1e-25) {
			t.Errorf("%+v: %v, %v, %v, want %v, %v, %v", size, v.Total(), v.Along(), v.Across(), total, along, across)
		}
	}
	same := []float64{0.1, 0.7, -0.3}
	v := gradients(t, same, same, same, same)
	for _, test := range []BatchTest{NormTest{0.1}, InnerProductTest{0.1}, OrthogonalityTest{0.1}, CoordinateTest{0.1}, AugmentedTest{0.1, 0.1}} {
		if s := test.Suggest(v); s > 1e-28 || capped(s, 4, 100) != 4 {
			t.Errorf("%T suggests %v for equal gradients, want 0", test, s)
		}
	}
}

func TestAdAdaGradMustHold2And3Relations(t *testing.T) {
	const eta, theta, nu = 0.7, 0.9, 3.1
	for seed := range 50 {
		v := gradients(t, random(2+seed, 5, rng.New(uint64(seed)))...)
		if !near(v.Total(), v.Along()+v.Across(), 1e-10) {
			t.Errorf("total variance %v, along %v, across %v", v.Total(), v.Along(), v.Across())
		}
		norm, ip, orth := NormTest{eta}.Suggest(v), InnerProductTest{theta}.Suggest(v), OrthogonalityTest{nu}.Suggest(v)
		if want := (theta*theta*ip + nu*nu*orth) / (eta * eta); !near(norm, want, 1e-10) {
			t.Errorf("norm test suggests %v, want %v", norm, want)
		}
		if c := (CoordinateTest{eta}).Suggest(v); c < norm*(1-1e-14) {
			t.Errorf("by coordinates %v, below the norm test's %v", c, norm)
		}
		if half := (NormTest{eta / 2}).Suggest(v); !near(half, 4*norm, 1e-14) { // item 4
			t.Errorf("half the tolerance suggests %v, want 4·%v", half, norm)
		}
	}
}

// Where the gradient vanishes, as a whole or in a coordinate.
// Tensor by tensor the variances of the inner products ⟨∇ℓ_i, g⟩ add up, and so do those
// of what is orthogonal to g, each found here from the columns of the tensor alone.
func TestAdaptiveBatchTensors(t *testing.T) {
	rows := random(9, 7, rng.New(4))
	tensors := []nn.Block{{Shape: []int{2}}, {Shape: []int{1, 4}, Offset: 2}, {Shape: []int{1}, Offset: 6}}
	o := NewAdaptiveBatch(NewSGD(0), AugmentedTest{1, 1})
	o.Tensors = tensors
	f, err := NewSample(given(append(rows, rows...)), []int{0, 1, 2, 3, 4, 5, 6, 7, 8})
	if err != nil {
		t.Fatal(err)
	}
	x, g := make([]float64, 7), make([]float64, 7)
	f.Grad(g, x)
	if err := o.StepOn(f, x, g, 0); err != nil {
		t.Fatal(err)
	}
	var products, across, total float64
	for _, b := range tensors {
		cut := make([][]float64, len(rows))
		for i, r := range rows {
			cut[i] = r[b.Offset : b.Offset+b.Len()]
		}
		v := gradients(t, cut...)
		products += v.Along() * v.SquaredNorm() // Var⟨∇ℓ_i, g⟩
		across += v.Across()
		total += v.Total()
	}
	v := o.Variance()
	if !near(v.Along()*v.SquaredNorm(), products, 1e-12) || !near(v.Across(), across, 1e-12) || !near(v.Total(), total, 1e-12) {
		t.Errorf("%v along, %v across, %v in all: want %v, %v, %v", v.Along()*v.SquaredNorm(), v.Across(), v.Total(), products, across, total)
	}
	if whole := gradients(t, rows...); near(whole.Along(), v.Along(), 1e-3) {
		t.Error("the tensors change nothing: the test sees nothing")
	}
}

func TestBatchTestsWithoutGradient(t *testing.T) {
	zero := gradients(t, []float64{1, 0}, []float64{-1, 0})
	for _, test := range []BatchTest{NormTest{1}, InnerProductTest{1}, OrthogonalityTest{1}, AugmentedTest{1, 1}, CoordinateTest{1}} {
		if s := test.Suggest(zero); !math.IsInf(s, 1) || capped(s, 2, 100) != 100 {
			t.Errorf("%T suggests %v where g = 0, want +Inf", test, s)
		}
	}
	if s := (CoordinateTest{1}).Suggest(gradients(t, []float64{0, 1}, []float64{0, 3})); !near(s, 0.5, 1e-15) {
		t.Errorf("a coordinate without gradients counts: %v, want 2/4", s)
	}
	if s := (CoordinateTest{1}).Suggest(gradients(t, []float64{1, 1}, []float64{-1, 3})); !math.IsInf(s, 1) {
		t.Errorf("a coordinate with variance and without mean: %v, want +Inf", s)
	}
	for _, c := range []struct {
		s          float64
		last, most int
		want       int
	}{{3.2, 2, 9, 4}, {1, 5, 9, 5}, {1e300, 5, 9, 9}, {math.NaN(), 5, 9, 9}, {9, 5, 9, 9}, {8.5, 5, 9, 9}, {-1, 5, 9, 5}} {
		if got := capped(c.s, c.last, c.most); got != c.want {
			t.Errorf("capped(%v, %d, %d) = %d, want %d", c.s, c.last, c.most, got, c.want)
		}
	}
}

// robust is the spec's first experiment.
func robust(t testing.TB, n int, seed uint64) problem.FiniteSum {
	t.Helper()
	d, err := data.GaussianRegression(n, 20, rng.New(seed), data.RegressionOptions{Scales: vec.Linspace(1, 0.3, 20), Noise: 1, Outliers: 0.1})
	if err != nil {
		t.Fatal(err)
	}
	p, err := problem.GemanMcClure(d, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAdAdaGradMustHold4And10Sizes(t *testing.T) {
	p := robust(t, 500, 1)
	for _, sampling := range []func(int, *rng.Stream) Option{Batch, BatchWithReplacement} {
		for _, most := range []int{0, 300} {
			o := NewAdAdaGradNorm(1, 0.9)
			o.Max = most
			last, used, grown := 8, 0, false
			for s := range Descend(p, o, make([]float64, 20), sampling(8, rng.New(2)), Iterations(200)) {
				if s.Err != nil {
					t.Fatal(s.Err)
				}
				size := s.Batch
				if size == 0 {
					size = 500
				}
				if o.Used() != used || s.Cost.Samples != used+size || !near(s.Epoch, float64(used)/500, 1e-14) {
					t.Fatalf("update %d: %d examples used, cost %d, epoch %v: want %d before a minibatch of %d", s.K, o.Used(), s.Cost.Samples, s.Epoch, used, size)
				}
				if next := max(o.NextBatch(), 8); next < last || size > next {
					t.Fatalf("update %d: minibatch of %d of nominally %d after %d", s.K, size, next, last)
				}
				grown = grown || size > 8
				last, used = max(o.NextBatch(), 8), used+size
			}
			if want := max(most, 500*(1-min(most, 1))); last != want || !grown {
				t.Errorf("last size %d, want %d", last, want)
			}
		}
	}
	// Tests only every so often.
	o := NewAdAdaGradNorm(1, 0.5)
	o.Every = 10
	last := 8
	for s := range Descend(p, o, make([]float64, 20), BatchWithReplacement(8, rng.New(2)), Iterations(60)) {
		if s.K > 0 && o.NextBatch() != last && (s.K-1)%10 != 0 {
			t.Errorf("update %d changes the size from %d to %d", s.K, last, o.NextBatch())
		}
		last = max(o.NextBatch(), 8)
	}
}

// The sample variance over b is an unbiased estimate of the gradient's error.
func TestAdAdaGradMustHold5Unbiased(t *testing.T) {
	p := robust(t, 200, 3).(problem.PerExample)
	x, g, full := rng.New(4).NormalVec(make([]float64, 20)), make([]float64, 20), make([]float64, 20)
	p.Grad(full, x)
	// The truth: population variance over b.
	const b, batches = 6, 10_000
	var truth float64
	for i := range 200 {
		p.ExampleGrads(g, x, []int{i})
		truth += math.Pow(vec.Distance(g, full), 2) / 200 / b
	}
	s, estimates := rng.New(5), make([]float64, batches)
	idx := make([]int, b)
	for k := range estimates {
		s.Choice(idx, 200)
		v, err := NewBatchVariance(p, x, idx)
		if err != nil {
			t.Fatal(err)
		}
		estimates[k] = v.Total() / b
	}
	if z := (vec.Mean(estimates) - truth) / (vec.Std(estimates) / math.Sqrt(batches)); math.Abs(z) > 4 {
		t.Errorf("mean %v of |Var|/b is %v standard errors from %v", vec.Mean(estimates), z, truth)
	}
}

func TestAdAdaGradMustHold6Limits(t *testing.T) {
	p := robust(t, 300, 1)
	x0 := make([]float64, 20)
	for _, m := range []Method{NewAdaGrad(0.3), NewAdaGradNorm(1), NewSGD(0.5)} {
		for _, sampling := range []func(int, *rng.Stream) Option{Batch, BatchWithReplacement} {
			constant, err := Run(p, m.Fresh(), x0, sampling(8, rng.New(2)), Iterations(150))
			if err != nil {
				t.Fatal(err)
			}
			loose, err := Run(p, NewAdaptiveBatch(m, NormTest{1e100}), x0, sampling(8, rng.New(2)), Iterations(150))
			if err != nil || !slices.Equal(constant.X, loose.X) || loose.Cost != constant.Cost {
				t.Errorf("%v: without growth %v apart, %v", m, vec.Distance(constant.X, loose.X), err)
			}
			full, err := Run(p, m.Fresh(), x0, Iterations(150))
			if err != nil {
				t.Fatal(err)
			}
			all, err := Run(p, NewAdaptiveBatch(m, NormTest{0.5}), x0, sampling(300, rng.New(2)), Iterations(150))
			if err != nil || !slices.Equal(full.X, all.X) {
				t.Errorf("%v: from all examples %v apart, %v", m, vec.Distance(full.X, all.X), err)
			}
		}
	}
	// v of full-batch AdaGradNorm converges.
	o := NewAdaGradNorm(1)
	var v []float64
	for range Descend(p, o, x0, Iterations(2000)) {
		v = append(v, o.V())
	}
	if v[2000]-v[1000] > 1e-10*v[1000] {
		t.Errorf("v grows from %v to %v in the second thousand updates", v[1000], v[2000])
	}
}

// A schedule that counts examples.
func TestAdaptiveBatchBySamples(t *testing.T) {
	p := robust(t, 300, 1)
	o := NewAdaptiveBatch(NewSGD(0.5), LinearRamp{Add: 3})
	o.BySamples = InvTime{Steps: 20}
	x, size, used := make([]float64, 20), 5, 0
	for s := range Descend(p, o, x, BatchWithReplacement(5, rng.New(2)), Iterations(8)) {
		if s.K > 0 && vec.Distance(s.X, x) > 1e-14 {
			t.Errorf("update %d is %v off", s.K, vec.Distance(s.X, x))
		}
		if s.Batch != size {
			t.Errorf("update %d has %d examples, want %d", s.K, s.Batch, size)
		}
		copy(x, s.X)
		vec.Axpy(x, -0.5/(1+float64(used)/20), s.Grad)
		used, size = used+size, size+3
	}
}

// record is a run of the first experiment: running averages of ‖∇f‖² at states 100
// and 600, its mean over the last 50, and the first state with all examples.
type record struct {
	at100, at600, last float64
	full               int
}

func run600(t *testing.T, p problem.FiniteSum, m Method, batch int, seed uint64) record {
	t.Helper()
	r := record{full: math.MaxInt}
	g := make([]float64, p.Dim())
	var sum float64
	for s := range Descend(p, m.Fresh(), g, BatchWithReplacement(batch, rng.New(seed).Split("batches")), Iterations(599)) {
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		squared := s.Grad
		if s.Batch > 0 {
			p.Grad(g, s.X)
			squared = g
		} else {
			r.full = min(r.full, s.K)
		}
		v := vec.Dot(squared, squared)
		sum += v
		switch k := s.K + 1; {
		case k == 100:
			r.at100 = sum / 100
		case k > 550:
			r.last += v / 50
		}
	}
	r.at600 = sum / 600
	return r
}

func TestAdAdaGradMustHold7And8Rates(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 20 seconds")
	}
	ada := func() *AdaGrad { return &AdaGrad{LR: 1, Eps: 1e-10, Initial: 0.01} }
	for _, seed := range rng.Seeds(3) {
		p := robust(t, 20000, seed)
		line := fmt.Sprintf("seed %d:", seed)
		for _, c := range []struct {
			name   string
			m      Method
			batch  int
			lo, hi float64 // of the ratio of running averages
			tested bool
		}{
			{"AdaGradNorm 8", NewAdaGradNorm(1), 8, 0.4, math.Inf(1), false},
			{"AdaGradNorm 128", NewAdaGradNorm(1), 128, 0.3, math.Inf(1), false},
			{"AdaGrad 8", ada(), 8, 0.9, math.Inf(1), false},
			{"SGD 8", NewSGD(0.5), 8, 0, math.Inf(1), false},
			{"AdAdaGradNorm", NewAdAdaGradNorm(1, 0.5), 8, 0, 0.2, true},
			{"AdAdaGrad", NewAdaptiveBatch(ada(), NormTest{0.5}), 8, 0, 0.2, true},
		} {
			r := run600(t, p, c.m, c.batch, seed)
			line += fmt.Sprintf("  %s %.3f (last %.1e", c.name, r.at600/r.at100, r.last)
			if r.full < math.MaxInt {
				line += fmt.Sprintf(", full at %d", r.full)
			}
			line += ")"
			if ratio := r.at600 / r.at100; ratio <= c.lo || ratio >= c.hi {
				t.Errorf("seed %d, %s: ratio %v, want in (%v, %v)", seed, c.name, ratio, c.lo, c.hi)
			}
			if c.tested && (r.full >= 100 || r.last >= 1e-15) || !c.tested && r.last <= 1e-4 {
				t.Errorf("seed %d, %s: all examples from update %d, ‖∇f‖² at last %v", seed, c.name, r.full, r.last)
			}
		}
		t.Log(line)
	}
}

// noisyClasses is the spec's second experiment.
func noisyClasses(t testing.TB, seed uint64) (p *problem.SoftmaxLoss, test *data.Dataset) {
	t.Helper()
	d, err := data.GaussianClasses(12000, 30, 10, rng.New(seed), data.ClassOptions{Spread: 0.5, Mixed: true, UnitScale: true})
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.NoisyLabels(0.2, rng.New(seed).Split("labels")); err != nil {
		t.Fatal(err)
	}
	train, test, err := d.Cut(10000)
	if err != nil {
		t.Fatal(err)
	}
	if p, err = problem.Softmax(train, 0); err != nil {
		t.Fatal(err)
	}
	return p, test
}

func TestAdAdaGradMustHold9Classes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 5 seconds")
	}
	p, test := noisyClasses(t, 1)
	x0 := make([]float64, p.Dim())
	const budget = 600_000
	small, err := Run(p, NewAdaGrad(0.1), x0, Batch(8, rng.New(1)), Samples(budget))
	if err != nil {
		t.Fatal(err)
	}
	adaptive, err := Run(p, NewAdAdaGrad(0.1, 1), x0, Batch(8, rng.New(1)), Samples(budget))
	if err != nil {
		t.Fatal(err)
	}
	a, aerr := p.Accuracy(test, small.X)
	b, berr := p.Accuracy(test, adaptive.X)
	if aerr != nil || berr != nil {
		t.Fatal(aerr, berr)
	}
	t.Logf("b = 8: %d steps, loss %.4f, accuracy %.4f; norm test: %d steps, loss %.4f, accuracy %.4f", small.K, p.Value(small.X), a, adaptive.K, p.Value(adaptive.X), b)
	if small.K != budget/8 || adaptive.K*100 >= small.K {
		t.Errorf("%d steps, and %d with the test: want %d and fewer than 1/100", small.K, adaptive.K, budget/8)
	}
	if math.Abs(a-b) > 0.01 {
		t.Errorf("accuracy %v, and %v with the test: want within a point", a, b)
	}
	if gap := p.Value(adaptive.X) - p.Value(small.X); gap > 0.06 || gap < 0 {
		t.Errorf("training loss %v above that of the small batch: want in [0, 0.06]", gap)
	}
}

func TestAdaptiveBatchAllocatesNothing(t *testing.T) {
	p := robust(t, 300, 1)
	tensorwise := NewAdaptiveBatch(NewSGD(0.1), AugmentedTest{1e9, 1e9})
	tensorwise.Tensors = []nn.Block{{Shape: []int{8}}, {Shape: []int{12}, Offset: 8}}
	for _, o := range []*AdaptiveBatch{NewAdAdaGrad(0.1, 1e9), NewAdaptiveBatch(NewSGD(0.1), CoordinateTest{1e9}), tensorwise} {
		o.BySamples = Cosine{Steps: 1000000}
		idx := rng.New(1).Perm(50)
		f, err := NewSample(p, idx)
		if err != nil {
			t.Fatal(err)
		}
		x, g := make([]float64, 20), make([]float64, 20)
		step := func() {
			loss := f.Grad(g, x)
			if err := o.StepOn(f, x, g, loss); err != nil {
				t.Fatal(err)
			}
		}
		step()
		if n := testing.AllocsPerRun(20, step); n != 0 {
			t.Errorf("%v: %v allocations an update", o, n)
		}
		if again := o.Fresh().(*AdaptiveBatch); again.T() != 0 || again.NextBatch() != 0 || again.Used() != 0 || again.BySamples == nil {
			t.Errorf("Fresh has %+v", again)
		}
	}
}

func TestAdaptiveBatchBadInput(t *testing.T) {
	p := robust(t, 100, 1)
	x0 := make([]float64, 20)
	good := func() *AdaptiveBatch { return NewAdAdaGradNorm(1, 0.5) }
	with := func(change func(o *AdaptiveBatch)) *AdaptiveBatch {
		o := good()
		change(o)
		return o
	}
	batch := Batch(8, rng.New(1))
	plain, err := problem.Func(20, func([]float64) float64 { return 0 }, func(_, _ []float64) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		p    problem.Smooth
		o    Optimizer
		set  []Option
	}{
		{"first minibatch of 1: want at least 2", p, good(), []Option{Batch(1, rng.New(1))}},
		{"size = 101: want at most 100", p, good(), []Option{Batch(101, rng.New(1))}},
		{"size = 101: want at most 100", p, good(), []Option{BatchWithReplacement(101, rng.New(1))}},
		{"first minibatch of 8: want at most 7", p, with(func(o *AdaptiveBatch) { o.Max = 7 }), nil},
		{"Max = 101: want at most 100", p, with(func(o *AdaptiveBatch) { o.Max = 101 }), nil},
		{"Max = -1", p, with(func(o *AdaptiveBatch) { o.Max = -1 }), nil},
		{"Every = -1", p, with(func(o *AdaptiveBatch) { o.Every = -1 }), nil},
		{"Test is nil", p, with(func(o *AdaptiveBatch) { o.Test = nil }), nil},
		{"method is nil", p, NewAdaptiveBatch(nil, NormTest{1}), nil},
		{"NormTest: Eta = 0", p, NewAdAdaGrad(1, 0), nil},
		{"InnerProductTest: Theta = -1", p, NewAdaptiveBatch(NewSGD(1), InnerProductTest{-1}), nil},
		{"OrthogonalityTest: Nu = 0", p, NewAdaptiveBatch(NewSGD(1), OrthogonalityTest{}), nil},
		{"AugmentedTest: Theta = 0", p, NewAdaptiveBatch(NewSGD(1), AugmentedTest{0, 1}), nil},
		{"AugmentedTest: Nu = NaN", p, NewAdaptiveBatch(NewSGD(1), AugmentedTest{1, math.NaN()}), nil},
		{"CoordinateTest: Eta = 0", p, NewAdaptiveBatch(NewSGD(1), CoordinateTest{}), nil},
		{"LinearRamp: Add = -1", p, NewAdaptiveBatch(NewSGD(1), LinearRamp{-1}), nil},
		{"Sizes[1] = 3", p, NewAdaptiveBatch(NewSGD(1), Stages{[]int{4, 3}, 10}), nil},
		{"Stages: Samples = 0", p, NewAdaptiveBatch(NewSGD(1), Stages{[]int{4}, 0}), nil},
		{"len(Sizes) = 0", p, NewAdaptiveBatch(NewSGD(1), Stages{nil, 10}), nil},
		{"LR = -1", p, NewAdAdaGrad(-1, 1), nil},
		{"Initial = -1", p, NewAdaptiveBatch(&AdaGradNorm{LR: 1, Initial: -1}, NormTest{1}), nil},
		{"first gradient is 0", given{{1}, {-1}}, NewAdaptiveBatch(&AdaGradNorm{LR: 1}, NormTest{1}), []Option{Batch(2, rng.New(1))}},
		{"no gradients of single examples", plain, good(), []Option{}},
		{"gradient[0] = NaN", given{{math.NaN()}, {1}}, good(), []Option{Batch(2, rng.New(1))}},
		{"Samples: n = 7: want at least 8", p, good(), []Option{batch, Samples(7)}},
		{"Samples: n = 0", p, good(), []Option{Samples(0)}},
		{"no finite sum", plain, NewSGD(1), []Option{Samples(5)}},
		{"Tensors: block b begins at 5: want 4", p, with(func(o *AdaptiveBatch) {
			o.Tensors = []nn.Block{{Name: "a", Shape: []int{4}}, {Name: "b", Shape: []int{16}, Offset: 5}}
		}), nil},
		{"Tensors have 4 elements: want 20", p, with(func(o *AdaptiveBatch) { o.Tensors = []nn.Block{{Shape: []int{4}}} }), nil},
		{"Steps = 0", p, with(func(o *AdaptiveBatch) { o.BySamples = Cosine{} }), nil},
	} {
		options := c.set
		if options == nil {
			options = []Option{batch}
		}
		var last *State
		for s := range Descend(c.p, c.o, x0[:c.p.Dim()], append(options, Iterations(3))...) {
			last = s
		}
		wantError(t, last.Err, c.want)
	}
	wantError(t, good().Step(x0, x0), "AdaptiveBatch")
	for want, err := range map[string]error{
		"len(idx) = 1": second(NewBatchVariance(p.(problem.PerExample), x0, []int{3})),
		"len(x) = 3":   second(NewBatchVariance(p.(problem.PerExample), x0[:3], []int{3, 4})),
		"PerExample":   second(NewBatchVariance(nil, x0, []int{3, 4})),
	} {
		wantError(t, err, want)
	}
}

func second[T any](_ T, err error) error { return err }

func BenchmarkAdaptiveBatch(b *testing.B) {
	p := robust(b, 20000, 1)
	o := NewAdAdaGrad(0.1, 1e9)
	f, err := NewSample(p, rng.New(1).Perm(20000)[:1000])
	if err != nil {
		b.Fatal(err)
	}
	x, g := make([]float64, 20), make([]float64, 20)
	b.ReportAllocs()
	for b.Loop() {
		loss := f.Grad(g, x)
		if err := o.StepOn(f, x, g, loss); err != nil {
			b.Fatal(err)
		}
	}
}
