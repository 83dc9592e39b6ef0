package problem_test

import (
	"fmt"
	"log"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/problem"
)

func ExampleFromLoss() {
	d, err := data.New([][]float64{{1, 0}, {0, 2}}, []float64{1, 4})
	if err != nil {
		log.Fatal(err)
	}
	f, err := problem.FromLoss(func(p, x, y ad.Node) ad.Node {
		return ad.Mean(ad.Square(ad.Sub(ad.MatMul(x, p), y)))
	}, 2, d)
	if err != nil {
		log.Fatal(err)
	}
	g := make([]float64, 2)
	fmt.Println(f.Grad(g, []float64{0, 0}), g)
	fmt.Println(f.BatchGrad(g, []float64{0, 0}, []int{1}), g)
	// Output:
	// 8.5 [-1 -8]
	// 16 [0 -16]
}
