package ad

import (
	"math"
	"slices"
)

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
