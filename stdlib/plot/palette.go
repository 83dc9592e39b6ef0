package plot

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/palette/moreland"
)

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

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
