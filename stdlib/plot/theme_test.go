package plot

import (
	"image/color"
	"math"
	"strings"
	"testing"
)

// lab is a colour in CIELAB (D65), in which distances are about those seen.
func lab(r, g, b float64) [3]float64 {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124564*r + 0.3575761*g + 0.1804375*b) / 0.95047)
	y := f(0.2126729*r + 0.7151522*g + 0.0721750*b)
	z := f((0.0193339*r + 0.1191920*g + 0.9503041*b) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// Full protanopia, deuteranopia and tritanopia by Machado, Oliveira and Fernandes
// (2009, table 1), on linear light.
var visions = map[string][9]float64{
	"normal": {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protan": {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deutan": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritan": {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

func seen(c color.NRGBA, m [9]float64) [3]float64 {
	r, g, b := linearLight(c)
	clamp := func(v float64) float64 { return min(max(v, 0), 1) }
	return lab(clamp(m[0]*r+m[1]*g+m[2]*b), clamp(m[3]*r+m[4]*g+m[5]*b), clamp(m[6]*r+m[7]*g+m[8]*b))
}

// The first curves of a figure, and each curve and the background, are told apart
// with any common colour vision. A distance of 10 is seen at a glance.
func TestColorsAreToldApart(t *testing.T) {
	for _, theme := range themes {
		for name, m := range visions {
			for i, a := range theme.cycle {
				la := seen(a, m)
				for j, b := range append([]color.NRGBA{theme.paper}, theme.cycle[:i]...) {
					lb := seen(b, m)
					d := math.Sqrt((la[0]-lb[0])*(la[0]-lb[0]) + (la[1]-lb[1])*(la[1]-lb[1]) + (la[2]-lb[2])*(la[2]-lb[2]))
					if d < 10 {
						t.Errorf("%s, %s vision: colours %d and %d (0: paper) are %.1f apart", theme.name, name, i+1, j, d)
					}
				}
			}
		}
	}
}

// A grey copy of the print theme keeps neighbours apart, and dashes keep all.
func TestPrintIsSafeInGrey(t *testing.T) {
	theme := themes[2]
	for i := 1; i < 4; i++ {
		a, b := lab(grey(theme.cycle[i-1])), lab(grey(theme.cycle[i]))
		if math.Abs(a[0]-b[0]) < 10 {
			t.Errorf("colours %d and %d have lightness %.0f and %.0f", i-1, i, a[0], b[0])
		}
	}
	known := map[string]bool{}
	for _, d := range theme.dashes {
		known[strings.Join(strings.Fields(num(sum(d), 2)+" "+num(float64(len(d)), 0)), " ")] = true
	}
	if len(known) != len(theme.cycle) || len(theme.dashes) != len(theme.cycle) {
		t.Errorf("%d patterns of dashes for %d colours", len(known), len(theme.cycle))
	}
}

func grey(c color.NRGBA) (r, g, b float64) { l := luminance(c); return l, l, l }

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

// Text and axes are read on the background: contrast of WCAG 2 level AA, 4.5 to 1.
func TestTextContrast(t *testing.T) {
	for _, theme := range themes {
		paper := luminance(theme.paper)
		for name, c := range map[string]color.NRGBA{"text": theme.text, "ticks": theme.tick, "notes": theme.faint} {
			l := luminance(c)
			if ratio := (max(l, paper) + 0.05) / (min(l, paper) + 0.05); ratio < 4.5 {
				t.Errorf("%s: contrast of %s is %.1f", theme.name, name, ratio)
			}
		}
	}
}

func TestThemes(t *testing.T) {
	y := []float64{1, 2}
	if err := SetTheme("sepia"); err == nil || !strings.Contains(err.Error(), `SetTheme("sepia")`) {
		t.Errorf("unknown theme: %v", err)
	}
	f := Line(nil, y, Color("black"))
	for _, c := range []struct{ theme, paper, line, font string }{
		{"dark", "#16181c", "#e8e8ea", "Liberation Sans"},
		{"print", "#ffffff", "#000000", "Liberation Serif"},
		{"light", "#ffffff", "#262626", "Liberation Sans"},
	} {
		if err := SetTheme(c.theme); err != nil {
			t.Fatal(err)
		}
		text, err := f.SVG()
		if err != nil || !strings.Contains(text, `<path fill="`+c.paper) || !strings.Contains(text, `stroke="`+c.line) || !strings.Contains(text, c.font) {
			t.Errorf("%s: %v %.300s", c.theme, err, text)
		}
	}
	dark, _ := Line(nil, y).Theme("Dark").SVG()
	if !strings.Contains(dark, "#16181c") {
		t.Error("a figure's own theme does not hold")
	}
	img, err := Line(nil, y).Theme("dark").Image()
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := img.At(1, 1).RGBA(); r>>8 != 0x16 || g>>8 != 0x18 || b>>8 != 0x1c {
		t.Errorf("the corner of the dark PNG is %x %x %x", r>>8, g>>8, b>>8)
	}
}
