package ad

import "math"

// Relu is the greater of x and 0, with derivative 0 at 0.
func Relu(x Node) Node { return map1(reluOp, x) }

// Abs is the absolute value of x, with derivative 0 at 0.
func Abs(x Node) Node { return map1(absOp, x) }

// Sign is -1, 0 or 1 as x is negative, zero or positive. Its derivative is 0.
func Sign(x Node) Node { return map1(signOp, x) }

// Floor is the greatest integer not above x. Its derivative is 0.
func Floor(x Node) Node { return map1(floorOp, x) }

// Ceil is the least integer not below x. Its derivative is 0.
func Ceil(x Node) Node { return map1(ceilOp, x) }

// Round is the integer nearest to x, halves away from zero. Its derivative is 0.
func Round(x Node) Node { return map1(roundOp, x) }

// Max is the greater of a and b, element by element; where they are equal each
// gets half of the derivative.
func Max(a, b Node) Node { return map2(maxOp, a, b) }

// Min is the lesser of a and b, element by element; where they are equal each
// gets half of the derivative.
func Min(a, b Node) Node { return map2(minOp, a, b) }

// Greater is 1 where a > b and 0 elsewhere. Its derivative is 0.
func Greater(a, b Node) Node { return map2(greaterOp, a, b) }

// Less is 1 where a < b and 0 elsewhere. Its derivative is 0.
func Less(a, b Node) Node { return Greater(b, a) }

// Equal is 1 where a = b and 0 elsewhere. Its derivative is 0.
func Equal(a, b Node) Node { return map2(equalOp, a, b) }

// Where is a where cond is not 0, and b where it is, element by element. What is
// not chosen does not contribute to derivatives, unless it is infinite or NaN and
// its own derivative is: clip its argument then.
func Where(cond, a, b Node) Node {
	g, in, ok := join("Where", cond, a, b)
	if !ok {
		return bad(g)
	}
	in = paired(in)
	s, ok := broadcast(in[1].shape(), in[2].shape())
	if ok {
		s, ok = broadcast(in[0].shape(), s)
	}
	if !ok {
		return g.fail("Where", "shapes do not fit: %s, %s and %s", shapeString(in[0].shape()), shapeString(in[1].shape()), shapeString(in[2].shape()))
	}
	return g.addPointwise(where{}, s, in...)
}

// Clip brings x into [lo, hi]. Its derivative is 1 inside and at the ends, 0
// outside.
func Clip(x Node, lo, hi float64) Node {
	if !(lo <= hi) {
		if x.g == nil {
			return x
		}
		return x.g.fail("Clip", "[%v, %v]: want lo <= hi", lo, hi)
	}
	return map1(clip{lo, hi}, x)
}

var (
	reluOp  = elements("Relu", relu, relu)
	absOp   = elements("Abs", abs, abs)
	stepOp  = elements("Step", above, above)
	signOp  = function("Sign", sign)
	floorOp = function("Floor", math.Floor)
	ceilOp  = function("Ceil", math.Ceil)
	roundOp = function("Round", math.Round)

	maxOp     = pairwise("Max", maxVV, maxVV)
	minOp     = pairwise("Min", minVV, minVV)
	greaterOp = pairwise("Greater", greaterVV, greaterVV)
	equalOp   = pairwise("Equal", equalVV, equalVV)
)

func init() {
	reluOp.d = func(x, _, g Node) Node { return Mul(g, map1(stepOp, x)) }
	absOp.d = func(x, _, g Node) Node { return Mul(g, Sign(x)) }
	maxOp.d = func(a, b, _, g Node) (Node, Node) { return share(g, a, b), share(g, b, a) }
	minOp.d = func(a, b, _, g Node) (Node, Node) { return share(g, b, a), share(g, a, b) }
}

// share is g where a > b and half of it where they are equal.
func share(g, a, b Node) Node {
	return Mul(g, Add(Greater(a, b), Mul(g.number(0.5), Equal(a, b))))
}

func relu[T float](dst, a []T) {
	a = a[:len(dst)]
	for i, x := range a {
		dst[i] = max(x, 0)
	}
}

func abs[T float](dst, a []T) {
	a = a[:len(dst)]
	for i, x := range a {
		dst[i] = T(math.Abs(float64(x)))
	}
}

func above[T float](dst, a []T) {
	a = a[:len(dst)]
	for i, x := range a {
		dst[i] = truth[T](x > 0)
	}
}

func maxVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = max(a[i], b[i])
	}
}

func minVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = min(a[i], b[i])
	}
}

func greaterVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = truth[T](a[i] > b[i])
	}
}

func equalVV[T float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = truth[T](a[i] == b[i])
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

// truth goes through an integer, which compiles to no branch.
func truth[T float](b bool) T {
	n := 0
	if b {
		n = 1
	}
	return T(n)
}

type where struct{}

func (where) name() string  { return "Where" }
func (where) numbers() bool { return false }

func (where) vjp(_ Node, in []Node, g Node) []Node {
	zero := g.number(0)
	return []Node{{}, sumTo(Where(in[0], g, zero), in[1].shape()), sumTo(Where(in[0], zero, g), in[2].shape())}
}

func (where) loops() (looping[float64], looping[float32]) { return choosing, choosing }

func choosing[T float](dst operand[T], in []operand[T]) func(lo, hi int) {
	c, a, b := in[0], in[1], in[2]
	return func(lo, hi int) {
		d, x, y := at(&dst, lo, hi), at(&a, lo, hi), at(&b, lo, hi)
		for i, t := range at(&c, lo, hi) {
			if t != 0 {
				d[i] = x[i]
			} else {
				d[i] = y[i]
			}
		}
	}
}

type clip struct{ lo, hi float64 }

func (clip) name() string  { return "Clip" }
func (clip) numbers() bool { return false }

func (o clip) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{Mul(g, map1(within(o), in[0]))}
}

func (o clip) loops() (looping[float64], looping[float32]) {
	return mapping(clipping[float64](o)), mapping(clipping[float32](o))
}

func clipping[T float](o clip) func(dst, a []T) {
	lo, hi := number[T](o.lo), number[T](o.hi)
	return func(dst, a []T) {
		a = a[:len(dst)]
		for i, x := range a {
			dst[i] = min(max(x, lo), hi)
		}
	}
}

// within is 1 where lo <= x <= hi and 0 elsewhere.
type within struct{ lo, hi float64 }

func (within) name() string                  { return "Clip" }
func (within) numbers() bool                 { return false }
func (within) vjp(Node, []Node, Node) []Node { return nil }

func (o within) loops() (looping[float64], looping[float32]) {
	return mapping(inside[float64](o)), mapping(inside[float32](o))
}

func inside[T float](o within) func(dst, a []T) {
	lo, hi := number[T](o.lo), number[T](o.hi)
	return func(dst, a []T) {
		a = a[:len(dst)]
		for i, x := range a {
			dst[i] = truth[T](lo <= x && x <= hi)
		}
	}
}
