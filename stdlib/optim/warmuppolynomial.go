package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// WarmupPolynomial rises linearly over the first share Warmup of T = Steps updates
// and falls to 0 at update T as a power of what is left of the run:
// min(k/(ωT), ((1 − k/T)/(1−ω))^Power) with ω = Warmup. Power 1 is WarmupLinear.
type WarmupPolynomial struct {
	Steps  int
	Warmup float64 // in [0, 1)
	Power  float64
}

// At returns the multiplier of update k.
func (s WarmupPolynomial) At(k int) float64 {
	down := math.Pow(left(k, s.Steps)/(1-s.Warmup), s.Power)
	if s.Warmup == 0 {
		return down
	}
	return min(float64(k)/(s.Warmup*float64(s.Steps)), down)
}

// Validate returns an error unless Steps >= 1, 0 <= Warmup < 1 and Power is positive
// and finite.
func (s WarmupPolynomial) Validate() error {
	h := hyper{method: "WarmupPolynomial"}
	h.want(s.Steps >= 1, "Steps", float64(s.Steps), "at least 1")
	h.fraction("Warmup", s.Warmup)
	h.positive("Power", s.Power)
	return h.err
}

// FitWarmupPolynomial returns the WarmupPolynomial nearest to a schedule whose
// largest value is 1, such as one of Refine, in mean square over at most 200 places
// of the run: the best of Warmup = 0, 0.01, ..., 0.99 and 101 powers from 0.1 to 10.
// It is the closed form that a refined schedule comes down to. The table has at least
// two elements, all finite.
func FitWarmupPolynomial(s Table) (WarmupPolynomial, error) {
	if len(s) < 2 {
		return WarmupPolynomial{}, fmt.Errorf("optim.FitWarmupPolynomial: table has length %d: want at least 2", len(s))
	}
	if i := vec.NonFinite(s); i >= 0 {
		return WarmupPolynomial{}, fmt.Errorf("optim.FitWarmupPolynomial: table[%d] = %v: want finite numbers", i, s[i])
	}
	const most = 200
	places := min(len(s), most)
	best, least := WarmupPolynomial{}, math.Inf(1)
	for percent := range 100 {
		for i := -50; i <= 50; i++ {
			c := WarmupPolynomial{Steps: len(s), Warmup: float64(percent) / 100, Power: math.Pow(10, float64(i)/50)}
			var sum float64
			for i := 1; i <= places && sum < least; i++ {
				k := i * len(s) / places
				d := c.At(k) - s[k-1]
				sum += d * d
			}
			if sum < least {
				best, least = c, sum
			}
		}
	}
	return best, nil
}
