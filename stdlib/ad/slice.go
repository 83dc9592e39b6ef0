package ad

import (
	"slices"
)

// section takes the elements lo to hi along an axis.
type section struct{ axis, lo, hi int }

func (section) name() string { return "Slice" }

func (o section) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{pads(in[0].shape(), o.axis, []int{o.lo}, []Node{g})}
}

// Slice takes the elements lo to hi (not included) of x along an axis. Along the
// first axis it costs nothing.
func Slice(x Node, ax, lo, hi int) Node {
	g, in, ok := join("Slice", x)
	if !ok {
		return bad(g)
	}
	x = in[0]
	a, err := axis(ax, x.Rank())
	if err != nil {
		return g.fail("Slice", "%v", err)
	}
	shape := slices.Clone(x.shape())
	if lo < 0 || hi < lo || hi > shape[a] {
		return g.fail("Slice", "[%d, %d) along axis %d of %s: want 0 <= lo <= hi <= %d", lo, hi, a, shapeString(shape), shape[a])
	}
	if lo == 0 && hi == shape[a] {
		return x
	}
	shape[a] = hi - lo
	if s, ok := x.vertex().op.(section); ok && s.axis == a { // a slice of a slice
		return g.add(section{a, s.lo + lo, s.lo + hi}, shape, Node{g: g, id: x.vertex().in[0]})
	}
	return g.add(section{a, lo, hi}, shape, x)
}

// Index takes the i-th element of x along an axis, which the result has no more.
func Index(x Node, ax, i int) Node {
	if n := x.Size(ax); i < 0 && i >= -n {
		i += n
	}
	y := Slice(x, ax, i, i+1)
	if !y.valid() {
		return y
	}
	a, _ := axis(ax, x.Rank())
	return reshapeTo(y, slices.Delete(y.Shape(), a, a+1))
}

func (o section) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return slicing(o, b) },
		func(b *builder[float32]) func() { return slicing(o, b) }
}

func slicing[T float](o section, b *builder[T]) func() {
	src, dst := b.in(0), b.out()
	outer, n, inner := around(b.inShape(0), o.axis)
	w := (o.hi - o.lo) * inner
	from, stride := o.lo*inner, n*inner
	return func() {
		d, s := dst.data(), src.data()
		for i := range outer {
			copy(d[i*w:(i+1)*w], s[i*stride+from:])
		}
	}
}

// padding puts tensors, added up where they overlap, into a tensor of zeros at
// positions along an axis. It is the derivative of slices: those of one tensor are
// gathered into one such operation.
type padding struct {
	axis int
	at   []int
	apart
}

// apart says whether blocks along the axis do not overlap, and which ranges no
// block covers.
type apart struct {
	disjoint bool
	gaps     [][2]int
}

func (*padding) name() string { return "Pad" }

func (o *padding) vjp(_ Node, in []Node, g Node) []Node {
	out := make([]Node, len(in))
	for i, x := range in {
		out[i] = Slice(g, o.axis, o.at[i], o.at[i]+x.shape()[o.axis])
	}
	return out
}

// pads makes a tensor of the given shape, zero but for the nodes xs, which start
// at positions along an axis.
func pads(shape []int, ax int, at []int, xs []Node) Node {
	o := &padding{axis: ax, at: at}
	for _, x := range xs {
		if !x.valid() {
			return x
		}
	}
	o.apart = cover(shape[ax], ax, at, xs)
	return xs[0].g.add(o, slices.Clone(shape), xs...)
}

func cover(n, ax int, at []int, xs []Node) apart {
	order := make([]int, len(xs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return at[i] - at[j] })
	c := apart{disjoint: true}
	end := 0
	for _, i := range order {
		if at[i] < end {
			c.disjoint = false
		}
		if at[i] > end {
			c.gaps = append(c.gaps, [2]int{end, at[i]})
		}
		end = max(end, at[i]+xs[i].shape()[ax])
	}
	if end < n {
		c.gaps = append(c.gaps, [2]int{end, n})
	}
	return c
}

// Pad puts x into zeros: before of them come before it along an axis and after of
// them behind it.
func Pad(x Node, ax, before, after int) Node {
	g, in, ok := join("Pad", x)
	if !ok {
		return bad(g)
	}
	x = in[0]
	a, err := axis(ax, x.Rank())
	if err != nil {
		return g.fail("Pad", "%v", err)
	}
	if before < 0 || after < 0 {
		return g.fail("Pad", "before = %d, after = %d: want both at least 0", before, after)
	}
	if before+after == 0 {
		return x
	}
	shape := slices.Clone(x.shape())
	shape[a] += before + after
	return pads(shape, a, []int{before}, []Node{x})
}

// Concat joins tensors along an axis; their other sizes must agree.
func Concat(ax int, xs ...Node) Node {
	g, in, ok := join("Concat", xs...)
	if !ok {
		return bad(g)
	}
	a, err := axis(ax, in[0].Rank())
	if err != nil {
		return g.fail("Concat", "%v", err)
	}
	shape := slices.Clone(in[0].shape())
	shape[a] = 0
	at := make([]int, len(in))
	for i, x := range in {
		s := slices.Clone(x.shape())
		if len(s) == len(shape) {
			at[i] = shape[a]
			shape[a] += s[a]
			s[a] = shape[a]
		}
		if !sameShape(s, shape) {
			return g.fail("Concat", "shapes do not fit along axis %d: %s and %s", a, shapeString(in[0].shape()), shapeString(x.shape()))
		}
	}
	return pads(shape, a, at, in)
}

// Stack joins tensors of one shape along a new first axis.
func Stack(xs ...Node) Node {
	rows := make([]Node, len(xs))
	for i, x := range xs {
		rows[i] = Reshape(x, append([]int{1}, x.shape()...)...)
	}
	return Concat(0, rows...)
}

func (o *padding) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return joining(o, b) },
		func(b *builder[float32]) func() { return joining(o, b) }
}

func joining[T float](o *padding, b *builder[T]) func() {
	dst := b.out()
	outer, n, inner := around(b.shape(), o.axis)
	stride := n * inner
	type block struct {
		src     ref[T]
		at, w   int
		inPlace bool
	}
	blocks := make([]block, len(o.at))
	for i := range blocks {
		blocks[i] = block{b.in(i), o.at[i] * inner, b.inShape(i)[o.axis] * inner, b.placed(i)}
	}
	return func() {
		d := dst.data()
		if o.disjoint {
			for _, gap := range o.gaps {
				for i := range outer {
					clear(d[i*stride+gap[0]*inner : i*stride+gap[1]*inner])
				}
			}
		} else {
			clear(d)
		}
		for _, k := range blocks {
			if k.inPlace {
				continue
			}
			s := k.src.data()
			for i := range outer {
				to, from := d[i*stride+k.at:i*stride+k.at+k.w], s[i*k.w:(i+1)*k.w]
				if o.disjoint {
					copy(to, from)
				} else {
					addVV(to, to, from)
				}
			}
		}
	}
}
