package vec

import (
	"math"
	"testing"
)

func TestFused(t *testing.T) {
	x, y := []float64{1, -2, 0, 8, 3}, []float64{4, 1, 9, 16, 0}
	for _, c := range []struct {
		name      string
		got, want []float64
	}{
		{"Mix", Mix(nil, 2, x, -0.5, y), []float64{0, -4.5, -4.5, 8, 6}},
		{"MixSquare", MixSquare(nil, 2, x, 0.5, y, 1), []float64{11, -2.5, 41.5, 145, 7}},
		{"DivRoot", DivRoot(nil, 3, x, 4, y, 1), []float64{0.6, -2, 0, 24. / 9, 9}},
		{"MapSigmoid", MapSigmoid(nil, []float64{0, math.Inf(1), 1000, math.NaN()}), []float64{0.5, 1, 1, math.NaN()}},
		{"DivRoot by 0", DivRoot(nil, 1, []float64{1, 0}, 1, []float64{0, 0}, 0), []float64{math.Inf(1), math.NaN()}},
	} {
		for i, want := range c.want {
			if got := c.got[i]; got != want && !(got != got && want != want) {
				t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
				break
			}
		}
	}
	dst := make([]float64, 5)
	for i, got := range [][]float64{Mix(dst, 1, x, 0, y), MixSquare(dst, 1, x, 0, y, 0), DivRoot(dst, 1, x, 1, y, 1), MapSigmoid(dst, x)} {
		if &got[0] != &dst[0] {
			t.Errorf("function %d returns another slice than dst", i)
		}
	}
	for says, f := range map[string]func(){
		"vec.Mix: lengths differ: 5 and 2":       func() { Mix(nil, 1, x, 1, y[:2]) },
		"vec.MixSquare: lengths differ: 3 and 5": func() { MixSquare(dst[:3], 1, x, 1, y, 0) },
		"vec.DivRoot: lengths differ: 1 and 5":   func() { DivRoot(nil, 1, x[:1], 1, y, 0) },
	} {
		func() {
			defer func() {
				if e, ok := recover().(LengthError); !ok || e.Error() != says {
					t.Errorf("%v, want %s", e, says)
				}
			}()
			f()
		}()
	}
}
