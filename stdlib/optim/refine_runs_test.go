package optim

import (
	"math"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A rated is a method of a peak step size and a schedule, tuned over rates.
type rated struct {
	name  string
	rates []float64
	make  func(lr float64, s Schedule) Optimizer
	power int
}

func (r rated) norms(n GradientNorms) []float64 {
	if r.power == 1 {
		return n.L1
	}
	return n.L2
}

// best returns the least mean over runs among the rates, each mean that of the losses
// of run 0, 1, ..., n−1, and the rate. The runs share the processors.
func (r rated) best(n int, run func(i int, o Optimizer) float64, s Schedule) (loss, rate float64) {
	losses := make([]float64, n*len(r.rates))
	var wait sync.WaitGroup
	slots := make(chan struct{}, 2)
	for i := range losses {
		wait.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wait.Done() }()
			losses[i] = run(i%n, r.make(r.rates[i/n], s))
		}()
	}
	wait.Wait()
	loss = math.Inf(1)
	for j, lr := range r.rates {
		if m := vec.Mean(losses[j*n : (j+1)*n]); m < loss { // false for NaN
			loss, rate = m, lr
		}
	}
	return loss, rate
}

// minimum returns the least value of a strictly convex logistic regression, by
// Newton's method.
func minimum(t *testing.T, f *problem.LogisticLoss) float64 {
	t.Helper()
	n := f.Dim()
	x, g, unit := make([]float64, n), make([]float64, n), make([]float64, n)
	h, p := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for range 50 {
		v := f.Grad(g, x)
		if vec.Norm2(g) < 1e-12 {
			return v
		}
		for j := range n {
			unit[j] = 1
			f.HessVec(h.RawRowView(j), x, unit)
			unit[j] = 0
		}
		if err := p.SolveVec(h, mat.NewVecDense(n, g)); err != nil {
			t.Fatal(err)
		}
		vec.Sub(x, x, p.RawVector().Data)
	}
	t.Fatal("Newton's method does not converge")
	return 0
}

// Experiment 2: 3 data sets. Three to five seeds leave linear and cosine decay with
// a ratio that is uncertain by more than the 5 % between them: hence 20.
func TestRefinementMustHold9LogisticRegression(t *testing.T) {
	if testing.Short() {
		t.Skip("15 s")
	}
	const T, d, seeds = 3000, 50, 20
	methods := []rated{
		{"SGD", []float64{0.1, 0.3, 1, 3, 10, 30}, func(lr float64, s Schedule) Optimizer { return &SGD{LR: lr, Schedule: s} }, 2},
		{"Adam", []float64{0.003, 0.01, 0.03, 0.1, 0.3, 1}, func(lr float64, s Schedule) Optimizer {
			return &Adam{LR: lr, Beta1: 0.9, Beta2: 0.95, Eps: 1e-8, Schedule: s}
		}, 1},
	}
	options := data.LogisticOptions{Scales: vec.Logspace(1, math.Pow(10, -1.5), d), WeightScales: vec.Scale(nil, 2, vec.Logspace(1, math.Sqrt(10), d))}
	for set := range 3 {
		set := rng.New(uint64(set + 1))
		all, err := data.LogisticRegression(5000, d, 0, set, options)
		if err != nil {
			t.Fatal(err)
		}
		f, err := problem.Logistic(all, 0)
		if err != nil {
			t.Fatal(err)
		}
		least := minimum(t, f)
		batches := func(i int) Option { return BatchWithReplacement(4, set.Split("run").SplitN(i)) }
		run := func(i int, o Optimizer) float64 {
			last, err := Run(f, o, make([]float64, d), Iterations(T), batches(i))
			if err != nil {
				return math.NaN()
			}
			return f.Value(last.X) - least
		}
		for _, m := range methods {
			flat, _ := m.best(seeds, run, Constant{})
			hyperbola, _ := m.best(seeds, run, InvTime{1})
			root, _ := m.best(seeds, run, InvSqrt{})
			stairs, _ := m.best(seeds, run, Stairs(T))
			cosine, _ := m.best(seeds, run, CosineDecay{T})
			linear, rate := m.best(seeds, run, LinearDecay{T})
			_, norms, err := RecordNorms(f, m.make(rate, LinearDecay{T}), make([]float64, d), Iterations(T), batches(0))
			if err != nil {
				t.Fatal(err)
			}
			refined, _ := m.best(seeds, run, refine(t, m.norms(norms), m.power, 0.1))
			t.Logf("%s: flat %.4f, 1/t %.4f, 1/√t %.4f, stairs %.4f, cosine %.4f, linear %.4f (rate %v), refined %.4f",
				m.name, flat, hyperbola, root, stairs, cosine, linear, rate, refined)
			if linear > flat || linear > hyperbola || linear > stairs || linear > 1.05*cosine {
				t.Errorf("%s: linear %.4f: want at most flat %.4f, 1/t %.4f, stairs %.4f and 1.05·cosine %.4f",
					m.name, linear, flat, hyperbola, stairs, 1.05*cosine)
			}
		}
	}
}

