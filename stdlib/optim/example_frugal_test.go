package optim_test

import (
	"fmt"
	"log"

	"monro/stdlib/nn"
	"monro/stdlib/optim"
	"monro/stdlib/rng"
)

// The hidden matrix of a network is trained with a quarter of Adam's memory; the
// other parameters keep Adam.
func ExampleFRUGAL() {
	net, err := nn.MLP(8, 32, 32, 2)
	if err != nil {
		log.Fatal(err)
	}
	matrices, err := optim.Blocks(net.Layout(), "dense2.W")
	if err != nil {
		log.Fatal(err)
	}
	x, g := net.Init(rng.New(1)), rng.New(2).NormalVec(make([]float64, net.Len()))
	for _, rule := range []optim.Subspace{optim.ColumnSubspace, optim.SVDSubspace} {
		o := optim.NewFRUGAL(1e-3, matrices, rng.New(3))
		o.Subspace = rule
		if err := o.Step(x, g); err != nil {
			log.Fatal(err)
		}
		fmt.Println(o, "keeps", o.Memory(), "floats, Adam", 2*net.Len())
	}
	// Output:
	// FRUGAL(0.001, columns, ρ 0.25) keeps 1284 floats, Adam 2820
	// FRUGAL(0.001, svd, ρ 0.25) keeps 1540 floats, Adam 2820
}
