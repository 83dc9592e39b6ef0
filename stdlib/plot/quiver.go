package plot

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// arrows is a vector field, an arrow a point.
type arrows struct {
	style
	x, y, u, v []float64
	cols, rows int     // of the grid; 0: none
	most       float64 // greatest length
}

// Quiver draws the vector field fn, which returns the two components at x, y, as
// arrows on a grid. x and y are the places of the arrows, each increasing; with
// two values each they are the range of a grid of 21 by 21. The longest arrow is
// as long as the grid is wide, unless ArrowLength says otherwise. With ColorMap
// colours stand for lengths, and all arrows are long. Options: ArrowLength,
// ColorMap, ColorRange, LogColor, NoColorBar, Label, Color, Width, Alpha.
func (f *Figure) Quiver(fn func(x, y float64) (u, v float64), x, y []float64, opts ...Option) *Figure {
	if fn == nil {
		return f.fail("Quiver: the function is nil")
	}
	const side = 21
	for _, axis := range []struct {
		name string
		at   *[]float64
	}{{"x", &x}, {"y", &y}} {
		if err := increasing(axis.name, *axis.at, 2); err != nil {
			return f.fail("Quiver: %v", err)
		}
		if len(*axis.at) == 2 {
			*axis.at = between((*axis.at)[0], (*axis.at)[1], side)
		}
	}
	l := &arrows{cols: len(x), rows: len(y)}
	for _, yi := range y {
		for _, xj := range x {
			u, v := fn(xj, yi)
			l.x, l.y, l.u, l.v = append(l.x, xj), append(l.y, yi), append(l.u, u), append(l.v, v)
		}
	}
	return f.arrows("Quiver", l, opts)
}

// QuiverGrid draws a vector field from its components on a grid: u[i][j] and
// v[i][j] belong to x[j] and y[i]; each is a [][]float64 or a gonum matrix. For
// options see Quiver.
func (f *Figure) QuiverGrid(x, y []float64, u, v any, opts ...Option) *Figure {
	l := &arrows{cols: len(x), rows: len(y)}
	for _, part := range []struct {
		name string
		z    any
		to   *[]float64
	}{{"u", u, &l.u}, {"v", v, &l.v}} {
		rows, err := values(part.z)
		if err == nil {
			err = fits(x, y, rows, "")
		}
		if err != nil {
			return f.fail("QuiverGrid: %s: %v", part.name, err)
		}
		for _, r := range rows {
			*part.to = append(*part.to, r...)
		}
	}
	for _, yi := range y {
		for _, xj := range x {
			l.x, l.y = append(l.x, xj), append(l.y, yi)
		}
	}
	return f.arrows("QuiverGrid", l, opts)
}

// Arrows draws an arrow from each point x, y in direction u, v. For options see
// Quiver.
func (f *Figure) Arrows(x, y, u, v []float64, opts ...Option) *Figure {
	for _, part := range []struct {
		name string
		v    []float64
	}{{"y", y}, {"u", u}, {"v", v}} {
		if len(part.v) != len(x) {
			return f.fail("Arrows: x has %d values, %s has %d", len(x), part.name, len(part.v))
		}
	}
	if len(x) == 0 {
		return f.fail("Arrows: no data (x is empty)")
	}
	return f.arrows("Arrows", &arrows{x: slices.Clone(x), y: slices.Clone(y), u: slices.Clone(u), v: slices.Clone(v)}, opts)
}

// ArrowLength sets the length of the longest arrow in pixels.
func ArrowLength(pixels float64) Option {
	return func(s *style) error {
		if !(pixels > 0) || pixels > 1000 {
			return fmt.Errorf("ArrowLength(%g): want pixels in (0, 1000]", pixels)
		}
		s.length = pixels
		return nil
	}
}

func (f *Figure) arrows(method string, l *arrows, opts []Option) *Figure {
	s, ok := f.style(method, append([]Option{Width(1.3)}, opts...))
	if !ok {
		return f
	}
	l.style = f.colored(s)
	e := newExtent(s.logz)
	for i := range l.u {
		size := math.Hypot(l.u[i], l.v[i])
		e.add(size)
		if finite(size) {
			l.most = max(l.most, size)
		}
	}
	if !l.ranged {
		l.lo, l.hi = 0, l.most
		if l.logz {
			l.lo, l.hi = e.lo, e.hi
		}
		if l.lo >= l.hi {
			l.lo, l.hi = 0, 1
			if l.logz {
				l.lo, l.hi = 0.1, 1
			}
		}
	}
	if l.logz && l.lo <= 0 {
		return f.fail("%s: ColorRange(%g, %g) with LogColor: want positive values", method, l.lo, l.hi)
	}
	return f.add(method, l)
}

func (l *arrows) extend(x, y *extent) {
	for i := range l.x {
		if finite(l.x[i]) && finite(l.y[i]) {
			x.add(l.x[i])
			y.add(l.y[i])
		}
	}
}

