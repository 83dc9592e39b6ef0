package plot

import (
	"math"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"
)

// A piece is a bit of a label in one look. Places and sizes are in sizes of the
// label: y upwards from its baseline.
type piece struct {
	text         string
	x, y, size   float64
	italic, bold bool
}

// A pen stroke is a line of a label that is drawn, not written: a fraction line,
// the sign of a root, an accent.
type penStroke struct {
	at    []vg.Point
	thick float64
}

// A setting is a label with every part in its place.
type setting struct {
	pieces  []piece
	strokes []penStroke
	width   float64
}

// typeset lays a label out in a font.
func typeset(text string, font family, bold bool) *setting {
	s := &setter{font: font, bold: bold}
	s.width = s.terms(parse(text), 0, 0, 1)
	return &s.setting
}

// measure is the width of a label in the units of size.
func measure(text string, size float64, font family, bold bool) float64 {
	return typeset(text, font, bold).width * size
}

type setter struct {
	setting
	font family
	bold bool
}

const (
	scriptSize  = 0.72
	leastScript = 0.5 // of scripts of scripts

	supRise = 0.38 // in sizes of the base
	subDrop = 0.16
)

// terms sets terms from x on and returns where they end.
func (s *setter) terms(ts []term, x, y, size float64) float64 {
	for _, t := range ts {
		x = s.scripts(t, s.term(t, x, y, size), y, size)
	}
	return x
}

func (s *setter) term(t term, x, y, size float64) float64 {
	switch t.kind {
	case textTerm:
		if t.text == "" {
			return x
		}
		return s.text(t, x, y, size)
	case rootTerm:
		return s.root(t, x, y, size)
	case accentTerm:
		first, stroke := len(s.pieces), len(s.strokes)
		end := s.terms(t.body, x, y, size)
		s.accent(t.text, x, end, s.top(first, stroke, y, size)+0.09*size, size)
		return end
	case fractionTerm:
		return s.fraction(t, x, y, size)
	}
	return s.terms(t.body, x, y, size)
}

// text sets the text of a term. The narrow and wide spaces of formulas become
// gaps: not every font has them at the width that is wanted.
func (s *setter) text(t term, x, y, size float64) float64 {
	bold := s.bold || t.bold
	face := faceOf(s.font, bold, t.italic)
	for rest := t.text; rest != ""; {
		i := strings.IndexAny(rest, "\u2003\u2005\u2009")
		if i == 0 {
			r, n := utf8.DecodeRuneInString(rest)
			x += size * face.glyph(r).advance
			rest = rest[n:]
			continue
		}
		if i < 0 {
			i = len(rest)
		}
		s.pieces = append(s.pieces, piece{rest[:i], x, y, size, t.italic, bold})
		x += size * face.width(rest[:i])
		rest = rest[i:]
	}
	return x
}

// scripts sets the superscript above the subscript, both from x on.
func (s *setter) scripts(t term, x, y, size float64) float64 {
	if t.sup == nil && t.sub == nil {
		return x
	}
	small := max(size*scriptSize, leastScript)
	up, down := supRise*size, subDrop*size
	if t.sup != nil && t.sub != nil {
		up, down = up+0.04*size, down+0.06*size
	}
	if t.kind == rootTerm || t.kind == fractionTerm {
		up += 0.2 * size
	}
	sub := s.terms(t.sub, x, y-down, small)
	if t.italic && t.sup != nil {
		x += 0.04 * size // slanted letters lean into what stands above
	}
	return max(sub, s.terms(t.sup, x, y+up, small))
}

func (s *setter) stroke(size, thick float64, at ...[2]float64) {
	line := make([]vg.Point, len(at))
	for i, p := range at {
		line[i] = vg.Point{X: vg.Length(p[0]), Y: vg.Length(p[1])}
	}
	s.strokes = append(s.strokes, penStroke{line, thick * size})
}

func (s *setter) root(t term, x, y, size float64) float64 {
	const sign, over = 0.5, 0.06
	from, first, stroke := x+sign*size, len(s.pieces), len(s.strokes)
	end := s.terms(t.body, from, y, size)
	top := s.top(first, stroke, y, size) + 0.1*size
	s.stroke(size, 0.06,
		[2]float64{x + 0.04*size, y + 0.28*size}, [2]float64{x + 0.14*size, y + 0.33*size},
		[2]float64{x + 0.27*size, y - 0.1*size}, [2]float64{from - 0.04*size, top}, [2]float64{end + over*size, top})
	return end + 2*over*size
}

