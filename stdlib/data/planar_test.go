package data

import (
	"math"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestMoons(t *testing.T) {
	d, err := Moons(20000, 0, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var angles []float64
	for i := range d.N {
		x, y := d.Row(i)[0]/2+0.5, d.Row(i)[1]/2+0.25
		if d.Y[i] == 1 {
			x, y = 1-x, 0.5-y
		}
		if math.Abs(math.Hypot(x, y)-1) > 1e-12 || y < 0 {
			t.Fatalf("(%v, %v) is on no half circle", x, y)
		}
		angles = append(angles, math.Acos(x)/math.Pi)
	}
	uniform(t, "angle", angles)
	if n := count(d.Y, 1); math.Abs(float64(n)-10000) > 5*math.Sqrt(5000) {
		t.Errorf("%d of 20000 on the second half circle", n)
	}
	noisy, _ := Moons(20000, 0.1, rng.New(1))
	if sd := vec.Std(vec.Sub(nil, noisy.X, d.X)); math.Abs(sd/0.1-1) > 5/math.Sqrt(80000) {
		t.Errorf("noise has deviation %v", sd)
	}
}

// uniform fails where numbers are far from independent and uniform on [0, 1): their
// mean and the Kolmogorov-Smirnov distance of their deciles.
func uniform(t *testing.T, what string, u []float64) {
	t.Helper()
	n := float64(len(u))
	var bins [10]float64
	for _, v := range u {
		if v < 0 || v > 1 {
			t.Fatalf("%s: %v outside [0, 1]", what, v)
		}
		bins[min(int(10*v), 9)]++
	}
	chi := 0.
	for _, b := range bins {
		chi += (b - n/10) * (b - n/10) / (n / 10)
	}
	if chi > 40 { // 9 degrees of freedom: p < 1e-5
		t.Errorf("%s: not uniform, χ² = %.1f: %v", what, chi, bins)
	}
}

func TestRingsAndSpirals(t *testing.T) {
	radii := []float64{1, 2.5, 4}
	d, err := Rings(9000, radii, 0, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var angles []float64
	for i := range d.N {
		x, y := d.Row(i)[0], d.Row(i)[1]
		if math.Abs(math.Hypot(x, y)-radii[int(d.Y[i])]) > 1e-12 {
			t.Fatalf("(%v, %v) is not on circle %v", x, y, d.Y[i])
		}
		angles = append(angles, math.Atan2(y, x)/(2*math.Pi)+0.5)
	}
	uniform(t, "angle", angles)

	d, err = Spirals(9000, 3, 1.75, 0, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var r []float64
	for i := range d.N {
		x, y := d.Row(i)[0], d.Row(i)[1]
		r = append(r, math.Hypot(x, y))
		turn := 1.75*r[i] + d.Y[i]/3 - math.Atan2(y, x)/(2*math.Pi)
		if math.Abs(turn-math.Round(turn)) > 1e-9 && r[i] > 1e-6 {
			t.Fatalf("(%v, %v) is not on arm %v", x, y, d.Y[i])
		}
	}
	uniform(t, "radius", r)
}

func TestCheckerboard(t *testing.T) {
	const n = 32000
	d, err := Checkerboard(n, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	squares := map[[2]float64]int{}
	var within []float64
	for i := range n {
		x, y := d.Row(i)[0], d.Row(i)[1]
		if !OnCheckerboard(x, y) {
			t.Fatalf("(%v, %v) is off the board", x, y)
		}
		if want := math.Floor(x/2) + 2; d.Y[i] != want {
			t.Errorf("column %v, want %v", d.Y[i], want)
		}
		squares[[2]float64{math.Floor(x / 2), math.Floor(y / 2)}]++
		within = append(within, y/2-math.Floor(y/2))
	}
	uniform(t, "height within a square", within)
	if len(squares) != 8 {
		t.Errorf("%d squares, want 8", len(squares))
	}
	for at, c := range squares {
		if math.Abs(float64(c)-n/8) > 5*math.Sqrt(n/8) {
			t.Errorf("%d points on square %v, want about %d", c, at, n/8)
		}
	}
	for _, p := range [][2]float64{{-1, -3}, {1, -1}, {5, 1}, {0, -5}, {math.NaN(), 0}} {
		if OnCheckerboard(p[0], p[1]) {
			t.Errorf("%v is on the board", p)
		}
	}
}

func TestSwissRollAndPinwheel(t *testing.T) {
	d, err := SwissRoll(9000, 0, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var u, h []float64
	for i := range d.N {
		p := d.Row(i)
		if math.Abs(math.Hypot(p[0], p[2])-d.Y[i]) > 1e-9 || math.Abs(math.Sin(d.Y[i])*d.Y[i]-p[2]) > 1e-9 {
			t.Fatalf("%v is not on the roll at %v", p, d.Y[i])
		}
		u = append(u, (d.Y[i]/(1.5*math.Pi)-1)/2)
		h = append(h, p[1]/21)
	}
	uniform(t, "t", u)
	uniform(t, "height", h)

	const n, arms = 20000, 5
	d, err = Pinwheel(n, arms, 0.3, 0.1, 0, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var along, across []float64
	for i := range n { // unbent blades: turn them back
		sin, cos := math.Sincos(-2 * math.Pi * d.Y[i] / arms)
		x, y := d.Row(i)[0], d.Row(i)[1]
		along, across = append(along, cos*x-sin*y), append(across, sin*x+cos*y)
	}
	for _, c := range []struct {
		a        []float64
		mean, sd float64
	}{{along, 1, 0.3}, {across, 0, 0.1}} {
		if math.Abs(vec.Mean(c.a)-c.mean) > 5*c.sd/math.Sqrt(n) || math.Abs(vec.Std(c.a)/c.sd-1) > 5/math.Sqrt(2*n) {
			t.Errorf("a blade has mean %v and deviation %v, want %v and %v", vec.Mean(c.a), vec.Std(c.a), c.mean, c.sd)
		}
	}
	bent, _ := Pinwheel(n, arms, 0.3, 0.1, 0.25, rng.New(1))
	for i := range n { // bending keeps the radius and turns by bend·exp(x)
		a, b := d.Row(i), bent.Row(i)
		turn := math.Atan2(b[1], b[0]) - math.Atan2(a[1], a[0]) - 0.25*math.Exp(along[i])
		turn /= 2 * math.Pi
		if math.Abs(vec.Norm2(a)-vec.Norm2(b)) > 1e-9 || math.Abs(turn-math.Round(turn)) > 1e-9 {
			t.Fatalf("%v bent is %v", a, b)
		}
	}
}
