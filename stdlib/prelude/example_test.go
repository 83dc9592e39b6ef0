package prelude_test

import (
	"fmt"

	"monro/stdlib/ad"
	. "monro/stdlib/prelude"
)

// The order of a method is the slope of its errors against its steps, on
// logarithmic scales.
func ExampleFitLine() {
	steps := Logspace(1e-3, 1e-1, 5)
	_, order := FitLine(Log(steps), Log(Square(steps)))
	fmt.Printf("order %.2f\n", order)
	// Output: order 2.00
}

func ExampleQuantile() {
	x := []float64{9, 1, 4, 16}
	fmt.Println(Sorted(x), Median(x), Quantile(x, 0.25))
	// Output: [1 4 9 16] 6.5 3.25
}

func ExampleSolve() {
	a := Matrix([]float64{2, 0}, []float64{0, 4})
	x, err := Solve(a, []float64{2, 2})
	fmt.Println(x, err)
	// Output: [1 0.5] <nil>
}

func ExampleGrad() {
	g := make([]float64, 3)
	err := Grad(func(x ad.Node) ad.Node { return ad.Sum(ad.Square(x)) })(g, []float64{1, 2, 3})
	fmt.Println(g, err)
	// Output: [2 4 6] <nil>
}

func ExampleTable() {
	text, _ := Table("method", "steps").Row("SGD", 500).Row("Adam", 40).Markdown()
	fmt.Println(text)
	// Output:
	// | method | steps |
	// | :-- | --: |
	// | SGD | 500 |
	// | Adam | 40 |
}
