package problem

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A MinMax problem is a function f(x, y) to be minimised over x and maximised over
// y. Grad stores ∂f/∂x in dx and ∂f/∂y in dy and returns the value; none of the
// four may overlap another. Descent follows −dx and dy.
type MinMax interface {
	Dims() (x, y int)
	Value(x, y []float64) float64
	Grad(dx, dy, x, y []float64) float64
}

// A QuadraticSaddle is the function
//
//	f(x, y) = ½ xᵀPx + xᵀAy − ½ yᵀQy + bᵀx + cᵀy,
//
// strongly convex in x and strongly concave in y where P and Q are positive
// definite, bilinear where both are 0. It is a MinMax; its oracles allocate nothing
// and may be called from many goroutines. QuadraticMinMax, Bilinear and
// RandomQuadraticMinMax make it.
type QuadraticSaddle struct {
	n, m    int       // of x and y
	p, a, q []float64 // p or q is nil where it is 0
	at      []float64 // transpose of a
	b, c    []float64
}

// QuadraticMinMax returns the function above. P is n×n, A n×m, Q m×m, b has length n
// and c m; P and Q are symmetric. All are copied.
func QuadraticMinMax(p, a, q mat.Matrix, b, c []float64) (*QuadraticSaddle, error) {
	const name = "QuadraticMinMax"
	s, err := bilinear(name, a, b, c)
	if err != nil {
		return nil, err
	}
	var rows int
	if s.p, rows, err = symmetric(name, "p", p); err != nil {
		return nil, err
	} else if rows != s.n {
		return nil, fmt.Errorf("problem.%s: p is %d×%d, but a is %d×%d: want p %d×%d", name, rows, rows, s.n, s.m, s.n, s.n)
	}
	if s.q, rows, err = symmetric(name, "q", q); err != nil {
		return nil, err
	} else if rows != s.m {
		return nil, fmt.Errorf("problem.%s: q is %d×%d, but a is %d×%d: want q %d×%d", name, rows, rows, s.n, s.m, s.m, s.m)
	}
	return s, nil
}

// Bilinear returns f(x, y) = xᵀAy + bᵀx + cᵀy, on which simultaneous gradient
// descent and ascent diverges. A is n×m, b has length n and c m. All are copied.
func Bilinear(a mat.Matrix, b, c []float64) (*QuadraticSaddle, error) {
	return bilinear("Bilinear", a, b, c)
}

func bilinear(name string, a mat.Matrix, b, c []float64) (*QuadraticSaddle, error) {
	values, n, m, err := rowMajor(name, "a", a)
	if err != nil {
		return nil, err
	}
	because := fmt.Sprintf("a is %d×%d", n, m)
	if err := checkVector(name, "b", b, n, because); err != nil {
		return nil, err
	}
	if err := checkVector(name, "c", c, m, because); err != nil {
		return nil, err
	}
	return &QuadraticSaddle{n: n, m: m, a: values, at: transposed(values, n, m), b: vec.Clone(b), c: vec.Clone(c)}, nil
}

// transposed returns the transpose of a row-major n×m matrix.
func transposed(a []float64, n, m int) []float64 {
	t := make([]float64, n*m)
	for i := range n {
		for j := range m {
			t[j*n+i] = a[i*m+j]
		}
	}
	return t
}

// RandomQuadraticMinMax returns a saddle function of n variables on either side
// where P and Q have eigenvalues spaced evenly from mu to l, in random directions,
// A has independent N(0, coupling²/n) elements, so that its norm is near
// 2·coupling, and the saddle point has independent N(0, 1) coordinates. mu = l = 0
// makes it bilinear. The result depends on where s comes from, not on what was
// drawn from it.
func RandomQuadraticMinMax(n int, mu, l, coupling float64, s *rng.Stream) (*QuadraticSaddle, error) {
	const name = "RandomQuadraticMinMax"
	if n < 1 {
		return nil, fmt.Errorf("problem.%s: n = %d: want at least 1", name, n)
	}
	if s == nil {
		return nil, fmt.Errorf("problem.%s: stream is nil: want one, such as rng.New(1)", name)
	}
	if err := checkStrength(name, "mu", mu); err != nil {
		return nil, err
	}
	if err := checkStrength(name, "coupling", coupling); err != nil {
		return nil, err
	}
	if err := checkStrength(name, "l", l); err != nil || l < mu {
		return nil, fmt.Errorf("problem.%s: mu = %v and l = %v: want finite numbers with mu <= l", name, mu, l)
	}
	own := s.Split("problem.RandomQuadraticMinMax")
	f := &QuadraticSaddle{n: n, m: n, a: own.Split("A").NormalVec(make([]float64, n*n))}
	vec.Scale(f.a, coupling/math.Sqrt(float64(n)), f.a)
	f.at = transposed(f.a, n, n)
	if l > 0 {
		spectrum := vec.Linspace(mu, l, n)
		f.p = withSpectrum(spectrum, own.Split("P"))
		f.q = withSpectrum(spectrum, own.Split("Q"))
	}
	z := own.Split("saddle").NormalVec(make([]float64, 2*n))
	f.b, f.c = make([]float64, n), make([]float64, n)
	b, c := make([]float64, n), make([]float64, n)
	f.Grad(b, c, z[:n], z[n:]) // with b = c = 0, what they must cancel
	vec.Scale(f.b, -1, b)
	vec.Scale(f.c, -1, c)
	return f, nil
}

