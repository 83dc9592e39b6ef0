package vec_test

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

func Example() {
	x := vec.Linspace(0, 1, 3)
	y := vec.Map(nil, math.Sqrt, x)
	fmt.Println(x, vec.Sum(x), vec.ArgMax(y))
	vec.Axpy(x, -0.5, vec.Ones(3)) // x ← x − 0.5·1
	fmt.Println(x, vec.Norm1(x))
	// Output:
	// [0 0.5 1] 1.5 2
	// [-0.5 0 0.5] 1
}

func ExampleAdd() {
	a, b := []float64{1, 2}, []float64{10, 20}
	fmt.Println(vec.Add(nil, a, b)) // a fresh result
	vec.Add(a, a, b)                // in place
	fmt.Println(a)
	// Output:
	// [11 22]
	// [11 22]
}

func ExampleLengthError() {
	defer func() {
		if err, ok := recover().(vec.LengthError); ok {
			fmt.Println(err)
		}
	}()
	vec.Dot([]float64{1, 2}, []float64{1, 2, 3})
	// Output: vec.Dot: lengths differ: 2 and 3
}

func ExampleLogspace() {
	fmt.Printf("%.3g\n", vec.Logspace(1e-3, 1, 4))
	// Output: [0.001 0.01 0.1 1]
}

func ExampleMatVec() {
	a := []float64{
		1, 2, 3,
		4, 5, 6,
	}
	fmt.Println(vec.MatVec(nil, a, []float64{1, 1, 1}))
	fmt.Println(vec.MatTVec(nil, a, []float64{1, 1}))
	// Output:
	// [6 15]
	// [5 7 9]
}

func ExampleSoftplus() {
	fmt.Printf("%.4f %.4g\n", vec.Softplus(0), vec.Softplus(-700))
	// Output: 0.6931 9.86e-305
}

func ExampleMatMul() {
	a := []float64{
		1, 2, 3,
		4, 5, 6,
	}
	b := []float64{
		1, 0,
		0, 1,
		1, 1,
	}
	fmt.Println(vec.MatMul(nil, a, b, 2, 3, 2))
	// Output: [4 5 10 11]
}

func ExampleGemm() {
	a := []float64{
		1, 2,
		3, 4,
	}
	c := []float64{
		1, 0,
		0, 1,
	}
	vec.Gemm(true, false, 2, 2, 2, 1, a, 2, a, 2, -1, c, 2) // c ← aᵀ·a − c
	fmt.Println(c)
	// Output: [9 14 14 19]
}

func ExampleSetEngine() {
	before := vec.Engine()
	fmt.Println(vec.SetEngine("gonum"), vec.Engine())
	fmt.Println(vec.SetEngine(before))
	// Output:
	// <nil> gonum
	// <nil>
}
