package display

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"monro/stdlib/interrupt"
)

// labels are the rows of a picture: what stands before two spaces and the rest.
func labels(e Event) string {
	var out []string
	for line := range strings.SplitSeq(e.Bundle.Text(), "\n") {
		name, _, _ := strings.Cut(strings.TrimLeft(line, " "), "  ")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		out = append(out, strings.Repeat(">", indent/2)+name)
	}
	return strings.Join(out, " ")
}

func TestTrackNests(t *testing.T) {
	s := newStage(t)
	for epoch := range Track("epochs", 3) {
		for batch := range Track("batches", 4) {
			s.wait(redraw)
			outer := fmt.Sprintf("epochs     %3d %% |", 100*epoch/3)
			inner := fmt.Sprintf("  batches  %3d %% |", 25*batch)
			got := strings.Split(s.last().Bundle.Text(), "\n")
			if len(got) != 2 || !strings.HasPrefix(got[0], outer) || !strings.HasPrefix(got[1], inner) {
				t.Fatalf("epoch %d, batch %d: %q", epoch, batch, got)
			}
		}
	}
	last := s.last()
	if last.Transient || labels(last) != "epochs" || !strings.Contains(last.Bundle.Text(), "3/3") {
		t.Errorf("what remains is %q", last.Bundle.Text())
	}
	for i, e := range s.events() {
		if (i == 0) != (e.Kind == KindShow) || e.ID != last.ID {
			t.Fatalf("event %d opens another output: %+v", i, e)
		}
	}
}

func TestTrackThreeDeep(t *testing.T) {
	s := newStage(t)
	for range Track("a", 2) {
		for range Track("b", 2) {
			for range Track("c", 2) {
				s.wait(redraw)
				if got := labels(s.last()); got != "a >b >>c" {
					t.Fatalf("%q", got)
				}
			}
		}
		for range Track("d", 1) { // the bars of b and c have ended, but a stands where it stood
			s.wait(redraw)
			if got := labels(s.last()); got != "a >b >d" {
				t.Fatalf("%q", got)
			}
		}
	}
	if got := labels(s.last()); got != "a" {
		t.Errorf("what remains is %q", got)
	}
}

func TestTrackOneAfterTheOther(t *testing.T) {
	events := record(t)
	interrupt.Begin()
	for range Track("a", 2) {
	}
	for range Track("b", 2) {
	}
	e := events()
	if len(e) != 4 || e[0].ID == e[2].ID || labels(e[1]) != "a" || labels(e[3]) != "b" {
		t.Errorf("%+v", e)
	}
}

// Bars that move while others are open lie side by side.
func TestSideBySide(t *testing.T) {
	s := newStage(t)
	a, b := Progress("a", 10), Progress("b", 10)
	s.wait(redraw)
	if got := labels(s.last()); got != "a >b" {
		t.Errorf("before a step: %q", got)
	}
	b.Add(1)
	a.Add(1)
	s.wait(redraw)
	if got := labels(s.last()); got != "a b" {
		t.Errorf("after steps of both: %q", got)
	}
	a.Done()
	s.wait(redraw)
	b.Done()
	if got := labels(s.last()); got != "a b" {
		t.Errorf("at the end: %q", got)
	}
}

func TestBarsInsideOfABar(t *testing.T) {
	s := newStage(t)
	all := Progress("all", 3)
	one, two := all.Progress("one", 5), all.Progress("two", 5)
	sub := one.Progress("sub", 2)
	all.Add(1) // by a third, which shows no bar
	s.wait(redraw)
	if got := labels(s.last()); got != "all >one >>sub >two" {
		t.Errorf("%q", got)
	}
	sub.Done()
	one.Add(5)
	one.Done()
	all.Add(1)
	s.wait(redraw)
	if got := labels(s.last()); got != "all >two" {
		t.Errorf("after the end of one: %q", got)
	}
	two.Done()
	all.Done()
	if got := labels(s.last()); got != "all" {
		t.Errorf("at the end: %q", got)
	}
	if late := all.Progress("late", 1); late.nest == s.nest {
		t.Error("a bar joins a nest that is closed")
	} else {
		late.Done()
	}
}

