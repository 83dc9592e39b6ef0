package experiment

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Difference is the mean of a−b over pairs, such as two methods on the same
// seeds, with Student's interval and two tests of no difference.
type Difference struct {
	Estimate                    // of the mean of a−b
	Below, Equal, Above int     // pairs in which a is less than b, equal, greater
	SignP               float64 // two-sided p of the sign test, exact; equal pairs left out
	TP                  float64 // two-sided p of Student's paired test; NaN from one pair
}

// String writes the mean with its interval, and both tests.
func (d Difference) String() string {
	return fmt.Sprintf("%v; lower in %d, equal in %d, higher in %d; p = %.2g (sign), %.2g (t)", d.Estimate, d.Below, d.Equal, d.Above, d.SignP, d.TP)
}

// Paired compares a and b pair by pair. It wants as many finite values in both.
func Paired(a, b []float64, level float64) (Difference, error) {
	if len(a) != len(b) {
		return Difference{}, fmt.Errorf("experiment.Paired: a has %d values and b %d: want pairs", len(a), len(b))
	}
	if err := sound("Paired", "a", a, 1); err != nil {
		return Difference{}, err
	}
	if err := sound("Paired", "b", b, 1); err != nil {
		return Difference{}, err
	}
	if err := checkLevel("Paired", level); err != nil {
		return Difference{}, err
	}
	var d Difference
	diff := make([]float64, len(a))
	for i := range a {
		diff[i] = a[i] - b[i]
		switch {
		case a[i] < b[i]:
			d.Below++
		case a[i] > b[i]:
			d.Above++
		default:
			d.Equal++
		}
	}
	d.Estimate, d.SignP, d.TP = meanOf(diff, level), SignTest(d.Below, d.Above), math.NaN()
	switch {
	case d.StdErr > 0:
		d.TP = 2 * distuv.StudentsT{Sigma: 1, Nu: float64(len(diff) - 1)}.CDF(-math.Abs(d.Value/d.StdErr))
	case d.StdErr == 0 && d.Value == 0:
		d.TP = 1
	case d.StdErr == 0:
		d.TP = 0
	}
	return d, nil
}

// SignTest is the exact two-sided p-value of the sign test: the probability that
// below+above fair coins fall at least as unevenly as this. Without any it is 1.
func SignTest(below, above int) float64 {
	n := below + above
	if n <= 0 {
		return 1
	}
	k := min(below, above)
	if n > 1000 { // whose binomial coefficients overflow
		return min(1, 2*distuv.Binomial{N: float64(n), P: 0.5}.CDF(float64(k)))
	}
	ways, sum := 1.0, 0.0
	for i := range k + 1 {
		sum += ways
		ways = ways * float64(n-i) / float64(i+1)
	}
	return min(1, math.Ldexp(sum, 1-n))
}
