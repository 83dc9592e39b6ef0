// Package data is data sets in memory: loaders for the common file formats and for
// well-known files, downloads, generators with known answers, splits, scaling,
// minibatches and partitions over the clients of a federation.
//
// It holds rows of numbers and where they came from. What is computed from them
// (losses, gradients) belongs in problem, models in nn.
package data

import "fmt"

// MaxValues is the largest number of feature values, N·D, that a loader or
// generator will put in memory (1 GiB of float64). Sparse files are stored
// dense, so a small file with large feature numbers can exceed it.
const MaxValues = 1 << 27

// A Dataset is N examples of D features each, with a target for each example.
// It is plain memory: change it as you like, keeping len(X) = N·D and
// len(Y) = N (or 0 where there are no targets).
type Dataset struct {
	Name string
	N, D int

	X []float64 // features, row after row: feature j of example i is X[i*D+j]
	Y []float64 // targets: class labels or values; empty where there are none

	Names   []string  // of the features, or nil
	Classes []string  // names of the classes 0, 1, ..., or nil
	Shape   []int     // shape of one row where it is an image, such as 28, 28; or nil
	Clean   []float64 // Y before label noise or outliers, where that is known; or nil
	Truth   []float64 // what generated the data: weights, centres, as the generator says; or nil
}

// New returns a data set of the rows of x, copied. y may be nil; otherwise it has
// one target a row. All rows must have the same length.
func New(x [][]float64, y []float64) (*Dataset, error) {
	d := &Dataset{N: len(x)}
	if len(x) > 0 {
		d.D = len(x[0])
	}
	if y != nil && len(y) != len(x) {
		return nil, fmt.Errorf("data.New: %d rows and %d targets: want one target a row", len(x), len(y))
	}
	if err := checkSize("data.New", d.N, d.D, MaxValues); err != nil {
		return nil, err
	}
	d.X = make([]float64, 0, d.N*d.D)
	for i, row := range x {
		if len(row) != d.D {
			return nil, fmt.Errorf("data.New: row %d has %d values: want %d as in row 0", i, len(row), d.D)
		}
		d.X = append(d.X, row...)
	}
	d.Y = append(d.Y, y...)
	return d, nil
}

// Row returns the features of example i. It shares memory with X.
func (d *Dataset) Row(i int) []float64 {
	return d.X[i*d.D : (i+1)*d.D : (i+1)*d.D]
}

// String says what the data set is in one line.
func (d *Dataset) String() string {
	name := d.Name
	if name == "" {
		name = "data"
	}
	s := fmt.Sprintf("%s: %d examples of %d features", name, d.N, d.D)
	if len(d.Classes) > 0 {
		s += fmt.Sprintf(", %d classes", len(d.Classes))
	}
	return s
}

// Select returns a new data set of the examples whose numbers are in idx, in
// that order; a number may come more than once.
func (d *Dataset) Select(idx []int) (*Dataset, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	s := d.describe()
	s.N = len(idx)
	s.X = make([]float64, 0, len(idx)*d.D)
	for k, i := range idx {
		if i < 0 || i >= d.N {
			return nil, fmt.Errorf("data: Select: idx[%d] = %d: want 0 <= index < %d", k, i, d.N)
		}
		s.X = append(s.X, d.Row(i)...)
		if len(d.Y) > 0 {
			s.Y = append(s.Y, d.Y[i])
		}
		if len(d.Clean) > 0 {
			s.Clean = append(s.Clean, d.Clean[i])
		}
	}
	return s, nil
}

// Widen returns d with zero features added on the right until it has n: for a
// test file whose sparse rows do not reach the last feature of the training
// file. With n = D it returns d itself.
func (d *Dataset) Widen(n int) (*Dataset, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if n < d.D {
		return nil, fmt.Errorf("data: Widen: n = %d: want at least the %d features there are", n, d.D)
	}
	if n == d.D {
		return d, nil
	}
	if err := checkSize("data: Widen", d.N, n, MaxValues); err != nil {
		return nil, err
	}
	w := d.like(n)
	for i := range d.N {
		copy(w.Row(i), d.Row(i))
	}
	return w, nil
}

// Check returns an error where the sizes of d contradict one another.
func (d *Dataset) Check() error {
	switch {
	case d.N < 0 || d.D < 0:
		return fmt.Errorf("data: %q has N = %d, D = %d: want neither negative", d.Name, d.N, d.D)
	case len(d.X) != d.N*d.D:
		return fmt.Errorf("data: %q has len(X) = %d: want N·D = %d·%d", d.Name, len(d.X), d.N, d.D)
	case len(d.Y) != 0 && len(d.Y) != d.N:
		return fmt.Errorf("data: %q has len(Y) = %d: want N = %d, or 0", d.Name, len(d.Y), d.N)
	case len(d.Clean) != 0 && len(d.Clean) != len(d.Y):
		return fmt.Errorf("data: %q has len(Clean) = %d: want len(Y) = %d, or 0", d.Name, len(d.Clean), len(d.Y))
	case len(d.Names) != 0 && len(d.Names) != d.D:
		return fmt.Errorf("data: %q has len(Names) = %d: want D = %d, or 0", d.Name, len(d.Names), d.D)
	}
	return nil
}

// describe returns a data set like d without examples.
func (d *Dataset) describe() *Dataset {
	return &Dataset{Name: d.Name, D: d.D, Names: d.Names, Classes: d.Classes, Shape: d.Shape, Truth: d.Truth}
}

// like returns a data set with the targets of d and n other features, all zero.
func (d *Dataset) like(n int) *Dataset {
	out := d.describe()
	out.N, out.D, out.Names, out.Shape = d.N, n, nil, nil
	out.X = make([]float64, d.N*n)
	out.Y, out.Clean = append(out.Y, d.Y...), append(out.Clean, d.Clean...)
	return out
}

// checkSize refuses more than limit values; the product cannot overflow.
func checkSize(what string, n, d, limit int) error {
	if n > 0 && d > limit/n {
		return fmt.Errorf("%s: %d examples of %d features would take more than %d values in memory", what, n, d, limit)
	}
	return nil
}

func errNoStream(what string) error {
	return fmt.Errorf("data: %s: stream is nil: want one, such as rng.New(1)", what)
}
