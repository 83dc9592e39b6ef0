package problem

import (
	"math"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

func TestNonconvexValuesAgainstTheDefinition(t *testing.T) {
	d, _ := data.New([][]float64{{1, 2}, {-3, 0.5}}, []float64{1, 0})
	x := []float64{0.3, -0.7}
	z := []float64{0.3 - 1.4, -0.9 - 0.35}
	l2 := 0.05 * (0.09 + 0.49)
	bound := 0.1 * (0.09/1.09 + 0.49/1.49)
	logistic := (math.Log(1+math.Exp(-z[0])) + math.Log(1+math.Exp(z[1]))) / 2
	square := func(v float64) float64 { return v * v }
	for name, c := range map[string]struct {
		make func() (Smooth, error)
		want float64
	}{
		"Welsch": {func() (Smooth, error) { return Welsch(d, 2, 0.1) },
			(2*(1-math.Exp(-square(z[0]-1)/4))+2*(1-math.Exp(-square(z[1])/4)))/2 + l2},
		"Sigmoid": {func() (Smooth, error) { return Sigmoid(d, 0.1) },
			(square(1/(1+math.Exp(-z[0]))-1)+square(1/(1+math.Exp(-z[1]))))/2 + l2},
		"NonconvexLogistic":     {func() (Smooth, error) { return NonconvexLogistic(d, 0.1) }, logistic + bound},
		"NonconvexLeastSquares": {func() (Smooth, error) { return NonconvexLeastSquares(d, 0.1) }, (square(z[0]-1)+square(z[1]))/4 + bound},
	} {
		p, err := c.make()
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Value(x); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// On a grid no curvature exceeds the bound, and one comes near it.
func TestMaxCurvatureIsTheMaximum(t *testing.T) {
	for name, l := range map[string]link{"welsch": welsch{2}, "sigmoid": sigmoid{}, "logistic": logistic{}} {
		var most float64
		for _, y := range []float64{0, 0.3, 1} {
			for _, z := range vec.Linspace(-10, 10, 4001) {
				most = max(most, math.Abs(l.curvature(z, y)))
			}
		}
		if b := l.maxCurvature(); most > b*(1+1e-15) || most < b*(1-1e-4) {
			t.Errorf("%s: greatest curvature %v, bound %v", name, most, b)
		}
	}
}

func TestOutliersDoNotCount(t *testing.T) {
	d, _ := data.New([][]float64{{1}, {1}}, []float64{0, 1e200})
	p, err := Welsch(d, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	g := make([]float64, 1)
	if v := p.Grad(g, []float64{0}); v != 0.25 || g[0] != 0 {
		t.Errorf("value %v, gradient %v: want 1/4 and 0", v, g)
	}
	q, err := NonconvexLeastSquares(d, 1)
	if err != nil {
		t.Fatal(err)
	}
	h := make([]float64, 1)
	q.HessVec(h, []float64{1e200}, []float64{1})
	if h[0] != 1 || bounded([]float64{1e200}) != 1 {
		t.Errorf("far out: %v, %v", h, bounded([]float64{1e200}))
	}
}

func TestNonconvexBadInput(t *testing.T) {
	d, _ := data.New([][]float64{{1}, {2}}, []float64{0, 2})
	_, err := Welsch(d, 0, 0)
	wantError(t, err, "problem.Welsch: c = 0: want a finite number > 0")
	_, err = Welsch(nil, 1, 0)
	wantError(t, err, "problem.Welsch: the data set is nil")
	_, err = Sigmoid(d, 0)
	wantError(t, err, "problem.Sigmoid: target of row 1 is 2: want it in [0, 1]")
	_, err = Sigmoid(d, math.Inf(1))
	wantError(t, err, "problem.Sigmoid: l2 = +Inf")
	_, err = NonconvexLogistic(d, math.NaN())
	wantError(t, err, "problem.NonconvexLogistic: lambda = NaN")
	_, err = NonconvexLogistic(d, 1)
	wantError(t, err, "problem.NonconvexLogistic", "label of row 1 is 2")
	_, err = NonconvexLeastSquares(&data.Dataset{}, 1)
	wantError(t, err, "problem.NonconvexLeastSquares", "0 examples")
}
