package ad

// Add is a + b, element by element, broadcasting as NumPy does.
func Add(a, b Node) Node {
	switch {
	case a.is(0) && b.valid() && a.g == b.g:
		return b
	case b.is(0) && a.valid() && a.g == b.g:
		return a
	}
	if c, ok := folded(a, b, func(x, y float64) float64 { return x + y }); ok {
		return c
	}
	return map2(addOp, a, b)
}

// Sub is a - b, element by element.
func Sub(a, b Node) Node {
	if b.is(0) && a.valid() && a.g == b.g {
		return a
	}
	if c, ok := folded(a, b, func(x, y float64) float64 { return x - y }); ok {
		return c
	}
	return map2(subOp, a, b)
}

// Mul is a · b, element by element; MatMul is the matrix product.
func Mul(a, b Node) Node {
	switch {
	case a.is(1) && b.valid() && a.g == b.g:
		return b
	case b.is(1) && a.valid() && a.g == b.g:
		return a
	}
	if c, ok := folded(a, b, func(x, y float64) float64 { return x * y }); ok {
		return c
	}
	return map2(mulOp, a, b)
}

// Div is a / b, element by element. Dividing by zero gives an infinity or NaN.
func Div(a, b Node) Node {
	if b.is(1) && a.valid() && a.g == b.g {
		return a
	}
	if c, ok := folded(a, b, func(x, y float64) float64 { return x / y }); ok {
		return c
	}
	return map2(divOp, a, b)
}

// folded computes an operation on two constants at once.
func folded(a, b Node, f func(x, y float64) float64) (Node, bool) {
	x, ok := a.constant()
	if !ok || a.g != b.g {
		return Node{}, false
	}
	y, ok := b.constant()
	if !ok {
		return Node{}, false
	}
	return a.g.Const(f(x, y)), true
}

// Neg is -x.
func Neg(x Node) Node {
	if c, ok := x.constant(); ok {
		return x.g.Const(-c)
	}
	return map1(negOp, x)
}

// Square is x·x.
func Square(x Node) Node { return map1(squareOp, x) }

var (
	addOp    = &binary{label: "Add", vv: addVV, vs: addVS, sv: addVS}
	subOp    = &binary{label: "Sub", vv: subVV, vs: subVS, sv: subSV}
	mulOp    = &binary{label: "Mul", vv: mulVV, vs: mulVS, sv: mulVS}
	divOp    = &binary{label: "Div", vv: divVV, vs: divVS, sv: divSV}
	negOp    = &unary{label: "Neg", f: neg}
	squareOp = &unary{label: "Square", f: square}
)

func init() {
	addOp.d = func(_, _, _, g Node) (Node, Node) { return g, g }
	subOp.d = func(_, _, _, g Node) (Node, Node) { return g, Neg(g) }
	mulOp.d = func(a, b, _, g Node) (Node, Node) { return Mul(g, b), Mul(g, a) }
	divOp.d = func(_, b, y, g Node) (Node, Node) {
		q := Div(g, b)
		return q, Neg(Mul(q, y))
	}
	negOp.d = func(_, _, g Node) Node { return Neg(g) }
	squareOp.d = func(x, _, g Node) Node { return Mul(Mul(g.number(2), x), g) }
}

func addVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

func addVS(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + s
	}
}

func subVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] - b[i]
	}
}

func subVS(dst, a []float64, s float64) { addVS(dst, a, -s) }

func subSV(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = s - a[i]
	}
}

func mulVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

func mulVS(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * s
	}
}

func divVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] / b[i]
	}
}

func divVS(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] / s
	}
}

func divSV(dst, a []float64, s float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = s / a[i]
	}
}

func neg(dst, a []float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = -a[i]
	}
}

func square(dst, a []float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * a[i]
	}
}
