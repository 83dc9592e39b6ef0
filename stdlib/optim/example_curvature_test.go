package optim_test

import (
	"fmt"
	"log"

	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// The least value of a convex loss, for a plot of how far above it methods are.
func ExampleMinimum() {
	d, err := data.New([][]float64{{1}, {1}, {1}, {1}}, []float64{1, 1, 1, -1})
	if err != nil {
		log.Fatal(err)
	}
	f, err := problem.Logistic(d, 0)
	if err != nil {
		log.Fatal(err)
	}
	best, err := optim.Minimum(f, nil, 1e-12)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("f* = %.10f at %.6f\n", best.Loss, best.X) // the entropy of 3/4, at log 3
	// Output: f* = 0.5623351446 at [1.098612]
}

// K-FAC wants the loss of a network, whose layers it looks at. AdaHessian wants
// Hessian-vector products, which every traced loss has.
func ExampleKFAC() {
	d, err := data.TeacherNetwork(1000, 20, 16, 5, 0, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	net, err := nn.MLP(20, 32, 5)
	if err != nil {
		log.Fatal(err)
	}
	f, err := problem.FromNetwork(net, nn.CrossEntropy, d)
	if err != nil {
		log.Fatal(err)
	}
	losses := map[string]float64{}
	for name, m := range map[string]optim.Method{
		"SGD":        optim.NewMomentum(0.03, 0.9),
		"KFAC":       optim.NewKFAC(0.03),
		"AdaHessian": optim.NewAdaHessian(0.1, rng.New(2)),
	} {
		last, err := optim.Run(f, m.Fresh(), net.Init(rng.New(3)), optim.Batch(50, rng.New(4)), optim.Epochs(5))
		if err != nil {
			log.Fatal(err)
		}
		losses[name] = f.Value(last.X)
	}
	fmt.Println(losses["KFAC"] < losses["SGD"], losses["AdaHessian"] < losses["SGD"])
	// Output: true true
}

// Full-matrix AdaGrad over the last 20 gradients, clipped, with momentum on the outside.
func ExampleScaleByGGT() {
	o := optim.Chain(optim.ClipNorm(1), optim.ScaleByGGT(20, 0.99, 1e-4), optim.EMAMomentum(0.9), optim.Scale(0.1))
	x := []float64{1, 1}
	for range 200 {
		if err := o.Step(x, []float64{100 * x[0], x[1]}); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(x[0]*x[0]+x[1]*x[1] < 1e-2)
	// Output: true
}
