package data

import (
	"math"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestPCA(t *testing.T) {
	// Two directions by hand: (3, 4)/5 with variance 4 and (−4, 3)/5 with variance 1.
	rows := [][]float64{}
	for _, c := range [][2]float64{{2, 1}, {2, -1}, {-2, 1}, {-2, -1}} {
		rows = append(rows, []float64{10 + 0.6*c[0] - 0.8*c[1], -5 + 0.8*c[0] + 0.6*c[1]})
	}
	d, _ := New(rows, []float64{0, 1, 0, 1})
	p, err := NewPCA(d, 2)
	if err != nil {
		t.Fatal(err)
	}
	if !vec.Equal(p.Variances, []float64{4, 1}, 1e-12) || !vec.Equal(p.Mean, []float64{10, -5}, 1e-12) ||
		!vec.Equal(p.Components, []float64{0.6, 0.8, 0.8, -0.6}, 1e-12) {
		t.Errorf("%+v", p)
	}
	z, err := p.Project(d)
	if err != nil || !vec.Equal(z.X, []float64{2, -1, 2, 1, -2, -1, -2, 1}, 1e-12) || z.Y[1] != 1 || z.Check() != nil {
		t.Errorf("%+v, %v", z, err)
	}
	back, err := p.Reconstruct(z)
	if err != nil || !vec.Equal(back.X, d.X, 1e-12) {
		t.Errorf("%+v, %v", back, err)
	}
	_, err = p.Project(&Dataset{Name: "wide", D: 3})
	wantError(t, err, `Project: "wide" has 3 features: want 2`)
	_, err = NewPCA(d, 3)
	wantError(t, err, "k = 3", "D = 2")
	_, err = NewPCA(&Dataset{Name: "none", D: 1}, 1)
	wantError(t, err, "no examples")
	d.X[3] = math.NaN()
	_, err = NewPCA(d, 1)
	wantError(t, err, "feature 1 of example 1 is NaN")
}

// What k components leave out is the variance of the others.
func TestPCALeavesTheRestOut(t *testing.T) {
	d, _ := GaussianClasses(200, 12, 4, rng.New(1), ClassOptions{Mixed: true})
	all, err := NewPCA(d, 12)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []int{1, 5, 12} {
		p, _ := NewPCA(d, k)
		z, _ := p.Project(d)
		back, _ := p.Reconstruct(z)
		got := math.Pow(vec.Distance(back.X, d.X), 2) / 200
		if want := vec.Sum(all.Variances[k:]); math.Abs(got-want) > 1e-9 {
			t.Errorf("%d components leave out %v, want %v", k, got, want)
		}
	}
}
