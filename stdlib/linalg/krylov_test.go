package linalg

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestCGLaplacian(t *testing.T) {
	const n = 50
	// Second difference of i(n+1−i)/2 is −1.
	want := make([]float64, n)
	for i := range want {
		want[i] = float64((i+1)*(n-i)) / 2
	}
	a := laplacian(n)
	for name, s := range map[string]CGSettings{
		"plain":          {},
		"started":        {Start: vec.Linspace(-3, 8, n)},
		"started there":  {Start: want},
		"preconditioned": {Preconditioner: Diagonal(vec.Fill(make([]float64, n), 0.5))},
	} {
		r := must[CGResult](t)(CG(Of(a), vec.Ones(n), s))
		near(t, name, r.X, want, 1e-9)
		if !r.Converged || r.NegativeCurvature != nil || len(r.Residuals) != r.Iterations+1 || r.Iterations > n+2 {
			t.Errorf("%s: %d iterations, %d residuals, converged %v", name, r.Iterations, len(r.Residuals), r.Converged)
		}
	}
}

// With k distinct eigenvalues CG ends after k iterations; with A's own inverse as
// preconditioner, after one.
func TestCGTerminates(t *testing.T) {
	d := []float64{1, 5, 5, 1, 9, 9, 1, 5}
	b := vec.Linspace(1, 2, len(d))
	want := vec.Div(nil, b, d)
	r := must[CGResult](t)(CG(Diagonal(d), b, CGSettings{}))
	near(t, "x", r.X, want, 1e-12)
	if r.Iterations != 3 {
		t.Errorf("%d iterations for 3 eigenvalues", r.Iterations)
	}
	r = must[CGResult](t)(CG(Diagonal(d), b, CGSettings{Preconditioner: Diagonal(vec.Div(nil, vec.Ones(len(d)), d))}))
	near(t, "x", r.X, want, 1e-12)
	if r.Iterations != 1 {
		t.Errorf("%d iterations with the exact preconditioner", r.Iterations)
	}
}

func TestCGCap(t *testing.T) {
	a, b := spd(rng.New(1), 30), rng.New(2).NormalVec(make([]float64, 30))
	r := must[CGResult](t)(CG(Of(a), b, CGSettings{MaxIter: 4}))
	if r.Iterations != 4 || r.Converged || len(r.Residuals) != 5 {
		t.Errorf("%d iterations, converged %v", r.Iterations, r.Converged)
	}
	near(t, "residual", []float64{r.Residuals[4]}, []float64{vec.Distance(b, mul(a, r.X))}, 1e-10)
	r = must[CGResult](t)(CG(Of(a), nil2(0), CGSettings{}))
	if !r.Converged || len(r.X) != 0 {
		t.Errorf("empty system: %+v", r)
	}
	r = must[CGResult](t)(CG(Of(a), make([]float64, 30), CGSettings{}))
	if !r.Converged || r.Iterations != 0 {
		t.Errorf("b = 0: %+v", r)
	}
}

func nil2(n int) []float64 { return make([]float64, n) }

func TestCGNegativeCurvature(t *testing.T) {
	d := []float64{1, -1}
	r := must[CGResult](t)(CG(Diagonal(d), []float64{2, 1}, CGSettings{}))
	p := r.NegativeCurvature
	if r.Converged || p == nil || p[0]*p[0]-p[1]*p[1] > 0 {
		t.Errorf("direction %v of an indefinite matrix, converged %v", p, r.Converged)
	}
}

func TestLanczosLaplacian(t *testing.T) {
	const n = 40
	a := laplacian(n)
	k := must[Krylov](t)(Lanczos(Of(a), rng.New(1).NormalVec(make([]float64, n)), n+10))
	values, vectors, err := k.Vectors()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Ritz values", values, laplacianEigenvalues(n), 1e-12)
	for i, value := range values {
		v := vectors[i*n : (i+1)*n]
		near(t, "A·v", mul(a, v), vec.Scale(nil, value, v), 1e-11)
		if math.Abs(vec.Norm2(v)-1) > 1e-12 {
			t.Errorf("Ritz vector of norm %v", vec.Norm2(v))
		}
	}
}

// QᵀQ = I and QᵀAQ = T, and the residual is that of the definition, even where
// the extreme eigenvalues have long converged.
func TestLanczosBasis(t *testing.T) {
	const n, steps = 200, 60
	d := vec.Linspace(0, 1, n)
	d[0], d[n-1] = -1e4, 1e4
	k := must[Krylov](t)(Lanczos(Diagonal(d), rng.New(3).NormalVec(make([]float64, n)), steps))
	q := mat.NewDense(steps, n, k.Basis)
	var gram, projected, aq mat.Dense
	gram.Mul(q, q.T())
	if e := maxDifference(&gram, mat.NewDiagDense(steps, vec.Ones(steps))); e > 1e-13 {
		t.Errorf("|QᵀQ − I| = %v", e)
	}
	aq.Mul(q, mat.NewDiagDense(n, d))
	projected.Mul(&aq, q.T())
	tri := mat.NewDense(steps, steps, nil)
	for i := range steps {
		tri.Set(i, i, k.Diagonal[i])
		if i > 0 {
			tri.Set(i, i-1, k.OffDiagonal[i-1])
			tri.Set(i-1, i, k.OffDiagonal[i-1])
		}
	}
	if e := maxDifference(&projected, tri); e > 1e-8 {
		t.Errorf("|QᵀAQ − T| = %v", e)
	}
	var rest mat.Dense
	rest.Mul(tri, q)
	rest.Sub(&aq, &rest)
	near(t, "residual", []float64{k.Residual}, []float64{mat.Norm(&rest, 2)}, 1e-8)
}

