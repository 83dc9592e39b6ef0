package data

import (
	"fmt"
	"math"

	"monro/stdlib/rng"
)

// Split puts a random trainFraction of the examples, rounded to a whole number,
// in train and the others in test. Both are copies. trainFraction lies in [0, 1].
func (d *Dataset) Split(trainFraction float64, s *rng.Stream) (train, test *Dataset, err error) {
	if !(trainFraction >= 0 && trainFraction <= 1) {
		return nil, nil, fmt.Errorf("data: Split: trainFraction = %v: want 0 <= trainFraction <= 1", trainFraction)
	}
	if s == nil {
		return nil, nil, errNoStream("Split")
	}
	order := s.Perm(d.N)
	n := int(math.Round(trainFraction * float64(d.N)))
	if train, err = d.Select(order[:n]); err != nil {
		return nil, nil, err
	}
	if test, err = d.Select(order[n:]); err != nil {
		return nil, nil, err
	}
	return train, test, nil
}

// Cut returns the first n examples and the others, both copies, in their order.
// n lies in [0, N].
func (d *Dataset) Cut(n int) (head, tail *Dataset, err error) {
	if n < 0 || n > d.N {
		return nil, nil, fmt.Errorf("data: Cut: n = %d: want 0 <= n <= N = %d", n, d.N)
	}
	order := counting(d.N)
	if head, err = d.Select(order[:n]); err != nil {
		return nil, nil, err
	}
	if tail, err = d.Select(order[n:]); err != nil {
		return nil, nil, err
	}
	return head, tail, nil
}

// Shuffle returns a copy of d with its examples in uniformly random order.
func (d *Dataset) Shuffle(s *rng.Stream) (*Dataset, error) {
	if s == nil {
		return nil, errNoStream("Shuffle")
	}
	if err := d.Check(); err != nil {
		return nil, err
	}
	return d.Select(s.Perm(d.N))
}

// StratifiedSplit is Split for each class apart: of every class a random
// trainFraction goes to train, rounded so that the sizes of train and of its
// classes are each within one of that fraction. Examples keep their order. Y
// must hold labels; any numbers will do.
func (d *Dataset) StratifiedSplit(trainFraction float64, s *rng.Stream) (train, test *Dataset, err error) {
	if !(trainFraction >= 0 && trainFraction <= 1) {
		return nil, nil, fmt.Errorf("data: StratifiedSplit: trainFraction = %v: want 0 <= trainFraction <= 1", trainFraction)
	}
	groups, err := d.byLabel("StratifiedSplit", s)
	if err != nil {
		return nil, nil, err
	}
	inTrain := make([]bool, d.N)
	var seen, taken int
	for _, g := range groups {
		// The sum over the classes so far, rounded, less what was taken: errors
		// of rounding do not add up.
		seen += len(g)
		n := min(part(seen, trainFraction)-taken, len(g))
		taken += n
		for _, i := range g[:n] {
			inTrain[i] = true
		}
	}
	var a, b []int
	for i, in := range inTrain {
		if in {
			a = append(a, i)
		} else {
			b = append(b, i)
		}
	}
	if train, err = d.Select(a); err != nil {
		return nil, nil, err
	}
	if test, err = d.Select(b); err != nil {
		return nil, nil, err
	}
	return train, test, nil
}

// A Fold is one part of a cross-validation: the numbers of the examples to train
// and to test with, rising.
type Fold struct{ Train, Test []int }

// KFold divides the examples at random into k test parts whose sizes differ by
// at most one; each fold trains with the others. 2 <= k <= N. See Select.
func (d *Dataset) KFold(k int, s *rng.Stream) ([]Fold, error) {
	if s == nil {
		return nil, errNoStream("KFold")
	}
	return d.folds("KFold", k, s.Perm(max(d.N, 0)))
}

// StratifiedKFold is KFold with nearly the same fraction of each class in all test
// parts: their counts of a class differ by at most one, and so do their sizes.
func (d *Dataset) StratifiedKFold(k int, s *rng.Stream) ([]Fold, error) {
	groups, err := d.byLabel("StratifiedKFold", s)
	if err != nil {
		return nil, err
	}
	var order []int
	for _, g := range groups {
		order = append(order, g...)
	}
	return d.folds("StratifiedKFold", k, order)
}

// folds deals the examples, in the given order, to k test parts in turn.
func (d *Dataset) folds(name string, k int, order []int) ([]Fold, error) {
	if k < 2 || k > d.N {
		return nil, fmt.Errorf("data: %s: k = %d: want 2 <= k <= N = %d", name, k, d.N)
	}
	fold := make([]int, d.N)
	for place, i := range order {
		fold[i] = place % k
	}
	out := make([]Fold, k)
	for i, f := range fold {
		for j := range out {
			if j == f {
				out[j].Test = append(out[j].Test, i)
			} else {
				out[j].Train = append(out[j].Train, i)
			}
		}
	}
	return out, nil
}

// counting returns 0, 1, ..., n−1.
func counting(n int) []int {
	a := make([]int, n)
	for i := range a {
		a[i] = i
	}
	return a
}
