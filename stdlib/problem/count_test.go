package problem

import (
	"testing"

	"monro/stdlib/vec"
)

func TestCountKeepsTheOracles(t *testing.T) {
	sum := instances(t, 0)["LeastSquares"]
	curvedOnly := struct {
		Smooth
		Curved
	}{sum, sum}
	sumOnly := struct{ FiniteSum }{sum}
	for name, c := range map[string]struct {
		p             Smooth
		sum, isCurved bool
	}{
		"both":        {sum, true, true},
		"sum only":    {sumOnly, true, false},
		"curved only": {curvedOnly, false, true},
		"smooth only": {Rosenbrock(), false, false},
	} {
		counted, _ := Count(c.p)
		if _, ok := counted.(FiniteSum); ok != c.sum {
			t.Errorf("%s: FiniteSum is %v", name, ok)
		}
		if _, ok := counted.(Curved); ok != c.isCurved {
			t.Errorf("%s: Curved is %v", name, ok)
		}
	}
}

func TestCounts(t *testing.T) {
	p := instances(t, 0.1)["LeastSquares"]
	counted, counter := Count(p)
	x, v, g, want := vec.Ones(5), vec.Linspace(0, 1, 5), make([]float64, 5), make([]float64, 5)
	if counted.Value(x) != p.Value(x) || counted.Dim() != 5 || counted.(FiniteSum).Len() != 40 {
		t.Error("value, dimension or length differs")
	}
	counted.(FiniteSum).BatchGrad(g, x, []int{1, 2, 3})
	p.BatchGrad(want, x, []int{1, 2, 3})
	if !vec.Equal(g, want, 0) {
		t.Error("minibatch gradient differs")
	}
	counted.Grad(g, x)
	counted.(Curved).HessVec(g, x, v)
	p.HessVec(want, x, v)
	if !vec.Equal(g, want, 0) {
		t.Error("Hessian-vector product differs")
	}
	spent := Cost{Values: 1, Grads: 2, HVPs: 1, Samples: 40 + 3 + 40 + 40}
	if got := counter.Cost(); got != spent {
		t.Errorf("cost %+v, want %+v", got, spent)
	}
	counter.Reset()
	if got := counter.Cost(); got != (Cost{}) {
		t.Errorf("cost %+v after Reset", got)
	}
	a := Cost{1, 2, 3, 4, 5, 6}
	if got := a.Plus(a); got != (Cost{2, 4, 6, 8, 10, 12}) {
		t.Errorf("Plus: %+v", got)
	}
}
