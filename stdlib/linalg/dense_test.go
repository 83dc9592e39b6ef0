package linalg

import (
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestSymEigen(t *testing.T) {
	const n = 25
	a := laplacian(n)
	values, vectors, err := SymEigen(a)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "eigenvalues", values, laplacianEigenvalues(n), 1e-13)
	var gram, back mat.Dense
	gram.Mul(vectors.T(), vectors)
	back.Product(vectors, mat.NewDiagDense(n, values), vectors.T())
	if e := maxDifference(&gram, mat.NewDiagDense(n, vec.Ones(n))); e > 1e-13 {
		t.Errorf("|VᵀV − I| = %v", e)
	}
	if e := maxDifference(&back, a); e > 1e-12 {
		t.Errorf("|VΛVᵀ − A| = %v", e)
	}
}

func TestSolve(t *testing.T) {
	s := rng.New(1)
	for _, n := range []int{1, 2, 7, 80} {
		want := s.NormalVec(make([]float64, n))
		a, p := normal(s, n, n), spd(s, n)
		near(t, "Solve", must[[]float64](t)(Solve(a, mul(a, want))), want, 1e-8)
		near(t, "SolveSPD", must[[]float64](t)(SolveSPD(p, mul(p, want))), want, 1e-8)
	}
}

// The residual of a least-squares solution is orthogonal to A's columns; that of
// Ridge balances the penalty's gradient.
func TestLeastSquares(t *testing.T) {
	s := rng.New(2)
	for _, shape := range [][2]int{{1, 1}, {9, 1}, {30, 7}, {12, 12}} {
		a, b := normal(s, shape[0], shape[1]), s.NormalVec(make([]float64, shape[0]))
		x := must[[]float64](t)(LeastSquares(a, b))
		residual := vec.Sub(nil, b, mul(a, x))
		near(t, "Aᵀ(b − Ax)", mul(a.T(), residual), make([]float64, shape[1]), 1e-10)
	}
	for _, shape := range [][2]int{{30, 7}, {5, 20}} {
		a, b := normal(s, shape[0], shape[1]), s.NormalVec(make([]float64, shape[0]))
		x := must[[]float64](t)(Ridge(a, b, 0.3))
		residual := vec.Sub(nil, b, mul(a, x))
		near(t, "Aᵀ(b − Ax)", mul(a.T(), residual), vec.Scale(nil, 0.3, x), 1e-11)
	}
	// A line through (0,1), (1,3), (2,5), exactly; and no penalty is no penalty.
	line := mat.NewDense(3, 2, []float64{1, 0, 1, 1, 1, 2})
	near(t, "line", must[[]float64](t)(Ridge(line, []float64{1, 3, 5}, 0)), []float64{1, 2}, 1e-14)
}

// Of all solutions the shortest lies in the space of A's rows.
func TestLeastSquaresShortest(t *testing.T) {
	s := rng.New(3)
	a, y := normal(s, 4, 11), s.NormalVec(make([]float64, 4))
	want := mul(a.T(), y)
	near(t, "x", must[[]float64](t)(LeastSquares(a, mul(a, want))), want, 1e-10)
}

func TestLyapunov(t *testing.T) {
	s := rng.New(4)
	shifted := func(n int) *mat.Dense { // complex eigenvalues, none summing to 0
		a := normal(s, n, n)
		for i := range n {
			a.Set(i, i, a.At(i, i)+float64(2*n))
		}
		return a
	}
	cases := map[string]*mat.Dense{
		"1":         mat.NewDense(1, 1, []float64{3}),
		"symmetric": spd(s, 9),
		"spiral":    mat.NewDense(2, 2, []float64{1, 5, -5, 1}),
		"triangle":  mat.NewDense(3, 3, []float64{1, 2, 3, 0, 4, 5, 0, 0, 6}),
		"mixed":     mat.NewDense(3, 3, []float64{1, -4, 2, 4, 1, 7, 0, 0, 2}),
		"random 3":  shifted(3),
		"random 8":  shifted(8),
		"random 60": shifted(60),
		"indefinite": mat.NewDense(4, 4, []float64{
			0.3, 5, -2, 1, -4, 0.1, 3, 2, 1, 1, -2.7, 4, -3, 2, -5, 1.9}),
	}
	for name, a := range cases {
		n, _ := a.Dims()
		q := normal(s, n, n)
		x := must[*mat.Dense](t)(Lyapunov(a, q))
		var ax, xa mat.Dense
		ax.Mul(a, x)
		xa.Mul(x, a.T())
		ax.Add(&ax, &xa)
		if e := maxDifference(&ax, q); e > 1e-10*(1+mat.Norm(x, 2)) {
			t.Errorf("%s: |AX + XAᵀ − Q| = %v", name, e)
		}
	}
}

func TestUpdates(t *testing.T) {
	s := rng.New(5)
	const n, k = 12, 3
	a := normal(s, n, n)
	u, v, c := normal(s, n, k), normal(s, n, k), normal(s, k, k)
	b := s.NormalVec(make([]float64, n))
	inverse := func(dst, x []float64) { copy(dst, must[[]float64](t)(Solve(a, x))) }
	sum := func(u, c, v mat.Matrix) *mat.Dense {
		var m mat.Dense
		m.Product(u, c, v.T())
		m.Add(&m, a)
		return &m
	}
	eye := mat.NewDiagDense(k, vec.Ones(k))

	x := must[[]float64](t)(Woodbury(inverse, u, c, v, b))
	near(t, "Woodbury", mul(sum(u, c, v), x), b, 1e-9)
	x = must[[]float64](t)(Woodbury(inverse, u, nil, v, b))
	near(t, "Woodbury without C", mul(sum(u, eye, v), x), b, 1e-9)
	singular := mat.NewDense(k, k, []float64{1, 2, 3, 2, 4, 6, 0, 0, 1})
	x = must[[]float64](t)(Woodbury(inverse, u, singular, v, b))
	near(t, "Woodbury with a singular C", mul(sum(u, singular, v), x), b, 1e-9)

	u1, v1 := mat.Col(nil, 0, u), mat.Col(nil, 0, v)
	updated := sum(mat.NewDense(n, 1, u1), mat.NewDense(1, 1, []float64{1}), mat.NewDense(n, 1, v1))
	x = must[[]float64](t)(ShermanMorrison(inverse, u1, v1, b))
	near(t, "ShermanMorrison", mul(updated, x), b, 1e-9)

	var inv, product mat.Dense
	if err := inv.Inverse(a); err != nil {
		t.Fatal(err)
	}
	if err := UpdateInverse(&inv, u1, v1); err != nil {
		t.Fatal(err)
	}
	product.Mul(&inv, updated)
	if e := maxDifference(&product, mat.NewDiagDense(n, vec.Ones(n))); e > 1e-9 {
		t.Errorf("UpdateInverse: |A⁻¹A − I| = %v", e)
	}
}

func BenchmarkLyapunov(b *testing.B) {
	a, q := normal(rng.New(1), 100, 100), normal(rng.New(2), 100, 100)
	for b.Loop() {
		must[*mat.Dense](b)(Lyapunov(a, q))
	}
}

func BenchmarkLeastSquares(b *testing.B) {
	a, rhs := normal(rng.New(1), 1000, 50), rng.New(2).NormalVec(make([]float64, 1000))
	for b.Loop() {
		must[[]float64](b)(LeastSquares(a, rhs))
	}
}

func BenchmarkSymEigen(b *testing.B) {
	a := spd(rng.New(1), 200)
	for b.Loop() {
		_, _, err := SymEigen(a)
		if err != nil {
			b.Fatal(err)
		}
	}
}
