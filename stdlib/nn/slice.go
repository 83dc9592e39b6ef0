package nn

import (
	"fmt"
	"slices"

	"monro/stdlib/ad"
)

// Slice is a smaller model within m, on the same parameters: the first units of its
// layers, and some blocks of its Stacks, as the cuts say; of several cuts the later
// go before the earlier. It has the Layout of m and takes vectors as long as m
// does. What it does not use changes nothing in it and has a gradient of zero, so
// that models of many sizes train in one vector (Cai et al. 2020; Valipour et al.
// 2023).
//
//	half, err := net.Slice(nn.Width(0.5), nn.Depth(2))
//
// What goes in and comes out keeps its size. Layers whose results are added up, as
// around a Residual, keep equal numbers of units, and those added to the model's
// input all of theirs. Norms are taken over the units that are there.
//
// A slice has a state of its own, with the units it uses, laid out as its StateLayout
// says: running means of BatchNorm are those of the slice, to be estimated with the
// slice in training. The state of m is of no use to it.
//
// A slice of a slice is cut out of the whole model.
func (m *Model) Slice(cuts ...Cut) (*Model, error) {
	whole := m
	if m.whole != nil {
		whole = m.whole
	}
	s := &slice{whole: &whole.build, units: slices.Clone(whole.build.widths.units)}
	for _, t := range whole.build.stacks {
		s.blocks = append(s.blocks, slices.Repeat([]bool{true}, len(t.optional)))
	}
	for i, cut := range cuts {
		if cut == nil {
			return nil, fmt.Errorf("nn.Model.Slice: cut %d is nil: want Width, Units, Depth or Blocks", i)
		}
		if err := cut(s); err != nil {
			return nil, err
		}
	}
	c := &Model{in: whole.in, layers: whole.layers, whole: whole}
	c.build = Builder{counts: map[string]int{}, widths: newWidths(), slice: s,
		params: whole.build.params, inits: whole.build.inits}
	if err := c.make(); err != nil {
		return nil, err
	}
	if !slices.Equal(c.out, whole.out) {
		return nil, fmt.Errorf("nn.Model.Slice: rows of shape %s come out: want %s, as from the whole model", shapeString(c.out), shapeString(whole.out))
	}
	return c, nil
}

// Used lists the places of the parameters that the model uses, in the order in which
// a model of this size of its own would have them: all of them, or those of a slice.
func (m *Model) Used() []int {
	var at []int
	if m.whole == nil {
		for i := range m.Len() {
			at = append(at, i)
		}
		return at
	}
	for _, c := range m.build.slice.used {
		at = c.places(at, m.build.params.blocks[c.block].Offset, m.build.slice.whole.parts[c.block])
	}
	return at
}

// A slice is what a Builder needs to know to build one.
type slice struct {
	whole  *Builder
	units  []int    // that layers keep, by their number in widths
	blocks [][]bool // that Stacks keep
	used   []corner

	layer, stack int // how many of them have been built
}

// A corner is the first elements along each axis of a block of parameters.
type corner struct {
	block int
	sizes []int
}

// places appends where the elements of the part of a block of given sizes are.
func (p corner) places(to []int, offset int, sizes []int) []int {
	if len(sizes) == 0 {
		return append(to, offset)
	}
	inner := size(sizes[1:])
	for i := range p.sizes[0] {
		to = corner{p.block, p.sizes[1:]}.places(to, offset+i*inner, sizes[1:])
	}
	return to
}

// param is the part of a block that is as large as a layer declares it.
func (s *slice) param(b *Builder, name string, shape, sizes []int) Value {
	name = b.prefix + name
	i := slices.IndexFunc(s.whole.params.blocks, func(k Block) bool { return k.Name == name })
	if b.err != nil {
		return nowhere
	}
	if i < 0 {
		b.Fail("the whole model has no block %q: want a Build that declares the same whatever its input", name)
		return nowhere
	}
	whole := s.whole.parts[i]
	fits := len(whole) == len(sizes)
	for k := range sizes {
		fits = fits && 0 < sizes[k] && sizes[k] <= whole[k]
	}
	if !fits {
		b.Fail("a slice has no part %s of block %s, %s", shapeString(sizes), name, shapeString(whole))
		return nowhere
	}
	b.last = i
	s.used = append(s.used, corner{i, slices.Clone(sizes)})
	block := s.whole.params.blocks[i]
	return func(m *Bound) ad.Node {
		v := ad.Reshape(view(m.params, block), whole...)
		for ax, n := range sizes {
			v = ad.Slice(v, ax, 0, n)
		}
		return ad.Reshape(v, shape...)
	}
}

// pass goes over a layer that a slice leaves out: those behind it keep their names.
func (b *Builder) pass(l Layer, in []int) {
	before, used := *b, b.slice.used
	b.Layer(l, in)
	b.state, b.rest, b.noise, b.widths.maker = before.state, before.rest, before.noise, before.widths.maker
	b.slice.used = used
}

// all is the gradient for a part of a block as one for the whole block, a vector.
func (b *Builder) all(block int, g ad.Node) ad.Node {
	if b.slice != nil {
		whole := b.slice.whole.parts[block]
		for _, c := range b.slice.used {
			if c.block == block {
				g = ad.Reshape(g, c.sizes...)
				for ax, n := range c.sizes {
					g = ad.Pad(g, ax, 0, whole[ax]-n)
				}
			}
		}
	}
	return ad.Flatten(g)
}

// lacks reports whether the model at hand does not use a block.
func (b *Builder) lacks(block int) bool {
	return b.slice != nil && !slices.ContainsFunc(b.slice.used, func(p corner) bool { return p.block == block })
}
