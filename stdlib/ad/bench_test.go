package ad

import (
	"math/rand/v2"
	"testing"
)

// network is a perceptron with the given widths on flat parameters.
func network(p, x Node, act func(Node) Node, widths ...int) Node {
	at := 0
	for i := 1; i < len(widths); i++ {
		in, out := widths[i-1], widths[i]
		w := Reshape(Slice(p, 0, at, at+in*out), in, out)
		b := Slice(p, 0, at+in*out, at+in*out+out)
		at += (in + 1) * out
		x = Add(MatMul(x, w), b)
		if i < len(widths)-1 {
			x = act(x)
		}
	}
	return x
}

func parameters(widths ...int) int {
	n := 0
	for i := 1; i < len(widths); i++ {
		n += (widths[i-1] + 1) * widths[i]
	}
	return n
}

func crossEntropy(logits, labels Node) Node { return Neg(Mean(Pick(LogSoftmax(logits), labels))) }

// classifier is a network with cross entropy on a batch.
func classifier(act func(Node) Node, batch int, widths ...int) (f *Function, p, x, labels []float64) {
	r := rand.New(rand.NewPCG(1, 1))
	last := len(widths) - 1
	p, x, labels = make([]float64, parameters(widths...)), make([]float64, batch*widths[0]), make([]float64, batch)
	for i := range p {
		p[i] = 0.1 * r.NormFloat64()
	}
	for i := range x {
		x[i] = r.NormFloat64()
	}
	for i := range labels {
		labels[i] = float64(r.IntN(widths[last]))
	}
	return FuncData(func(p Node, d []Node) Node {
		return crossEntropy(network(p, d[0], act, widths...), d[1])
	}, []int{-1, widths[0]}, []int{-1}), p, x, labels
}

func benchmarkStep(b *testing.B, act func(Node) Node, batch int, widths ...int) {
	f, p, x, labels := classifier(act, batch, widths...)
	g := make([]float64, len(p))
	inBoth(b, f, func(f *Function) error {
		_, err := f.ValueAndGrad(g, p, x, labels)
		return err
	})
}

// inBoth measures in double and in single precision.
func inBoth(b *testing.B, f *Function, run func(f *Function) error) {
	for i, f := range []*Function{f, f.Float32()} {
		b.Run([]string{"float64", "float32"}[i], func(b *testing.B) {
			if err := run(f); err != nil { // traces
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := run(f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Loss and gradient of a perceptron 784-128-10 on a batch of 64.
func BenchmarkMLP(b *testing.B) { benchmarkStep(b, Relu, 64, 784, 128, 10) }

// Loss and gradient of a perceptron 2-32-32-2 on a batch of 256.
func BenchmarkTinyMLP(b *testing.B) {
	b.Run("tanh", func(b *testing.B) { benchmarkStep(b, Tanh, 256, 2, 32, 32, 2) })
	b.Run("relu", func(b *testing.B) { benchmarkStep(b, Relu, 256, 2, 32, 32, 2) })
}

func BenchmarkHVPTinyMLP(b *testing.B) {
	f, p, x, labels := classifier(Tanh, 256, 2, 32, 32, 2)
	h := make([]float64, len(p))
	inBoth(b, f, func(f *Function) error { return f.HVP(h, p, p, x, labels) })
}

// Value and gradient of logistic regression with 1000 examples of 50 features.
func BenchmarkLogistic(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	const n, d = 1000, 50
	x, y, w, g := make([]float64, n*d), make([]float64, n), make([]float64, d), make([]float64, d)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	for i := range y {
		y[i] = float64(2*r.IntN(2) - 1)
	}
	f := FuncData(func(w Node, data []Node) Node {
		return Mean(Softplus(Neg(Mul(data[1], MatMul(data[0], w)))))
	}, []int{-1, d}, []int{-1})
	inBoth(b, f, func(f *Function) error {
		_, err := f.ValueAndGrad(g, w, x, y)
		return err
	})
}

// Loss and gradient of a convolution 3×3 with 16 filters, pooling and a sum, on
// 16 images of 3×32×32.
func BenchmarkConv(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	w, x := make([]float64, 16*3*9), make([]float64, 16*3*32*32)
	for i := range w {
		w[i] = r.NormFloat64()
	}
	for i := range x {
		x[i] = r.NormFloat64()
	}
	f := FuncData(func(w Node, d []Node) Node {
		return Mean(Square(MaxPool2D(Relu(Conv2D(d[0], Reshape(w, 16, 3, 3, 3), 1, 1)), 2, 2, 0)))
	}, []int{-1, 3, 32, 32})
	g := make([]float64, len(w))
	inBoth(b, f, func(f *Function) error {
		_, err := f.ValueAndGrad(g, w, x)
		return err
	})
}

// Tracing and compiling the step of BenchmarkTinyMLP, gradient included.
func BenchmarkTrace(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		g := NewGraph()
		p, x, y := g.Input("p", parameters(2, 32, 32, 2)), g.Input("x", 256, 2), g.Input("y", 256)
		loss := crossEntropy(network(p, x, Tanh, 2, 32, 32, 2), y)
		if _, err := g.Compile(loss, Gradient(loss, p)); err != nil {
			b.Fatal(err)
		}
	}
}

// Gradient of 10000 steps of a loop over a state of 4, by a scan.
func BenchmarkScan(b *testing.B) {
	f := Func(func(x Node) Node {
		return Sum(Scan(func(_, s Node) Node { return Add(s, Mul(Sin(s), s.number(0.001))) }, 10000, x))
	})
	g, x := make([]float64, 4), []float64{1, 2, 3, 4}
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Grad(g, x); err != nil {
			b.Fatal(err)
		}
	}
}
