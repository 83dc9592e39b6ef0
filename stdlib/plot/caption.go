package plot

import (
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
)

// A caption is one piece of text on the page.
type caption struct {
	text   string
	size   float64
	color  color.NRGBA
	bold   bool
	anchor float64 // 0: at starts the text, 0.5: is its middle, 1: its end
	angle  float64 // against the clock, in radians
}

// upwards is the angle of the name of a vertical axis.
const upwards = math.Pi / 2

// text writes a caption with its baseline at a point.
func (p *painter) text(c caption, at vg.Point) {
	if strings.TrimSpace(c.text) == "" {
		return
	}
	s := typeset(c.text, p.theme.font, c.bold)
	sin, cos := math.Sincos(c.angle)
	start := -c.anchor * s.width
	// place takes a point of the setting to the page.
	place := func(x, y vg.Length) vg.Point {
		x, y = (x+vg.Length(start))*vg.Length(c.size), y*vg.Length(c.size)
		return vg.Point{X: x*vg.Length(cos) - y*vg.Length(sin), Y: x*vg.Length(sin) + y*vg.Length(cos)}.Add(at)
	}
	if p.svg != nil {
		p.svg.text(c, s, at)
	} else {
		p.glyphs(c, s, place)
	}
	for _, st := range s.strokes {
		line := make([]vg.Point, len(st.at))
		for i, q := range st.at {
			line[i] = place(q.X, q.Y)
		}
		p.lines(stroke{color: c.color, width: st.thick * c.size}, line)
	}
}

// glyphs draws the letters of a caption as outlines.
func (p *painter) glyphs(c caption, s *setting, place func(x, y vg.Length) vg.Point) {
	if p.pix == nil {
		p.SetColor(c.color)
	}
	for _, piece := range s.pieces {
		face := faceOf(p.theme.font, piece.bold, piece.italic)
		x, size := piece.x, vg.Length(piece.size)
		for _, ch := range piece.text {
			g := face.glyph(ch)
			if len(g.outline) > 0 {
				path := moved(g.outline, func(q vg.Point) vg.Point {
					return place(q.X*size+vg.Length(x), q.Y*size+vg.Length(piece.y))
				})
				if p.pix != nil {
					p.pix.path(c.color, path)
				} else {
					p.Fill(path)
				}
			}
			x += g.advance * piece.size
		}
	}
}
