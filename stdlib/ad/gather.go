package ad

import "slices"

// gather takes rows by number.
type gather struct{}

func (gather) name() string { return "Gather" }

func (gather) vjp(_ Node, in []Node, g Node) []Node {
	zero := g.g.full(0, in[0].shape())
	return []Node{ScatterAdd(zero, in[1], g), {}}
}

// Gather takes slices of x along its first axis, in the order of the numbers in
// idx, which may repeat. idx holds whole numbers in [0, x.Size(0)); it may be an
// Input, so that a minibatch changes without a new trace. The result has the
// shape of idx followed by the rest of the shape of x. A number out of range is
// an error of the run.
func Gather(x, idx Node) Node {
	g, in, ok := join("Gather", x, idx)
	if !ok {
		return bad(g)
	}
	x, idx = in[0], in[1]
	if x.Rank() == 0 {
		return g.fail("Gather", "x is a scalar: want at least one axis")
	}
	return g.add(gather{}, slices.Concat(idx.shape(), x.shape()[1:]), x, idx)
}

// Take is Gather for numbers that are known while tracing.
func Take(x Node, idx []int) Node {
	if !x.valid() {
		return x
	}
	v := make([]float64, len(idx))
	for i, k := range idx {
		if n := x.Size(0); k < 0 || k >= n {
			return x.g.fail("Take", "idx[%d] = %d: want a number in [0, %d)", i, k, n)
		}
		v[i] = float64(k)
	}
	return Gather(x, x.g.ConstVec(v))
}

func (gather) kernels() (build[float64], build[float32]) { return gathering, gathering }

func gathering[T float](b *builder[T]) func() {
	x, idx, dst := b.in(0), b.in(1), b.out()
	n := b.inShape(0)[0]
	w := size(b.inShape(0)[1:])
	b.countable(n)
	return func() {
		s, d := x.data(), dst.data()
		for i, f := range idx.data() {
			k := b.index(f, n)
			if k < 0 {
				return
			}
			copy(d[i*w:(i+1)*w], s[k*w:])
		}
	}
}

// scatter adds rows at numbers.
type scatter struct{}

func (scatter) name() string { return "ScatterAdd" }

func (scatter) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{g, {}, Gather(g, in[1])}
}

// ScatterAdd adds slices v to x along its first axis, at the numbers in idx: the
// opposite of Gather. Numbers that repeat add up. v has the shape of idx followed
// by the rest of the shape of x.
func ScatterAdd(x, idx, v Node) Node {
	g, in, ok := join("ScatterAdd", x, idx, v)
	if !ok {
		return bad(g)
	}
	x, idx, v = in[0], in[1], in[2]
	if x.Rank() == 0 || !sameShape(v.shape(), slices.Concat(idx.shape(), x.shape()[min(1, x.Rank()):])) {
		return g.fail("ScatterAdd", "shapes do not fit: x %s, idx %s, v %s", shapeString(x.shape()), shapeString(idx.shape()), shapeString(v.shape()))
	}
	return g.add(scatter{}, x.shape(), x, idx, v)
}

func (scatter) kernels() (build[float64], build[float32]) { return scattering, scattering }

func scattering[T float](b *builder[T]) func() {
	x, idx, v, dst := b.in(0), b.in(1), b.in(2), b.out()
	n := b.shape()[0]
	w := size(b.shape()[1:])
	b.countable(n)
	return func() {
		d, s := dst.data(), v.data()
		copy(d, x.data())
		for i, f := range idx.data() {
			k := b.index(f, n)
			if k < 0 {
				return
			}
			to := d[k*w : (k+1)*w]
			addVV(to, to, s[i*w:(i+1)*w])
		}
	}
}

// cumsum sums up along the middle of three axes, from the end where back is set.
type cumsum struct {
	axis int
	back bool
}

func (cumsum) name() string { return "CumSum" }

func (o cumsum) vjp(_ Node, _ []Node, g Node) []Node {
	return []Node{g.g.add(cumsum{o.axis, !o.back}, g.shape(), g)}
}

// CumSum is the running sum along an axis: element i is the sum of elements 0 to i.
func CumSum(x Node, ax int) Node {
	g, in, ok := join("CumSum", x)
	if !ok {
		return bad(g)
	}
	a, err := axis(ax, x.Rank())
	if err != nil {
		return g.fail("CumSum", "%v", err)
	}
	return g.add(cumsum{a, false}, in[0].shape(), in[0])
}

func (o cumsum) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return accumulating(o, b) },
		func(b *builder[float32]) func() { return accumulating(o, b) }
}

func accumulating[T float](o cumsum, b *builder[T]) func() {
	src, dst := b.in(0), b.out()
	outer, n, inner := around(b.shape(), o.axis)
	return func() {
		d := dst.data()
		copy(d, src.data())
		for i := range outer {
			rows := d[i*n*inner : (i+1)*n*inner]
			for k := 1; k < n; k++ {
				to, from := k*inner, (k-1)*inner
				if o.back {
					to, from = (n-1-k)*inner, (n-k)*inner
				}
				addVV(rows[to:to+inner], rows[to:to+inner], rows[from:from+inner])
			}
		}
	}
}
