package plot

import (
	"gonum.org/v1/plot/vg"
)

func (p *plan) paintGrid(c *painter, f *frame, k marks) {
	var lines [][]vg.Point
	if p.Figure.x.category {
		k.x = nil
	}
	if p.Figure.y.category {
		k.y = nil
	}
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
	c.lines(stroke{color: p.theme.grid, width: 1}, lines...)
}

func (p *plan) paintAxes(c *painter, f *frame, k marks, box vg.Rectangle) {
	if !p.bare {
		p.paintTicks(c, f, k)
		p.paintLabels(c, f, k, box)
	}
	if p.title != "" {
		y := f.Max.Y + 9
		if p.tight {
			y = f.Max.Y + 6
		}
		if k.yfactor != "" && !p.hideY {
			y += sizeTick + 2
		}
		c.text(caption{text: p.title, size: sizeTitle, color: p.theme.text, bold: true, anchor: 0.5}, vg.Point{X: (f.Min.X + f.Max.X) / 2, Y: y})
	}
	for i, n := range p.notes {
		at := vg.Point{X: box.Max.X - edge, Y: box.Min.Y + edge - 3 + vg.Length(len(p.notes)-1-i)*(sizeNote+5)}
		c.text(caption{text: n, size: sizeNote, color: p.theme.faint, anchor: 1}, at)
	}
}

// paintTicks draws the axes with their marks and numbers.
func (p *plan) paintTicks(c *painter, f *frame, k marks) {
	lines := [][]vg.Point{{{X: f.Min.X, Y: f.Max.Y}, f.Min, {X: f.Max.X, Y: f.Min.Y}}}
	if p.covered() {
		lines[0] = append(lines[0], f.Max, vg.Point{X: f.Min.X, Y: f.Max.Y})
	}
	length := func(t tick) vg.Length {
		if t.label == "" {
			return minorLength
		}
		return tickLength
	}
	number := caption{size: sizeTick, color: p.theme.tick}
	for _, t := range k.x {
		x := f.px(t.at)
		lines = append(lines, []vg.Point{{X: x, Y: f.Min.Y}, {X: x, Y: f.Min.Y - length(t)}})
		if p.hideX {
			continue
		}
		number.text, number.anchor = t.label, 0.5
		at := vg.Point{X: x, Y: f.Min.Y - tickLength - tickGap - sizeTick*0.78}
		if k.slant {
			number.anchor, number.angle = 1, slantAngle
			at.X += sizeTick * 0.4
		}
		c.text(number, at)
		number.angle = 0
	}
	for _, t := range k.y {
		y := f.py(t.at)
		lines = append(lines, []vg.Point{{X: f.Min.X, Y: y}, {X: f.Min.X - length(t), Y: y}})
		if !p.hideY {
			number.text, number.anchor = t.label, 1
			c.text(number, vg.Point{X: f.Min.X - tickLength - tickGap, Y: y - sizeTick*0.35})
		}
	}
	c.lines(stroke{color: p.theme.axis, width: 1}, lines...)
}

// paintLabels writes the names of the axes and the powers that numbers leave out.
func (p *plan) paintLabels(c *painter, f *frame, k marks, box vg.Rectangle) {
	name := caption{size: sizeLabel, color: p.theme.text, anchor: 0.5}
	factor := caption{size: sizeTick, color: p.theme.tick}
	if !p.hideX {
		line := f.Min.Y - tickLength - tickGap - vg.Length(p.tickRoom(k)) - labelGap - sizeLabel*0.78
		name.text = p.xlabel
		c.text(name, vg.Point{X: (f.Min.X + f.Max.X) / 2, Y: line})
		factor.text, factor.anchor = k.xfactor, 1
		c.text(factor, vg.Point{X: f.Max.X, Y: line})
	}
	if !p.hideY {
		factor.text, factor.anchor = k.yfactor, 0
		c.text(factor, vg.Point{X: f.Min.X, Y: f.Max.Y + 6})
		name.text, name.angle = p.ylabel, upwards
		c.text(name, vg.Point{X: box.Min.X + edge + sizeLabel*0.8 + p.inset(f, box, k), Y: (f.Min.Y + f.Max.Y) / 2})
	}
}

// inset keeps the name of the y axis near its numbers where the frame was moved
// in, by alignment with other panels or by Equal.
func (p *plan) inset(f *frame, box vg.Rectangle, k marks) vg.Length {
	m := p.around(k, float64(f.Size().X), float64(f.Size().Y))
	return max(f.Min.X-box.Min.X-vg.Length(m.left), 0)
}
