package problem

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A BilevelQuadratic is the problem
//
//	f(x, y) = ½ ‖y − t‖² + (ρ/2) ‖x‖²,   g(x, y) = ½ yᵀAy − yᵀ(Bx + c)
//
// with A positive definite, for which y*(x) = A⁻¹(Bx + c) and
// ∇F(x) = ρx + BᵀA⁻¹(y*(x) − t) are known. Its oracles allocate nothing and may be
// called from many goroutines. QuadraticBilevel and RandomQuadraticBilevel make it.
type BilevelQuadratic struct {
	n, m  int // of x and y
	a, b  []float64
	bt    []float64 // transpose of b
	c, t  []float64
	rho   float64
	lower mat.Cholesky // of A
}

// QuadraticBilevel returns the problem above. A is m×m, symmetric and positive
// definite, B m×n, c and t have length m. All are copied.
func QuadraticBilevel(a, b mat.Matrix, c, t []float64, rho float64) (*BilevelQuadratic, error) {
	const name = "QuadraticBilevel"
	av, m, err := symmetric(name, "a", a)
	if err != nil {
		return nil, err
	}
	bv, rows, n, err := rowMajor(name, "b", b)
	if err != nil {
		return nil, err
	}
	if rows != m {
		return nil, fmt.Errorf("problem.%s: b is %d×%d, but a is %d×%d: want b with %d rows", name, rows, n, m, m, m)
	}
	because := fmt.Sprintf("a is %d×%d", m, m)
	if err := checkVector(name, "c", c, m, because); err != nil {
		return nil, err
	}
	if err := checkVector(name, "t", t, m, because); err != nil {
		return nil, err
	}
	if err := checkStrength(name, "rho", rho); err != nil {
		return nil, err
	}
	p := &BilevelQuadratic{n: n, m: m, a: av, b: bv, bt: transposed(bv, m, n), c: vec.Clone(c), t: vec.Clone(t), rho: rho}
	if !p.lower.Factorize(mat.NewSymDense(m, av)) {
		return nil, fmt.Errorf("problem.%s: a is not positive definite", name)
	}
	return p, nil
}

// RandomQuadraticBilevel returns a problem of n upper and m lower variables where
// A has eigenvalues spaced evenly from 1/condition to 1 in random directions, B has
// independent N(0, 1/n) elements, c and t N(0, 1), and ρ = 0.1. The result depends
// on where s comes from, not on what was drawn from it.
func RandomQuadraticBilevel(n, m int, condition float64, s *rng.Stream) (*BilevelQuadratic, error) {
	const name = "RandomQuadraticBilevel"
	switch {
	case n < 1 || m < 1:
		return nil, fmt.Errorf("problem.%s: n = %d and m = %d: want at least 1 each", name, n, m)
	case !(condition >= 1) || math.IsInf(condition, 1):
		return nil, fmt.Errorf("problem.%s: condition = %v: want a finite number >= 1", name, condition)
	case s == nil:
		return nil, fmt.Errorf("problem.%s: stream is nil: want one, such as rng.New(1)", name)
	}
	own := s.Split("problem.RandomQuadraticBilevel")
	a := withSpectrum(vec.Linspace(1/condition, 1, m), own.Split("A"))
	b := own.Split("B").NormalVec(make([]float64, m*n))
	vec.Scale(b, 1/math.Sqrt(float64(n)), b)
	c := own.Split("c").NormalVec(make([]float64, m))
	t := own.Split("t").NormalVec(make([]float64, m))
	return QuadraticBilevel(mat.NewDense(m, m, a), mat.NewDense(m, n, b), c, t, 0.1)
}

// Dims returns the numbers of upper and lower variables.
func (p *BilevelQuadratic) Dims() (x, y int) { return p.n, p.m }

// Upper returns f(x, y).
func (p *BilevelQuadratic) Upper(x, y []float64) float64 {
	p.check("problem.BilevelQuadratic.Upper", x, y)
	d := floats.Distance(y, p.t, 2)
	return d*d/2 + p.rho/2*floats.Dot(x, x)
}

