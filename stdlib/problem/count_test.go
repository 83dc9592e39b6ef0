package problem

import (
	"testing"

	"monro/stdlib/vec"
)

func TestCountKeepsTheOracles(t *testing.T) {
	sum := instances(t, 0)["LeastSquares"]
	noisy := noisyInstance(t)
	for name, p := range map[string]Smooth{
		"all of a sum": sum,
		"batch curved": struct{ BatchCurved }{sum},
		"sum, curved, examples": struct {
			PerExample
			Curved
		}{sum, sum},
		"sum, curved": struct {
			FiniteSum
			Curved
		}{sum, sum},
		"sum, examples": struct{ PerExample }{sum},
		"sum only":      struct{ FiniteSum }{sum},
		"curved only": struct {
			Smooth
			Curved
		}{sum, sum},
		"noisy": noisy,
		"noisy, curved": struct {
			Stochastic
			Curved
		}{noisy, sum},
		"smooth only": Rosenbrock(),
	} {
		counted, _ := Count(p)
		if got, want := oraclesOf(counted), oraclesOf(p); got != want {
			t.Errorf("%s: has %+v, want %+v", name, got, want)
		}
	}
}

type oracles struct{ sum, curved, batchCurved, perExample, stochastic bool }

func oraclesOf(p Smooth) (o oracles) {
	_, o.sum = p.(FiniteSum)
	_, o.curved = p.(Curved)
	_, o.batchCurved = p.(BatchCurved)
	_, o.perExample = p.(PerExample)
	_, o.stochastic = p.(Stochastic)
	return o
}

func TestCountsOfTheOtherOracles(t *testing.T) {
	p := instances(t, 0.1)["Softmax"]
	counted, counter := Count(p)
	x, v, idx := vec.Ones(p.Dim()), vec.Linspace(0, 1, p.Dim()), []int{3, 5}
	got, want := make([]float64, 2*p.Dim()), make([]float64, 2*p.Dim())
	counted.(PerExample).ExampleGrads(got, x, idx)
	if p.ExampleGrads(want, x, idx); !vec.Equal(got, want, 0) {
		t.Error("gradients of examples differ")
	}
	got, want = got[:p.Dim()], want[:p.Dim()]
	counted.(BatchCurved).BatchHessVec(got, x, v, idx)
	if p.BatchHessVec(want, x, v, idx); !vec.Equal(got, want, 0) {
		t.Error("minibatch Hessian-vector product differs")
	}
	if c := counter.Cost(); c != (Cost{Grads: 1, HVPs: 1, Samples: 4}) {
		t.Errorf("cost %+v", c)
	}
	noisy, counter := Count(noisyInstance(t))
	if noisy.(Stochastic).GradAt(make([]float64, 2), []float64{1, 1}, 3); counter.Cost() != (Cost{Grads: 1}) {
		t.Errorf("cost %+v", counter.Cost())
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
