package linalg

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// must returns the first of two results where there is no error.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if !vec.Equal(got, want, tol) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func normal(s *rng.Stream, rows, cols int) *mat.Dense {
	return mat.NewDense(rows, cols, s.NormalVec(make([]float64, rows*cols)))
}

// spd returns a random symmetric positive definite matrix with eigenvalues >= 1.
func spd(s *rng.Stream, n int) *mat.Dense {
	g := normal(s, n, n)
	var a mat.Dense
	a.Mul(g, g.T())
	for i := range n {
		a.Set(i, i, a.At(i, i)+1)
		for j := range i {
			a.Set(i, j, a.At(j, i))
		}
	}
	return &a
}

// laplacian is the second difference with zero ends: 2 on the diagonal, −1 beside
// it. Its eigenvalues are 2 − 2·cos(kπ/(n+1)), k = 1 ... n.
func laplacian(n int) *mat.Dense {
	a := mat.NewDense(n, n, nil)
	for i := range n {
		a.Set(i, i, 2)
		if i > 0 {
			a.Set(i, i-1, -1)
			a.Set(i-1, i, -1)
		}
	}
	return a
}

func laplacianEigenvalues(n int) []float64 {
	values := make([]float64, n)
	for k := range values {
		values[k] = 2 - 2*math.Cos(float64(k+1)*math.Pi/float64(n+1))
	}
	return values
}

// mul returns a·x.
func mul(a mat.Matrix, x []float64) []float64 {
	rows, _ := a.Dims()
	y := make([]float64, rows)
	Of(a)(y, x)
	return y
}

func maxDifference(a, b mat.Matrix) float64 {
	var d mat.Dense
	d.Sub(a, b)
	return mat.Norm(&d, inf)
}

