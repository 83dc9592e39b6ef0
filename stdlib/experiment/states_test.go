package experiment

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"monro/stdlib/display"
	"monro/stdlib/interrupt"
	"monro/stdlib/problem"
)

// count yields 0, 1, ..., n−1, and notes how many it was asked for.
func count(n int, asked *int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if asked != nil {
				*asked = i + 1
			}
			if !yield(i) {
				return
			}
		}
	}
}

// A walker is a state that is the same pointer each time.
type walker struct {
	k    int
	cost problem.Cost
}

func (w *walker) Spent() problem.Cost { return w.cost }

func walk(n int) iter.Seq[*walker] {
	return func(yield func(*walker) bool) {
		w := new(walker)
		for ; w.k < n; w.k++ {
			w.cost = problem.Cost{Grads: w.k + 1, Samples: 10 * (w.k + 1), Bits: int64(64 * w.k)}
			if !yield(w) || w.k == n-1 {
				return
			}
		}
	}
}

func ks(seq iter.Seq[*walker]) []int {
	var k []int
	for w := range seq {
		k = append(k, w.k)
	}
	return k
}

func upTo(n int) []int { return slices.Collect(count(n, nil)) }

func TestSequences(t *testing.T) {
	for _, c := range []struct {
		name string
		seq  iter.Seq[int]
		want []int
	}{
		{"take some", Take(count(9, nil), 3), []int{0, 1, 2}},
		{"take none", Take(count(9, nil), 0), nil},
		{"take more than there are", Take(count(2, nil), 5), []int{0, 1}},
		{"every with the last due", Every(count(7, nil), 3), []int{0, 3, 6}},
		{"every with a last that is not", Every(count(9, nil), 3), []int{0, 3, 6, 8}},
		{"every of one", Every(count(1, nil), 3), []int{0}},
		{"every of none", Every(count(0, nil), 3), nil},
		{"every of taken", Every(Take(count(99, nil), 6), 4), []int{0, 4, 5}},
		{"taken of every", Take(Every(count(99, nil), 10), 3), []int{0, 10, 20}},
		{"every one", Every(count(3, nil), 1), []int{0, 1, 2}},
		{"log-spaced", Thin(count(1000, nil), LogSpaced(1)), []int{0, 1, 10, 100, 999}},
		{"until", Until(count(9, nil), func(i int) bool { return i*i > 10 }), []int{0, 1, 2, 3, 4}},
		{"until never", Until(count(3, nil), func(int) bool { return false }), []int{0, 1, 2}},
		{"for no time", For(count(9, nil), 0), []int{0}},
		{"for long", For(count(9, nil), 1e6), upTo(9)},
	} {
		if got := slices.Collect(c.seq); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got := slices.Collect(c.seq); !slices.Equal(got, c.want) {
			t.Errorf("%s, ranged again: %v, want %v", c.name, got, c.want)
		}
	}
}

