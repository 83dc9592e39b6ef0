package nn

import (
	"math"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// Losses, gradients and products with the Hessian in single precision agree with
// those in double.
func TestFloat32Networks(t *testing.T) {
	mlp, err := MLP(20, 32, 16, 5)
	cnn, err2 := CNN([]int{2, 12, 12}, 5, 4, 6)
	res, err3 := ResNetSmall([]int{1, 8, 8}, 5)
	transformer, err4 := Transformer(9, 6, 8, 2, 2)
	recurrent, err5 := Recurrent(9, 6, 8, LSTM(8), GRU(8))
	for _, err := range []error{err, err2, err3, err4, err5} {
		if err != nil {
			t.Fatal(err)
		}
	}
	const rows = 7
	for _, tt := range []struct {
		name  string
		m     *Model
		words int // 0 for numbers of any kind
	}{{"MLP", mlp, 0}, {"CNN", cnn, 0}, {"ResNet", res, 0}, {"Transformer", transformer, 9}, {"Recurrent", recurrent, 9}} {
		t.Run(tt.name, func(t *testing.T) {
			m, s := tt.m, rng.New(3)
			p, v := m.Init(s), s.NormalVec(make([]float64, m.Len()))
			x := s.NormalVec(make([]float64, rows*size(m.In())))
			y := make([]float64, rows)
			target := []int{-1}
			if tt.words > 0 {
				y = make([]float64, len(x))
				target = []int{-1, m.In()[0]}
				for i := range x {
					x[i] = float64(s.IntN(tt.words))
				}
			}
			for i := range y {
				y[i] = float64(s.IntN(m.Out()[len(m.Out())-1]))
			}
			double := ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
				return CrossEntropy(m.At(p).Train().Apply(d[0]), d[1])
			}, append([]int{-1}, m.In()...), target)
			single := double.Float32()
			got, want := make([]float64, len(p)), make([]float64, len(p))
			a, err := single.ValueAndGrad(got, p, x, y)
			if err != nil {
				t.Fatal(err)
			}
			b, err := double.ValueAndGrad(want, p, x, y)
			if err != nil {
				t.Fatal(err)
			}
			if !(math.Abs(a-b) <= 1e-5*b) || a == b {
				t.Errorf("loss %v, in double %v", a, b)
			}
			relative(t, "gradient", got, want, 1e-4)
			if err := single.HVP(got, p, v, x, y); err != nil {
				t.Fatal(err)
			}
			if err := double.HVP(want, p, v, x, y); err != nil {
				t.Fatal(err)
			}
			relative(t, "HVP", got, want, 1e-3)
			if n := testing.AllocsPerRun(5, func() {
				if _, err := single.ValueAndGrad(got, p, x, y); err != nil {
					t.Fatal(err)
				}
			}); n != 0 {
				t.Errorf("%v allocations a step", n)
			}
			z, err := m.Float32().Predict(p, x, rows)
			if err != nil {
				t.Fatal(err)
			}
			relative(t, "Predict", z, predict(t, m, p, x, rows), 1e-4)
		})
	}
}

// relative compares vectors in the Euclidean norm.
func relative(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	d, n := 0.0, 0.0
	for i := range want {
		d += (got[i] - want[i]) * (got[i] - want[i])
		n += want[i] * want[i]
	}
	if !(math.Sqrt(d) <= tol*math.Sqrt(n)) || d == 0 {
		t.Errorf("%s: off by %.3g of its length", what, math.Sqrt(d/n))
	}
}
