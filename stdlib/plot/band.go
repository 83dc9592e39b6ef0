package plot

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// band is the area between two curves.
type band struct {
	style
	x, lo, hi []float64
}

// Band fills the area between lo and hi over x, which may be nil for 0, 1, 2 ...
// Without a Color it takes that of the curve drawn before it. On a logarithmic
// axis the part below zero is cut off at the axis. Options: Label, Color, Alpha.
func (f *Figure) Band(x, lo, hi []float64, opts ...Option) *Figure {
	s, ok := f.style("Band", opts)
	x, fine := f.abscissa("Band", x, lo, "lo")
	if !ok || !fine {
		return f
	}
	if len(hi) != len(lo) {
		return f.fail("Band: lo has %d values, hi has %d", len(lo), len(hi))
	}
	if !s.set && f.started {
		s.hue = f.last
	} else {
		s = f.colored(s)
	}
	return f.add("Band", &band{s, slices.Clone(x), slices.Clone(lo), slices.Clone(hi)})
}

// limits are the lower and upper values at i, and whether both can be drawn.
func (l *band) limits(i int, logx, logy bool) (lo, hi float64, ok bool) {
	lo, hi = math.Min(l.lo[i], l.hi[i]), math.Max(l.lo[i], l.hi[i])
	return lo, hi, finite(lo) && finite(hi) && finite(l.x[i]) && !(logx && l.x[i] <= 0) && !(logy && hi <= 0)
}

func (l *band) extend(x, y *extent) {
	for i := range l.x {
		if lo, hi, ok := l.limits(i, x.log, y.log); ok {
			x.add(l.x[i])
			y.add(lo)
			y.add(hi)
		}
	}
}

func (l *band) paint(p *painter, f *frame) {
	c := f.canvas(p)
	var shapes [][]vg.Point
	for _, e := range l.edges(f) {
		polygon := append(slices.Clone(thin(e[1])), reversed(thin(e[0]))...)
		shapes = append(shapes, c.ClipPolygonXY(polygon))
	}
	p.fill(l.shown(f.theme, 0.2), shapes...)
}

// edges are the lower and upper lines of each piece of the band.
func (l *band) edges(f *frame) (out [][2][]vg.Point) {
	var lower, upper []vg.Point
	flush := func() {
		if len(lower) > 1 {
			out = append(out, [2][]vg.Point{lower, upper})
		}
		lower, upper = nil, nil
	}
	for i := range l.x {
		lo, hi, ok := l.limits(i, f.x.log, f.y.log)
		if !ok {
			flush()
			continue
		}
		a, b := f.at(l.x[i], lo), f.at(l.x[i], hi)
		if f.y.log && lo <= 0 {
			a.Y = f.Min.Y - 50 // far enough below to be clipped
		}
		if !drawable(a) || !drawable(b) {
			flush()
			continue
		}
		if lower == nil {
			lower, upper = make([]vg.Point, 0, len(l.x)-i), make([]vg.Point, 0, len(l.x)-i)
		}
		lower, upper = append(lower, a), append(upper, b)
	}
	flush()
	return out
}

func reversed(pts []vg.Point) []vg.Point {
	pts = slices.Clone(pts)
	slices.Reverse(pts)
	return pts
}

// trace samples the inside, thinly: a legend on a band is better than one on a curve.
func (l *band) trace(f *frame) (out []vg.Point) {
	for _, e := range l.edges(f) {
		out = append(out, sample(thin(e[0]))...)
		out = append(out, sample(thin(e[1]))...)
	}
	return out
}

func (l *band) missing(logx, logy bool) (n, m int) {
	for i := range l.x {
		if logx && l.x[i] <= 0 || logy && max(l.hi[i], l.lo[i]) <= 0 {
			n++
		}
	}
	return n, len(l.x)
}

func (l *band) depth() int           { return depthBand }
func (l *band) count() (int, string) { return 1, "band" }
func (l *band) keys() []key          { return l.entry(key{area: true}) }
