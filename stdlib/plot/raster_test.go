package plot

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/plot/vg"
)

// covered sums the coverage of all pixels.
func covered(c *coverage) (area float64) {
	c.sweep(func(_, from, to int, v float32) { area += float64(to-from) * float64(v) })
	return area
}

func pts(v ...float64) []vg.Point {
	var out []vg.Point
	for i := 0; i < len(v); i += 2 {
		out = append(out, vg.Point{X: vg.Length(v[i]), Y: vg.Length(v[i+1])})
	}
	return out
}

func same(p vg.Point) (x, y float64) { return float64(p.X), float64(p.Y) }

// The coverage of a polygon sums to its area; what lies outside is cut off.
func TestCoverageIsArea(t *testing.T) {
	c := newCoverage(100, 60)
	for _, k := range []struct {
		name string
		at   []vg.Point
		want float64
	}{
		{"square", pts(10, 10, 30, 10, 30, 30, 10, 30), 400},
		{"other way around", pts(10, 10, 10, 30, 30, 30, 30, 10), 400},
		{"part of a pixel", pts(10.25, 10.25, 10.5, 10.25, 10.5, 10.75, 10.25, 10.75), 0.125},
		{"triangle", pts(5, 5, 45, 5, 5, 35), 600},
		{"wide", pts(-50, 20, 150, 20, 150, 22.5, -50, 22.5), 250},
		{"tall", pts(90, -20, 200, -20, 200, 100, 90, 100), 600},
		{"outside", pts(-20, 0, -10, 0, -10, 50, -20, 50), 0},
		{"everything", pts(-1, -1, 101, -1, 101, 61, -1, 61), 6000},
	} {
		c.polygon(k.at, same)
		if got := covered(c); math.Abs(got-k.want) > 1e-2 {
			t.Errorf("%s: covers %g pixels, want %g", k.name, got, k.want)
		}
		if !c.clean() {
			t.Errorf("%s: something is left", k.name)
		}
	}
}

// Random polygons against the mean of many samples of the pixels.
func TestCoverageAgainstSampling(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	c := newCoverage(40, 30)
	for range 20 {
		var poly []vg.Point
		for k := range 7 { // star-shaped about the middle, so that it is simple
			a := 2 * math.Pi * float64(k) / 7
			d := 4 + 14*r.Float64()
			poly = append(poly, vg.Point{X: vg.Length(20 + d*math.Cos(a)), Y: vg.Length(15 + d*math.Sin(a))})
		}
		c.polygon(poly, same)
		var got [30][40]float64
		c.sweep(func(row, from, to int, v float32) {
			for x := from; x < to; x++ {
				got[row][x] = float64(v)
			}
		})
		for y := range 30 {
			for x := range 40 {
				const n = 8
				in := 0
				for i := range n * n {
					if within(poly, float64(x)+(float64(i%n)+0.5)/n, float64(y)+(float64(i/n)+0.5)/n) {
						in++
					}
				}
				if want := float64(in) / (n * n); math.Abs(got[y][x]-want) > 0.13 {
					t.Fatalf("pixel %d, %d: coverage %.3f, by sampling %.3f", x, y, got[y][x], want)
				}
			}
		}
	}
}

func within(poly []vg.Point, x, y float64) bool {
	in := false
	for i, a := range poly {
		b := poly[(i+1)%len(poly)]
		ax, ay := same(a)
		bx, by := same(b)
		if (ay > y) != (by > y) && x < ax+(y-ay)/(by-ay)*(bx-ax) {
			in = !in
		}
	}
	return in
}

// A stroke covers its length times its width, and the fan of round corners.
func TestStrokeArea(t *testing.T) {
	for _, k := range []struct {
		name string
		line []vg.Point
		want float64
	}{
		{"straight", pts(10, 20, 60, 20), 200},
		{"slanted", pts(10, 10, 40, 50), 200},
		{"in many parts", pts(10, 20, 20, 20, 20, 20, 31, 20, 60, 20), 200},
		{"corner", pts(10, 10, 50, 10, 50, 50), 2*160 - 4 + math.Pi*4/4}, // an overlap of 2 by 2, a quarter of a circle of radius 2
		{"closed square", pts(10, 10, 50, 10, 50, 50, 10, 50, 10, 10), 4 * (160 - 4 + math.Pi)},
	} {
		c := newCoverage(100, 60)
		strokeOutline(k.line, 4, func(p ...vg.Point) { c.polygon(p, same) })
		if got := covered(c); math.Abs(got-k.want) > 0.7 { // arcs are chords
			t.Errorf("%s: covers %.2f pixels, want %.2f", k.name, got, k.want)
		}
	}
}

