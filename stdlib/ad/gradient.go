package ad

import "slices"

// Gradient traces the gradient of a scalar y with respect to x: a node in the
// shape of x, which can be differentiated again.
func Gradient(y, x Node) Node { return Gradients(y, x)[0] }

// Gradients traces the gradients of a scalar y with respect to several nodes, in
// one sweep.
func Gradients(y Node, xs ...Node) []Node {
	if y.valid() && y.Len() != 1 {
		y.g.fail("Gradient", "of %s: want a scalar; sum it, or use Pullback", shapeString(y.shape()))
		return invalid(y.g, len(xs))
	}
	if !y.valid() {
		return invalid(y.g, len(xs))
	}
	return Pullback([]Node{y}, []Node{y.g.full(1, y.shape())}, xs...)
}

// Pullback traces the vector-Jacobian product: the sum over the results ys, with
// cotangents gs of the same shapes, of gᵀ·∂y/∂x, for each x. A y may be any node
// that depends on the xs; an x that no y depends on gets zeros.
func Pullback(ys, gs []Node, xs ...Node) []Node {
	all := slices.Concat(ys, gs, xs)
	g, in, ok := join("Pullback", all...)
	if !ok {
		return invalid(g, len(xs))
	}
	if len(ys) != len(gs) {
		g.fail("Pullback", "%d results and %d cotangents: want one for each", len(ys), len(gs))
		return invalid(g, len(xs))
	}
	ys, gs, xs = in[:len(ys)], in[len(ys):2*len(ys)], in[2*len(ys):]
	for i, y := range ys {
		if !sameShape(y.shape(), gs[i].shape()) {
			g.fail("Pullback", "result %d is %s and its cotangent %s: want equal shapes", i, shapeString(y.shape()), shapeString(gs[i].shape()))
			return invalid(g, len(xs))
		}
	}
	return g.sweep(ys, gs, sources(xs))
}

// Pushforward traces the Jacobian-vector product ∂y/∂x·v, in the shape of y, as
// the derivative of the pullback, which is linear in its cotangent.
func Pushforward(y, x, v Node) Node {
	g, in, ok := join("Pushforward", y, x, v)
	if !ok {
		return bad(g)
	}
	y, x, v = in[0], in[1], in[2]
	if !sameShape(x.shape(), v.shape()) {
		return g.fail("Pushforward", "x is %s and v %s: want equal shapes", shapeString(x.shape()), shapeString(v.shape()))
	}
	// The value of the cotangent does not matter, for the pullback is linear in it.
	u := g.add(&tensor{make([]float64, y.Len())}, y.shape())
	back := g.sweep([]Node{y}, []Node{u}, sources([]Node{x}))[0]
	return g.sweep([]Node{back}, []Node{v}, []Node{u})[0]
}

func invalid(g *Graph, n int) []Node {
	out := make([]Node, n)
	for i := range out {
		out[i] = bad(g)
	}
	return out
}
