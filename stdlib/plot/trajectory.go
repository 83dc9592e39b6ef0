package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// trajectory is a path with its start and end marked.
type trajectory struct{ line }

// Trajectory draws a path through points of the plane, such as the iterates of a
// method, with a ring at the start and a star at the end. Each point holds two
// numbers. It goes over a contour plot in one line:
//
//	plot.Contour(f, x, y).Trajectory(sgd, plot.Label("SGD")).Trajectory(adam, plot.Label("Adam"))
//
// Points that are not finite leave gaps. Options: those of Line.
func (f *Figure) Trajectory(points [][]float64, opts ...Option) *Figure {
	s, ok := f.style("Trajectory", opts)
	if !ok {
		return f
	}
	if len(points) == 0 {
		return f.fail("Trajectory: no data (points is empty)")
	}
	x, y := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		if len(p) != 2 {
			return f.fail("Trajectory: points[%d] has %d numbers, want 2", i, len(p))
		}
		x[i], y[i] = p[0], p[1]
	}
	return f.add("Trajectory", &trajectory{line{series{f.colored(s), x, y}}})
}

func (l *trajectory) paint(p *painter, f *frame) {
	l.line.paint(p, f)
	color := l.shown(f.theme, 1)
	at := func(i int) (vg.Point, bool) {
		q := f.at(l.x[i], l.y[i])
		return q, f.visible(q)
	}
	valid := func(i int) bool { return finite(l.x[i]) && finite(l.y[i]) }
	index := make([]int, len(l.x))
	for i := range index {
		index[i] = i
	}
	if i := slices.IndexFunc(index, valid); i >= 0 {
		if q, ok := at(i); ok {
			p.dots(color, 4.2, []vg.Point{q})
			p.dots(f.theme.paper, 2.4, []vg.Point{q})
		}
	}
	slices.Reverse(index)
	if k := slices.IndexFunc(index, valid); k >= 0 {
		if q, ok := at(index[k]); ok {
			p.fill(f.theme.paper, star(q, 8))
			p.fill(color, star(q, 6.5))
		}
	}
}

// star has five points, one upwards.
func star(at vg.Point, radius float64) []vg.Point {
	var out []vg.Point
	for i := range 10 {
		r := radius
		if i%2 == 1 {
			r *= 0.42
		}
		out = append(out, at.Add(polar(r, 90+36*float64(i))))
	}
	return out
}

func (l *trajectory) depth() int           { return depthDots }
func (l *trajectory) count() (int, string) { return 1, "trajectory" }
