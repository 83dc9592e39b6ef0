package optim

import (
	"errors"
	"fmt"

	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// An AdaptiveBatch runs any method with minibatches that grow when a BatchTest says
// so: after the update with a minibatch of b_k examples the test looks at the
// gradients of these, and
//
//	b_{k+1} = min(b_max, max(b_k, ⌈b*⌉))
//
// with b* its suggestion. With AdaGrad and AdaGradNorm it is AdAdaGrad (Lau, Liu &
// Kolar, Adaptive batch size schemes for adaptive gradient methods, 2024), see
// NewAdAdaGrad. With LinearRamp and Stages sizes grow by plan.
//
// The first size is that of Batch or BatchWithReplacement, at least 2. A minibatch of
// all n examples is the full gradient, also with replacement, and ends the tests. It
// is a Searcher and a BatchSizer: run it with Descend on a problem.PerExample.
// Examples' gradients are computed once more for the test; the run's Cost counts
// them once, as an implementation in one pass would.
type AdaptiveBatch struct {
	Method Method
	Test   BatchTest
	Max    int // b_max; 0: all examples
	Every  int // tests only after updates 1, 1+Every, ...; 0: every update

	// BySamples multiplies steps as a Schedule that counts examples in place of
	// updates: the update that begins after s of them gets BySamples.At(s+1), so that
	// Cosine{Steps: 1000000} ends after a million. Where sizes change, a method's own
	// Schedule, by updates, is usually wrong. nil: constant.
	BySamples Schedule

	// Tensors makes InnerProductTest, OrthogonalityTest and AugmentedTest take inner
	// products with g within each tensor by itself and add up the variances, as the
	// authors' program does: an approximation. They are all the blocks of a layout in order,
	// such as net.Layout().Blocks(). nil: products of whole vectors.
	Tensors []nn.Block

	progress progress
	inner    Optimizer
	variance BatchVariance
	size     int // of the next minibatch
	used     int // examples so far
	y        []float64
}

// NewAdaptiveBatch returns the method m with minibatches by the test t, tested after
// every update and up to all examples.
func NewAdaptiveBatch(m Method, t BatchTest) *AdaptiveBatch {
	return &AdaptiveBatch{Method: m, Test: t}
}

// NewAdAdaGrad returns AdaGrad with step size lr and minibatches by NormTest{eta}.
// For the test by coordinates see NewAdaptiveBatch and CoordinateTest.
func NewAdAdaGrad(lr, eta float64) *AdaptiveBatch {
	return NewAdaptiveBatch(NewAdaGrad(lr), NormTest{eta})
}

// NewAdAdaGradNorm returns AdaGradNorm with step size lr, one for all parameters, and
// minibatches by NormTest{eta}. The mean of ‖∇f‖² over K updates is O(1/K), as without
// noise.
func NewAdAdaGradNorm(lr, eta float64) *AdaptiveBatch {
	return NewAdaptiveBatch(NewAdaGradNorm(lr), NormTest{eta})
}

// Fresh returns an optimiser of the same making with no history.
func (o AdaptiveBatch) Fresh() Optimizer {
	return &AdaptiveBatch{Method: o.Method, Test: o.Test, Max: o.Max, Every: o.Every, BySamples: o.BySamples, Tensors: o.Tensors}
}

// String names the method and the test.
func (o AdaptiveBatch) String() string {
	if o.Method == nil {
		return fmt.Sprintf("AdaptiveBatch(nil, %+v)", o.Test)
	}
	return fmt.Sprintf("%s with %T%+v", label(o.Method), o.Test, o.Test)
}

// Validate returns an error that names the first field out of range.
func (o *AdaptiveBatch) Validate() error {
	h := hyper{method: "optim: AdaptiveBatch"}
	h.want(o.Max >= 0, "Max", float64(o.Max), "at least 0")
	h.want(o.Every >= 0, "Every", float64(o.Every), "at least 0")
	if h.err != nil {
		return h.err
	}
	if o.Test == nil {
		return errors.New("optim: AdaptiveBatch: Test is nil: want one, such as NormTest{0.5}")
	}
	if v, ok := o.Test.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return fmt.Errorf("optim: AdaptiveBatch: Test: %w", err)
		}
	}
	return nil
}

