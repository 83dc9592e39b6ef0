package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// whiskers are points with vertical error bars.
type whiskers struct {
	series
	lo, hi []float64
}

// ErrorBars draws points with vertical bars from y-err to y+err. Options: Label,
// Color, Alpha, Width, MarkerSize.
func (f *Figure) ErrorBars(x, y, err []float64, opts ...Option) *Figure {
	s, ok := f.style("ErrorBars", opts)
	x, fine := f.abscissa("ErrorBars", x, y, "y")
	if !ok || !fine {
		return f
	}
	if len(err) != len(y) {
		return f.fail("ErrorBars: y has %d values, err has %d", len(y), len(err))
	}
	for i, e := range err {
		if e < 0 {
			return f.fail("ErrorBars: err[%d] is %g, want at least 0", i, e)
		}
	}
	lo, hi := make([]float64, len(y)), make([]float64, len(y))
	for i := range y {
		lo[i], hi[i] = y[i]-err[i], y[i]+err[i]
	}
	return f.add("ErrorBars", &whiskers{series{f.colored(s), slices.Clone(x), slices.Clone(y)}, lo, hi})
}

// Intervals draws points with vertical bars from lo to hi, which need not be as
// far from y. Options: as ErrorBars.
func (f *Figure) Intervals(x, y, lo, hi []float64, opts ...Option) *Figure {
	s, ok := f.style("Intervals", opts)
	x, fine := f.abscissa("Intervals", x, y, "y")
	if !ok || !fine {
		return f
	}
	if len(lo) != len(y) || len(hi) != len(y) {
		return f.fail("Intervals: y has %d values, lo has %d, hi has %d", len(y), len(lo), len(hi))
	}
	for i := range lo {
		if lo[i] > hi[i] {
			return f.fail("Intervals: lo[%d] is %g, above hi[%d], which is %g", i, lo[i], i, hi[i])
		}
	}
	return f.add("Intervals", &whiskers{series{f.colored(s), slices.Clone(x), slices.Clone(y)}, slices.Clone(lo), slices.Clone(hi)})
}

func (l *whiskers) extend(x, y *extent) {
	l.series.extend(x, y)
	for i := range l.x {
		if finite(l.x[i]) && finite(l.y[i]) {
			y.add(l.lo[i])
			y.add(l.hi[i])
		}
	}
}

func (l *whiskers) paint(p *painter, f *frame) {
	const cap = 3
	c := f.canvas(p)
	var bars [][]vg.Point
	for i := range l.x {
		mid := f.at(l.x[i], l.y[i])
		top, bottom := f.at(l.x[i], l.hi[i]), f.at(l.x[i], l.lo[i])
		if !drawable(mid) || !drawable(top) {
			continue
		}
		open := !drawable(bottom) // below zero on a logarithmic axis
		if open {
			bottom = vg.Point{X: mid.X, Y: f.Min.Y}
		}
		bars = append(bars, []vg.Point{bottom, top}, []vg.Point{{X: top.X - cap, Y: top.Y}, {X: top.X + cap, Y: top.Y}})
		if !open {
			bars = append(bars, []vg.Point{{X: bottom.X - cap, Y: bottom.Y}, {X: bottom.X + cap, Y: bottom.Y}})
		}
	}
	color := l.shown(f.theme, 1)
	p.lines(stroke{color, l.width * 0.75, nil}, c.ClipLinesXY(bars...)...)
	p.dots(color, l.radius, inside(f, l.x, l.y))
}

func (l *whiskers) depth() int           { return depthDots }
func (l *whiskers) count() (int, string) { return 1, "curve" }
func (l *whiskers) keys() []key          { return l.entry(key{dot: true, line: true}) }
