package linalg_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/linalg"
	"monro/stdlib/rng"
)

// A matrix that exists only as its product with a vector.
func ExampleCG() {
	secondDifference := func(dst, x []float64) {
		for i := range x {
			dst[i] = 2 * x[i]
			if i > 0 {
				dst[i] -= x[i-1]
			}
			if i+1 < len(x) {
				dst[i] -= x[i+1]
			}
		}
	}
	r, err := linalg.CG(secondDifference, []float64{1, 1, 1}, linalg.CGSettings{Tol: 1e-12})
	fmt.Printf("%.4f %v %v\n", r.X, r.Converged, err)
	// Output: [1.5000 2.0000 1.5000] true <nil>
}

func ExampleLanczos() {
	k, _ := linalg.Lanczos(linalg.Diagonal([]float64{1, 2, 6}), []float64{1, 1, 1}, 3)
	values, weights, _ := k.Ritz()
	fmt.Printf("%.4f %.4f\n", values, weights)
	// Output: [1.0000 2.0000 6.0000] [0.3333 0.3333 0.3333]
}

func ExampleStochasticLanczos() {
	a := linalg.Diagonal([]float64{1, 2, 4, 8})
	s, _ := linalg.StochasticLanczos(a, 4, 4, 10, rng.New(1))
	fmt.Printf("log-determinant %.4f = %.4f\n", s.Trace(math.Log).Mean, math.Log(64))
	// Output: log-determinant 4.1589 = 4.1589
}

func ExampleLeastSquares() {
	a := mat.NewDense(3, 2, []float64{1, 0, 1, 1, 1, 2})
	x, _ := linalg.LeastSquares(a, []float64{1, 3, 5})
	fmt.Printf("%.2f\n", x)
	_, err := linalg.LeastSquares(a, []float64{1, 3})
	fmt.Println(err)
	// Output:
	// [1.00 2.00]
	// linalg.LeastSquares: a is 3×2, but b has length 2
}

// The covariance in which dx = −A·x·dt + √2·dw settles.
func ExampleLyapunov() {
	a := mat.NewDense(2, 2, []float64{1, 2, -2, 1})
	s, _ := linalg.Lyapunov(a, mat.NewDiagDense(2, []float64{2, 2}))
	fmt.Printf("%.3f\n", mat.Formatted(s))
	// Output:
	// ⎡1.000  0.000⎤
	// ⎣0.000  1.000⎦
}

func ExampleProjectSimplex() {
	z, _ := linalg.ProjectSimplex(nil, []float64{0.9, 0.5, -7}, 1)
	fmt.Printf("%.2f\n", z)
	// Output: [0.70 0.30 0.00]
}

func ExampleProxL1() {
	z, _ := linalg.ProxL1(nil, []float64{3, -0.5, -2}, 1)
	fmt.Println(z)
	// Output: [2 0 -1]
}

func ExampleShermanMorrison() {
	// (diag(2, 4) + u·uᵀ)·x = b
	u := []float64{1, 1}
	x, _ := linalg.ShermanMorrison(linalg.Diagonal([]float64{0.5, 0.25}), u, u, []float64{7, 9})
	fmt.Printf("%.2f\n", x)
	// Output: [1.86 1.43]
}

func ExampleHutchinson() {
	trace, _ := linalg.Hutchinson(linalg.Diagonal([]float64{1, 2, 3}), 3, 4, rng.New(1))
	fmt.Println(trace)
	// Output: 6 ± 0
}
