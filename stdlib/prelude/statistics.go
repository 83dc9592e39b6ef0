package prelude

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"monro/stdlib/vec"
)

// Sum adds the elements of x.
func Sum(x []float64) float64 { return vec.Sum(x) }

// Mean is the arithmetic mean of x, NaN of an empty x.
func Mean(x []float64) float64 { return vec.Mean(x) }

// Std is the standard deviation of x with n-1 in the denominator.
func Std(x []float64) float64 { return vec.Std(x) }

// Dot is the inner product of x and y.
func Dot(x, y []float64) float64 { return vec.Dot(x, y) }

// Norm is the Euclidean norm of x.
func Norm(x []float64) float64 { return vec.Norm2(x) }

// Argmin is the place of the least element of x.
func Argmin(x []float64) int { return vec.ArgMin(x) }

// Argmax is the place of the greatest element of x.
func Argmax(x []float64) int { return vec.ArgMax(x) }

// Prod multiplies the elements of x; it is 1 of an empty x.
func Prod(x []float64) float64 {
	p := 1.0
	for _, v := range x {
		p *= v
	}
	return p
}

// Variance is the square of Std: the variance of x with n-1 in the denominator.
func Variance(x []float64) float64 { return vec.Var(x) }

// Amin is the least element of x, NaN where any is; min is Go's.
func Amin(x []float64) float64 { return vec.Min(x) }

// Amax is the greatest element of x, NaN where any is; max is Go's.
func Amax(x []float64) float64 { return vec.Max(x) }

// Median is the middle element of x in order, or the mean of the middle two; NaN
// where an element is NaN.
func Median(x []float64) float64 {
	notEmpty("median", "x", x)
	return Quantile(x, 0.5)
}

// Quantile is the number below which the share p of x lies. Between two elements
// it is interpolated: sorted, element i of n stands for p = i/(n-1) (the seventh
// definition of Hyndman and Fan, 1996). NaN where an element is NaN.
func Quantile(x []float64, p float64) float64 {
	notEmpty("quantile", "x", x)
	require(p >= 0 && p <= 1, "quantile", "p", p, "0 <= p <= 1")
	s := Sorted(x)
	if math.IsNaN(s[0]) { // they come first
		return Nan
	}
	at := p * float64(len(s)-1)
	i := int(at)
	if t := at - float64(i); t > 0 && s[i] != s[i+1] { // equal infinities have no difference
		return s[i] + t*(s[i+1]-s[i])
	}
	return s[i]
}

// Norm1 is the sum of the absolute values of x.
func Norm1(x []float64) float64 { return vec.Norm1(x) }

// NormInf is the greatest absolute value in x, 0 of an empty x.
func NormInf(x []float64) float64 { return vec.NormInf(x) }

// Distance is the Euclidean distance between x and y.
func Distance(x, y []float64) float64 { return vec.Distance(x, y) }

// LogSumExp is the logarithm of the sum of exp(x), without overflow.
func LogSumExp(x []float64) float64 { return vec.LogSumExp(x) }

// Softmax gives exp(x) divided by its sum, without overflow.
func Softmax(x []float64) []float64 { return vec.Softmax(nil, x) }

// Corr is Pearson's coefficient of correlation of x and y; NaN where one of them
// is constant or has fewer than two elements.
func Corr(x, y []float64) float64 {
	same("corr", x, y)
	return stat.Correlation(x, y, nil)
}

// FitLine gives the line intercept + slope*x that comes nearest to y in the sum
// of squares. Of log(x) and log(y), the slope is the order of a power law.
func FitLine(x, y []float64) (intercept, slope float64) {
	same("fitLine", x, y)
	require(len(x) >= 2, "fitLine", "len(x)", len(x), "at least two points")
	require(slices.ContainsFunc(x, func(v float64) bool { return v != x[0] }), "fitLine", "x", x[0], "different numbers, not the same one throughout")
	return stat.LinearRegression(x, y, nil, false)
}

// Histogram counts how many elements of x fall in each of some bins of equal
// width from the least to the greatest. Edges has one number more than counts; a
// bin holds its lower edge, the last one also its upper.
func Histogram(x []float64, bins int) (counts, edges []float64) {
	notEmpty("histogram", "x", x)
	require(bins > 0, "histogram", "bins", bins, "bins > 0")
	if i := vec.NonFinite(x); i >= 0 {
		panic(vec.ArgumentError{Op: "histogram", Arg: fmt.Sprintf("x[%d]", i), Value: x[i], Want: "a finite number"})
	}
	lo, hi := vec.Min(x), vec.Max(x)
	if lo == hi {
		lo, hi = lo-0.5, hi+0.5
	}
	counts, edges = make([]float64, bins), vec.Linspace(lo, hi, bins+1)
	for _, v := range x {
		i, hit := slices.BinarySearch(edges, v)
		if !hit {
			i--
		}
		counts[min(max(i, 0), bins-1)]++
	}
	return counts, edges
}

// Allclose reports whether x and y have the same length and agree in every
// element to within tol, relative to the elements where they exceed 1. The
// tolerance is 1e-8 where none is given.
func Allclose(x, y []float64, tol ...float64) bool {
	require(len(tol) <= 1, "allclose", "len(tol)", len(tol), "one tolerance at most")
	if len(tol) == 1 {
		return vec.Equal(x, y, tol[0])
	}
	return vec.Equal(x, y, 1e-8)
}

// AllFinite reports whether no element of x is NaN or infinite.
func AllFinite(x []float64) bool { return vec.NonFinite(x) < 0 }
