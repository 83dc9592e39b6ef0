package ad

// Add is a + b, element by element. Here and in all of its kind, shapes broadcast
// as NumPy's do, with one exception: n numbers and a column of n×1 pair up, where
// NumPy makes an n×n matrix; Reshape the one to 1×n where that is wanted.
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
	addOp    = &binary{label: "Add", f64: adding[float64](), f32: adding[float32]()}
	subOp    = &binary{label: "Sub", f64: subtracting[float64](), f32: subtracting[float32]()}
	mulOp    = &binary{label: "Mul", f64: multiplying[float64](), f32: multiplying[float32]()}
	divOp    = &binary{label: "Div", f64: dividing[float64](), f32: dividing[float32]()}
	negOp    = elements("Neg", neg, neg)
	squareOp = elements("Square", square, square)
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

func adding[T float]() combination[T] { return combination[T]{addVV[T], addVS[T], addVS[T]} }

func subtracting[T float]() combination[T] { return combination[T]{subVV[T], subVS[T], subSV[T]} }

func multiplying[T float]() combination[T] { return combination[T]{mulVV[T], mulVS[T], mulVS[T]} }

func dividing[T float]() combination[T] { return combination[T]{divVV[T], divVS[T], divSV[T]} }

func addVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

func addVS[T float](dst, a []T, s T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + s
	}
}

func subVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] - b[i]
	}
}

func subVS[T float](dst, a []T, s T) { addVS(dst, a, -s) }

func subSV[T float](dst, a []T, s T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = s - a[i]
	}
}

func mulVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

func mulVS[T float](dst, a []T, s T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * s
	}
}

func divVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] / b[i]
	}
}

func divVS[T float](dst, a []T, s T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] / s
	}
}

func divSV[T float](dst, a []T, s T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = s / a[i]
	}
}

func neg[T float](dst, a []T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = -a[i]
	}
}

func square[T float](dst, a []T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * a[i]
	}
}
