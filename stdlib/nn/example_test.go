package nn_test

import (
	"fmt"

	"monro/stdlib/ad"
	"monro/stdlib/nn"
	"monro/stdlib/rng"
)

// A network learns the exclusive or.
func ExampleMLP() {
	net, err := nn.MLP(2, 16, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	loss := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		return nn.BinaryCrossEntropy(net.At(p).Apply(d[0]), d[1])
	}, []int{-1, 2}, []int{-1})

	x, y := []float64{0, 0, 0, 1, 1, 0, 1, 1}, []float64{0, 1, 1, 0}
	p := net.Init(rng.New(1))
	g := make([]float64, net.Len())
	for range 2000 {
		if err := loss.Grad(g, p, x, y); err != nil {
			fmt.Println(err)
			return
		}
		for i := range p {
			p[i] -= 0.3 * g[i]
		}
	}
	scores, err := net.Predict(p, x, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nn.Accuracy(scores, 1, y))
	// Output: 1 <nil>
}

// Blocks of the parameters have names.
func ExampleLayout() {
	net, err := nn.New([]int{2}, nn.Dense(3), nn.Tanh(), nn.Dense(1).Named("head"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(net.Layout())
	p := make([]float64, net.Len())
	if _, err := net.Layout().Block(p, "heat.W"); err != nil {
		fmt.Println(err)
	}
	// Output:
	// dense1.W 2×3 at 0
	// dense1.b 3 at 6
	// head.W 3×1 at 9
	// head.b 1 at 12
	// 13 in all
	// nn.Layout: no block "heat.W": the nearest is "head.W"
}

// A layer of one's own: an elementwise scale that is learned.
func ExampleLayer() {
	scale := nn.Layer{Kind: "scale", Build: func(b *nn.Builder, in []int) ([]int, nn.Forward) {
		a := b.Param("a", nn.Ones, in...)
		return in, func(m *nn.Bound, x ad.Node) ad.Node { return ad.Mul(x, a(m)) }
	}}
	net, err := nn.New([]int{2}, scale)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(net.Predict([]float64{10, 100}, []float64{1, 2, 3, 4}, 2))
	// Output: [10 200 30 400] <nil>
}
