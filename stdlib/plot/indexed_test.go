package plot

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
)

func TestIndexedKeepsFewColours(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	want := []color.RGBA{{255, 255, 255, 255}, {0, 114, 178, 255}, {213, 94, 0, 255}, {0, 0, 0, 255}}
	for i := range 64 * 64 {
		img.SetRGBA(i%64, i/64, want[(i*i/7)%len(want)])
	}
	got := indexed(img)
	for i := range 64 * 64 {
		if c := got.At(i%64, i/64); c != img.RGBAAt(i%64, i/64) {
			t.Fatalf("pixel %d is %v, was %v", i, c, img.RGBAAt(i%64, i/64))
		}
	}
}

// Each of up to 256 bins keeps its own colour, which differs from its members by
// less than the width of a bin.
func TestIndexedErrorOfSimilarColours(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 128, 128))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 128 * 128 {
		g := uint8(r.IntN(256))
		img.SetRGBA(i%128, i/128, color.RGBA{g, g, 255 - g, 255})
	}
	got := indexed(img)
	for i := range 128 * 128 {
		a, b := got.At(i%128, i/128).(color.RGBA), img.RGBAAt(i%128, i/128)
		for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
			if d < -7 || d > 7 {
				t.Fatalf("pixel %d is %v, was %v", i, a, b)
			}
		}
	}
}

func TestIndexedLimitsThePalette(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 200, 200))
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 200 * 200 {
		img.SetRGBA(i%200, i/200, color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255})
	}
	if n := len(indexed(img).Palette); n != 256 {
		t.Errorf("%d colours, want 256", n)
	}
}
