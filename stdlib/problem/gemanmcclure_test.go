package problem

import (
	"math"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestGemanMcClure(t *testing.T) {
	d, err := data.GaussianRegression(20, 3, rng.New(1), data.RegressionOptions{Noise: 1, Outliers: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	p, err := GemanMcClure(d, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	x := rng.New(2).NormalVec(make([]float64, 3))
	want := 0.05 * vec.Dot(x, x)
	for i := range 20 {
		r := vec.Dot(d.Row(i), x) - d.Y[i]
		want += r * r / (1 + r*r) / 20
	}
	if got := p.Value(x); math.Abs(got-want) > 1e-14 {
		t.Errorf("value %v, want %v", got, want)
	}
	if e := GradError(p, x); e > 1e-6 {
		t.Errorf("gradient %v from finite differences", e)
	}
	l := gemanMcClure{}
	for _, r := range vec.Linspace(-4, 4, 801) {
		const h = 1e-5
		_, up := l.loss(r+h, 0)
		_, down := l.loss(r-h, 0)
		if c := l.curvature(r, 0); math.Abs(c-(up-down)/(2*h)) > 1e-8 || c > l.maxCurvature() || c < -l.maxCurvature() {
			t.Errorf("curvature %v at r = %v, differences say %v", c, r, (up-down)/(2*h))
		}
	}
	for r, want := range map[float64]float64{1e-9: 1e-18, 1e200: 1, -1e200: 1} {
		if v, slope := l.loss(r, 0); math.Abs(v-want) > 1e-15*want || math.IsNaN(slope) || math.Abs(slope) > 3e-9 {
			t.Errorf("loss of r = %v is %v with slope %v", r, v, slope)
		}
	}
	_, err = GemanMcClure(nil, 0)
	wantError(t, err, "problem.GemanMcClure: the data set is nil")
	_, err = GemanMcClure(d, -1)
	wantError(t, err, "problem.GemanMcClure: l2 = -1")
}
