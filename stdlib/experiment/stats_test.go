package experiment

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func near(a, b, tol float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || a == b || math.Abs(a-b) <= tol*max(1, math.Abs(b))
}

// The quantiles of t with 1 and 2 degrees of freedom have closed forms.
func TestStudentQuantiles(t *testing.T) {
	for _, level := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
		p := (1 + level) / 2
		if got, want := student(1, level), math.Tan(math.Pi*(p-0.5)); !near(got, want, 1e-10) {
			t.Errorf("nu = 1, level %g: %v, want %v", level, got, want)
		}
		if got, want := student(2, level), (2*p-1)*math.Sqrt(2/(4*p*(1-p))); !near(got, want, 1e-10) {
			t.Errorf("nu = 2, level %g: %v, want %v", level, got, want)
		}
		if got, want := student(1_000_000, level), distuv.UnitNormal.Quantile(p); !near(got, want, 1e-5) {
			t.Errorf("nu = 1e6, level %g: %v, want the normal %v", level, got, want)
		}
	}
}

func TestMean(t *testing.T) {
	e, err := Mean([]float64{1, 2, 3}, 0.9) // s = 1, nu = 2
	half := 0.9 * math.Sqrt(2/(4*0.95*0.05)) / math.Sqrt(3)
	if err != nil || e.Value != 2 || !near(e.StdErr, 1/math.Sqrt(3), 1e-14) || !near(e.Hi, 2+half, 1e-10) || !near(e.Lo, 2-half, 1e-10) || e.N != 3 {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err = Mean([]float64{7}, 0.95); err != nil || e.Value != 7 || !math.IsNaN(e.StdErr) || !math.IsNaN(e.Lo) {
		t.Errorf("of one: %+v, %v", e, err)
	}
	if e, _ = Mean([]float64{4, 4, 4}, 0.95); e.Lo != 4 || e.Hi != 4 {
		t.Errorf("of a constant: %+v", e)
	}
}

// Of normal samples, the interval holds the mean with the probability it says:
// 4000 samples give that to a standard deviation of 0.0047.
func TestIntervalCovers(t *testing.T) {
	s, x, covered := rng.New(1), make([]float64, 5), 0
	for range 4000 {
		s.NormalVec(x)
		if e := meanOf(x, 0.9); e.Lo <= 0 && 0 <= e.Hi {
			covered++
		}
	}
	if share := float64(covered) / 4000; math.Abs(share-0.9) > 0.019 {
		t.Errorf("intervals at 0.9 cover %v", share)
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		p, q float64
	}{
		{[]float64{3}, 0.3, 3}, {[]float64{2, 1}, 0.5, 1.5}, {[]float64{5, 1, 3}, 0, 1}, {[]float64{5, 1, 3}, 1, 5},
		{[]float64{5, 1, 3}, 0.5, 3}, {[]float64{4, 1, 2, 3}, 0.5, 2.5}, {[]float64{10, 0}, 0.25, 2.5}, {[]float64{0, 10, 20}, 0.9, 18},
	} {
		if got, err := Quantile(c.x, c.p); err != nil || !near(got, c.q, 1e-14) {
			t.Errorf("quantile %g of %v: %v, %v, want %v", c.p, c.x, got, err, c.q)
		}
	}
}

// From two values there are four equally likely samples, with means a, m, m, b.
func TestBootstrapOfTwo(t *testing.T) {
	e, err := Bootstrap([]float64{0, 1}, vec.Mean, 20_000, 0.4, rng.New(3))
	if err != nil || e.Value != 0.5 || e.Lo != 0.5 || e.Hi != 0.5 {
		t.Errorf("inner 40 %%: %+v, %v", e, err)
	}
	if want := math.Sqrt(0.125); math.Abs(e.StdErr-want) > 0.006 { // standard deviation of the draws' own: 0.0018
		t.Errorf("standard error %v, want %v", e.StdErr, want)
	}
	if e, _ = Bootstrap([]float64{0, 1}, vec.Mean, 20_000, 0.6, rng.New(3)); e.Lo != 0 || e.Hi != 1 {
		t.Errorf("inner 60 %%: %+v", e)
	}
	again, _ := Bootstrap([]float64{0, 1, 5}, vec.Mean, 100, 0.9, rng.New(3))
	used := rng.New(3)
	used.Normal()
	if same, _ := Bootstrap([]float64{0, 1, 5}, vec.Mean, 100, 0.9, used); same != again {
		t.Errorf("%+v after a draw, %+v before", same, again)
	}
}

// signByCounting is the two-sided p-value by going through all 2^n outcomes.
func signByCounting(below, above int) float64 {
	n, extreme := below+above, 0
	for outcome := range 1 << n {
		heads := 0
		for i := range n {
			heads += outcome >> i & 1
		}
		if max(heads, n-heads) >= max(below, above) {
			extreme++
		}
	}
	return float64(extreme) / float64(int(1)<<n)
}

func TestSignTest(t *testing.T) {
	for below := range 8 {
		for above := range 8 {
			if got, want := SignTest(below, above), signByCounting(below, above); !near(got, want, 1e-10) {
				t.Errorf("%d to %d: %v, want %v", below, above, got, want)
			}
		}
	}
	// Where the coefficients overflow, the normal law with continuity correction is near.
	want := 2 * distuv.UnitNormal.CDF((950.5-1000)/math.Sqrt(500))
	if got := SignTest(950, 1050); math.Abs(got-want) > 1e-4 {
		t.Errorf("950 to 1050: %v, want about %v", got, want)
	}
}

func TestPaired(t *testing.T) {
	d, err := Paired([]float64{1, 2, 3, 9}, []float64{2, 4, 6, 9}, 0.95) // differences −1, −2, −3, 0
	if err != nil || d.Value != -1.5 || d.Below != 3 || d.Equal != 1 || d.Above != 0 || d.SignP != 0.25 {
		t.Errorf("%+v, %v", d, err)
	}
	if se := math.Sqrt(5. / 3 / 4); !near(d.StdErr, se, 1e-14) {
		t.Errorf("standard error %v, want %v", d.StdErr, se)
	}
	// With one degree of freedom t is Cauchy: p = 1 − 2·atan|t|/π.
	d, _ = Paired([]float64{3, 5}, []float64{0, 0}, 0.95)
	if want := 1 - 2*math.Atan(4)/math.Pi; !near(d.TP, want, 1e-10) {
		t.Errorf("p = %v, want %v", d.TP, want)
	}
	if d, _ = Paired([]float64{1, 1}, []float64{1, 1}, 0.95); d.TP != 1 || d.SignP != 1 || d.Value != 0 {
		t.Errorf("of equals: %+v", d)
	}
	if d, _ = Paired([]float64{2, 2}, []float64{1, 1}, 0.95); d.TP != 0 {
		t.Errorf("of a constant difference: %+v", d)
	}
}

func TestSlopeOfPowerLaws(t *testing.T) {
	x := vec.Logspace(1, 1000, 20)
	for _, order := range []float64{-2, -0.8, -0.5, 0, 1, 3} {
		y := vec.Map(nil, func(x float64) float64 { return 7 * math.Pow(x, order) }, x)
		fit, err := Slope(x, y, 0.95)
		if err != nil || !near(fit.Value, order, 1e-12) || !near(fit.Scale, 7, 1e-12) || !near(fit.Hi-fit.Lo, 0, 1e-10) || !near(fit.At(10), 7*math.Pow(10, order), 1e-12) {
			t.Errorf("order %g: %+v, %v", order, fit, err)
		}
	}
	// Residuals +1, −2, +1 at log x = −1, 0, 1 leave the slope as it is: its
	// variance is RSS/(n−2)/Σ(x−mean)² = 6/1/2.
	e := math.E
	fit, err := Slope([]float64{1 / e, 1, e}, []float64{1 / e * e, 1 / e / e, e * e}, 0.5)
	if err != nil || !near(fit.Value, 1, 1e-12) || !near(fit.StdErr, math.Sqrt(3), 1e-12) || !near(fit.Hi-fit.Value, math.Sqrt(3), 1e-10) { // t of level 0.5, one degree of freedom, is 1
		t.Errorf("with residuals: %+v, %v", fit, err)
	}
	if fit, err = Slope([]float64{1, 10}, []float64{1, 100}, 0.95); err != nil || !near(fit.Value, 2, 1e-12) || !math.IsNaN(fit.Lo) {
		t.Errorf("of two points: %+v, %v", fit, err)
	}
}

func TestStatisticsRefuse(t *testing.T) {
	nan := math.NaN()
	one := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		"experiment.Mean: x has 0 values: want at least 1":           one(Mean(nil, 0.95)),
		"experiment.Mean: x[1] = NaN: want finite":                   one(Mean([]float64{1, nan}, 0.95)),
		"experiment.Mean: level = 95: want a number between 0 and 1": one(Mean([]float64{1}, 95)),
		"experiment.Quantile: p = 1.5: want":                         one(Quantile([]float64{1}, 1.5)),
		"experiment.Paired: a has 1 values and b 2":                  one(Paired([]float64{1}, []float64{1, 2}, 0.95)),
		"experiment.Paired: b[0] = +Inf":                             one(Paired([]float64{1}, []float64{math.Inf(1)}, 0.95)),
		"experiment.Slope: y[1] = 0: want positive":                  one(Slope([]float64{1, 2}, []float64{1, 0}, 0.95)),
		"experiment.Slope: 2 points: want at least two different x":  one(Slope([]float64{3, 3}, []float64{1, 2}, 0.95)),
		"experiment.Slope: x has 1 values and y 2":                   one(Slope([]float64{3}, []float64{1, 2}, 0.95)),
		"experiment.Bootstrap: reps = 0":                             one(Bootstrap([]float64{1}, vec.Mean, 0, 0.9, rng.New(1))),
		"experiment.Bootstrap: stream is nil":                        one(Bootstrap([]float64{1}, vec.Mean, 9, 0.9, nil)),
		"experiment.Bootstrap: statistic is nil":                     one(Bootstrap([]float64{1}, nil, 9, 0.9, rng.New(1))),
		"experiment.Bootstrap: the statistic is NaN on sample 1":     one(Bootstrap([]float64{1}, func([]float64) float64 { return nan }, 9, 0.9, rng.New(1))),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A single run has no error to show.
func TestSpreadOfOne(t *testing.T) {
	e, err := Mean([]float64{0.5}, 0.95)
	if s := e.Spread(); err != nil || s.Mean != 0.5 || s.Err != 0 {
		t.Errorf("%v, %v", s, err)
	}
}