// T returns the number of updates made.
func (o *AdaptiveBatch) T() int { return o.progress.t }

// NextBatch returns the size of the minibatch for the next update, 0 before the first.
func (o *AdaptiveBatch) NextBatch() int { return o.size }

// Used returns how many examples the updates have used, Σ_k b_k.
func (o *AdaptiveBatch) Used() int { return o.used }

// Variance returns what the test of the last update looked at; all 0 where there was
// none, or it did not look.
func (o *AdaptiveBatch) Variance() *BatchVariance { return &o.variance }

// Step returns an error: see Searcher.
func (o *AdaptiveBatch) Step(_, _ []float64) error { return needsSample("AdaptiveBatch") }

// StepOn makes one update of x in place and chooses the size of the next minibatch.
func (o *AdaptiveBatch) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if o.inner == nil {
		o.inner = begin(o.Method)
	}
	if err := validateInner("AdaptiveBatch", o.inner); err != nil {
		return err
	}
	if err := o.progress.check("AdaptiveBatch", x, g); err != nil {
		return err
	}
	p, ok := f.p.(problem.PerExample)
	if !ok {
		return errNoPerExample(f.p)
	}
	if err := o.covered(len(x)); err != nil {
		return err
	}
	size, most, err := o.sizes(f, p.Len())
	if err != nil {
		return err
	}
	b, used := f.terms(), o.used+f.terms()
	o.variance.tensors = o.Tensors
	o.variance.set(p, x, g, f.idx, used)
	if size < most && b >= 2 && o.progress.t%max(o.Every, 1) == 0 { // x is the point of g until the step
		size = capped(o.Test.Suggest(&o.variance), size, most)
	}
	if err := o.move(f, x, g, loss); err != nil {
		return err
	}
	o.variance.known = true // x has moved: what was not computed stays 0
	o.size, o.used = size, used
	o.progress.count(len(x))
	return nil
}

// covered checks that Tensors, where there are some, divide the n parameters.
func (o *AdaptiveBatch) covered(n int) error {
	at := 0
	for _, b := range o.Tensors {
		if b.Offset != at || b.Len() < 0 {
			return fmt.Errorf("optim: AdaptiveBatch: Tensors: block %s begins at %d: want %d, where the one before ends", blockName(b), b.Offset, at)
		}
		at += b.Len()
	}
	if o.Tensors != nil && at != n {
		return fmt.Errorf("optim: AdaptiveBatch: Tensors have %d elements: want %d, all parameters", at, n)
	}
	return nil
}

// sizes returns b_k and b_max. The last minibatch of an epoch may be smaller than
// b_k.
func (o *AdaptiveBatch) sizes(f *Sample, n int) (size, most int, err error) {
	most = n
	if o.Max > 0 {
		most = o.Max
	}
	size = o.size
	if o.progress.t == 0 {
		size = f.terms()
	}
	switch {
	case most > n:
		return 0, 0, fmt.Errorf("optim: AdaptiveBatch: Max = %d: want at most %d, the number of terms", o.Max, n)
	case o.progress.t > 0:
		return size, most, nil
	case size < 2:
		return 0, 0, fmt.Errorf("optim: AdaptiveBatch: first minibatch of %d: want at least 2, for a variance", size)
	case size > most:
		return 0, 0, fmt.Errorf("optim: AdaptiveBatch: first minibatch of %d: want at most %d, the largest allowed", size, most)
	}
	return size, most, nil
}

// move makes the step of the inner method, times the schedule by samples.
func (o *AdaptiveBatch) move(f *Sample, x, g []float64, loss float64) error {
	if o.BySamples == nil {
		return stepOn(o.inner, f, x, g, loss)
	}
	factor, err := rate("AdaptiveBatch", 1, o.BySamples, o.used+1)
	if err != nil {
		return err
	}
	o.y = state(o.y, len(x))
	copy(o.y, x)
	if err := stepOn(o.inner, f, o.y, g, loss); err != nil {
		return err
	}
	vec.Mix(x, 1-factor, x, factor, o.y)
	return nil
}

func errNoPerExample(p problem.Smooth) error {
	return fmt.Errorf("optim: AdaptiveBatch: %T has no gradients of single examples: want a problem.PerExample", p)
}
