package problem

import (
	"fmt"
)

// A Bilevel problem is to minimise F(x) = f(x, y*(x)), where y*(x) minimises the
// lower function g(x, ·). Its oracles take any x and y.
//
// UpperGrad and LowerGrad store the gradients of f and g in x in dx and in y in dy
// and return the value; either destination may be nil where it is not wanted. The
// second derivatives of g are products: LowerHessVec stores ∇²_yy g·v in dst,
// LowerCross ∇_x⟨∇_y g, v⟩ = ∇²_xy g·v, as long as x, and LowerCrossT its transpose
// ∇²_yx g·u for u as long as x, as long as y. Destinations overlap no argument.
type Bilevel interface {
	Dims() (x, y int)
	Upper(x, y []float64) float64
	UpperGrad(dx, dy, x, y []float64) float64
	Lower(x, y []float64) float64
	LowerGrad(dx, dy, x, y []float64) float64
	LowerHessVec(dst, x, y, v []float64)
	LowerCross(dst, x, y, v []float64)
	LowerCrossT(dst, x, y, u []float64)
}

// A BilevelSum is a Bilevel problem whose functions are means over examples: Terms
// returns how many. Each oracle visits all of its level.
type BilevelSum interface {
	Bilevel
	Terms() (upper, lower int)
}

// Hypergradient stores in dst the exact gradient of F at x,
//
//	∇F = ∇_x f − ∇²_xy g [∇²_yy g]⁻¹ ∇_y f,
//
// given y = y*(x), and returns f(x, y). It is a reference for small problems: the
// Hessian comes from one product for each element of y and is factorised. It errs
// where that matrix is not positive definite, and for vectors of wrong lengths.
func Hypergradient(dst []float64, p Bilevel, x, y []float64) (float64, error) {
	n, m := p.Dims()
	for _, c := range []struct {
		name      string
		got, want int
	}{{"dst", len(dst), n}, {"x", len(x), n}, {"y", len(y), m}} {
		if c.got != c.want {
			return 0, fmt.Errorf("problem.Hypergradient: %s has length %d, but the problem has %d and %d variables: want length %d", c.name, c.got, n, m, c.want)
		}
	}
	dy, unit := make([]float64, m), make([]float64, m)
	value := p.UpperGrad(dst, dy, x, y)
	hessian := make([]float64, m*m)
	for j := range m {
		unit[j] = 1
		p.LowerHessVec(hessian[j*m:(j+1)*m], x, y, unit)
		unit[j] = 0
	}
	v, err := solvePositive(hessian, dy)
	if err != nil {
		return 0, fmt.Errorf("problem.Hypergradient: the lower level's Hessian: %w", err)
	}
	cross := make([]float64, n)
	p.LowerCross(cross, x, y, v)
	for i, c := range cross {
		dst[i] -= c
	}
	return value, nil
}

// CountBilevel returns p with every call counted, and the counter: gradients of
// either level as one gradient, Hessian-vector and cross products as one
// Hessian-vector product. The result is a BilevelSum exactly where p is; then the
// terms visited count as samples.
func CountBilevel(p Bilevel) (Bilevel, *Counter) {
	s := countedBilevel{p: p, c: new(Counter)}
	if sum, ok := p.(BilevelSum); ok {
		upper, lower := sum.Terms()
		s.upper, s.lower = int64(upper), int64(lower)
		return countedBilevelSum{s}, s.c
	}
	return s, s.c
}

type countedBilevel struct {
	p            Bilevel
	c            *Counter
	upper, lower int64 // terms
}

type countedBilevelSum struct{ countedBilevel }

func (s countedBilevelSum) Terms() (upper, lower int) { return int(s.upper), int(s.lower) }

func (s countedBilevel) Dims() (x, y int) { return s.p.Dims() }

func (s countedBilevel) Upper(x, y []float64) float64 {
	s.c.values.Add(1)
	s.c.samples.Add(s.upper)
	return s.p.Upper(x, y)
}

func (s countedBilevel) UpperGrad(dx, dy, x, y []float64) float64 {
	s.c.grads.Add(1)
	s.c.samples.Add(s.upper)
	return s.p.UpperGrad(dx, dy, x, y)
}

func (s countedBilevel) Lower(x, y []float64) float64 {
	s.c.values.Add(1)
	s.c.samples.Add(s.lower)
	return s.p.Lower(x, y)
}

func (s countedBilevel) LowerGrad(dx, dy, x, y []float64) float64 {
	s.c.grads.Add(1)
	s.c.samples.Add(s.lower)
	return s.p.LowerGrad(dx, dy, x, y)
}

func (s countedBilevel) LowerHessVec(dst, x, y, v []float64) {
	s.product()
	s.p.LowerHessVec(dst, x, y, v)
}

func (s countedBilevel) LowerCross(dst, x, y, v []float64) {
	s.product()
	s.p.LowerCross(dst, x, y, v)
}

func (s countedBilevel) LowerCrossT(dst, x, y, u []float64) {
	s.product()
	s.p.LowerCrossT(dst, x, y, u)
}

func (s countedBilevel) product() {
	s.c.hvps.Add(1)
	s.c.samples.Add(s.lower)
}

// optional checks the length of a destination that may be nil.
func optional(op string, dst []float64, n int) {
	if dst != nil {
		sameLength(op, len(dst), n)
	}
}