func TestBadInput(t *testing.T) {
	two, three := []float64{1, 2}, []float64{1, 2, 3}
	bad := []float64{1, nan}
	i2 := mat.NewDense(2, 2, []float64{1, 0, 0, 1})
	tall := mat.NewDense(3, 2, []float64{1, 0, 0, 1, 1, 1})
	skew := mat.NewDense(2, 2, []float64{1, 5, 0, 1})
	notFinite := mat.NewDense(2, 2, []float64{1, 0, inf, 1})
	singular := mat.NewDense(2, 2, []float64{1, 1, 1, 1})
	negative := mat.NewDense(2, 2, []float64{1, 0, 0, -1})
	empty := new(mat.Dense)
	toNaN := func(dst, x []float64) { vec.Fill(dst, nan) }
	stream := rng.New(1)
	dst := []float64{7, 7}
	e := must[*Ellipsoid](t)(NewEllipsoid(i2))
	of := func(_ any, err error) error { return err }
	of2 := func(_, _ any, err error) error { return err }
	for _, c := range []struct {
		want string
		err  error
	}{
		{"linalg.CG: a = <nil>", of(CG(nil, two, CGSettings{}))},
		{"linalg.CG: b[1] = NaN", of(CG(Of(i2), bad, CGSettings{}))},
		{"MaxIter = -1", of(CG(Of(i2), two, CGSettings{MaxIter: -1}))},
		{"Tol = NaN", of(CG(Of(i2), two, CGSettings{Tol: nan}))},
		{"b has length 2, but Start has length 3", of(CG(Of(i2), two, CGSettings{Start: three}))},
		{"Start[1] = NaN", of(CG(Of(i2), two, CGSettings{Start: bad}))},
		{"the matrix is 2×2, but x has length 3", of(CG(Of(i2), three, CGSettings{}))},
		{"d has length 3, but x has length 2", of(CG(Of(i2), two, CGSettings{Preconditioner: Diagonal(three)}))},
		{"pᵀAp = NaN", of(CG(toNaN, two, CGSettings{}))},
		{"rᵀM⁻¹r = NaN", of(CG(Of(i2), two, CGSettings{Preconditioner: toNaN}))},
		{"linalg.Lanczos: a = <nil>", of(Lanczos(nil, two, 1))},
		{"steps = 0", of(Lanczos(Of(i2), two, 0))},
		{"start = a vector of norm 0", of(Lanczos(Of(i2), []float64{0, 0}, 1))},
		{"start = a vector of norm 0", of(Lanczos(Of(i2), nil, 1))},
		{"start[1] = NaN", of(Lanczos(Of(i2), bad, 1))},
		{"(A·q)[0] = NaN", of(Lanczos(toNaN, two, 1))},
		{"the matrix is 2×2", of(Lanczos(Of(i2), three, 1))},
		{"OffDiagonal has length 2", of2(asAny(Krylov{Diagonal: two, OffDiagonal: two}.Ritz()))},
		{"Diagonal[1] = NaN", of2(asAny(Krylov{Diagonal: bad, OffDiagonal: []float64{1}}.Vectors()))},
		{"n = -1", of(Hutchinson(Of(i2), -1, 1, stream))},
		{"probes = 0", of(Hutchinson(Of(i2), 2, 0, stream))},
		{"stream = <nil>", of(Hutchinson(Of(i2), 2, 1, nil))},
		{"zᵀAz = NaN", of(Hutchinson(toNaN, 2, 1, stream))},
		{"the matrix is 2×2", of(Hutchinson(Of(i2), 3, 1, stream))},
		{"n = 0", of(StochasticLanczos(Of(i2), 0, 1, 1, stream))},
		{"steps = 0", of(StochasticLanczos(Of(i2), 2, 0, 1, stream))},
		{"probe 0: linalg.Lanczos: (A·q)[0]", of(StochasticLanczos(toNaN, 2, 1, 1, stream))},
		{"width = 0", of(Spectrum{}.Density(nil, two, 0))},
		{"dst has length 3, but x has length 2", of(Spectrum{}.Density(three, two, 1))},
		{"linalg.PowerIteration: a = <nil>", of(PowerIteration(nil, two, PowerSettings{}))},
		{"start = a vector of norm 0", of(PowerIteration(Of(i2), []float64{0}, PowerSettings{}))},
		{"MaxIter = -5", of(PowerIteration(Of(i2), two, PowerSettings{MaxIter: -5}))},
		{"(A·v)[0] = NaN", of(PowerIteration(toNaN, two, PowerSettings{}))},
		{"a = 3×2: want a square matrix", of2(asAny(SymEigen(tall)))},
		{"a[0,1] = 5: want a symmetric matrix, but a[1,0] = 0", of2(asAny(SymEigen(skew)))},
		{"a[1,0] = +Inf", of2(asAny(SymEigen(notFinite)))},
		{"a = 0×0", of2(asAny(SymEigen(empty)))},
		{"a = <nil>: want a matrix", of2(asAny(SymEigen(nil)))},
		{"a is 2×2, but b has length 3", of(Solve(i2, three))},
		{"a = 3×2", of(Solve(tall, three))},
		{"a = a matrix of condition number", of(Solve(singular, two))},
		{"a = <nil>", of(Solve(nil, two))},
		{"a = 2×2: want a positive definite matrix", of(SolveSPD(negative, two))},
		{"a[0,1] = 5", of(SolveSPD(skew, two))},
		{"a is 3×2, but b has length 2", of(LeastSquares(tall, two))},
		{"b[1] = NaN", of(LeastSquares(i2, bad))},
		{"want full rank", of(LeastSquares(singular, two))},
		{"want full rank", of(LeastSquares(mat.NewDense(2, 3, make([]float64, 6)), two))},
		{"lambda = -1", of(Ridge(i2, two, -1))},
		{"a is 3×2, but b has length 2", of(Ridge(tall, two, 1))},
		{"a is 2×2, but q is 1×1", of(Lyapunov(i2, mat.NewDense(1, 1, nil)))},
		{"q = 3×2", of(Lyapunov(i2, tall))},
		{"eigenvalues that sum to 0", of(Lyapunov(negative, i2))},
		{"eigenvalues that sum to 0", of(Lyapunov(mat.NewDense(2, 2, []float64{0, 1, -1, 0}), i2))},
		{"radius = -1", of(ProjectBall(dst, two, -1))},
		{"x[1] = NaN", of(ProjectBall(dst, bad, 1))},
		{"dst has length 2, but x has length 3", of(ProjectBall(dst, three, 1))},
		{"x has length 2, but lo has length 3", of(ProjectBox(dst, two, three, three))},
		{"x has length 2, but hi has length 3", of(ProjectBox(dst, two, two, three))},
		{"[lo, hi][1] = [2 0]: want lo <= hi", of(ProjectBox(dst, two, two, []float64{1, 0}))},
		{"sum = 0", of(ProjectSimplex(dst, two, 0))},
		{"sum = NaN", of(ProjectSimplex(dst, two, nan))},
		{"len(x) = 0", of(ProjectSimplex(nil, nil, 1))},
		{"radius = +Inf", of(ProjectL1Ball(dst, two, inf))},
		{"h[0,1] = 5", of(ProjectEllipsoid(dst, two, skew, 1))},
		{"h's least eigenvalue = -1", of(ProjectEllipsoid(dst, two, negative, 1))},
		{"radius = 0", of(ProjectEllipsoid(dst, two, i2, 0))},
		{"x has length 3, but h is 2×2", of(e.Project(nil, three, 1))},
		{"‖x‖/radius", of(e.Project(dst, []float64{1e300, 1}, 1e-300))},
		{"want a positive definite matrix", of(ProjectBallHNorm(dst, two, singular, 1))},
		{"t = -1", of(ProxL1(dst, two, -1))},
		{"t = NaN", of(ProxL2(dst, two, nan))},
		{"groups[0][1] = 2: want an index of x, which has length 2", of(ProxGroup(dst, two, 1, [][]int{{0, 2}}))},
		{"groups[1][0] = 0: want every index once", of(ProxGroup(dst, two, 1, [][]int{{0}, {0}}))},
		{"l2 = -1", of(ProxElasticNet(dst, two, 1, -1))},
		{"x[1] = NaN", of(ProxNonNegative(dst, bad))},
		{"inverse = <nil>", of(ShermanMorrison(nil, two, two, two))},
		{"b has length 2, but v has length 3", of(ShermanMorrison(Of(i2), two, three, two))},
		{"1 + vᵀA⁻¹u = 0", of(ShermanMorrison(Of(i2), []float64{1, 0}, []float64{-1, 0}, two))},
		{"inv = <nil>", UpdateInverse(nil, two, two)},
		{"inv is 2×2, but u has length 3 and v has length 2", UpdateInverse(i2, three, two)},
		{"1 + vᵀA⁻¹u = 0", UpdateInverse(i2, []float64{1, 0}, []float64{-1, 0})},
		{"u is 2×2, but v is 3×2", of(Woodbury(Of(i2), i2, nil, tall, two))},
		{"u is 2×2, but c is 1×1", of(Woodbury(Of(i2), i2, mat.NewDense(1, 1, []float64{1}), i2, two))},
		{"u is 2×2, but b has length 3", of(Woodbury(Of(i2), i2, nil, i2, three))},
		{"v = <nil>", of(Woodbury(Of(i2), i2, nil, nil, two))},
		{"I + VᵀA⁻¹UC", of(Woodbury(Of(i2), i2, mat.NewDense(2, 2, []float64{-1, 0, 0, -1}), i2, two))},
	} {
		var argument ArgumentError
		var shape ShapeError
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) || !errors.As(c.err, &argument) && !errors.As(c.err, &shape) {
			t.Errorf("error %v, want one with %q", c.err, c.want)
		}
	}
	if !slices.Equal(dst, []float64{7, 7}) {
		t.Errorf("bad input changed dst to %v", dst)
	}
	if !mat.Equal(i2, mat.NewDiagDense(2, []float64{1, 1})) {
		t.Error("a refused update changed the inverse")
	}
}

func asAny[A, B any](a A, b B, err error) (any, any, error) { return a, b, err }

// An operator's own panic is not swallowed.
func TestOperatorPanicPasses(t *testing.T) {
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("recovered %v", r)
		}
	}()
	CG(func(dst, x []float64) { panic("mine") }, []float64{1}, CGSettings{})
}
