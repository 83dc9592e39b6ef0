package nn

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// Loss and gradient of a network on a batch of 64.
func benchmarkStep(b *testing.B, m *Model, err error, classes int) {
	if err != nil {
		b.Fatal(err)
	}
	const rows = 64
	s := rng.New(1)
	p, x, y := m.Init(s), s.NormalVec(make([]float64, rows*size(m.In()))), make([]float64, rows)
	for i := range y {
		y[i] = float64(s.IntN(classes))
	}
	f := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		return CrossEntropy(m.At(p).Apply(d[0]), d[1])
	}, append([]int{-1}, m.In()...), []int{-1})
	g := make([]float64, len(p))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.ValueAndGrad(g, p, x, y); err != nil {
			b.Fatal(err)
		}
	}
}

// Loss and gradient of a perceptron 784-128-10 on a batch of 64.
func BenchmarkMLP(b *testing.B) {
	m, err := MLP(784, 128, 10)
	benchmarkStep(b, m, err, 10)
}

// Predictions of a perceptron 784-128-10 for 64 rows.
func BenchmarkPredict(b *testing.B) {
	m, err := MLP(784, 128, 10)
	if err != nil {
		b.Fatal(err)
	}
	p, x := m.Init(rng.New(1)), make([]float64, 64*784)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Predict(p, x, 64); err != nil {
			b.Fatal(err)
		}
	}
}

// Gradients of each of 64 examples of a perceptron 784-128-10, and of 256 of one of
// 2-32-32-2.
func BenchmarkPerSample(b *testing.B) {
	for _, bb := range []struct {
		name  string
		rows  int
		sizes []int
	}{{"784-128-10", 64, []int{784, 128, 10}}, {"2-32-32-2", 256, []int{2, 32, 32, 2}}} {
		m, err := MLP(bb.sizes...)
		if err != nil {
			b.Fatal(err)
		}
		s := rng.New(1)
		p, x, y := m.Init(s), s.NormalVec(make([]float64, bb.rows*bb.sizes[0])), make([]float64, bb.rows)
		g := make([]float64, bb.rows*len(p))
		run := func(name string, f func(p ad.Node, d []ad.Node) ad.Node) {
			fn := ad.FuncData(f, []int{-1, bb.sizes[0]}, []int{-1})
			b.Run(bb.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := fn.Call(g, p, x, y); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("loop", func(p ad.Node, d []ad.Node) ad.Node {
			return PerSample(func(p ad.Node, d []ad.Node) ad.Node { return CrossEntropy(m.At(p).Apply(d[0]), d[1]) }, p, d...)
		})
		run("outer", func(p ad.Node, d []ad.Node) ad.Node {
			return m.PerSample(func(net *Bound) ad.Node { return CrossEntropy(net.Apply(d[0]), d[1]) }, p)
		})
	}
}

// Loss and gradient of a small convolutional network on 64 images of 1×28×28.
func BenchmarkCNN(b *testing.B) {
	m, err := CNN([]int{1, 28, 28}, 10, 8, 16)
	benchmarkStep(b, m, err, 10)
}