// Experiment 3: a network, 2 seeds.
func TestRefinementMustHold10Network(t *testing.T) {
	if testing.Short() {
		t.Skip("20 s")
	}
	const T, seeds = 2000, 2
	methods := []rated{
		{"SGD", []float64{0.3, 1, 3}, func(lr float64, s Schedule) Optimizer {
			return &SGD{LR: lr, Momentum: 0.9, EMA: true, Schedule: s}
		}, 2},
		{"Adam", []float64{0.003, 0.01, 0.03}, func(lr float64, s Schedule) Optimizer {
			return &Adam{LR: lr, Beta1: 0.9, Beta2: 0.95, Eps: 1e-8, Schedule: s}
		}, 1},
	}
	net, err := nn.MLP(20, 64, 64, 5)
	if err != nil {
		t.Fatal(err)
	}
	loss := func(p, x, y ad.Node) ad.Node { return nn.CrossEntropy(net.At(p).Apply(x), y) }
	var train, test [seeds]*problem.TracedLoss
	for i := range seeds {
		all, err := data.TeacherNetwork(23000, 20, 16, 5, 0.05, rng.New(uint64(i+1)))
		if err != nil {
			t.Fatal(err)
		}
		head, tail, err := all.Cut(20000)
		if err != nil {
			t.Fatal(err)
		}
		if train[i], err = problem.FromLoss(loss, net.Len(), head); err != nil {
			t.Fatal(err)
		}
		if test[i], err = problem.FromLoss(loss, net.Len(), tail); err != nil {
			t.Fatal(err)
		}
	}
	start := func(i int) []float64 { return net.Init(rng.New(uint64(i + 1)).Split("init")) }
	batches := func(i int) Option { return BatchWithReplacement(16, rng.New(uint64(i+1)).Split("run")) }
	run := func(i int, o Optimizer) float64 {
		last, err := Run(train[i], o, start(i), Iterations(T), batches(i))
		if err != nil {
			return math.NaN()
		}
		return test[i].Value(last.X)
	}
	for _, m := range methods {
		flat, _ := m.best(seeds, run, Constant{})
		root, _ := m.best(seeds, run, InvSqrt{})
		cosine, _ := m.best(seeds, run, CosineDecay{T})
		linear, rate := m.best(seeds, run, LinearDecay{T})
		_, norms, err := RecordNorms(train[0], m.make(rate, LinearDecay{T}), start(0), Iterations(T), batches(0))
		if err != nil {
			t.Fatal(err)
		}
		shape := refine(t, m.norms(norms), m.power, 0.1)
		refined, _ := m.best(seeds, run, shape)
		peak := float64(vec.ArgMax(shape)+1) / T
		t.Logf("%s: flat %.3f, 1/√t %.3f, cosine %.3f, linear %.3f (rate %v), refined %.3f with peak at %.3f from %.2f",
			m.name, flat, root, cosine, linear, rate, refined, peak, shape[0])
		if max(linear, cosine) >= min(flat, root) {
			t.Errorf("%s: linear %.3f, cosine %.3f: want less than flat %.3f and 1/√t %.3f", m.name, linear, cosine, flat, root)
		}
		if refined > linear+0.01 {
			t.Errorf("%s: refined %.3f: want at most linear %.3f + 0.01", m.name, refined, linear)
		}
		if peak < 0.05 || peak > 0.40 || shape[0] >= 0.8 {
			t.Errorf("%s: peak at %.3f, first value %.2f: want 0.05 to 0.40, and below 0.8", m.name, peak, shape[0])
		}
	}
}
