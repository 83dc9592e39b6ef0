package plot

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// indexed returns img with at most 256 colours: its commonest, after similar ones
// are put together. Figures have few colours but for the soft edges of text and
// curves, so that the difference is not seen and the PNG is a third as large.
func indexed(img *image.RGBA) *image.Paletted {
	bins := countColors(img)
	slices.SortFunc(bins, func(a, b colorBin) int { return cmp.Or(b.n-a.n, a.key-b.key) })
	var palette color.Palette
	var means [][3]int
	var place [binCount]uint8 // in the palette, by bin
	for i, b := range bins {
		if i < 256 {
			m := b.mean()
			palette, means = append(palette, m), append(means, [3]int{int(m.R), int(m.G), int(m.B)})
			place[b.key] = uint8(i)
			continue
		}
		place[b.key] = nearest(means, b.mean())
	}
	out := image.NewPaletted(img.Rect, palette)
	last := -1
	for i := range out.Pix { // most pixels are like the one before
		if p := img.Pix[4*i : 4*i+4]; last >= 0 && [4]uint8(p) == [4]uint8(img.Pix[4*last:]) {
			out.Pix[i] = out.Pix[last]
		} else {
			out.Pix[i] = place[binOf(p[0], p[1], p[2])]
		}
		last = i
	}
	return out
}

// nearest is the place of the colour most like c. It does what color.Palette does,
// which takes most of the time of a drawing.
func nearest(means [][3]int, c color.RGBA) uint8 {
	best, at := 1<<30, 0
	for i, m := range means {
		r, g, b := m[0]-int(c.R), m[1]-int(c.G), m[2]-int(c.B)
		if d := r*r + g*g + b*b; d < best {
			best, at = d, i
		}
	}
	return uint8(at)
}

// binCount is the number of bins: five bits for each of red, green and blue.
const binCount = 1 << 15

func binOf(r, g, b uint8) int { return int(r>>3)<<10 | int(g>>3)<<5 | int(b>>3) }

// A colorBin is a group of similar colours: how many pixels have one of them, and
// their sums.
type colorBin struct{ key, n, r, g, b int }

func (c colorBin) mean() color.RGBA {
	round := func(sum int) uint8 { return uint8((sum + c.n/2) / c.n) }
	return color.RGBA{round(c.r), round(c.g), round(c.b), 255}
}

// countColors returns the bins that are not empty of an opaque image.
func countColors(img *image.RGBA) []colorBin {
	all := make([]colorBin, binCount)
	for i := 0; i+3 < len(img.Pix); {
		p := [4]uint8(img.Pix[i:])
		n := 0
		for ; i+3 < len(img.Pix) && [4]uint8(img.Pix[i:]) == p; i += 4 {
			n++
		}
		c := &all[binOf(p[0], p[1], p[2])]
		c.n, c.r, c.g, c.b = c.n+n, c.r+n*int(p[0]), c.g+n*int(p[1]), c.b+n*int(p[2])
	}
	for i := range all {
		all[i].key = i
	}
	return slices.DeleteFunc(all, func(c colorBin) bool { return c.n == 0 })
}
