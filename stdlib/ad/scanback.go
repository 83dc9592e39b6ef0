package ad

import "slices"

// vjp runs another scan the other way: its state is the cotangent of the state and
// the sums so far of those of captured nodes, its slices are the states that the
// steps began with, the slices that went in, and the cotangents of the outputs.
func (s *scan) vjp(y Node, in []Node, g Node) []Node {
	gr := y.g
	kept := s.save // then somebody may have used the states, and g covers them
	if !s.save {
		// Keeping the states makes the packed result longer at its end; slices that
		// others took of it stay where they are.
		s.save = true
		gr.nodes[y.id].shape = []int{s.size()}
	}
	g = Pad(g, 0, 0, s.size()-g.Len())
	_, outs := s.unpack(y)
	saved := outs[len(s.out):]
	gFinal, gOuts := s.unpack(g)

	r := &scan{body: gr.inner(), n: s.n, back: !s.back}
	if !kept {
		gOuts = gOuts[:len(s.out)]
	}
	init, xs, wanted := s.backwardOperands(gr, in, gFinal, gOuts, saved)
	r.states, r.rows = len(init), len(xs)
	state, row := r.inputs(init, xs)
	next, out := s.backwardStep(r.body, in, state, row, wanted)
	final, rows := r.trace(gr, init, xs, next, out)
	if gr.err != nil {
		return nil
	}

	grads := make([]Node, len(in))
	copy(grads, final[:s.states])
	gi := 0
	for i := s.states; i < s.states+s.rows; i++ {
		if wanted[i] {
			grads[i] = rows[gi]
			gi++
		}
	}
	gi = s.states
	for i := s.states + s.rows; i < len(in); i++ {
		if wanted[i] {
			grads[i] = final[gi]
			gi++
		}
	}
	return grads
}

// backwardOperands lists the state and the slices of the backward scan, and which
// operands of the forward one want a cotangent.
func (s *scan) backwardOperands(gr *Graph, in, gFinal, gOuts, saved []Node) (init, xs []Node, wanted []bool) {
	wanted = make([]bool, len(in))
	for i, x := range in {
		wanted[i] = i < s.states || int(x.id) >= len(gr.needed) || gr.needed[x.id]
	}
	init = slices.Clone(gFinal)
	for i := s.states + s.rows; i < len(in); i++ {
		if wanted[i] {
			init = append(init, gr.full(0, in[i].shape()))
		}
	}
	xs = slices.Concat(saved, in[s.states:s.states+s.rows], gOuts)
	return init, xs, wanted
}

// backwardStep traces one step of the backward scan in b: the step itself anew,
// then its derivative.
func (s *scan) backwardStep(b *Graph, in, state, row []Node, wanted []bool) (next, out []Node) {
	began, slicesIn, gOut := row[:s.states], row[s.states:s.states+s.rows], row[s.states+s.rows:]
	var outside []Node
	for _, x := range in[s.states+s.rows:] {
		y, _ := b.adopt(x)
		outside = append(outside, y)
	}
	operands := slices.Concat(began, slicesIn, outside)
	ys := b.inline(s.body, operands, slices.Concat(s.next, s.out))
	gs := slices.Concat(state[:s.states], gOut[:len(s.out)])
	var targets []Node
	for i, x := range operands {
		if wanted[i] {
			targets = append(targets, x)
		}
	}
	grads := b.sweep(ys, gs, targets)
	next = slices.Clone(grads[:s.states])
	for i, d := range gOut[len(s.out):] { // of the state the step began with
		next[i] = Add(next[i], d)
	}
	grads = grads[s.states:]
	for i := range slicesIn {
		if wanted[s.states+i] {
			out, grads = append(out, grads[0]), grads[1:]
		}
	}
	for i, sum := range state[s.states:] {
		next = append(next, Add(sum, grads[i]))
	}
	return next, out
}

// inline copies what the nodes ys of a body depend on into g, with operands in
// place of its inputs.
func (g *Graph) inline(body *Graph, operands []Node, ys []Node) []Node {
	used := body.usedBy(ys)
	copied := make([]Node, len(body.nodes))
	for i, id := range body.inputs {
		copied[id] = operands[i]
	}
	for id, v := range body.nodes {
		if _, isInput := v.op.(*input); isInput || !used[id] {
			continue
		}
		in := make([]Node, len(v.in))
		for i, k := range v.in {
			in[i] = copied[k]
		}
		op := v.op
		if s, ok := op.(*scan); ok { // each copy keeps states for itself
			own := *s
			op = &own
		}
		origin := g.origin
		g.origin = &vertex{op: v.op, at: v.at}
		copied[id] = g.add(op, v.shape, in...)
		g.origin = origin
	}
	out := make([]Node, len(ys))
	for i, y := range ys {
		out[i] = copied[y.id]
	}
	return out
}

// usedBy marks the nodes that ys depend on.
func (g *Graph) usedBy(ys []Node) []bool {
	used := make([]bool, len(g.nodes))
	for _, y := range ys {
		used[y.id] = true
	}
	for id := len(g.nodes) - 1; id >= 0; id-- {
		if used[id] {
			for _, k := range g.nodes[id].in {
				used[k] = true
			}
		}
	}
	return used
}
