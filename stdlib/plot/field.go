package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// field is values on a grid: a heat map, or filled or plain level lines.
type field struct {
	style
	x, y   []float64   // increasing: limits of cells for a heat map, else places of z
	z      [][]float64 // z[i][j] belongs to y[i] and x[j]
	cells  bool
	levels []float64 // of lines, increasing
}

// HeatMap shows z as colours with a colour bar; z is a [][]float64 or a gonum
// matrix. NaN is left blank. Without Over the axes count rows and columns from
// zero, the first row on top. Options: Over, ColorMap, ColorRange, LogColor,
// NoColorBar, CellValues, and Label for the name of the colour bar.
func (f *Figure) HeatMap(z any, opts ...Option) *Figure {
	s, ok := f.style("HeatMap", opts)
	if !ok {
		return f
	}
	rows, err := values(z)
	if err != nil {
		return f.fail("HeatMap: %v", err)
	}
	l := &field{style: s, z: rows, cells: true}
	if s.overSet {
		if err := fits(s.over[0], s.over[1], rows, "Over: "); err != nil {
			return f.fail("HeatMap: %v", err)
		}
		l.x, l.y = cellEdges(s.over[0]), cellEdges(s.over[1])
	} else {
		l.x, l.y = counted(len(rows[0])), counted(len(rows))
		f.x.whole, f.y.whole, f.y.flip = true, true, true
	}
	return f.addField("HeatMap", l)
}

// Contour draws level lines of fn. x and y are the grid it is evaluated on, each
// increasing; with two values each they are the range of a grid of 121 by 121.
// Options: Levels, LevelsAt, Filled, LogColor, Color (one for all lines),
// ColorMap, ColorRange, Width, NoColorBar, Label.
func (f *Figure) Contour(fn func(x, y float64) float64, x, y []float64, opts ...Option) *Figure {
	if fn == nil {
		return f.fail("Contour: the function is nil")
	}
	for _, axis := range []struct {
		name string
		at   *[]float64
	}{{"x", &x}, {"y", &y}} {
		if err := increasing(axis.name, *axis.at, 2); err != nil {
			return f.fail("Contour: %v", err)
		}
		if len(*axis.at) == 2 {
			*axis.at = between((*axis.at)[0], (*axis.at)[1], 121)
		}
	}
	z := make([][]float64, len(y))
	for i := range z {
		z[i] = make([]float64, len(x))
		for j := range x {
			z[i][j] = fn(x[j], y[i])
		}
	}
	return f.contour("Contour", x, y, z, opts)
}

// ContourGrid draws level lines of values on a grid: z[i][j] belongs to x[j] and
// y[i]; z is a [][]float64 or a gonum matrix. For options see Contour.
func (f *Figure) ContourGrid(x, y []float64, z any, opts ...Option) *Figure {
	rows, err := values(z)
	if err == nil {
		err = fits(x, y, rows, "")
	}
	if err != nil {
		return f.fail("ContourGrid: %v", err)
	}
	if len(x) < 2 || len(y) < 2 {
		return f.fail("ContourGrid: a grid of %d×%d has no level lines, want at least 2×2", len(y), len(x))
	}
	return f.contour("ContourGrid", x, y, rows, opts)
}

func (f *Figure) contour(method string, x, y []float64, z [][]float64, opts []Option) *Figure {
	s, ok := f.style(method, append([]Option{Width(1.2)}, opts...))
	if !ok {
		return f
	}
	return f.addField(method, &field{style: s, x: x, y: y, z: z})
}

func (f *Figure) addField(method string, l *field) *Figure {
	if l.cmap == nil {
		l.cmap = colorMaps["viridis"]()
	}
	if !l.ranged {
		l.lo, l.hi = l.span()
		if l.lo > l.hi {
			want := "finite"
			if l.logz {
				want = "positive"
			}
			return f.fail("%s: z has no %s values", method, want)
		}
		if l.lo == l.hi {
			l.lo, l.hi = l.lo-math.Abs(l.lo)*0.1-1e-12, l.hi+math.Abs(l.hi)*0.1+1e-12
		}
	}
	if l.logz && l.lo <= 0 {
		return f.fail("%s: ColorRange(%g, %g) with LogColor: want positive values", method, l.lo, l.hi)
	}
	if !l.cells {
		l.levels = l.at
		if l.levels == nil {
			l.levels = l.autoLevels()
		}
	}
	f.x.snug, f.y.snug = true, true
	return f.add(method, l)
}

func (l *field) span() (lo, hi float64) {
	e := newExtent(l.logz)
	for _, row := range l.z {
		for _, v := range row {
			e.add(v)
		}
	}
	return e.lo, e.hi
}

// autoLevels are round values; with LogColor, values of equal ratio.
func (l *field) autoLevels() []float64 {
	var out []float64
	if l.logz {
		for i := 1; i <= l.style.levels; i++ {
			out = append(out, scale{l.lo, l.hi, true}.value(float64(i)/float64(l.style.levels+1)))
		}
		return out
	}
	marks, _ := linearTicks(l.lo, l.hi, l.style.levels, false)
	for _, t := range marks {
		if t.at > l.lo && t.at < l.hi {
			out = append(out, t.at)
		}
	}
	if len(out) == 0 {
		out = []float64{l.lo/2 + l.hi/2}
	}
	return out
}

func (l *field) extend(x, y *extent) {
	for _, v := range l.x {
		x.add(v)
	}
	for _, v := range l.y {
		y.add(v)
	}
}

func (l *field) paint(p *painter, f *frame) {
	if l.cells || l.filled {
		l.paintAreas(p, f)
	}
	if !l.cells {
		l.paintLines(p, f)
	}
}

func (l *field) depth() int {
	if l.cells || l.filled {
		return depthMap
	}
	return depthLine
}

func (l *field) trace(*frame) []vg.Point { return nil }

func (l *field) missing(logx, logy bool) (n, m int) {
	for _, v := range l.x {
		if logx && v <= 0 {
			n++
		}
	}
	for _, v := range l.y {
		if logy && v <= 0 {
			n++
		}
	}
	return n, len(l.x) + len(l.y)
}

func (l *field) count() (int, string) {
	if l.cells {
		return 1, "heat map"
	}
	return 1, "contour map"
}

func (l *field) keys() []key { return nil }

func (l *field) shades() *shade {
	if !l.style.bar || l.set && !l.filled {
		return nil
	}
	return &shade{l.lo, l.hi, l.logz, l.label, l.palette(), l.index}
}
