package data

import (
	"math"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestCurves(t *testing.T) {
	d, err := Curve(ThreeBumps, 0, 1, 1001)
	if err != nil {
		t.Fatal(err)
	}
	if d.X[0] != 0 || d.X[1000] != 1 || d.X[500] != 0.5 || math.Abs(d.Y[500]-(0.2*math.Exp(-1)+0.5)) > 1e-12 {
		t.Errorf("%v: %v", d.X[500], d.Y[500])
	}
	if rms := vec.Norm2(d.Y) / math.Sqrt(1001); math.Abs(rms-0.1107) > 1e-4 {
		t.Errorf("rms %v, want 0.1107", rms)
	}
	r, err := RandomCurve(math.Sin, -math.Pi, math.Pi, 4000, 0.1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var u []float64
	for i, x := range r.X {
		u = append(u, x/(2*math.Pi)+0.5)
		if r.Clean[i] != math.Sin(x) {
			t.Fatalf("f(%v) = %v", x, r.Clean[i])
		}
	}
	uniform(t, "x", u)
	if sd := vec.Std(vec.Sub(nil, r.Y, r.Clean)); math.Abs(sd/0.1-1) > 5/math.Sqrt(8000) {
		t.Errorf("noise has deviation %v", sd)
	}
	_, err = Curve(math.Log, 0, 1, 3)
	wantError(t, err, "data.Curve: f(0) = -Inf")
	_, err = Curve(math.Sin, 1, 1, 3)
	wantError(t, err, "lo, hi = [1 1]")
	_, err = Curve(math.Sin, 0, 1, 1)
	wantError(t, err, "n = 1")
	_, err = Curve(nil, 0, 1, 2)
	wantError(t, err, "f = nil")
}
