package plot

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/plot/vg"
)

// Sizes of text and marks in pixels.
const (
	sizeTick  = 12.0
	sizeLabel = 13.0
	sizeTitle = 14.0
	sizeHead  = 16.0 // title of a grid
	sizeNote  = 10.5

	tickLength  = 4.5
	minorLength = 2.5
	tickGap     = 4.0 // between a tick and its label
	labelGap    = 7.0 // between tick labels and the label of the axis
	edge        = 9.0 // white at the border of a figure

	barGap   = 14.0 // between axes and colour bar
	barWidth = 13.0
)

// A plan is one panel with everything decided that does not depend on where it
// goes: scales, notes, and the keys of the legend.
type plan struct {
	*Figure
	theme        *theme
	xs, ys       extent // of the data
	x, y         scale
	bars         *scale // of a histogram among scatter plots, whose own y has no marks
	notes        []string
	keys         []key
	bar          *shade // whose colours the colour bar shows; nil: no bar
	ordered      []layer
	hideX, hideY bool // the labels of an axis, which a neighbour shows

	box              vg.Rectangle // on the page
	frame            frame
	k                marks
	legendAt         vg.Point
	legendW, legendH float64
	boxed            bool // the legend is within the frame
}

// A shaded layer has colours that stand for values.
type shaded interface {
	shades() *shade // nil: without a colour bar
}

func (f *Figure) plan(t *theme) (*plan, error) {
	p := &plan{Figure: f, theme: t}
	p.xs, p.ys = newExtent(f.x.log), newExtent(f.y.log)
	lost, all := 0, 0
	for _, l := range f.layers {
		l.extend(&p.xs, &p.ys)
		if _, isBand := l.(*band); !isBand || len(f.layers) == 1 { // a band goes with a curve
			n, m := l.missing(f.x.log, f.y.log)
			lost, all = lost+n, all+m
		}
		if s, ok := l.(shaded); ok && p.bar == nil {
			p.bar = s.shades()
		}
	}
	for _, a := range []struct {
		name string
		axis axis
		data extent
	}{{"X", f.x, p.xs}, {"Y", f.y, p.ys}} {
		if a.axis.log && a.axis.fixed && min(a.axis.lo, a.axis.hi) <= 0 {
			return nil, fmt.Errorf("plot: %sLim(%g, %g) on a logarithmic axis: want positive limits", a.name, a.axis.lo, a.axis.hi)
		}
		if a.axis.log && !a.axis.fixed && a.data.empty() && lost > 0 {
			return nil, fmt.Errorf("plot: Log%s: none of the %d points is positive", a.name, all)
		}
	}
	if lost > 0 {
		p.notes = append(p.notes, fmt.Sprintf("%d of %d points ≤ 0 not shown (logarithmic axis)", lost, all))
	}
	if len(f.layers) > 0 && (p.xs.empty() || p.ys.empty()) {
		p.notes = append(p.notes, "no finite values to show")
	}
	p.notes = append(p.notes, f.notes...)
	p.scales()
	if f.legend != "none" {
		p.keys = merged(f.layers)
	}
	p.ordered = append(p.ordered, f.layers...)
	sort.SliceStable(p.ordered, func(i, j int) bool { return p.ordered[i].depth() < p.ordered[j].depth() })
	return p, nil
}

// scales fits the axes to the data.
func (p *plan) scales() {
	p.x, p.y = p.Figure.x.scale(p.xs), p.Figure.y.scale(p.ys)
}

// marks are the ticks of a panel of some size.
type marks struct {
	x, y             []tick
	xfactor, yfactor string
	slant            bool // the labels along x, for want of room
}

func (p *plan) marks(w, h float64) (m marks) {
	if p.bare {
		return m
	}
	if named, ok := p.Figure.x.named(p.x); ok {
		m.x = named
		m.slant = !p.hideX && !p.airy(m.x, w)
	} else {
		// Fewer marks until their labels have air between them.
		for n := max(int(w/75), 2); ; n-- {
			m.x, m.xfactor = ticks(p.x, n, p.Figure.x.whole)
			if n <= 1 || p.airy(m.x, w) {
				break
			}
		}
	}
	var ok bool
	if m.y, ok = p.Figure.y.named(p.y); !ok {
		m.y, m.yfactor = ticks(p.y, max(int(h/48), 2), p.Figure.y.whole)
	}
	return m
}

