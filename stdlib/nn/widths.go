package nn

import (
	"fmt"
	"slices"
)

// widths are how many units layers have, and which layers must keep equal numbers
// of them in a slice of the model: those whose results are added up.
type widths struct {
	names []string // of the layers
	units []int
	tied  []int // the number of a layer tied to this one, or its own
	maker int   // the layer that made the units of what the next one gets
}

// input stands for the layer that makes what comes into the model. What is tied to it
// keeps all its units.
const input = 0

func newWidths() widths { return widths{names: []string{"input"}, units: []int{0}, tied: []int{input}} }

// group is the first of the layers tied to layer i.
func (w *widths) group(i int) int {
	for w.tied[i] != i {
		i = w.tied[i]
	}
	return i
}

// Units declares that the layer makes n units of its own, whatever the input has,
// and returns how many of them, from the first, the model at hand computes: n, or
// fewer in a slice. They are the first axis of images, else the last axis of rows.
func (b *Builder) Units(n int) int {
	if b.err != nil {
		return n
	}
	w := &b.widths
	if b.slice != nil {
		w.maker = b.slice.layer + 1 // 0 is the input
		b.slice.layer++
		return b.slice.units[w.maker]
	}
	name := b.prefix
	if name != "" {
		name = name[:len(name)-1]
	}
	w.maker = len(w.units)
	w.names, w.units, w.tied = append(w.names, name), append(w.units, n), append(w.tied, w.maker)
	return n
}

// constant is n in the whole model, in its slices too.
func (b *Builder) constant(n int) int {
	if b.err != nil {
		return n
	}
	around := b.widths.maker
	n = b.Units(n)
	if b.slice == nil {
		b.tie(input)
	}
	b.widths.maker = around
	return n
}

// tie says that the units at hand are as many as those of an earlier layer, which
// then counts as the one that made them.
func (b *Builder) tie(to int) {
	w := &b.widths
	if b.err == nil && b.slice == nil {
		i, j := w.group(w.maker), w.group(to)
		w.tied[max(i, j)] = min(i, j)
		if i, j := w.maker, to; i != input && j != input && w.units[i] != w.units[j] {
			w.tied[w.group(i)] = input // such as channels and elements of images: all are kept
		}
	}
	w.maker = to
}

// free are the layers that may lose units.
func (w *widths) free() []int {
	var out []int
	for i := range w.units {
		if w.group(i) != input {
			out = append(out, i)
		}
	}
	return out
}

// find is the layer of a name that may lose units.
func (w *widths) find(name string) (int, error) {
	var names []string
	for _, i := range w.free() {
		if w.names[i] == name {
			return i, nil
		}
		names = append(names, w.names[i])
	}
	if slices.Contains(w.names[1:], name) {
		return 0, fmt.Errorf("nn.Units: layer %q keeps all its units: they come out of the model or are added to what goes in", name)
	}
	if len(names) == 0 {
		return 0, fmt.Errorf("nn.Units: no layer %q: no layer of the model may lose units", name)
	}
	return 0, fmt.Errorf("nn.Units: no layer %q: the nearest is %q", name, closest(name, names))
}
