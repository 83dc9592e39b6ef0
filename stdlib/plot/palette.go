package plot

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/palette/moreland"
)

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// cycle is the palette of Okabe and Ito ("Color Universal Design", 2008), which
// readers with any common colour vision tell apart; without its yellow, which is
// too light for lines, and with a dark grey for black.
var cycle = []color.NRGBA{
	rgb(0x0072B2), // blue
	rgb(0xD55E00), // vermillion
	rgb(0x009E73), // bluish green
	rgb(0xCC79A7), // reddish purple
	rgb(0xE69F00), // amber
	rgb(0x56B4E9), // sky
	rgb(0x4D4D4D), // grey
}

var namedColors = map[string]color.NRGBA{
	"blue": cycle[0], "orange": cycle[1], "green": cycle[2], "purple": cycle[3],
	"amber": cycle[4], "sky": cycle[5], "gray": rgb(0x808080), "grey": rgb(0x808080),
	"black": rgb(0x000000), "white": rgb(0xFFFFFF), "red": rgb(0xC1272D),
}

const colorNames = "blue, orange, green, purple, amber, sky, gray, black, white, red"

// The inks of everything that is not data.
var (
	inkText  = rgb(0x262626)
	inkAxis  = rgb(0x555555)
	inkTick  = rgb(0x444444)
	inkGrid  = rgb(0xE4E4E7)
	inkFaint = rgb(0x6E6E6E)
)

// mapSize is the number of colours of a colour map; one more index of an 8-bit
// image is left for "no value".
const mapSize = 255

// Samples at equal distances of the maps by S. van der Walt and N. Smith (viridis,
// magma, for matplotlib, 2015) and of J. R. Nuñez et al. (cividis, 2018). They
// are even in perceived lightness; straight lines between samples differ from the
// originals by less than is seen.
var (
	viridis = []uint32{0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725}
	magma   = []uint32{0x000004, 0x140E36, 0x3B0F70, 0x641A80, 0x8C2981, 0xB73779, 0xDE4968, 0xF7705C, 0xFE9F6D, 0xFECF92, 0xFCFDBF}
	cividis = []uint32{0x00204D, 0x00336F, 0x39486B, 0x575C6D, 0x707173, 0x8A8779, 0xA69D75, 0xC4B56C, 0xE4CF5B, 0xFFEA46}
	gray    = []uint32{0x1A1A1A, 0xF7F7F7}
)

var colorMaps = map[string]func() []color.NRGBA{
	"viridis":  func() []color.NRGBA { return blend(viridis) },
	"magma":    func() []color.NRGBA { return blend(magma) },
	"cividis":  func() []color.NRGBA { return blend(cividis) },
	"gray":     func() []color.NRGBA { return blend(gray) },
	"coolwarm": coolwarm,
}

// blend draws straight lines between equally spaced samples.
func blend(samples []uint32) []color.NRGBA {
	m := make([]color.NRGBA, mapSize)
	mix := func(a, b uint8, t float64) uint8 { return uint8(math.Round(float64(a) + t*(float64(b)-float64(a)))) }
	for i := range m {
		at := float64(i) / (mapSize - 1) * float64(len(samples)-1)
		k := min(int(at), len(samples)-2)
		a, b, t := rgb(samples[k]), rgb(samples[k+1]), at-float64(k)
		m[i] = color.NRGBA{R: mix(a.R, b.R, t), G: mix(a.G, b.G, t), B: mix(a.B, b.B, t), A: 255}
	}
	return m
}

// coolwarm is the diverging map of K. Moreland (2009), as gonum computes it.
func coolwarm() []color.NRGBA {
	m := make([]color.NRGBA, mapSize)
	for i, c := range moreland.SmoothBlueRed().Palette(mapSize).Colors() {
		m[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	return m
}
