package plot

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// paintLegend draws the keys in a box with its lower left corner at a point.
func paintLegend(p *painter, keys []key, at vg.Point, w, h float64, boxed bool) {
	corner := func(x, y float64) vg.Point { return at.Add(vg.Point{X: vg.Length(x), Y: vg.Length(y)}) }
	if boxed {
		box := []vg.Point{corner(0, 0), corner(w, 0), corner(w, h), corner(0, h)}
		paper := p.theme.paper
		paper.A = 217
		p.fill(paper, box)
		p.lines(stroke{color: p.theme.grid, width: 1}, append(box, box[0]))
	}
	for i, k := range keys {
		y := h - boxPad + 2 - (float64(i)+0.5)*keyHeight
		k.paint(p, corner(boxPad, y))
	}
}

// paint draws one entry; at is the left end of its line.
func (k key) paint(p *painter, at vg.Point) {
	t := p.theme
	left, right := at, at.Add(vg.Point{X: keyWidth})
	if k.area {
		p.fill(k.shown(t, cmp.Or(k.fill, 0.25)), []vg.Point{
			{X: left.X, Y: left.Y - 5}, {X: right.X, Y: left.Y - 5}, {X: right.X, Y: left.Y + 5}, {X: left.X, Y: left.Y + 5}})
	}
	if k.line {
		p.lines(stroke{k.shown(t, 1), k.width, k.dashes(t)}, []vg.Point{left, right})
	}
	if k.dot {
		p.dots(k.shown(t, 1), k.radius, []vg.Point{{X: (left.X + right.X) / 2, Y: left.Y}})
	}
	p.text(caption{text: k.label, size: sizeTick, color: t.text}, right.Add(vg.Point{X: keyGap, Y: -4}))
}

// contains says whether a key that reads and looks like k is among keys.
func contains(keys []key, k key) bool {
	return slices.ContainsFunc(keys, func(o key) bool {
		return o.label == k.label && o.hue == k.hue && o.line == k.line && o.area == k.area && slices.Equal(o.dash, k.dash)
	})
}

const keySpace = 18.0 // between the entries of a row

// rows breaks keys into rows no wider than w, and returns the widths of the rows.
func keyRows(keys []key, t *theme, w float64) (rows [][]key, widths []float64) {
	for _, k := range keys {
		wide := keyWidth + keyGap + t.measure(k.label, sizeTick)
		n := len(rows)
		if n == 0 || widths[n-1]+keySpace+wide > w {
			rows, widths = append(rows, []key{k}), append(widths, wide)
			continue
		}
		rows[n-1] = append(rows[n-1], k)
		widths[n-1] += keySpace + wide
	}
	return rows, widths
}

// rowSize is the size of keys side by side on a page w wide.
func rowSize(keys []key, t *theme, w float64) (width, height float64) {
	rows, widths := keyRows(keys, t, w)
	return slices.Max(widths), float64(len(rows)) * keyHeight
}

// paintRow draws keys side by side about a middle, from a height downwards.
func paintRow(p *painter, keys []key, mid vg.Length, top, w float64) {
	rows, widths := keyRows(keys, p.theme, w)
	for i, row := range rows {
		at := vg.Point{X: mid - vg.Length(widths[i]/2), Y: vg.Length(top - (float64(i)+0.5)*keyHeight)}
		for _, k := range row {
			k.paint(p, at)
			at.X += vg.Length(keyWidth + keyGap + p.theme.measure(k.label, sizeTick) + keySpace)
		}
	}
}
