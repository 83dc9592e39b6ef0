package plot

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"sync/atomic"
)

// A theme is the look of everything that is not data, and the colours of what is.
type theme struct {
	name   string
	font   family
	paper  color.NRGBA // behind everything
	text   color.NRGBA
	axis   color.NRGBA
	tick   color.NRGBA
	grid   color.NRGBA
	faint  color.NRGBA // notes
	gray   color.NRGBA // reference lines
	red    color.NRGBA
	cycle  []color.NRGBA // of curves, in turn
	dashes [][]float64   // of the curves of the first round; nil: solid
}

// The cycle of the light theme is the palette of Okabe and Ito ("Color Universal
// Design", 2008), which readers with any common colour vision tell apart; without
// its yellow, which is too light for lines, and with a dark grey for black. The
// dark theme has the same hues, lighter. Those of print differ in lightness too,
// and the curves in their dashes, so that a grey copy can be read.
var themes = []*theme{
	{
		name:  "light",
		paper: rgb(0xFFFFFF), text: rgb(0x262626), axis: rgb(0x555555), tick: rgb(0x444444),
		grid: rgb(0xE4E4E7), faint: rgb(0x6E6E6E), gray: rgb(0x808080), red: rgb(0xC1272D),
		cycle: []color.NRGBA{rgb(0x0072B2), rgb(0xD55E00), rgb(0x009E73), rgb(0xCC79A7), rgb(0xE69F00), rgb(0x56B4E9), rgb(0x4D4D4D)},
	},
	{
		name:  "dark",
		paper: rgb(0x16181C), text: rgb(0xE8E8EA), axis: rgb(0xA0A3A8), tick: rgb(0xC4C6CA),
		grid: rgb(0x2F333A), faint: rgb(0x9A9DA3), gray: rgb(0x8E9299), red: rgb(0xFF6B6B),
		cycle: []color.NRGBA{rgb(0x4A9FE0), rgb(0xF58A3C), rgb(0x2EBD8E), rgb(0xE39CC6), rgb(0xF2C14E), rgb(0xA3DCFF), rgb(0x878D98)},
	},
	{
		name:  "print",
		font:  serif,
		paper: rgb(0xFFFFFF), text: rgb(0x000000), axis: rgb(0x000000), tick: rgb(0x000000),
		grid: rgb(0xECECEC), faint: rgb(0x555555), gray: rgb(0x707070), red: rgb(0xA01020),
		cycle:  []color.NRGBA{rgb(0x000000), rgb(0x0A5AA8), rgb(0xC0501A), rgb(0x3FA07A), rgb(0xD99BC0), rgb(0xE8B84A), rgb(0x7A7A7A)},
		dashes: [][]float64{nil, {6, 3}, {1.5, 2.5}, {8, 2.5, 1.5, 2.5}, {3, 2}, {10, 3}, {6, 2, 1.5, 2, 1.5, 2}},
	},
}

var defaultTheme atomic.Pointer[theme]

// SetTheme sets the theme of all figures that have none of their own, from their
// next showing on: "light" (the default), "dark" or "print". It holds for the
// whole session.
//
// Light and dark figures have a background of their own and can be read on any
// page. Print is for papers: serif letters, and curves that a grey copy keeps
// apart by lightness and dashes.
func SetTheme(name string) error {
	t, err := themeNamed(name)
	if err != nil {
		return fmt.Errorf("plot: Set%v", err)
	}
	defaultTheme.Store(t)
	return nil
}

// Theme sets the theme of this figure: "light", "dark" or "print"; see SetTheme.
// On a grid it holds for all panels.
func (f *Figure) Theme(name string) *Figure {
	t, err := themeNamed(name)
	if err != nil {
		return f.fail("%v", err)
	}
	f.theme = t
	return f
}

func themeNamed(name string) (*theme, error) {
	i := slices.IndexFunc(themes, func(t *theme) bool { return strings.EqualFold(t.name, strings.TrimSpace(name)) })
	if i < 0 {
		return nil, fmt.Errorf("Theme(%q): want light, dark or print", name)
	}
	return themes[i], nil
}

// look is the theme that the figure is drawn with.
func (f *Figure) look() *theme {
	if f.theme != nil {
		return f.theme
	}
	if t := defaultTheme.Load(); t != nil {
		return t
	}
	return themes[0]
}

func (t *theme) measure(text string, size float64) float64 { return measure(text, size, t.font, false) }
