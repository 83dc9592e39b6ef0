package experiment

import (
	"fmt"
	"math"
	"slices"
)

// Quantile is the value below which a share p of x lies, interpolated between the
// two nearest: the sorted values stand at 0, 1/(n−1), ..., 1 (type 7 of Hyndman and
// Fan, 1996).
func Quantile(x []float64, p float64) (float64, error) {
	if err := sound("Quantile", "x", x, 1); err != nil {
		return 0, err
	}
	if !(p >= 0 && p <= 1) {
		return 0, fmt.Errorf("experiment.Quantile: p = %g: want a number from 0 to 1", p)
	}
	return quantile(slices.Sorted(slices.Values(x)), p), nil
}

// Median is the quantile 1/2.
func Median(x []float64) (float64, error) { return Quantile(x, 0.5) }

// quantile is that of values in order.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(math.Floor(at))
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	f := at - float64(i)
	return (1-f)*sorted[i] + f*sorted[i+1]
}
