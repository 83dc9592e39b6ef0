package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
)

// numbered returns n examples whose only feature is their number, of the given labels
// in turn.
func numbered(t *testing.T, n int, labels ...float64) *Dataset {
	t.Helper()
	d := &Dataset{Name: "numbered", N: n, D: 1, X: make([]float64, n)}
	for i := range n {
		d.X[i] = float64(i)
		if len(labels) > 0 {
			d.Y = append(d.Y, labels[i%len(labels)])
		}
	}
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	return d
}

// count returns how many targets are v.
func count(y []float64, v float64) int {
	n := 0
	for _, w := range y {
		if w == v {
			n++
		}
	}
	return n
}

func TestCutAndShuffle(t *testing.T) {
	d := numbered(t, 10, 0, 1, 2)
	d.Clean = slices.Clone(d.Y)
	head, tail, err := d.Cut(4)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(slices.Concat(head.X, tail.X), d.X) || !slices.Equal(slices.Concat(head.Clean, tail.Clean), d.Y) || head.N != 4 {
		t.Errorf("Cut: %v and %v", head.X, tail.X)
	}
	for _, n := range []int{-1, 11} {
		_, _, err := d.Cut(n)
		wantError(t, err, "Cut: n = ", "N = 10")
	}
	s, err := d.Shuffle(rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(s.X, d.X) {
		t.Error("Shuffle keeps the order")
	}
	for i, x := range s.X {
		if s.Y[i] != float64(int(x)%3) || s.Clean[i] != s.Y[i] {
			t.Errorf("Shuffle parts example %v from its label", x)
		}
	}
	slices.Sort(s.X)
	if !slices.Equal(s.X, d.X) {
		t.Error("Shuffle loses examples")
	}
	_, err = d.Shuffle(nil)
	wantError(t, err, "stream is nil")
}

func TestStratifiedSplitKeepsTheClasses(t *testing.T) {
	for _, c := range []struct {
		n      int
		labels []float64
	}{
		{100, []float64{0, 1}}, {101, []float64{-1, -1, -1, 1}}, {17, []float64{0, 1, 2, 3, 4}}, {5, []float64{7}},
	} {
		d := numbered(t, c.n, c.labels...)
		for _, f := range []float64{0, 0.1, 0.5, 2. / 3, 1} {
			train, test, err := d.StratifiedSplit(f, rng.New(3))
			if err != nil {
				t.Fatal(err)
			}
			all := slices.Concat(train.X, test.X)
			slices.Sort(all)
			if !slices.Equal(all, d.X) || !slices.IsSorted(train.X) {
				t.Fatalf("n = %d, %v: not a partition in order", c.n, f)
			}
			if math.Abs(float64(train.N)-f*float64(c.n)) > 0.5 {
				t.Errorf("n = %d, %v: %d in train", c.n, f, train.N)
			}
			for _, l := range c.labels {
				if want := f * float64(count(d.Y, l)); math.Abs(float64(count(train.Y, l))-want) > 1 {
					t.Errorf("n = %d, %v: %d of label %v, want about %v", c.n, f, count(train.Y, l), l, want)
				}
			}
		}
	}
	_, _, err := numbered(t, 3).StratifiedSplit(0.5, rng.New(1))
	wantError(t, err, "StratifiedSplit", "no targets")
	_, _, err = numbered(t, 3, 1).StratifiedSplit(math.NaN(), rng.New(1))
	wantError(t, err, "trainFraction = NaN")
	_, _, err = numbered(t, 3, 1, math.NaN()).StratifiedSplit(0.5, rng.New(1))
	wantError(t, err, "label of example 1 is NaN")
}

func TestKFold(t *testing.T) {
	for _, k := range []int{2, 3, 7, 23} {
		d := numbered(t, 23, 0, 0, 1)
		for name, split := range map[string]func(int, *rng.Stream) ([]Fold, error){"KFold": d.KFold, "StratifiedKFold": d.StratifiedKFold} {
			folds, err := split(k, rng.New(5))
			if err != nil {
				t.Fatal(err)
			}
			var tests []int
			for _, f := range folds {
				tests = append(tests, f.Test...)
				both := slices.Concat(f.Train, f.Test)
				slices.Sort(both)
				if !slices.Equal(both, counting(23)) || !slices.IsSorted(f.Test) || !slices.IsSorted(f.Train) {
					t.Errorf("%s(%d): a fold is not the whole", name, k)
				}
				if n := len(f.Test); n != 23/k && n != 23/k+1 {
					t.Errorf("%s(%d): %d in a test part", name, k, n)
				}
				if name == "StratifiedKFold" {
					ones := 0
					for _, i := range f.Test {
						ones += int(d.Y[i])
					}
					if ones != 7/k && ones != 7/k+1 {
						t.Errorf("%s(%d): %d of 7 ones in a test part", name, k, ones)
					}
				}
			}
			slices.Sort(tests)
			if !slices.Equal(tests, counting(23)) {
				t.Errorf("%s(%d): test parts are not a partition", name, k)
			}
		}
	}
	for _, k := range []int{1, 24} {
		_, err := numbered(t, 23).KFold(k, rng.New(1))
		wantError(t, err, "KFold: k = ", "N = 23")
	}
	_, err := numbered(t, 3).KFold(2, nil)
	wantError(t, err, "stream is nil")
}
