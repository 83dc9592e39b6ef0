package plot

import (
	"crypto/rand"
	"strconv"
	"sync"
	"time"

	"monro/stdlib/display"
)

// redraw is the shortest time between two pictures of a live figure.
const redraw = 200 * time.Millisecond

// A LiveFigure shows curves that grow while a run goes on, in one place of the
// output. Its methods may be called from several goroutines at once. Add costs
// well under a microsecond: the figure is drawn beside the run, at most five times
// a second, and a curve keeps a few thousand points however many it is given.
//
// Where output is not live, as in a log or a notebook that is run as a whole,
// there is one figure: the last.
type LiveFigure struct {
	names []string

	mu      sync.Mutex
	curves  []*reservoir
	base    Figure      // the axes, labels and lines that the curves are drawn with
	id      string      // of the output; "" before the first picture
	timer   *time.Timer // of the next picture; nil: none waits
	next    time.Time   // no picture before this
	drawing sync.WaitGroup
	done    bool
}

// Live returns a figure with a curve for each name; without names there is one
// curve.
//
//	live := plot.Live("training", "validation")
//	defer live.Done()
//	for k := range steps {
//		live.Add(float64(k), train, valid)
//	}
func Live(names ...string) *LiveFigure {
	l := &LiveFigure{names: names, base: *New()}
	l.base.colors = max(len(names), 1) // those before are the curves'
	for range max(len(names), 1) {
		l.curves = append(l.curves, newReservoir())
	}
	return l
}

// With calls set on the figure that all pictures start from, to name its axes and
// draw reference lines. It returns the figure.
//
//	plot.Live("loss").With(func(f *plot.Figure) { f.LogY().XLabel("step") })
func (l *LiveFigure) With(set func(*Figure)) *LiveFigure {
	l.mu.Lock()
	defer l.mu.Unlock()
	if set != nil {
		set(&l.base)
	}
	return l
}

// Add puts a point at x on each curve, in their order. A curve without a value,
// and a value that is NaN, gets no point. More values than curves are an error,
// which the figure shows.
func (l *LiveFigure) Add(x float64, ys ...float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return
	}
	if len(ys) > len(l.curves) {
		l.base.fail("Live: Add has %d values for %d curves", len(ys), len(l.curves))
	}
	for i, y := range ys[:min(len(ys), len(l.curves))] {
		l.curves[i].add(x, y)
	}
	if l.timer == nil {
		l.timer = time.AfterFunc(time.Until(l.next), l.tick)
	}
}

// tick draws the state of the moment, unless Done has come first.
func (l *LiveFigure) tick() {
	l.mu.Lock()
	if l.done {
		l.mu.Unlock()
		return
	}
	l.drawing.Add(1)
	f := l.figure()
	l.mu.Unlock()

	start := time.Now()
	b := f.Display()

	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.drawing.Done()
	if l.done {
		return
	}
	l.emit(b, true)
	// Slow figures are drawn less often: no more than a fifth of the time.
	l.next = time.Now().Add(max(redraw, 4*time.Since(start)))
	l.timer = nil
}

// emit shows a picture in the figure's place.
func (l *LiveFigure) emit(b display.Bundle, transient bool) {
	kind := display.KindUpdate
	if l.id == "" {
		// Outputs of earlier processes are still on the page: no counter would do.
		kind, l.id = display.KindShow, "monro-live-"+rand.Text()
	}
	display.Emit(display.Event{Kind: kind, ID: l.id, Bundle: b, Transient: transient})
}

// Done shows the last state. Later calls change nothing.
func (l *LiveFigure) Done() {
	l.mu.Lock()
	if l.done {
		l.mu.Unlock()
		return
	}
	l.done = true
	if l.timer != nil {
		l.timer.Stop()
	}
	f := l.figure()
	l.mu.Unlock()
	l.drawing.Wait() // the last picture must stay the last
	b := f.Display()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.emit(b, false)
}

// Figure returns the curves as they are now, as a figure of its own.
func (l *LiveFigure) Figure() *Figure {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.figure()
}

// figure needs the lock.
func (l *LiveFigure) figure() *Figure {
	f := l.base
	f.layers, f.colors = nil, 0
	for i, c := range l.curves {
		x, y := c.points()
		s := style{width: 1.8, radius: 3}
		if i < len(l.names) {
			s.label = l.names[i]
		}
		f.layers = append(f.layers, &line{series{f.colored(s), x, y}})
	}
	f.layers = append(f.layers, l.base.layers...)
	return &f
}

// String says how many points the figure was given.
func (l *LiveFigure) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, c := range l.curves {
		n += c.n
	}
	return "plot: live: " + strconv.Itoa(n) + " points"
}
