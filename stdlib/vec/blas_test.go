package vec

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/testblas"
	"gonum.org/v1/gonum/mat"
)

// gonum's own tests of a BLAS, with each engine.
func TestGonumSuite(t *testing.T) {
	withEngine(t, func(t *testing.T, name string) {
		testblas.TestDgemm(t, implementation{})
		testblas.DsyrkTest(t, implementation{})
	})
}

// Over several blocks the triangle is what Gemm computes, and the other triangle is
// left alone.
func TestSyrk(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	withEngine(t, func(t *testing.T, name string) {
		for _, n := range []int{0, 1, 50, 96, 97, 250} {
			for how := range 8 {
				trans, upper, beta := how&1 != 0, how&2 != 0, float64(how>>2)*1.5
				const k, gap = 37, 3
				rows, cols := stored(trans, n, k)
				a := normals(r, rows, cols, cols+gap)
				c := normals(r, n, n, n+gap)
				if n == 0 {
					a, c = nil, nil
				}
				want := slices.Clone(c)
				if beta == 0 && name != "gonum" { // what C held does not matter; gonum 0.17 multiplies it by 0
					for i := range n {
						c[i*(n+gap)+i] = nan
					}
				}
				Gemm(trans, !trans, n, n, k, 0.5, a, cols+gap, a, cols+gap, beta, want, n+gap)
				before := slices.Clone(c)
				ul, tr := blas.Lower, blas.NoTrans
				if upper {
					ul = blas.Upper
				}
				if trans {
					tr = blas.Trans
				}
				implementation{}.Dsyrk(ul, tr, n, k, 0.5, a, cols+gap, beta, c, n+gap)
				for i := range c {
					row, col := i/(n+gap), i%(n+gap)
					if inside := col < n && (row == col || upper == (col > row)); !inside {
						if c[i] != before[i] && before[i] == before[i] {
							t.Fatalf("n = %d: element %d,%d outside the triangle changed", n, row, col)
						}
					} else if !Equal(c[i:i+1], want[i:i+1], 1e-13) {
						t.Fatalf("n = %d trans %v upper %v: element %d,%d is %v, want %v", n, trans, upper, row, col, c[i], want[i])
					}
				}
			}
		}
		c := make([]float32, 4)
		implementation{}.Ssyrk(blas.Upper, blas.Trans, 2, 2, 1, []float32{1, 2, 3, 4}, 2, 0, c, 2)
		if !slices.Equal(c, []float32{10, 14, 0, 20}) {
			t.Errorf("Ssyrk: %v", c)
		}
	})
}

// gonum's matrices use the engine: products agree in every bit with Gemm's, and
// decompositions, whose blocks share memory, stay right.
func TestGonumUsesEngine(t *testing.T) {
	withEngine(t, func(t *testing.T, name string) {
		r := rand.New(rand.NewPCG(5, 6))
		const n = 150
		a, b := normals(r, n, n, n), normals(r, n, n, n)
		ma, mb := mat.NewDense(n, n, a), mat.NewDense(n, n, b)
		var ab, gram, rest mat.Dense
		ab.Mul(ma, mb)
		if want := MatMul(nil, a, b, n, n, n); !slices.Equal(ab.RawMatrix().Data, want) {
			t.Error("mat.Dense.Mul differs from Gemm")
		}
		var lu mat.LU
		lu.Factorize(ma)
		var x mat.Dense
		must(t, lu.SolveTo(&x, false, mb))
		rest.Mul(ma, &x)
		rest.Sub(&rest, mb)
		if norm := mat.Norm(&rest, 2); norm > 1e-9 {
			t.Errorf("LU: |AX - B| = %v", norm)
		}
		gram.Mul(ma, ma.T())
		var c mat.Cholesky
		if !c.Factorize(mat.NewSymDense(n, gram.RawMatrix().Data)) {
			t.Fatal("AAᵀ is not positive definite")
		}
		var l mat.TriDense
		c.LTo(&l)
		var back mat.Dense
		back.Mul(&l, l.T())
		back.Sub(&back, &gram)
		if norm := mat.Norm(&back, 2); norm > 1e-10 {
			t.Errorf("Cholesky: |LLᵀ - AAᵀ| = %v", norm)
		}
		g := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{1, 2, 3, 4}}
		d := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: make([]float32, 4)}
		blas32.Gemm(blas.Trans, blas.NoTrans, 1, g, g, 0, d)
		if !slices.Equal(d.Data, []float32{10, 14, 14, 20}) {
			t.Errorf("blas32.Gemm: %v", d.Data)
		}
	})
}
