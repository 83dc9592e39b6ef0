package prune_test

import (
	"fmt"
	"log"

	"monro/stdlib/data"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/prune"
	"monro/stdlib/rng"
)

// Half the weights of a regression go, in four steps, with training after each.
func Example() {
	d, err := data.LinearRegression(500, 20, 0.1, 10, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	f, err := problem.LeastSquares(d, 0)
	if err != nil {
		log.Fatal(err)
	}
	dense, err := optim.Run(f, optim.NewSGD(0.1), make([]float64, 20), optim.Iterations(500))
	if err != nil {
		log.Fatal(err)
	}
	places := make([]int, 20) // all parameters may go; prune.Weights takes those of a network
	for i := range places {
		places[i] = i
	}
	mask, err := prune.NewMask(places)
	if err != nil {
		log.Fatal(err)
	}

	p := prune.Pruner{Rule: prune.NewMFAC(100, 5), Sparsity: 0.5, Steps: 4, Stream: rng.New(2)}
	for s := range p.Run(f, dense.X, mask) {
		if s.Err != nil {
			log.Fatal(s.Err)
		}
		train := optim.Before(optim.NewSGD(0.1), s.Mask.Freeze())
		tuned, err := optim.Run(f, train, s.X, optim.Iterations(100))
		if err != nil {
			log.Fatal(err)
		}
		copy(s.X, tuned.X)
		fmt.Println(s.Mask)
	}
	// Output:
	// 17 of 20 weights, sparsity 0.15
	// 14 of 20 weights, sparsity 0.3
	// 12 of 20 weights, sparsity 0.4
	// 10 of 20 weights, sparsity 0.5
}
