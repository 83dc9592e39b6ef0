package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// Heights of letters in sizes of the text, for the Liberation fonts.
const (
	capHeight = 0.69
	xHeight   = 0.53
)

// load reads a glyph. Symbols of mathematics that the font has not are made of
// others that look alike, or drawn.
func (f *face) load(r rune) glyph {
	if g, ok := f.read(r); ok {
		return g
	}
	if like, ok := alike[r]; ok {
		return f.made(like.rune, like.matrix)
	}
	if lines, ok := drawn[r]; ok {
		return lines.glyph()
	}
	switch r {
	case '‖', '∥':
		g := f.made('|', identity)
		second := f.made('|', [6]float64{1, 0, 0, 1, 0.16, 0})
		return glyph{g.advance + 0.16, append(g.outline, second.outline...)}
	case '\u2009', '\u200a', '\u202f':
		return glyph{advance: 0.17}
	case '\u2005':
		return glyph{advance: 0.25}
	case '\u2003':
		return glyph{advance: 1}
	}
	g, _ := f.read('\u25a1')
	return g
}

// identity leaves a glyph as it is; a matrix takes x, y to
// m0 x + m2 y + m4, m1 x + m3 y + m5.
var identity = [6]float64{1, 0, 0, 1, 0, 0}

// alike are glyphs that others resemble after a change of shape.
var alike = map[rune]struct {
	rune
	matrix [6]float64
}{
	'∇': {'Δ', [6]float64{1, 0, 0, -1, 0, capHeight}},
	'∗': {'*', [6]float64{1, 0, 0, 1, 0, -0.18}},
	'ℓ': {'l', [6]float64{1, 0, 0.25, 1, -0.05, 0}},
	'∼': {'~', identity},
	'≃': {'≈', identity},
	'⊤': {'T', identity},
	'⊥': {'T', [6]float64{1, 0, 0, -1, 0, capHeight}},
	'∀': {'A', [6]float64{1, 0, 0, -1, 0, capHeight}},
	'∃': {'E', [6]float64{-1, 0, 0, 1, 0.667, 0}},
	'≪': {'«', [6]float64{1.1, 0, 0, 1, 0, 0}},
	'≫': {'»', [6]float64{1.1, 0, 0, 1, 0, 0}},
	'∘': {'°', [6]float64{1, 0, 0, 1, 0, -0.28}},
	'∅': {'Ø', identity},
	'⋯': {'…', [6]float64{1, 0, 0, 1, 0, 0.25}},
	'∧': {'v', [6]float64{1, 0, 0, -1, 0, xHeight}},
	'∨': {'v', identity},
	'∪': {'U', [6]float64{0.9, 0, 0, 0.8, 0, 0}},
	'∓': {'±', [6]float64{1, 0, 0, -1, 0, xHeight + 0.06}},
}

