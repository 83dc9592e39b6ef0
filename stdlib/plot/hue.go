package plot

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
)

// A hue is a colour that may depend on the theme.
type hue struct {
	kind  hueKind
	place int         // in the cycle
	fixed color.NRGBA // of fixedHue
}

type hueKind uint8

const (
	fixedHue hueKind = iota
	cycleHue
	inkHue // of the text
	paperHue
	grayHue
	redHue
)

var namedHues = map[string]hue{
	"blue": {kind: cycleHue, place: 0}, "orange": {kind: cycleHue, place: 1}, "green": {kind: cycleHue, place: 2},
	"purple": {kind: cycleHue, place: 3}, "amber": {kind: cycleHue, place: 4}, "sky": {kind: cycleHue, place: 5},
	"gray": {kind: grayHue}, "grey": {kind: grayHue}, "red": {kind: redHue},
	"black": {kind: inkHue}, "white": {kind: paperHue},
}

const colorNames = "blue, orange, green, purple, amber, sky, gray, red, black, white"

func (h hue) in(t *theme) color.NRGBA {
	switch h.kind {
	case cycleHue:
		return t.cycle[h.place%len(t.cycle)]
	case inkHue:
		return t.text
	case paperHue:
		return t.paper
	case grayHue:
		return t.gray
	case redHue:
		return t.red
	}
	return h.fixed
}

func parseHue(name string) (hue, error) {
	if h, ok := namedHues[strings.ToLower(name)]; ok {
		return h, nil
	}
	if rest, ok := strings.CutPrefix(name, "C"); ok {
		if i, err := strconv.Atoi(rest); err == nil && i >= 0 {
			return hue{kind: cycleHue, place: i}, nil
		}
	}
	if hex, ok := strings.CutPrefix(name, "#"); ok {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil && len(hex) == 6 {
			return hue{fixed: rgb(uint32(v))}, nil
		}
	}
	return hue{}, fmt.Errorf("Color(%q): want #rrggbb, C0, C1 ... or one of %s", name, colorNames)
}

// roundDashes are those of the second round of the cycle of colours, and so on.
var roundDashes = [][]float64{{6, 3}, {1.5, 2.5}, {7, 2.5, 1.5, 2.5}}

// dashes is the pattern of the layer's lines: what was asked for, or one that
// tells curves of one colour (in print, all) apart.
func (s style) dashes(t *theme) []float64 {
	if s.dash != nil || s.hue.kind != cycleHue || s.set {
		return s.dash
	}
	if round := s.hue.place / len(t.cycle); round > 0 {
		return roundDashes[(round-1)%len(roundDashes)]
	}
	if t.dashes != nil {
		return t.dashes[s.hue.place%len(t.dashes)]
	}
	return nil
}

// shown is the colour of the layer with its opacity, or the usual one of its kind.
func (s style) shown(t *theme, normal float64) color.NRGBA {
	return s.faded(s.hue.in(t), normal)
}

func (s style) faded(c color.NRGBA, normal float64) color.NRGBA {
	a := s.alpha
	if a == 0 {
		a = normal
	}
	c.A = uint8(255*a + 0.5)
	return c
}

// contrast is black or white, whichever is read better on a colour.
func contrast(c color.NRGBA) color.NRGBA {
	if luminance(c) > 0.32 {
		return rgb(0x1A1A1A)
	}
	return rgb(0xFFFFFF)
}

// luminance is that of WCAG 2: from 0, black, to 1, white.
func luminance(c color.NRGBA) float64 {
	r, g, b := linearLight(c)
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// linearLight takes the channels of sRGB to amounts of light.
func linearLight(c color.NRGBA) (r, g, b float64) {
	one := func(v uint8) float64 {
		u := float64(v) / 255
		if u <= 0.04045 {
			return u / 12.92
		}
		return math.Pow((u+0.055)/1.055, 2.4)
	}
	return one(c.R), one(c.G), one(c.B)
}
