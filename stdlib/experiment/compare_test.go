package experiment

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// fit is least squares on 60 random examples.
func fit(t testing.TB) problem.FiniteSum {
	s := rng.New(1)
	d := &data.Dataset{N: 60, D: 3, X: s.NormalVec(make([]float64, 180)), Y: s.NormalVec(make([]float64, 60))}
	p, err := problem.LeastSquares(d, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func parabola(t testing.TB) problem.Smooth {
	p, err := problem.Quadratic(mat.NewDense(1, 1, []float64{2}), []float64{4}) // x² − 4x, least at 2
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCompareDeterministic(t *testing.T) {
	quiet(t)
	r, err := Compare(parabola(t), rng.Seeds(2), Iterations(10), optim.SGD{LR: 0.1}, optim.SGD{LR: 0.25})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Labels(); !slices.Equal(got, []string{"SGD(0.1)", "SGD(0.25)"}) {
		t.Errorf("methods %q", got)
	}
	for i, lr := range []float64{0.1, 0.25} {
		for _, run := range r.Groups()[i].Runs {
			loss := run.History.Values("loss")
			if len(loss) != 11 {
				t.Fatalf("%d losses, want 11", len(loss))
			}
			for k, got := range loss {
				x := 2 * (1 - math.Pow(1-2*lr, float64(k)))
				if want := x*x - 4*x; !near(got, want, 1e-12) {
					t.Errorf("lr %g, step %d: %v, want %v", lr, k, got, want)
				}
			}
		}
	}
}

func TestCompareLogsTheFullLoss(t *testing.T) {
	quiet(t)
	p := fit(t)
	st, err := Comparison{
		Task: p, Seeds: []uint64{3}, Budget: Epochs(2), Batch: 7, Points: 1000, Methods: []optim.Method{optim.NewAdam(0.01)},
		Observe: func(t *Trial, s *optim.State) { t.Log("loss again", p.Value(s.X)); t.Log("minibatch", s.Loss) },
	}.Study()
	if err != nil {
		t.Fatal(err)
	}
	h := must(st.Run()).Runs[0].History
	loss := h.Values("loss")
	if !slices.Equal(loss, h.Values("loss again")) || slices.Equal(loss, h.Values("minibatch")) {
		t.Error("the loss is not that of all examples")
	}
	// Nine batches of 7 make an epoch of 60; the state after the last has had its
	// own gradient.
	p0, last := h.Points("loss")[0], h.Points("loss")[len(loss)-1]
	if len(loss) != 19 || last.Step != 18 || last.Epoch != 2 || p0.Cost.Grads != 1 || last.Cost.Grads != 19 || last.Cost.Samples != 127 {
		t.Errorf("%d losses, first %+v, last %+v", len(loss), p0, last)
	}
	if loss[0] != p.Value(make([]float64, 3)) {
		t.Errorf("the first loss is %v", loss[0])
	}
}

func TestCompareBudgetsAndPoints(t *testing.T) {
	quiet(t)
	p := fit(t)
	for _, c := range []struct {
		budget       Budget
		steps, looks int
	}{
		{Iterations(1000), 1000, 101}, {Iterations(0), 0, 1}, {Epochs(0.5), 1, 2},
		{OracleCalls(100), 99, 100}, {Samples(320), 10, 11}, {Seconds(0), 0, 1},
	} {
		r, err := Compare(p, rng.Seeds(1), c.budget, optim.SGD{LR: 0.01})
		if err != nil {
			t.Fatal(err)
		}
		at := r.Runs[0].History.Steps("loss")
		if last := at[len(at)-1]; last != float64(c.steps) || len(at) != c.looks {
			t.Errorf("%v: %d losses to step %v, want %d to %d", c.budget, len(at), last, c.looks, c.steps)
		}
	}
}

func TestCompareStartsAndNoise(t *testing.T) {
	quiet(t)
	noisy, err := problem.Noisy(parabola(t), problem.GaussianNoise{Std: 1}, rng.New(9))
	if err != nil {
		t.Fatal(err)
	}
	run := func() *Result {
		return must(must(Comparison{
			Task: noisy, Seeds: rng.Seeds(4), Budget: Iterations(20), Methods: []optim.Method{optim.SGD{LR: 0.1}, Named("twin", optim.SGD{LR: 0.1})},
			Init: func(s *rng.Stream) []float64 { return []float64{s.Normal()} },
		}.Study()).Run())
	}
	r := run()
	one, twin := must(r.Values("SGD(0.1)", "loss")), must(r.Values("twin", "loss"))
	if !slices.Equal(one, twin) || one[0] == one[1] || one[0] == -4 {
		t.Errorf("losses %v and %v: want noise by the seed", one, twin)
	}
	if again := run(); numbers(again) != numbers(r) {
		t.Error("other numbers the second time")
	}
	if first := must(r.Values("twin", "first loss")); first[0] == first[1] {
		t.Errorf("starts %v", first)
	}
}

func TestCompareKeepsARunThatDiverges(t *testing.T) {
	quiet(t)
	r, err := Compare(parabola(t), rng.Seeds(2), Iterations(3000), optim.SGD{LR: 0.1}, optim.SGD{LR: 3})
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Failures().Len(); n != 2 {
		t.Errorf("%d failures, want 2:\n%v", n, r.Failures())
	}
	if text := must(r.Table("loss")).String(); !strings.Contains(text, "SGD(3): 2 of 2 runs left out") || !strings.Contains(text, "none") {
		t.Errorf("%s", text)
	}
	if f, err := r.Plot("loss"); err != nil || f.Err() != nil {
		t.Error(err)
	}
}

func TestCompareRefuses(t *testing.T) {
	p, m, seeds := parabola(t), optim.SGD{LR: 1}, rng.Seeds(1)
	one := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		"experiment.Compare: the task is nil":                        one(Compare(nil, seeds, Epochs(1), m)),
		"experiment.Compare: no methods":                             one(Compare(p, seeds, Epochs(1))),
		"experiment.Compare: method 2 is nil":                        one(Compare(p, seeds, Epochs(1), m, nil)),
		"experiment.Compare: budget = -1 epochs: want a number >= 0": one(Compare(p, seeds, Epochs(-1), m)),
		"experiment.Compare: budget = no budget: want one made by":   one(Compare(p, seeds, Budget{}, m)),
		"experiment.New: no seeds":                                   one(Compare(p, nil, Epochs(1), m)),
		`experiment.Arm: two arms are called "SGD(1)"`:               one(Compare(p, seeds, Epochs(1), m, m)),
		"experiment.Compare: Batch = -1":                             one(Comparison{Task: p, Seeds: seeds, Budget: Epochs(1), Methods: []optim.Method{m}, Batch: -1}.Study()),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
