package plot

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// A shade is a scale of colours that stand for values.
type shade struct {
	lo, hi  float64
	log     bool
	label   string
	palette color.Palette
	index   func(v float64) uint8 // in the palette
}

// image is a column of the colours, least at the bottom.
func (b *shade) image(h int) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, 1, h), b.palette)
	for i := range h {
		img.Pix[i] = b.index(scale{b.lo, b.hi, b.log}.value(1 - (float64(i)+0.5)/float64(h)))
	}
	return img
}

// barTicks are the marks of the colour bar.
func (p *plan) barTicks(h float64) ([]tick, string) {
	return ticks(scale{p.bar.lo, p.bar.hi, p.bar.log}, max(int(h/48), 2), false)
}

func (p *plan) barRoom(h float64) float64 {
	marks, factor := p.barTicks(h)
	widest := p.theme.measure(factor, sizeTick) - barWidth
	for _, t := range marks {
		widest = max(widest, p.theme.measure(t.label, sizeTick))
	}
	room := barGap + barWidth + tickLength + tickGap + widest
	if p.bar.label != "" {
		room += labelGap + sizeLabel
	}
	return room
}

// paintBar draws the colour bar right of the frame.
func (p *plan) paintBar(c *painter, f *frame) {
	b := p.bar
	h := float64(f.Size().Y)
	box := vg.Rectangle{
		Min: vg.Point{X: f.Max.X + barGap, Y: f.Min.Y},
		Max: vg.Point{X: f.Max.X + barGap + barWidth, Y: f.Max.Y},
	}
	s := scale{b.lo, b.hi, b.log}
	c.picture(box, b.image(int(math.Ceil(2*h))))
	frame := []vg.Point{box.Min, {X: box.Max.X, Y: box.Min.Y}, box.Max, {X: box.Min.X, Y: box.Max.Y}, box.Min}
	lines := [][]vg.Point{frame}
	marks, factor := p.barTicks(h)
	widest := vg.Length(0)
	for _, t := range marks {
		y := box.Min.Y + vg.Length(s.at(t.at))*(box.Max.Y-box.Min.Y)
		if t.label == "" {
			continue
		}
		lines = append(lines, []vg.Point{{X: box.Max.X, Y: y}, {X: box.Max.X + tickLength, Y: y}})
		c.text(caption{text: t.label, size: sizeTick, color: p.theme.tick}, vg.Point{X: box.Max.X + tickLength + tickGap, Y: y - sizeTick*0.35})
		widest = max(widest, vg.Length(p.theme.measure(t.label, sizeTick)))
	}
	c.lines(stroke{color: p.theme.axis, width: 1}, lines...)
	c.text(caption{text: factor, size: sizeTick, color: p.theme.tick}, vg.Point{X: box.Min.X, Y: box.Max.Y + 6})
	c.text(caption{text: b.label, size: sizeLabel, color: p.theme.text, anchor: 0.5, angle: upwards},
		vg.Point{X: box.Max.X + tickLength + tickGap + widest + labelGap + sizeLabel*0.8, Y: (box.Min.Y + box.Max.Y) / 2})
}
