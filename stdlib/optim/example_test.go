package optim_test

import (
	"errors"
	"fmt"
	"log"

	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// An algorithm is an iterator of states: what is done on the way is an ordinary
// loop.
func ExampleDescend() {
	d, err := data.LinearRegression(100, 5, 0, 10, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	p, err := problem.LeastSquares(d, 0)
	if err != nil {
		log.Fatal(err)
	}
	for s := range optim.Descend(p, optim.NewSGD(0.1), make([]float64, 5), optim.Batch(10, rng.New(2))) {
		if s.Err != nil {
			log.Fatal(s.Err)
		}
		if s.Loss < 1e-6 {
			fmt.Println("solved")
			break
		}
	}
	// Output: solved
}

func ExampleRun() {
	f := problem.Rosenbrock()
	last, err := optim.Run(f, optim.NewAdaBelief(0.01), f.Start, optim.Iterations(5000))
	fmt.Printf("%.3f %v\n", last.X, err)
	// Output: [1.000 1.000] <nil>
}

// A step on a slope of 1: Adam moves by LR, AdaBelief by LR/β1 at first, and more
// as the slope stays the same.
func ExampleAdaBelief() {
	adam, belief := optim.NewAdam(1), optim.NewAdaBelief(1)
	belief.Eps = 1e-16
	x, y := []float64{0}, []float64{0}
	for range 2 {
		if err := adam.Step(x, []float64{1}); err != nil {
			log.Fatal(err)
		}
		if err := belief.Step(y, []float64{1}); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.4f %.4f\n", x[0], y[0])
	}
	// Output:
	// -1.0000 -1.1111
	// -2.0000 -2.2791
}

func ExampleSGD() {
	o := optim.SGD{LR: 0.1, Momentum: 0.9, Schedule: optim.Product{optim.Warmup{Steps: 10}, optim.InvSqrt{}}}
	x := []float64{1}
	err := o.Step(x, []float64{1})
	fmt.Println(o, x, err)
	// Output: SGD(0.1, momentum 0.9) [0.99] <nil>
}

// Transforms of the gradient in a row make an optimiser: here AdamW with clipping,
// and a step size that warms up and then falls along a cosine.
func ExampleChain() {
	f := problem.Rosenbrock()
	o := optim.Chain(
		optim.ClipNorm(10),
		optim.ScaleByAdam(0.9, 0.999, 1e-8),
		optim.AddDecay(1e-6),
		optim.ScaleBySchedule(0.05, optim.WarmupCosine(100, 5000, 0)),
	)
	last, err := optim.Run(f, o, f.Start, optim.Iterations(5000))
	fmt.Printf("%.3f %v\n", last.X, err)
	// Output: [1.000 1.000] <nil>
}

// A chain is spelled out by its name, and equals the method that it spells out.
func ExampleScaleByBelief() {
	chain := optim.Chain(optim.ScaleByBelief(0.9, 0.999, 1e-8), optim.Scale(0.01))
	fused := optim.NewAdaBelief(0.01)
	x, y, g := []float64{1, 2}, []float64{1, 2}, []float64{3, -4}
	for range 100 {
		if err := errors.Join(chain.Step(x, g), fused.Step(y, g)); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(chain, x[0] == y[0] && x[1] == y[1])
	// Output: Chain(ScaleByBelief, Scale(0.01)) true
}

// One step size for the weights of a model, another for its biases, and an output
// layer that does not learn.
func ExampleOn() {
	var l nn.Layout
	for _, b := range []nn.Block{{Name: "hidden.W", Shape: []int{2, 2}}, {Name: "hidden.b", Shape: []int{2}}, {Name: "out.W", Shape: []int{2}}} {
		if err := l.Add(b.Name, b.Shape...); err != nil {
			log.Fatal(err)
		}
	}
	biases, err := optim.Blocks(l, "*.b")
	if err != nil {
		log.Fatal(err)
	}
	output, err := optim.Blocks(l, "out.*")
	if err != nil {
		log.Fatal(err)
	}
	o := optim.Chain(optim.Sign(), optim.Scale(0.1), optim.On(biases, optim.Scale(10)), optim.Freeze(output...))
	x := make([]float64, l.Len())
	err = o.Step(x, vec.Ones(l.Len()))
	fmt.Println(x, err)
	// Output: [-0.1 -0.1 -0.1 -0.1 -1 -1 0 0] <nil>
}

// Wrappers take any optimiser, and one another.
func ExampleProject() {
	f := problem.Toys()[2] // (x+y)² + (x−y)²/10
	o := optim.Project(optim.Before(optim.NewAdam(0.1), optim.ClipNorm(1)), optim.ToBox(1, 5))
	last, err := optim.Run(f, o, []float64{3, 2}, optim.Iterations(500))
	fmt.Println(last.X, err)
	// Output: [1 1] <nil>
}

// The average of the iterates is in the optimiser, beside the run.
func ExamplePolyak() {
	d, err := data.LinearRegression(200, 5, 1, 10, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	p, err := problem.LeastSquares(d, 0)
	if err != nil {
		log.Fatal(err)
	}
	o := optim.Polyak(optim.NewSGD(0.1), 1000)
	last, err := optim.Run(p, o, make([]float64, 5), optim.Batch(2, rng.New(2)), optim.Iterations(4000))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Value(o.Mean()) < p.Value(last.X))
	// Output: true
}

// A new optimiser is an update written out.
func ExampleCustom() {
	heavy, err := optim.Custom(func(x, g, m, s []float64, k int) {
		for i := range x {
			m[i] = 0.9*m[i] + g[i]
			x[i] -= 0.01 * m[i]
		}
	})
	if err != nil {
		log.Fatal(err)
	}
	f := problem.Toys()[2] // (x+y)² + (x−y)²/10
	last, err := optim.Run(f, heavy, f.Start, optim.Tolerance(1e-6))
	fmt.Println(last.Loss < 1e-10, err)
	// Output: true <nil>
}

func ExampleGradientError() {
	err := optim.NewAdam(1e-3).Step([]float64{1, 2}, []float64{0, 1 / zero})
	fmt.Println(err)
	// Output: optim: Adam: gradient[1] = +Inf at step 1: want finite numbers (a smaller step may help)
}

var zero float64
