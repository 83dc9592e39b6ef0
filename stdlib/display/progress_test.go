package display

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"monro/stdlib/interrupt"
)

// A stage is a nest of bars whose clock and redraws a test drives.
type stage struct {
	*nest
	time   time.Duration
	events func() []Event
}

func newStage(t testing.TB) *stage {
	interrupt.Begin()
	s := &stage{events: record(t)}
	s.nest = newNest(func() time.Duration { return s.time })
	current.Lock()
	current.nest = s.nest
	current.Unlock()
	return s
}

// wait lets time pass, with the redraws that belong to it.
func (s *stage) wait(d time.Duration) {
	for ; d > 0; d -= redraw {
		s.time += min(d, redraw)
		s.tick()
	}
}

func (s *stage) last() Event {
	e := s.events()
	return e[len(e)-1]
}

func TestProgressEvents(t *testing.T) {
	s := newStage(t)
	p := Progress("training", 1000)
	for range 10 {
		p.Add(100)
		s.wait(redraw)
	}
	p.Done()
	p.Done()
	p.Add(1)
	p.Note("late")
	if s.tick() {
		t.Error("a closed bar is still tended")
	}
	e := s.events()
	if len(e) != 12 { // the start, one each 100 ms, the end
		t.Fatalf("%d events, want 12", len(e))
	}
	for i, ev := range e {
		kind := KindUpdate
		if i == 0 {
			kind = KindShow
		}
		if ev.Kind != kind || ev.ID != e[0].ID || ev.ID == "" || ev.Transient != (i != len(e)-1) {
			t.Errorf("event %d: %+v", i, ev)
		}
	}
	for i, want := range map[int]string{
		0:  "training    0 % |            | 0/1000",
		4:  "training   40 % |████▊       | 400/1000 · 1k/s · 0:01 left",
		11: "training  100 % |████████████| 1000/1000 · 1k/s · 0:01",
	} {
		if got := e[i].Bundle.Text(); got != want {
			t.Errorf("event %d: %q, want %q", i, got, want)
		}
	}
}

func TestProgressDrawsOnlyNews(t *testing.T) {
	s := newStage(t)
	p := Progress("x", 10)
	s.wait(time.Minute)
	if n := len(s.events()); n != 1 {
		t.Errorf("a bar that stands still at 0 was drawn %d times", n)
	}
	p.Add(5)
	s.wait(50 * time.Second)
	// The time left runs from 60 s to 10 s, which takes a picture a second.
	if n := len(s.events()) - 1; n < 49 || n > 52 {
		t.Errorf("%d pictures of 50 s without a step", n)
	}
	if got, want := s.last().Bundle.Text(), "x   50 % |██████      | 5/10 · 0:12 each · 0:10 left"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	p.Done()
}

func TestBarViewText(t *testing.T) {
	for _, c := range []struct {
		r    barView
		want string
	}{
		{barView{label: "x", count: 3, elapsed: time.Second, rate: 3}, "x  3 · 3/s · 0:01"},
		{barView{total: 8, count: 1, elapsed: 2 * time.Second, rate: 0.5, left: 14 * time.Second}, " 12 % |█▌          | 1/8 · 0.5/s · 0:14 left"},
		{barView{total: 4, count: 2, elapsed: 2 * time.Hour, rate: 1. / 3600, state: stopped, note: "a\nb"}, " 50 % |██████      | 2/4 · 1:00:00 each · 2:00:00 · stopped · a b"},
		{barView{total: 4, count: 9, elapsed: time.Second, rate: 9}, "100 % |████████████| 9/4 · 9/s · 0:01"},
		{barView{total: 4, count: -1}, "  0 % |            | -1/4"},
		{barView{label: "\x1b[2J日本語" + strings.Repeat("語", 20), count: 1}, "�[2J日本語語語語語語語…  1"},
		{barView{label: "a", depth: 1, count: 1, note: strings.Repeat("n", 100)}, "  a  1 · " + strings.Repeat("n", 69) + "…"},
	} {
		got := barsView{rows: []barView{c.r}}.text()
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if width(got) > lineWidth {
			t.Errorf("%q takes %d columns", got, width(got))
		}
	}
	for rate, want := range map[float64]string{0.05: "0:20 each", 0.25: "0.25/s", 99.6: "100/s", 999.6: "1k/s", 1234: "1.23k/s", 999_600: "1M/s", 2.5e6: "2.5M/s"} {
		if got := rateText(rate); got != want {
			t.Errorf("rate %g: %q, want %q", rate, got, want)
		}
	}
}

