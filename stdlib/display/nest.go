package display

import (
	"slices"
	"sync"
	"time"

	"monro/stdlib/interrupt"
)

const (
	redraw   = 100 * time.Millisecond // between two pictures of a nest
	forsaken = 10 * time.Minute       // after which a standing bar of an earlier cell is closed
	mostDone = 64                     // bars that are kept after their end
)

// A nest is a block of bars that are open at the same time, shown as one output.
type nest struct {
	id    string
	cell  *interrupt.Signal    // of the cell that shows it
	clock func() time.Duration // since the nest was made

	mu     sync.Mutex    // also held while drawing, so that pictures arrive in order
	rows   []*Bar        // from top to bottom
	open   []*Bar        // those not done, in the order in which they were opened
	closed bool          // the last picture is drawn
	rest   bool          // drawn as stopped; the next step wakes it
	drawn  string        // the last picture, as HTML
	moved  time.Duration // when a step was seen last
}

var current struct {
	sync.Mutex
	nest *nest
}

func newNest(clock func() time.Duration) *nest {
	return &nest{id: newID(), cell: interrupt.Current(), clock: clock}
}

// currentNest is where a new bar goes: to the bars that are open, if any, of
// the running cell.
func currentNest() *nest {
	current.Lock()
	defer current.Unlock()
	if n := current.nest; n != nil && n.cell == interrupt.Current() && n.growing() {
		return n
	}
	start := time.Now()
	n := newNest(func() time.Duration { return time.Since(start) })
	current.nest = n
	go n.tend()
	return n
}

// openBar makes a bar and shows it, inside of the bar in if there is one.
func openBar(in *Bar, label string, total int) *Bar {
	p := &Bar{label: label}
	p.total.Store(int64(max(total, 0)))
	if in != nil && in.nest != nil && in.nest.join(p, in) {
		return p
	}
	for !currentNest().join(p, nil) { // it may have closed in the meantime
	}
	return p
}

// Settle draws the bars of the running cell that are still open as stopped. It
// is for the host, when a cell has failed: an error may have jumped over their
// Done. Bars that move on all the same are drawn again.
func Settle() {
	current.Lock()
	n := current.nest
	current.nest = nil
	current.Unlock()
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed && len(n.open) > 0 {
		n.rest = true
		n.draw(KindUpdate)
	}
}

func (n *nest) growing() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return !n.closed && !n.rest
}

// join adds a bar, below the bar in or, without one, below the bar opened last.
// It reports whether the nest is still open.
func (n *nest) join(p, in *Bar) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return false
	}
	n.lift()
	p.nest, p.begun = n, n.clock()
	p.speed.at = p.begun
	switch {
	case in != nil:
		p.below, p.told = in, true
	case len(n.open) > 0:
		p.below = n.open[len(n.open)-1]
	}
	if p.below != nil {
		p.seen = p.below.count.Load()
	}
	first := len(n.rows) == 0
	n.place(p)
	n.open = append(n.open, p)
	n.drop()
	if first {
		n.draw(KindShow)
	}
	return true
}

// place gives p the row of a bar that it follows, or a new one under the bar
// that it is inside of.
func (n *nest) place(p *Bar) {
	at := len(n.rows)
	for i, b := range n.rows {
		if b.done && b.label == p.label && b.below == p.below {
			n.rows[i] = p
			return
		}
		if p.below != nil && b.inside(p.below) {
			at = i + 1
		}
	}
	n.rows = slices.Insert(n.rows, at, p)
}

// leave closes a bar, and with the last one the nest.
func (n *nest) leave(p *Bar) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if p.done {
		return
	}
	n.lift()
	p.done, p.ended = true, n.clock()
	n.open = slices.DeleteFunc(n.open, func(b *Bar) bool { return b == p })
	if len(n.open) == 0 && !n.closed {
		n.closed = true
		n.draw(KindUpdate)
	}
}

// lift takes bars out of those that moved while they were open: an outer loop
// stands still while its inner one runs, so these run side by side.
func (n *nest) lift() {
	for _, b := range n.open {
		for b.below != nil && (b.below.done || !b.told && b.passed()) {
			b.below = b.below.below
			if b.below != nil {
				b.seen = b.below.count.Load()
			}
		}
	}
}

// drop forgets finished bars: of inner loops when the outer one has moved on,
// and the oldest where there are too many.
func (n *nest) drop() {
	n.rows = slices.DeleteFunc(n.rows, func(b *Bar) bool {
		return b.done && b.below != nil && b.passed()
	})
	excess := len(n.rows) - len(n.open) - mostDone
	if excess > 0 {
		n.rows = slices.DeleteFunc(n.rows, func(b *Bar) bool {
			if !b.done || excess <= 0 {
				return false
			}
			excess--
			return true
		})
	}
}

// tend draws the nest until it is closed.
func (n *nest) tend() {
	t := time.NewTicker(redraw)
	defer t.Stop()
	for range t.C {
		if !n.tick() {
			return
		}
	}
}

// tick draws the nest if there is news, and reports whether it is still open.
func (n *nest) tick() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.clock()
	switch {
	case slices.ContainsFunc(n.open, func(b *Bar) bool { return b.count.Load() != b.speed.count }):
		n.moved, n.rest = now, false
	case now-n.moved > forsaken && n.cell != interrupt.Current():
		n.closed = true
	}
	if n.closed || n.rest {
		return !n.closed
	}
	n.draw(KindUpdate)
	return true
}

// draw shows the nest as it is now. mu is held.
func (n *nest) draw(kind Kind) {
	n.lift()
	n.drop()
	v := n.view()
	html := v.html()
	if html == n.drawn {
		return
	}
	n.drawn = html
	Emit(Event{Kind: kind, ID: n.id, Transient: !v.final, Bundle: Bundle{Data: map[string]any{
		"text/html":  html,
		"text/plain": v.text(),
	}}})
}
