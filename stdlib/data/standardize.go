package data

import (
	"fmt"
	"math"
)

// Standardize brings every feature of d to mean 0 and standard deviation 1, in
// place, and applies the same shift and scale to the others, which are usually
// the test data. The variance divides by N. A feature that is constant in d
// becomes 0 there and is only shifted in the others.
func (d *Dataset) Standardize(others ...*Dataset) error {
	for _, s := range append([]*Dataset{d}, others...) {
		if err := s.Check(); err != nil {
			return err
		}
		if s.D != d.D {
			return fmt.Errorf("data: Standardize: %q has %d features: want %d as in %q", s.Name, s.D, d.D, d.Name)
		}
	}
	if d.N == 0 {
		return fmt.Errorf("data: Standardize: %q has no examples: want at least one", d.Name)
	}
	mean, sd := d.moments()
	for _, s := range append([]*Dataset{d}, others...) {
		for i := range s.N {
			row := s.Row(i)
			for j := range row {
				row[j] = (row[j] - mean[j]) / sd[j]
			}
		}
	}
	return nil
}

// moments returns the mean and standard deviation of every feature, with 1 in
// place of a deviation that is zero but for rounding.
func (d *Dataset) moments() (mean, sd []float64) {
	mean, sd = make([]float64, d.D), make([]float64, d.D)
	for i := range d.N {
		for j, x := range d.Row(i) {
			mean[j] += (x - mean[j]) / float64(i+1)
		}
	}
	for i := range d.N {
		for j, x := range d.Row(i) {
			sd[j] += (x - mean[j]) * (x - mean[j])
		}
	}
	for j := range sd {
		sd[j] = math.Sqrt(sd[j] / float64(d.N))
		if sd[j] <= 1e-14*math.Abs(mean[j]) {
			sd[j] = 1
		}
	}
	return mean, sd
}
