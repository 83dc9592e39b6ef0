package data

import (
	"math"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestPlantedReLU(t *testing.T) {
	const n, d, units = 2000, 3, 4
	g, err := PlantedReLU(n, d, units, 0.1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	signs := g.Truth[units*d:]
	if signs[0] != 1 || signs[units-1] != -1 || len(signs) != units {
		t.Errorf("signs %v", signs)
	}
	r := make([]float64, n)
	for i := range n {
		x := g.Row(i)
		if x[d-1] != 1 {
			t.Fatalf("row %v", x)
		}
		r[i] = g.Y[i]
		for k := range units {
			if z := vec.Dot(g.Truth[k*d:(k+1)*d], x); z > 0 {
				r[i] -= signs[k] * z
			}
		}
	}
	if math.Abs(vec.Std(r)/0.1-1) > 5/math.Sqrt(2*n) || math.Abs(vec.Mean(r)) > 0.5/math.Sqrt(n) {
		t.Errorf("noise has mean %v and deviation %v", vec.Mean(r), vec.Std(r))
	}
}

func TestBinaryPerceptron(t *testing.T) {
	const d = 10000
	teacher, err := BinaryTeacher(d, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(vec.Sum(teacher)) > 5*100 || vec.Dot(teacher, teacher) != d {
		t.Error("the teacher is not of fair signs")
	}
	for _, overlap := range []float64{-1, -0.5, 0, 0.5, 1} {
		other, err := RelatedTeacher(teacher, overlap, rng.New(2))
		if err != nil {
			t.Fatal(err)
		}
		if got := vec.Dot(teacher, other) / d; math.Abs(got-overlap) > 5*math.Sqrt((1-overlap*overlap)/d) {
			t.Errorf("overlap %v, want %v", got, overlap)
		}
	}
	g, err := BinaryPerceptron(2000, []float64{1, 1, -1, 1}, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	ties := 0
	for i := range g.N {
		x := g.Row(i)
		z := x[0] + x[1] - x[2] + x[3]
		if want := map[bool]float64{true: 1, false: -1}[z >= 0]; g.Y[i] != want {
			t.Errorf("%v has label %v", x, g.Y[i])
		}
		if z == 0 {
			ties++
		}
	}
	if p := float64(ties) / 2000; math.Abs(p-0.375) > 5*math.Sqrt(0.375*0.625/2000) {
		t.Errorf("%v of the examples are ties, want 6/16", p)
	}
}
