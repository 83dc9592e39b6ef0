package ad

import "slices"

// product is the matrix product op(A)·op(B), where op may transpose. Operands are
// matrices or stacks of matrices; a matrix with a stack is used for each of its
// members. sum adds the products of a stack into one matrix.
type product struct{ tA, tB, sum bool }

func (product) name() string { return "MatMul" }

func (o product) vjp(_ Node, in []Node, g Node) []Node {
	a, b := in[0], in[1]
	var da, db Node
	if o.tA {
		da = multiply(b, g, o.tB, true, a.Rank() == 2)
	} else {
		da = multiply(g, b, false, !o.tB, a.Rank() == 2)
	}
	if o.tB {
		db = multiply(g, a, true, o.tA, b.Rank() == 2)
	} else {
		db = multiply(a, g, !o.tA, false, b.Rank() == 2)
	}
	return []Node{broadcastTo(da, a.shape()), broadcastTo(db, b.shape())}
}

// multiply traces a product of matrices or stacks whose shapes are known to fit.
// flat asks for the sum over a stack.
func multiply(a, b Node, tA, tB, flat bool) Node {
	g, in, ok := join("MatMul", a, b)
	if !ok {
		return bad(g)
	}
	a, tA = untransposed(in[0], tA)
	b, tB = untransposed(in[1], tB)
	count := 0
	for _, x := range []Node{a, b} {
		if x.Rank() == 3 {
			count = x.Size(0)
		}
	}
	sum := flat && (a.Rank() == 3 || b.Rank() == 3)
	switch {
	case a.Rank() == 3 && b.Rank() == 2 && !tA && !sum: // the stack is one tall matrix
		tall := reshapeTo(a, []int{count * a.Size(1), a.Size(2)})
		y := multiply(tall, b, false, tB, false)
		return reshapeTo(y, []int{count, a.Size(1), y.Size(1)})
	case a.Rank() == 3 && b.Rank() == 3 && tA && !tB && sum: // Σ AᵢᵀBᵢ is one product too
		tallA := reshapeTo(a, []int{count * a.Size(1), a.Size(2)})
		tallB := reshapeTo(b, []int{count * b.Size(1), b.Size(2)})
		return multiply(tallA, tallB, true, false, false)
	}
	m, _ := rowsCols(a, tA)
	_, n := rowsCols(b, tB)
	shape := []int{m, n}
	if !sum && (a.Rank() == 3 || b.Rank() == 3) {
		shape = []int{count, m, n}
	}
	return g.add(product{tA, tB, sum}, shape, a, b)
}

// untransposed reads through a transposition, which the product does by itself.
func untransposed(x Node, t bool) (Node, bool) {
	if op, ok := x.vertex().op.(transpose); ok {
		if p := op.perm; p == "\x01\x00" || p == "\x00\x02\x01" {
			return Node{g: x.g, id: x.vertex().in[0]}, !t
		}
	}
	return x, t
}

// rowsCols are the sizes of op(X).
func rowsCols(x Node, t bool) (rows, cols int) {
	rows, cols = x.Size(-2), x.Size(-1)
	if t {
		rows, cols = cols, rows
	}
	return rows, cols
}

// MatMul is the matrix product. Two vectors give their inner product, a matrix and
// a vector a vector; stacks of matrices multiply one by one, and their leading
// axes broadcast as NumPy's matmul does.
func MatMul(a, b Node) Node { return MatMulT(a, b, false, false) }

// MatMulT is MatMul of a and b with the last two axes of either exchanged first
// where transA or transB ask for it; neither is copied for that.
func MatMulT(a, b Node, transA, transB bool) Node {
	g, in, ok := join("MatMul", a, b)
	if !ok {
		return bad(g)
	}
	a, b = in[0], in[1]
	sa, sb := a.shape(), b.shape()
	unfit := func() Node {
		t := [...]string{"", ", transposed"}
		ta, tb := t[0], t[0]
		if transA {
			ta = t[1]
		}
		if transB {
			tb = t[1]
		}
		return g.fail("MatMul", "shapes do not fit: %s%s and %s%s", shapeString(sa), ta, shapeString(sb), tb)
	}
	if len(sa) == 0 || len(sb) == 0 {
		return unfit()
	}
	row, col := len(sa) == 1, len(sb) == 1
	if row {
		a, transA = reshapeTo(a, []int{1, sa[0]}), false
	}
	if col {
		b, transB = reshapeTo(b, []int{sb[0], 1}), false
	}
	m, k := rowsCols(a, transA)
	k2, n := rowsCols(b, transB)
	lead, ok := broadcast(a.shape()[:a.Rank()-2], b.shape()[:b.Rank()-2])
	if k != k2 || !ok {
		return unfit()
	}
	y := multiply(stack(a, lead), stack(b, lead), transA, transB, false)
	shape := slices.Clone(lead)
	if !row {
		shape = append(shape, m)
	}
	if !col {
		shape = append(shape, n)
	}
	return reshapeTo(y, shape)
}

// stack brings a tensor of matrices to rank 3, or to rank 2 where it is a single
// matrix, with leading axes broadcast to lead.
func stack(x Node, lead []int) Node {
	own := x.shape()[:x.Rank()-2]
	tail := x.shape()[x.Rank()-2:]
	if size(own) == 1 {
		return reshapeTo(x, tail)
	}
	x = broadcastTo(x, slices.Concat(lead, tail))
	return reshapeTo(x, slices.Concat([]int{size(lead)}, tail))
}

func (o product) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return producing(o, b) },
		func(b *builder[float32]) func() { return producing(o, b) }
}

func producing[T float](o product, b *builder[T]) func() {
	x, y, z := b.in(0), b.in(1), b.out()
	sa, sb := b.inShape(0), b.inShape(1)
	m, k := sa[len(sa)-2], sa[len(sa)-1]
	lda := k
	if o.tA {
		m, k = k, m
	}
	ldb := sb[len(sb)-1]
	n := ldb
	if o.tB {
		n = sb[len(sb)-2]
	}
	count, stepA, stepB, stepC := 1, 0, 0, 0
	if len(sa) == 3 {
		count, stepA = sa[0], sa[1]*sa[2]
	}
	if len(sb) == 3 {
		count, stepB = sb[0], sb[1]*sb[2]
	}
	if !o.sum {
		stepC = m * n
	}
	l := algebraOf[T]()
	return func() {
		a, c, d := x.data(), y.data(), z.data()
		if len(d) == 0 || k == 0 || count == 0 {
			clear(d)
			return
		}
		beta := T(0)
		for i := range count {
			l.product(o.tA, o.tB, m, n, k, a[i*stepA:], lda, c[i*stepB:], ldb, beta, d[i*stepC:], n)
			if o.sum {
				beta = 1
			}
		}
	}
}
