package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// ColorBy gives each point of Scatter the colour of a value, with a colour bar
// that Label names. Points whose value is NaN are left out. ColorMap, ColorRange,
// LogColor and NoColorBar apply.
func ColorBy(values []float64) Option {
	return func(s *style) error { s.colors = slices.Clone(values); return nil }
}

// shadedPoints is a scatter plot whose colours stand for values.
type shadedPoints struct{ points }

// shadeBy checks the values of ColorBy and fills in the colours and their range.
func (f *Figure) shadeBy(method string, s *style, n int) bool {
	if len(s.colors) != n {
		f.fail("%s: ColorBy has %d values for %d points", method, len(s.colors), n)
		return false
	}
	if s.cmap == nil {
		s.cmap = colorMaps["viridis"]()
	}
	if !s.ranged {
		e := newExtent(s.logz)
		for _, v := range s.colors {
			e.add(v)
		}
		if e.empty() {
			f.fail("%s: ColorBy has no value that can be shown", method)
			return false
		}
		s.lo, s.hi = e.lo, e.hi
		if s.lo == s.hi {
			s.lo, s.hi = axis{log: s.logz}.room(e)
		}
	}
	if s.logz && s.lo <= 0 {
		f.fail("%s: ColorRange(%g, %g) with LogColor: want positive values", method, s.lo, s.hi)
		return false
	}
	return true
}

func (l *shadedPoints) paint(p *painter, f *frame) {
	// Points of one colour are drawn together.
	var at [mapSize][]vg.Point
	for i := range l.x {
		q := f.at(l.x[i], l.y[i])
		t := scale{l.lo, l.hi, l.logz}.at(l.colors[i])
		if f.visible(q) && finite(t) {
			k := shadeIndex(t)
			at[k] = append(at[k], q)
		}
	}
	for k, pts := range at {
		p.dots(l.faded(l.cmap[k], 0.9), l.radius, pts)
	}
}

func (l *shadedPoints) shades() *shade { return l.scaleOf(l.label) }
func (l *shadedPoints) keys() []key    { return nil }
