package plot

import (
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"monro/stdlib/display"
)

// record collects events while run runs.
func record(run func()) []display.Event {
	var mu sync.Mutex
	var events []display.Event
	old := display.SetSink(func(e display.Event) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
	})
	defer func() { display.SetSink(old) }()
	run()
	mu.Lock()
	defer mu.Unlock()
	return events
}

func TestLiveUpdatesInPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		live := Live("loss").With(func(f *Figure) { f.LogY() })
		events := record(func() {
			for k := range 1000 { // ten seconds
				live.Add(float64(k), math.Exp(-float64(k)/100))
				time.Sleep(10 * time.Millisecond)
			}
			live.Done()
			live.Add(5000, 1)
			live.Done()
			time.Sleep(time.Second)
		})
		if n := len(events); n < 10 || n > 52 {
			t.Fatalf("%d pictures in ten seconds, want at most five a second and the last", n)
		}
		for i, e := range events {
			final := i == len(events)-1
			if e.ID != events[0].ID || e.ID == "" || (e.Kind == display.KindShow) != (i == 0) || e.Transient == final {
				t.Errorf("event %d of %d: %v %q transient %v", i, len(events), e.Kind, e.ID, e.Transient)
			}
		}
		f := live.Figure()
		x := f.layers[0].(*line).x
		if x[0] != 0 || x[len(x)-1] != 999 || !f.y.log {
			t.Errorf("the last picture is of %g to %g, want 0 to 999", x[0], x[len(x)-1])
		}
	})
}

// The state after the last Add is shown though nobody calls Done.
func TestLiveShowsTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		live := Live()
		events := record(func() {
			live.Add(0, 1)
			time.Sleep(time.Millisecond)
			synctest.Wait()
			live.Add(1, 2)
			time.Sleep(time.Second)
		})
		if len(events) != 2 {
			t.Errorf("%d pictures, want one at once and one of the end", len(events))
		}
	})
}

func TestLiveErrors(t *testing.T) {
	live := Live("a", "b")
	live.Add(0, 1, 2, 3)
	if err := live.Figure().Err(); err == nil || err.Error() != "plot: Live: Add has 3 values for 2 curves" {
		t.Errorf("error %v", err)
	}
	events := record(live.Done)
	if len(events) != 1 || events[0].Bundle.Data["text/html"] == nil {
		t.Errorf("events %v: want the error shown", events)
	}
}

// A long curve is kept within bounds, with its peaks, its ends and its order.
func TestReservoir(t *testing.T) {
	for _, n := range []int{0, 1, 5, mostKept - 1, mostKept, mostKept + 1, 10_001, 300_000} {
		r := newReservoir()
		for i := range n {
			y := math.Sin(float64(i) / 50)
			if i == n/3 {
				y = 17
			}
			r.add(float64(i), y)
		}
		x, y := r.points()
		if len(x) != len(y) || len(x) > mostKept+3 || !slices.IsSorted(x) || cap(r.x) > 4*mostKept {
			t.Errorf("%d points: kept %d and %d, sorted %v", n, len(x), len(y), slices.IsSorted(x))
		}
		if n < mostKept && len(x) != n {
			t.Errorf("%d points: kept %d, want all", n, len(x))
		}
		if n > 0 && (slices.Max(y) != 17 || x[0] != 0 || x[len(x)-1] != float64(n-1)) {
			t.Errorf("%d points: from %g to %g, greatest %g", n, x[0], x[len(x)-1], slices.Max(y))
		}
	}
	r := newReservoir()
	r.add(0, math.NaN())
	r.add(1, math.Inf(1))
	if x, _ := r.points(); len(x) != 0 {
		t.Errorf("NaN and Inf are kept: %v", x)
	}
}

func BenchmarkLiveAdd(b *testing.B) {
	old := display.SetSink(func(display.Event) {})
	defer func() { display.SetSink(old) }()
	live := Live("loss")
	defer live.Done()
	b.ReportAllocs()
	k := 0.0
	for b.Loop() {
		live.Add(k, math.Sin(k/1000))
		k++
	}
}
