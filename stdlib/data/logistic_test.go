package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestLogisticRegressionOptions(t *testing.T) {
	const n, d = 20000, 6
	scales, weights := vec.Logspace(1, 1e-2, d), vec.Logspace(1, 30, d)
	g, err := LogisticRegression(n, d, 0, rng.New(1), LogisticOptions{Scales: scales, WeightScales: weights, ZeroOne: true})
	if err != nil {
		t.Fatal(err)
	}
	_, sd := g.moments()
	for j := range sd {
		if math.Abs(sd[j]/scales[j]-1) > 5/math.Sqrt(2*n) {
			t.Errorf("feature %d has deviation %v, want %v", j, sd[j], scales[j])
		}
	}
	var sum, mean, variance float64
	for i, y := range g.Y {
		if y != 0 && y != 1 {
			t.Fatalf("label %v", y)
		}
		p := 1 / (1 + math.Exp(-vec.Dot(g.Truth, g.Row(i))))
		sum, mean, variance = sum+y, mean+p, variance+p*(1-p)
	}
	if math.Abs(sum-mean) > 5*math.Sqrt(variance) {
		t.Errorf("%v labels are 1, want %v ± %v", sum, mean, math.Sqrt(variance))
	}
	g, err = LogisticRegression(500, d, 0, rng.New(2), LogisticOptions{Norm: 3, Deterministic: true})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(vec.Norm2(g.Truth)-3) > 1e-12 {
		t.Errorf("weights have norm %v", vec.Norm2(g.Truth))
	}
	for i, y := range g.Y {
		if z := vec.Dot(g.Truth, g.Row(i)); (z > 0) != (y == 1) {
			t.Errorf("⟨w,x⟩ = %v has label %v", z, y)
		}
	}
}

// The deviation of the drawn weights from their scales is a chi-squared number.
func TestLogisticWeightScales(t *testing.T) {
	const d = 5000
	scales := vec.Linspace(1, 7, d)
	g, err := LogisticRegression(1, d, 0, rng.New(1), LogisticOptions{WeightScales: scales})
	if err != nil {
		t.Fatal(err)
	}
	z := vec.Div(nil, g.Truth, scales)
	if v := vec.Dot(z, z) / d; math.Abs(v-1) > 5*math.Sqrt(2./d) {
		t.Errorf("weights over their scales have variance %v", v)
	}
}

// Clean labels follow the model though Y does not.
func TestLogisticClean(t *testing.T) {
	const n = 20000
	g, err := LogisticRegression(n, 4, 0.6, rng.New(8))
	if err != nil {
		t.Fatal(err)
	}
	var sum, mean, variance float64
	for i, y := range g.Clean {
		z := vec.Dot(g.Truth, g.Row(i))
		e := math.Tanh(z / 2)
		sum, mean, variance = sum+y*z, mean+z*e, variance+z*z*(1-e*e)
	}
	if score := (sum - mean) / math.Sqrt(variance); math.Abs(score) > 5 {
		t.Errorf("%.1f standard deviations off", score)
	}
}

func TestHyperCleaning(t *testing.T) {
	train, validation, test, err := HyperCleaning(rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if train.N != 400 || validation.N != 200 || test.N != 2000 || train.D != 10 {
		t.Fatalf("%v, %v, %v", train, validation, test)
	}
	flipped := 0
	for i, y := range train.Y {
		if y != train.Clean[i] {
			flipped++
			if y != -train.Clean[i] {
				t.Errorf("label %v became %v", train.Clean[i], y)
			}
		}
	}
	if flipped != 120 {
		t.Errorf("%d labels flipped, want 120", flipped)
	}
	for _, d := range []*Dataset{train, validation, test} {
		if math.Abs(vec.Norm2(d.Truth)-3) > 1e-12 || !slices.Equal(d.Truth, train.Truth) {
			t.Errorf("weights %v", d.Truth)
		}
	}
	_, _, _, err = HyperCleaning(rng.New(1), CleaningOptions{Train: -1})
	wantError(t, err, "data.HyperCleaning: Train = -1")
	_, _, _, err = HyperCleaning(rng.New(1), CleaningOptions{Flipped: 2})
	wantError(t, err, "Flipped = 2")
	_, _, _, err = HyperCleaning(nil)
	wantError(t, err, "stream is nil")
}
