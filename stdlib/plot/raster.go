package plot

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// pixels draws on an image, in a fraction of the time that gonum's canvas takes.
type pixels struct {
	img   *image.RGBA
	scale float64 // pixels a unit
	cover *coverage

	stamps map[stampKey]*image.Alpha
}

// newPixels returns a painter of an image w by h units large.
func newPixels(w, h, scale float64, background color.Color, t *theme) *painter {
	wide, high := int(math.Round(w*scale)), int(math.Round(h*scale))
	c, ok := spare.Get().(*pixels)
	if !ok || c.img.Rect.Dx() != wide || c.img.Rect.Dy() != high {
		c = &pixels{img: image.NewRGBA(image.Rect(0, 0, wide, high)), cover: newCoverage(wide, high)}
	}
	c.scale = scale
	draw.Draw(c.img, c.img.Rect, image.NewUniform(background), image.Point{}, draw.Src)
	return &painter{pix: c, theme: t}
}

// spare are pixels that were used and may be again: figures are mostly of one
// size, and their memory is worth keeping.
var spare sync.Pool

// free gives the image up.
func (c *pixels) free() {
	if c.cover.clean() {
		spare.Put(c)
	}
}

// foreign lets a plotter of gonum draw on a canvas of its own, and lays that over
// the image.
func (c *pixels) foreign(plot func(vg.Canvas)) {
	size := c.img.Rect.Size()
	w, h := vg.Length(float64(size.X)/c.scale), vg.Length(float64(size.Y)/c.scale)
	// A point of gonum's canvas is a unit: 72 to the inch.
	over := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(int(72*c.scale)), vgimg.UseBackgroundColor(color.Transparent))
	plot(over)
	draw.Draw(c.img, c.img.Rect, over.Image(), image.Point{}, draw.Over)
}

// place is a point in pixels, y downwards.
func (c *pixels) place(p vg.Point) (x, y float64) {
	return float64(p.X) * c.scale, float64(c.img.Rect.Dy()) - float64(p.Y)*c.scale
}

// end paints what is covered.
func (c *pixels) end(clr color.NRGBA) {
	c.cover.sweep(func(row, from, to int, cover float32) {
		over(c.img.Pix[row*c.img.Stride+4*from:row*c.img.Stride+4*to], clr, uint32(float32(clr.A)*cover+0.5))
	})
}

// over lays a colour with opacity a of 255 over pixels. Two channels at a time
// are multiplied in one word, by parts of 256, which every machine has fast.
func over(dst []uint8, c color.NRGBA, a uint32) {
	if a == 0 {
		return
	}
	a += a >> 7
	rest := 256 - a
	redBlue := (uint32(c.R)|uint32(c.B)<<16)*a + 0x800080
	greenAlpha := (uint32(c.G)|0xff<<16)*a + 0x800080
	for ; len(dst) >= 4; dst = dst[4:] {
		d := binary.LittleEndian.Uint32(dst)
		rb := (d&0xff00ff)*rest + redBlue
		ga := (d>>8&0xff00ff)*rest + greenAlpha
		binary.LittleEndian.PutUint32(dst, rb>>8&0xff00ff|ga&0xff00ff00)
	}
}

// blend lays a colour over the image through a mask whose corner is at a pixel.
func (c *pixels) blend(clr color.NRGBA, mask *image.Alpha, corner image.Point) {
	r := mask.Rect.Add(corner).Intersect(c.img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := (y-corner.Y)*mask.Stride + r.Min.X - corner.X
		cover := mask.Pix[from : from+r.Dx()]
		dst := c.img.Pix[c.img.PixOffset(r.Min.X, y):]
		for i, m := range cover {
			if m == 0 {
				continue
			}
			over(dst[4*i:4*i+4], clr, (uint32(m)*uint32(clr.A)+127)/255)
		}
	}
}

// lines draws the lines of one stroke as one shape.
func (c *pixels) lines(s stroke, lines [][]vg.Point) {
	for _, l := range lines {
		if len(l) < 2 {
			continue
		}
		for _, dash := range dashed(l, s.dash) {
			strokeOutline(dash, s.width, func(polygon ...vg.Point) { c.cover.polygon(polygon, c.place) })
		}
	}
	c.end(s.color)
}

