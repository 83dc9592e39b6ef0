package ad

import "slices"

// A plan is how a graph is executed: which nodes are computed, in which fused
// groups and order, and where each one lives. Buffers are shared by nodes that
// are not needed at the same time.
type plan struct {
	nodes  []vertex
	inputs []int32
	outs   []int32
	mode

	used  []bool
	fixed []bool // depends on constants only: computed once
	home  []spot // where the elements of a node are, before placement
	users [][]int32
	group []int32 // the last node of the fused group that a node belongs to
	units []unit
	unit  []int32 // the unit of each node

	parent map[int32]spot // nodes that live inside a padding
	bound  []int32        // for each output the node that is computed in place, or -1
	slot   map[int32]int  // for each home the buffer it shares
	slots  []int          // the lengths of the buffers
}

// spot is a position in the elements of another node.
type spot struct {
	id  int32
	off int
}

// A unit is what runs as one: a kernel, or a group of fused nodes.
type unit struct {
	sink    int32
	members []int32
}

func newPlan(g *Graph, outs []Node, m mode) *plan {
	n := len(g.nodes)
	p := &plan{
		nodes: slices.Clone(g.nodes), inputs: slices.Clone(g.inputs), mode: m,
		used: make([]bool, n), fixed: make([]bool, n), home: make([]spot, n), users: make([][]int32, n),
		group: make([]int32, n), unit: make([]int32, n), parent: map[int32]spot{}, slot: map[int32]int{},
	}
	for _, y := range outs {
		p.outs = append(p.outs, y.id)
		p.used[y.id] = true
	}
	p.mark()
	p.locate()
	p.fuse()
	p.order()
	p.bindOutputs()
	p.nest()
	p.allocate()
	return p
}

// operandsOf are the nodes that an operation reads when it runs.
func operandsOf(v *vertex) []int32 {
	if _, ok := v.op.(*custom); ok {
		return v.in[:1] // the others matter to the derivative
	}
	return v.in
}

// mark finds what the outputs depend on, and what of it is constant.
func (p *plan) mark() {
	for id := len(p.nodes) - 1; id >= 0; id-- {
		if p.used[id] {
			for _, k := range operandsOf(&p.nodes[id]) {
				p.used[k] = true
			}
		}
	}
	for id := range p.nodes {
		v := &p.nodes[id]
		_, isInput := v.op.(*input)
		_, isCall := v.op.(*call)
		p.fixed[id] = !isInput && !isCall
		for _, k := range operandsOf(v) {
			p.fixed[id] = p.fixed[id] && p.fixed[k]
		}
	}
}

func isLeaf(op operation) bool {
	switch op.(type) {
	case *input, scalar, *tensor:
		return true
	}
	return false
}

// locate finds nodes that are only another look at the elements of their operand.
func (p *plan) locate() {
	for id := range p.nodes {
		p.home[id] = spot{int32(id), 0}
		v := &p.nodes[id]
		off := 0
		switch op := v.op.(type) {
		case reshape, stop, *custom:
		case section:
			shape := p.nodes[v.in[0]].shape
			if size(shape[:op.axis]) != 1 {
				continue
			}
			off = op.lo * size(shape[op.axis+1:])
		default:
			continue
		}
		h := p.home[v.in[0]]
		p.home[id] = spot{h.id, h.off + off}
	}
	for id := range p.nodes {
		if !p.used[id] || p.home[id].id != int32(id) {
			continue
		}
		for _, k := range p.nodes[id].in {
			r := p.home[k].id
			p.users[r] = append(p.users[r], int32(id))
		}
	}
}

func (p *plan) size(id int32) int { return size(p.nodes[id].shape) }

// whole reports whether node k is all the elements of its home.
func (p *plan) whole(k int32) bool {
	h := p.home[k]
	return h.off == 0 && p.size(k) == p.size(h.id)
}

// isOutput reports whether an output needs the elements of a home.
func (p *plan) isOutput(r int32) bool {
	return slices.ContainsFunc(p.outs, func(o int32) bool { return p.home[o].id == r })
}

// fuse assigns pointwise nodes to groups, from the last to the first: a node joins
// the group of those that use it if that is one group, which then never needs it
// in full.
func (p *plan) fuse() {
	for id := int32(len(p.nodes)) - 1; id >= 0; id-- {
		p.group[id] = id
		if _, ok := p.nodes[id].op.(pointwise); !ok || !p.used[id] || p.checks || p.isOutput(id) || len(p.users[id]) == 0 {
			continue
		}
		g := p.group[p.users[id][0]]
		if p.fixed[id] != p.fixed[g] {
			continue
		}
		fits := true
		for _, u := range p.users[id] {
			_, ok := p.nodes[u].op.(pointwise)
			fits = fits && ok && p.group[u] == g && p.size(u) == p.size(id)
			for _, k := range p.nodes[u].in {
				fits = fits && (p.home[k].id != id || p.whole(k))
			}
		}
		if fits {
			p.group[id] = g
		}
	}
}

// order lists the units as they run.
func (p *plan) order() {
	members := map[int32][]int32{}
	for id := range p.nodes {
		g := p.group[id]
		members[g] = append(members[g], int32(id))
	}
	for id := range p.nodes {
		v := &p.nodes[id]
		if !p.used[id] || isLeaf(v.op) || p.home[id].id != int32(id) || p.group[id] != int32(id) {
			continue
		}
		for _, m := range members[int32(id)] {
			p.unit[m] = int32(len(p.units))
		}
		p.units = append(p.units, unit{int32(id), members[int32(id)]})
	}
}