func TestDashes(t *testing.T) {
	got := dashed(pts(0, 0, 10, 0, 10, 10), []float64{4, 2})
	want := [][]vg.Point{pts(0, 0, 4, 0), pts(6, 0, 10, 0), pts(10, 2, 10, 6), pts(10, 8, 10, 10)}
	if len(got) != len(want) {
		t.Fatalf("dashes %v, want %v", got, want)
	}
	for i := range want {
		a, b := got[i][0], got[i][len(got[i])-1]
		if a.Sub(want[i][0]) != (vg.Point{}) || b.Sub(want[i][1]) != (vg.Point{}) {
			t.Errorf("dash %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestBlending(t *testing.T) {
	p := newPixels(4, 4, 2, color.White, themes[0])
	p.fill(color.NRGBA{R: 200, A: 128}, pts(0, 0, 4, 0, 4, 4, 0, 4))
	r, g, b, a := p.pix.img.At(3, 3).RGBA()
	// Half of (200, 0, 0) over half of white.
	if abs := func(v, w uint32) bool { return max(v, w)-min(v, w) <= 2 }; !abs(r>>8, 228) || !abs(g>>8, 127) || !abs(b>>8, 127) || a>>8 != 255 {
		t.Errorf("colour %d %d %d %d, want about 228 127 127 255", r>>8, g>>8, b>>8, a>>8)
	}
}

// Images are enlarged without smoothing, the first row on top.
func TestImagesAreSharp(t *testing.T) {
	f := Images([][]float64{{0, 1, 1, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1}}, 2, 2, 2)
	img, err := f.Image()
	if err != nil {
		t.Fatal(err)
	}
	size := img.Bounds().Size()
	at := func(x, y float64) color.NRGBA {
		return color.NRGBAModel.Convert(img.At(int(x*float64(size.X)), int(y*float64(size.Y)))).(color.NRGBA)
	}
	white, black := rgb(0xFFFFFF), rgb(0)
	for _, c := range []struct {
		x, y float64
		want color.NRGBA
	}{
		{0.05, 0.1, black}, {0.4, 0.1, white}, {0.05, 0.9, white}, {0.4, 0.9, black},
		{0.55, 0.1, rgb(0xFF0000)}, {0.9, 0.1, rgb(0x00FF00)}, {0.55, 0.9, rgb(0x0000FF)}, {0.9, 0.9, white},
	} {
		if got := at(c.x, c.y); got != c.want {
			t.Errorf("at %g, %g: %v, want %v", c.x, c.y, got, c.want)
		}
	}
	planar, err := Images([][]float64{{1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1}}, 2, 2, 1, Planar()).Image()
	if err != nil {
		t.Fatal(err)
	}
	s := planar.Bounds().Size()
	if got := color.NRGBAModel.Convert(planar.At(s.X/10, s.Y/5)); got != rgb(0xFF0000) {
		t.Errorf("planar: %v, want red", got)
	}
	var _ image.Image = img
}

// Whatever pixels an edge ends in, nothing is covered beside the shape.
func TestCoverageStaysInside(t *testing.T) {
	const w = 200
	for left := 0; left < 60; left += 3 {
		for right := left + 2; right < 150; right++ {
			c := newCoverage(w, 3)
			c.move(float64(left), 1.2)
			c.line(float64(right)+0.5, 1.4)
			c.line(float64(left), 1.6)
			c.close()
			c.sweep(func(row, from, to int, v float32) {
				if row != 1 || from < left || to > right+1 {
					t.Errorf("triangle from %d to %d: row %d is covered by %v from %d to %d", left, right, row, v, from, to)
				}
			})
		}
	}
}
