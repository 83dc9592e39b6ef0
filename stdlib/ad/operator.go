package ad

// The operators of cells on nodes, under the names by which the dialect finds
// them: N is a Node, S a number and V a slice, which counts as a constant vector.

// OpAddNN is a + b.
func OpAddNN(a, b Node) Node { return Add(a, b) }

// OpAddNS is a + c.
func OpAddNS(a Node, c float64) Node { return Add(a, a.number(c)) }

// OpAddSN is c + a.
func OpAddSN(c float64, a Node) Node { return Add(a.number(c), a) }

// OpAddNV is a + v.
func OpAddNV(a Node, v []float64) Node { return Add(a, a.vector(v)) }

// OpAddVN is v + a.
func OpAddVN(v []float64, a Node) Node { return Add(a.vector(v), a) }

// OpSubNN is a - b.
func OpSubNN(a, b Node) Node { return Sub(a, b) }

// OpSubNS is a - c.
func OpSubNS(a Node, c float64) Node { return Sub(a, a.number(c)) }

// OpSubSN is c - a.
func OpSubSN(c float64, a Node) Node { return Sub(a.number(c), a) }

// OpSubNV is a - v.
func OpSubNV(a Node, v []float64) Node { return Sub(a, a.vector(v)) }

// OpSubVN is v - a.
func OpSubVN(v []float64, a Node) Node { return Sub(a.vector(v), a) }

// OpMulNN is a * b, element by element.
func OpMulNN(a, b Node) Node { return Mul(a, b) }

// OpMulNS is a * c.
func OpMulNS(a Node, c float64) Node { return Mul(a, a.number(c)) }

// OpMulSN is c * a.
func OpMulSN(c float64, a Node) Node { return Mul(a.number(c), a) }

// OpMulNV is a * v, element by element.
func OpMulNV(a Node, v []float64) Node { return Mul(a, a.vector(v)) }

// OpMulVN is v * a, element by element.
func OpMulVN(v []float64, a Node) Node { return Mul(a.vector(v), a) }

// OpDivNN is a / b, element by element.
func OpDivNN(a, b Node) Node { return Div(a, b) }

// OpDivNS is a / c.
func OpDivNS(a Node, c float64) Node { return Div(a, a.number(c)) }

// OpDivSN is c / a.
func OpDivSN(c float64, a Node) Node { return Div(a.number(c), a) }

// OpDivNV is a / v, element by element.
func OpDivNV(a Node, v []float64) Node { return Div(a, a.vector(v)) }

// OpDivVN is v / a, element by element.
func OpDivVN(v []float64, a Node) Node { return Div(a.vector(v), a) }

// OpNegN is -a.
func OpNegN(a Node) Node { return Neg(a) }

// number is a constant in the trace of n.
func (n Node) number(c float64) Node {
	if n.g == nil {
		return Node{}
	}
	return n.g.Const(c)
}

// vector is a constant vector in the trace of n.
func (n Node) vector(v []float64) Node {
	if n.g == nil {
		return Node{}
	}
	return n.g.ConstVec(v)
}