// What is not asked for must not be computed: a step may cost minutes.
func TestNothingIsAskedForInVain(t *testing.T) {
	for name, c := range map[string]struct {
		cut  func(iter.Seq[int]) iter.Seq[int]
		want int
	}{
		"take":  {func(s iter.Seq[int]) iter.Seq[int] { return Take(s, 3) }, 3},
		"until": {func(s iter.Seq[int]) iter.Seq[int] { return Until(s, func(i int) bool { return i == 4 }) }, 5},
		"both":  {func(s iter.Seq[int]) iter.Seq[int] { return Every(Take(s, 4), 2) }, 4},
	} {
		asked := 0
		for range c.cut(count(100, &asked)) {
		}
		if asked != c.want {
			t.Errorf("%s: asked for %d states, want %d", name, asked, c.want)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		budgets []Budget
		want    int // states
	}{
		{nil, 100},
		{[]Budget{Iterations(0)}, 1},
		{[]Budget{Iterations(5)}, 6},
		{[]Budget{OracleCalls(5)}, 5},
		{[]Budget{Samples(45)}, 5},
		{[]Budget{Samples(50)}, 5},
		{[]Budget{Bits(128)}, 3},
		{[]Budget{Seconds(0)}, 1},
		{[]Budget{Seconds(1e6)}, 100},
		{[]Budget{Iterations(50), Samples(70)}, 7},
		{[]Budget{Rounds(1)}, 100}, // the states report none
	} {
		if got := ks(Within(walk(100), c.budgets...)); !slices.Equal(got, upTo(c.want)) {
			t.Errorf("%v: %v, want %d states", c.budgets, got, c.want)
		}
	}
	if got := ks(Every(Within(walk(100), Iterations(7)), 5)); !slices.Equal(got, []int{0, 5, 7}) {
		t.Errorf("every of within: %v", got)
	}
}

func TestBadArgumentsPanic(t *testing.T) {
	for want, f := range map[string]func(){
		"experiment.Take: n = -1: want n >= 0":                         func() { Take(count(1, nil), -1) },
		"experiment.Every: k = 0: want k >= 1":                         func() { Every(count(1, nil), 0) },
		"experiment.LogSpaced: n = 0: want n >= 1":                     func() { LogSpaced(0) },
		"experiment.Each: k = -2: want k >= 1":                         func() { Each(-2) },
		"experiment.Within: budget = 5 epochs: want Samples or":        func() { Within(walk(1), Epochs(5)) },
		"experiment.Within: budget = -1 samples: want a number >= 0":   func() { Within(walk(1), Samples(-1)) },
		"experiment.Within: budget = no budget: want one made by Iter": func() { Within(walk(1), Budget{}) },
	} {
		func() {
			defer func() {
				err, _ := recover().(error)
				if err == nil || !strings.HasPrefix(err.Error(), want) {
					t.Errorf("%v, want %s", err, want)
				}
			}()
			f()
		}()
	}
}

func TestRecord(t *testing.T) {
	h := Record(walk(12), Each(5), func(w *walker, h *History) {
		h.Spent(w.cost)
		h.Log("k", float64(w.k))
		if w.k > 0 {
			h.Log("late", float64(-w.k))
		}
	})
	for what, c := range map[string]struct{ got, want []float64 }{
		"k":       {h.Values("k"), []float64{0, 5, 10, 11}},
		"steps":   {h.Steps("k"), []float64{0, 5, 10, 11}},
		"late":    {h.Steps("late"), []float64{5, 10, 11}},
		"samples": {h.Against("samples", "k"), []float64{10, 60, 110, 120}},
		"metric":  {h.Against("k", "late"), []float64{5, 10, 11}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	if s := h.Against("seconds", "k"); !slices.IsSorted(s) || s[0] < 0 {
		t.Errorf("seconds %v", s)
	}
}

func TestRecordLeavesOutTheTimeOfObserving(t *testing.T) {
	h := Record(count(3, nil), Spacing{}, func(i int, h *History) {
		time.Sleep(20 * time.Millisecond)
		h.Log("i", float64(i))
	})
	if s := h.Against("seconds", "i"); s[2] > 0.02 {
		t.Errorf("seconds %v with the 20 ms of an observation in them", s)
	}
}

func TestInterruptEndsAtTheNextState(t *testing.T) {
	for name, pass := range map[string]func(iter.Seq[int]) iter.Seq[int]{
		"Take":     func(s iter.Seq[int]) iter.Seq[int] { return Take(s, 1000) },
		"Every":    func(s iter.Seq[int]) iter.Seq[int] { return Every(s, 1) },
		"Thin":     func(s iter.Seq[int]) iter.Seq[int] { return Thin(s, Each(7)) },
		"Until":    func(s iter.Seq[int]) iter.Seq[int] { return Until(s, func(int) bool { return false }) },
		"For":      func(s iter.Seq[int]) iter.Seq[int] { return For(s, 1e6) },
		"Progress": func(s iter.Seq[int]) iter.Seq[int] { return Progress(s, "x", 0) },
		"Record": func(s iter.Seq[int]) iter.Seq[int] {
			return func(yield func(int) bool) { Record(s, Spacing{}, func(i int, _ *History) { yield(i) }) }
		},
	} {
		quiet(t)
		cell := interrupt.Begin()
		asked := 0
		interrupting := func(yield func(int) bool) {
			for i := range 100 {
				asked = i + 1
				if i == 40 {
					cell.Stop()
				}
				if !yield(i) {
					return
				}
			}
		}
		last := -1
		for i := range pass(interrupting) {
			last = i
		}
		if asked != 41 || last > 40 {
			t.Errorf("%s: %d states were asked for and the last was %d, want 41 and 40 at most", name, asked, last)
		}
	}
	interrupt.Begin()
}

// quiet drops what is shown until the test ends.
func quiet(t testing.TB) {
	old := display.SetSink(func(display.Event) {})
	t.Cleanup(func() { display.SetSink(old) })
}

func TestProgressCounts(t *testing.T) {
	var last string
	old := display.SetSink(func(e display.Event) { last = e.Bundle.Text() })
	defer func() { display.SetSink(old) }()
	for range Progress(count(5, nil), "walking", 5) {
	}
	if !strings.Contains(last, "walking") || !strings.Contains(last, "5/5") {
		t.Errorf("the last bar is %q", last)
	}
}

func TestInstancesHaveTheNamesOfTheirTypes(t *testing.T) {
	m := Instances()
	if take, ok := m["Take[[]float64]"].(func(iter.Seq[[]float64], int) iter.Seq[[]float64]); !ok || take == nil {
		t.Errorf("Take[[]float64] is %T", m["Take[[]float64]"])
	}
	for _, name := range []string{"Take", "Every", "Thin", "Until", "For", "Progress", "Record", "Follow", "Within"} {
		if m[name+"[*optim.State]"] == nil {
			t.Errorf("no %s[*optim.State]", name)
		}
	}
}

func TestNothingIsAllocatedPerState(t *testing.T) {
	states := func(n int) float64 {
		return testing.AllocsPerRun(5, func() {
			for range Every(Within(Until(Take(walk(n), n), func(*walker) bool { return false }), Samples(1e9), Seconds(1e6)), 10) {
			}
		})
	}
	if few, many := states(100), states(50_000); many > few+100 { // the test itself is not alone in the process
		t.Errorf("%v allocations for 100 states, %v for 50000", few, many)
	}
}
