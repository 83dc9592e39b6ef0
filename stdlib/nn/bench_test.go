package nn

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// A workload is a function of parameters and data and what is asked of it once a
// step. bench/networks.py does the same work in PyTorch, by the same names.
type workload struct {
	name   string
	f      func(p ad.Node, d []ad.Node) ad.Node
	shapes [][]int
	p      []float64
	data   [][]float64
	step   func(f *ad.Function, p []float64, data [][]float64) func() error
}

func (w workload) function() *ad.Function { return ad.FuncData(w.f, w.shapes...) }

// valueAndGrad is a step of training.
func valueAndGrad(f *ad.Function, p []float64, data [][]float64) func() error {
	g := make([]float64, len(p))
	return func() error {
		_, err := f.ValueAndGrad(g, p, data...)
		return err
	}
}

// hvp is a product with the Hessian.
func hvp(f *ad.Function, p []float64, data [][]float64) func() error {
	h := make([]float64, len(p))
	return func() error { return f.HVP(h, p, p, data...) }
}

// rows is a matrix with a row for each example.
func rows(f *ad.Function, p []float64, data [][]float64) func() error {
	n := len(data[1])
	g := make([]float64, n*len(p))
	return func() error { return f.Call(g, p, data...) }
}

// classification is the cross entropy of a model on random rows.
func classification(name string, m *Model, err error, n int) workload {
	if err != nil {
		panic(err)
	}
	s := rng.New(1)
	w := workload{name: name, p: m.Init(s), step: valueAndGrad, shapes: [][]int{append([]int{-1}, m.In()...), {-1}}}
	x, y := s.NormalVec(make([]float64, n*size(m.In()))), make([]float64, n)
	for i := range y {
		y[i] = float64(s.IntN(m.Out()[0]))
	}
	w.data = [][]float64{x, y}
	w.f = func(p ad.Node, d []ad.Node) ad.Node { return CrossEntropy(m.At(p).Apply(d[0]), d[1]) }
	return w
}

func workloads() []workload {
	mlp, err := MLP(784, 128, 10)
	large := classification("mlp", mlp, err, 64)
	tanh, err := MLPWith(Tanh(), 2, 32, 32, 2)
	tiny := classification("tiny", tanh, err, 256)
	curved := tiny
	curved.name, curved.step = "hvp", hvp
	cnn, err := CNN([]int{1, 28, 28}, 10, 8, 16)
	images := classification("cnn", cnn, err, 64)

	s := rng.New(1)
	conv := workload{name: "conv", step: valueAndGrad, shapes: [][]int{{-1, 3, 32, 32}},
		p: s.NormalVec(make([]float64, 16*3*9)), data: [][]float64{s.NormalVec(make([]float64, 16*3*32*32))},
		f: func(w ad.Node, d []ad.Node) ad.Node {
			y := ad.Conv2D(d[0], ad.Reshape(w, 16, 3, 3, 3), 1, 1)
			return ad.Mean(ad.Square(ad.MaxPool2D(ad.Relu(y), 2, 2, 0)))
		}}
	all := []workload{large, tiny, curved, conv, images}
	for _, of := range []struct {
		w workload
		m *Model
	}{{large, mlp}, {tiny, tanh}} {
		outer, loop := of.w, of.w
		loss := of.w.f
		outer.name, loop.name = "persample/"+of.w.name+"/outer", "persample/"+of.w.name+"/loop"
		outer.step, loop.step = rows, rows
		outer.f = func(p ad.Node, d []ad.Node) ad.Node {
			return of.m.PerSample(func(net *Bound) ad.Node { return CrossEntropy(net.Apply(d[0]), d[1]) }, p)
		}
		loop.f = func(p ad.Node, d []ad.Node) ad.Node { return PerSample(loss, p, d...) }
		all = append(all, outer, loop)
	}
	return all
}

// One step: value and gradient, or what the name says. Nothing is allocated.
func BenchmarkStep(b *testing.B) {
	for _, w := range workloads() {
		for i, f := range []*ad.Function{w.function(), w.function().Float32()} {
			b.Run(w.name+[]string{"/float64", "/float32"}[i], func(b *testing.B) {
				step := w.step(f, w.p, w.data)
				if err := step(); err != nil { // traces
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if err := step(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// The first call of a function: tracing, compiling and one step.
func BenchmarkTrace(b *testing.B) {
	for _, w := range workloads() {
		b.Run(w.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := w.step(w.function(), w.p, w.data)(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Predictions of a perceptron 784-128-10 for 64 rows.
func BenchmarkPredict(b *testing.B) {
	m, err := MLP(784, 128, 10)
	if err != nil {
		b.Fatal(err)
	}
	p, x := m.Init(rng.New(1)), make([]float64, 64*784)
	for name, m := range map[string]*Model{"float64": m, "float32": m.Float32()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Predict(p, x, 64); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
