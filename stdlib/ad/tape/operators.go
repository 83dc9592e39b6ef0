package tape

// The operators of cells on Reals, under the names by which the dialect finds
// them: R is a *Real and S a number, which counts as a constant.

// OpAddRR is x + y.
func OpAddRR(x, y *Real) *Real { return note2(add, x, y, Value(x)+Value(y), 1, 1) }

// OpAddRS is x + c.
func OpAddRS(x *Real, c float64) *Real {
	if deep(x) {
		return OpAddRR(x, Const(c))
	}
	return note1(add, x, Value(x)+c, 1)
}

// OpAddSR is c + x.
func OpAddSR(c float64, x *Real) *Real {
	if deep(x) {
		return OpAddRR(Const(c), x)
	}
	return note1(add, x, c+Value(x), 1)
}

// OpSubRR is x - y.
func OpSubRR(x, y *Real) *Real { return note2(sub, x, y, Value(x)-Value(y), 1, -1) }

// OpSubRS is x - c.
func OpSubRS(x *Real, c float64) *Real {
	if deep(x) {
		return OpSubRR(x, Const(c))
	}
	return note1(sub, x, Value(x)-c, 1)
}

// OpSubSR is c - x.
func OpSubSR(c float64, x *Real) *Real {
	if deep(x) {
		return OpSubRR(Const(c), x)
	}
	return note1(sub, x, c-Value(x), -1)
}

// OpMulRR is x * y.
func OpMulRR(x, y *Real) *Real {
	a, b := Value(x), Value(y)
	return note2(mul, x, y, a*b, b, a)
}

// OpMulRS is x * c.
func OpMulRS(x *Real, c float64) *Real {
	if deep(x) {
		return OpMulRR(x, Const(c))
	}
	return note1(mul, x, Value(x)*c, c)
}

// OpMulSR is c * x.
func OpMulSR(c float64, x *Real) *Real { return OpMulRS(x, c) }

// OpDivRR is x / y.
func OpDivRR(x, y *Real) *Real {
	a, b := Value(x), Value(y)
	v := a / b
	return note2(div, x, y, v, 1/b, -v/b)
}

// OpDivRS is x / c.
func OpDivRS(x *Real, c float64) *Real {
	if deep(x) {
		return OpDivRR(x, Const(c))
	}
	return note1(div, x, Value(x)/c, 1/c)
}

// OpDivSR is c / x.
func OpDivSR(c float64, x *Real) *Real {
	if deep(x) {
		return OpDivRR(Const(c), x)
	}
	b := Value(x)
	v := c / b
	return note1(div, x, v, -v/b)
}

// OpNegR is -x.
func OpNegR(x *Real) *Real { return note1(neg, x, -Value(x), -1) }

// deep reports whether x has a value on a tape below: then constants beside it
// must be operands themselves.
func deep(x *Real) bool { return x != nil && x.low != nil }
