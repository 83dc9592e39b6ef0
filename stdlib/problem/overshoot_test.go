package problem

import (
	"math"
	"testing"
)

func TestOvershootToys(t *testing.T) {
	toys := OvershootToys()
	for i, c := range []struct {
		joints []float64
		jumps  []float64 // of the value at these
		minima map[float64]float64
	}{
		{[]float64{0}, []float64{0}, map[float64]float64{-0.3: 0, 0.2: 0.05}},
		{[]float64{-0.9}, []float64{-0.729 - 0.9*math.Sin(-7.2)}, map[float64]float64{f2Minimiser: 1.2e-4, 0.58805: 0.4653}},
		{[]float64{-0.5, -0.4, 0, 0.4, 0.5}, make([]float64, 5), map[float64]float64{0: 0, -0.5: 0.25, 0.5: 0.25}},
	} {
		f := toys[i]
		value := func(x float64) float64 { return f.Value([]float64{x}) }
		slope := func(x float64) float64 {
			g := []float64{math.NaN()}
			f.Grad(g, []float64{x})
			return g[0]
		}
		for x := -1.2; x < 1.2; x += 0.0173 {
			near := false
			for _, j := range c.joints {
				near = near || math.Abs(x-j) < 1e-4
			}
			if near {
				continue
			}
			if e := GradError(f, []float64{x}); e > 1e-8 {
				t.Errorf("%s at %.4f: gradient error %v", f.Name, x, e)
			}
		}
		for k, j := range c.joints {
			const h = 1e-9
			jump := value(j+h) - value(j-h)
			if math.Abs(jump-c.jumps[k]) > 1e-7 {
				t.Errorf("%s jumps by %v at %v, want %v", f.Name, jump, j, c.jumps[k])
			}
			if math.Abs(slope(j)-slope(j-h)) > 1e-6 {
				t.Errorf("%s: the slope %v at %v is not that on the left, %v", f.Name, slope(j), j, slope(j-h))
			}
		}
		for x, want := range c.minima {
			v := value(x)
			if math.Abs(v-want) > 5e-5 || value(x-1e-3) < v || value(x+1e-3) < v {
				t.Errorf("%s at %v: %v is no minimum of %v", f.Name, x, v, want)
			}
			if v < value(f.Optimum[0]) {
				t.Errorf("%s: %v at %v is below the optimum", f.Name, v, x)
			}
		}
		if f.Dim() != 1 || f.Start[0] != -1 {
			t.Errorf("%s: %d variables, start %v", f.Name, f.Dim(), f.Start)
		}
	}
	if f2 := toys[1]; f2.Value([]float64{0}) != 0.85 || math.Abs(f2.Value(f2.Optimum)-1.2e-4) > 5e-6 {
		t.Errorf("F2 is %v at 0 and %v at its minimum", f2.Value([]float64{0}), f2.Value(f2.Optimum))
	}
}

// Its slope misses a factor 8 in one term, and is right up to −0.9.
func TestOvershootF2Repo(t *testing.T) {
	f, true2 := OvershootF2Repo(), OvershootToys()[1]
	g, h := make([]float64, 1), make([]float64, 1)
	for x := -1.2; x < 1; x += 0.01 {
		at := []float64{x}
		if f.Grad(g, at) != true2.Grad(h, at) {
			t.Fatalf("values differ at %v", x)
		}
		missing := 0.0
		if x > -0.9 {
			missing = 7 * x * math.Cos(8*x)
		}
		if math.Abs(h[0]-g[0]-missing) > 1e-12 {
			t.Errorf("at %v: slope %v, that of F2 is %v", x, g[0], h[0])
		}
	}
}
