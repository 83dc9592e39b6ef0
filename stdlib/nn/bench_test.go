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
