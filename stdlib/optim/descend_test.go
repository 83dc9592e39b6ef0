package optim

import (
	"errors"
	"math"
	"slices"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// squares returns a least-squares problem of 50 rows and 4 columns.
func squares(t *testing.T) *problem.SquaredLoss {
	t.Helper()
	d, err := data.LinearRegression(50, 4, 0.1, 5, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	p, err := problem.LeastSquares(d, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Gradient descent with step 1/L contracts: f − f* falls at least by (1−μ/L) an
// update, and the states are consistent.
func TestDescendWithFullGradients(t *testing.T) {
	p := squares(t)
	best, err := p.Solve()
	if err != nil {
		t.Fatal(err)
	}
	least := p.Value(best)
	g := make([]float64, 4)
	x0 := make([]float64, 4)
	last := math.Inf(1)
	k := 0
	for s := range Descend(p, NewSGD(1), x0, Iterations(200)) {
		if s.K != k || s.Err != nil {
			t.Fatalf("state %d: %+v", k, s)
		}
		if loss := p.Grad(g, s.X); loss != s.Loss || !slices.Equal(g, s.Grad) {
			t.Fatalf("state %d: loss %v or gradient differs from that at X", k, s.Loss)
		}
		if want := (problem.Cost{Grads: k + 1, Samples: 50 * (k + 1)}); s.Cost != want || s.Epoch != float64(k) {
			t.Fatalf("state %d: cost %+v, epoch %v", k, s.Cost, s.Epoch)
		}
		if gap := s.Loss - least; k > 0 && gap > last*(1-0.2)+1e-14 {
			t.Fatalf("state %d: gap %v after %v", k, gap, last)
		}
		last = s.Loss - least
		k++
	}
	if k != 201 || last > 1e-12 {
		t.Errorf("%d states, last gap %v", k, last)
	}
	if vec.Norm1(x0) != 0 {
		t.Error("x0 changed")
	}
}

func TestDescendStops(t *testing.T) {
	p := squares(t)
	x0 := vec.Ones(4)
	s := rng.New(2)
	for name, c := range map[string]struct {
		options []Option
		updates int
		epoch   float64
	}{
		"no updates":        {[]Option{Iterations(0)}, 0, 0},
		"iterations":        {[]Option{Iterations(7)}, 7, 7},
		"epochs, full":      {[]Option{Epochs(3)}, 3, 3},
		"epochs of batches": {[]Option{Epochs(3), Batch(15, s)}, 12, 3}, // 4 an epoch
		"replacement":       {[]Option{Epochs(2), BatchWithReplacement(25, s)}, 4, 2},
		"batch above n":     {[]Option{Epochs(2), Batch(80, s)}, 2, 2},
		"the earlier":       {[]Option{Epochs(3), Iterations(5), Batch(10, s)}, 5, 1},
		"the latest says":   {[]Option{Iterations(5), Iterations(9)}, 5, 5},
	} {
		last, err := Run(p, NewSGD(0.1), x0, c.options...)
		if err != nil || last.K != c.updates || last.Epoch != c.epoch {
			t.Errorf("%s: %+v, %v", name, last, err)
		}
	}
	last, err := Run(p, NewSGD(1), x0, Tolerance(1e-6))
	if err != nil || vec.Norm2(last.Grad) > 1e-6 || last.K < 2 {
		t.Errorf("tolerance: %+v, %v", last, err)
	}
	n := 0
	for range Descend(p, NewSGD(1), x0) { // no limit but ours
		if n++; n == 30 {
			break
		}
	}
	if n != 30 {
		t.Errorf("%d states", n)
	}
}

// An epoch of minibatches visits every example once.
func TestDescendSeesEveryExample(t *testing.T) {
	var seen []int
	p := recorder{squares(t), &seen}
	if _, err := Run(p, NewSGD(0.01), vec.Ones(4), Batch(8, rng.New(3)), Iterations(13)); err != nil {
		t.Fatal(err)
	}
	for epoch := range 2 {
		all := slices.Clone(seen[50*epoch : 50*(epoch+1)])
		slices.Sort(all)
		for i, v := range all {
			if i != v {
				t.Fatalf("epoch %d: %v", epoch, all)
			}
		}
	}
	if slices.Equal(seen[:50], seen[50:100]) {
		t.Error("the order does not change")
	}
}

type recorder struct {
	problem.FiniteSum
	seen *[]int
}

func (r recorder) BatchGrad(dst, x []float64, idx []int) float64 {
	*r.seen = append(*r.seen, idx...)
	return r.FiniteSum.BatchGrad(dst, x, idx)
}

func TestDescendIsReproducible(t *testing.T) {
	p := squares(t)
	run := func(s *rng.Stream) []float64 {
		last, err := Run(p, NewAdam(0.01), vec.Ones(4), Batch(7, s), Epochs(5))
		if err != nil {
			t.Fatal(err)
		}
		return last.X
	}
	s := rng.New(4)
	first := run(s)
	s.Float64() // use of the stream does not matter
	if second := run(s); !slices.Equal(first, second) {
		t.Errorf("%v, then %v", first, second)
	}
	if slices.Equal(first, run(rng.New(5))) {
		t.Error("another seed gives the same run")
	}
	seq := Descend(p, NewSGD(0.1), vec.Ones(4), Batch(7, s), Iterations(20))
	var ends [2][]float64
	for i := range ends {
		for s := range seq {
			ends[i] = s.Clone().X
		}
	}
	if !slices.Equal(ends[0], ends[1]) {
		t.Error("ranging a second time differs")
	}
}

func TestDescendDiverges(t *testing.T) {
	p := squares(t)
	var states, last int
	var err error
	for s := range Descend(p, NewSGD(1e3), vec.Ones(4)) {
		states++
		last, err = s.K, s.Err
	}
	var e *GradientError
	if !errors.As(err, &e) || e.Step != last+1 || states != last+2 {
		t.Errorf("%d states, K = %d, error %v", states, last, err)
	}
	s, err := Run(p, NewSGD(1e3), vec.Ones(4), Iterations(10000))
	if !errors.As(err, &e) || s == nil || s.Err != err {
		t.Errorf("Run: %v, %v", s, err)
	}
}

func TestDescendRefuses(t *testing.T) {
	p := squares(t)
	x0, o, s := vec.Ones(4), NewSGD(0.1), rng.New(1)
	for says, run := range map[string]func() (*State, error){
		"problem is nil":                     func() (*State, error) { return Run(nil, o, x0, Iterations(1)) },
		"optimiser is nil":                   func() (*State, error) { return Run(p, nil, x0, Iterations(1)) },
		"x0 has 3 elements: want":            func() (*State, error) { return Run(p, o, x0[:3], Iterations(1)) },
		"x0[1] = NaN":                        func() (*State, error) { return Run(p, o, []float64{0, math.NaN(), 0, 0}, Iterations(1)) },
		"size = 0":                           func() (*State, error) { return Run(p, o, x0, Iterations(1), Batch(0, s)) },
		"stream is nil":                      func() (*State, error) { return Run(p, o, x0, Iterations(1), Batch(5, nil)) },
		"Iterations: n = -1":                 func() (*State, error) { return Run(p, o, x0, Iterations(-1)) },
		"Epochs: n = -1":                     func() (*State, error) { return Run(p, o, x0, Epochs(-1)) },
		"Tolerance: eps = NaN":               func() (*State, error) { return Run(p, o, x0, Tolerance(math.NaN())) },
		"nothing ends the run":               func() (*State, error) { return Run(p, o, x0) },
		"problem.Toy is no finite sum: want": func() (*State, error) { return Run(problem.Beale(), o, x0[:2], Batch(5, s), Epochs(1)) },
		"SGD: LR = -1":                       func() (*State, error) { return Run(p, NewSGD(-1), x0, Iterations(1)) },
	} {
		_, err := run()
		wantError(t, err, says)
	}
}

// What a run allocates must not depend on its length.
func TestDescendDoesNotAllocatePerStep(t *testing.T) {
	p := squares(t)
	s := rng.New(6)
	x0 := vec.Ones(4)
	count := func(n int) float64 {
		return testing.AllocsPerRun(10, func() {
			for s := range Descend(p, NewAdaBelief(1e-3), x0, Batch(7, s), Iterations(n)) {
				if s.Err != nil {
					t.Fatal(s.Err)
				}
			}
		})
	}
	if short, long := count(10), count(1000); short != long {
		t.Errorf("%v allocations in 10 steps, %v in 1000", short, long)
	}
}

// Minibatch methods reach the minimiser of a problem that is solved exactly,
// where the noise vanishes at the solution.
func TestMinibatchesConverge(t *testing.T) {
	if testing.Short() {
		t.Skip("a longer run")
	}
	d, err := data.LinearRegression(200, 10, 0, 10, rng.New(7))
	if err != nil {
		t.Fatal(err)
	}
	p, err := problem.LeastSquares(d, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []Method{
		SGD{LR: 0.05}, SGD{LR: 0.01, Momentum: 0.9}, SGD{LR: 0.01, Momentum: 0.9, Nesterov: true},
		&Adam{LR: 0.05, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Schedule: Cosine{Steps: 4000}},
		&AdaBelief{LR: 0.05, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, EpsAccumulate: true, Schedule: Cosine{Steps: 4000}},
		&Yogi{LR: 0.05, Beta1: 0.9, Beta2: 0.999, Eps: 1e-3, Schedule: Cosine{Steps: 4000}},
		&RMSProp{LR: 0.05, Decay: 0.99, Eps: 1e-8, Schedule: Cosine{Steps: 4000}},
	} {
		last, err := Run(p, m.Fresh(), make([]float64, 10), Batch(10, rng.New(8)), Iterations(4000))
		if err != nil {
			t.Fatal(err)
		}
		if e := vec.Distance(last.X, d.Truth); e > 1e-4 {
			t.Errorf("%v: distance %v from the minimiser", m, e)
		}
	}
}
