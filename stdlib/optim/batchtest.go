package optim

import (
	"fmt"
	"math"
)

// A BatchTest suggests how large the minibatch should have been for its gradient to
// be good enough, as a real number, which may be infinite. AdaptiveBatch makes the
// next minibatch that large, but never smaller than the last. A test that passes
// suggests at most the present size.
type BatchTest interface {
	Suggest(v *BatchVariance) float64
}

// NormTest wants the gradient g of the minibatch to have less variance than squared
// length,
//
//	|Var|₁/b <= Eta²·‖g‖²,   b* = |Var|₁/(Eta²·‖g‖²),
//
// |Var|₁ being the sum over the coordinates of the sample variance of the examples'
// gradients (Byrd, Chin, Nocedal & Wu 2012).
type NormTest struct{ Eta float64 }

// Suggest returns b*.
func (t NormTest) Suggest(v *BatchVariance) float64 {
	return suggestion(v.Total(), t.Eta*t.Eta*v.SquaredNorm())
}

// Validate returns an error unless Eta is positive and finite.
func (t NormTest) Validate() error { return tolerances("NormTest", "Eta", t.Eta) }

// InnerProductTest wants the examples' gradients to agree about the step that they
// make along g (Bollapragada, Byrd & Nocedal 2018),
//
//	Var⟨∇ℓ_i, g⟩/b <= Theta²·‖g‖⁴,   b* = Var⟨∇ℓ_i, g⟩/(Theta²·‖g‖⁴).
type InnerProductTest struct{ Theta float64 }

// Suggest returns b*.
func (t InnerProductTest) Suggest(v *BatchVariance) float64 {
	return suggestion(v.Along(), t.Theta*t.Theta*v.SquaredNorm())
}

// Validate returns an error unless Theta is positive and finite.
func (t InnerProductTest) Validate() error { return tolerances("InnerProductTest", "Theta", t.Theta) }

// OrthogonalityTest wants little variance across g: with o_i the part of ∇ℓ_i
// orthogonal to g,
//
//	|Var(o)|₁/b <= Nu²·‖g‖²,   b* = |Var(o)|₁/(Nu²·‖g‖²).
type OrthogonalityTest struct{ Nu float64 }

// Suggest returns b*.
func (t OrthogonalityTest) Suggest(v *BatchVariance) float64 {
	return suggestion(v.Across(), t.Nu*t.Nu*v.SquaredNorm())
}

// Validate returns an error unless Nu is positive and finite.
func (t OrthogonalityTest) Validate() error { return tolerances("OrthogonalityTest", "Nu", t.Nu) }

// AugmentedTest is InnerProductTest and OrthogonalityTest together (Bollapragada,
// Byrd & Nocedal 2018): the larger suggestion.
type AugmentedTest struct{ Theta, Nu float64 }

// Suggest returns b*.
func (t AugmentedTest) Suggest(v *BatchVariance) float64 {
	return max(InnerProductTest{t.Theta}.Suggest(v), OrthogonalityTest{t.Nu}.Suggest(v))
}

// Validate returns an error unless Theta and Nu are positive and finite.
func (t AugmentedTest) Validate() error {
	if err := tolerances("AugmentedTest", "Theta", t.Theta); err != nil {
		return err
	}
	return tolerances("AugmentedTest", "Nu", t.Nu)
}

// CoordinateTest is NormTest for every coordinate by itself, for methods such as
// AdaGrad that scale coordinates (Lau, Liu & Kolar 2024),
//
//	Var_j/b <= Eta²·g_j²  for all j,   b* = max_j Var_j/(Eta²·g_j²).
//
// Coordinates without variance do not count; one with variance and g_j = 0 suggests
// +Inf. It never suggests less than NormTest.
type CoordinateTest struct{ Eta float64 }

// Suggest returns b*.
func (t CoordinateTest) Suggest(v *BatchVariance) float64 {
	var most float64
	for j, variance := range v.Coordinates() {
		if variance > 0 {
			most = max(most, suggestion(variance, t.Eta*t.Eta*v.Gradient()[j]*v.Gradient()[j]))
		}
	}
	if v.SquaredNorm() == 0 {
		return math.Inf(1)
	}
	return most
}

// Validate returns an error unless Eta is positive and finite.
func (t CoordinateTest) Validate() error { return tolerances("CoordinateTest", "Eta", t.Eta) }

// LinearRamp adds Add examples after every update, whatever the gradients are.
type LinearRamp struct{ Add int }

// Suggest returns the size plus Add.
func (r LinearRamp) Suggest(v *BatchVariance) float64 { return float64(v.Size()) + float64(r.Add) }

// Validate returns an error unless Add is at least 0.
func (r LinearRamp) Validate() error {
	h := hyper{method: "LinearRamp"}
	h.want(r.Add >= 0, "Add", float64(r.Add), "at least 0")
	return h.err
}

// Stages has minibatches of Sizes[0], Sizes[1], ..., each for an equal share of
// Samples terms, and of the last size after that. Start the run with Sizes[0].
type Stages struct {
	Sizes   []int
	Samples int // of all stages together
}

// Suggest returns the size of the stage.
func (s Stages) Suggest(v *BatchVariance) float64 {
	stage := int(float64(v.Used()) / float64(s.Samples) * float64(len(s.Sizes)))
	return float64(s.Sizes[min(stage, len(s.Sizes)-1)])
}

// Validate returns an error unless Sizes are positive and do not decrease, and
// Samples is at least 1.
func (s Stages) Validate() error {
	h := hyper{method: "Stages"}
	h.want(len(s.Sizes) > 0, "len(Sizes)", float64(len(s.Sizes)), "at least 1")
	h.want(s.Samples >= 1, "Samples", float64(s.Samples), "at least 1")
	last := 1
	for i, size := range s.Sizes {
		if size < last && h.err == nil {
			h.err = fmt.Errorf("Stages: Sizes[%d] = %d: want at least %d, as sizes do not shrink", i, size, last)
		}
		last = size
	}
	return h.err
}

// suggestion is a/b; +Inf where the gradient is 0, which tells nothing.
func suggestion(a, b float64) float64 {
	if b == 0 {
		return math.Inf(1)
	}
	return a / b
}

func tolerances(test, arg string, v float64) error {
	h := hyper{method: test}
	h.positive(arg, v)
	return h.err
}
