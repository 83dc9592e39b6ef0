package experiment

import (
	"testing"

	"monro/stdlib/display"
	"monro/stdlib/problem"
)

// endless yields one state for ever: what remains is the plumbing around it.
func endless(yield func(*walker) bool) {
	w := &walker{cost: problem.Cost{Grads: 1}}
	for yield(w) {
	}
}

// Each benchmark's time is that of one state.
func BenchmarkPerState(b *testing.B) {
	old := display.SetSink(func(display.Event) {})
	defer func() { display.SetSink(old) }()
	never := func(*walker) bool { return false }
	bench := func(name string, f func(n int)) {
		b.Run(name, func(b *testing.B) { b.ReportAllocs(); f(b.N) })
	}
	bench("bare", func(n int) {
		endless(func(*walker) bool { n--; return n > 0 })
	})
	bench("Take", func(n int) {
		for range Take(endless, n) {
		}
	})
	bench("Every", func(n int) {
		for range Every(Take(endless, n), 100) {
		}
	})
	bench("LogSpaced", func(n int) {
		for range Thin(Take(endless, n), LogSpaced(20)) {
		}
	})
	bench("Until", func(n int) {
		for range Until(Take(endless, n), never) {
		}
	})
	bench("Within", func(n int) {
		for range Within(endless, Iterations(n), Samples(100)) {
		}
	})
	bench("WithinSeconds", func(n int) {
		for range Within(endless, Iterations(n), Seconds(1e9)) {
		}
	})
	bench("Progress", func(n int) {
		for range Progress(Take(endless, n), "", n) {
		}
	})
	bench("RecordOneIn100", func(n int) {
		Record(Take(endless, n), Each(100), func(w *walker, h *History) { h.Log("x", 1) })
	})
	bench("FollowOneIn100", func(n int) {
		s := New("s", []uint64{1}).Quiet().Arm("a", func(t *Trial) error {
			for range Follow(t, Take(endless, n), Each(100)) {
				t.Log("x", 1)
			}
			return nil
		})
		if _, err := s.Run(); err != nil {
			b.Fatal(err)
		}
	})
}

// A logged value, every one kept in memory: three metrics a step.
func BenchmarkLog(b *testing.B) {
	b.ReportAllocs()
	t := &Trial{ctx: b.Context()}
	for k := 0; b.Loop(); k++ {
		if k%100_000 == 0 {
			t.history = History{}
		}
		t.At(k)
		t.Log("loss", 1)
		t.Log("accuracy", 2)
		t.Log("norm", 3)
	}
}
