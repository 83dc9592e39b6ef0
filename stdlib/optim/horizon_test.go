package optim

import (
	"math"
	"testing"
)

func TestSchedulesWithAHorizon(t *testing.T) {
	for _, c := range []struct {
		s    Schedule
		k    []int
		want []float64
	}{
		{LinearDecay{4}, []int{1, 2, 3, 4, 5}, []float64{0.75, 0.5, 0.25, 0, 0}},
		{PolynomialDecay{4, 2}, []int{1, 2, 3, 4, 5}, []float64{0.5625, 0.25, 0.0625, 0, 0}},
		{PolynomialDecay{10, 0.5}, []int{9, 10}, []float64{math.Sqrt(0.1), 0}},
		{CosineDecay{4}, []int{1, 2, 3, 4, 9}, []float64{(2 + math.Sqrt2) / 4, 0.5, (2 - math.Sqrt2) / 4, 0, 0}},
		{ExponentialDecay{16}, []int{4, 8, 12, 16, 99}, []float64{0.5, 0.25, 0.125, 1. / 16, 1. / 16}},
		{ExponentialDecay{1000}, []int{1}, []float64{math.Pow(1./1000, 1./1000)}},
		{WarmupLinear{10, 0.5}, []int{1, 4, 5, 6, 10, 11}, []float64{0.2, 0.8, 1, 0.8, 0, 0}},
		{WarmupLinear{100, 0.2}, []int{5, 20, 60}, []float64{0.25, 1, 0.5}},
		{WarmupLinear{4, 0}, []int{1, 3}, []float64{0.75, 0.25}},
		{WarmupCosine(2, 6, 0.2), []int{1, 2, 3, 5, 7, 8}, []float64{0.5, 1, 1, 0.6, 0.2, 0.2}},
		{WarmupCosine(0, 4, 0), []int{1, 3}, []float64{1, 0.5}},
		{Stairs(10), []int{3, 4, 6, 7, 9, 10}, []float64{1, 0.1, 0.1, 0.01, 0.01, 0.001}},
		{Constant{}, []int{1, 1000}, []float64{1, 1}},
	} {
		if err := validate(c.s); err != nil {
			t.Errorf("%+v: %v", c.s, err)
		}
		for i, k := range c.k {
			if got := c.s.At(k); math.Abs(got-c.want[i]) > 1e-15 {
				t.Errorf("%#v at %d: %v, want %v", c.s, k, got, c.want[i])
			}
		}
	}
	for says, s := range map[string]Schedule{
		"LinearDecay: Steps = 0: want at least 1":      LinearDecay{},
		"CosineDecay: Steps = -1: want":                CosineDecay{-1},
		"ExponentialDecay: Steps = 0: want":            ExponentialDecay{},
		"PolynomialDecay: Steps = 0: want":             PolynomialDecay{Power: 1},
		"PolynomialDecay: Power = 0: want":             PolynomialDecay{Steps: 1},
		"WarmupLinear: Warmup = 1: want":               WarmupLinear{10, 1},
		"WarmupLinear: Steps = 0: want":                WarmupLinear{0, 0.1},
		"Cosine: Steps = 0: want at least 1":           WarmupCosine(5, 5, 0),
		"Then: Steps = -1: want at least 0":            WarmupCosine(-1, 5, 0),
		"Table is empty: want at least one multiplier": Table{},
	} {
		wantError(t, validate(s), says)
	}
}
