package ad

import "slices"

// A pointwise operation computes each element of its result from the elements in
// the same place of its operands, broadcast to the shape of the result. Chains of
// them run fused, a block of elements at a time.
type pointwise interface {
	operation
	// loops are what makes the loop in double and in single precision. Operands are as
	// long as dst, or one number where numbers() says the loop takes those.
	loops() (looping[float64], looping[float32])
	numbers() bool
}

// looping makes what computes the elements lo to hi of dst.
type looping[T float] func(dst operand[T], in []operand[T]) func(lo, hi int)

// loopOf makes the loop of an operation in the precision of its operands.
func loopOf[T float](op pointwise, dst operand[T], in []operand[T]) func(lo, hi int) {
	double, single := op.loops()
	if loop, ok := any(double).(looping[T]); ok {
		return loop(dst, in)
	}
	return any(single).(looping[T])(dst, in)
}

// An operand is where a fused loop finds or leaves its elements.
type operand[T float] struct {
	ref    ref[T]
	block  bool // holds only the elements lo to hi of the current block
	number bool // one number for all places
}

func at[T float](o *operand[T], lo, hi int) []T {
	if o.block {
		lo, hi = 0, hi-lo
	}
	return o.ref.b.data[o.ref.off+lo : o.ref.off+hi]
}

// value is the number of an operand that is one.
func (o *operand[T]) value() T { return o.ref.b.data[o.ref.off] }

// A unary operation maps each element of its operand.
type unary struct {
	label string
	f64   func(dst, a []float64)
	f32   func(dst, a []float32)
	d     func(x, y, g Node) Node // the cotangent of x; nil for a derivative of zero
}

// elements is a unary operation by loops in double and in single precision.
func elements(label string, f64 func(dst, a []float64), f32 func(dst, a []float32)) *unary {
	return &unary{label: label, f64: f64, f32: f32}
}

// function is a unary operation by a function of one number.
func function(label string, f func(float64) float64) *unary {
	return &unary{label: label, f64: each(f), f32: eachInDouble(f)}
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

// eachInDouble is each for single precision. It converts a few elements at a time:
// a conversion within the loop would let each call of f wait for the one before, as
// it keeps the upper half of the register that holds the last result.
func eachInDouble(f func(float64) float64) func(dst, a []float32) {
	loop := each(f)
	return func(dst, a []float32) {
		var block [128]float64
		for len(dst) > 0 {
			n := min(len(dst), len(block))
			convert(block[:n], a)
			loop(block[:n], block[:n])
			convert(dst[:n], block[:n])
			dst, a = dst[n:], a[n:]
		}
	}
}

func (u *unary) name() string  { return u.label }
func (u *unary) numbers() bool { return false }

func (u *unary) vjp(y Node, in []Node, g Node) []Node {
	if u.d == nil {
		return nil
	}
	return []Node{u.d(in[0], y, g)}
}

func (u *unary) loops() (looping[float64], looping[float32]) {
	return mapping(u.f64), mapping(u.f32)
}

// mapping makes a loop of a function from elements to elements.
func mapping[T float](f func(dst, a []T)) looping[T] {
	return func(dst operand[T], in []operand[T]) func(lo, hi int) { return mapped(f, dst, in[0]) }
}

func mapped[T float](f func(dst, a []T), dst, a operand[T]) func(lo, hi int) {
	return func(lo, hi int) { f(at(&dst, lo, hi), at(&a, lo, hi)) }
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
	label string
	f64   combination[float64]
	f32   combination[float32]
	d     func(a, b, y, g Node) (da, db Node)
}

// A combination is the loops of a binary operation.
type combination[T float] struct {
	vv     func(dst, a, b []T)
	vs, sv func(dst, v []T, s T) // where one operand is a number; may be nil
}

// pairwise is a binary operation by loops in double and in single precision.
func pairwise(label string, f64 func(dst, a, b []float64), f32 func(dst, a, b []float32)) *binary {
	return &binary{label: label, f64: combination[float64]{vv: f64}, f32: combination[float32]{vv: f32}}
}

func (o *binary) name() string  { return o.label }
func (o *binary) numbers() bool { return o.f64.vs != nil }

func (o *binary) vjp(y Node, in []Node, g Node) []Node {
	if o.d == nil {
		return nil
	}
	da, db := o.d(in[0], in[1], y, g)
	return []Node{sumTo(da, in[0].shape()), sumTo(db, in[1].shape())}
}

func (o *binary) loops() (looping[float64], looping[float32]) {
	return combining(&o.f64), combining(&o.f32)
}

// combining makes the loop of a binary operation.
func combining[T float](c *combination[T]) looping[T] {
	return func(dst operand[T], in []operand[T]) func(lo, hi int) { return combined(c, dst, in[0], in[1]) }
}

func combined[T float](c *combination[T], dst, a, b operand[T]) func(lo, hi int) {
	vv, vs, sv := c.vv, c.vs, c.sv
	switch {
	case b.number:
		return func(lo, hi int) { vs(at(&dst, lo, hi), at(&a, lo, hi), b.value()) }
	case a.number:
		return func(lo, hi int) { sv(at(&dst, lo, hi), at(&b, lo, hi), a.value()) }
	}
	return func(lo, hi int) { vv(at(&dst, lo, hi), at(&a, lo, hi), at(&b, lo, hi)) }
}

// map2 traces a binary operation.
func map2(op pointwise, a, b Node) Node {
	g, in, ok := join(op.name(), a, b)
	if !ok {
		return bad(g)
	}
	in = paired(in)
	shape, ok := broadcast(in[0].shape(), in[1].shape())
	if !ok {
		return g.fail(op.name(), "shapes do not fit: %s and %s", shapeString(in[0].shape()), shapeString(in[1].shape()))
	}
	return g.addPointwise(op, shape, in...)
}

// paired makes a vector a column where it meets one of its length: the outputs
// n×1 of a network and n targets pair up, and do not give an n×n matrix.
func paired(in []Node) []Node {
	for i, v := range in {
		for _, c := range in {
			v, c := v.shape(), c.shape()
			if len(v) == 1 && v[0] > 1 && len(c) == 2 && c[0] == v[0] && c[1] == 1 {
				in = slices.Clone(in)
				in[i] = Reshape(in[i], v[0], 1)
				break
			}
		}
	}
	return in
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
