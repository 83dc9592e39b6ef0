package ad

import (
	"fmt"
	"slices"
)

// reshape gives the same elements another shape; no element moves.
type reshape struct{ to string }

func (reshape) name() string { return "Reshape" }

func (reshape) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{reshapeTo(g, in[0].shape())}
}

// Reshape gives the elements of x, row by row, another shape. One size may be -1:
// it follows from the others. No sizes make a scalar of a single element.
func Reshape(x Node, sizes ...int) Node {
	g, in, ok := join("Reshape", x)
	if !ok {
		return bad(g)
	}
	to, err := infer(sizes, in[0].Len())
	if err != nil {
		return g.fail("Reshape", "from %s: %v", shapeString(in[0].shape()), err)
	}
	return reshapeTo(in[0], to)
}

// Flatten gives the elements of x row by row as a vector.
func Flatten(x Node) Node { return Reshape(x, -1) }

// infer fills in the size that is -1.
func infer(sizes []int, n int) ([]int, error) {
	to := slices.Clone(sizes)
	free, known := -1, 1
	for i, d := range to {
		switch {
		case d == -1 && free < 0:
			free = i
		case d < 0:
			return nil, fmt.Errorf("sizes %v: want sizes >= 0, at most one of them -1", sizes)
		default:
			known *= d
		}
	}
	if free >= 0 && known > 0 && n%known == 0 {
		to[free], known = n/known, n
	} else if free >= 0 {
		return nil, fmt.Errorf("sizes %v do not divide %d elements", sizes, n)
	}
	if known != n {
		return nil, fmt.Errorf("sizes %v make %d elements, want %d", sizes, known, n)
	}
	return to, nil
}

// reshapeTo reshapes where the sizes are known to fit.
func reshapeTo(x Node, to []int) Node {
	if !x.valid() || sameShape(x.shape(), to) {
		return x
	}
	if _, ok := x.vertex().op.(reshape); ok { // of a reshape: of its operand
		return reshapeTo(Node{g: x.g, id: x.vertex().in[0]}, to)
	}
	return x.g.add(reshape{fmt.Sprint(to)}, slices.Clone(to), x)
}

// expand repeats a tensor along axes of size 1 and new leading axes.
type expand struct{ to string }

func isExpand(op operation) bool { _, ok := op.(expand); return ok }

func (expand) name() string  { return "Broadcast" }
func (expand) numbers() bool { return true }

func (expand) vjp(_ Node, in []Node, g Node) []Node { return []Node{sumTo(g, in[0].shape())} }

func (expand) loops() (looping[float64], looping[float32]) { return expanding, expanding }

func expanding[T float](dst operand[T], in []operand[T]) func(lo, hi int) {
	a := in[0]
	if a.number {
		return func(lo, hi int) {
			d, v := at(&dst, lo, hi), a.value()
			for i := range d {
				d[i] = v
			}
		}
	}
	return func(lo, hi int) { copy(at(&dst, lo, hi), at(&a, lo, hi)) }
}

// Broadcast repeats x along axes of size 1 and along new leading axes until it has
// the given sizes.
func Broadcast(x Node, sizes ...int) Node {
	g, in, ok := join("Broadcast", x)
	if !ok {
		return bad(g)
	}
	if s, ok := broadcast(in[0].shape(), sizes); !ok || !sameShape(s, sizes) {
		return g.fail("Broadcast", "%s does not broadcast to %s", shapeString(in[0].shape()), shapeString(sizes))
	}
	return broadcastTo(in[0], sizes)
}

func broadcastTo(x Node, to []int) Node {
	if !x.valid() || sameShape(x.shape(), to) {
		return x
	}
	if size(to) == x.Len() {
		return reshapeTo(x, to)
	}
	if isExpand(x.vertex().op) {
		return broadcastTo(Node{g: x.g, id: x.vertex().in[0]}, to)
	}
	return x.g.add(expand{fmt.Sprint(to)}, slices.Clone(to), x)
}

