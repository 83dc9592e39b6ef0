package plot

import (
	"math"
	"slices"
	"testing"
)

func TestBin(t *testing.T) {
	for _, c := range []struct {
		name         string
		values       []float64
		bins         int
		edges        []float64
		wantE, wantH []float64
	}{
		{"equal bins", []float64{0, 1, 2, 3, 4}, 2, nil, []float64{0, 2, 4}, []float64{2, 3}},
		{"own edges", []float64{0, 0.5, 1, 2, 9}, 0, []float64{0, 1, 2}, []float64{0, 1, 2}, []float64{2, 2}},
		{"not finite", []float64{math.NaN(), 1, 2, math.Inf(1)}, 1, nil, []float64{1, 2}, []float64{2}},
		{"one value", []float64{5, 5}, 0, nil, []float64{4.5, 5.5}, []float64{2}},
	} {
		e, h, err := bin(c.values, c.bins, c.edges)
		if err != nil || !slices.Equal(e, c.wantE) || !slices.Equal(h, c.wantH) {
			t.Errorf("%s: %v %v %v, want %v %v", c.name, e, h, err, c.wantE, c.wantH)
		}
	}
	e, h := []float64{0, 1, 3}, []float64{2, 4}
	normalize(e, h)
	if area := h[0]*1 + h[1]*2; math.Abs(area-1) > 1e-15 {
		t.Errorf("density has area %g", area)
	}
}
