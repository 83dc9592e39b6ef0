package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// region is a rectangle of the data, which may reach from side to side.
type region struct {
	style
	x0, y0, x1, y1 float64 // infinite: to the side of the frame
	outlined       bool
}

// VSpan shades the figure between two values of x. Options: Label, Color, Alpha.
func (f *Figure) VSpan(lo, hi float64, opts ...Option) *Figure {
	return f.region("VSpan", lo, math.Inf(-1), hi, math.Inf(1), false, opts)
}

// HSpan shades the figure between two values of y. Options: Label, Color, Alpha.
func (f *Figure) HSpan(lo, hi float64, opts ...Option) *Figure {
	return f.region("HSpan", math.Inf(-1), lo, math.Inf(1), hi, false, opts)
}

// Rect draws the outline of the rectangle with corners x0, y0 and x1, y1, for
// instance on a heat map. Options: Label, Color, Width, Dashed, Dotted, Alpha.
func (f *Figure) Rect(x0, y0, x1, y1 float64, opts ...Option) *Figure {
	return f.region("Rect", x0, y0, x1, y1, true, opts)
}

func (f *Figure) region(method string, x0, y0, x1, y1 float64, outlined bool, opts []Option) *Figure {
	first := []Option{Color("gray")}
	if outlined {
		first = []Option{Color("red")}
	}
	s, ok := f.style(method, append(first, opts...))
	if !ok {
		return f
	}
	for _, v := range []float64{x0, y0, x1, y1} {
		if math.IsNaN(v) || outlined && math.IsInf(v, 0) {
			return f.fail("%s: a limit is %g, want finite numbers", method, v)
		}
	}
	if method == "VSpan" && !(finite(x0) && finite(x1)) || method == "HSpan" && !(finite(y0) && finite(y1)) {
		return f.fail("%s: want finite limits", method)
	}
	return f.add(method, &region{s, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), outlined})
}

func (l *region) extend(x, y *extent) {
	x.add(l.x0)
	x.add(l.x1)
	y.add(l.y0)
	y.add(l.y1)
}

func (l *region) corners(f *frame) []vg.Point {
	const beyond = 100 // far enough to be clipped
	place := func(v float64, at func(float64) vg.Length, lo, hi vg.Length) vg.Length {
		p := at(v)
		switch {
		case math.IsInf(v, 1):
			return hi + beyond
		case !finite(float64(p)): // also what has no place on a logarithmic axis
			return lo - beyond
		}
		return p
	}
	x0, x1 := place(l.x0, f.px, f.Min.X, f.Max.X), place(l.x1, f.px, f.Min.X, f.Max.X)
	y0, y1 := place(l.y0, f.py, f.Min.Y, f.Max.Y), place(l.y1, f.py, f.Min.Y, f.Max.Y)
	return []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

func (l *region) paint(p *painter, f *frame) {
	c := f.canvas(p)
	pts := l.corners(f)
	if l.outlined {
		p.lines(stroke{l.shown(f.theme, 1), l.width, l.dashes(f.theme)}, c.ClipLinesXY(append(pts, pts[0]))...)
		return
	}
	p.fill(l.shown(f.theme, 0.18), c.ClipPolygonXY(pts))
}

func (l *region) trace(f *frame) []vg.Point {
	if !l.outlined {
		return nil
	}
	pts := l.corners(f)
	return visible(f, sample(append(pts, pts[0])))
}

func (l *region) missing(bool, bool) (n, m int) { return 0, 0 }

func (l *region) depth() int {
	if l.outlined {
		return depthRule
	}
	return depthBand
}
func (l *region) count() (int, string) { return 1, "region" }
func (l *region) keys() []key          { return l.entry(key{line: l.outlined, area: !l.outlined}) }