func TestTrackEndsWithItsLoop(t *testing.T) {
	end := map[string]func(){
		"break": func() {
			for i := range Track("x", 5) {
				if i == 3 {
					break
				}
			}
		},
		"panic": func() {
			defer func() { recover() }()
			for i := range Track("x", 5) {
				if i == 3 {
					panic("no")
				}
			}
		},
		"interrupt": func() {
			for i := range Track("x", 5) {
				if i == 2 {
					interrupt.Current().Stop()
				}
			}
		},
	}
	for name, f := range end {
		s := newStage(t)
		f()
		if e := s.last(); e.Transient || !strings.Contains(e.Bundle.Text(), "3/5 · stopped") || s.tick() {
			t.Errorf("%s: %q", name, e.Bundle.Text())
		}
	}
	interrupt.Begin()
	newStage(t)
	for range Track("none", -1) {
		t.Error("a round of a negative number of rounds")
	}
}

func TestBarsOfTwoCells(t *testing.T) {
	s := newStage(t)
	forgotten := Progress("forgotten", 10)
	interrupt.Begin() // the next cell
	for range Track("next", 1) {
	}
	if e := s.last(); labels(e) != "next" || e.ID == s.id {
		t.Errorf("%+v", e)
	}
	forgotten.Add(1)
	s.wait(redraw)
	if e := s.last(); labels(e) != "forgotten" || e.ID != s.id || !e.Transient {
		t.Errorf("a bar of an earlier cell does not go on: %+v", e)
	}
	if s.wait(2 * forsaken); s.tick() {
		t.Error("a bar that nobody moves is tended forever")
	}
	forgotten.Done()
}

func TestSettle(t *testing.T) {
	Settle() // nothing is open
	s := newStage(t)
	p := Progress("outer", 10)
	q := Progress("inner", 10)
	q.Add(4)
	r := Progress("innermost", 10)
	s.wait(redraw)
	r.Add(4)
	r.Done() // a loop that the error has ended
	Settle()
	e := s.last()
	if e.Transient || labels(e) != "outer >inner" || strings.Count(e.Bundle.Text(), "stopped") != 2 {
		t.Errorf("settled: %+v", e)
	}
	n := len(s.events())
	s.wait(time.Minute)
	if len(s.events()) != n {
		t.Error("a settled nest is drawn again without a step")
	}
	if r := Progress("new", 1); r.nest == s.nest {
		t.Error("a new bar joins a settled nest")
	} else {
		r.Done()
	}
	q.Add(1) // a goroutine that goes on
	s.wait(redraw)
	if e := s.last(); !e.Transient || strings.Count(e.Bundle.Text(), "stopped") > 1 { // innermost is
		t.Errorf("woken: %+v", e)
	}
	q.Done()
	p.Done()
	Settle()
	if e := s.last(); e.Transient || labels(e) != "outer" {
		t.Errorf("closed: %+v", e)
	}
}

func TestManyBars(t *testing.T) {
	s := newStage(t)
	all := Progress("all", 1000)
	var bars []*Bar
	for i := range 100 {
		bars = append(bars, all.Progress(fmt.Sprint("bar ", i), 1))
	}
	s.wait(redraw)
	all.Add(1)
	s.wait(redraw)
	text := s.last().Bundle.Text()
	if n := strings.Count(text, "\n"); n != mostRows || !strings.HasSuffix(text, "\n… 85 more") {
		t.Errorf("%d lines:\n%s", n+1, text)
	}
	for _, b := range bars {
		b.Add(1)
		b.Done()
	}
	for i := range 1000 { // finished, under a bar that stands still
		all.Progress(fmt.Sprint("short ", i), 1).Done()
	}
	if n := len(s.rows); n > mostDone+2 {
		t.Errorf("%d rows are kept", n)
	}
	all.Done()
}
