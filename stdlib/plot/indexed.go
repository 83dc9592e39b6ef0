package plot

import (
	"cmp"
	"encoding/binary"
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
	for i := 0; i < len(out.Pix); {
		p := img.Pix[4*i:]
		run := out.Pix[i : i+runLength(p)]
		at := place[binOf(p[0], p[1], p[2])]
		for j := range run {
			run[j] = at
		}
		i += len(run)
	}
	return out
}

// runLength counts the pixels at the start of pix, four bytes each, that are alike.
// Most are like the one before, so that it takes two at a time.
func runLength(pix []uint8) int {
	first := uint64(binary.LittleEndian.Uint32(pix))
	two := first<<32 | first
	n := 0
	for ; len(pix) >= 8 && binary.LittleEndian.Uint64(pix) == two; pix = pix[8:] {
		n += 2
	}
	if len(pix) >= 4 && uint64(binary.LittleEndian.Uint32(pix)) == first {
		n++
	}
	return n
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
	for p := img.Pix; len(p) >= 4; {
		n := runLength(p)
		c := &all[binOf(p[0], p[1], p[2])]
		c.n, c.r, c.g, c.b = c.n+n, c.r+n*int(p[0]), c.g+n*int(p[1]), c.b+n*int(p[2])
		p = p[4*n:]
	}
	for i := range all {
		all[i].key = i
	}
	return slices.DeleteFunc(all, func(c colorBin) bool { return c.n == 0 })
}
