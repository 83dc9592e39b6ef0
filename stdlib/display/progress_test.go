package display

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fakeClock is a clock that moves when told to.
type fakeClock struct{ now atomic.Int64 }

func (c *fakeClock) since(time.Time) time.Duration { return time.Duration(c.now.Load()) }
func (c *fakeClock) advance(d time.Duration)       { c.now.Add(int64(d)) }

func TestProgressThrottles(t *testing.T) {
	events := record(t)
	var c fakeClock
	p := newBar("training", 1000, c.since)
	for range 1000 {
		c.advance(time.Millisecond)
		p.Add(1)
	}
	p.Done()
	p.Done()
	p.Add(1)
	e := events()
	// One at the start, one each 100 ms of the second, one at the end.
	if len(e) != 12 {
		t.Fatalf("%d events, want 12", len(e))
	}
	for i, ev := range e {
		kind := KindUpdate
		if i == 0 {
			kind = KindShow
		}
		if ev.Kind != kind || ev.ID != e[0].ID || ev.Transient != (i != len(e)-1) {
			t.Errorf("event %d: %+v", i, ev)
		}
	}
	for i, want := range map[int]string{
		0:  "training    0 % |                    | 0/1000",
		5:  "training   50 % |██████████          | 500/1000 · 1k/s · 0:01 left",
		11: "training  100 % |████████████████████| 1000/1000 · 1k/s · 0:01",
	} {
		if got := e[i].Bundle.Text(); got != want {
			t.Errorf("event %d: %q, want %q", i, got, want)
		}
	}
}

func TestProgressKinds(t *testing.T) {
	for _, c := range []struct {
		s    barState
		want string
	}{
		{barState{label: "x", total: 0, count: 3, elapsed: time.Second}, "x  3 · 3/s · 0:01"},
		{barState{total: 8, count: 1, elapsed: 10 * time.Second}, " 12 % |██▌                 | 1/8 · 0.1/s · 1:10 left"},
		{barState{total: 4, count: 2, elapsed: 2 * time.Hour, final: true, note: "loss 0.3"}, " 50 % |██████████          | 2/4 · 0.00028/s · 2:00:00 · stopped · loss 0.3"},
		{barState{total: 4, count: 9, elapsed: time.Second}, "100 % |████████████████████| 9/4 · 9/s · 0:01"},
		{barState{total: 4, count: -1}, "  0 % |                    | -1/4"},
	} {
		if got := c.s.text(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for rate, want := range map[float64]string{0.25: "0.25/s", 99.6: "100/s", 999.6: "1k/s", 1234: "1.23k/s", 999_600: "1M/s", 2.5e6: "2.5M/s"} {
		if got := rateText(rate); got != want {
			t.Errorf("rate %g: %q, want %q", rate, got, want)
		}
	}
}

func TestTrack(t *testing.T) {
	events := record(t)
	sum := 0
	for i := range Track("epochs", 5) {
		if i == 3 {
			break
		}
		sum += i
	}
	last := events()[len(events())-1]
	if sum != 3 || last.Transient {
		t.Errorf("sum %d, last event %+v", sum, last)
	}
}

func TestProgressFromManyGoroutines(t *testing.T) {
	events := record(t)
	var c fakeClock
	p := newBar("", 8000, c.since)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				c.advance(time.Millisecond)
				p.Add(1)
				p.Note("n")
			}
		})
	}
	wg.Wait()
	p.Done()
	if n := p.count.Load(); n != 8000 {
		t.Errorf("count %d", n)
	}
	if n := len(events()); n < 3 || n > 82 {
		t.Errorf("%d events in 8 s, want at most 82", n)
	}
}

func BenchmarkProgressAdd(b *testing.B) {
	old := SetSink(func(Event) {})
	b.Cleanup(func() { SetSink(old) })
	p := Progress("x", b.N)
	for b.Loop() {
		p.Add(1)
	}
	p.Done()
}
