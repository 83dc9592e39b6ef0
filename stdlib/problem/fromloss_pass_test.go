package problem

import (
	"math"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A pass over more examples than one run takes gives the same as the loss by hand.
func TestTracedLossInSeveralRuns(t *testing.T) {
	for _, n := range []int{passRows, passRows + 1, 2*passRows + 500} {
		d, err := data.LogisticRegression(n, 4, 0.1, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		l, err := FromLoss(tracedLogistic, 4, d)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Logistic(d, 0.1)
		if err != nil {
			t.Fatal(err)
		}
		s := rng.New(2)
		x, v := s.NormalVec(make([]float64, 4)), s.NormalVec(make([]float64, 4))
		got, exact := make([]float64, 4), make([]float64, 4)
		if a, b := l.Value(x), want.Value(x); math.Abs(a-b) > 1e-13 {
			t.Errorf("%d examples: value %v, want %v", n, a, b)
		}
		if a, b := l.Grad(got, x), want.Grad(exact, x); math.Abs(a-b) > 1e-13 || !vec.Equal(got, exact, 1e-13) {
			t.Errorf("%d examples: gradient %v, want %v", n, got, exact)
		}
		l.HessVec(got, x, v)
		want.HessVec(exact, x, v)
		if !vec.Equal(got, exact, 1e-13) {
			t.Errorf("%d examples: Hessian-vector product %v, want %v", n, got, exact)
		}
		if k := testing.AllocsPerRun(5, func() { l.Grad(got, x) }); k > 0 {
			t.Errorf("%d examples: %v allocations a gradient", n, k)
		}
	}
}
