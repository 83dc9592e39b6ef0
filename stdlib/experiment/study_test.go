package experiment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"monro/stdlib/interrupt"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// noisy is a body whose numbers depend on seed and parameter.
func noisy(t *Trial) error {
	x := 1.0
	for k := range 20 {
		t.At(k)
		t.Spent(problem.Cost{Samples: 3 * k})
		t.Log("x", x)
		x -= t.Param("lr") * (x + t.Stream().Normal())
	}
	return nil
}

func grid() Space { return Grid(Choice("lr", 0.5, 0.1), Choice("size", 1, 2)) }

// numbers are all that a result's runs logged, seconds left out.
func numbers(r *Result) string {
	var b strings.Builder
	for _, run := range r.Runs {
		fmt.Fprintln(&b, run.Identity, run.Status, run.Error)
		for _, m := range run.History.Metrics() {
			fmt.Fprintln(&b, m, run.History.Steps(m), run.History.Against("samples", m), run.History.Values(m))
		}
	}
	return b.String()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestNumbersDoNotDependOnGOMAXPROCS(t *testing.T) {
	quiet(t)
	study := func() *Study {
		return New("s", rng.Seeds(6)).Arm("a", noisy, grid()).Arm("b", noisy, Random(3, rng.New(1), LogUniform("lr", 1e-3, 1)))
	}
	var want string
	for _, c := range []struct {
		procs int
		s     *Study
	}{{1, study()}, {2, study()}, {4, study()}, {4, study().Serial()}, {2, study().Workers(7)}} {
		old := runtime.GOMAXPROCS(c.procs)
		got := numbers(must(c.s.Run()))
		runtime.GOMAXPROCS(old)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("GOMAXPROCS %d, %d workers: other numbers", c.procs, c.s.workers)
		}
	}
	if n := strings.Count(want, "done"); n != 6*(4+3) {
		t.Errorf("%d runs are done, want 42", n)
	}
}

