package plot

import (
	"gonum.org/v1/plot/vg"
)

func (p *plan) paintGrid(c *painter, f *frame, k marks) {
	var lines [][]vg.Point
	for _, t := range k.x {
		if x := f.px(t.at); t.label != "" && x >= f.Min.X-0.01 && x <= f.Max.X+0.01 {
			lines = append(lines, []vg.Point{{X: x, Y: f.Min.Y}, {X: x, Y: f.Max.Y}})
		}
	}
	for _, t := range k.y {
		if y := f.py(t.at); t.label != "" && y >= f.Min.Y-0.01 && y <= f.Max.Y+0.01 {
			lines = append(lines, []vg.Point{{X: f.Min.X, Y: y}, {X: f.Max.X, Y: y}})
		}
	}
	c.lines(stroke{color: inkGrid, width: 1}, lines...)
}

func (p *plan) paintAxes(c *painter, f *frame, k marks, box vg.Rectangle) {
	mark := stroke{color: inkAxis, width: 1}
	lines := [][]vg.Point{{{X: f.Min.X, Y: f.Max.Y}, f.Min, {X: f.Max.X, Y: f.Min.Y}}}
	if p.covered() {
		lines[0] = append(lines[0], f.Max, vg.Point{X: f.Min.X, Y: f.Max.Y})
	}
	tick := func(t tick) vg.Length {
		if t.label == "" {
			return minorLength
		}
		return tickLength
	}
	for _, t := range k.x {
		x := f.px(t.at)
		lines = append(lines, []vg.Point{{X: x, Y: f.Min.Y}, {X: x, Y: f.Min.Y - tick(t)}})
		c.text(caption{text: t.label, size: sizeTick, color: inkTick, anchor: 0.5},
			vg.Point{X: x, Y: f.Min.Y - tickLength - tickGap - sizeTick*0.78})
	}
	for _, t := range k.y {
		y := f.py(t.at)
		lines = append(lines, []vg.Point{{X: f.Min.X, Y: y}, {X: f.Min.X - tick(t), Y: y}})
		c.text(caption{text: t.label, size: sizeTick, color: inkTick, anchor: 1},
			vg.Point{X: f.Min.X - tickLength - tickGap, Y: y - sizeTick*0.35})
	}
	c.lines(mark, lines...)

	below := f.Min.Y - tickLength - tickGap - sizeTick
	mid := (f.Min.X + f.Max.X) / 2
	line := below - labelGap - sizeLabel*0.78
	c.text(caption{text: p.xlabel, size: sizeLabel, color: inkText, anchor: 0.5}, vg.Point{X: mid, Y: line})
	c.text(caption{text: k.xfactor, size: sizeTick, color: inkTick, anchor: 1}, vg.Point{X: f.Max.X, Y: line})
	c.text(caption{text: k.yfactor, size: sizeTick, color: inkTick}, vg.Point{X: f.Min.X, Y: f.Max.Y + 6})
	c.text(caption{text: p.ylabel, size: sizeLabel, color: inkText, anchor: 0.5, turned: true},
		vg.Point{X: box.Min.X + edge + sizeLabel*0.8 + p.inset(f, box, k), Y: (f.Min.Y + f.Max.Y) / 2})
	if p.title != "" {
		y := f.Max.Y + 9
		if k.yfactor != "" {
			y += sizeTick + 2
		}
		c.text(caption{text: p.title, size: sizeTitle, color: inkText, bold: true, anchor: 0.5}, vg.Point{X: mid, Y: y})
	}
	for i, n := range p.notes {
		at := vg.Point{X: box.Max.X - edge, Y: box.Min.Y + edge - 3 + vg.Length(len(p.notes)-1-i)*(sizeNote+5)}
		c.text(caption{text: n, size: sizeNote, color: inkFaint, anchor: 1}, at)
	}
}

// inset keeps the label of the y axis near its tick labels where the frame was
// moved in, by alignment with other panels or by Equal.
func (p *plan) inset(f *frame, box vg.Rectangle, k marks) vg.Length {
	m := p.around(k, float64(f.Size().X), float64(f.Size().Y))
	return max(f.Min.X-box.Min.X-vg.Length(m.left), 0)
}