func (s *setter) fraction(t term, x, y, size float64) float64 {
	const pad, axis = 0.08, 0.28
	small := max(size*scriptSize, leastScript)
	x += pad * size
	over, under := len(s.pieces), len(s.strokes)
	top := s.terms(t.body, x, y+(axis+0.14)*size, small)
	mid, midStroke := len(s.pieces), len(s.strokes)
	bottom := s.terms(t.under, x, y+axis*size-0.64*size, small)
	end := max(top, bottom)
	s.shift(s.pieces[over:mid], s.strokes[under:midStroke], (end-top)/2)
	s.shift(s.pieces[mid:], s.strokes[midStroke:], (end-bottom)/2)
	s.stroke(size, 0.055, [2]float64{x - pad/2*size, y + axis*size}, [2]float64{end + pad/2*size, y + axis*size})
	return end + pad*size
}

func (s *setter) shift(pieces []piece, strokes []penStroke, dx float64) {
	for i := range pieces {
		pieces[i].x += dx
	}
	for _, st := range strokes {
		for i := range st.at {
			st.at[i].X += vg.Length(dx)
		}
	}
}

// top is the height of what was set from a piece and a stroke on.
func (s *setter) top(first, stroke int, y, size float64) float64 {
	top := y + xHeight*size
	for _, p := range s.pieces[first:] {
		h := xHeight
		for _, r := range p.text {
			if !low(r) {
				h = capHeight
			}
		}
		top = math.Max(top, p.y+h*p.size)
	}
	for _, st := range s.strokes[stroke:] {
		for _, p := range st.at {
			top = math.Max(top, float64(p.Y))
		}
	}
	return top
}

// low says whether a letter has no ascender.
func low(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z':
		return r != 'b' && r != 'd' && r != 'f' && r != 'h' && r != 'i' && r != 'j' && r != 'k' && r != 'l' && r != 't'
	case r >= 'α' && r <= 'ω':
		return r != 'β' && r != 'δ' && r != 'ζ' && r != 'θ' && r != 'λ' && r != 'ξ'
	}
	return r >= utf8.RuneSelf && (r < 'Α' || r > 'Ω')
}

// accent draws a mark at a height above what lies between x and end.
func (s *setter) accent(name string, x, end, base, size float64) {
	mid := (x+end)/2 + 0.05*size // slanted letters lean right
	half := 0.15 * size
	const thick = 0.065
	switch name {
	case "hat", "widehat":
		if name == "widehat" {
			half = max(half, (end-x)/2)
		}
		s.stroke(size, thick, [2]float64{mid - half, base}, [2]float64{mid, base + 0.13*size}, [2]float64{mid + half, base})
	case "bar", "overline":
		half = max(0.18*size, (end-x)/2-0.06*size)
		s.stroke(size, thick, [2]float64{mid - half, base + 0.04*size}, [2]float64{mid + half, base + 0.04*size})
	case "tilde", "widetilde":
		if name == "widetilde" {
			half = max(half, (end-x)/2)
		}
		wave := make([][2]float64, 13)
		for i := range wave {
			u := float64(i)/6 - 1
			wave[i] = [2]float64{mid + u*1.15*half, base + 0.06*size - 0.05*size*math.Sin(math.Pi*u)}
		}
		s.stroke(size, thick, wave...)
	case "vec":
		h := base + 0.06*size
		s.stroke(size, thick, [2]float64{mid - 1.2*half, h}, [2]float64{mid + 1.3*half, h})
		s.stroke(size, thick, [2]float64{mid + 0.7*half, h + 0.07*size}, [2]float64{mid + 1.3*half, h}, [2]float64{mid + 0.7*half, h - 0.07*size})
	case "dot":
		s.dot(mid, base, size)
	case "ddot":
		s.dot(mid-0.09*size, base, size)
		s.dot(mid+0.09*size, base, size)
	}
}

func (s *setter) dot(x, y, size float64) {
	s.stroke(size, 0.09, [2]float64{x, y}, [2]float64{x, y + 0.09*size})
}
