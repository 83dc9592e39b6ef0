package prelude

import (
	"cmp"
	"fmt"
	"slices"

	"monro/stdlib/vec"
)

// Linspace gives n numbers from first to last in equal steps.
func Linspace(first, last float64, n int) []float64 { return vec.Linspace(first, last, n) }

// Logspace gives n numbers from first to last in equal ratios; both are ends
// themselves, not exponents, and positive.
func Logspace(first, last float64, n int) []float64 { return vec.Logspace(first, last, n) }

// Zeros gives n zeros.
func Zeros(n int) []float64 { return vec.Zeros(n) }

// Ones gives n ones.
func Ones(n int) []float64 { return vec.Ones(n) }

// Full gives n times the number c.
func Full(n int, c float64) []float64 { return vec.Fill(vec.Zeros(n), c) }

// Arange gives from, from+step, from+2*step and so on, up to but not including to.
func Arange(from, to, step float64) []float64 { return vec.Arange(from, to, step) }

// Concat joins slices into a new one.
func Concat(parts ...[]float64) []float64 { return slices.Concat(parts...) }

// Repeat gives n copies of x, one after the other, in a new slice.
func Repeat(x []float64, n int) []float64 {
	require(n >= 0, "repeat", "n", n, "n >= 0")
	return slices.Repeat(x, n)
}

// Reversed gives the elements of x from the last to the first, in a new slice.
func Reversed(x []float64) []float64 {
	r := vec.Clone(x)
	slices.Reverse(r)
	return r
}

// Sorted gives the elements of x from the least to the greatest, in a new
// slice; NaN comes first.
func Sorted(x []float64) []float64 {
	s := vec.Clone(x)
	slices.Sort(s)
	return s
}

// Argsort gives the places of the elements of x in the order of Sorted, equal
// ones in the order of x: take(x, argsort(x)) is sorted(x).
func Argsort(x []float64) []int {
	at := make([]int, len(x))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	return at
}

// Unique gives the different numbers in x from the least to the greatest. NaN
// differs from itself.
func Unique(x []float64) []float64 { return slices.Compact(Sorted(x)) }

// Take gives the elements of x at some places, in a new slice.
func Take(x []float64, places []int) []float64 {
	out := make([]float64, len(places))
	for i, at := range places {
		if at < 0 || at >= len(x) {
			panic(vec.ArgumentError{Op: "take", Arg: fmt.Sprintf("places[%d]", i), Value: at, Want: fmt.Sprintf("a place in x, which has %d elements", len(x))})
		}
		out[i] = x[at]
	}
	return out
}

// Cumsum gives the running sums x[0], x[0]+x[1] and so on.
func Cumsum(x []float64) []float64 { return vec.CumSum(nil, x) }

// Cumprod gives the running products x[0], x[0]*x[1] and so on.
func Cumprod(x []float64) []float64 {
	out, p := make([]float64, len(x)), 1.0
	for i, v := range x {
		p *= v
		out[i] = p
	}
	return out
}

// Diff gives the differences x[1]-x[0], x[2]-x[1] and so on: one element less
// than x.
func Diff(x []float64) []float64 {
	out := make([]float64, max(len(x)-1, 0))
	for i := range out {
		out[i] = x[i+1] - x[i]
	}
	return out
}

// Interp gives the values at some points of the line that joins the points
// (x[i], y[i]) in order; before the first and behind the last it is level. The x
// must increase.
func Interp(at, x, y []float64) []float64 {
	same("interp", x, y)
	notEmpty("interp", "x", x)
	for i := 1; i < len(x); i++ {
		require(x[i] > x[i-1], "interp", fmt.Sprintf("x[%d]", i), x[i], fmt.Sprintf("more than x[%d] = %v", i-1, x[i-1]))
	}
	return vec.Map(nil, func(v float64) float64 {
		i, hit := slices.BinarySearch(x, v)
		switch {
		case v != v:
			return v
		case hit:
			return y[i]
		case i == 0:
			return y[0]
		case i == len(x):
			return y[i-1]
		}
		t := (v - x[i-1]) / (x[i] - x[i-1])
		return y[i-1] + t*(y[i]-y[i-1])
	}, at)
}

// require panics unless an argument is as a function wants it.
func require(ok bool, op, arg string, value any, want string) {
	if !ok {
		panic(vec.ArgumentError{Op: op, Arg: arg, Value: value, Want: want})
	}
}

func notEmpty(op, arg string, x []float64) {
	require(len(x) > 0, op, "len("+arg+")", len(x), "at least one element")
}

func same(op string, x, y []float64) {
	if len(x) != len(y) {
		panic(vec.LengthError{Op: op, A: len(x), B: len(y)})
	}
}
