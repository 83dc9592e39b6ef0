package plot

import (
	"fmt"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A layer is one thing on the axes.
type layer interface {
	extend(x, y *extent)                // widens the axes to its data
	paint(p *painter, f *frame)         // draws it
	depth() int                         // deeper layers (smaller numbers) are drawn first
	trace(f *frame) []vg.Point          // points that a legend should not cover
	missing(logx, logy bool) (n, m int) // points that logarithmic axes leave out, of m
	count() (n int, noun string)        // for the plain text: 2, "curve"
	keys() []key                        // its entries in the legend
}

// The depths of layers.
const (
	depthMap = iota
	depthBand
	depthBar
	depthRule
	depthLine
	depthDots
	depthText
)

// series is what layers of x and y have in common.
type series struct {
	style
	x, y []float64
}

func (s *series) extend(x, y *extent) {
	for i := range s.x {
		if finite(s.x[i]) && finite(s.y[i]) && !(x.log && s.x[i] <= 0) && !(y.log && s.y[i] <= 0) {
			x.add(s.x[i])
			y.add(s.y[i])
		}
	}
}

func (s *series) missing(logx, logy bool) (n, m int) {
	for i := range s.x {
		if logx && s.x[i] <= 0 || logy && s.y[i] <= 0 {
			n++
		}
	}
	return n, len(s.x)
}

// trace samples the curve every few pixels, points between data included.
func (s *series) trace(f *frame) []vg.Point {
	var out []vg.Point
	for _, piece := range pieces(f, s.x, s.y) {
		out = append(out, sample(thin(piece))...)
	}
	return out
}

// sample puts points on a line at most a few pixels apart.
func sample(pts []vg.Point) []vg.Point {
	const apart = 6
	var out []vg.Point
	for i, p := range pts {
		if i > 0 {
			d := p.Sub(pts[i-1])
			n := min(int(max(abs(d.X), abs(d.Y))/apart), 500)
			for k := 1; k <= n; k++ {
				out = append(out, pts[i-1].Add(d.Scale(vg.Length(k)/vg.Length(n+1))))
			}
		}
		out = append(out, p)
	}
	return out
}

func abs(l vg.Length) vg.Length { return max(l, -l) }

// foreign is a plotter of gonum.
type foreign struct{ gonum.Plotter }

// Add puts plotters of gonum.org/v1/plot/plotter on the figure, above the curves.
// Those that say their data range widen the axes.
func (f *Figure) Add(ps ...gonum.Plotter) *Figure {
	for i, p := range ps {
		if p == nil {
			return f.fail("Add: plotter %d is nil", i)
		}
		f.add("Add", &foreign{p})
	}
	return f
}

func (l *foreign) extend(x, y *extent) {
	if r, ok := l.Plotter.(gonum.DataRanger); ok {
		x0, x1, y0, y1 := r.DataRange()
		x.add(x0)
		x.add(x1)
		y.add(y0)
		y.add(y1)
	}
}

func (l *foreign) paint(p *painter, f *frame) {
	axes := gonum.New()
	set := func(a *gonum.Axis, s scale) {
		a.Min, a.Max = s.ordered()
		if s.log {
			a.Scale = gonum.LogScale{}
		}
		if s.lo > s.hi {
			a.Scale = gonum.InvertedScale{Normalizer: a.Scale}
		}
	}
	set(&axes.X, f.x)
	set(&axes.Y, f.y)
	plot := func(c vg.Canvas) { l.Plot(draw.Canvas{Canvas: c, Rectangle: f.Rectangle}, axes) }
	if p.pix != nil {
		p.pix.foreign(plot)
		return
	}
	plot(p.Canvas)
}

func (l *foreign) depth() int                    { return depthDots }
func (l *foreign) trace(*frame) []vg.Point       { return nil }
func (l *foreign) missing(bool, bool) (n, m int) { return 0, 0 }
func (l *foreign) count() (int, string)          { return 1, fmt.Sprintf("%T", l.Plotter) }
func (l *foreign) keys() []key                   { return nil }
