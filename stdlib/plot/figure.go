package plot

import (
	"fmt"
	"math"
)

// Default size of a figure in pixels, and of one panel of a Grid.
const (
	DefaultWidth  = 600
	DefaultHeight = 400

	panelWidth  = 420
	panelHeight = 300

	leastSize, mostSize = 60, 10_000
)

// pixelsPerCm is the CSS pixel: 96 to the inch.
const pixelsPerCm = 96 / 2.54

// A Figure is a set of axes with what is drawn on them, or a grid of such
// panels. Its methods change it and return it; they copy the data, which may
// change afterwards. A figure must not be changed from several goroutines at once.
type Figure struct {
	title, xlabel, ylabel string
	width, height         float64 // pixels; 0: the default
	layers                []layer
	x, y                  axis
	legend                string // where, see Legend
	equal                 bool
	png                   bool
	colors                int // of the cycle used so far
	last                  hue // of the latest curve, if one has started
	started               bool
	bare                  bool     // no axes
	tight                 bool     // next to no white around
	lone                  bool     // shares no vertical axis with the row
	theme                 *theme   // nil: the default
	notes                 []string // below the figure

	panels []*Figure // of a grid; then layers is empty
	cols   int
	share  [2]sharing // of the axes x and y of the panels

	err error
}

// New returns an empty figure, 600 by 400 pixels.
func New() *Figure { return &Figure{legend: "best"} }

// Title sets the text above the figure.
func (f *Figure) Title(text string) *Figure { f.title = text; return f }

// XLabel names the horizontal axis.
func (f *Figure) XLabel(text string) *Figure { f.xlabel = text; return f }

// YLabel names the vertical axis.
func (f *Figure) YLabel(text string) *Figure { f.ylabel = text; return f }

// LogX makes the horizontal axis logarithmic. Values that are not positive are
// left out, with a note.
func (f *Figure) LogX() *Figure { f.x.log = true; return f }

// LogY makes the vertical axis logarithmic. Values that are not positive are left
// out, with a note; a band is cut at the axis instead.
func (f *Figure) LogY() *Figure { f.y.log = true; return f }

// XLim fixes the range of the horizontal axis. Where lo > hi it runs backwards.
func (f *Figure) XLim(lo, hi float64) *Figure { return f.limit("XLim", &f.x, lo, hi) }

// YLim fixes the range of the vertical axis. Where lo > hi it runs downwards.
func (f *Figure) YLim(lo, hi float64) *Figure { return f.limit("YLim", &f.y, lo, hi) }

func (f *Figure) limit(method string, a *axis, lo, hi float64) *Figure {
	if !finite(lo) || !finite(hi) || lo == hi {
		return f.fail("%s(%g, %g): want two different finite numbers", method, lo, hi)
	}
	a.fixed, a.lo, a.hi = true, lo, hi
	return f
}

// Equal gives both axes the same length a unit, so that circles are round.
func (f *Figure) Equal() *Figure { f.equal = true; return f }

// Size sets the width and height of the whole figure in pixels (96 to the inch).
func (f *Figure) Size(width, height float64) *Figure {
	if !(width >= leastSize && height >= leastSize && width <= mostSize && height <= mostSize) {
		return f.fail("Size(%g, %g): want pixels from %d to %d", width, height, leastSize, mostSize)
	}
	f.width, f.height = width, height
	return f
}

// SizeCm sets the width and height of the whole figure in centimetres.
func (f *Figure) SizeCm(width, height float64) *Figure {
	return f.Size(width*pixelsPerCm, height*pixelsPerCm)
}

// AsPNG makes the figure show itself as a PNG image, at twice its size in pixels
// for sharp screens, instead of as SVG.
func (f *Figure) AsPNG() *Figure { f.png = true; return f }

// Err returns the first error of the figure, its panels included, or nil.
func (f *Figure) Err() error {
	if f.err != nil {
		return f.err
	}
	for _, p := range f.panels {
		if err := p.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (f *Figure) fail(format string, args ...any) *Figure {
	if f.err == nil {
		f.err = fmt.Errorf("plot: "+format, args...)
	}
	return f
}

// add puts a layer on the figure unless this is a grid.
func (f *Figure) add(method string, l layer) *Figure {
	if f.panels != nil {
		return f.fail("%s on a grid: draw on one of its panels", method)
	}
	f.layers = append(f.layers, l)
	return f
}

// size is the figure's size in pixels with defaults filled in.
func (f *Figure) size() (w, h float64) {
	w, h = f.width, f.height
	if w == 0 {
		w, h = DefaultWidth, DefaultHeight
		if f.panels != nil {
			rows := (len(f.panels) + f.cols - 1) / f.cols
			w, h = float64(panelWidth*f.cols), float64(panelHeight*max(rows, 1))
			w, h = min(w, mostSize), min(h, mostSize)
		}
	}
	return w, h
}

// abscissa checks the lengths of x and y; a nil x becomes 0, 1, 2 ...
func (f *Figure) abscissa(method string, x, y []float64, names ...string) ([]float64, bool) {
	if len(y) == 0 {
		f.fail("%s: no data (%s is empty)", method, names[0])
		return nil, false
	}
	if x == nil {
		x = make([]float64, len(y))
		for i := range x {
			x[i] = float64(i)
		}
	}
	if len(x) != len(y) {
		f.fail("%s: x has %d values, %s has %d", method, len(x), names[0], len(y))
		return nil, false
	}
	return x, true
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
