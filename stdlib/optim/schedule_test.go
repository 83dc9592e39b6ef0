package optim

import (
	"math"
	"testing"
)

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		s    Schedule
		k    []int
		want []float64
	}{
		{StepDecay{Every: 2, Factor: 0.1}, []int{1, 2, 3, 4, 5}, []float64{1, 1, 0.1, 0.1, 0.01}},
		{Milestones{0.1, []int{3, 5}}, []int{1, 3, 4, 5, 6}, []float64{1, 1, 0.1, 0.1, 0.01}},
		{Cosine{Steps: 4}, []int{1, 2, 3, 5, 9}, []float64{1, (2 + math.Sqrt2) / 4, 0.5, 0, 0}},
		{Cosine{Steps: 4, Floor: 0.2}, []int{1, 3, 5}, []float64{1, 0.6, 0.2}},
		{InvSqrt{}, []int{1, 4, 100}, []float64{1, 0.5, 0.1}},
		{InvTime{10}, []int{1, 11, 91}, []float64{1, 0.5, 0.1}},
		{Warmup{4}, []int{1, 2, 4, 5}, []float64{0.25, 0.5, 1, 1}},
		{Product{Warmup{4}, InvSqrt{}}, []int{1, 4, 9}, []float64{0.25, 0.5, 1. / 3}},
		{Product{}, []int{1, 7}, []float64{1, 1}},
		{Then{Warmup{2}, 2, StepDecay{1, 0.5}}, []int{1, 2, 3, 4}, []float64{0.5, 1, 1, 0.5}},
		{ScheduleFunc(func(k int) float64 { return float64(k) }), []int{3}, []float64{3}},
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
}
