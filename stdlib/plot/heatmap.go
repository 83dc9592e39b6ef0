package plot

import (
	"image"
	"image/color"
	"math"
	"sort"

	"gonum.org/v1/plot/vg"
)

const blank = mapSize // the palette index of no value

// index is the place of a value in the colour map.
func (l *field) index(v float64) uint8 {
	t := scale{l.lo, l.hi, l.logz}.at(v)
	if math.IsNaN(t) {
		return blank
	}
	if l.filled && len(l.levels) > 0 {
		// One colour for each area between levels.
		t = float64(sort.SearchFloat64s(l.levels, v)) / float64(len(l.levels))
	}
	return shadeIndex(t)
}

func (l *field) palette() color.Palette { return paletteOf(l.cmap) }

// paletteOf is a colour map with one more colour, for no value.
func paletteOf(cmap []color.NRGBA) color.Palette {
	p := make(color.Palette, mapSize+1)
	for i, c := range cmap {
		p[i] = c
	}
	p[blank] = color.NRGBA{}
	return p
}

// paintAreas draws the values at each pixel, twice as fine as the page, which
// serves all kinds of axes alike.
func (l *field) paintAreas(p *painter, f *frame) {
	size := f.Size()
	fine := 2.0
	if l.cells && (float64(len(l.x)) > float64(size.X) || float64(len(l.y)) > float64(size.Y)) {
		fine = 1
	}
	w, h := int(math.Ceil(float64(size.X)*fine)), int(math.Ceil(float64(size.Y)*fine))
	img := image.NewPaletted(image.Rect(0, 0, w, h), l.palette())
	cols, rows := make([]float64, w), make([]float64, h)
	for i := range cols {
		cols[i] = locate(l.x, f.x.value((float64(i)+0.5)/float64(w)))
	}
	for i := range rows {
		rows[i] = locate(l.y, f.y.value(1-(float64(i)+0.5)/float64(h)))
	}
	for i, r := range rows {
		line := img.Pix[i*img.Stride : i*img.Stride+w]
		for j, c := range cols {
			line[j] = blank
			switch {
			case math.IsNaN(r) || math.IsNaN(c):
			case l.cells:
				line[j] = l.index(l.z[int(r)][int(c)])
			default:
				line[j] = l.index(l.bilinear(r, c))
			}
		}
	}
	p.picture(f.Rectangle, img)
	if l.cells && l.cellText {
		l.paintValues(p, f)
	}
}

// paintValues writes the values into the cells, dark on light and light on dark.
func (l *field) paintValues(p *painter, f *frame) {
	for i, row := range l.z {
		for j, v := range row {
			k := l.index(v)
			if k == blank || !finite(v) {
				continue
			}
			mid := vg.Point{X: (f.px(l.x[j]) + f.px(l.x[j+1])) / 2, Y: (f.py(l.y[i]) + f.py(l.y[i+1])) / 2}
			if f.visible(mid) {
				p.text(caption{text: decimal(v, l.decimals), size: sizeTick, color: contrast(l.cmap[k]), anchor: 0.5}, mid.Sub(vg.Point{Y: sizeTick * 0.35}))
			}
		}
	}
}

// locate is the place of v among increasing values: 2.5 is half way between the
// third and the fourth, and NaN outside.
func locate(at []float64, v float64) float64 {
	n := len(at)
	if v < at[0] || v > at[n-1] {
		return math.NaN()
	}
	i := min(max(sort.SearchFloat64s(at, v)-1, 0), n-2)
	return float64(i) + min((v-at[i])/(at[i+1]-at[i]), 1-1e-9)
}

func (l *field) bilinear(r, c float64) float64 {
	i, j := int(r), int(c)
	u, v := r-float64(i), c-float64(j)
	g := func(z float64) float64 {
		if l.logz {
			return math.Log(z)
		}
		return z
	}
	z := (1-u)*((1-v)*g(l.z[i][j])+v*g(l.z[i][j+1])) + u*((1-v)*g(l.z[i+1][j])+v*g(l.z[i+1][j+1]))
	if l.logz {
		return math.Exp(z)
	}
	return z
}

func (l *field) paintLines(p *painter, f *frame) {
	c := f.canvas(p)
	for k, lines := range l.levelLines(f) {
		col := l.cmap[min(l.index(l.levels[k]), mapSize-1)]
		switch {
		case l.set:
			col = l.shown(f.theme, 1)
		case l.filled:
			col = color.NRGBA{R: 255, G: 255, B: 255, A: 110}
		case l.alpha > 0:
			col.A = uint8(255*l.alpha + 0.5)
		}
		var thinned [][]vg.Point
		for _, line := range lines {
			thinned = append(thinned, c.ClipLinesXY(straighten(line, tolerance))...)
		}
		width := l.width
		if l.filled {
			width *= 0.7
		}
		p.lines(stroke{col, width, l.dashes(f.theme)}, thinned...)
	}
}
