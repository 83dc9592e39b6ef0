package plot

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A painter draws on any of the canvases, in pixels with y upwards.
type painter struct {
	vg.Canvas
	svg   *svgCanvas // the same canvas where it is one, which knows text and dots
	pix   *pixels    // the image of the canvas where it has one
	theme *theme
}

// stroke is how a line looks.
type stroke struct {
	color color.NRGBA
	width float64
	dash  []float64
}

// lines draws open lines of one look.
func (p *painter) lines(s stroke, lines ...[]vg.Point) {
	if p.pix != nil {
		p.pix.lines(s, lines)
		return
	}
	path := room(lines)
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

// room is an empty path with room for lines: its steps are large and many.
func room(lines [][]vg.Point) vg.Path {
	n := 0
	for _, l := range lines {
		n += len(l) + 1
	}
	return make(vg.Path, 0, n)
}

// fill fills closed polygons, as one shape.
func (p *painter) fill(c color.NRGBA, polygons ...[]vg.Point) {
	if p.pix != nil {
		p.pix.fill(c, polygons)
		return
	}
	path := room(polygons)
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
	if p.pix != nil {
		p.pix.dots(c, radius, at)
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
	inner := newPixels(float64(size.X), float64(size.Y), 2, color.Transparent, p.theme)
	moved := make([]vg.Point, len(at))
	for i, pt := range at {
		moved[i] = pt.Sub(box.Min)
	}
	inner.dots(c, radius, moved)
	p.DrawImage(box, flat(inner.pix.img, c))
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
func (p *painter) picture(box vg.Rectangle, img image.Image) {
	if p.pix != nil {
		p.pix.picture(box, img)
		return
	}
	p.DrawImage(box, img)
}

// A frame is the rectangle of the data with its scales.
type frame struct {
	vg.Rectangle
	x, y  scale
	theme *theme
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

// polar is the point at a distance and an angle in degrees from the origin.
func polar(r, degrees float64) vg.Point {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return vg.Point{X: vg.Length(r * cos), Y: vg.Length(r * sin)}
}
