package plot

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// slope is a straight line through a point, or a power of x on logarithmic axes.
type slope struct {
	style
	power float64
	guide *series // the curve that it is drawn beside; nil: the middle of the axes
}

// Slope draws a reference line of the given slope across the figure, thin and
// grey if not said otherwise. On two logarithmic axes it is the power law
// c x^slope, so that
//
//	fig.LogX().LogY().Slope(-1, plot.Label("$1/k$"))
//
// shows the rate 1/k; on linear axes it is a line that rises by slope a unit, and
// on one logarithmic axis, a line too, that counts by powers of ten there.
// Without Through it passes a little above the middle of the first curve drawn
// before it. It does not widen the axes. Options: Through, Label, Color, Width,
// Dashed, Dotted, Alpha.
func (f *Figure) Slope(slopeOf float64, opts ...Option) *Figure {
	s, ok := f.style("Slope", append([]Option{Color("gray"), Width(1.2), Dashed()}, opts...))
	if !ok {
		return f
	}
	if !finite(slopeOf) {
		return f.fail("Slope(%g): want a finite number", slopeOf)
	}
	l := &slope{style: s, power: slopeOf}
	for _, other := range f.layers {
		if c, ok := other.(*line); ok {
			l.guide = &c.series
			break
		}
	}
	return f.add("Slope", l)
}

// Through makes a Slope pass the point x, y.
func Through(x, y float64) Option {
	return func(s *style) error {
		if !finite(x) || !finite(y) {
			return fmt.Errorf("Through(%g, %g): want finite numbers", x, y)
		}
		s.through, s.anchored = [2]float64{x, y}, true
		return nil
	}
}

// ends are places on the left and right side of the frame; they may be above or
// below it.
func (l *slope) ends(f *frame) ([]vg.Point, bool) {
	at, ok := l.anchor(f)
	if !ok {
		return nil, false
	}
	curve := func(x float64) float64 {
		switch {
		case f.x.log && f.y.log:
			return at[1] * math.Pow(x/at[0], l.power)
		case f.x.log: // a line on the page
			return at[1] + l.power*math.Log10(x/at[0])
		case f.y.log:
			return at[1] * math.Pow(10, l.power*(x-at[0]))
		}
		return at[1] + l.power*(x-at[0])
	}
	var pts []vg.Point
	for _, x := range []float64{f.x.lo, f.x.hi} {
		p := f.at(x, curve(x))
		if !drawable(p) {
			return nil, false
		}
		pts = append(pts, p)
	}
	return pts, true
}

// anchor is a point of the line.
func (l *slope) anchor(f *frame) ([2]float64, bool) {
	if l.anchored {
		ok := (!f.x.log || l.through[0] > 0) && (!f.y.log || l.through[1] > 0)
		return l.through, ok
	}
	const above = 0.06 // of the height
	if l.guide != nil {
		best, at := math.Inf(1), [2]float64{}
		for i := range l.guide.x {
			p := f.at(l.guide.x[i], l.guide.y[i])
			if d := math.Abs(float64(p.X - (f.Min.X+f.Max.X)/2)); drawable(p) && d < best {
				best = d
				up := f.y.at(l.guide.y[i]) + above
				at = [2]float64{l.guide.x[i], f.y.value(up)}
			}
		}
		if !math.IsInf(best, 1) {
			return at, true
		}
	}
	return [2]float64{f.x.value(0.5), f.y.value(0.5)}, true
}

func (l *slope) extend(x, y *extent) {}

func (l *slope) paint(p *painter, f *frame) {
	if e, ok := l.ends(f); ok {
		c := f.canvas(p)
		p.lines(stroke{l.shown(f.theme, 1), l.width, l.dashes(f.theme)}, c.ClipLinesXY(e)...)
	}
}

func (l *slope) trace(f *frame) []vg.Point {
	e, ok := l.ends(f)
	if !ok {
		return nil
	}
	return visible(f, sample(e))
}

func (l *slope) missing(bool, bool) (n, m int) { return 0, 0 }
func (l *slope) depth() int                    { return depthRule }
func (l *slope) count() (int, string)          { return 1, "reference line" }
func (l *slope) keys() []key                   { return l.entry(key{line: true}) }
