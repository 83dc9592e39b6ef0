package ad

// A piece is a contribution to a cotangent. A slice contributes only a part, and
// parts are put together at the end at once.
type piece struct {
	node Node
	part *section
}

// A level is one of the traces that a sweep goes through: that of a loop's body,
// then those around it.
type level struct {
	g      *Graph
	needed []bool    // depends on a target
	pieces [][]piece // by node; all nodes are of the trace in which the sweep began
}

// sweep goes through the trace backwards, from the results ys with cotangents gs to
// the targets xs. Targets may lie in the traces around g, where the sweep then goes
// on: what a loop's body takes from there depends on them. Cotangents are traced in
// g throughout.
func (g *Graph) sweep(ys, gs, xs []Node) []Node {
	levels := g.levels(xs)
	outer, origin := g.needed, g.origin
	g.needed = levels[0].needed
	defer func() { g.needed, g.origin = outer, origin }()

	for i, y := range ys {
		levels[0].pieces[y.id] = append(levels[0].pieces[y.id], piece{node: gs[i]})
	}
	for i := range levels {
		g.walk(&levels[i])
		if i+1 < len(levels) {
			levels[i].handOver(&levels[i+1])
		}
	}
	out := make([]Node, len(xs))
	for i, x := range xs {
		if ps := levels[g.depth-x.g.depth].pieces[x.id]; ps != nil {
			out[i] = g.total(x.shape(), ps)
		} else {
			out[i] = g.full(0, x.shape())
		}
	}
	return out
}

// levels are g and the traces around it, up to the last with a target.
func (g *Graph) levels(xs []Node) []level {
	top := g
	for _, x := range xs {
		if x.g.depth < top.depth {
			top = x.g
		}
	}
	levels := make([]level, g.depth-top.depth+1)
	for i, at := 0, g; i < len(levels); i, at = i+1, at.parent {
		levels[i] = level{g: at, needed: make([]bool, len(at.nodes)), pieces: make([][]piece, len(at.nodes))}
	}
	for _, x := range xs {
		levels[g.depth-x.g.depth].needed[x.id] = true
	}
	for i := len(levels) - 1; i >= 0; i-- {
		l := &levels[i]
		if i+1 < len(levels) {
			for _, x := range l.g.captured {
				if levels[i+1].needed[x.id] {
					l.needed[l.g.lifted[x.id]] = true
				}
			}
		}
		for id := range l.g.nodes {
			for _, k := range l.g.nodes[id].in {
				l.needed[id] = l.needed[id] || l.needed[k]
			}
		}
	}
	return levels
}

// sources are nodes where they were computed: for one that a body captured, in the
// trace around.
func sources(xs []Node) []Node {
	out := make([]Node, len(xs))
	for i, x := range xs {
		for again := true; again; {
			again = false
			for _, c := range x.g.captured {
				if x.g.lifted[c.id] == x.id {
					x, again = c, true
					break
				}
			}
		}
		out[i] = x
	}
	return out
}

// handOver gives the cotangents of captured nodes to the trace around.
func (l *level) handOver(to *level) {
	for _, x := range l.g.captured {
		// What the sweep itself captured after the level was made has none.
		if id := l.g.lifted[x.id]; int(id) < len(l.pieces) && int(x.id) < len(to.pieces) {
			to.pieces[x.id] = append(to.pieces[x.id], l.pieces[id]...)
		}
	}
}

// walk goes through one level, tracing cotangents in g.
func (g *Graph) walk(l *level) {
	for id := int32(len(l.pieces)) - 1; id >= 0; id-- {
		if l.pieces[id] == nil || !l.needed[id] {
			continue
		}
		v := l.g.nodes[id]
		onward := false
		for _, k := range v.in {
			onward = onward || l.needed[k]
		}
		if !onward {
			continue
		}
		g.origin = &v
		total := g.total(v.shape, l.pieces[id])
		l.pieces[id] = []piece{{node: total}}
		if s, ok := v.op.(section); ok {
			l.pieces[v.in[0]] = append(l.pieces[v.in[0]], piece{total, &s})
			continue
		}
		op, y, in := g.bring(l.g, id)
		for i, d := range op.vjp(y, in, total) {
			if d.g != nil && l.needed[v.in[i]] {
				l.pieces[v.in[i]] = append(l.pieces[v.in[i]], piece{node: d})
			}
		}
	}
}

// bring is an operation with its result and operands as nodes of g, where the
// operation may be of a trace around g.
func (g *Graph) bring(from *Graph, id int32) (op operation, y Node, in []Node) {
	v := from.nodes[id]
	op = v.op
	for _, k := range v.in {
		x, _ := g.adopt(Node{g: from, id: k})
		in = append(in, x)
	}
	if s, ok := op.(*scan); ok && from != g { // its derivative needs a loop in g
		own := *s
		return &own, g.add(&own, v.shape, in...), in
	}
	y, _ = g.adopt(Node{g: from, id: id})
	return op, y, in
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
