package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestMinMax(t *testing.T) {
	d, _ := New([][]float64{{1, 5, 7}, {3, 1, 7}, {2, 2, 7}}, nil)
	other, _ := New([][]float64{{5, 3, 8}}, nil)
	if err := d.MinMax(other); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(d.X, []float64{0, 1, 0, 1, 0, 0, 0.5, 0.25, 0}) || !slices.Equal(other.X, []float64{2, 0.5, 1}) {
		t.Errorf("MinMax: %v and %v", d.X, other.X)
	}
	wantError(t, d.MinMax(small(t)), "MinMax", "2 features", "want 3")
	wantError(t, (&Dataset{Name: "none", D: 1}).MinMax(), "no examples")
}

func TestImages(t *testing.T) {
	d := &Dataset{Name: "image", N: 1, D: 12, X: vec.Arange(1, 13, 1), Shape: []int{3, 4}}
	for _, c := range []struct {
		rows, columns int
		want          []float64
	}{
		{0, 0, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		{1, 0, []float64{0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}},
		{0, -1, []float64{2, 3, 4, 0, 6, 7, 8, 0, 10, 11, 12, 0}},
		{-1, 2, []float64{0, 0, 5, 6, 0, 0, 9, 10, 0, 0, 0, 0}},
		{5, 0, make([]float64, 12)},
		{0, -7, make([]float64, 12)},
	} {
		if s, err := d.ShiftImages(c.rows, c.columns); err != nil || !slices.Equal(s.X, c.want) {
			t.Errorf("ShiftImages(%d, %d): %v, %v", c.rows, c.columns, s, err)
		}
	}
	s, err := d.Downsample(3)
	if err != nil || !slices.Equal(s.X, []float64{1, 4}) || !slices.Equal(s.Shape, []int{1, 2}) || s.D != 2 {
		t.Errorf("Downsample(3): %+v, %v", s, err)
	}
	planes := &Dataset{N: 2, D: 8, X: vec.Arange(0, 16, 1), Shape: []int{2, 2, 2}}
	s, err = planes.Downsample(2)
	if err != nil || !slices.Equal(s.X, []float64{0, 4, 8, 12}) || !slices.Equal(s.Shape, []int{2, 1, 1}) || s.Check() != nil {
		t.Errorf("Downsample(2) of two planes: %+v, %v", s, err)
	}
	_, err = d.Downsample(0)
	wantError(t, err, "stride = 0")
	for _, shape := range [][]int{nil, {12}, {3, 5}, {-3, -4}, {0, 0}} {
		bad := *d
		bad.Shape = shape
		_, err := bad.ShiftImages(1, 1)
		wantError(t, err, "ShiftImages", "D = 12")
	}
}

func TestPermuteFeatures(t *testing.T) {
	d := small(t)
	d.Names = []string{"a", "b"}
	p, err := d.PermuteFeatures([]int{1, 0})
	if err != nil || !slices.Equal(p.Row(2), []float64{30, 3}) || !slices.Equal(p.Names, []string{"b", "a"}) || !slices.Equal(p.Y, d.Y) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, order := range [][]int{{0, 0}, {0, 2}, {-1, 0}, {0}} {
		_, err := d.PermuteFeatures(order)
		wantError(t, err, "PermuteFeatures", "order")
	}
}

func TestAddNoiseAndRowNorms(t *testing.T) {
	d := &Dataset{N: 100, D: 300, X: make([]float64, 30000)}
	noisy, err := d.AddNoise(0.5, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if sd := vec.Std(noisy.X); math.Abs(sd/0.5-1) > 5/math.Sqrt(2*30000) || math.Abs(vec.Mean(noisy.X)) > 5*0.5/math.Sqrt(30000) {
		t.Errorf("noise has mean %v and deviation %v", vec.Mean(noisy.X), sd)
	}
	if vec.Norm1(d.X) != 0 {
		t.Error("AddNoise changes the original")
	}
	_, err = d.AddNoise(-1, rng.New(1))
	wantError(t, err, "sd = -1")
	_, err = d.AddNoise(1, nil)
	wantError(t, err, "stream is nil")
	e := &Dataset{N: 2, D: 2, X: []float64{3, 4, 0, -2}}
	if n := e.RowNorms(); !slices.Equal(n, []float64{5, 2}) {
		t.Errorf("RowNorms: %v", n)
	}
}

func TestWithBias(t *testing.T) {
	d := small(t)
	d.Names = []string{"a", "b"}
	b, err := d.WithBias()
	if err != nil || b.D != 3 || !slices.Equal(b.Row(1), []float64{2, 20, 1}) || b.Names[2] != "1" || b.Check() != nil || len(d.Names) != 2 {
		t.Errorf("%+v, %v", b, err)
	}
}
