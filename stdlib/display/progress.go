package display

import (
	"iter"
	"sync/atomic"
	"time"

	"monro/stdlib/interrupt"
)

// A Bar is a progress bar that changes in place. Bars that are open at the same
// time form one block of output, a row for each, which is drawn anew about ten
// times a second; when the last of them is done, a small line a bar remains of
// the outermost ones.
//
// A bar opened while another one stands still is taken to be inside of it, as
// the bar of an inner loop is, and gives its row to the next of the same label.
// Where goroutines open bars side by side, say so with [Bar.Progress].
//
// The methods may be called from several goroutines at once. A nil or zero Bar
// counts and shows nothing, for functions whose caller may want no bar.
type Bar struct {
	count, total atomic.Int64
	nest         *nest // nil: shows nothing

	// What follows is guarded by nest.mu.
	label, note  string
	below        *Bar          // the bar that this one is inside of
	told         bool          // below was given, not guessed
	seen         int64         // count of below when this bar was opened
	begun, ended time.Duration // on the nest's clock
	done         bool
	speed        speed
}

// Progress shows a bar for total steps and returns it. A total of 0 or less
// means that it is not known: the bar then counts without an end.
//
//	p := display.Progress("training", n)
//	defer p.Done()
//	for range n {
//		step()
//		p.Add(1)
//	}
func Progress(label string, total int) *Bar { return openBar(nil, label, total) }

// Progress shows a bar inside of p, whatever else is open. It is for work in
// parallel, where the order of events does not tell what belongs to what:
//
//	all := display.Progress("seeds", 8)
//	for s := range 8 {
//		go func() {
//			for range all.Track(fmt.Sprint("seed ", s), 1000) { ... }
//			all.Add(1)
//		}()
//	}
func (p *Bar) Progress(label string, total int) *Bar { return openBar(p, label, total) }

// Track counts from 0 to n-1 and shows how far it is. Loops nest by themselves:
//
//	for epoch := range display.Track("epochs", 10) {
//		for b := range display.Track("batches", n) { ... }
//	}
//
// The bar is closed however the loop ends: at its end, by a break, by a panic.
// An interrupt ends the loop before its next round. For n of 0 or less there
// are no rounds.
func Track(label string, n int) iter.Seq[int] { return (*Bar)(nil).Track(label, n) }

// Track is [Track] with its bar inside of p, as [Bar.Progress] has it.
func (p *Bar) Track(label string, n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		stop := interrupt.Current()
		bar := p.Progress(label, n)
		defer bar.Done()
		for i := range n {
			if stop.Requested() || !yield(i) {
				return
			}
			bar.Add(1)
		}
	}
}

// Add counts n more steps. It costs one atomic addition: the drawing is done
// elsewhere.
func (p *Bar) Add(n int) {
	if p != nil {
		p.count.Add(int64(n))
	}
}

// Set says that k steps are done.
func (p *Bar) Set(k int) {
	if p != nil {
		p.count.Store(int64(k))
	}
}

// SetTotal says that there are n steps in all; 0 or less means unknown.
func (p *Bar) SetTotal(n int) {
	if p != nil {
		p.total.Store(int64(max(n, 0)))
	}
}

// Describe replaces the label.
func (p *Bar) Describe(label string) {
	p.change(func() { p.label = label })
}

// Note puts a short text, such as the current loss, behind the bar. It appears
// with the next redraw.
func (p *Bar) Note(text string) {
	p.change(func() { p.note = text })
}

// Done closes the bar where it stands; one short of its total reads "stopped".
// Later calls change nothing.
func (p *Bar) Done() {
	if p != nil && p.nest != nil {
		p.nest.leave(p)
	}
}

func (p *Bar) change(f func()) {
	if p == nil || p.nest == nil {
		return
	}
	p.nest.mu.Lock()
	defer p.nest.mu.Unlock()
	if !p.done {
		f()
	}
}

// passed says that the bar which p is inside of has moved on since p was opened.
func (p *Bar) passed() bool { return p.below.done || p.below.count.Load() != p.seen }

// depth is how many bars p is inside of.
func (p *Bar) depth() int {
	n := 0
	for b := p.below; b != nil; b = b.below {
		n++
	}
	return n
}

// inside says whether p is b or inside of it.
func (p *Bar) inside(b *Bar) bool {
	for p != nil && p != b {
		p = p.below
	}
	return p == b
}