// fill fills polygons as one shape.
func (c *pixels) fill(clr color.NRGBA, polygons [][]vg.Point) {
	for _, p := range polygons {
		if len(p) > 2 {
			c.cover.polygon(p, c.place)
		}
	}
	c.end(clr)
}

// path fills a path with curves.
func (c *pixels) path(clr color.NRGBA, path vg.Path) {
	for _, s := range path {
		x, y := c.place(s.Pos)
		switch s.Type {
		case vg.MoveComp:
			c.cover.move(x, y)
		case vg.LineComp:
			c.cover.line(x, y)
		case vg.CurveComp:
			bx, by := c.place(s.Control[0])
			if len(s.Control) == 1 {
				c.cover.curve(bx, by, x, y)
				continue
			}
			cx, cy := c.place(s.Control[1])
			c.cover.curve(bx, by, cx, cy, x, y)
		case vg.CloseComp:
			c.cover.close()
		}
	}
	c.end(clr)
}

// phases is how finely a stamp is placed, in parts of a pixel.
const phases = 4

type stampKey struct {
	radius float64
	x, y   int // phase
}

// dots stamps the picture of a circle at each point.
func (c *pixels) dots(clr color.NRGBA, radius float64, at []vg.Point) {
	if c.stamps == nil || len(c.stamps) > 1000 {
		c.stamps = map[stampKey]*image.Alpha{}
	}
	for _, p := range at {
		x, y := c.place(p)
		if !(math.Abs(x) < 1e6 && math.Abs(y) < 1e6) {
			continue
		}
		px, py := int(math.Floor(x*phases)), int(math.Floor(y*phases))
		corner := image.Pt(floorDiv(px, phases), floorDiv(py, phases))
		key := stampKey{radius, px - corner.X*phases, py - corner.Y*phases}
		stamp, ok := c.stamps[key]
		if !ok {
			stamp = c.stamp(key)
			c.stamps[key] = stamp
		}
		r := stamp.Rect.Dx() / 2
		c.blend(clr, stamp, corner.Sub(image.Pt(r, r)))
	}
}

func floorDiv(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

// stamp is a circle whose centre is that of phase key past pixel (r, r).
func (c *pixels) stamp(key stampKey) *image.Alpha {
	radius := key.radius * c.scale
	r := int(math.Ceil(radius)) + 1
	mask := image.NewAlpha(image.Rect(0, 0, 2*r+1, 2*r+1))
	x := float64(r) + (float64(key.x)+0.5)/phases
	y := float64(r) + (float64(key.y)+0.5)/phases
	cover := newCoverage(2*r+1, 2*r+1)
	n := 8 + 4*r
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		if i == 0 {
			cover.move(x+radius*cos, y+radius*sin)
		} else {
			cover.line(x+radius*cos, y+radius*sin)
		}
	}
	cover.close()
	cover.sweep(func(row, from, to int, v float32) {
		for i := from; i < to; i++ {
			mask.Pix[row*mask.Stride+i] = uint8(255*v + 0.5)
		}
	})
	return mask
}

// picture copies an image into a box, each pixel from the nearest of the image.
func (c *pixels) picture(box vg.Rectangle, img image.Image) {
	x0, y1 := c.place(box.Min)
	x1, y0 := c.place(box.Max)
	b := img.Bounds()
	r := image.Rect(int(math.Round(x0)), int(math.Round(y0)), int(math.Round(x1)), int(math.Round(y1)))
	if r.Empty() || b.Empty() {
		return
	}
	for y := max(r.Min.Y, 0); y < min(r.Max.Y, c.img.Rect.Max.Y); y++ {
		sy := b.Min.Y + (2*(y-r.Min.Y)+1)*b.Dy()/(2*r.Dy())
		for x := max(r.Min.X, 0); x < min(r.Max.X, c.img.Rect.Max.X); x++ {
			sx := b.Min.X + (2*(x-r.Min.X)+1)*b.Dx()/(2*r.Dx())
			cr, cg, cb, ca := img.At(sx, sy).RGBA()
			if ca == 0 {
				continue
			}
			d := c.img.Pix[c.img.PixOffset(x, y):][:4]
			rest := 0xffff - ca
			for i, v := range [4]uint32{cr, cg, cb, ca} {
				d[i] = uint8((v + uint32(d[i])*0x101*rest/0xffff) >> 8)
			}
		}
	}
}
