package nn

import (
	"fmt"
	"slices"
	"strings"

	"monro/internal/nearest"
)

// A Block is a named part of a flat vector.
type Block struct {
	Name   string // the layer and what it is to it, such as "dense1.W"
	Shape  []int  // the block holds its elements row by row
	Offset int    // where it begins
}

// Len is the number of elements.
func (b Block) Len() int { return size(b.Shape) }

// String is the name, the shape and the place, such as "dense1.W 2×3 at 0".
func (b Block) String() string {
	return fmt.Sprintf("%s %s at %d", b.Name, shapeString(b.Shape), b.Offset)
}

// A Layout divides a flat vector into blocks, one behind the other. The zero value
// has none.
type Layout struct {
	blocks []Block
	n      int
}

// Add puts a block behind the others. The name must be new and no size negative.
func (l *Layout) Add(name string, shape ...int) error {
	if name == "" {
		return fmt.Errorf("nn.Layout.Add: the name is empty")
	}
	for _, b := range l.blocks {
		if b.Name == name {
			return fmt.Errorf("nn.Layout.Add: there is a block %q already: want another name", name)
		}
	}
	for _, d := range shape {
		if d < 0 {
			return fmt.Errorf("nn.Layout.Add: block %q has shape %v: want no negative size", name, shape)
		}
	}
	b := Block{name, slices.Clone(shape), l.n}
	l.blocks = append(l.blocks, b)
	l.n += b.Len()
	return nil
}

// Len is the length of the whole vector.
func (l Layout) Len() int { return l.n }

// Blocks lists the blocks in order.
func (l Layout) Blocks() []Block { return slices.Clone(l.blocks) }

// Find is the block called name. An unknown name is an error that gives the nearest
// one.
func (l Layout) Find(name string) (Block, error) {
	for _, b := range l.blocks {
		if b.Name == name {
			return b, nil
		}
	}
	if len(l.blocks) == 0 {
		return Block{}, fmt.Errorf("nn.Layout: no block %q: there are none", name)
	}
	names := make([]string, len(l.blocks))
	for i, b := range l.blocks {
		names[i] = b.Name
	}
	return Block{}, fmt.Errorf("nn.Layout: no block %q: the nearest is %q", name, closest(name, names))
}

// Block is the part of v called name. It is a view: changing it changes v.
func (l Layout) Block(v []float64, name string) ([]float64, error) {
	b, err := l.Find(name)
	if err != nil {
		return nil, err
	}
	if len(v) != l.n {
		return nil, fmt.Errorf("nn.Layout.Block: v has length %d: want %d", len(v), l.n)
	}
	return b.of(v), nil
}

// of is the block's part of v, which cannot grow into the next.
func (b Block) of(v []float64) []float64 {
	return v[b.Offset : b.Offset+b.Len() : b.Offset+b.Len()]
}

// String lists the blocks, one a line, and the length.
func (l Layout) String() string {
	var s strings.Builder
	for _, b := range l.blocks {
		fmt.Fprintln(&s, b)
	}
	fmt.Fprintf(&s, "%d in all", l.n)
	return s.String()
}

// closest is the one of names with the fewest edits from name.
func closest(name string, names []string) string {
	best, least := "", 0
	for _, n := range names {
		if d := nearest.Edits(strings.ToLower(name), strings.ToLower(n)); best == "" || d < least {
			best, least = n, d
		}
	}
	return best
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// shapeString writes a shape as 2×3.
func shapeString(shape []int) string {
	if len(shape) == 0 {
		return "scalar"
	}
	s := make([]string, len(shape))
	for i, d := range shape {
		s[i] = fmt.Sprint(d)
	}
	return strings.Join(s, "×")
}
