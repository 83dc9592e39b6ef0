package data

import (
	"fmt"
	"math"
	"slices"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// maxClasses bounds labels, lest a stray one ask for all memory.
const maxClasses = 1 << 20

// Labels returns the targets as class numbers 0, 1, ..., and how many classes
// there are: the number of Classes where they are named, else one more than the
// greatest label. It fails where a target is not such a number.
func (d *Dataset) Labels() (labels []int, classes int, err error) {
	return d.labels("Labels")
}

func (d *Dataset) labels(name string) (labels []int, classes int, err error) {
	if err := d.Check(); err != nil {
		return nil, 0, err
	}
	if len(d.Y) == 0 {
		return nil, 0, fmt.Errorf("data: %s: %q has no targets: want class labels", name, d.Name)
	}
	limit := maxClasses
	if len(d.Classes) > 0 {
		limit = len(d.Classes)
		classes = limit
	}
	labels = make([]int, d.N)
	for i, y := range d.Y {
		if y != math.Trunc(y) || y < 0 || y >= float64(limit) {
			return nil, 0, fmt.Errorf("data: %s: label of example %d of %q is %v: want a class number 0, 1, ..., %d", name, i, d.Name, y, limit-1)
		}
		labels[i] = int(y)
		classes = max(classes, labels[i]+1)
	}
	return labels, classes, nil
}

// OneHot returns the labels as unit vectors, N×classes numbers row after row: a 1
// in the label's column and 0 elsewhere. Every label must be a class number below
// classes; with classes = 0 it is what Labels says.
func (d *Dataset) OneHot(classes int) ([]float64, error) {
	labels, found, err := d.labels("OneHot")
	if err != nil {
		return nil, err
	}
	if classes == 0 {
		classes = found
	}
	if classes < 1 {
		return nil, fmt.Errorf("data: OneHot: classes = %d: want at least 1, or 0 for all there are", classes)
	}
	if err := checkSize("data: OneHot", d.N, classes, MaxValues); err != nil {
		return nil, err
	}
	out := make([]float64, d.N*classes)
	for i, c := range labels {
		if c >= classes {
			return nil, fmt.Errorf("data: OneHot: label of example %d is %d: want less than classes = %d", i, c, classes)
		}
		out[i*classes+c] = 1
	}
	return out, nil
}

// NoisyLabels returns a copy of d in which each label is, with probability p, a
// uniformly random class 0, ..., classes−1, which may be the right one. Clean holds
// the labels of d, or d's own Clean where it has one.
func (d *Dataset) NoisyLabels(p float64, s *rng.Stream) (*Dataset, error) {
	if !(p >= 0 && p <= 1) {
		return nil, fmt.Errorf("data: NoisyLabels: p = %v: want 0 <= p <= 1", p)
	}
	if s == nil {
		return nil, errNoStream("NoisyLabels")
	}
	_, classes, err := d.labels("NoisyLabels")
	if err != nil {
		return nil, err
	}
	out, err := d.withClean()
	if err != nil {
		return nil, err
	}
	for i := range out.Y {
		if s.Bernoulli(p) {
			out.Y[i] = float64(s.IntN(classes))
		}
	}
	return out, nil
}

// FlipLabels returns a copy of d in which a fraction of the labels, rounded to a
// whole number of them and chosen at random, is wrong: there must be two labels,
// −1 and 1 or 0 and 1, and each chosen one becomes the other. Clean is as for
// NoisyLabels.
func (d *Dataset) FlipLabels(fraction float64, s *rng.Stream) (*Dataset, error) {
	if !(fraction >= 0 && fraction <= 1) {
		return nil, fmt.Errorf("data: FlipLabels: fraction = %v: want 0 <= fraction <= 1", fraction)
	}
	if s == nil {
		return nil, errNoStream("FlipLabels")
	}
	no := 0.
	if slices.Contains(d.Y, -1) {
		no = -1
	}
	for i, y := range d.Y {
		if y != no && y != 1 {
			return nil, fmt.Errorf("data: FlipLabels: label of example %d is %v: want -1 or 1, or 0 or 1", i, y)
		}
	}
	out, err := d.withClean()
	if err != nil {
		return nil, err
	}
	if len(out.Y) == 0 {
		return nil, fmt.Errorf("data: FlipLabels: %q has no targets: want labels", d.Name)
	}
	for _, i := range s.Sample(d.N, part(d.N, fraction)) {
		out.Y[i] = 1 + no - out.Y[i]
	}
	return out, nil
}

// withClean returns a copy of d that keeps its targets in Clean.
func (d *Dataset) withClean() (*Dataset, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	out, err := d.Select(counting(d.N))
	if err == nil && len(out.Clean) == 0 {
		out.Clean = vec.Clone(out.Y)
	}
	return out, err
}

// Only returns the examples whose label is among labels, in their order, with the
// labels they have.
func (d *Dataset) Only(labels ...float64) (*Dataset, error) {
	if len(d.Y) == 0 {
		return nil, fmt.Errorf("data: Only: %q has no targets: want labels", d.Name)
	}
	if err := d.Check(); err != nil {
		return nil, err
	}
	var idx []int
	for i, y := range d.Y {
		if slices.Contains(labels, y) {
			idx = append(idx, i)
		}
	}
	for _, l := range labels {
		if !slices.Contains(d.Y, l) {
			return nil, fmt.Errorf("data: Only: label %v: no example of %q has it", l, d.Name)
		}
	}
	return d.Select(idx)
}

// Signs returns a copy of d whose label is 1 where it was among positive and −1
// elsewhere: one class against others. Clean, where there is one, changes likewise;
// Classes is gone.
func (d *Dataset) Signs(positive ...float64) (*Dataset, error) {
	if len(d.Y) == 0 {
		return nil, fmt.Errorf("data: Signs: %q has no targets: want labels", d.Name)
	}
	out, err := d.copy()
	if err != nil {
		return nil, err
	}
	for _, l := range positive {
		if !slices.Contains(d.Y, l) {
			return nil, fmt.Errorf("data: Signs: label %v: no example of %q has it", l, d.Name)
		}
	}
	for _, labels := range [][]float64{out.Y, out.Clean} {
		for i, y := range labels {
			labels[i] = -1
			if slices.Contains(positive, y) {
				labels[i] = 1
			}
		}
	}
	out.Classes = nil
	return out, nil
}

// byLabel returns the examples of each label in random order, by rising label.
func (d *Dataset) byLabel(name string, s *rng.Stream) ([][]int, error) {
	if s == nil {
		return nil, errNoStream(name)
	}
	if err := d.Check(); err != nil {
		return nil, err
	}
	if len(d.Y) == 0 {
		return nil, fmt.Errorf("data: %s: %q has no targets: want labels", name, d.Name)
	}
	if i := vec.NonFinite(d.Y); i >= 0 {
		return nil, fmt.Errorf("data: %s: label of example %d is %v: want a finite number", name, i, d.Y[i])
	}
	at := map[float64]int{}
	var labels []float64
	for _, y := range d.Y {
		if _, ok := at[y]; !ok {
			at[y] = 0
			labels = append(labels, y)
		}
	}
	slices.Sort(labels)
	for k, y := range labels {
		at[y] = k
	}
	groups := make([][]int, len(labels))
	for i, y := range d.Y {
		groups[at[y]] = append(groups[at[y]], i)
	}
	for _, g := range groups {
		s.Shuffle(g)
	}
	return groups, nil
}
