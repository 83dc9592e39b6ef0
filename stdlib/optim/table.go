package optim

import (
	"errors"
	"fmt"
)

// A Table is a schedule written down: element k−1 is the multiplier of update k,
// and the last element that of all later ones.
type Table []float64

// At returns the multiplier of update k.
func (s Table) At(k int) float64 { return s[min(k, len(s))-1] }

// Validate returns an error where the table is empty. Optimisers check elements as
// they come to them.
func (s Table) Validate() error {
	if len(s) == 0 {
		return errors.New("Table is empty: want at least one multiplier")
	}
	return nil
}

// Tabulate writes down the multipliers of updates 1 to steps of a schedule.
func Tabulate(s Schedule, steps int) (Table, error) {
	if err := validate(s); err != nil {
		return nil, fmt.Errorf("optim.Tabulate: %w", err)
	}
	if steps < 1 {
		return nil, fmt.Errorf("optim.Tabulate: steps = %d: want at least 1", steps)
	}
	t := make(Table, steps)
	for i := range t {
		t[i] = s.At(i + 1)
	}
	return t, nil
}

// Resample returns the same shape for a run of another length: the multiplier of
// update k of n is that at k/n of the table, where update i of its T is at i/T,
// linearly between its elements. Before the first element it is that one.
func (s Table) Resample(n int) (Table, error) {
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("optim: Resample: %w", err)
	}
	if n < 1 {
		return nil, fmt.Errorf("optim: Resample: n = %d: want at least 1", n)
	}
	t := make(Table, n)
	for k := range t {
		// The place among the elements counted from 0, in exact integers but for
		// the last division: T·k/n is often whole.
		at := len(s)*(k+1) - n
		if at <= 0 {
			t[k] = s[0]
			continue
		}
		i, rest := at/n, float64(at%n)/float64(n)
		t[k] = s[i]
		if rest > 0 {
			t[k] += rest * (s[i+1] - s[i])
		}
	}
	return t, nil
}

// For returns the table for a run of exactly so many updates, and an error where it
// was written for another number: Resample makes one that fits.
func (s Table) For(steps int) (Table, error) {
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("optim: For: %w", err)
	}
	if len(s) != steps {
		return nil, fmt.Errorf("optim: For: steps = %d: want %d, the table's length (Resample brings it to another)", steps, len(s))
	}
	return s, nil
}
