package nn

import (
	"slices"

	"monro/stdlib/ad"
)

// Stack is one block after another, as Sequential, for models whose slices leave out
// blocks: Depth and Blocks choose among those of each Stack. A block that keeps the
// shape of its input, such as Residual, may be left out, others may not. Names are
// those that the blocks have in Sequential.
func Stack(blocks ...Layer) Layer {
	return Layer{Build: func(b *Builder, in []int) ([]int, Forward) {
		at, keep := b.stack(len(blocks))
		var fs []Forward
		for i, l := range blocks {
			if !keep[i] {
				b.pass(l, in)
				continue
			}
			around := b.widths.maker
			out, f := b.Layer(l, in)
			if slices.Equal(in, out) {
				b.tie(around)
			} else if b.slice == nil {
				b.stacks[at].optional[i] = false
			}
			in, fs = out, append(fs, f)
		}
		return in, func(m *Bound, x ad.Node) ad.Node {
			for _, f := range fs {
				x = f(m, x)
			}
			return x
		}
	}}
}

// A stack is which blocks of a Stack may be left out.
type stack struct{ optional []bool }

// stack is the number of a Stack of n blocks, and which of them to build.
func (b *Builder) stack(n int) (at int, keep []bool) {
	if s := b.slice; s != nil {
		s.stack++
		return s.stack - 1, s.blocks[s.stack-1]
	}
	all := slices.Repeat([]bool{true}, n)
	b.stacks = append(b.stacks, stack{slices.Clone(all)})
	return len(b.stacks) - 1, all
}
