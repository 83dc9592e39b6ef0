package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
)

func TestLabelsAndOneHot(t *testing.T) {
	d := numbered(t, 4, 2, 0)
	labels, classes, err := d.Labels()
	if err != nil || classes != 3 || !slices.Equal(labels, []int{2, 0, 2, 0}) {
		t.Errorf("Labels: %v, %d, %v", labels, classes, err)
	}
	for _, c := range []struct {
		classes int
		want    []float64
	}{
		{0, []float64{0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0}},
		{4, []float64{0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0}},
	} {
		if h, err := d.OneHot(c.classes); err != nil || !slices.Equal(h, c.want) {
			t.Errorf("OneHot(%d): %v, %v", c.classes, h, err)
		}
	}
	d.Classes = []string{"a", "b", "c", "d", "e"}
	if _, classes, _ := d.Labels(); classes != 5 {
		t.Errorf("%d classes where five are named", classes)
	}
	_, err = d.OneHot(2)
	wantError(t, err, "label of example 0 is 2", "classes = 2")
	_, err = d.OneHot(-1)
	wantError(t, err, "classes = -1")
	for _, bad := range []float64{-1, 0.5, 5, math.NaN(), math.Inf(1)} {
		d.Y[3] = bad
		_, _, err := d.Labels()
		wantError(t, err, "label of example 3", `"numbered"`, "want a class number 0, 1, ..., 4")
	}
	_, _, err = numbered(t, 2).Labels()
	wantError(t, err, "no targets")
}

func TestNoisyLabels(t *testing.T) {
	const n = 30000
	d := numbered(t, n, 0, 1, 2, 3)
	noisy, err := d.NoisyLabels(0.3, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(noisy.Clean, d.Y) || !slices.Equal(noisy.X, d.X) || count(d.Y, 0) != n/4 {
		t.Error("NoisyLabels changes more than the copy's labels")
	}
	wrong := 0
	for i, y := range noisy.Y {
		if y != d.Y[i] {
			wrong++
		}
	}
	// A uniform label is the right one a quarter of the time.
	if p := float64(wrong) / n; math.Abs(p-0.225) > 5*math.Sqrt(0.225*0.775/n) {
		t.Errorf("%v of the labels are wrong, want about 0.225", p)
	}
	again, err := noisy.NoisyLabels(1, rng.New(2))
	if err != nil || !slices.Equal(again.Clean, d.Y) {
		t.Errorf("twice noisy labels forget the right ones: %v", err)
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		_, err := d.NoisyLabels(p, rng.New(1))
		wantError(t, err, "NoisyLabels: p = ")
	}
	_, err = d.NoisyLabels(0.5, nil)
	wantError(t, err, "stream is nil")
	_, err = numbered(t, 3, -1, 1).NoisyLabels(0.5, rng.New(1))
	wantError(t, err, "NoisyLabels", "is -1")
}

func TestFlipLabels(t *testing.T) {
	for _, labels := range [][]float64{{-1, 1}, {0, 1}, {1}} {
		d := numbered(t, 50, labels...)
		flipped, err := d.FlipLabels(0.3, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		wrong := 0
		for i, y := range flipped.Y {
			if y != d.Y[i] {
				wrong++
				if other := 1 + labels[0] - d.Y[i]; len(labels) == 2 && y != other {
					t.Errorf("%v became %v", d.Y[i], y)
				}
			}
		}
		if wrong != 15 || !slices.Equal(flipped.Clean, d.Y) {
			t.Errorf("labels %v: %d of 50 flipped, want exactly 15", labels, wrong)
		}
	}
	_, err := numbered(t, 5, 0, 1, 2).FlipLabels(0.1, rng.New(1))
	wantError(t, err, "label of example 2 is 2", "-1 or 1, or 0 or 1")
	_, err = numbered(t, 5, -1, 0, 1).FlipLabels(0.1, rng.New(1))
	wantError(t, err, "label of example 1 is 0")
	_, err = numbered(t, 5, 0, 1).FlipLabels(2, rng.New(1))
	wantError(t, err, "fraction = 2")
	_, err = numbered(t, 5).FlipLabels(0.5, rng.New(1))
	wantError(t, err, "no targets")
	_, err = numbered(t, 5, 0).FlipLabels(0.5, nil)
	wantError(t, err, "stream is nil")
}

func TestOnly(t *testing.T) {
	d, err := numbered(t, 9, 0, 1, 2).Only(2, 0)
	if err != nil || !slices.Equal(d.X, []float64{0, 2, 3, 5, 6, 8}) || !slices.Equal(d.Y, []float64{0, 2, 0, 2, 0, 2}) {
		t.Errorf("Only(2, 0): %v, %v", d, err)
	}
	_, err = numbered(t, 9, 0, 1).Only(0, 7)
	wantError(t, err, "label 7")
	_, err = numbered(t, 9).Only(0)
	wantError(t, err, "no targets")
}

func TestSigns(t *testing.T) {
	d := numbered(t, 6, 2, 8, 5)
	d.Clean = []float64{8, 8, 8, 2, 2, 2}
	s, err := d.Signs(8, 5)
	if err != nil || !slices.Equal(s.Y, []float64{-1, 1, 1, -1, 1, 1}) || !slices.Equal(s.Clean, []float64{1, 1, 1, -1, -1, -1}) || d.Y[0] != 2 {
		t.Errorf("%v, %v, %v", s.Y, s.Clean, err)
	}
	_, err = d.Signs(3)
	wantError(t, err, "Signs: label 3")
	_, err = numbered(t, 2).Signs(1)
	wantError(t, err, "no targets")
}
