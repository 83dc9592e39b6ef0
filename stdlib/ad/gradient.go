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
	return g.sweep(ys, gs, xs)
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
	back := g.sweep([]Node{y}, []Node{u}, []Node{x})[0]
	return g.sweep([]Node{back}, []Node{v}, []Node{u})[0]
}

func invalid(g *Graph, n int) []Node {
	out := make([]Node, n)
	for i := range out {
		out[i] = bad(g)
	}
	return out
}

// A piece is a contribution to a cotangent. A slice contributes only a part, and
// parts are put together at the end at once.
type piece struct {
	node Node
	part *section
}

// sweep goes through the trace backwards.
func (g *Graph) sweep(ys, gs, xs []Node) []Node {
	needed := g.reachedFrom(xs)
	outer, origin := g.needed, g.origin
	g.needed = needed
	defer func() { g.needed, g.origin = outer, origin }()

	pieces := map[int32][]piece{}
	last := int32(0)
	for i, y := range ys {
		pieces[y.id] = append(pieces[y.id], piece{node: gs[i]})
		last = max(last, y.id)
	}
	wanted := map[int32]bool{}
	first := last
	for _, x := range xs {
		wanted[x.id] = true
		first = min(first, x.id)
	}
	for id := last; id >= first; id-- {
		ps := pieces[id]
		if ps == nil || !needed[id] {
			continue
		}
		v := g.nodes[id]
		g.origin = &v
		total := g.total(v.shape, ps)
		pieces[id] = []piece{{node: total}}
		if s, ok := v.op.(section); ok {
			pieces[v.in[0]] = append(pieces[v.in[0]], piece{total, &s})
			continue
		}
		in := make([]Node, len(v.in))
		for i, k := range v.in {
			in[i] = Node{g: g, id: k}
		}
		for i, d := range v.op.vjp(Node{g: g, id: id}, in, total) {
			if d.g != nil && needed[v.in[i]] {
				pieces[v.in[i]] = append(pieces[v.in[i]], piece{node: d})
			}
		}
	}
	out := make([]Node, len(xs))
	for i, x := range xs {
		if ps := pieces[x.id]; ps != nil {
			out[i] = g.total(x.shape(), ps)
		} else {
			out[i] = g.full(0, x.shape())
		}
	}
	return out
}

// reachedFrom marks the nodes that depend on any of xs.
func (g *Graph) reachedFrom(xs []Node) []bool {
	reached := make([]bool, len(g.nodes))
	for _, x := range xs {
		reached[x.id] = true
	}
	for id := range g.nodes {
		for _, k := range g.nodes[id].in {
			reached[id] = reached[id] || reached[k]
		}
	}
	return reached
}

// total adds up the contributions to the cotangent of a node of the given shape.
func (g *Graph) total(shape []int, ps []piece) Node {
	var whole Node
	byAxis := map[int][]piece{}
	for _, p := range ps {
		switch {
		case p.part != nil:
			byAxis[p.part.axis] = append(byAxis[p.part.axis], p)
		case whole.g == nil:
			whole = p.node
		default:
			whole = Add(whole, p.node)
		}
	}
	for ax := range shape {
		parts := byAxis[ax]
		if parts == nil {
			continue
		}
		var at []int
		var xs []Node
		for _, p := range parts {
			at, xs = append(at, p.part.lo), append(xs, p.node)
		}
		if y := pads(shape, ax, at, xs); whole.g == nil {
			whole = y
		} else {
			whole = Add(whole, y)
		}
	}
	return whole
}
