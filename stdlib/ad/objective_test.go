package ad_test

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

func TestObjective(t *testing.T) {
	rosenbrock := func(x ad.Node) ad.Node {
		a, b := ad.Index(x, 0, 0), ad.Index(x, 0, 1)
		return ad.OpAddNN(ad.Square(ad.OpSubSN(1, a)), ad.OpMulSN(100, ad.Square(ad.OpSubNN(b, ad.Square(a)))))
	}
	o, err := ad.NewObjective(2, rosenbrock)
	if err != nil {
		t.Fatal(err)
	}
	var p problem.Smooth = o
	var c problem.Curved = o
	if e := problem.GradError(p, []float64{-1.2, 1}); e > 1e-8 {
		t.Errorf("the gradient is off by %v", e)
	}
	h := make([]float64, 2)
	c.HessVec(h, []float64{1, 1}, []float64{1, 1})
	if want := []float64{402, -200}; !vec.Equal(h, want, 1e-14) { // the Hessian is [802 -400; -400 200]
		t.Errorf("HessVec %v, want %v", h, want)
	}
	defer func() {
		if _, ok := recover().(vec.LengthError); !ok {
			t.Error("no LengthError for a vector that is too short")
		}
	}()
	p.Value([]float64{1})
}
