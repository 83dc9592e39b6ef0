package optim

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"monro/stdlib/nn"
)

// Blocks returns the blocks of a layout whose names match a pattern, in the order
// of the layout: a name, or with * and ? as in path.Match, such as "dense*.W". It
// is an error that a pattern matches no block.
func Blocks(l nn.Layout, patterns ...string) ([]nn.Block, error) {
	var found []nn.Block
	used := make([]bool, len(patterns))
	for _, b := range l.Blocks() {
		matched := false
		for i, p := range patterns {
			ok, err := path.Match(p, b.Name)
			if err != nil {
				return nil, fmt.Errorf("optim.Blocks: pattern %q: want a name, or one with *, ? and [...]", p)
			}
			matched = matched || ok
			used[i] = used[i] || ok
		}
		if matched {
			found = append(found, b)
		}
	}
	for i, p := range patterns {
		if !used[i] {
			_, err := l.Find(p)
			return nil, fmt.Errorf("optim.Blocks: pattern %q matches no block: %w", p, err)
		}
	}
	return found, nil
}

// On applies transforms to some blocks of the parameters and leaves the update of
// the others as it is. Each block has its own copy of the transforms: ClipNorm
// clips every block by itself. A block is a range of the flat vector; those of a
// model come from Blocks or from its layout.
//
// Chain(ScaleByAdam(0.9, 0.999, 1e-8), Scale(1e-3), On(biases, Scale(2))) gives the
// biases twice the step size of the rest.
func On(blocks []nn.Block, transforms ...Transform) Transform {
	c := &on{blocks: blocks, all: transforms}
	for range blocks {
		c.each = append(c.each, fresh(transforms))
	}
	return c
}

type on struct {
	blocks []nn.Block
	all    []Transform
	each   [][]Transform // of each block
}

func (c *on) Fresh() Transform { return On(c.blocks, c.all...) }

func (c *on) String() string {
	var s strings.Builder
	for i, b := range c.blocks {
		if i > 0 {
			s.WriteString(" ")
		}
		s.WriteString(blockName(b))
	}
	return fmt.Sprintf("On([%s], %s)", &s, names(c.all))
}

func (c *on) Validate() error {
	if len(c.blocks) == 0 {
		return errors.New("optim: On: there are no blocks: want at least one")
	}
	for _, each := range c.each {
		if err := validateAll("On", each); err != nil {
			return err
		}
	}
	return nil
}

func (c *on) Apply(u, x []float64) error {
	for _, b := range c.blocks { // before any of them changes
		if b.Offset < 0 || b.Len() < 0 || b.Offset+b.Len() > len(u) {
			return fmt.Errorf("optim: On: block %s reaches from %d to %d: want it within the %d parameters", blockName(b), b.Offset, b.Offset+b.Len(), len(u))
		}
	}
	for i, b := range c.blocks {
		from, to := b.Offset, b.Offset+b.Len()
		for _, t := range c.each[i] {
			if err := t.Apply(u[from:to:to], x[from:to:to]); err != nil {
				return fmt.Errorf("block %s: %w", blockName(b), err)
			}
		}
	}
	return nil
}

func blockName(b nn.Block) string {
	if b.Name == "" {
		return fmt.Sprintf("[%d:%d]", b.Offset, b.Offset+b.Len())
	}
	return b.Name
}

// Freeze makes the update of the blocks zero. As the last transform of a chain it
// keeps these parameters as they are.
func Freeze(blocks ...nn.Block) Transform { return On(blocks, Scale(0)) }
