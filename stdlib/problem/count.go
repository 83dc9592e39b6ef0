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
// FiniteSum, and Curved, exactly where p is.
func Count(p Smooth) (Smooth, *Counter) {
	c := new(Counter)
	smooth := countedSmooth{p, c, 0}
	sum, isSum := p.(FiniteSum)
	curved, isCurved := p.(Curved)
	if isSum {
		smooth.terms = int64(sum.Len())
	}
	hvp := countedCurve{curved, c, smooth.terms}
	switch {
	case isSum && isCurved:
		return struct {
			countedSum
			countedCurve
		}{countedSum{smooth, sum}, hvp}, c
	case isSum:
		return countedSum{smooth, sum}, c
	case isCurved:
		return struct {
			countedSmooth
			countedCurve
		}{smooth, hvp}, c
	}
	return smooth, c
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
	curved  Curved
	counter *Counter
	terms   int64
}

func (s countedCurve) HessVec(dst, x, v []float64) {
	s.counter.hvps.Add(1)
	s.counter.samples.Add(s.terms)
	s.curved.HessVec(dst, x, v)
}
