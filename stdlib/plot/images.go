package plot

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// picture is an image on axes that count its pixels, the first row on top.
type picture struct {
	style
	img image.Image
}

// Images shows images in a grid, cols in a row, without axes; pixels stay square
// and sharp. Each element of images is an image of width by height pixels, row by
// row: width·height values are grey, three times as many are red, green and blue
// in turn, or, with Planar, all of red before all of green. The range of the
// values of all images, or ColorRange, goes from black to white; values within
// [0, 1] are taken as they are. ColorMap gives grey images colours. Labels writes
// a title over each.
func Images(images [][]float64, width, height, cols int, opts ...Option) *Figure {
	g := New()
	s, ok := g.style("Images", opts)
	if !ok {
		return g
	}
	if len(images) == 0 {
		return g.fail("Images: no data (images is empty)")
	}
	if width < 1 || height < 1 || width*height > 1<<26 {
		return g.fail("Images: width %d and height %d: want at least 1 and at most 2^26 pixels", width, height)
	}
	for i, px := range images {
		if len(px) != width*height && len(px) != 3*width*height {
			return g.fail("Images: images[%d] has %d values, want %d (grey) or %d (colour) for %d×%d pixels",
				i, len(px), width*height, 3*width*height, width, height)
		}
	}
	lo, hi := pixelRange(s, images)
	list := make([]image.Image, len(images))
	for i, px := range images {
		list[i] = develop(s, px, width, height, lo, hi)
	}
	return pictures(g, s, list, cols)
}

// Pictures shows images of the package image in a grid, as Images does.
func Pictures(images []image.Image, cols int, opts ...Option) *Figure {
	g := New()
	s, ok := g.style("Pictures", opts)
	if !ok {
		return g
	}
	if len(images) == 0 {
		return g.fail("Pictures: no data (images is empty)")
	}
	for i, img := range images {
		if img == nil || img.Bounds().Empty() {
			return g.fail("Pictures: images[%d] is nil or empty", i)
		}
	}
	return pictures(g, s, slices.Clone(images), cols)
}

// Planar says that colour images hold all values of red first, then green, then
// blue, as the CIFAR files do.
func Planar() Option { return func(s *style) error { s.planar = true; return nil } }

func pictures(g *Figure, s style, images []image.Image, cols int) *Figure {
	if cols < 1 {
		return g.fail("Images: cols is %d, want at least 1", cols)
	}
	if s.labels != nil && len(s.labels) != len(images) {
		return g.fail("Images: %d labels for %d images", len(s.labels), len(images))
	}
	panels := make([]*Figure, len(images))
	for i, img := range images {
		p := New()
		p.bare, p.equal, p.tight = true, true, true
		p.x.snug, p.y.snug, p.y.flip = true, true, true
		if s.labels != nil {
			p.title = s.labels[i]
		}
		panels[i] = p.add("Images", &picture{s, img})
	}
	cols = min(cols, len(images))
	g = Grid(cols, panels...)
	// Images as wide as fit on a page of the usual width, but no wider than 160 px.
	b := images[0].Bounds()
	wide := min(160, float64(DefaultWidth)/float64(cols))
	head := 0.0
	if s.labels != nil {
		head = sizeTitle + 8
	}
	rows := (len(images) + cols - 1) / cols
	high := (wide-2*tightEdge)*float64(b.Dy())/float64(b.Dx()) + 2*tightEdge + head
	return g.Size(max(wide*float64(cols), leastSize), min(max(high*float64(rows), leastSize), mostSize))
}

// pixelRange is the values that black and white stand for.
func pixelRange(s style, images [][]float64) (lo, hi float64) {
	if s.ranged {
		return s.lo, s.hi
	}
	e := newExtent(false)
	for _, px := range images {
		for _, v := range px {
			e.add(v)
		}
	}
	if e.empty() || e.lo >= 0 && e.hi <= 1 {
		return 0, 1
	}
	if e.lo == e.hi {
		return e.lo - 1, e.hi
	}
	return e.lo, e.hi
}

// develop turns values into an image. Values that are NaN are transparent.
func develop(s style, px []float64, w, h int, lo, hi float64) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	level := func(v float64) uint8 { return uint8(math.Round(255 * min(max((v-lo)/(hi-lo), 0), 1))) }
	for i := range w * h {
		at := [3]int{i, i, i}
		if len(px) > w*h {
			at = [3]int{3 * i, 3*i + 1, 3*i + 2}
			if s.planar {
				at = [3]int{i, i + w*h, i + 2*w*h}
			}
		}
		r, g, b := px[at[0]], px[at[1]], px[at[2]]
		if math.IsNaN(r) || math.IsNaN(g) || math.IsNaN(b) {
			continue
		}
		c := color.NRGBA{R: level(r), G: level(g), B: level(b), A: 255}
		if s.cmap != nil && len(px) == w*h {
			c = s.cmap[shadeIndex((r-lo)/(hi-lo))]
		}
		img.SetNRGBA(i%w, i/w, c)
	}
	return img
}

func (l *picture) extend(x, y *extent) {
	b := l.img.Bounds()
	x.add(0)
	x.add(float64(b.Dx()))
	y.add(0)
	y.add(float64(b.Dy()))
}

func (l *picture) paint(p *painter, f *frame) {
	b := l.img.Bounds()
	x0, x1 := f.px(0), f.px(float64(b.Dx()))
	y0, y1 := f.py(float64(b.Dy())), f.py(0)
	box := vg.Rectangle{Min: vg.Point{X: min(x0, x1), Y: min(y0, y1)}, Max: vg.Point{X: max(x0, x1), Y: max(y0, y1)}}
	if p.pix == nil {
		p.DrawImage(box, enlarged(l.img, box))
		return
	}
	p.picture(box, l.img)
}

// enlarged repeats the pixels of a small image, since viewers of SVG and PDF
// smooth what they enlarge.
func enlarged(img image.Image, box vg.Rectangle) image.Image {
	b := img.Bounds()
	k := int(math.Ceil(2 * float64(box.Size().X) / float64(b.Dx())))
	if k < 2 {
		return img
	}
	out := image.NewNRGBA(image.Rect(0, 0, k*b.Dx(), k*b.Dy()))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(b.Min.X+x/k, b.Min.Y+y/k))
		}
	}
	return out
}

func (l *picture) depth() int                    { return depthMap }
func (l *picture) trace(*frame) []vg.Point       { return nil }
func (l *picture) missing(bool, bool) (n, m int) { return 0, 0 }
func (l *picture) keys() []key                   { return nil }
func (l *picture) count() (int, string) {
	return 1, fmt.Sprintf("image of %d×%d", l.img.Bounds().Dx(), l.img.Bounds().Dy())
}
