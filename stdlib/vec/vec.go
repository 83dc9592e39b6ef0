// Package vec is arithmetic on []float64, the common currency of models,
// problems and methods: elementwise operations, norms, sums, grids and products
// with row-major matrices.
//
// It holds plain loops over slices, and matrix products by an engine that SetEngine
// chooses, the only state. Solvers and decompositions belong in linalg, random
// vectors in rng.
//
// Functions with a dst argument store their result there and return it; a nil
// dst is allocated. dst may be one of the inputs. Where lengths differ, or an
// argument makes no sense, functions panic with a LengthError or an
// ArgumentError: both are errors, so that whoever runs a cell can show them as
// such, and hot loops need no error result.
package vec

import (
	"fmt"
	"math"

	"monro/stdlib/vec/internal/fused"
)

// A LengthError is what functions panic with when two vectors that should have
// the same length have not.
type LengthError struct {
	Op   string // the function, such as "vec.Add"
	A, B int    // the two lengths
}

// Error names the function and both lengths.
func (e LengthError) Error() string {
	return fmt.Sprintf("%s: lengths differ: %d and %d", e.Op, e.A, e.B)
}

// An ArgumentError is what functions panic with when an argument is outside
// what they are defined for.
type ArgumentError struct {
	Op, Arg string // the function and its argument, such as "vec.Linspace", "n"
	Value   any    // the value it had
	Want    string // what was wanted, such as "n >= 0"
}

// Error names the function, the argument, its value and what was wanted.
func (e ArgumentError) Error() string {
	return fmt.Sprintf("%s: %s = %v: want %s", e.Op, e.Arg, e.Value, e.Want)
}

// target returns where a result of length n goes: dst, or a new slice where dst
// is nil.
func target(op string, dst []float64, n int) []float64 {
	if dst == nil {
		return make([]float64, n)
	}
	same(op, len(dst), n)
	return dst
}

func same(op string, a, b int) {
	if a != b {
		panic(LengthError{op, a, b})
	}
}

func notEmpty(op string, a []float64) {
	if len(a) == 0 {
		panic(ArgumentError{op, "len(a)", 0, "at least one element"})
	}
}

// Equal reports whether a and b have the same length and agree in every element
// to within tol·max(1, |a_i|, |b_i|): tol is absolute near zero and relative
// for large elements. Equal infinities agree; NaN agrees with nothing.
func Equal(a, b []float64, tol float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i, x := range a {
		y := b[i]
		if x == y {
			continue
		}
		scale := max(1, math.Abs(x), math.Abs(y))
		if math.IsInf(scale, 0) || !(math.Abs(x-y) <= tol*scale) {
			return false
		}
	}
	return true
}

// NonFinite returns the index of the first element that is NaN or infinite, or -1
// where all are finite.
func NonFinite(a []float64) int {
	if fused.Finite(a) {
		return -1
	}
	for i, x := range a {
		if x-x != 0 {
			return i
		}
	}
	return -1
}
