package plot

import (
	"fmt"
	"image/color"
)

// An Option changes how one curve, point cloud or map is drawn. An option that
// does not apply to what it is given to is ignored.
type Option func(*style) error

// style collects the options of one layer.
type style struct {
	label  string
	labels []string // of Lines
	hue    hue
	set    bool // a colour was given
	width  float64
	dash   []float64
	alpha  float64 // 0: the default of the kind
	marks  bool
	radius float64
	steps  bool

	edges   []float64 // histogram
	density bool

	stacked, horizontal bool        // bar charts
	errs                [][]float64 // half lengths of error bars, a row a series
	bandwidth           float64     // density estimates
	through             [2]float64  // slopes
	anchored            bool
	length              float64   // of arrows
	colors              []float64 // a value a point
	summary             summary   // of runs
	graph               graphStyle
	planar              bool // images
	cellText            bool // heat map
	decimals            int

	over    [2][]float64 // heat map: x and y of the columns and rows
	overSet bool
	cmap    []color.NRGBA
	lo, hi  float64 // colour range
	ranged  bool
	logz    bool
	bar     bool
	levels  int
	at      []float64
	filled  bool
}

// Label names a curve in the legend.
func Label(text string) Option { return func(s *style) error { s.label = text; return nil } }

// Labels names the curves of Lines in their order.
func Labels(text ...string) Option { return func(s *style) error { s.labels = text; return nil } }

// Color sets the colour: a name of the palette (blue, orange, green, purple,
// amber, sky, gray, black, white, red), a place in the cycle (C0, C1 ...) or hexadecimal
// #rgb, #rrggbb. The names follow the theme: black is the colour of its text and
// white that of its background; only hexadecimal ones are fixed. By default each curve takes the next colour of the cycle and a
// band that of the curve drawn before it.
func Color(name string) Option {
	return func(s *style) (err error) {
		s.hue, err = parseHue(name)
		s.set = true
		return err
	}
}

// Width sets the width of lines in pixels. The default is 1.8.
func Width(pixels float64) Option {
	return func(s *style) error {
		if !(pixels > 0) || pixels > 100 {
			return fmt.Errorf("Width(%g): want pixels in (0, 100]", pixels)
		}
		s.width = pixels
		return nil
	}
}

// Dashed draws a line in dashes.
func Dashed() Option { return func(s *style) error { s.dash = []float64{6, 3.5}; return nil } }

// Dotted draws a line in dots.
func Dotted() Option { return func(s *style) error { s.dash = []float64{1.5, 3}; return nil } }

// Alpha sets the opacity, from 0 (not to be seen) to 1. The default is 1 for
// lines, 0.2 for bands, 0.75 for points and 0.65 for histograms.
func Alpha(a float64) Option {
	return func(s *style) error {
		if !(a > 0 && a <= 1) {
			return fmt.Errorf("Alpha(%g): want a number in (0, 1]", a)
		}
		s.alpha = a
		return nil
	}
}

// Markers draws a point at each value of a line.
func Markers() Option { return func(s *style) error { s.marks = true; return nil } }

// MarkerSize sets the radius of points in pixels. The default is 3.
func MarkerSize(radius float64) Option {
	return func(s *style) error {
		if !(radius > 0) || radius > 100 {
			return fmt.Errorf("MarkerSize(%g): want pixels in (0, 100]", radius)
		}
		s.radius = radius
		return nil
	}
}

// Steps draws a line as a staircase that holds each value until the next x.
func Steps() Option { return func(s *style) error { s.steps = true; return nil } }

// Edges sets the limits of a histogram's bins, which must increase. There is one
// bin fewer than edges, and the number of bins is then ignored.
func Edges(at []float64) Option { return func(s *style) error { s.edges = at; return nil } }

// Density scales a histogram so that its area is one.
func Density() Option { return func(s *style) error { s.density = true; return nil } }

// Over gives the x of a heat map's columns and the y of its rows, at the centres
// of the cells, each increasing. Without it the axes count rows and columns, the
// first row on top.
func Over(x, y []float64) Option {
	return func(s *style) error { s.over, s.overSet = [2][]float64{x, y}, true; return nil }
}

// ColorMap sets the colours of a map by name: viridis (the default), magma,
// cividis, gray, or for data about a middle coolwarm.
func ColorMap(name string) Option {
	return func(s *style) error {
		m, ok := colorMaps[name]
		if !ok {
			return fmt.Errorf("ColorMap(%q): there are viridis, magma, cividis, gray and coolwarm", name)
		}
		s.cmap = m()
		return nil
	}
}

// ColorRange sets the values of the first and last colour. By default these are
// the least and greatest of the data.
func ColorRange(lo, hi float64) Option {
	return func(s *style) error {
		if !finite(lo) || !finite(hi) || lo >= hi {
			return fmt.Errorf("ColorRange(%g, %g): want lo < hi", lo, hi)
		}
		s.lo, s.hi, s.ranged = lo, hi, true
		return nil
	}
}

// LogColor spaces colours and levels by the logarithm of the values. Values that
// are not positive are left blank.
func LogColor() Option { return func(s *style) error { s.logz = true; return nil } }

// NoColorBar leaves out the scale beside a map.
func NoColorBar() Option { return func(s *style) error { s.bar = false; return nil } }

// Levels sets about how many level lines a contour plot has. The default is 10.
func Levels(n int) Option {
	return func(s *style) error {
		if n < 1 || n > 200 {
			return fmt.Errorf("Levels(%d): want 1 to 200", n)
		}
		s.levels = n
		return nil
	}
}

// LevelsAt sets the values of the level lines, which must increase.
func LevelsAt(values ...float64) Option {
	return func(s *style) error {
		for i, v := range values {
			if !finite(v) || i > 0 && v <= values[i-1] {
				return fmt.Errorf("LevelsAt: value %d is %g after %g: want finite and increasing", i, v, values[max(i-1, 0)])
			}
		}
		s.at = values
		return nil
	}
}

// Filled colours the areas between the level lines.
func Filled() Option { return func(s *style) error { s.filled = true; return nil } }

// style applies options over the defaults. It reports whether all were well.
func (f *Figure) style(method string, opts []Option) (style, bool) {
	s := style{width: 1.8, radius: 3, bar: true, levels: 10}
	for _, o := range opts {
		if o == nil {
			continue
		}
		if err := o(&s); err != nil {
			f.fail("%s: %v", method, err)
			return s, false
		}
	}
	return s, true
}

// colored fills in the colour: the next of the cycle where none was given.
func (f *Figure) colored(s style) style {
	if !s.set {
		s.hue = hue{kind: cycleHue, place: f.colors}
		f.colors++
	}
	f.last, f.started = s.hue, true
	return s
}
