package optim

import (
	"math"
	"testing"

	"monro/stdlib/vec"
)

func TestTable(t *testing.T) {
	s := Table{1, 0.5, 0}
	for k, want := range map[int]float64{1: 1, 2: 0.5, 3: 0, 4: 0, 100: 0} {
		if got := s.At(k); got != want {
			t.Errorf("at %d: %v, want %v", k, got, want)
		}
	}
	written, err := Tabulate(LinearDecay{10}, 10)
	if err != nil || !vec.Equal(written, vec.Linspace(0.9, 0, 10), 1e-15) {
		t.Errorf("%v, %v", written, err)
	}
	_, err = Tabulate(Cosine{}, 10)
	wantError(t, err, "optim.Tabulate: Cosine: Steps = 0")
	_, err = Tabulate(InvSqrt{}, 0)
	wantError(t, err, "optim.Tabulate: steps = 0")
	wantError(t, (&SGD{LR: 1, Schedule: Table{math.NaN()}}).Step([]float64{1}, []float64{1}), "Schedule is NaN at step 1")
}

// A line keeps its values at k/n, whatever n, but before the first element.
func TestResample(t *testing.T) {
	line := func(n int) Table {
		s := make(Table, n)
		for i := range s {
			s[i] = 3 - 2*float64(i+1)/float64(n)
		}
		return s
	}
	for _, from := range []int{1, 2, 7, 100} {
		for _, to := range []int{1, 2, 5, 100, 700} {
			got, err := line(from).Resample(to)
			if err != nil {
				t.Fatal(err)
			}
			for k, want := range line(to) {
				want = min(want, line(from)[0])
				if math.Abs(got[k]-want) > 1e-14 {
					t.Fatalf("from %d to %d: element %d is %v, want %v", from, to, k, got[k], want)
				}
			}
		}
	}
	_, err := Table{}.Resample(3)
	wantError(t, err, "Table is empty")
	_, err = Table{1}.Resample(0)
	wantError(t, err, "n = 0")
}