// Dims returns the numbers of variables x and y.
func (f *QuadraticSaddle) Dims() (x, y int) { return f.n, f.m }

// Value returns f(x, y).
func (f *QuadraticSaddle) Value(x, y []float64) float64 {
	const op = "problem.QuadraticSaddle.Value"
	sameLength(op, len(x), f.n)
	sameLength(op, len(y), f.m)
	var sum float64
	for i, v := range x {
		sum += v * (times(f.p, i, x)/2 + times(f.a, i, y) + f.b[i])
	}
	for j, v := range y {
		sum += v * (f.c[j] - times(f.q, j, y)/2)
	}
	return sum
}

// Grad stores Px + Ay + b in dx and Aᵀx − Qy + c in dy and returns f(x, y).
func (f *QuadraticSaddle) Grad(dx, dy, x, y []float64) float64 {
	const op = "problem.QuadraticSaddle.Grad"
	sameLength(op, len(x), f.n)
	sameLength(op, len(y), f.m)
	sameLength(op, len(dx), f.n)
	sameLength(op, len(dy), f.m)
	var sum float64
	for i, v := range x {
		px, ay := times(f.p, i, x), times(f.a, i, y)
		dx[i] = px + ay + f.b[i]
		sum += v * (px/2 + ay + f.b[i])
	}
	for j, v := range y {
		qy := times(f.q, j, y)
		dy[j] = times(f.at, j, x) - qy + f.c[j]
		sum += v * (f.c[j] - qy/2)
	}
	return sum
}

// times returns the product of row i of a with x, 0 where a is nil.
func times(a []float64, i int, x []float64) float64 {
	if a == nil {
		return 0
	}
	return floats.Dot(a[i*len(x):(i+1)*len(x)], x)
}

// Saddle returns the stationary point, from the linear system of both gradients:
// the saddle point where f is convex in x and concave in y. It errs where the
// system is singular to working accuracy, as for a bilinear function whose A has no
// inverse.
func (f *QuadraticSaddle) Saddle() (x, y []float64, err error) {
	n, m := f.n, f.m
	system := mat.NewDense(n+m, n+m, nil)
	right := mat.NewVecDense(n+m, nil)
	for i := range n {
		row := system.RawRowView(i)
		if f.p != nil {
			copy(row, f.p[i*n:(i+1)*n])
		}
		copy(row[n:], f.a[i*m:(i+1)*m])
		right.SetVec(i, -f.b[i])
	}
	for j := range m {
		row := system.RawRowView(n + j)
		copy(row, f.at[j*n:(j+1)*n])
		if f.q != nil {
			vec.Scale(row[n:], -1, f.q[j*m:(j+1)*m])
		}
		right.SetVec(n+j, -f.c[j])
	}
	var z mat.VecDense
	if err := z.SolveVec(system, right); err != nil {
		return nil, nil, fmt.Errorf("problem: QuadraticSaddle.Saddle: the saddle point is not determined: %w", err)
	}
	return z.RawVector().Data[:n:n], z.RawVector().Data[n:], nil
}

// CountMinMax returns f with every call counted, and the counter.
func CountMinMax(f MinMax) (MinMax, *Counter) {
	c := new(Counter)
	return countedMinMax{f, c}, c
}

type countedMinMax struct {
	f MinMax
	c *Counter
}

func (s countedMinMax) Dims() (x, y int) { return s.f.Dims() }

func (s countedMinMax) Value(x, y []float64) float64 {
	s.c.values.Add(1)
	return s.f.Value(x, y)
}

func (s countedMinMax) Grad(dx, dy, x, y []float64) float64 {
	s.c.grads.Add(1)
	return s.f.Grad(dx, dy, x, y)
}
