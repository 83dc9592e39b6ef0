// Package operator holds what the operators of a cell mean on slices, matrices
// and column vectors. A cell never names it: where Go has no operator for the
// operands, the dialect looks here for a function whose name begins with the
// operator (Add, Sub, Mul, Div, Neg, Eq, Set) and whose parameters fit.
//
// In the names V is a []float64, S a float64, M a *mat.Dense and C a
// *mat.VecDense. Slices combine element by element, matrices as matrices. The
// functions that begin with AddSet, SubSet, MulSet and DivSet change their
// first operand in place, as += and the like do. Lengths or shapes that do not
// fit panic with a ShapeError.
//
// Other packages give their own types operators in the same way: the dialect
// also looks in the package that declares an operand's type, for the same
// names behind Op (OpAdd...).
package operator

import (
	"fmt"

	"monro/stdlib/vec"
)

// A ShapeError says that the operands of an operator do not fit each other.
type ShapeError struct {
	Op   string // "+", "*=", ...
	A, B string // the shapes, such as "length 3" or "2×3"
}

// Error names the operator and both shapes.
func (e ShapeError) Error() string {
	return fmt.Sprintf("shapes do not fit: %s %s %s", e.A, e.Op, e.B)
}

func length(x []float64) string { return fmt.Sprint("length ", len(x)) }

func same(op string, x, y []float64) {
	if len(x) != len(y) {
		panic(ShapeError{op, length(x), length(y)})
	}
}

// AddVV is x + y element by element.
func AddVV(x, y []float64) []float64 { same("+", x, y); return vec.Add(nil, x, y) }

// AddVS adds c to every element of x.
func AddVS(x []float64, c float64) []float64 { return vec.Shift(nil, c, x) }

// AddSV adds c to every element of x.
func AddSV(c float64, x []float64) []float64 { return vec.Shift(nil, c, x) }

// SubVV is x - y element by element.
func SubVV(x, y []float64) []float64 { same("-", x, y); return vec.Sub(nil, x, y) }

// SubVS takes c from every element of x.
func SubVS(x []float64, c float64) []float64 { return vec.Shift(nil, -c, x) }

// SubSV is c - x_i for every element.
func SubSV(c float64, x []float64) []float64 {
	return vec.Map(nil, func(a float64) float64 { return c - a }, x)
}

// MulVV is x·y element by element.
func MulVV(x, y []float64) []float64 { same("*", x, y); return vec.Mul(nil, x, y) }

// MulVS multiplies every element of x by c.
func MulVS(x []float64, c float64) []float64 { return vec.Scale(nil, c, x) }

// MulSV multiplies every element of x by c.
func MulSV(c float64, x []float64) []float64 { return vec.Scale(nil, c, x) }

// DivVV is x/y element by element.
func DivVV(x, y []float64) []float64 { same("/", x, y); return vec.Div(nil, x, y) }

// DivVS divides every element of x by c.
func DivVS(x []float64, c float64) []float64 {
	return vec.Map(nil, func(a float64) float64 { return a / c }, x)
}

// DivSV is c/x_i for every element.
func DivSV(c float64, x []float64) []float64 {
	return vec.Map(nil, func(a float64) float64 { return c / a }, x)
}

// NegV is -x.
func NegV(x []float64) []float64 { return vec.Scale(nil, -1, x) }

// EqVV reports whether x and y have the same length and equal elements.
func EqVV(x, y []float64) bool {
	if len(x) != len(y) {
		return false
	}
	for i, a := range x {
		if a != y[i] {
			return false
		}
	}
	return true
}

// AddSetVV adds y to x in place.
func AddSetVV(x, y []float64) { same("+=", x, y); vec.Add(x, x, y) }

// AddSetVS adds c to every element of x in place.
func AddSetVS(x []float64, c float64) { vec.Shift(x, c, x) }

// SubSetVV takes y from x in place.
func SubSetVV(x, y []float64) { same("-=", x, y); vec.Sub(x, x, y) }

// SubSetVS takes c from every element of x in place.
func SubSetVS(x []float64, c float64) { vec.Shift(x, -c, x) }

// MulSetVV multiplies x by y element by element, in place.
func MulSetVV(x, y []float64) { same("*=", x, y); vec.Mul(x, x, y) }

// MulSetVS multiplies every element of x by c in place.
func MulSetVS(x []float64, c float64) { vec.Scale(x, c, x) }

// DivSetVV divides x by y element by element, in place.
func DivSetVV(x, y []float64) { same("/=", x, y); vec.Div(x, x, y) }

// DivSetVS divides every element of x by c in place.
func DivSetVS(x []float64, c float64) {
	for i := range x {
		x[i] /= c
	}
}
