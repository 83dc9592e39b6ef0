package rng_test

import (
	"fmt"

	"monro/stdlib/rng"
)

func Example() {
	s := rng.New(1)
	noise, order := s.Split("noise"), s.Split("order")
	z := noise.NormalVec(make([]float64, 1000))
	fmt.Println(len(z), len(order.Perm(10)))
	// Output: 1000 10
}

// What one split draws never changes what another draws.
func ExampleStream_Split() {
	a, b := rng.New(1), rng.New(1)
	b.Split("data").Float64()
	b.Float64()
	fmt.Println(a.Split("noise").Float64() == b.Split("noise").Float64())
	// Output: true
}

func ExampleSeeds() {
	for _, seed := range rng.Seeds(3) {
		s := rng.New(seed)
		_ = s.Normal()
		fmt.Print(seed, " ")
	}
	// Output: 1 2 3
}