func TestLanczosInvariant(t *testing.T) {
	k := must[Krylov](t)(Lanczos(Diagonal([]float64{1, 2, 3, 4}), []float64{0, 3, 0, 4}, 4))
	values, weights, err := k.Ritz()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "values", values, []float64{2, 4}, 1e-14)
	near(t, "weights", weights, []float64{9. / 25, 16. / 25}, 1e-14)
	if k.Residual > 1e-14 {
		t.Errorf("residual %v", k.Residual)
	}
}

func TestPowerIteration(t *testing.T) {
	a := spd(rng.New(4), 12)
	values, vectors, err := SymEigen(a)
	if err != nil {
		t.Fatal(err)
	}
	r := must[PowerResult](t)(PowerIteration(Of(a), rng.New(5).NormalVec(make([]float64, 12)), PowerSettings{Tol: 1e-11, MaxIter: 100000}))
	near(t, "value", []float64{r.Value}, values[11:], 1e-10)
	if c := math.Abs(vec.Dot(r.Vector, mat.Col(nil, 11, vectors))); math.Abs(c-1) > 1e-9 {
		t.Errorf("cosine to the eigenvector %v", c)
	}
	if !r.Converged || r.Residual > 1e-11*r.Value*1.01 {
		t.Errorf("%+v", r)
	}
	// Signs are kept; ±λ does not converge; the null space does.
	r = must[PowerResult](t)(PowerIteration(Diagonal([]float64{-3, 1}), []float64{1, 1}, PowerSettings{}))
	near(t, "value", []float64{r.Value}, []float64{-3}, 1e-8)
	r = must[PowerResult](t)(PowerIteration(Diagonal([]float64{-3, 3}), []float64{1, 1}, PowerSettings{MaxIter: 20}))
	if r.Converged || r.Iterations != 20 {
		t.Errorf("eigenvalues ±3: %+v", r)
	}
	r = must[PowerResult](t)(PowerIteration(Diagonal([]float64{0, 0}), []float64{1, 1}, PowerSettings{}))
	if !r.Converged || r.Value != 0 {
		t.Errorf("zero matrix: %+v", r)
	}
}

func TestHutchinson(t *testing.T) {
	d := []float64{1, -2, 5.5}
	e := must[Estimate](t)(Hutchinson(Diagonal(d), 3, 2, rng.New(1)))
	if e.Mean != 4.5 || e.StdErr != 0 {
		t.Errorf("diagonal matrix: %v", e)
	}
	// The variance of a sample is 2·Σ_{i≠j} a_ij².
	a := spd(rng.New(6), 10)
	var variance float64
	for i := range 10 {
		for j := range i {
			variance += 4 * a.At(i, j) * a.At(i, j)
		}
	}
	const probes = 20000
	e = must[Estimate](t)(Hutchinson(Of(a), 10, probes, rng.New(7)))
	if math.Abs(e.Mean-mat.Trace(a)) > 5*e.StdErr {
		t.Errorf("trace %v, want %v", e, mat.Trace(a))
	}
	if got := e.StdErr * e.StdErr * probes; math.Abs(got/variance-1) > 0.05 {
		t.Errorf("variance %v, want %v", got, variance)
	}
}

// Signs have squares 1, so on a diagonal matrix all steps give the exact trace.
func TestStochasticLanczosDiagonal(t *testing.T) {
	d := []float64{0.5, 1, 2, 3, 7}
	s := must[Spectrum](t)(StochasticLanczos(Diagonal(d), 5, 5, 3, rng.New(1)))
	var want float64
	for _, v := range d {
		want += math.Log(v)
	}
	e := s.Trace(math.Log)
	near(t, "log det", []float64{e.Mean, e.StdErr}, []float64{want, 0}, 1e-12)

	x := vec.Linspace(-10, 20, 3001)
	density := must[[]float64](t)(s.Density(nil, x, 0.3))
	near(t, "integral", []float64{vec.Sum(density) * (x[1] - x[0])}, []float64{1}, 1e-9)
	at := must[[]float64](t)(s.Density(nil, []float64{7}, 0.01))
	near(t, "peak", at, []float64{1. / 5 / (0.01 * math.Sqrt(2*math.Pi))}, 1e-9)
}

// Gauss quadrature of k steps integrates x³ for k = 2 exactly: probe by probe it is
// what Hutchinson finds for A³.
func TestStochasticLanczosIsExactForPolynomials(t *testing.T) {
	a := spd(rng.New(8), 20)
	var cubed mat.Dense
	cubed.Pow(a, 3)
	s := must[Spectrum](t)(StochasticLanczos(Of(a), 20, 2, 7, rng.New(9)))
	got := s.Trace(func(x float64) float64 { return x * x * x })
	want := must[Estimate](t)(Hutchinson(Of(&cubed), 20, 7, rng.New(9)))
	near(t, "trace of A³", []float64{got.Mean, got.StdErr}, []float64{want.Mean, want.StdErr}, 1e-10)
}

func BenchmarkCG(b *testing.B) {
	const n = 1000
	a, rhs := spd(rng.New(1), n), rng.New(2).NormalVec(make([]float64, n))
	b.ReportAllocs()
	for b.Loop() {
		must[CGResult](b)(CG(Of(a), rhs, CGSettings{MaxIter: 20}))
	}
}

func BenchmarkLanczos(b *testing.B) {
	const n = 5000
	d, start := vec.Linspace(0, 1, n), rng.New(2).NormalVec(make([]float64, n))
	b.ReportAllocs()
	for b.Loop() {
		must[Krylov](b)(Lanczos(Diagonal(d), start, 50))
	}
}
