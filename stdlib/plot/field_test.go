package plot

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The level lines of x²+y² are circles: one closed line each, everywhere at the
// right distance, up to the error of linear interpolation.
func TestContourOfCircle(t *testing.T) {
	f := Contour(func(x, y float64) float64 { return x*x + y*y }, []float64{-2, 2}, []float64{-2, 2}, LevelsAt(0.25, 1, 2.25))
	l := f.layers[0].(*field)
	fr := &frame{x: scale{-2, 2, false}, y: scale{-2, 2, false}}
	fr.Max.X, fr.Max.Y = 400, 400 // 100 pixels a unit
	for k, lines := range l.levelLines(fr) {
		if len(lines) != 1 {
			t.Fatalf("level %g has %d lines, want 1", l.levels[k], len(lines))
		}
		line := lines[0]
		if line[0] != line[len(line)-1] {
			t.Errorf("level %g is not closed", l.levels[k])
		}
		want := math.Sqrt(l.levels[k]) * 100
		for _, p := range line {
			if r := math.Hypot(float64(p.X)-200, float64(p.Y)-200); math.Abs(r-want) > 0.1 {
				t.Errorf("level %g: a point at distance %g, want %g", l.levels[k], r, want)
			}
		}
	}
}

func TestContourOpenLinesAndGaps(t *testing.T) {
	fr := &frame{x: scale{0, 4, false}, y: scale{0, 4, false}}
	fr.Max.X, fr.Max.Y = 4, 4
	at := []float64{0, 1, 2, 3, 4}
	z := make([][]float64, 5)
	for i := range z {
		z[i] = []float64{0, 1, 2, 3, 4} // the value is x
	}
	l := ContourGrid(at, at, z, LevelsAt(1.5)).layers[0].(*field)
	lines := l.levelLines(fr)[0]
	if len(lines) != 1 || len(lines[0]) != 5 || lines[0][0].X != 1.5 {
		t.Errorf("lines %v, want one at x = 1.5 through 5 points", lines)
	}
	l.z[2] = []float64{0, math.NaN(), 2, 3, 4} // breaks the four cells around it
	lines = l.levelLines(fr)[0]
	if len(lines) != 2 {
		t.Errorf("%d lines around a hole, want 2", len(lines))
	}
}

func TestSaddle(t *testing.T) {
	fr := &frame{x: scale{0, 1, false}, y: scale{0, 1, false}}
	fr.Max.X, fr.Max.Y = 1, 1
	at := []float64{0, 1}
	l := ContourGrid(at, at, [][]float64{{1, 0}, {0, 1}}, LevelsAt(0.4)).layers[0].(*field)
	// The middle (0.5) is above the level: the high corners are connected, so each
	// line cuts off a low corner.
	for _, line := range l.levelLines(fr)[0] {
		mid := line[0].Add(line[1]).Scale(0.5)
		if (mid.X > 0.5) == (mid.Y > 0.5) {
			t.Errorf("line %v cuts off a high corner", line)
		}
	}
}

func TestValues(t *testing.T) {
	rows, err := values(mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6}))
	if err != nil || len(rows) != 2 || rows[1][0] != 4 {
		t.Errorf("matrix: %v, %v", rows, err)
	}
}

func TestColorIndex(t *testing.T) {
	l := &field{style: style{lo: 0, hi: 1}}
	for v, want := range map[float64]uint8{0: 0, 1: mapSize - 1, 0.5: (mapSize - 1) / 2, -5: 0, 7: mapSize - 1} {
		if got := l.index(v); got != want {
			t.Errorf("index(%g) = %d, want %d", v, got, want)
		}
	}
	if l.index(math.NaN()) != blank {
		t.Error("NaN has a colour")
	}
	if e := cellEdges([]float64{0, 1, 3}); e[0] != -0.5 || e[1] != 0.5 || e[2] != 2 || e[3] != 4 {
		t.Errorf("edges %v", e)
	}
}

// Relative luminance of the sequential maps must grow from end to end.
func TestColorMapsGrowLighter(t *testing.T) {
	for _, name := range []string{"viridis", "magma", "cividis", "gray"} {
		last := -1.0
		for i, c := range colorMaps[name]() {
			lum := 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
			if lum < last-0.002 {
				t.Errorf("%s darkens at %d", name, i)
			}
			last = lum
		}
	}
}

// linear is the sRGB transfer function (IEC 61966-2-1).
func linear(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}
