package optim_test

import (
	"fmt"
	"log"

	"monro/stdlib/optim"
	"monro/stdlib/problem"
)

// Norms that fall after the first third give a warm-up.
func ExampleRefine() {
	s, err := optim.Refine([]float64{2, 2, 1, 1, 1, 1}, 2, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", s)
	o := optim.SGD{LR: 0.1, Schedule: s} // the peak rate is tuned anew
	fmt.Println(o)
	// Output:
	// [0.354 0.333 1.000 0.667 0.333 0.000]
	// SGD(0.1)
}

// A run is recorded, and its norms make the schedule of the next.
func ExampleRecordNorms() {
	f := problem.Rosenbrock()
	first, norms, err := optim.RecordNorms(f, optim.NewAdam(0.05), f.Start, optim.Iterations(100))
	if err != nil {
		log.Fatal(err)
	}
	refined, err := optim.Refine(norms.L1, 1, 0.1)
	if err != nil {
		log.Fatal(err)
	}
	longer, err := refined.Resample(250) // the same shape for a longer run
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(first.K, len(refined), len(longer), longer[249])
	// Output: 100 100 250 0
}

// Any method's regret bounds its last iterate, if gradients are taken at the points
// that this wrapper moves.
func ExampleOnlineToLast() {
	f, err := problem.Norms([]float64{0}, problem.NormWeights{L1: 1})
	if err != nil {
		log.Fatal(err)
	}
	weights := make([]float64, 100)
	for t := range weights {
		weights[t] = 0.1 // D/(G√T)
	}
	o, err := optim.OnlineToLast(optim.NewSGD(1), weights)
	if err != nil {
		log.Fatal(err)
	}
	last, err := optim.Run(f, o, []float64{1}, optim.Iterations(99))
	fmt.Printf("%.3f %v\n", last.Loss, err)
	// Output: 0.000 <nil>
}