// sumTo undoes a broadcast from shape to: it sums over what was repeated.
func sumTo(x Node, to []int) Node {
	if !x.valid() || sameShape(x.shape(), to) {
		return x
	}
	shape := x.shape()
	lead := len(shape) - len(to)
	var axes []int
	for i, d := range shape {
		if d != 1 && (i < lead || to[i-lead] == 1) {
			axes = append(axes, i)
		}
	}
	if len(axes) == 0 { // only axes of length one fall away; Sum without axes takes all
		return reshapeTo(x, to)
	}
	return reshapeTo(Sum(x, axes...), to)
}

// transpose orders the axes anew.
type transpose struct{ perm string }

func (transpose) name() string { return "Transpose" }

func (o transpose) vjp(_ Node, in []Node, g Node) []Node {
	perm := o.axes()
	back := make([]int, len(perm))
	for i, p := range perm {
		back[p] = i
	}
	return []Node{Transpose(g, back...)}
}

// axes decodes the permutation, one byte an axis.
func (o transpose) axes() []int {
	perm := make([]int, len(o.perm))
	for i := range perm {
		perm[i] = int(o.perm[i])
	}
	return perm
}

// Transpose orders the axes of x as perm says: axis i of the result is axis
// perm[i] of x. Without perm the order is reversed, which transposes a matrix.
func Transpose(x Node, perm ...int) Node {
	g, in, ok := join("Transpose", x)
	if !ok {
		return bad(g)
	}
	x = in[0]
	rank := x.Rank()
	if len(perm) == 0 {
		for i := range rank {
			perm = append(perm, rank-1-i)
		}
	}
	seen := make([]bool, rank)
	code := make([]byte, rank)
	shape := make([]int, rank)
	identity := true
	for i, p := range perm {
		a, err := axis(p, rank)
		if len(perm) != rank || err != nil || seen[a] {
			return g.fail("Transpose", "order %v of axes of %s: want each of its %d axes once", perm, shapeString(x.shape()), rank)
		}
		seen[a], code[i], shape[i] = true, byte(a), x.shape()[a]
		identity = identity && a == i
	}
	if identity {
		return x
	}
	op := transpose{string(code)}
	if t, ok := x.vertex().op.(transpose); ok && rank == 2 && t == op {
		return Node{g: g, id: x.vertex().in[0]}
	}
	return g.add(op, shape, x)
}

func (o transpose) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return transposing(o, b) },
		func(b *builder[float32]) func() { return transposing(o, b) }
}

func transposing[T float](o transpose, b *builder[T]) func() {
	src, dst := b.in(0), b.out()
	perm := o.axes()
	from := strides(b.inShape(0))
	shape := b.shape()
	step := make([]int, len(shape))
	for i, p := range perm {
		step[i] = from[p]
	}
	if len(shape) == 2 {
		rows, cols := shape[0], shape[1]
		return func() { transpose2(dst.data(), src.data(), rows, cols) }
	}
	count := make([]int, len(shape))
	return func() { permute(dst.data(), src.data(), shape, step, count) }
}

// transpose2 stores the transpose of src, a cols×rows matrix, in dst, tile by tile.
func transpose2[T float](dst, src []T, rows, cols int) {
	const tile = 16
	for i0 := 0; i0 < rows; i0 += tile {
		for j0 := 0; j0 < cols; j0 += tile {
			for i := i0; i < min(i0+tile, rows); i++ {
				for j := j0; j < min(j0+tile, cols); j++ {
					dst[i*cols+j] = src[j*rows+i]
				}
			}
		}
	}
}

// permute fills dst of the given shape in order, reading src by strides. count is
// room for the position.
func permute[T float](dst, src []T, shape, step, count []int) {
	clear(count)
	last := len(shape) - 1
	if last < 0 || len(dst) == 0 {
		copy(dst, src)
		return
	}
	at := 0
	for i := 0; i < len(dst); {
		for j, s := 0, at; j < shape[last]; j, s = j+1, s+step[last] {
			dst[i] = src[s]
			i++
		}
		for k := last - 1; k >= 0; k-- {
			count[k]++
			at += step[k]
			if count[k] < shape[k] {
				break
			}
			at -= count[k] * step[k]
			count[k] = 0
		}
	}
}
