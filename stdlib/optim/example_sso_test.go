package optim_test

import (
	"fmt"
	"log"

	"monro/stdlib/data"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// A model and a loss of its outputs make a Composite. SSO makes many steps on the
// model for each gradient of the loss.
func ExampleSSO() {
	d, err := data.LogisticRegression(500, 10, 0, rng.New(1), data.LogisticOptions{Deterministic: true})
	if err != nil {
		log.Fatal(err)
	}
	f, err := problem.NewLinearPredictor(d, 1)
	if err != nil {
		log.Fatal(err)
	}
	l, err := problem.LogisticTargets(d.Y)
	if err != nil {
		log.Fatal(err)
	}
	h, err := problem.Compose(f, l)
	if err != nil {
		log.Fatal(err)
	}
	const calls = 50
	sgd, err := optim.Run(h, optim.NewSGD(1), make([]float64, 10), optim.Batch(25, rng.New(2)), optim.Iterations(calls))
	if err != nil {
		log.Fatal(err)
	}
	o := optim.NewSSO(1/l.Smoothness(), 20)
	sso, err := optim.Run(h, o, make([]float64, 10), optim.Batch(25, rng.New(2)), optim.Iterations(calls))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(h.Value(sso.X) < h.Value(sgd.X)/1.5, o.ExpensiveCalls(), o.InnerSteps())
	// Output: true 50 1000
}

// Functions of rounds may depend on where the run is.
func ExampleRounds() {
	pull := problem.RoundFunc(func(x []float64, k int) (problem.Smooth, error) {
		target := x[0]/2 + 1 // moves with the learner, 2 at rest
		return problem.Func(1, func(x []float64) float64 { return (x[0] - target) * (x[0] - target) / 2 },
			func(dst, x []float64) { dst[0] = x[0] - target })
	})
	var last *optim.State
	for s := range optim.Rounds(pull, optim.NewSGD(0.5), []float64{10}, optim.Iterations(100)) {
		last = s
	}
	fmt.Printf("%.4f %v\n", last.X[0], last.Err)
	// Output: 2.0000 <nil>
}

// Minibatches begin with 8 examples and grow as the gradient falls below its noise.
func ExampleNewAdAdaGrad() {
	d, err := data.GaussianClasses(2000, 10, 3, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	f, err := problem.Softmax(d, 0.01)
	if err != nil {
		log.Fatal(err)
	}
	o := optim.NewAdAdaGrad(0.1, 0.5)
	for s := range optim.Descend(f, o, make([]float64, f.Dim()), optim.Batch(8, rng.New(2)), optim.Samples(40_000)) {
		if s.Err != nil {
			log.Fatal(s.Err)
		}
		if s.K == 0 {
			fmt.Println("first minibatch", s.Batch)
		}
	}
	fmt.Println("fewer than 1000 steps:", o.T() < 1000, " last minibatch above 200:", o.NextBatch() > 200)
	// Output:
	// first minibatch 8
	// fewer than 1000 steps: true  last minibatch above 200: true
}
