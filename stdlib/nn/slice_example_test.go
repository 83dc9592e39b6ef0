package nn_test

import (
	"fmt"

	"monro/stdlib/nn"
)

// Smaller networks within one, on the same parameters.
func ExampleModel_Slice() {
	block := nn.Residual(nn.Dense(64), nn.ReLU(), nn.Dense(64))
	net, err := nn.New([]int{10}, nn.Dense(64), nn.ReLU(), nn.Stack(block, block, block), nn.Dense(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	small, err := net.Slice(nn.Width(0.5), nn.Depth(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(small.Len() == net.Len(), len(small.Used()), "of", net.Len())
	_, err = net.Slice(nn.Units(100, "dense1"))
	fmt.Println(err)
	// Output:
	// true 4675 of 25859
	// nn.Units: n = 100 for layer "dense1": want between 1 and 64
}
