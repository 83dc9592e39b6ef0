package problem

import (
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestRidgeBilevel(t *testing.T) {
	d, err := data.LinearRegression(30, 4, 0.5, 10, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	train, validation, err := d.Split(0.6, rng.New(2))
	if err != nil {
		t.Fatal(err)
	}
	p, err := RidgeBilevel(train, validation)
	if err != nil {
		t.Fatal(err)
	}
	checkBilevel(t, "ridge", p)
	checkHypergradient(t, "ridge", p, p.LowerSolve)
	y, err := p.LowerSolve([]float64{-1, 0, 1, 2})
	g := make([]float64, 4)
	if p.LowerGrad(nil, g, []float64{-1, 0, 1, 2}, y); err != nil || vec.NormInf(g) > 1e-13 {
		t.Errorf("lower gradient %v at its minimiser, %v", g, err)
	}
	counted, counter := CountBilevel(p)
	if sum, ok := counted.(BilevelSum); !ok {
		t.Error("counting lost the number of terms")
	} else if upper, lower := sum.Terms(); upper != 12 || lower != 18 {
		t.Errorf("%d and %d terms, want 12 and 18", upper, lower)
	}
	checkCountedCalls(t, counted)
	if c := counter.Cost(); c != (Cost{Values: 2, Grads: 2, HVPs: 3, Samples: 2*12 + 5*18}) {
		t.Errorf("cost %+v", c)
	}

	three, _ := data.New([][]float64{{1, 2, 3}}, []float64{1})
	_, err = RidgeBilevel(train, three)
	wantError(t, err, "train is 18×4 and validation 1×3")
	_, err = RidgeBilevel(nil, three)
	wantError(t, err, "train", "data set is nil")
	_, err = RidgeBilevel(three, &data.Dataset{})
	wantError(t, err, "validation", "0 examples")
	_, err = p.LowerSolve([]float64{1})
	wantError(t, err, "x has length 1, but train is 18×4")
}
