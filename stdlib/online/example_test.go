package online_test

import (
	"fmt"
	"log"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/online"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
)

// Exponentiated gradient on the simplex finds the cheapest of three.
func ExampleCSMD() {
	f, err := problem.MaxLinear(mat.NewDense(1, 3, []float64{0.5, 0.1, 0.9}), nil)
	if err != nil {
		log.Fatal(err)
	}
	const T = 200
	o := online.NewCSMD(online.Entropy{}, online.LinearSteps{Eta: 5, T: T})
	r, err := online.Run(f, o, []float64{1. / 3, 1. / 3, 1. / 3}, T)
	fmt.Printf("%.3f %v\n", r.X, err)
	// Output: [0.000 1.000 0.000] <nil>
}

// A rule for steps serves any optimiser with LR = 1.
func ExampleLinearSteps() {
	s := online.LinearSteps{Eta: 1, T: 4}
	for t := 1; t <= 4; t++ {
		fmt.Print(s.At(t), " ")
	}
	o := optim.SGD{LR: 1, Schedule: s}
	fmt.Println(o)
	// Output: 0.5 0.375 0.25 0.125 SGD(1)
}

// The step that the guarantee wants, in expectation and with probability 0.99.
func ExampleSetting() {
	s := online.Setting{Divergence: 0.5, M: 2, Sigma: 1}
	eta, err := s.Eta()
	if err != nil {
		log.Fatal(err)
	}
	s.Delta = 0.01
	safe, err := s.Eta()
	fmt.Printf("%.3f %.3f %v\n", eta, safe, err)
	// Output: 0.316 0.241 <nil>
}
