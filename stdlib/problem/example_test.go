package problem_test

import (
	"fmt"
	"log"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

func ExampleLogistic() {
	d, err := data.New([][]float64{{1, 0}, {0, 1}}, []float64{1, 0})
	if err != nil {
		log.Fatal(err)
	}
	p, err := problem.Logistic(d, 0)
	if err != nil {
		log.Fatal(err)
	}
	g := make([]float64, p.Dim())
	value := p.Grad(g, []float64{0, 0})
	fmt.Printf("%.4f %v\n", value, g)
	// Output: 0.6931 [-0.25 0.25]
}

func ExampleLeastSquares() {
	d, err := data.LinearRegression(100, 3, 0, 10, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	p, err := problem.LeastSquares(d, 0)
	if err != nil {
		log.Fatal(err)
	}
	x, err := p.Solve()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f above zero, L = %.3f\n", p.Value(x), p.Smoothness())
	// Output: 0.000 above zero, L = 1.000
}

func ExampleFunc() {
	f, err := problem.Func(1,
		func(x []float64) float64 { return x[0] * x[0] },
		func(dst, x []float64) { dst[0] = 2 * x[0] })
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(problem.GradError(f, []float64{3}) < 1e-8)
	// Output: true
}

func ExampleCount() {
	p, counter := problem.Count(problem.Rosenbrock())
	p.Grad(make([]float64, 2), []float64{0, 0})
	fmt.Println(counter.Cost().Grads)
	// Output: 1
}

func ExampleQuadratic() {
	q, err := problem.Quadratic(mat.NewDense(2, 2, []float64{2, 0, 0, 4}), []float64{2, 4})
	if err != nil {
		log.Fatal(err)
	}
	x, err := q.Solve()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f %.3f\n", x, q.Value(x))
	// Output: [1.000 1.000] -3.000
}

func ExampleSoftmax() {
	d, err := data.New([][]float64{{1, 0}, {0, 1}, {-1, -1}}, []float64{0, 1, 2})
	if err != nil {
		log.Fatal(err)
	}
	p, err := problem.Softmax(d, 0)
	if err != nil {
		log.Fatal(err)
	}
	rows := make([]float64, 2*p.Dim()) // gradients of examples 0 and 2
	p.ExampleGrads(rows, make([]float64, p.Dim()), []int{0, 2})
	fmt.Printf("%.2f\n%.2f\n", rows[:6], rows[6:])
	// Output:
	// [-0.67 0.00 0.33 0.00 0.33 0.00]
	// [-0.33 -0.33 -0.33 -0.33 0.67 0.67]
}

func ExampleNoisy() {
	p, err := problem.Noisy(problem.Rosenbrock(), problem.StableNoise{Alpha: 1.5, Scale: 0.1}, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	a, b := make([]float64, 2), make([]float64, 2)
	p.GradAt(a, []float64{0, 0}, 3)
	p.GradAt(b, []float64{0, 0}, 3) // the same call, the same noise
	fmt.Println(a[0] == b[0], p.Value([]float64{0, 0}))
	// Output: true 1
}

func ExampleQuadraticBilevel() {
	one := func(v float64) mat.Matrix { return mat.NewDense(1, 1, []float64{v}) }
	p, err := problem.QuadraticBilevel(one(2), one(3), []float64{1}, []float64{4}, 0.5)
	if err != nil {
		log.Fatal(err)
	}
	x := []float64{1}
	y, err := p.LowerSolve(x)
	if err != nil {
		log.Fatal(err)
	}
	g := make([]float64, 1)
	value, err := problem.Hypergradient(g, p, x, y)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("y* = %.2f, F = %.2f, F' = %.2f\n", y[0], value, g[0])
	// Output: y* = 2.00, F = 2.25, F' = -2.50
}

func ExampleBilinear() {
	f, err := problem.Bilinear(mat.NewDense(1, 1, []float64{1}), []float64{-2}, []float64{-3})
	if err != nil {
		log.Fatal(err)
	}
	x, y, err := f.Saddle() // of xy − 2x − 3y
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x, y)
	// Output: [3] [2]
}
