package plot

import (
	"image"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// A painter draws on any of the canvases, in pixels with y upwards.
type painter struct {
	vg.Canvas
	svg *svgCanvas // the same canvas where it is one, which knows text and dots
}

// stroke is how a line looks.
type stroke struct {
	color color.NRGBA
	width float64
	dash  []float64
}

// lines draws open lines of one look.
func (p *painter) lines(s stroke, lines ...[]vg.Point) {
	var path vg.Path
	for _, l := range lines {
		if len(l) < 2 {
			continue
		}
		path.Move(l[0])
		for _, pt := range l[1:] {
			path.Line(pt)
		}
	}
	if len(path) == 0 {
		return
	}
	dash := make([]vg.Length, len(s.dash))
	for i, d := range s.dash {
		dash[i] = vg.Length(d)
	}
	p.SetColor(s.color)
	p.SetLineWidth(vg.Length(s.width))
	p.SetLineDash(dash, 0)
	p.Stroke(path)
}

// fill fills closed polygons, as one shape.
func (p *painter) fill(c color.NRGBA, polygons ...[]vg.Point) {
	var path vg.Path
	for _, l := range polygons {
		if len(l) < 3 {
			continue
		}
		path.Move(l[0])
		for _, pt := range l[1:] {
			path.Line(pt)
		}
		path.Close()
	}
	if len(path) == 0 {
		return
	}
	p.SetColor(c)
	p.Fill(path)
}

// manyDots is the number of points above which an SVG file holds them as an image.
const manyDots = 3000

// dots draws filled circles.
func (p *painter) dots(c color.NRGBA, radius float64, at []vg.Point) {
	if len(at) == 0 {
		return
	}
	if p.svg != nil && len(at) > manyDots {
		p.rasterDots(c, radius, at)
		return
	}
	if p.svg != nil {
		p.svg.dots(c, radius, at)
		return
	}
	p.SetColor(c)
	for _, pt := range at {
		p.Fill(circle(pt, radius))
	}
}

// circle is four cubic curves, which every canvas draws alike.
func circle(at vg.Point, radius float64) vg.Path {
	arc := vg.PathComp{Type: vg.ArcComp, Pos: at, Radius: vg.Length(radius), Angle: 2 * math.Pi}
	var path vg.Path
	for i, b := range bezierArc(arc) {
		if i == 0 {
			path.Move(b[0])
			continue
		}
		path.CubeTo(b[0], b[1], b[2])
	}
	path.Close()
	return path
}

func (p *painter) rasterDots(c color.NRGBA, radius float64, at []vg.Point) {
	box := vg.Rectangle{Min: at[0], Max: at[0]}
	for _, pt := range at {
		box.Min.X, box.Min.Y = min(box.Min.X, pt.X), min(box.Min.Y, pt.Y)
		box.Max.X, box.Max.Y = max(box.Max.X, pt.X), max(box.Max.Y, pt.Y)
	}
	edge := vg.Length(math.Ceil(radius) + 1)
	box.Min.X, box.Min.Y = vg.Length(math.Floor(float64(box.Min.X-edge))), vg.Length(math.Floor(float64(box.Min.Y-edge)))
	box.Max.X, box.Max.Y = vg.Length(math.Ceil(float64(box.Max.X+edge))), vg.Length(math.Ceil(float64(box.Max.Y+edge)))
	size := box.Size()
	canvas := vgimg.NewWith(vgimg.UseWH(size.X, size.Y), vgimg.UseDPI(2*72), vgimg.UseBackgroundColor(color.Transparent))
	inner := painter{Canvas: canvas}
	moved := make([]vg.Point, len(at))
	for i, pt := range at {
		moved[i] = pt.Sub(box.Min)
	}
	inner.dots(c, radius, moved)
	p.DrawImage(box, flat(canvas.Image(), c))
}

// flat reduces an image of one colour to a few levels of opacity, a byte a pixel.
func flat(img image.Image, c color.NRGBA) *image.Paletted {
	const levels = 32
	palette := make(color.Palette, levels)
	for i := range palette {
		palette[i] = color.NRGBA{R: c.R, G: c.G, B: c.B, A: uint8(255 * i / (levels - 1))}
	}
	b := img.Bounds()
	out := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			_, _, _, a := img.At(x, y).RGBA()
			out.SetColorIndex(x, y, uint8((a*(levels-1)+0x7fff)/0xffff))
		}
	}
	return out
}

// picture places an image.
func (p *painter) picture(box vg.Rectangle, img image.Image) { p.DrawImage(box, img) }

// A caption is one piece of text on the page.
type caption struct {
	text   string
	size   float64
	color  color.NRGBA
	bold   bool
	anchor float64 // 0: at starts the text, 0.5: is its middle, 1: its end
	turned bool    // a quarter turn, reading upwards
}

// text writes a caption with its baseline at a point.
func (p *painter) text(c caption, at vg.Point) {
	if strings.TrimSpace(c.text) == "" {
		return
	}
	runs := parse(c.text)
	if p.svg != nil {
		p.svg.text(c, runs, at)
		return
	}
	p.SetColor(c.color)
	x := -c.anchor * measure(c.text, c.size, c.bold)
	y := 0.0
	for _, r := range runs {
		size := c.size * r.scale()
		f := faceOf(c.bold, r.italic)
		y = c.size * r.rise()
		for _, ch := range r.text {
			g := f.glyph(ch)
			if len(g.outline) > 0 {
				p.Fill(place(g.outline, x, y, size, c.turned, at))
			}
			x += g.advance * size
		}
	}
}

// place moves the outline of a glyph to its place on the page.
func place(outline vg.Path, x, y, size float64, turned bool, origin vg.Point) vg.Path {
	move := func(p vg.Point) vg.Point {
		q := vg.Point{X: p.X*vg.Length(size) + vg.Length(x), Y: p.Y*vg.Length(size) + vg.Length(y)}
		if turned {
			q.X, q.Y = -q.Y, q.X
		}
		return q.Add(origin)
	}
	path := make(vg.Path, len(outline))
	for i, c := range outline {
		c.Pos = move(c.Pos)
		control := make([]vg.Point, len(c.Control))
		for j, q := range c.Control {
			control[j] = move(q)
		}
		c.Control = control
		path[i] = c
	}
	return path
}

// A frame is the rectangle of the data with its scales.
type frame struct {
	vg.Rectangle
	x, y scale
}

// at is the place of a data point, with coordinates that are NaN where it has none.
func (f *frame) at(x, y float64) vg.Point {
	return vg.Point{X: f.px(x), Y: f.py(y)}
}

func (f *frame) px(x float64) vg.Length {
	return f.Min.X + vg.Length(f.x.at(x))*(f.Max.X-f.Min.X)
}

func (f *frame) py(y float64) vg.Length {
	return f.Min.Y + vg.Length(f.y.at(y))*(f.Max.Y-f.Min.Y)
}

// canvas is the frame as gonum's plotters and clipping know it.
func (f *frame) canvas(p *painter) draw.Canvas {
	return draw.Canvas{Canvas: p.Canvas, Rectangle: f.Rectangle}
}

// visible says whether a point has a place, and that within the frame.
func (f *frame) visible(p vg.Point) bool {
	const slop = 1e-6
	return p.X >= f.Min.X-slop && p.X <= f.Max.X+slop && p.Y >= f.Min.Y-slop && p.Y <= f.Max.Y+slop
}

func drawable(p vg.Point) bool { return finite(float64(p.X)) && finite(float64(p.Y)) }