// UpperGrad stores ρx in dx and y − t in dy and returns f(x, y).
func (p *BilevelQuadratic) UpperGrad(dx, dy, x, y []float64) float64 {
	const op = "problem.BilevelQuadratic.UpperGrad"
	optional(op, dx, p.n)
	optional(op, dy, p.m)
	value := p.Upper(x, y)
	if dx != nil {
		floats.ScaleTo(dx, p.rho, x)
	}
	if dy != nil {
		floats.SubTo(dy, y, p.t)
	}
	return value
}

// Lower returns g(x, y).
func (p *BilevelQuadratic) Lower(x, y []float64) float64 {
	p.check("problem.BilevelQuadratic.Lower", x, y)
	var sum float64
	for i, v := range y {
		sum += v * (times(p.a, i, y)/2 - times(p.b, i, x) - p.c[i])
	}
	return sum
}

// LowerGrad stores −Bᵀy in dx and Ay − Bx − c in dy and returns g(x, y).
func (p *BilevelQuadratic) LowerGrad(dx, dy, x, y []float64) float64 {
	const op = "problem.BilevelQuadratic.LowerGrad"
	optional(op, dx, p.n)
	optional(op, dy, p.m)
	value := p.Lower(x, y)
	for j := range dx {
		dx[j] = -times(p.bt, j, y)
	}
	for i := range dy {
		dy[i] = times(p.a, i, y) - times(p.b, i, x) - p.c[i]
	}
	return value
}

// LowerHessVec stores Av in dst.
func (p *BilevelQuadratic) LowerHessVec(dst, x, y, v []float64) {
	const op = "problem.BilevelQuadratic.LowerHessVec"
	p.check(op, x, y)
	sameLength(op, len(v), p.m)
	sameLength(op, len(dst), p.m)
	for i := range dst {
		dst[i] = times(p.a, i, v)
	}
}

// LowerCross stores −Bᵀv in dst.
func (p *BilevelQuadratic) LowerCross(dst, x, y, v []float64) {
	const op = "problem.BilevelQuadratic.LowerCross"
	p.check(op, x, y)
	sameLength(op, len(v), p.m)
	sameLength(op, len(dst), p.n)
	for j := range dst {
		dst[j] = -times(p.bt, j, v)
	}
}

// LowerCrossT stores −Bu in dst.
func (p *BilevelQuadratic) LowerCrossT(dst, x, y, u []float64) {
	const op = "problem.BilevelQuadratic.LowerCrossT"
	p.check(op, x, y)
	sameLength(op, len(u), p.n)
	sameLength(op, len(dst), p.m)
	for i := range dst {
		dst[i] = -times(p.b, i, u)
	}
}

func (p *BilevelQuadratic) check(op string, x, y []float64) {
	sameLength(op, len(x), p.n)
	sameLength(op, len(y), p.m)
}

// LowerSolve returns y*(x) = A⁻¹(Bx + c).
func (p *BilevelQuadratic) LowerSolve(x []float64) ([]float64, error) {
	if err := checkVector("BilevelQuadratic.LowerSolve", "x", x, p.n, fmt.Sprintf("b is %d×%d", p.m, p.n)); err != nil {
		return nil, err
	}
	return p.solve(vec.Add(nil, vec.MatVec(nil, p.b, x), p.c))
}

// Hypergradient stores ∇F(x) in dst and returns F(x), both from the closed form.
func (p *BilevelQuadratic) Hypergradient(dst, x []float64) (float64, error) {
	if len(dst) != p.n {
		return 0, fmt.Errorf("problem.BilevelQuadratic.Hypergradient: dst has length %d: want %d", len(dst), p.n)
	}
	y, err := p.LowerSolve(x)
	if err != nil {
		return 0, err
	}
	v, err := p.solve(vec.Sub(nil, y, p.t))
	if err != nil {
		return 0, err
	}
	for j := range dst {
		dst[j] = p.rho*x[j] + times(p.bt, j, v)
	}
	return p.Upper(x, y), nil
}

func (p *BilevelQuadratic) solve(b []float64) ([]float64, error) {
	var z mat.VecDense
	if err := p.lower.SolveVecTo(&z, mat.NewVecDense(p.m, b)); err != nil {
		return nil, fmt.Errorf("problem.BilevelQuadratic: a: %w", err)
	}
	return z.RawVector().Data, nil
}
