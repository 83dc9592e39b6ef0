package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// line is a curve, with points on it where asked for.
type line struct{ series }

// Line draws y over x. A nil x stands for 0, 1, 2 ... Values that are NaN or
// infinite leave gaps. Options: Label, Color, Width, Dashed, Dotted, Alpha,
// Markers, MarkerSize, Steps.
func (f *Figure) Line(x, y []float64, opts ...Option) *Figure {
	s, ok := f.style("Line", opts)
	if x, fine := f.abscissa("Line", x, y, "y"); ok && fine {
		f.add("Line", newLine(f.colored(s), x, y))
	}
	return f
}

func newLine(s style, x, y []float64) *line {
	if s.steps {
		x, y = stairs(x, y)
	}
	return &line{series{s, slices.Clone(x), slices.Clone(y)}}
}

// Lines draws several curves over the same x, which may be nil. Name them with
// Labels.
func (f *Figure) Lines(x []float64, ys [][]float64, opts ...Option) *Figure {
	s, ok := f.style("Lines", opts)
	if !ok {
		return f
	}
	if len(ys) == 0 {
		return f.fail("Lines: no data (ys is empty)")
	}
	if s.labels != nil && len(s.labels) != len(ys) {
		return f.fail("Lines: %d labels for %d curves", len(s.labels), len(ys))
	}
	for i, y := range ys {
		x, fine := f.abscissa("Lines", x, y, "ys["+num(float64(i), 0)+"]")
		if !fine {
			return f
		}
		one := s
		if s.labels != nil {
			one.label = s.labels[i]
		} else if i > 0 {
			one.label = "" // one label for all is shown once
		}
		f.add("Lines", newLine(f.colored(one), x, y))
	}
	return f
}

// stairs doubles the points of a curve so that it holds each value.
func stairs(x, y []float64) (sx, sy []float64) {
	for i := range x {
		if i > 0 {
			sx, sy = append(sx, x[i]), append(sy, y[i-1])
		}
		sx, sy = append(sx, x[i]), append(sy, y[i])
	}
	return sx, sy
}

func (l *line) paint(p *painter, f *frame) {
	c := f.canvas(p)
	var lines [][]vg.Point
	var alone []vg.Point
	for _, piece := range pieces(f, l.x, l.y) {
		if len(piece) == 1 && !l.marks {
			alone = append(alone, piece[0]) // a point between gaps would be lost
		}
		lines = append(lines, c.ClipLinesXY(thin(piece))...)
	}
	color := l.shown(f.theme, 1)
	p.lines(stroke{color, l.width, l.dashes(f.theme)}, lines...)
	if l.marks {
		p.dots(color, l.radius, inside(f, l.x, l.y))
	}
	p.dots(color, l.width*0.8, visible(f, alone))
}

func (l *line) depth() int           { return depthLine }
func (l *line) count() (int, string) { return 1, "curve" }
func (l *line) keys() []key {
	return l.entry(key{line: true, dot: l.marks})
}

// inside maps points to the page and keeps those that are on it.
func inside(f *frame, x, y []float64) []vg.Point {
	var out []vg.Point
	for i := range x {
		if p := f.at(x[i], y[i]); f.visible(p) {
			out = append(out, p)
		}
	}
	return out
}

func visible(f *frame, pts []vg.Point) []vg.Point {
	var out []vg.Point
	for _, p := range pts {
		if f.visible(p) {
			out = append(out, p)
		}
	}
	return out
}

// points is a scatter plot.
type points struct{ series }

// Scatter draws a point at each x, y. A nil x stands for 0, 1, 2 ... Points that
// are not finite are left out. Options: Label, Color, ColorBy, Alpha, MarkerSize.
func (f *Figure) Scatter(x, y []float64, opts ...Option) *Figure {
	s, ok := f.style("Scatter", opts)
	x, fine := f.abscissa("Scatter", x, y, "y")
	if !ok || !fine {
		return f
	}
	if s.colors == nil {
		return f.add("Scatter", &points{series{f.colored(s), slices.Clone(x), slices.Clone(y)}})
	}
	if !f.shadeBy("Scatter", &s, len(x)) {
		return f
	}
	return f.add("Scatter", &shadedPoints{points{series{s, slices.Clone(x), slices.Clone(y)}}})
}

func (l *points) paint(p *painter, f *frame) {
	p.dots(l.shown(f.theme, 0.75), l.radius, inside(f, l.x, l.y))
}

func (l *points) trace(f *frame) []vg.Point { return inside(f, l.x, l.y) }
func (l *points) depth() int                { return depthDots }
func (l *points) count() (int, string)      { return 1, "point cloud" }
func (l *points) keys() []key               { return l.entry(key{dot: true}) }
