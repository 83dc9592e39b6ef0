package data

import (
	"math"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// small returns four examples of two features.
func small(t *testing.T) *Dataset {
	t.Helper()
	d, err := New([][]float64{{1, 10}, {2, 20}, {3, 30}, {4, 40}}, []float64{0, 1, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wantError fails unless err says all of the words.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one that says %q", words)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

func TestNewCopies(t *testing.T) {
	rows := [][]float64{{1, 2}}
	d, err := New(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows[0][0] = 9
	if d.X[0] != 1 || len(d.Y) != 0 || d.Row(0)[1] != 2 {
		t.Errorf("got %+v", d)
	}
	_, err = New([][]float64{{1, 2}, {1}}, nil)
	wantError(t, err, "row 1", "1 values", "want 2")
	_, err = New(rows, []float64{1, 2})
	wantError(t, err, "1 rows", "2 targets")
}

func TestSplitIsAPartition(t *testing.T) {
	d := small(t)
	for _, c := range []struct {
		fraction float64
		train    int
	}{{0, 0}, {0.5, 2}, {0.7, 3}, {1, 4}} {
		train, test, err := d.Split(c.fraction, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		if train.N != c.train || train.N+test.N != 4 {
			t.Errorf("Split(%v): %d and %d examples", c.fraction, train.N, test.N)
		}
		all := slices.Concat(train.X, test.X)
		slices.Sort(all)
		if !slices.Equal(all, []float64{1, 2, 3, 4, 10, 20, 30, 40}) {
			t.Errorf("Split(%v) loses examples: %v", c.fraction, all)
		}
		for i := range train.N {
			if x := train.Row(i); x[1] != 10*x[0] || train.Y[i] != float64(int(x[0]+1)%2) {
				t.Errorf("row %v has target %v", x, train.Y[i])
			}
		}
	}
	_, _, err := d.Split(1.5, rng.New(1))
	wantError(t, err, "trainFraction = 1.5")
	_, _, err = d.Split(0.5, nil)
	wantError(t, err, "stream is nil")
	_, err = d.Select([]int{0, 4})
	wantError(t, err, "idx[1] = 4", "index < 4")
}

func TestWiden(t *testing.T) {
	w, err := small(t).Widen(3)
	if err != nil {
		t.Fatal(err)
	}
	if w.D != 3 || !slices.Equal(w.Row(1), []float64{2, 20, 0}) || w.Y[1] != 1 || w.Check() != nil {
		t.Errorf("got %+v", w)
	}
	_, err = w.Widen(2)
	wantError(t, err, "n = 2", "3 features")
	_, err = w.Widen(math.MaxInt)
	wantError(t, err, "4 examples", "values in memory")
}

func TestStandardize(t *testing.T) {
	s := rng.New(4)
	train, _ := Blobs(500, 3, 2, 5, s)
	for i := range train.N {
		train.Row(i)[1] = 0.1 // constant
		train.Row(i)[2] = 1e6 + 3*train.Row(i)[2]
	}
	test, err := train.Select([]int{7, 8})
	if err != nil {
		t.Fatal(err)
	}
	if err := train.Standardize(test); err != nil {
		t.Fatal(err)
	}
	for j := range train.D {
		var col []float64
		for i := range train.N {
			col = append(col, train.Row(i)[j])
		}
		mean, sd := vec.Mean(col), vec.Std(col)*math.Sqrt(499./500)
		if j == 1 {
			sd++ // all zeros
		}
		if math.Abs(mean) > 1e-9 || math.Abs(sd-1) > 1e-9 {
			t.Errorf("feature %d: mean %v, deviation %v", j, mean, sd)
		}
	}
	if !slices.Equal(test.Row(0), train.Row(7)) {
		t.Error("the other data set is scaled differently")
	}
	other := small(t)
	wantError(t, train.Standardize(other), "2 features", "want 3")
	wantError(t, (&Dataset{Name: "none", D: 1}).Standardize(), "none", "no examples")
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		d    Dataset
		says string
	}{
		{Dataset{N: 1, D: 2, X: []float64{1}}, "len(X) = 1"},
		{Dataset{N: 1, D: 1, X: []float64{1}, Y: []float64{1, 2}}, "len(Y) = 2"},
		{Dataset{N: 1, D: 1, X: []float64{1}, Names: []string{"a", "b"}}, "len(Names) = 2"},
		{Dataset{N: -1, D: -1, X: []float64{1}}, "N = -1"},
	} {
		wantError(t, c.d.Check(), c.says)
	}
}
