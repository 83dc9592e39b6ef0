package ad

import (
	"math"
	"slices"
)

// A plan is how a graph is executed: which nodes are computed, in which fused
// groups and order, and where each one lives. Buffers are shared by nodes that
// are not needed at the same time.
type plan struct {
	nodes  []vertex
	inputs []int32
	outs   []int32
	checks bool // no fusion, and every result is looked through for NaN

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

func newPlan(g *Graph, outs []Node, checks bool) *plan {
	n := len(g.nodes)
	p := &plan{
		nodes: slices.Clone(g.nodes), inputs: slices.Clone(g.inputs), checks: checks,
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

// bindOutputs finds outputs that can be computed right where the caller wants
// them.
func (p *plan) bindOutputs() {
	seen := map[int32]bool{}
	for _, o := range p.outs {
		r := p.home[o].id
		if isLeaf(p.nodes[r].op) || p.fixed[r] || seen[r] || !p.whole(o) {
			r = -1
		}
		seen[r] = true
		p.bound = append(p.bound, r)
	}
}

// nest lets operands of paddings be computed right inside them: the gradient of a
// flat vector of parameters is then written block by block without a copy.
func (p *plan) nest() {
	for id := range p.nodes {
		v := &p.nodes[id]
		op, ok := v.op.(*padding)
		if !ok || !p.used[id] || !op.disjoint || size(v.shape[:op.axis]) != 1 {
			continue
		}
		for i, k := range v.in {
			r := p.home[k].id
			_, taken := p.parent[r]
			if taken || !p.whole(k) || len(p.users[r]) != 1 || isLeaf(p.nodes[r].op) || p.fixed[r] || p.isOutput(r) {
				continue
			}
			p.parent[r] = spot{int32(id), op.at[i] * size(v.shape[op.axis+1:])}
		}
	}
}

// at is where the elements of a node are in the end: a home with a buffer.
func (p *plan) at(id int32) spot {
	h := p.home[id]
	for {
		outer, ok := p.parent[h.id]
		if !ok {
			return h
		}
		h = spot{outer.id, outer.off + h.off}
	}
}

// pooled reports whether a home shares buffers with others.
func (p *plan) pooled(r int32) bool {
	return !isLeaf(p.nodes[r].op) && !p.fixed[r] && !slices.Contains(p.bound, r)
}

// lives are the units at which homes are first written and last read.
func (p *plan) lives() (first, last []int32) {
	first, last = make([]int32, len(p.nodes)), make([]int32, len(p.nodes))
	for i := range first {
		first[i] = math.MaxInt32
	}
	for i, u := range p.units {
		r := p.at(u.sink).id
		first[r] = min(first[r], int32(i))
		last[r] = max(last[r], int32(i))
		for _, m := range u.members {
			for _, k := range operandsOf(&p.nodes[m]) {
				last[p.at(k).id] = int32(i)
			}
		}
	}
	for _, o := range p.outs { // copied out at the end
		last[p.at(o).id] = math.MaxInt32
	}
	return first, last
}

// allocate gives every home a buffer, taking one that is free where it can.
func (p *plan) allocate() {
	first, last := p.lives()
	var free []int
	dying := make([][]int32, len(p.units))
	for r := range p.nodes {
		if l := last[r]; first[r] != math.MaxInt32 && int(l) < len(p.units) && p.pooled(int32(r)) {
			dying[l] = append(dying[l], int32(r))
		}
	}
	for i, u := range p.units {
		r := p.at(u.sink).id
		if _, has := p.slot[r]; !has && first[r] == int32(i) {
			if !p.pooled(r) {
				p.slot[r] = p.newSlot(p.size(r))
			} else if k := p.overwritten(u, dying[i]); k >= 0 && r == u.sink {
				p.slot[r] = p.slot[k]
				dying[i] = slices.DeleteFunc(dying[i], func(d int32) bool { return d == k })
			} else {
				p.slot[r] = p.take(&free, p.size(r))
			}
		}
		for _, d := range dying[i] {
			free = append(free, p.slot[d])
		}
	}
}

func (p *plan) newSlot(n int) int {
	p.slots = append(p.slots, n)
	return len(p.slots) - 1
}

// take finds the smallest free buffer of at least n elements, or makes one.
func (p *plan) take(free *[]int, n int) int {
	best := -1
	for i, s := range *free {
		if p.slots[s] >= n && (best < 0 || p.slots[s] < p.slots[(*free)[best]]) {
			best = i
		}
	}
	if best < 0 {
		return p.newSlot(n)
	}
	s := (*free)[best]
	*free = slices.Delete(*free, best, best+1)
	return s
}

// overwritten is a home that a fused group reads for the last time, element by
// element, and can write its result over; -1 if there is none.
func (p *plan) overwritten(u unit, dying []int32) int32 {
	n := p.size(u.sink)
	for _, d := range dying {
		if p.size(d) != n || d == u.sink {
			continue
		}
		fits := true
		for _, m := range u.members {
			_, ok := p.nodes[m].op.(pointwise)
			fits = fits && ok
			for _, k := range p.nodes[m].in {
				fits = fits && (p.at(k).id != d || p.size(k) == n)
			}
		}
		if fits {
			return d
		}
	}
	return -1
}
