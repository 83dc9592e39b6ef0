package linalg_test

import (
	"fmt"
	"log"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/linalg"
)

// F = I + (g₁g₁ᵀ + g₂g₂ᵀ)/2 for two gradients.
func ExampleNewInverseFisher() {
	f, err := linalg.NewInverseFisher([][]float64{{2, 0}, {1, 1}}, 1)
	if err != nil {
		log.Fatal(err)
	}
	x, err := f.Mul(nil, []float64{3.5, 0.5}) // the first column of F
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n%.3f\n", x, mat.Formatted(f))
	// Output:
	// [1.000 0.000]
	// ⎡ 0.300  -0.100⎤
	// ⎣-0.100   0.700⎦
}

// The third gradient replaces the first.
func ExampleFisherWindow() {
	w, err := linalg.NewFisherWindow(2, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, g := range [][]float64{{100, -300}, {2, 0}, {1, 1}} {
		if err := w.Push(g); err != nil {
			log.Fatal(err)
		}
	}
	x, err := w.Mul(nil, []float64{4, 2}) // the sum of both columns of F
	fmt.Printf("%.3f %v\n", x, err)
	// Output: [1.000 1.000] <nil>
}
