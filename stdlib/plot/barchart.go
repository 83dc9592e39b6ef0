package plot

import (
	"fmt"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// barOpacity is the usual opacity of bars.
const barOpacity = 0.85

// barSeries is the bars of one series of a bar chart.
type barSeries struct {
	style
	at           []float64 // middles
	width        float64
	base, height []float64 // where bars start and end
	err          []float64 // nil: no error bars
}

// Bars draws a bar for each name, from zero to its height. Without names the bars
// are counted from 0. Options: Errors, Horizontal, Label, Color, Alpha.
func (f *Figure) Bars(names []string, heights []float64, opts ...Option) *Figure {
	return f.barChart("Bars", names, [][]float64{heights}, opts)
}

// BarGroups draws several series of bars, side by side at each name or, with
// Stacked, on top of each other: heights[i][j] belongs to series i and name j.
// Labels names the series. NaN leaves a bar out. Options: Labels, Stacked,
// Errors, Horizontal, Alpha.
func (f *Figure) BarGroups(names []string, heights [][]float64, opts ...Option) *Figure {
	return f.barChart("BarGroups", names, heights, opts)
}

// Stacked puts the bars of several series on top of each other.
func Stacked() Option { return func(s *style) error { s.stacked = true; return nil } }

// Horizontal lets bars and boxes lie, the first on top.
func Horizontal() Option { return func(s *style) error { s.horizontal = true; return nil } }

// Errors draws an error bar of half length errs[i][j] at the end of bar j of
// series i.
func Errors(errs ...[]float64) Option {
	return func(s *style) error {
		for i, row := range errs {
			for j, e := range row {
				if e < 0 {
					return fmt.Errorf("Errors: series %d, bar %d: %g, want at least 0", i, j, e)
				}
			}
		}
		s.errs = errs
		return nil
	}
}

func (f *Figure) barChart(method string, names []string, heights [][]float64, opts []Option) *Figure {
	s, ok := f.style(method, opts)
	if !ok {
		return f
	}
	if err := checkBars(s, names, heights); err != nil {
		return f.fail("%s: %v", method, err)
	}
	n := len(heights[0])
	if names == nil {
		for j := range n {
			names = append(names, strconv.Itoa(j))
		}
	}
	width, shift := 0.8, 0.0
	if !s.stacked {
		width /= float64(len(heights))
		shift = -width * float64(len(heights)-1) / 2
	}
	base := make([]float64, n)
	for i, h := range heights {
		one := s
		if s.labels != nil {
			one.label = s.labels[i]
		}
		b := &barSeries{style: f.colored(one), width: width, at: make([]float64, n), base: slices.Clone(base), height: make([]float64, n)}
		if s.errs != nil {
			b.err = slices.Clone(s.errs[i])
		}
		for j := range n {
			b.at[j] = float64(j) + shift
			b.height[j] = base[j] + h[j]
			if s.stacked && finite(h[j]) {
				base[j] = b.height[j]
			}
		}
		if !s.stacked {
			shift += width
		}
		f.add(method, b)
	}
	if s.horizontal {
		f.y.categories(names)
		f.y.flip, f.x.floor = true, true
	} else {
		f.x.categories(names)
		f.y.floor = true
	}
	return f
}

func checkBars(s style, names []string, heights [][]float64) error {
	if len(heights) == 0 || len(heights[0]) == 0 {
		return fmt.Errorf("no data (heights is empty)")
	}
	n := len(heights[0])
	for i, h := range heights {
		if len(h) != n {
			return fmt.Errorf("heights[%d] has %d values, heights[0] has %d", i, len(h), n)
		}
	}
	if names != nil && len(names) != n {
		return fmt.Errorf("%d names for %d bars", len(names), n)
	}
	if s.labels != nil && len(s.labels) != len(heights) {
		return fmt.Errorf("%d labels for %d series", len(s.labels), len(heights))
	}
	if s.errs != nil && len(s.errs) != len(heights) {
		return fmt.Errorf("Errors has %d series, heights has %d", len(s.errs), len(heights))
	}
	for i, e := range s.errs {
		if len(e) != n {
			return fmt.Errorf("Errors: series %d has %d values for %d bars", i, len(e), n)
		}
	}
	return nil
}

func (l *barSeries) extend(x, y *extent) {
	if l.horizontal {
		x, y = y, x
	}
	y.add(0) // has no effect on a logarithmic axis
	for j, at := range l.at {
		x.add(at - l.width*0.6)
		x.add(at + l.width*0.6)
		y.add(l.height[j])
		y.add(l.base[j])
		if l.err != nil {
			y.add(l.height[j] + l.err[j])
			y.add(l.height[j] - l.err[j])
		}
	}
}

// corner is the place of a point of the bar: along the names, and up the bar.
func (l *barSeries) corner(f *frame, along, up float64) vg.Point {
	if l.horizontal {
		p := vg.Point{X: f.px(up), Y: f.py(along)}
		if f.x.log && up <= 0 {
			p.X = f.Min.X
		}
		return p
	}
	p := vg.Point{X: f.px(along), Y: f.py(up)}
	if f.y.log && up <= 0 {
		p.Y = f.Min.Y
	}
	return p
}

func (l *barSeries) paint(p *painter, f *frame) {
	c := f.canvas(p)
	var boxes, bars [][]vg.Point
	for j, at := range l.at {
		if !finite(l.height[j]) {
			continue
		}
		half := l.width / 2 * 0.97
		a, b := l.corner(f, at-half, l.base[j]), l.corner(f, at+half, l.height[j])
		if l.height[j] != l.base[j] {
			boxes = append(boxes, c.ClipPolygonXY([]vg.Point{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}}))
		}
		if l.err != nil && finite(l.err[j]) && l.err[j] > 0 {
			lo, hi := l.corner(f, at, l.height[j]-l.err[j]), l.corner(f, at, l.height[j]+l.err[j])
			cap := vg.Point{X: 3.5}
			if l.horizontal {
				cap = vg.Point{Y: 3.5}
			}
			bars = append(bars, []vg.Point{lo, hi}, []vg.Point{lo.Sub(cap), lo.Add(cap)}, []vg.Point{hi.Sub(cap), hi.Add(cap)})
		}
	}
	p.fill(l.shown(f.theme, barOpacity), boxes...)
	p.lines(stroke{color: f.theme.text, width: 1.2}, c.ClipLinesXY(bars...)...)
}

func (l *barSeries) trace(f *frame) (out []vg.Point) {
	for j, at := range l.at {
		if finite(l.height[j]) {
			a, b := l.corner(f, at-l.width/2, l.base[j]), l.corner(f, at+l.width/2, l.height[j])
			out = append(out, sample([]vg.Point{a, {X: a.X, Y: b.Y}, b, {X: b.X, Y: a.Y}})...)
			out = append(out, sample([]vg.Point{a, b})...)
		}
	}
	return out
}

func (l *barSeries) missing(logx, logy bool) (n, m int) {
	if logy && !l.horizontal || logx && l.horizontal {
		for _, h := range l.height {
			if h <= 0 {
				n++
			}
		}
	}
	return n, len(l.at)
}

func (l *barSeries) depth() int           { return depthBar }
func (l *barSeries) count() (int, string) { return 1, "bar chart" }
func (l *barSeries) keys() []key          { return l.entry(key{area: true, fill: barOpacity}) }
