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

// Training with dropout and batch normalisation: the noise is drawn by the caller,
// and the running statistics are a vector of the caller's.
func ExampleBound() {
	net, err := nn.New([]int{1}, nn.Dense(16), nn.BatchNorm(), nn.Tanh(), nn.Dropout(0.1), nn.Dense(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, y := make([]float64, 32), make([]float64, 32)
	for i := range x {
		x[i] = float64(i)/16 - 1
		y[i] = 2 * x[i] * x[i]
	}
	g := ad.NewGraph()
	p, noise := g.Input("p", net.Len()), g.Input("noise", 32, net.NoiseLen())
	b := net.At(p).WithNoise(noise)
	loss := nn.MSE(b.Apply(g.ConstTensor(x, 32, 1)), g.ConstVec(y))
	step, err := g.Compile(ad.Gradient(loss, p), b.BatchState())
	if err != nil {
		fmt.Println(err)
		return
	}

	s := rng.New(1)
	params, state, u := net.Init(s.Split("init")), net.InitState(), []float64(nil)
	for range 1000 {
		u = net.Noise(u, 32, s)
		if err := step.Run(params, u); err != nil {
			fmt.Println(err)
			return
		}
		for i, d := range step.Out(0) {
			params[i] -= 0.05 * d
		}
		for i, v := range step.Out(1) {
			state[i] = 0.9*state[i] + 0.1*v
		}
	}
	out, err := net.PredictWith(params, state, []float64{0, 0.9}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("low at 0: %t, high at 0.9: %t\n", out[0] < 0.5, out[1] > 1)
	// Output: low at 0: true, high at 0.9: true
}

// The gradient at each example, a row each.
func ExamplePerSample() {
	net, err := nn.New([]int{1}, nn.Dense(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		return nn.PerSample(func(p ad.Node, d []ad.Node) ad.Node {
			return nn.MSE(net.At(p).Apply(d[0]), d[1])
		}, p, d...)
	}, []int{-1, 1}, []int{-1})
	g := make([]float64, 3*net.Len())
	fmt.Println(f.Call(g, []float64{1, 0}, []float64{1, 2, 3}, []float64{0, 0, 0}))
	fmt.Println(g) // 2·(x·w + b)·(x, 1)
	// Output:
	// <nil>
	// [2 2 8 4 18 6]
}