func (p *plan) airy(marks []tick, w float64) bool {
	const air = 10
	end, first := 0.0, true
	for _, t := range marks {
		if t.label == "" {
			continue
		}
		half := p.theme.measure(t.label, sizeTick) / 2
		at := p.x.at(t.at) * w
		if p.x.lo > p.x.hi {
			at = w - at // marks ascend by value
		}
		if !first && at-half < end+air {
			return false
		}
		end, first = at+half, false
	}
	return true
}

// place puts the panel into a rectangle with the given margins.
func (p *plan) place(box vg.Rectangle, m margins) error {
	size := box.Size()
	p.box = box
	p.frame = frame{x: p.x, y: p.y, theme: p.theme, Rectangle: vg.Rectangle{
		Min: vg.Point{X: box.Min.X + vg.Length(m.left), Y: box.Min.Y + vg.Length(m.bottom)},
		Max: vg.Point{X: box.Max.X - vg.Length(m.right), Y: box.Max.Y - vg.Length(m.top)},
	}}
	f := &p.frame
	if inner := f.Size(); !(inner.X >= 20 && inner.Y >= 20) {
		return fmt.Errorf("plot: Size: a panel of %.0f×%.0f pixels has no room for data beside its labels", size.X, size.Y)
	}
	if p.equal {
		f.square()
	}
	if len(p.keys) > 0 {
		p.legendW, p.legendH = legendSize(p.keys, p.theme)
		p.legendAt, p.boxed = p.placeLegend(f, box, p.legendW, p.legendH)
	}
	p.k = p.marks(float64(f.Size().X), float64(f.Size().Y))
	return nil
}

// paint draws the panel where it was placed. It changes nothing.
func (p *plan) paint(c *painter) {
	f := &p.frame
	if !p.covered() && !p.bare {
		p.paintGrid(c, f, p.k)
	}
	inner := *f
	if p.bars != nil {
		inner.y = *p.bars
	}
	for _, l := range p.ordered {
		l.paint(c, &inner)
	}
	p.paintAxes(c, f, p.k, p.box)
	if p.bar != nil {
		p.paintBar(c, f)
	}
	if len(p.keys) > 0 {
		paintLegend(c, p.keys, p.legendAt, p.legendW, p.legendH, p.boxed)
	}
}

// covered says whether a map hides the grid lines.
func (p *plan) covered() bool {
	return len(p.ordered) > 0 && p.ordered[0].depth() == depthMap
}

// square shrinks the frame so that a unit is as long on both axes. Logarithmic
// axes count by powers.
func (f *frame) square() {
	span := func(s scale) float64 {
		if s.log {
			return math.Abs(math.Log(s.hi / s.lo))
		}
		return math.Abs(s.hi - s.lo)
	}
	size := f.Size()
	unit := min(float64(size.X)/span(f.x), float64(size.Y)/span(f.y))
	if !(unit > 0) || !finite(unit*span(f.x)) || !finite(unit*span(f.y)) {
		return // ranges beyond what can be compared
	}
	dx := (float64(size.X) - unit*span(f.x)) / 2
	dy := (float64(size.Y) - unit*span(f.y)) / 2
	f.Min.X += vg.Length(dx)
	f.Max.X -= vg.Length(dx)
	f.Min.Y += vg.Length(dy)
	f.Max.Y -= vg.Length(dy)
}

// placeLegend finds the corner of the legend; where it goes outside it takes its
// width from the frame.
func (p *plan) placeLegend(f *frame, box vg.Rectangle, w, h float64) (at vg.Point, boxed bool) {
	for _, pl := range places {
		if pl.name == p.legend {
			return placed(f, pl.x, pl.y, w, h), true
		}
	}
	room := float64(f.Size().X) - w
	if p.legend == "best" || p.legend == "" {
		at, ok := bestPlace(f, p.layers, w, h)
		if ok || room < 0.5*float64(f.Size().X) {
			return at, true
		}
	}
	if room < 40 {
		return placed(f, 1, 1, w, h), true
	}
	f.Max.X -= vg.Length(w)
	right := f.Max.X
	if p.bar != nil {
		right += vg.Length(p.barRoom(float64(f.Size().Y)))
	}
	return vg.Point{X: right + 4, Y: f.Max.Y - vg.Length(h) + boxPad}, false
}
