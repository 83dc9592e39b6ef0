package plot

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// dots draws circles as the round caps of lines of no length, which is the
// shortest way to write them. Their overlaps do not darken.
func (c *svgCanvas) dots(clr color.NRGBA, radius float64, at []vg.Point) {
	c.SetColor(clr)
	fmt.Fprintf(&c.buf, `<path fill="none" stroke="%s"`, hex(clr))
	c.opacity("stroke-opacity")
	fmt.Fprintf(&c.buf, ` stroke-width="%s" stroke-linecap="round" d="`, num(2*radius, 2))
	for _, p := range at {
		x, y := c.page(p)
		c.buf.WriteString("M" + num(x, 1) + " " + num(y, 1) + "h0")
	}
	c.buf.WriteString("\"/>\n")
}

// text writes a caption as text that can be selected and searched. Its pieces are
// placed relative to each other, so that its anchor holds in any font.
func (c *svgCanvas) text(t caption, s *setting, at vg.Point) {
	if len(s.pieces) == 0 {
		return
	}
	penX, penY := 0.0, 0.0
	if first := s.pieces[0].x; len(s.strokes) > 0 || first != 0 {
		// The pieces must meet the strokes: an anchor would leave out gaps at the ends.
		sin, cos := math.Sincos(t.angle)
		d := t.size * (first - t.anchor*s.width)
		at = at.Add(vg.Point{X: vg.Length(d * cos), Y: vg.Length(d * sin)})
		t.anchor, penX = 0, first
	}
	x, y := c.page(at)
	c.buf.WriteString("<text")
	if t.angle != 0 {
		fmt.Fprintf(&c.buf, ` transform="translate(%s %s) rotate(%s)"`, num(x, 1), num(y, 1), num(-t.angle*180/math.Pi, 1))
	} else {
		fmt.Fprintf(&c.buf, ` x="%s" y="%s"`, num(x, 1), num(y, 1))
	}
	fmt.Fprintf(&c.buf, ` font-size="%s" fill="%s"`, num(t.size, 1), hex(t.color))
	if t.bold {
		c.buf.WriteString(` font-weight="bold"`)
	}
	switch t.anchor {
	case 0.5:
		c.buf.WriteString(` text-anchor="middle"`)
	case 1:
		c.buf.WriteString(` text-anchor="end"`)
	}
	c.buf.WriteString(">")
	for _, p := range s.pieces {
		var attr string
		if d := t.size * (p.x - penX); math.Abs(d) > 0.005 {
			attr += ` dx="` + num(d, 2) + `"`
		}
		if d := t.size * (penY - p.y); math.Abs(d) > 0.005 {
			attr += ` dy="` + num(d, 2) + `"`
		}
		if p.size != 1 {
			attr += ` font-size="` + num(t.size*p.size, 2) + `"`
		}
		if p.bold && !t.bold {
			attr += ` font-weight="bold"`
		}
		if p.italic {
			attr += ` font-style="italic"`
		}
		text := html.EscapeString(p.text)
		if attr == "" {
			c.buf.WriteString(text)
		} else {
			c.buf.WriteString("<tspan" + attr + ">" + text + "</tspan>")
		}
		penX, penY = p.x+p.size*faceOf(c.font, p.bold, p.italic).width(p.text), p.y
	}
	c.buf.WriteString("</text>\n")
}

// FillString is the text of gonum's own plotters.
func (c *svgCanvas) FillString(f font.Face, at vg.Point, s string) {
	m := c.state.m
	x, y := c.page(at)
	fmt.Fprintf(&c.buf, `<text transform="matrix(%s %s %s %s %s %s)" font-size="%s" fill="%s">%s</text>`+"\n",
		num(m[0], 4), num(-m[1], 4), num(-m[2], 4), num(m[3], 4), num(x, 1), num(y, 1),
		num(float64(f.Font.Size), 1), hex(c.state.color), html.EscapeString(s))
}

// DrawImage embeds an image as PNG.
func (c *svgCanvas) DrawImage(box vg.Rectangle, img image.Image) {
	var data bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&data, img); err != nil {
		panic(fmt.Errorf("encoding an image: %w", err)) // caught where the figure is drawn
	}
	x, y := c.page(vg.Point{X: box.Min.X, Y: box.Max.Y})
	size := box.Size()
	fmt.Fprintf(&c.buf, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" xlink:href="data:image/png;base64,%s"/>`+"\n",
		num(x, 2), num(y, 2), num(float64(size.X), 2), num(float64(size.Y), 2),
		base64.StdEncoding.EncodeToString(data.Bytes()))
}
