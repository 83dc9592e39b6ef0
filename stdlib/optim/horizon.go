package optim

import "math"

// The schedules of this file know the number of updates T = Steps of the run and
// end it near zero. They count so that update T, the last, has their last value:
// that of LinearDecay and of its kin is 0, which suits a run of T−1 useful steps
// whose last iterate counts.

// LinearDecay falls from 1 − 1/T at the first update to 0 at update T = Steps, and
// stays there: 1 − k/T. Of the schedules that know no gradients it is the best for
// the last iterate of convex problems (Defazio et al. 2023).
type LinearDecay struct{ Steps int }

// At returns the multiplier of update k.
func (s LinearDecay) At(k int) float64 { return left(k, s.Steps) }

// Validate returns an error unless Steps >= 1.
func (s LinearDecay) Validate() error { return atLeastOneStep("LinearDecay", s.Steps) }

// PolynomialDecay is a power of LinearDecay, (1 − k/T)^Power with T = Steps.
type PolynomialDecay struct {
	Steps int
	Power float64
}

// At returns the multiplier of update k.
func (s PolynomialDecay) At(k int) float64 { return math.Pow(left(k, s.Steps), s.Power) }

// Validate returns an error unless Steps >= 1 and Power is positive and finite.
func (s PolynomialDecay) Validate() error {
	h := hyper{method: "PolynomialDecay"}
	h.want(s.Steps >= 1, "Steps", float64(s.Steps), "at least 1")
	h.positive("Power", s.Power)
	return h.err
}

// CosineDecay falls along half a cosine to 0 at update T = Steps and stays there,
// (1 + cos(πk/T))/2: Cosine one update later.
type CosineDecay struct{ Steps int }

// At returns the multiplier of update k.
func (s CosineDecay) At(k int) float64 {
	return (1 + math.Cos(math.Pi*(1-left(k, s.Steps)))) / 2
}

// Validate returns an error unless Steps >= 1.
func (s CosineDecay) Validate() error { return atLeastOneStep("CosineDecay", s.Steps) }

// ExponentialDecay falls as (1/T)^(k/T) to 1/T at update T = Steps, and stays there
// (Li, Zhuang & Orabona 2021). It wants no knowledge of the noise.
type ExponentialDecay struct{ Steps int }

// At returns the multiplier of update k.
func (s ExponentialDecay) At(k int) float64 {
	return math.Pow(float64(s.Steps), left(k, s.Steps)-1)
}

// Validate returns an error unless Steps >= 1.
func (s ExponentialDecay) Validate() error { return atLeastOneStep("ExponentialDecay", s.Steps) }

// WarmupLinear rises linearly over the first share Warmup of T = Steps updates and
// falls linearly to 0 at update T: min(k/(ωT), (1 − k/T)/(1−ω)) with ω = Warmup.
type WarmupLinear struct {
	Steps  int
	Warmup float64 // in [0, 1); 0 is LinearDecay
}

// At returns the multiplier of update k.
func (s WarmupLinear) At(k int) float64 {
	down := left(k, s.Steps) / (1 - s.Warmup)
	if s.Warmup == 0 {
		return down
	}
	return min(float64(k)/(s.Warmup*float64(s.Steps)), down)
}

// Validate returns an error unless Steps >= 1 and 0 <= Warmup < 1.
func (s WarmupLinear) Validate() error {
	h := hyper{method: "WarmupLinear"}
	h.want(s.Steps >= 1, "Steps", float64(s.Steps), "at least 1")
	h.fraction("Warmup", s.Warmup)
	return h.err
}

// WarmupCosine rises linearly over the first warmup updates and then falls from 1
// along half a cosine that would reach floor with update steps+1.
func WarmupCosine(warmup, steps int, floor float64) Schedule {
	fall := Cosine{Steps: steps - warmup, Floor: floor}
	if warmup == 0 {
		return fall
	}
	return Then{First: Warmup{Steps: warmup}, Steps: warmup, Next: fall}
}

// Stairs divides by 10 after 30, 60 and 90 % of so many updates.
func Stairs(steps int) Milestones {
	at := func(percent int) int { return steps * percent / 100 }
	return Milestones{Factor: 0.1, After: []int{at(30), at(60), at(90)}}
}

// left returns 1 − k/T, the share of the run that is left, or 0 after its end.
func left(k, steps int) float64 { return max(1-float64(k)/float64(steps), 0) }

func atLeastOneStep(schedule string, steps int) error {
	h := hyper{method: schedule}
	h.want(steps >= 1, "Steps", float64(steps), "at least 1")
	return h.err
}
