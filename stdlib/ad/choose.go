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
	reluOp = &unary{label: "Relu", f: func(dst, a []float64) {
		a = a[:len(dst)]
		for i, x := range a {
			dst[i] = max(x, 0)
		}
	}}
	absOp = &unary{label: "Abs", f: func(dst, a []float64) {
		a = a[:len(dst)]
		for i, x := range a {
			dst[i] = math.Abs(x)
		}
	}}
	stepOp = &unary{label: "Step", f: func(dst, a []float64) {
		a = a[:len(dst)]
		for i, x := range a {
			dst[i] = truth(x > 0)
		}
	}}
	signOp = &unary{label: "Sign", f: each(func(x float64) float64 {
		switch {
		case x > 0:
			return 1
		case x < 0:
			return -1
		}
		return x
	})}
	floorOp = &unary{label: "Floor", f: each(math.Floor)}
	ceilOp  = &unary{label: "Ceil", f: each(math.Ceil)}
	roundOp = &unary{label: "Round", f: each(math.Round)}

	maxOp     = &binary{label: "Max", vv: pairs(func(a, b float64) float64 { return max(a, b) })}
	minOp     = &binary{label: "Min", vv: pairs(func(a, b float64) float64 { return min(a, b) })}
	greaterOp = &binary{label: "Greater", vv: pairs(func(a, b float64) float64 { return truth(a > b) })}
	equalOp   = &binary{label: "Equal", vv: pairs(func(a, b float64) float64 { return truth(a == b) })}
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

// pairs makes a loop of a function of two numbers.
func pairs(f func(a, b float64) float64) func(dst, a, b []float64) {
	return func(dst, a, b []float64) {
		for i := range dst {
			dst[i] = f(a[i], b[i])
		}
	}
}

// truth goes through an integer, which compiles to no branch.
func truth(b bool) float64 {
	n := 0
	if b {
		n = 1
	}
	return float64(n)
}

type where struct{}

func (where) name() string  { return "Where" }
func (where) numbers() bool { return false }

func (where) vjp(_ Node, in []Node, g Node) []Node {
	zero := g.number(0)
	return []Node{{}, sumTo(Where(in[0], g, zero), in[1].shape()), sumTo(Where(in[0], zero, g), in[2].shape())}
}

func (where) loop(dst operand, in []operand) func(lo, hi int) {
	c, a, b := in[0], in[1], in[2]
	return func(lo, hi int) {
		d, x, y := dst.at(lo, hi), a.at(lo, hi), b.at(lo, hi)
		for i, t := range c.at(lo, hi) {
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

func (o clip) loop(dst operand, in []operand) func(lo, hi int) {
	a := in[0]
	return func(lo, hi int) {
		d := dst.at(lo, hi)
		for i, x := range a.at(lo, hi) {
			d[i] = min(max(x, o.lo), o.hi)
		}
	}
}

// within is 1 where lo <= x <= hi and 0 elsewhere.
type within struct{ lo, hi float64 }

func (within) name() string                  { return "Clip" }
func (within) numbers() bool                 { return false }
func (within) vjp(Node, []Node, Node) []Node { return nil }

func (o within) loop(dst operand, in []operand) func(lo, hi int) {
	a := in[0]
	return func(lo, hi int) {
		d := dst.at(lo, hi)
		for i, x := range a.at(lo, hi) {
			d[i] = truth(o.lo <= x && x <= o.hi)
		}
	}
}