// drawn are symbols of straight lines, in sizes of the text.
var drawn = map[rune]lineGlyph{
	'∝': {0.72, [][][2]float64{{{0.65, 0.44}, {0.54, 0.43}, {0.46, 0.37}, {0.39, 0.28}, {0.32, 0.18}, {0.23, 0.13}, {0.14, 0.17}, {0.1, 0.28}, {0.14, 0.39}, {0.23, 0.43}, {0.32, 0.38}, {0.39, 0.28}, {0.46, 0.19}, {0.54, 0.13}, {0.65, 0.12}}}},
	'∈': {0.6, [][][2]float64{{{0.52, 0.52}, {0.28, 0.5}, {0.13, 0.38}, {0.09, 0.26}, {0.13, 0.14}, {0.28, 0.02}, {0.52, 0}}, {{0.09, 0.26}, {0.48, 0.26}}}},
	'⊂': {0.6, [][][2]float64{{{0.52, 0.52}, {0.28, 0.5}, {0.13, 0.38}, {0.09, 0.26}, {0.13, 0.14}, {0.28, 0.02}, {0.52, 0}}}},
	'∉': {0.6, [][][2]float64{{{0.52, 0.52}, {0.28, 0.5}, {0.13, 0.38}, {0.09, 0.26}, {0.13, 0.14}, {0.28, 0.02}, {0.52, 0}}, {{0.09, 0.26}, {0.48, 0.26}}, {{0.44, 0.68}, {0.18, -0.16}}}},
	'⊆': {0.6, [][][2]float64{{{0.52, 0.58}, {0.28, 0.56}, {0.13, 0.46}, {0.09, 0.35}, {0.13, 0.24}, {0.28, 0.14}, {0.52, 0.12}}, {{0.09, 0}, {0.52, 0}}}},
	'⟨': {0.33, [][][2]float64{{{0.26, 0.76}, {0.08, 0.27}, {0.26, -0.2}}}},
	'⟩': {0.33, [][][2]float64{{{0.07, 0.76}, {0.25, 0.27}, {0.07, -0.2}}}},
	'⌈': {0.33, [][][2]float64{{{0.28, 0.74}, {0.11, 0.74}, {0.11, -0.18}}}},
	'⌉': {0.33, [][][2]float64{{{0.05, 0.74}, {0.22, 0.74}, {0.22, -0.18}}}},
	'⌊': {0.33, [][][2]float64{{{0.11, 0.74}, {0.11, -0.18}, {0.28, -0.18}}}},
	'⌋': {0.33, [][][2]float64{{{0.22, 0.74}, {0.22, -0.18}, {0.05, -0.18}}}},
	'⇒': {1, [][][2]float64{{{0.08, 0.36}, {0.8, 0.36}}, {{0.08, 0.2}, {0.8, 0.2}}, {{0.66, 0.5}, {0.92, 0.28}, {0.66, 0.06}}}},
	'⇐': {1, [][][2]float64{{{0.92, 0.36}, {0.2, 0.36}}, {{0.92, 0.2}, {0.2, 0.2}}, {{0.34, 0.5}, {0.08, 0.28}, {0.34, 0.06}}}},
	'⇔': {1, [][][2]float64{{{0.2, 0.36}, {0.8, 0.36}}, {{0.2, 0.2}, {0.8, 0.2}}, {{0.3, 0.5}, {0.06, 0.28}, {0.3, 0.06}}, {{0.7, 0.5}, {0.94, 0.28}, {0.7, 0.06}}}},
	'↦': {1, [][][2]float64{{{0.1, 0.42}, {0.1, 0.14}}, {{0.1, 0.28}, {0.9, 0.28}}, {{0.72, 0.42}, {0.9, 0.28}, {0.72, 0.14}}}},
	'⊕': {0.7, [][][2]float64{ring(0.35, 0.28, 0.27), {{0.08, 0.28}, {0.62, 0.28}}, {{0.35, 0.55}, {0.35, 0.01}}}},
	'⊗': {0.7, [][][2]float64{ring(0.35, 0.28, 0.27), {{0.16, 0.47}, {0.54, 0.09}}, {{0.54, 0.47}, {0.16, 0.09}}}},
	'⊙': {0.7, [][][2]float64{ring(0.35, 0.28, 0.27), ring(0.35, 0.28, 0.04)}},
}

func ring(x, y, radius float64) [][2]float64 {
	out := make([][2]float64, 25)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 24)
		out[i] = [2]float64{x + radius*cos, y + radius*sin}
	}
	return out
}

// A lineGlyph is a symbol of lines.
type lineGlyph struct {
	advance float64
	lines   [][][2]float64
}

func (l lineGlyph) glyph() glyph {
	g := glyph{advance: l.advance}
	for _, line := range l.lines {
		pts := make([]vg.Point, len(line))
		for i, p := range line {
			pts[i] = vg.Point{X: vg.Length(p[0]), Y: vg.Length(p[1])}
		}
		for _, polygon := range outline(pts, 0.065) {
			g.outline = append(g.outline, polygonPath(polygon)...)
		}
	}
	return g
}

// made is the glyph of another letter, moved and stretched.
func (f *face) made(from rune, m [6]float64) glyph {
	g, ok := f.read(from)
	if !ok {
		g, _ = f.read('\u25a1')
		return g
	}
	move := func(p vg.Point) vg.Point {
		return vg.Point{
			X: vg.Length(m[0])*p.X + vg.Length(m[2])*p.Y + vg.Length(m[4]),
			Y: vg.Length(m[1])*p.X + vg.Length(m[3])*p.Y + vg.Length(m[5]),
		}
	}
	g.outline = moved(g.outline, move)
	g.advance *= math.Abs(m[0])
	return g
}

// moved is a path with all its points moved.
func moved(outline vg.Path, move func(vg.Point) vg.Point) vg.Path {
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
