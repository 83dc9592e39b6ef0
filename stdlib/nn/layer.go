package nn

import (
	"fmt"
	"slices"

	"monro/stdlib/ad"
)

// A Layer is a part of a network. Layers are plain values: one may be used many
// times, and each use has parameters of its own.
//
// A layer of one's own is a Layer with a Build of one's own, or Apply where it has
// no parameters.
type Layer struct {
	// Kind names the layer's blocks: two of kind "dense" are dense1 and dense2.
	Kind string
	// Build declares to b what the layer needs for inputs whose rows have shape in,
	// and returns the shape of the rows that come out and what computes them.
	Build func(b *Builder, in []int) (out []int, f Forward)

	name string
}

// Forward computes a layer on a batch: the first axis of x and of the result counts
// rows.
type Forward func(m *Bound, x ad.Node) ad.Node

// A Value finds a block of the parameters, or other data of a layer, as a node in
// the shape that was declared.
type Value func(m *Bound) ad.Node

// Named is the layer with a name instead of its kind and number. A name keeps the
// layer's first parameters the same wherever it stands in the network.
func (l Layer) Named(name string) Layer {
	l.name = name
	return l
}

// A Builder collects what the layers of a model need.
type Builder struct {
	params, state Layout
	inits         []Init
	rest          []float64 // the state before any training
	noise         int
	prefix        string
	counts        map[string]int
	err           error

	last   int     // the number of the block of parameters declared last
	parts  [][]int // of each block of parameters: the sizes that a slice cuts
	widths widths
	stacks []stack
	slice  *slice // of a slice of a model; nil for the whole
}

// Fail reports that the layer cannot be built. The first report is the error of New.
func (b *Builder) Fail(format string, args ...any) {
	if b.err == nil {
		where := ""
		if b.prefix != "" {
			where = b.prefix[:len(b.prefix)-1] + ": "
		}
		b.err = fmt.Errorf("nn: %s%s", where, fmt.Sprintf(format, args...))
	}
}

// maxParams bounds the length of the parameters: 2^31 of them are 16 GiB.
const maxParams = 1 << 31

// positive checks sizes, names and values in turn, and reports whether they are at
// least 1 and not absurdly large.
func (b *Builder) positive(name string, n int) bool {
	if n < 1 || n > maxParams {
		b.Fail("%s = %d: want between 1 and 2^31", name, n)
		return false
	}
	return b.err == nil
}

// add puts a block into a layout.
func (b *Builder) add(l *Layout, name string, shape []int) (Block, bool) {
	n := 1
	for _, d := range shape {
		if !b.positive("a size of "+name, d) {
			return Block{}, false
		}
		if n *= d; n > maxParams-l.Len() {
			b.Fail("%s of shape %s makes more than 2^31 numbers", name, shapeString(shape))
			return Block{}, false
		}
	}
	if err := l.Add(b.prefix+name, shape...); err != nil {
		b.Fail("%v", err)
		return Block{}, false
	}
	return l.blocks[len(l.blocks)-1], true
}

// Param declares a block of parameters and how they begin, zeros for a nil init. A
// slice of the model has the first elements of the block along each axis.
func (b *Builder) Param(name string, init Init, shape ...int) Value {
	return b.param(name, init, shape, shape)
}

// param is Param for a block whose units lie as the sizes in parts say, such as
// those of several gates side by side.
func (b *Builder) param(name string, init Init, shape, parts []int) Value {
	if b.slice != nil {
		return b.slice.param(b, name, shape, parts)
	}
	block, ok := b.add(&b.params, name, shape)
	if !ok {
		return nowhere
	}
	if init == nil {
		init = Zeros
	}
	b.last = len(b.params.blocks) - 1
	b.inits, b.parts = append(b.inits, init), append(b.parts, slices.Clone(parts))
	return func(m *Bound) ad.Node { return view(m.params, block) }
}

// nowhere stands for what could not be declared; its model never comes to be.
func nowhere(*Bound) ad.Node { return ad.Node{} }

// view is a block of a vector in its shape.
func view(v ad.Node, b Block) ad.Node {
	return ad.Reshape(ad.Slice(v, 0, b.Offset, b.Offset+b.Len()), b.Shape...)
}

// State declares a block of the state, such as a running mean, and its value before
// any training. next tells, in training, what the batch at hand would make of it.
func (b *Builder) State(name string, first float64, shape ...int) (v Value, next func(m *Bound, batch ad.Node)) {
	block, ok := b.add(&b.state, name, shape)
	if !ok {
		return nowhere, func(*Bound, ad.Node) {}
	}
	for range block.Len() {
		b.rest = append(b.rest, first)
	}
	i := len(b.state.blocks) - 1
	return func(m *Bound) ad.Node { return view(m.currentState(), block) },
		func(m *Bound, batch ad.Node) { m.batch[i] = ad.Flatten(batch) }
}

// Noise declares n uniform numbers in [0, 1) for each row, in training.
func (b *Builder) Noise(n int) Value {
	if !b.positive("the number of random numbers", n) {
		return nowhere
	}
	lo := b.noise
	b.noise += n
	return func(m *Bound) ad.Node { return ad.Slice(m.noise, 1, lo, lo+n) }
}

// Layer builds a layer within another.
func (b *Builder) Layer(l Layer, in []int) (out []int, f Forward) {
	if b.err != nil {
		return in, nil
	}
	if l.Build == nil {
		b.Fail("a layer of kind %q has no Build: take one of nn's, or set it", l.Kind)
		return in, nil
	}
	prefix := b.prefix
	defer func() { b.prefix = prefix }()
	switch {
	case l.name != "":
		b.prefix += l.name + "."
	case l.Kind != "":
		b.counts[prefix+l.Kind]++
		b.prefix += fmt.Sprint(l.Kind, b.counts[prefix+l.Kind], ".")
	}
	out, f = l.Build(b, in)
	if b.err == nil && f == nil {
		b.Fail("Build returned no function")
	}
	return out, f
}

// Apply is a layer without parameters, that keeps the shape: f works on any batch.
func Apply(f func(x ad.Node) ad.Node) Layer { return elementwise("apply", f) }

func elementwise(kind string, f func(x ad.Node) ad.Node) Layer {
	return Layer{Kind: kind, Build: func(b *Builder, in []int) ([]int, Forward) {
		if f == nil {
			b.Fail("the function is nil")
		}
		return in, func(_ *Bound, x ad.Node) ad.Node { return f(x) }
	}}
}

// Sequential is one layer after another; none leave the input as it is. Its layers
// are numbered with those around it.
func Sequential(layers ...Layer) Layer {
	return Layer{Build: func(b *Builder, in []int) ([]int, Forward) {
		fs := make([]Forward, len(layers))
		for i, l := range layers {
			in, fs[i] = b.Layer(l, in)
		}
		return in, func(m *Bound, x ad.Node) ad.Node {
			for _, f := range fs {
				x = f(m, x)
			}
			return x
		}
	}}
}

// Residual is x + f(x), f being layers in sequence whose result has the shape of
// their input.
func Residual(layers ...Layer) Layer {
	return Layer{Kind: "residual", Build: func(b *Builder, in []int) ([]int, Forward) {
		around := b.widths.maker
		out, f := b.Layer(Sequential(layers...), in)
		b.tie(around)
		if b.err == nil && !slices.Equal(in, out) {
			b.Fail("the layers turn rows of shape %s into %s: want the same shape", shapeString(in), shapeString(out))
		}
		return in, func(m *Bound, x ad.Node) ad.Node { return ad.Add(x, f(m, x)) }
	}}
}
