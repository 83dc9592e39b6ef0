package optim

import (
	"errors"
	"fmt"
	"math"
)

// A Schedule multiplies the step size of an optimiser from outside: update k, k =
// 1, 2, ..., uses LR·At(k). Schedules are plain values without state; a nil
// Schedule is constant. Those of this package have a Validate method, which
// optimisers call.
type Schedule interface {
	At(k int) float64
}

// A ScheduleFunc is a function as a Schedule.
type ScheduleFunc func(k int) float64

// At returns f(k).
func (f ScheduleFunc) At(k int) float64 { return f(k) }

// Constant is 1 always.
type Constant struct{}

// At returns 1.
func (Constant) At(int) float64 { return 1 }

// StepDecay multiplies by Factor after every Every updates: Factor^⌊(k−1)/Every⌋.
type StepDecay struct {
	Every  int
	Factor float64
}

// At returns the multiplier of update k.
func (s StepDecay) At(k int) float64 { return math.Pow(s.Factor, float64((k-1)/s.Every)) }

// Validate returns an error unless Every >= 1 and Factor is finite and not
// negative.
func (s StepDecay) Validate() error {
	h := hyper{method: "StepDecay"}
	h.want(s.Every >= 1, "Every", float64(s.Every), "at least 1")
	h.notNegative("Factor", s.Factor)
	return h.err
}

// Milestones multiplies by Factor once after each of the updates in After:
// Milestones{Factor: 0.1, After: []int{700}} makes updates 1 to 700 with LR and
// the rest with LR/10.
type Milestones struct {
	Factor float64
	After  []int
}

// At returns the multiplier of update k.
func (s Milestones) At(k int) float64 {
	f := 1.0
	for _, m := range s.After {
		if k > m {
			f *= s.Factor
		}
	}
	return f
}

// Validate returns an error unless Factor is finite and not negative.
func (s Milestones) Validate() error {
	h := hyper{method: "Milestones"}
	h.notNegative("Factor", s.Factor)
	return h.err
}

// Cosine falls from 1 at the first update to Floor after Steps updates along half
// a cosine, and stays there (Loshchilov & Hutter, SGDR, without restarts).
type Cosine struct {
	Steps int
	Floor float64 // default 0
}

// At returns the multiplier of update k.
func (s Cosine) At(k int) float64 {
	done := min(float64(k-1)/float64(s.Steps), 1)
	return s.Floor + (1-s.Floor)*(1+math.Cos(math.Pi*done))/2
}

// Validate returns an error unless Steps >= 1 and 0 <= Floor <= 1.
func (s Cosine) Validate() error {
	h := hyper{method: "Cosine"}
	h.want(s.Steps >= 1, "Steps", float64(s.Steps), "at least 1")
	h.want(s.Floor >= 0 && s.Floor <= 1, "Floor", s.Floor, "0 <= Floor <= 1")
	return h.err
}

// InvSqrt falls as 1/√k, the step of most regret bounds.
type InvSqrt struct{}

// At returns 1/√k.
func (InvSqrt) At(k int) float64 { return 1 / math.Sqrt(float64(k)) }

// InvTime falls as 1/(1 + (k−1)/Steps): halved after Steps updates, and in the
// long run as Steps/k, the classic choice of Robbins and Monro.
type InvTime struct{ Steps float64 }

// At returns the multiplier of update k.
func (s InvTime) At(k int) float64 { return 1 / (1 + float64(k-1)/s.Steps) }

// Validate returns an error unless Steps is positive and finite.
func (s InvTime) Validate() error {
	h := hyper{method: "InvTime"}
	h.want(s.Steps > 0 && !math.IsInf(s.Steps, 1), "Steps", s.Steps, "a positive number")
	return h.err
}

// Warmup rises linearly over the first Steps updates, k/Steps, and is 1 then.
// Multiply it with another schedule in a Product.
type Warmup struct{ Steps int }

// At returns the multiplier of update k.
func (s Warmup) At(k int) float64 { return min(float64(k)/float64(s.Steps), 1) }

// Validate returns an error unless Steps >= 1.
func (s Warmup) Validate() error {
	h := hyper{method: "Warmup"}
	h.want(s.Steps >= 1, "Steps", float64(s.Steps), "at least 1")
	return h.err
}

// Product multiplies schedules: Product{Warmup{100}, Cosine{Steps: 1000}}. An
// empty one is constant.
type Product []Schedule

// At returns the product of the schedules' multipliers of update k.
func (p Product) At(k int) float64 {
	f := 1.0
	for _, s := range p {
		f *= s.At(k)
	}
	return f
}

// Validate returns the first error of the schedules.
func (p Product) Validate() error {
	for i, s := range p {
		if err := validate(s); err != nil {
			return fmt.Errorf("schedule %d of the product: %w", i, err)
		}
	}
	return nil
}

// Then follows First for Steps updates and Next from there on, which counts its
// own updates from 1.
type Then struct {
	First Schedule
	Steps int
	Next  Schedule
}

// At returns the multiplier of update k.
func (s Then) At(k int) float64 {
	if k <= s.Steps {
		return s.First.At(k)
	}
	return s.Next.At(k - s.Steps)
}

// Validate returns an error where Steps is negative, or the first error of First
// and Next.
func (s Then) Validate() error {
	h := hyper{method: "Then"}
	h.want(s.Steps >= 0, "Steps", float64(s.Steps), "at least 0")
	if h.err != nil {
		return h.err
	}
	if err := validate(s.First); err != nil {
		return fmt.Errorf("first schedule: %w", err)
	}
	if err := validate(s.Next); err != nil {
		return fmt.Errorf("next schedule: %w", err)
	}
	return nil
}

func validate(s Schedule) error {
	if s == nil {
		return errors.New("schedule is nil")
	}
	if v, ok := s.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}