func TestBarHTML(t *testing.T) {
	v := barsView{rows: []barView{
		{label: "<b>", total: 10, count: 5, elapsed: time.Second, rate: 5, left: time.Second, note: `"&"`},
		{label: "inner", depth: 2, count: 7},
		{label: "short", total: 4, count: 1, state: stopped},
		{label: "whole", total: 4, count: 4, state: finished},
	}, more: 3}
	got := v.html()
	for _, part := range []string{
		"&lt;b&gt;", "width:50.0%", `aria-valuenow="50"`, "padding-left:2.4em", "&#34;&amp;&#34;", "… 3 more",
		"grid-column:2/-1\">7<", "--jp-warn-color1,#E69F00", "--jp-success-color1,#009E73", "--jp-brand-color1,#0072B2",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("no %q in\n%s", part, got)
		}
	}
	if strings.Count(got, "<span") != strings.Count(got, "</span>") || strings.Contains(got, "<b>") {
		t.Errorf("markup is broken:\n%s", got)
	}
}

func TestRateFollowsTheLastSeconds(t *testing.T) {
	s := newStage(t)
	p := Progress("x", 100_000)
	for range 600 { // a minute at 100/s
		p.Add(10)
		s.wait(redraw)
	}
	for range 600 { // a minute at 10/s
		p.Add(1)
		s.wait(redraw)
	}
	// After six times the memory, 0.25 % of the old rate is left: 10.2/s.
	if got := s.last().Bundle.Text(); !strings.Contains(got, " 10/s ") {
		t.Errorf("%q", got)
	}
	p.Set(0) // set back: no negative rates
	s.wait(redraw)
	if got := s.last().Bundle.Text(); !strings.HasSuffix(got, "| 0/100000") {
		t.Errorf("%q", got)
	}
	p.Done()
	// All in all, 0 steps.
	if got := s.last().Bundle.Text(); !strings.HasSuffix(got, "0/100000 · stopped") {
		t.Errorf("%q", got)
	}
}

func TestProgressUnknownTotal(t *testing.T) {
	s := newStage(t)
	p := Progress("lines", -3)
	p.Add(7)
	s.wait(time.Second)
	if got := s.last().Bundle.Text(); got != "lines  7 · 70/s · 0:01" {
		t.Errorf("%q", got)
	}
	p.SetTotal(14)
	p.Describe("words")
	p.Note("half")
	s.wait(redraw)
	if got := s.last().Bundle.Text(); !strings.HasPrefix(got, "words   50 % |██████      | ") || !strings.HasSuffix(got, " · half") {
		t.Errorf("%q", got)
	}
	p.Done()
}

func TestNilBar(t *testing.T) {
	events := record(t)
	for _, p := range []*Bar{nil, {}} {
		p.Add(1)
		p.Set(2)
		p.SetTotal(3)
		p.Describe("x")
		p.Note("y")
		p.Done()
	}
	if n := len(events()); n != 0 {
		t.Errorf("%d events of bars that show nothing", n)
	}
}

func TestProgressFromManyGoroutines(t *testing.T) {
	events := record(t)
	interrupt.Begin()
	all := Progress("seeds", 8)
	var wg sync.WaitGroup
	for s := range 8 {
		wg.Go(func() {
			for i := range all.Track(fmt.Sprint("seed ", s), 1000) {
				all.Note(fmt.Sprint(i))
			}
			all.Add(1)
		})
	}
	wg.Wait()
	all.Done()
	e := events()
	if got := e[len(e)-1]; got.Transient || !strings.Contains(got.Bundle.Text(), "8/8") || strings.Contains(got.Bundle.Text(), "seed 1") {
		t.Errorf("the last picture is %+v", got)
	}
	for _, ev := range e {
		if ev.ID != e[0].ID {
			t.Error("bars of one nest in two outputs")
		}
	}
}

func TestAddDoesNotAllocate(t *testing.T) {
	newStage(t)
	p := Progress("x", 100)
	defer p.Done()
	if n := testing.AllocsPerRun(100, func() { p.Add(1) }); n != 0 {
		t.Errorf("%g allocations an Add", n)
	}
}

func BenchmarkProgressAdd(b *testing.B) {
	old := SetSink(func(Event) {})
	b.Cleanup(func() { SetSink(old) })
	b.ReportAllocs()
	p := Progress("x", b.N)
	defer p.Done()
	for b.Loop() {
		p.Add(1)
	}
}

func BenchmarkProgressAddParallel(b *testing.B) {
	old := SetSink(func(Event) {})
	b.Cleanup(func() { SetSink(old) })
	p := Progress("x", b.N)
	defer p.Done()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			p.Add(1)
		}
	})
}

func BenchmarkTrack(b *testing.B) {
	old := SetSink(func(Event) {})
	b.Cleanup(func() { SetSink(old) })
	for range Track("x", b.N) {
	}
}

func BenchmarkDrawNest(b *testing.B) {
	s := newStage(b)
	SetSink(func(Event) {})
	a, c := Progress("epochs", 10), Progress("batches", 1<<40)
	b.ReportAllocs()
	for b.Loop() {
		c.Add(1)
		s.time += redraw
		s.tick()
	}
	c.Done()
	a.Done()
}