// longest is the length of the longest arrow in pixels.
func (l *arrows) longest(f *frame) float64 {
	if l.style.length > 0 {
		return l.style.length
	}
	if l.cols == 0 {
		return 30
	}
	step := func(length vg.Length, n int) float64 { return float64(length) / float64(max(n, 2)) }
	return 0.95 * min(step(f.Size().X, l.cols), step(f.Size().Y, l.rows))
}

func (l *arrows) paint(p *painter, f *frame) {
	longest := l.longest(f)
	var shafts, heads [][]vg.Point
	for i := range l.x {
		size := math.Hypot(l.u[i], l.v[i])
		at := f.at(l.x[i], l.y[i])
		if !(size > 0) || !finite(size) || !f.visible(at) {
			continue
		}
		length := longest * size / l.most
		if l.cmap != nil { // colour says how long
			length = longest * 0.9
		}
		dir := l.direction(f, i)
		tip := at.Add(dir.Scale(vg.Length(length)))
		if l.cols > 0 { // on a grid the arrow has its middle at the point
			back := dir.Scale(vg.Length(length / 2))
			at, tip = at.Sub(back), tip.Sub(back)
		}
		shaft, head := arrow(at, tip, l.width)
		if l.cmap != nil {
			c, ok := l.shadeOf(size)
			if ok {
				p.lines(stroke{color: c, width: l.width}, shaft)
				p.fill(c, head)
			}
			continue
		}
		shafts, heads = append(shafts, shaft), append(heads, head)
	}
	c := l.shown(f.theme, 1)
	p.lines(stroke{color: c, width: l.width}, shafts...)
	p.fill(c, heads...)
}

// direction is that of arrow i on the page, one pixel long. The axes may have
// different scales: an arrow points where a small step along it would lead.
func (l *arrows) direction(f *frame, i int) vg.Point {
	slope := func(s scale, v float64) float64 {
		if s.log {
			return 1 / (v * math.Log(s.hi/s.lo))
		}
		return 1 / (s.hi - s.lo)
	}
	dx := l.u[i] * slope(f.x, l.x[i]) * float64(f.Size().X)
	dy := l.v[i] * slope(f.y, l.y[i]) * float64(f.Size().Y)
	n := math.Hypot(dx, dy)
	if !(n > 0) || math.IsInf(n, 0) {
		return vg.Point{}
	}
	return vg.Point{X: vg.Length(dx / n), Y: vg.Length(dy / n)}
}

// arrow is the line and the head of an arrow between two points.
func arrow(from, to vg.Point, width float64) (shaft, head []vg.Point) {
	d := to.Sub(from)
	n := math.Hypot(float64(d.X), float64(d.Y))
	if n == 0 {
		return nil, nil
	}
	long := min(n*0.45, 4+2.6*width)
	dir := d.Scale(vg.Length(1 / n))
	side := vg.Point{X: -dir.Y, Y: dir.X}.Scale(vg.Length(long * 0.42))
	base := to.Sub(dir.Scale(vg.Length(long)))
	return []vg.Point{from, base.Add(dir.Scale(0.3))}, []vg.Point{base.Add(side), base.Sub(side), to}
}

// shadeOf is the colour of a value on the layer's scale.
func (s style) shadeOf(v float64) (color.NRGBA, bool) {
	t := scale{s.lo, s.hi, s.logz}.at(v)
	if math.IsNaN(t) {
		return color.NRGBA{}, false
	}
	return s.faded(s.cmap[shadeIndex(t)], 1), true
}

// shadeIndex is the place of t in [0, 1] in a colour map.
func shadeIndex(t float64) uint8 { return uint8(math.Round(min(max(t, 0), 1) * (mapSize - 1))) }

// scaleOf is the colour bar of a layer whose colours stand for values.
func (s style) scaleOf(label string) *shade {
	if s.cmap == nil || !s.bar {
		return nil
	}
	return &shade{s.lo, s.hi, s.logz, label, paletteOf(s.cmap), func(v float64) uint8 {
		t := scale{s.lo, s.hi, s.logz}.at(v)
		if math.IsNaN(t) {
			return blank
		}
		return shadeIndex(t)
	}}
}

func (l *arrows) shades() *shade            { return l.scaleOf(l.label) }
func (l *arrows) trace(f *frame) []vg.Point { return inside(f, l.x, l.y) }
func (l *arrows) missing(logx, logy bool) (n, m int) {
	return (&series{x: l.x, y: l.y}).missing(logx, logy)
}
func (l *arrows) depth() int           { return depthLine }
func (l *arrows) count() (int, string) { return 1, "vector field" }

func (l *arrows) keys() []key {
	if l.cmap != nil {
		return nil // the label names the colour bar
	}
	return l.entry(key{line: true})
}
