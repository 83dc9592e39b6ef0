package problem

import "sync/atomic"

// A Counter holds the cost of the calls to a counted problem. It is safe for
// concurrent use.
type Counter struct {
	values, grads, hvps, samples atomic.Int64
}

// Cost returns what has been spent so far.
func (c *Counter) Cost() Cost {
	return Cost{
		Values:  int(c.values.Load()),
		Grads:   int(c.grads.Load()),
		HVPs:    int(c.hvps.Load()),
		Samples: int(c.samples.Load()),
	}
}

// Reset sets all counts to zero.
func (c *Counter) Reset() {
	c.values.Store(0)
	c.grads.Store(0)
	c.hvps.Store(0)
	c.samples.Store(0)
}

// Count returns p with every call counted, and the counter. The result is a
// FiniteSum, Curved, BatchCurved or PerExample exactly where p is, and Stochastic
// where p is and is no FiniteSum.
func Count(p Smooth) (Smooth, *Counter) {
	c := new(Counter)
	smooth := countedSmooth{p, c, 0}
	if sum, ok := p.(FiniteSum); ok {
		smooth.terms = int64(sum.Len())
		return countSum(countedSum{smooth, sum}), c
	}
	curved, isCurved := p.(Curved)
	stochastic, isStochastic := p.(Stochastic)
	hvp, noisy := countedCurve{curved, c, 0}, countedNoise{stochastic, c}
	switch {
	case isCurved && isStochastic:
		return struct {
			countedSmooth
			countedCurve
			countedNoise
		}{smooth, hvp, noisy}, c
	case isCurved:
		return struct {
			countedSmooth
			countedCurve
		}{smooth, hvp}, c
	case isStochastic:
		return struct {
			countedSmooth
			countedNoise
		}{smooth, noisy}, c
	}
	return smooth, c
}

// countSum adds to a counted sum the oracles that it has beyond FiniteSum.
func countSum(s countedSum) FiniteSum {
	curved, isCurved := s.sum.(Curved)
	batch, isBatch := s.sum.(BatchCurved)
	examples, isPerExample := s.sum.(PerExample)
	hvp := countedCurve{curved, s.c, s.terms}
	batches := countedBatchCurve{batch, s.c}
	rows := countedExamples{examples, s.c}
	switch {
	case isBatch && isPerExample:
		return struct {
			countedSum
			countedCurve
			countedBatchCurve
			countedExamples
		}{s, hvp, batches, rows}
	case isBatch:
		return struct {
			countedSum
			countedCurve
			countedBatchCurve
		}{s, hvp, batches}
	case isCurved && isPerExample:
		return struct {
			countedSum
			countedCurve
			countedExamples
		}{s, hvp, rows}
	case isCurved:
		return struct {
			countedSum
			countedCurve
		}{s, hvp}
	case isPerExample:
		return struct {
			countedSum
			countedExamples
		}{s, rows}
	}
	return s
}

type countedSmooth struct {
	p     Smooth
	c     *Counter
	terms int64 // of the sum, 0 where p is none
}

func (s countedSmooth) Dim() int { return s.p.Dim() }

func (s countedSmooth) Value(x []float64) float64 {
	s.c.values.Add(1)
	s.c.samples.Add(s.terms)
	return s.p.Value(x)
}

func (s countedSmooth) Grad(dst, x []float64) float64 {
	s.c.grads.Add(1)
	s.c.samples.Add(s.terms)
	return s.p.Grad(dst, x)
}

type countedSum struct {
	countedSmooth
	sum FiniteSum
}

func (s countedSum) Len() int { return s.sum.Len() }

func (s countedSum) BatchGrad(dst, x []float64, idx []int) float64 {
	s.c.grads.Add(1)
	s.c.samples.Add(int64(len(idx)))
	return s.sum.BatchGrad(dst, x, idx)
}

type countedCurve struct {
	curved Curved
	c      *Counter
	terms  int64
}

func (s countedCurve) HessVec(dst, x, v []float64) {
	s.c.hvps.Add(1)
	s.c.samples.Add(s.terms)
	s.curved.HessVec(dst, x, v)
}

type countedBatchCurve struct {
	batched BatchCurved
	c       *Counter
}

func (s countedBatchCurve) BatchHessVec(dst, x, v []float64, idx []int) {
	s.c.hvps.Add(1)
	s.c.samples.Add(int64(len(idx)))
	s.batched.BatchHessVec(dst, x, v, idx)
}

type countedExamples struct {
	examples PerExample
	c        *Counter
}

func (s countedExamples) ExampleGrads(dst, x []float64, idx []int) {
	s.c.grads.Add(1)
	s.c.samples.Add(int64(len(idx)))
	s.examples.ExampleGrads(dst, x, idx)
}

type countedNoise struct {
	noisy Stochastic
	c     *Counter
}

func (s countedNoise) GradAt(dst, x []float64, k int) float64 {
	s.c.grads.Add(1)
	return s.noisy.GradAt(dst, x, k)
}
