package data

import (
	"math"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestMixtureDensity(t *testing.T) {
	m := GaussianMixture{Means: [][]float64{{-1, 0}, {2, 1}}, SDs: []float64{0.5, 1}, Weights: []float64{0.3, 0.7}}
	got, err := m.LogDensity([]float64{0.5, -1})
	want := 0.3*math.Exp(-(1.5*1.5+1)/(2*0.25))/(2*math.Pi*0.25) + 0.7*math.Exp(-(1.5*1.5+4)/2)/(2*math.Pi)
	if err != nil || math.Abs(got-math.Log(want)) > 1e-12 {
		t.Errorf("log density %v, want %v; %v", got, math.Log(want), err)
	}
	// Far away it must not underflow.
	if far, _ := m.LogDensity([]float64{1000, 0}); math.Abs(far+(998*998+1)/2.+math.Log(2*math.Pi/0.7)) > 1e-6 {
		t.Errorf("log density far away %v", far)
	}
	ring, err := RingMixture(8, 2, 0.2)
	if err != nil {
		t.Fatal(err)
	}
	const h = 0.05
	mass := 0.
	for x := -4.; x <= 4; x += h {
		for y := -4.; y <= 4; y += h {
			l, err := ring.LogDensity([]float64{x, y})
			if err != nil {
				t.Fatal(err)
			}
			mass += h * h * math.Exp(l)
		}
	}
	if math.Abs(mass-1) > 1e-9 {
		t.Errorf("the density integrates to %v", mass)
	}
}

func TestMixtureSample(t *testing.T) {
	const n = 30000
	from, to := TwoToThree()
	left, right := OpposedTriangles()
	ring, _ := RingMixture(8, 2, 0.2)
	triangle, _ := TriangleMixture(math.Sqrt(0.1))
	uneven := GaussianMixture{Means: [][]float64{{-1, 0, 2}, {2, 1, 0}}, SDs: []float64{0.5, 1}, Weights: []float64{0.2, 0.8}}
	for name, m := range map[string]GaussianMixture{"from": from, "to": to, "left": left, "right": right, "ring": ring, "triangle": triangle, "uneven": uneven} {
		d, err := m.Sample(n, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		for k, mean := range m.Means {
			p := m.weight(k)
			c := float64(count(d.Y, float64(k)))
			if math.Abs(c-p*n) > 5*math.Sqrt(n*p*(1-p)) {
				t.Errorf("%s: %v of component %d, want %v", name, c, k, p*n)
			}
			sum, squares := make([]float64, len(mean)), 0.
			for i := range n {
				if d.Y[i] == float64(k) {
					vec.Axpy(sum, 1/c, d.Row(i))
					squares += math.Pow(vec.Distance(d.Row(i), mean), 2)
				}
			}
			sd := m.sd(k)
			if vec.Distance(sum, mean) > 6*sd*math.Sqrt(float64(len(mean))/c) {
				t.Errorf("%s: component %d has mean %v, want %v", name, k, sum, mean)
			}
			if v := squares / c / float64(len(mean)) / (sd * sd); math.Abs(v-1) > 5*math.Sqrt(2/c) {
				t.Errorf("%s: component %d has %v times its variance", name, k, v)
			}
		}
	}
	for k, mean := range ring.Means {
		if math.Abs(vec.Norm2(mean)-2) > 1e-12 || math.Abs(mean[0]-2*math.Cos(float64(k)*math.Pi/4)) > 1e-12 {
			t.Errorf("ring: mean %d is %v", k, mean)
		}
	}
	// E|x−y|² of the independent coupling is E|x|² + E|y|² − 2⟨Ex, Ey⟩ = 550/3 + 1.2 +
	// 2((10−5√3)/3)², about the 183 of the paper's experiment.
	cost := 0.
	for _, m := range []GaussianMixture{left, right} {
		for _, mean := range m.Means {
			cost += vec.Dot(mean, mean)/3 + 0.2
		}
	}
	var a, b [2]float64
	for k := range left.Means {
		for j := range 2 {
			a[j] += left.Means[k][j] / 3
			b[j] += right.Means[k][j] / 3
		}
	}
	cost -= 2 * (a[0]*b[0] + a[1]*b[1])
	if math.Abs(cost-(550./3+1.2+2*math.Pow((10-5*math.Sqrt(3))/3, 2))) > 1e-9 {
		t.Errorf("independent coupling costs %v", cost)
	}
}

func TestBadMixtures(t *testing.T) {
	ok := [][]float64{{0}, {1}}
	for says, m := range map[string]GaussianMixture{
		"no means":                {},
		"len(Means[1]) = 2":       {Means: [][]float64{{0}, {1, 2}}, SDs: []float64{1}},
		"Means[1][0] = NaN":       {Means: [][]float64{{0}, {math.NaN()}}, SDs: []float64{1}},
		"len(SDs) = 3":            {Means: ok, SDs: []float64{1, 1, 1}},
		"SDs[1] = 0":              {Means: ok, SDs: []float64{1, 0}},
		"len(Weights) = 1":        {Means: ok, SDs: []float64{1}, Weights: []float64{1}},
		"Weights[0] = -1":         {Means: ok, SDs: []float64{1}, Weights: []float64{-1, 2}},
		"Weights sum to 1.5":      {Means: ok, SDs: []float64{1}, Weights: []float64{0.5, 1}},
		"GaussianMixture: n = -3": {Means: ok, SDs: []float64{1}},
	} {
		_, err := m.Sample(-3, rng.New(1))
		wantError(t, err, says)
	}
	_, err := GaussianMixture{Means: ok, SDs: []float64{1}}.LogDensity([]float64{1, 2})
	wantError(t, err, "len(x) = 2", "want 1")
	if n := (GaussianMixture{}).Dim(); n != 0 {
		t.Errorf("no means are of dimension %d", n)
	}
	_, err = RingMixture(0, 1, 1)
	wantError(t, err, "modes = 0")
	_, err = RingMixture(3, 1, -1)
	wantError(t, err, "sd = -1")
	_, err = TriangleMixture(0)
	wantError(t, err, "SDs[0] = 0")
}
