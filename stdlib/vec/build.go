package vec

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Zeros returns n zeros.
func Zeros(n int) []float64 {
	count("vec.Zeros", n)
	return make([]float64, n)
}

// Ones returns n ones.
func Ones(n int) []float64 {
	count("vec.Ones", n)
	return Fill(make([]float64, n), 1)
}

// Linspace returns n equally spaced values from a to b, both included exactly.
// One value is a alone.
func Linspace(a, b float64, n int) []float64 {
	count("vec.Linspace", n)
	x := make([]float64, n)
	if n == 1 {
		x[0] = a
	}
	if n >= 2 {
		floats.Span(x, a, b)
	}
	return x
}

// Logspace returns n values from a to b, both included exactly, whose logarithms
// are equally spaced: Logspace(1e-3, 1, 4) is 0.001, 0.01, 0.1, 1. (The
// arguments are the ends themselves, not their exponents.) Both must be positive
// and finite.
func Logspace(a, b float64, n int) []float64 {
	count("vec.Logspace", n)
	positive("a", a)
	positive("b", b)
	x := Linspace(math.Log(a), math.Log(b), n)
	for i, v := range x {
		x[i] = math.Exp(v)
	}
	if n > 0 {
		x[0] = a
	}
	if n > 1 {
		x[n-1] = b
	}
	return x
}

// Arange returns from, from+step, from+2·step, ... up to but not including to.
// step must not be zero and may be negative. The number of values is
// ⌈(to−from)/step⌉, so that rounding can include a value very near to; use
// Linspace where the number of values matters.
func Arange(from, to, step float64) []float64 {
	if step == 0 || math.IsNaN(step) {
		panic(ArgumentError{"vec.Arange", "step", step, "a step that is not zero"})
	}
	n := math.Ceil((to - from) / step)
	if math.IsNaN(n) || n > 1<<40 {
		panic(ArgumentError{"vec.Arange", "(to-from)/step", n, "at most 2^40 values"})
	}
	if n <= 0 {
		return []float64{}
	}
	x := make([]float64, int(n))
	for i := range x {
		x[i] = from + float64(i)*step
	}
	return x
}

func count(op string, n int) {
	if n < 0 {
		panic(ArgumentError{op, "n", n, "n >= 0"})
	}
}

func positive(arg string, v float64) {
	if !(v > 0) || math.IsInf(v, 1) {
		panic(ArgumentError{"vec.Logspace", arg, v, "a positive number"})
	}
}
