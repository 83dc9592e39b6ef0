package ad_test

import (
	"fmt"

	"monro/stdlib/ad"
)

// A gradient is traced at its first call and replayed after that.
func ExampleGrad() {
	grad := ad.Grad(func(x ad.Node) ad.Node { return ad.Sum(ad.Pow(x, 3)) })
	g := make([]float64, 2)
	if err := grad(g, []float64{1, 2}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(g)
	// Output: [3 12]
}

// Data change from run to run without a new trace.
func ExampleFuncData() {
	loss := ad.FuncData(func(w ad.Node, data []ad.Node) ad.Node {
		x, y := data[0], data[1]
		return ad.Mean(ad.Square(ad.Sub(ad.MatMul(x, w), y)))
	}, []int{-1, 2}, []int{-1})
	g := make([]float64, 2)
	v, err := loss.ValueAndGrad(g, []float64{1, 1}, []float64{1, 0, 0, 1}, []float64{3, 5})
	fmt.Println(v, g, err)
	// Output: 10 [-2 -4] <nil>
}

// The gradient of a step of gradient descent: what a gradient is made of can be
// differentiated again.
func ExampleGradient() {
	g := ad.NewGraph()
	x, rate := g.Input("x", 2), g.Input("rate")
	loss := func(x ad.Node) ad.Node { return ad.Sum(ad.Pow(x, 4)) }
	next := ad.Sub(x, ad.Mul(rate, ad.Gradient(loss(x), x)))
	p, err := g.Compile(ad.Gradient(loss(next), rate))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := p.Run([]float64{1, 2}, []float64{0}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(p.Out(0))
	// Output: [-1040]
}

// A long loop is traced as one step.
func ExampleScan() {
	f := ad.Func(func(x ad.Node) ad.Node {
		return ad.Scan(func(k, s ad.Node) ad.Node { return ad.Mul(s, x) }, 9, x)
	})
	d := make([]float64, 1)
	err := f.Grad(d, []float64{2}) // of x¹⁰
	fmt.Println(d, err)
	// Output: [5120] <nil>
}
