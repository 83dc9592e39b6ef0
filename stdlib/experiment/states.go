package experiment

import (
	"iter"
	"time"

	"monro/stdlib/display"
	"monro/stdlib/interrupt"
	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// What this file declares works on sequences of states of any type: optimisers,
// chains, simulators, training loops. Cells with state types of their own get
// these functions from this source, so their bodies use exported names alone.
//
// All of them end at the next state when the cell is interrupted, and allocate
// nothing per state. A state that is a pointer may be the same one each time, as
// those of optim.Descend are: copy what you want to keep.

// A Spender is a state that knows what its run has spent so far.
type Spender interface{ Spent() problem.Cost }

// Take yields the first n states. It panics with a vec.ArgumentError where n < 0.
func Take[S any](seq iter.Seq[S], n int) iter.Seq[S] {
	if n < 0 {
		panic(vec.ArgumentError{Op: "experiment.Take", Arg: "n", Value: n, Want: "n >= 0"})
	}
	return func(yield func(S) bool) {
		if n == 0 {
			return
		}
		cell, k := interrupt.Current(), 0
		seq(func(s S) bool {
			k++
			return !cell.Requested() && yield(s) && k < n
		})
	}
}

// Every yields the first state, each k-th after it, and the last one. The last is
// known only after the sequence has ended: where states are pointers it is what
// the sequence left there. It panics with a vec.ArgumentError where k < 1.
func Every[S any](seq iter.Seq[S], k int) iter.Seq[S] {
	if k < 1 {
		panic(vec.ArgumentError{Op: "experiment.Every", Arg: "k", Value: k, Want: "k >= 1"})
	}
	return Thin(seq, Each(k))
}

// Thin yields the states whose numbers, counted from 0, are due by a Spacing, and
// the last one; for the last see Every.
func Thin[S any](seq iter.Seq[S], at Spacing) iter.Seq[S] {
	return func(yield func(S) bool) {
		cell := interrupt.Current()
		k, due, left, on := 0, 0, false, true
		var last S
		seq(func(s S) bool {
			if cell.Requested() {
				on = false
				return false
			}
			if k == due {
				due, left = at.After(k), false
				on = yield(s)
			} else {
				last, left = s, true
			}
			k++
			return on
		})
		if on && left {
			yield(last)
		}
	}
}

// Until ends after the first state for which stop holds; that state is yielded.
func Until[S any](seq iter.Seq[S], stop func(S) bool) iter.Seq[S] {
	return func(yield func(S) bool) {
		cell := interrupt.Current()
		seq(func(s S) bool {
			return !cell.Requested() && yield(s) && !stop(s)
		})
	}
}

// Within ends after the first state at which one of the budgets is used up; that
// state is yielded. The clock of Seconds starts with the range. A budget of
// Epochs wants the size of the data, which states do not tell: Within panics with
// a vec.ArgumentError, as it does on a budget below zero.
func Within[S Spender](seq iter.Seq[S], budgets ...Budget) iter.Seq[S] {
	for _, b := range budgets {
		if want := b.Wants(false); want != "" {
			panic(vec.ArgumentError{Op: "experiment.Within", Arg: "budget", Value: b, Want: want})
		}
	}
	return func(yield func(S) bool) {
		cell, start, timed := interrupt.Current(), time.Now(), false
		for _, b := range budgets {
			timed = timed || b.Timed()
		}
		var p Place
		k := 0
		seq(func(s S) bool {
			if cell.Requested() || !yield(s) {
				return false
			}
			p.Step, p.Cost = k, s.Spent()
			k++
			if timed {
				p.Seconds = time.Since(start).Seconds()
			}
			for i := range budgets {
				if budgets[i].Over(&p) {
					return false
				}
			}
			return true
		})
	}
}

// For ends after the first state that comes later than so many seconds after the
// range began; that state is yielded.
func For[S any](seq iter.Seq[S], seconds float64) iter.Seq[S] {
	return func(yield func(S) bool) {
		cell, start := interrupt.Current(), time.Now()
		seq(func(s S) bool {
			return !cell.Requested() && yield(s) && time.Since(start).Seconds() < seconds
		})
	}
}

// Progress shows a bar while states pass. n is how many there will be, 0 where
// that is not known.
func Progress[S any](seq iter.Seq[S], label string, n int) iter.Seq[S] {
	return func(yield func(S) bool) {
		cell, bar := interrupt.Current(), display.Progress(label, n)
		defer bar.Done()
		seq(func(s S) bool {
			bar.Add(1)
			return !cell.Requested() && yield(s)
		})
	}
}

// Record runs through all states and returns what observe logs of those that are
// due by a Spacing, and of the last one. A state's number is its step, counted
// from 0; observe may say more with h.Spent and h.Epoch. Seconds leave out the
// time that observe takes.
//
//	h := experiment.Record(run, experiment.Each(10), func(s *optim.State, h *experiment.History) {
//		h.Log("loss", s.Loss)
//	})
//	plot.Line(h.Steps("loss"), h.Values("loss"))
func Record[S any](seq iter.Seq[S], at Spacing, observe func(s S, h *History)) *History {
	h := new(History)
	cell, start, out := interrupt.Current(), time.Now(), time.Duration(0)
	look := func(s S, k int) {
		began := time.Now()
		h.Move(Place{Step: k, Seconds: (began.Sub(start) - out).Seconds()})
		observe(s, h)
		out += time.Since(began)
	}
	k, due, left := 0, 0, false
	var last S
	seq(func(s S) bool {
		if k == due {
			due, left = at.After(k), false
			look(s, k)
		} else {
			last, left = s, true
		}
		k++
		return !cell.Requested()
	})
	if left {
		look(last, k-1)
	}
	return h
}

// Follow yields, within a trial, the states that are due by a Spacing and the last
// one, after telling the trial where it is: the number of the state, counted from
// 0, and the seconds that the sequence took, without those of the loop around it.
//
//	for s := range experiment.Follow(t, run, experiment.LogSpaced(20)) {
//		t.Log("loss", s.Loss)
//	}
func Follow[S any](t *Trial, seq iter.Seq[S], at Spacing) iter.Seq[S] {
	return func(yield func(S) bool) {
		show := func(s S, k int) bool {
			t.At(k)
			t.Pause()
			on := yield(s)
			t.Resume()
			return on
		}
		ctx := t.Context()
		k, due, left, on := 0, 0, false, true
		var last S
		seq(func(s S) bool {
			if k == due {
				due, left = at.After(k), false
				on = show(s, k)
			} else {
				last, left = s, true
			}
			k++
			return on && ctx.Err() == nil
		})
		if on && left && ctx.Err() == nil {
			show(last, k-1)
		}
	}
}
