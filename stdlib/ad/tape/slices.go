package tape

import "fmt"

// The operators of cells on slices of Reals are called as those of package
// operator on slices of numbers: V is a slice and S a single Real.

func length(x []*Real) string { return fmt.Sprint("length ", len(x)) }

func shape(rows, cols int) string { return fmt.Sprintf("%d×%d", rows, cols) }

// AddVV is x + y element by element.
func AddVV(x, y []*Real) []*Real { return pairs("+", OpAddRR, make([]*Real, len(x)), x, y) }

// AddVS is x + c for every element of x.
func AddVS(x []*Real, c *Real) []*Real {
	return Map(func(v *Real) *Real { return OpAddRR(v, c) }, x)
}

// AddSV is c + x for every element of x.
func AddSV(c *Real, x []*Real) []*Real {
	return Map(func(v *Real) *Real { return OpAddRR(c, v) }, x)
}

// AddSetVV is x += y element by element.
func AddSetVV(x, y []*Real) { pairs("+=", OpAddRR, x, x, y) }

// AddSetVS is x += c for every element of x.
func AddSetVS(x []*Real, c *Real) {
	for i, v := range x {
		x[i] = OpAddRR(v, c)
	}
}

// SubVV is x - y element by element.
func SubVV(x, y []*Real) []*Real { return pairs("-", OpSubRR, make([]*Real, len(x)), x, y) }

// SubVS is x - c for every element of x.
func SubVS(x []*Real, c *Real) []*Real {
	return Map(func(v *Real) *Real { return OpSubRR(v, c) }, x)
}

// SubSV is c - x for every element of x.
func SubSV(c *Real, x []*Real) []*Real {
	return Map(func(v *Real) *Real { return OpSubRR(c, v) }, x)
}

// SubSetVV is x -= y element by element.
func SubSetVV(x, y []*Real) { pairs("-=", OpSubRR, x, x, y) }

// SubSetVS is x -= c for every element of x.
func SubSetVS(x []*Real, c *Real) {
	for i, v := range x {
		x[i] = OpSubRR(v, c)
	}
}

// MulVV is x * y element by element.
func MulVV(x, y []*Real) []*Real { return pairs("*", OpMulRR, make([]*Real, len(x)), x, y) }

// MulVS is x * c for every element of x.
func MulVS(x []*Real, c *Real) []*Real {
	return Map(func(v *Real) *Real { return OpMulRR(v, c) }, x)
}

// MulSV is c * x for every element of x.
func MulSV(c *Real, x []*Real) []*Real {
	return Map(func(v *Real) *Real { return OpMulRR(c, v) }, x)
}

// MulSetVV is x *= y element by element.
func MulSetVV(x, y []*Real) { pairs("*=", OpMulRR, x, x, y) }

// MulSetVS is x *= c for every element of x.
func MulSetVS(x []*Real, c *Real) {
	for i, v := range x {
		x[i] = OpMulRR(v, c)
	}
}

// DivVV is x / y element by element.
func DivVV(x, y []*Real) []*Real { return pairs("/", OpDivRR, make([]*Real, len(x)), x, y) }

// DivVS is x / c for every element of x.
func DivVS(x []*Real, c *Real) []*Real {
	return Map(func(v *Real) *Real { return OpDivRR(v, c) }, x)
}

// DivSV is c / x for every element of x.
func DivSV(c *Real, x []*Real) []*Real {
	return Map(func(v *Real) *Real { return OpDivRR(c, v) }, x)
}

// DivSetVV is x /= y element by element.
func DivSetVV(x, y []*Real) { pairs("/=", OpDivRR, x, x, y) }

// DivSetVS is x /= c for every element of x.
func DivSetVS(x []*Real, c *Real) {
	for i, v := range x {
		x[i] = OpDivRR(v, c)
	}
}

// NegV is -x.
func NegV(x []*Real) []*Real { return Map(OpNegR, x) }
