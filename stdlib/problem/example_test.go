package problem_test

import (
	"fmt"
	"log"

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
