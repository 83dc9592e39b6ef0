package experiment

import (
	"fmt"
	"math"
	"slices"

	"monro/stdlib/rng"
)

// Bootstrap is statistic(x) with the percentile interval of its values on reps
// samples drawn from x with replacement (Efron, 1979); the standard error is the
// standard deviation of these. The draws depend on where s comes from, not on what
// was drawn from it. With few values, say less than ten, intervals are too narrow.
//
//	largest, err := experiment.Bootstrap(x, vec.Max, 2000, 0.95, rng.New(1))
func Bootstrap(x []float64, statistic func([]float64) float64, reps int, level float64, s *rng.Stream) (Estimate, error) {
	if err := sound("Bootstrap", "x", x, 1); err != nil {
		return Estimate{}, err
	}
	if statistic == nil {
		return Estimate{}, fmt.Errorf("experiment.Bootstrap: statistic is nil: want a func([]float64) float64")
	}
	sample := make([]float64, len(x))
	return bootstrap(len(x), func(idx []int) float64 {
		for i, j := range idx {
			sample[i] = x[j]
		}
		return statistic(sample)
	}, reps, level, s)
}

// bootstrap draws which of n things make a sample; value sees their numbers, in
// order and each once first.
func bootstrap(n int, value func(idx []int) float64, reps int, level float64, s *rng.Stream) (Estimate, error) {
	switch {
	case reps < 1:
		return Estimate{}, fmt.Errorf("experiment.Bootstrap: reps = %d: want at least 1, better 1000", reps)
	case s == nil:
		return Estimate{}, fmt.Errorf("experiment.Bootstrap: stream is nil: want one, such as rng.New(1)")
	}
	if err := checkLevel("Bootstrap", level); err != nil {
		return Estimate{}, err
	}
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	e := Estimate{Value: value(idx), Level: level, N: n}
	draws, values := s.Split("experiment.Bootstrap"), make([]float64, reps)
	for r := range values {
		values[r] = value(draws.Choice(idx, n))
		if math.IsNaN(values[r]) {
			return Estimate{}, fmt.Errorf("experiment.Bootstrap: the statistic is NaN on sample %d: want a number", r+1)
		}
	}
	e.StdErr = StdErr(values) * math.Sqrt(float64(reps))
	slices.Sort(values)
	e.Lo, e.Hi = quantile(values, (1-level)/2), quantile(values, (1+level)/2)
	return e, nil
}
