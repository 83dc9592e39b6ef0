package plot

import (
	"sync"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	gonum "gonum.org/v1/plot" // also puts the Liberation fonts into the cache
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// A family is the kind of letters of a theme.
type family int

const (
	sans family = iota
	serif
)

// css names the fonts of SVG text. All but the last have the widths that texts are
// measured with here, so layouts hold wherever one of them is there.
func (f family) css() string {
	if f == serif {
		return "'Liberation Serif','Times New Roman',Times,serif"
	}
	return "'Liberation Sans',Arial,Helvetica,sans-serif"
}

// A face measures and outlines the letters of one font.
type face struct {
	font   *sfnt.Font
	mu     sync.Mutex // guards what follows
	buf    sfnt.Buffer
	glyphs map[rune]glyph
}

// A glyph has the size of one unit an em.
type glyph struct {
	advance float64
	outline vg.Path
}

// unitsPerEm is the resolution that outlines are read at.
const unitsPerEm = 1024

var faces = sync.OnceValue(func() (f [8]*face) {
	_ = gonum.DefaultFont
	for i := range f {
		want := font.Font{Typeface: "Liberation", Variant: "Sans"}
		if i&4 != 0 {
			want.Variant = "Serif"
		}
		if i&1 != 0 {
			want.Weight = xfont.WeightBold
		}
		if i&2 != 0 {
			want.Style = xfont.StyleItalic
		}
		f[i] = &face{font: font.DefaultCache.Lookup(want, 10).Face, glyphs: map[rune]glyph{}}
	}
	return f
})

func faceOf(f family, bold, italic bool) *face {
	i := int(f) * 4
	if bold {
		i |= 1
	}
	if italic {
		i |= 2
	}
	return faces()[i]
}

func (f *face) width(text string) float64 {
	w := 0.0
	for _, r := range text {
		w += f.glyph(r).advance
	}
	return w
}

func (f *face) glyph(r rune) glyph {
	f.mu.Lock()
	defer f.mu.Unlock()
	g, ok := f.glyphs[r]
	if !ok {
		g = f.load(r)
		f.glyphs[r] = g
	}
	return g
}

func (f *face) read(r rune) (glyph, bool) {
	i, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil || i == 0 {
		return glyph{}, false
	}
	const ppem = fixed.Int26_6(unitsPerEm << 6)
	advance, err := f.font.GlyphAdvance(&f.buf, i, ppem, xfont.HintingNone)
	if err != nil {
		return glyph{}, false
	}
	g := glyph{advance: float64(advance) / (unitsPerEm << 6)}
	segments, err := f.font.LoadGlyph(&f.buf, i, ppem, nil)
	if err != nil {
		return g, true
	}
	at := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: vg.Length(p.X) / (unitsPerEm << 6), Y: -vg.Length(p.Y) / (unitsPerEm << 6)}
	}
	for k, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if k > 0 {
				g.outline.Close()
			}
			g.outline.Move(at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			g.outline.Line(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			g.outline.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			g.outline.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	if len(segments) > 0 {
		g.outline.Close()
	}
	return g, true
}