func TestOrderOfRuns(t *testing.T) {
	r := must(New("s", []uint64{7, 3}).Quiet().Arm("a", noisy, grid()).Arm("b", noisy, Settings(Params{"lr": 1})).Run())
	var got []string
	for _, run := range r.Runs {
		got = append(got, fmt.Sprintf("%s %v %d", run.Arm, run.Params, run.Seed))
	}
	want := []string{
		"a lr=0.5 size=1 7", "a lr=0.5 size=1 3", "a lr=0.5 size=2 7", "a lr=0.5 size=2 3",
		"a lr=0.1 size=1 7", "a lr=0.1 size=1 3", "a lr=0.1 size=2 7", "a lr=0.1 size=2 3", "b lr=1 7", "b lr=1 3",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := r.Labels(); !slices.Equal(got, []string{"a lr=0.5 size=1", "a lr=0.5 size=2", "a lr=0.1 size=1", "a lr=0.1 size=2", "b"}) {
		t.Errorf("labels %q", got)
	}
}

func TestArmsShareTheNumbersOfASeed(t *testing.T) {
	draw := func(t *Trial) error { t.Log("x", t.Stream().Normal()); return nil }
	r := must(New("s", []uint64{5}).Quiet().Arm("a", draw).Arm("b", draw).Run())
	if x := rng.New(5).Normal(); must(r.Values("a", "x"))[0] != x || must(r.Values("b", "x"))[0] != x {
		t.Errorf("not the first number of the seed's stream")
	}
}

func TestWhatFailsIsThatTrialsAlone(t *testing.T) {
	body := func(t *Trial) error {
		t.Log("x", float64(t.Seed))
		switch t.Seed {
		case 1:
			return errors.New("no luck")
		case 2:
			panic("boom")
		case 3:
			fmt.Println(t.History().Values("x")[t.Seed])
		case 4:
			t.Param("lrr")
		case 5:
			t.Log("x", math.NaN())
		case 6:
			t.Text("lr")
		case 7:
			t.Int("lr")
		}
		return nil
	}
	r := must(New("s", rng.Seeds(8)).Quiet().Arm("a", body, Settings(Params{"lr": 0.5})).Run())
	var got []string
	for _, run := range r.Runs {
		got = append(got, fmt.Sprintf("%s: %s", run.Status, flaw(run)))
	}
	want := []string{
		"failed: no luck", "failed: panic: boom", "failed: panic: runtime error: index out of range [3] with length 1",
		`failed: experiment.Trial: no parameter "lrr": the nearest is "lr"`, "done: not finite: x",
		`failed: experiment: parameter "lr" is 0.5: want a string, or use Param or Value`,
		`failed: experiment: parameter "lr" is 0.5: want a whole number, or use Param`, "done: ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if r.Failures().Len() != 7 {
		t.Errorf("failures:\n%v", r.Failures())
	}
	if x := must(r.Values("a", "x")); !slices.Equal(x, []float64{8}) {
		t.Errorf("values that count: %v", x)
	}
	text := must(r.Table("x")).String()
	if want := "7 of 8 runs left out (failed: seeds 1, 2, 3, 4, 6, 7; NaN or infinite: seed 5)"; !strings.Contains(text, want) {
		t.Errorf("%s\nwithout %q", text, want)
	}
}

func TestStudiesRefuse(t *testing.T) {
	ok := func(*Trial) error { return nil }
	seeds := rng.Seeds(2)
	one := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		"experiment.New: no seeds":                            one(New("s", nil).Arm("a", ok).Run()),
		"experiment.New: seed 3 twice":                        one(New("s", []uint64{3, 1, 3}).Arm("a", ok).Run()),
		"experiment.Study: no arms":                           one(New("s", seeds).Run()),
		`experiment.Arm: two arms are called "a"`:             one(New("s", seeds).Arm("a", ok).Arm("a", ok).Run()),
		`experiment.Arm: "a" has no body`:                     one(New("s", seeds).Arm("a", nil).Run()),
		"experiment.Arm: an arm without a name":               one(New("s", seeds).Arm("", ok).Run()),
		"experiment.Workers: n = 0":                           one(New("s", seeds).Arm("a", ok).Workers(0).Run()),
		"experiment.Grid: the sweep is empty":                 one(Sweep(Grid(), seeds, ok)),
		"experiment.Settings: the sweep is empty":             one(Sweep(Settings(), seeds, ok)),
		"experiment.Sweep: the sweep is empty":                one(Sweep(Space{}, seeds, ok)),
		`experiment.Choice: "lr" has no values`:               one(Sweep(Grid(Choice("lr", []float64{})), seeds, ok)),
		`experiment.Choice: "lr" has the value 1 twice`:       one(Sweep(Grid(Choice("lr", 1, 2, 1.0)), seeds, ok)),
		`experiment.Choice: "lr" has the value <nil> (<nil>)`: one(Sweep(Grid(Choice("lr", nil)), seeds, ok)),
		`experiment.Grid: parameter "lr" twice`:               one(Sweep(Grid(Choice("lr", 1), Choice("lr", 2)), seeds, ok)),
		`experiment.Grid: "lr" has no list of values`:         one(Sweep(Grid(LogUniform("lr", 1, 2)), seeds, ok)),
		`experiment.LogUniform: "lr" from 0 to 1`:             one(Sweep(Random(3, rng.New(1), LogUniform("lr", 0, 1)), seeds, ok)),
		`experiment.Uniform: "lr" from 2 to 1`:                one(Sweep(Random(3, rng.New(1), Uniform("lr", 2, 1)), seeds, ok)),
		"experiment.Random: n = 0":                            one(Sweep(Random(0, rng.New(1), Uniform("lr", 1, 2)), seeds, ok)),
		"experiment.Random: stream is nil":                    one(Sweep(Random(1, nil, Uniform("lr", 1, 2)), seeds, ok)),
		`experiment.Settings: "f" is`:                         one(Sweep(Settings(Params{"f": func() {}}), seeds, ok)),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestRandomSettings(t *testing.T) {
	dims := []Dimension{LogUniform("lr", 1e-4, 1), Uniform("beta", 0.8, 1), IntUniform("depth", 1, 4), Choice("act", "relu", "tanh")}
	few, many := Random(5, rng.New(2), dims...), Random(400, rng.New(2), dims...)
	if !reflect.DeepEqual(few.settings, many.settings[:5]) {
		t.Error("more settings change the first ones")
	}
	depth, below := map[any]int{}, 0
	for _, p := range many.settings {
		lr, beta := p["lr"].(float64), p["beta"].(float64)
		if lr < 1e-4 || lr > 1 || beta < 0.8 || beta > 1 {
			t.Fatalf("%v is outside", p)
		}
		if lr < 1e-2 {
			below++
		}
		depth[p["depth"]]++
		depth[p["act"]]++
	}
	// 1e-2 is the median: 200 ± 10; each depth 100 ± 9, each activation 200 ± 10.
	if below < 150 || below > 250 || len(depth) != 6 || depth[1] < 60 || depth[4] < 60 || depth["relu"] < 150 {
		t.Errorf("%d below the median, %v", below, depth)
	}
}

func TestInterruptKeepsWhatIsDone(t *testing.T) {
	cell := interrupt.Begin()
	t.Cleanup(func() { interrupt.Begin() })
	var calls atomic.Int64
	block := make(chan struct{})
	body := func(t *Trial) error {
		calls.Add(1)
		if t.Seed == 3 && t.Context().Err() == nil && block != nil {
			cell.Stop()
			<-block // a compiled call that looks at nothing
		}
		for k := range 3 {
			t.At(k)
			t.Log("x", float64(t.Seed))
		}
		return nil
	}
	s := New("s", rng.Seeds(5)).Quiet().Workers(2).Arm("a", body)
	start := time.Now()
	r, err := s.Run()
	if err != nil || time.Since(start) > 10*time.Second {
		t.Fatalf("%v after %v", err, time.Since(start))
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "of 5 runs; Run again makes the others") {
		t.Errorf("notes %q", r.Notes)
	}
	if n := len(must(r.Values("a", "x"))); n < 1 || n > 3 {
		t.Errorf("%d runs count", n)
	}
	close(block)
	interrupt.Begin()
	before := int(calls.Load())
	done := len(must(r.Values("a", "x")))
	r = must(s.Run())
	if got := must(r.Values("a", "x")); !slices.Equal(got, []float64{1, 2, 3, 4, 5}) || len(r.Notes) != 0 {
		t.Errorf("run again: %v, %q", got, r.Notes)
	}
	if again := int(calls.Load()) - before; again > 5-done+1 {
		t.Errorf("%d runs were made again after %d were done", again, done)
	}
}

func TestInterruptEndsABodyAtItsNextStep(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	last := 0
	s := New("s", []uint64{1}).Quiet().Arm("a", func(t *Trial) error {
		for k := 0; ; k++ {
			t.At(k)
			if last = k; k == 10 {
				stop()
			}
		}
	})
	r := must(s.RunContext(ctx))
	if last != 10 || r.Runs[0].Status != Interrupted {
		t.Errorf("ended after step %d, %s", last, r.Runs[0].Status)
	}
}

func TestFollow(t *testing.T) {
	body := func(t *Trial) error {
		for w := range Follow(t, walk(12), Each(5)) {
			t.Spent(w.cost)
			t.Log("k", float64(w.k))
			time.Sleep(10 * time.Millisecond)
		}
		return nil
	}
	h := must(New("s", []uint64{1}).Quiet().Arm("a", body).Run()).Runs[0].History
	if got := h.Values("k"); !slices.Equal(got, []float64{0, 5, 10, 11}) || !slices.Equal(h.Steps("k"), got) {
		t.Errorf("%v at %v", got, h.Steps("k"))
	}
	if s := h.Against("seconds", "k"); s[3] > 0.01 {
		t.Errorf("seconds %v hold those of the loop's body", s)
	}
}
