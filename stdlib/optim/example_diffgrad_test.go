package optim_test

import (
	"fmt"
	"log"

	"monro/stdlib/optim"
	"monro/stdlib/problem"
)

// Two gradients that are alike make half of Adam's step, a change of 3 most of it.
func ExampleDiffGrad() {
	o, adam := optim.NewDiffGrad(1), optim.NewAdam(1)
	for _, g := range []float64{2, 2, -1} {
		xi := o.FrictionOf(nil, []float64{g})
		x, y := []float64{0}, []float64{0}
		if err := o.Step(x, []float64{g}); err != nil {
			log.Fatal(err)
		}
		if err := adam.Step(y, []float64{g}); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("friction %.4f: step %.4f, of Adam %.4f\n", xi[0], x[0], y[0])
	}
	// Output:
	// friction 0.8808: step -0.8808, of Adam -1.0000
	// friction 0.5000: step -0.5000, of Adam -1.0000
	// friction 0.9526: step -0.4912, of Adam -0.5157
}

// Adam runs past the minimum of F1 at −0.3 into the next, diffGrad does not.
func ExamplePath() {
	f := problem.OvershootToys()[0]
	for _, m := range []optim.Method{
		&optim.Adam{LR: 0.1, Beta1: 0.95, Beta2: 0.999, Eps: 1e-8},
		&optim.DiffGrad{LR: 0.1, Beta1: 0.95, Beta2: 0.999, Eps: 1e-8},
	} {
		path, err := optim.Path(f, m, f.Start, 299)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%v ends at %.3f\n", m, path[299])
	}
	// Output:
	// Adam(0.1) ends at [0.200]
	// diffGrad(0.1) ends at [-0.300]
}
