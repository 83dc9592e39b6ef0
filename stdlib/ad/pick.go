package ad

// pick takes one element of each row.
type pick struct{}

func (pick) name() string { return "Pick" }

func (pick) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{g.g.add(unpick{in[0].Size(1)}, in[0].shape(), g, in[1]), {}}
}

// Pick takes one element of each row of a matrix x: x[i, idx[i]]. The vector idx
// may be an Input; a number that is no column of x is an error of the run.
func Pick(x, idx Node) Node {
	g, in, ok := join("Pick", x, idx)
	if !ok {
		return bad(g)
	}
	x, idx = in[0], in[1]
	if x.Rank() != 2 || idx.Rank() != 1 || idx.Len() != x.Size(0) {
		return g.fail("Pick", "x is %s and idx %s: want a matrix and a vector with a number for each row", shapeString(x.shape()), shapeString(idx.shape()))
	}
	return g.add(pick{}, idx.shape(), x, idx)
}

func (pick) kernels() (build[float64], build[float32]) { return picking, picking }

func picking[T float](b *builder[T]) func() {
	x, idx, dst := b.in(0), b.in(1), b.out()
	n := b.inShape(0)[1]
	b.countable(n)
	return func() {
		s, d := x.data(), dst.data()
		for i, f := range idx.data() {
			k := b.index(f, n)
			if k < 0 {
				return
			}
			d[i] = s[i*n+k]
		}
	}
}

// unpick puts one element into each row of zeros, columns long: the opposite of pick.
type unpick struct{ columns int }

func (unpick) name() string { return "Pick" }

func (unpick) vjp(_ Node, in []Node, g Node) []Node { return []Node{Pick(g, in[1]), {}} }

func (unpick) kernels() (build[float64], build[float32]) { return unpicking, unpicking }

func unpicking[T float](b *builder[T]) func() {
	v, idx, dst := b.in(0), b.in(1), b.out()
	n := b.shape()[1]
	b.countable(n)
	return func() {
		s, d := v.data(), dst.data()
		clear(d)
		for i, f := range idx.data() {
			k := b.index(f, n)
			if k < 0 {
				return
			}
			d[i*n+k] = s[i]
		}
	}
}
