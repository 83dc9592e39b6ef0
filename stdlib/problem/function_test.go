package problem

import (
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestFunc(t *testing.T) {
	value := func(x []float64) float64 { return x[0]*x[0] + 3*x[1] }
	grad := func(dst, x []float64) { dst[0] += 2 * x[0]; dst[1] += 3 }
	f, err := Func(2, value, grad)
	if err != nil {
		t.Fatal(err)
	}
	g := []float64{7, 7} // Grad clears what was there
	if v := f.Grad(g, []float64{2, 1}); v != 7 || g[0] != 4 || g[1] != 3 {
		t.Errorf("got %v, %v", v, g)
	}
	_, err = Func(0, value, grad)
	wantError(t, err, "dim = 0")
	_, err = Func(1, nil, grad)
	wantError(t, err, "value is nil")
	_, err = Func(1, value, nil)
	wantError(t, err, "grad is nil")
	x := vec.Ones(2)
	if n := testing.AllocsPerRun(20, func() { f.Grad(g, x) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestGradErrorSeesAWrongGradient(t *testing.T) {
	value := func(x []float64) float64 { return x[0] * x[0] * x[0] }
	wrong, _ := Func(1, value, func(dst, x []float64) { dst[0] = 2 * x[0] * x[0] })
	if e := GradError(wrong, []float64{2}); e < 0.4 || e > 0.6 { // 8 instead of 12
		t.Errorf("error %v, want 0.5", e)
	}
}

func TestToys(t *testing.T) {
	s := rng.New(1)
	for _, f := range Toys() {
		if v := f.Value(f.Optimum); v != 0 {
			t.Errorf("%s: %v at the optimum", f.Name, v)
		}
		for range 20 { // almost surely away from the kinks
			x := s.UniformVec(make([]float64, 2), -2, 2)
			if e := GradError(f, x); e > 1e-6 {
				t.Errorf("%s at %v: gradient differs by %v", f.Name, x, e)
			}
			if f.Value(x) <= 0 {
				t.Errorf("%s at %v: not above the minimum", f.Name, x)
			}
		}
	}
	g := make([]float64, 2)
	toys := Toys()
	if toys[0].Grad(g, []float64{0, -2}); g[0] != 0 || g[1] != -1 {
		t.Errorf("on a kink: %v", g)
	}
}
