package plot

import (
	"fmt"
	"image/color"
	"math"
	"sort"

	"gonum.org/v1/plot/vg"
)

// Sizes of text and marks in pixels.
const (
	sizeTick  = 12.0
	sizeLabel = 13.0
	sizeTitle = 14.0
	sizeNote  = 10.5

	tickLength  = 4.5
	minorLength = 2.5
	tickGap     = 4.0 // between a tick and its label
	labelGap    = 7.0 // between tick labels and the label of the axis
	edge        = 9.0 // white at the border of a figure

	barGap   = 14.0 // between axes and colour bar
	barWidth = 13.0
)

// margins are the widths around the frame of the data.
type margins struct{ left, right, bottom, top float64 }

func (m margins) max(o margins) margins {
	return margins{max(m.left, o.left), max(m.right, o.right), max(m.bottom, o.bottom), max(m.top, o.top)}
}

// A plan is one panel with everything decided that does not depend on where it
// goes: scales, notes, and the keys of the legend.
type plan struct {
	*Figure
	x, y    scale
	notes   []string
	keys    []key
	bar     *field // whose colours the colour bar shows; nil: no bar
	ordered []layer
}

func (f *Figure) plan() (*plan, error) {
	p := &plan{Figure: f}
	x, y := newExtent(f.x.log), newExtent(f.y.log)
	lost, all := 0, 0
	for _, l := range f.layers {
		l.extend(&x, &y)
		if _, isBand := l.(*band); !isBand || len(f.layers) == 1 { // a band goes with a curve
			n, m := l.missing(f.x.log, f.y.log)
			lost, all = lost+n, all+m
		}
		if b, ok := l.(*field); ok && p.bar == nil && b.style.bar && !(b.set && !b.filled) {
			p.bar = b
		}
	}
	for _, a := range []struct {
		name string
		axis axis
		data extent
	}{{"X", f.x, x}, {"Y", f.y, y}} {
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
	if len(f.layers) > 0 && (x.empty() || y.empty()) {
		p.notes = append(p.notes, "no finite values to show")
	}
	p.x, p.y = f.x.scale(x), f.y.scale(y)
	if f.legend != "none" {
		p.keys = merged(f.layers)
	}
	p.ordered = append(p.ordered, f.layers...)
	sort.SliceStable(p.ordered, func(i, j int) bool { return p.ordered[i].depth() < p.ordered[j].depth() })
	return p, nil
}

// marks are the ticks of a panel of some size.
type marks struct {
	x, y             []tick
	xfactor, yfactor string
}

func (p *plan) marks(w, h float64) (m marks) {
	// Fewer marks along x until their labels have air between them.
	for n := max(int(w/75), 2); ; n-- {
		m.x, m.xfactor = ticks(p.x, n, p.Figure.x.whole)
		if n <= 1 || p.airy(m.x, w) {
			break
		}
	}
	m.y, m.yfactor = ticks(p.y, max(int(h/48), 2), p.Figure.y.whole)
	return m
}

func (p *plan) airy(marks []tick, w float64) bool {
	const air = 10
	end, first := 0.0, true
	for _, t := range marks {
		if t.label == "" {
			continue
		}
		half := measure(t.label, sizeTick, false) / 2
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

// margins are what labels need around a panel of the given size in all.
func (p *plan) margins(w, h float64) margins {
	m := margins{left: 60, right: 20, bottom: 50, top: 20}
	for range 2 { // labels depend on the size of the frame, and that on the labels
		iw, ih := max(w-m.left-m.right, 20), max(h-m.bottom-m.top, 20)
		m = p.around(p.marks(iw, ih), iw, ih)
	}
	return m
}

func (p *plan) around(k marks, w, h float64) margins {
	m := margins{left: edge, right: edge, bottom: edge, top: edge}
	widest := 0.0
	for _, t := range k.y {
		widest = max(widest, measure(t.label, sizeTick, false))
		if t.label != "" {
			over := sizeTick/2 - (1-p.y.at(t.at))*h
			m.top = max(m.top, edge+over)
		}
	}
	m.left += tickLength + tickGap + widest
	if p.ylabel != "" {
		m.left += labelGap + sizeLabel
	}
	m.bottom += tickLength + tickGap + sizeTick
	for _, t := range k.x {
		half := measure(t.label, sizeTick, false) / 2
		at := p.x.at(t.at)
		m.right = max(m.right, edge+half-(1-at)*w)
		m.left = max(m.left, edge+half-at*w)
	}
	if p.xlabel != "" {
		m.bottom += labelGap + sizeLabel
	} else if k.xfactor != "" {
		m.bottom += labelGap + sizeTick
	}
	m.bottom += float64(len(p.notes)) * (sizeNote + 5)
	if k.yfactor != "" {
		m.top = max(m.top, edge+sizeTick+4)
	}
	if p.title != "" {
		m.top += sizeTitle + 8
	}
	if p.bar != nil {
		m.right += p.barRoom(h)
	}
	return m
}

// paint draws the panel into a rectangle with the given margins.
func (p *plan) paint(c *painter, box vg.Rectangle, m margins) error {
	size := box.Size()
	f := &frame{x: p.x, y: p.y, Rectangle: vg.Rectangle{
		Min: vg.Point{X: box.Min.X + vg.Length(m.left), Y: box.Min.Y + vg.Length(m.bottom)},
		Max: vg.Point{X: box.Max.X - vg.Length(m.right), Y: box.Max.Y - vg.Length(m.top)},
	}}
	inner := f.Size()
	if inner.X < 20 || inner.Y < 20 {
		return fmt.Errorf("plot: Size: a panel of %.0f×%.0f pixels has no room for data beside its labels", size.X, size.Y)
	}
	if p.equal {
		f.square()
	}
	var at vg.Point
	boxed := true
	lw, lh := legendSize(p.keys)
	if len(p.keys) > 0 {
		at, boxed = p.placeLegend(f, box, lw, lh)
	}
	k := p.marks(float64(f.Size().X), float64(f.Size().Y))
	if !p.covered() {
		p.paintGrid(c, f, k)
	}
	for _, l := range p.ordered {
		l.paint(c, f)
	}
	p.paintAxes(c, f, k, box)
	if p.bar != nil {
		p.paintBar(c, f)
	}
	if len(p.keys) > 0 {
		paintLegend(c, p.keys, at, lw, lh, boxed)
	}
	return nil
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

// background is white, so that dark pages do not swallow the text.
func background(c *painter, w, h float64) {
	c.fill(color.NRGBA{R: 255, G: 255, B: 255, A: 255}, []vg.Point{{}, {X: vg.Length(w)}, {X: vg.Length(w), Y: vg.Length(h)}, {Y: vg.Length(h)}})
}
