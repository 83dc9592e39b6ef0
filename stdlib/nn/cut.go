package nn

import (
	"fmt"
	"math"
)

// A Cut says what a slice of a model has.
type Cut func(s *slice) error

// Width keeps a fraction of the units of each layer, rounded, at least one. 0 <
// fraction <= 1. Heads are the units of attention.
func Width(fraction float64) Cut {
	return func(s *slice) error {
		if !(fraction > 0 && fraction <= 1) {
			return fmt.Errorf("nn.Width: fraction = %g: want more than 0 and at most 1", fraction)
		}
		for _, i := range s.whole.widths.free() {
			s.units[i] = max(1, int(math.Round(fraction*float64(s.whole.widths.units[i]))))
		}
		return nil
	}
}

// Units keeps the first n units of the layers with the given names, such as "dense1"
// or "residual1.attention1", and of those that have to have as many; without names of
// all layers that have more.
func Units(n int, layers ...string) Cut {
	return func(s *slice) error {
		w := &s.whole.widths
		free := w.free()
		if len(layers) == 0 {
			most := 0
			for _, i := range free {
				most = max(most, w.units[i])
				s.units[i] = min(n, w.units[i])
			}
			if n < 1 || n > most {
				return fmt.Errorf("nn.Units: n = %d: want between 1 and %d, the greatest number of units", n, most)
			}
		}
		for _, name := range layers {
			i, err := w.find(name)
			if err != nil {
				return err
			}
			if n < 1 || n > w.units[i] {
				return fmt.Errorf("nn.Units: n = %d for layer %q: want between 1 and %d", n, name, w.units[i])
			}
			for _, k := range free {
				if w.group(k) == w.group(i) {
					s.units[k] = n
				}
			}
		}
		return nil
	}
}

// Depth keeps the first n blocks of every Stack, all of them where there are fewer, or
// as many of each as there are numbers.
func Depth(n ...int) Cut {
	return func(s *slice) error {
		if len(n) != 1 && len(n) != len(s.blocks) || len(s.blocks) == 0 {
			return fmt.Errorf("nn.Depth: %d numbers for %d Stacks: want one, or one for each", len(n), len(s.blocks))
		}
		for t, keep := range s.blocks {
			k, most := n[min(t, len(n)-1)], len(keep)
			if len(n) == 1 {
				for _, other := range s.blocks {
					most = max(most, len(other))
				}
			}
			if k < 1 || k > most {
				return fmt.Errorf("nn.Depth: %d blocks of Stack %d: want between 1 and %d", k, t, most)
			}
			for i := range keep {
				keep[i] = i < k
			}
		}
		return s.checkBlocks("nn.Depth")
	}
}

// Blocks keeps the blocks with the given numbers, from 0, of every Stack.
func Blocks(numbers ...int) Cut {
	return func(s *slice) error {
		if len(s.blocks) == 0 {
			return fmt.Errorf("nn.Blocks: the model has no Stack")
		}
		for t, keep := range s.blocks {
			clear(keep)
			for _, k := range numbers {
				if k < 0 || k >= len(keep) {
					return fmt.Errorf("nn.Blocks: block %d of Stack %d: want between 0 and %d", k, t, len(keep)-1)
				}
				keep[k] = true
			}
		}
		return s.checkBlocks("nn.Blocks")
	}
}

// checkBlocks reports a block that is missing and may not be left out.
func (s *slice) checkBlocks(op string) error {
	for t, keep := range s.blocks {
		for i, kept := range keep {
			if !kept && !s.whole.stacks[t].optional[i] {
				return fmt.Errorf("%s: block %d of Stack %d changes the shape of its input and cannot be left out", op, i, t)
			}
		}
	}
	return nil
}
