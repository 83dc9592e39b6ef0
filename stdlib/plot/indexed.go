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
	var place [binCount]uint8 // in the palette, by bin
	for i, b := range bins {
		if i < 256 {
			palette = append(palette, b.mean())
			place[b.key] = uint8(i)
			continue
		}
		place[b.key] = uint8(palette.Index(b.mean()))
	}
	out := image.NewPaletted(img.Rect, palette)
	for i := range out.Pix {
		p := img.Pix[4*i : 4*i+4]
		out.Pix[i] = place[binOf(p[0], p[1], p[2])]
	}
	return out
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
	for i := 0; i+3 < len(img.Pix); i += 4 {
		p := img.Pix[i : i+4]
		c := &all[binOf(p[0], p[1], p[2])]
		c.n, c.r, c.g, c.b = c.n+1, c.r+int(p[0]), c.g+int(p[1]), c.b+int(p[2])
	}
	for i := range all {
		all[i].key = i
	}
	return slices.DeleteFunc(all, func(c colorBin) bool { return c.n == 0 })
}
