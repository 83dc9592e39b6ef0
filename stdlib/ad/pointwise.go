package ad

// A pointwise operation computes each element of its result from the elements in
// the same place of its operands, broadcast to the shape of the result. Chains of
// them run fused, a block of elements at a time.
type pointwise interface {
	operation
	// loop returns what computes elements lo to hi of dst. Operands are as long as
	// dst, or single numbers where numbers() says the loop takes those.
	loop(dst operand, in []operand) func(lo, hi int)
	numbers() bool
}

// An operand is where a fused loop finds or leaves its elements.
type operand struct {
	ref    ref
	block  bool // holds only the elements lo to hi of the current block
	number bool // one number for all places
}

func (o *operand) at(lo, hi int) []float64 {
	if o.block {
		lo, hi = 0, hi-lo
	}
	return o.ref.b.data[o.ref.off+lo : o.ref.off+hi]
}

// value is the number of an operand that is one.
func (o *operand) value() float64 { return o.ref.b.data[o.ref.off] }

// A unary operation maps each element of its operand.
type unary struct {
	label string
	f     func(dst, a []float64)
	d     func(x, y, g Node) Node // the cotangent of x; nil for a derivative of zero
}

func (u *unary) name() string  { return u.label }
func (u *unary) numbers() bool { return false }

func (u *unary) vjp(y Node, in []Node, g Node) []Node {
	if u.d == nil {
		return nil
	}
	return []Node{u.d(in[0], y, g)}
}

func (u *unary) loop(dst operand, in []operand) func(lo, hi int) {
	a := in[0]
	return func(lo, hi int) { u.f(dst.at(lo, hi), a.at(lo, hi)) }
}

// each makes a loop of a function of one number.
func each(f func(float64) float64) func(dst, a []float64) {
	return func(dst, a []float64) {
		a = a[:len(dst)]
		for i := range dst {
			dst[i] = f(a[i])
		}
	}
}

// map1 traces a unary operation.
func map1(op pointwise, x Node) Node {
	g, in, ok := join(op.name(), x)
	if !ok {
		return bad(g)
	}
	return g.addPointwise(op, in[0].shape(), in...)
}

// A binary operation combines two tensors element by element.
type binary struct {
	label  string
	vv     func(dst, a, b []float64)
	vs, sv func(dst, v []float64, s float64) // where one operand is a number; may be nil
	d      func(a, b, y, g Node) (da, db Node)
}

func (o *binary) name() string  { return o.label }
func (o *binary) numbers() bool { return o.vs != nil }

func (o *binary) vjp(y Node, in []Node, g Node) []Node {
	if o.d == nil {
		return nil
	}
	da, db := o.d(in[0], in[1], y, g)
	return []Node{sumTo(da, in[0].shape()), sumTo(db, in[1].shape())}
}

func (o *binary) loop(dst operand, in []operand) func(lo, hi int) {
	a, b := in[0], in[1]
	switch {
	case b.number:
		return func(lo, hi int) { o.vs(dst.at(lo, hi), a.at(lo, hi), b.value()) }
	case a.number:
		return func(lo, hi int) { o.sv(dst.at(lo, hi), b.at(lo, hi), a.value()) }
	}
	return func(lo, hi int) { o.vv(dst.at(lo, hi), a.at(lo, hi), b.at(lo, hi)) }
}

// map2 traces a binary operation.
func map2(op pointwise, a, b Node) Node {
	g, in, ok := join(op.name(), a, b)
	if !ok {
		return bad(g)
	}
	shape, ok := broadcast(in[0].shape(), in[1].shape())
	if !ok {
		return g.fail(op.name(), "shapes do not fit: %s and %s", shapeString(in[0].shape()), shapeString(in[1].shape()))
	}
	return g.addPointwise(op, shape, in...)
}

// addPointwise traces a pointwise operation, reading through operands that are
// themselves only broadcast: the loop broadcasts by itself.
func (g *Graph) addPointwise(op pointwise, shape []int, in ...Node) Node {
	peeled := make([]Node, len(in))
	for i, x := range in {
		peeled[i] = x
		if v := x.vertex(); len(in) > 1 && isExpand(v.op) {
			peeled[i] = Node{g: g, id: v.in[0]}
		}
	}
	if !g.gives(shape, peeled) {
		peeled = in
	}
	return g.add(op, shape, peeled...)
}

// gives reports whether operands broadcast to exactly this shape.
func (g *Graph) gives(shape []int, in []Node) bool {
	var s []int
	for _, x := range in {
		t, ok := broadcast(s, x.shape())
		if !ok {
			return false
		}
		s = t
	}
	return sameShape(s, shape)
}

func sameShape(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i, d := range a {
		if d != b[i] {
			return false
		}
	}
	return true
}
