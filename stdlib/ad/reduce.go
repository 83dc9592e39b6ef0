package ad

import (
	"math"
	"slices"
)

// reduction combines the elements along some axes that follow each other. The
// result does not have those axes.
type reduction struct {
	kind     string
	from, to int // axes from <= a < to
}

func (o reduction) name() string { return o.kind }

func (o reduction) vjp(y Node, in []Node, g Node) []Node {
	x := in[0]
	kept := slices.Clone(x.shape())
	for a := o.from; a < o.to; a++ {
		kept[a] = 1
	}
	g = reshapeTo(g, kept)
	if o.kind == "Sum" {
		return []Node{broadcastTo(g, x.shape())}
	}
	// Equal elements share the derivative of their maximum.
	top := Equal(x, reshapeTo(y, kept))
	count := reshapeTo(reduce("Sum", top, o.from, o.to), kept)
	return []Node{Mul(top, Div(g, count))}
}

// reduce combines over the axes from <= a < to.
func reduce(kind string, x Node, from, to int) Node {
	if !x.valid() || from >= to {
		return x
	}
	shape := slices.Concat(x.shape()[:from], x.shape()[to:])
	if size(x.shape()[from:to]) == 1 {
		return reshapeTo(x, shape)
	}
	return x.g.add(reduction{kind, from, to}, shape, x)
}

// over applies a reduction over axes, all of them if none are given: last runs of
// neighbours first, so that the numbers of the others stay right.
func over(op, kind string, x Node, axes []int) Node {
	g, in, ok := join(op, x)
	if !ok {
		return bad(g)
	}
	x = in[0]
	sorted, err := axesOf(axes, x.Rank())
	if err != nil {
		return g.fail(op, "%v of %s", err, shapeString(x.shape()))
	}
	for end := len(sorted); end > 0; {
		start := end - 1
		for start > 0 && sorted[start-1] == sorted[start]-1 {
			start--
		}
		x = reduce(kind, x, sorted[start], sorted[end-1]+1)
		end = start
	}
	return x
}

// axesOf is the sorted list of axes without repetition, all of them for none.
func axesOf(axes []int, rank int) ([]int, error) {
	var out []int
	for _, a := range axes {
		k, err := axis(a, rank)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	if len(axes) == 0 {
		for a := range rank {
			out = append(out, a)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Sum adds the elements of x over some axes, all of them if none are given. The
// result does not have those axes.
func Sum(x Node, axes ...int) Node { return over("Sum", "Sum", x, axes) }

// Mean is the arithmetic mean over some axes, all of them if none are given.
func Mean(x Node, axes ...int) Node {
	s := over("Mean", "Sum", x, axes)
	if !s.valid() {
		return s
	}
	if x.Len() == 0 {
		return s.g.fail("Mean", "of no elements: the shape is %s", shapeString(x.shape()))
	}
	return Div(s, s.number(float64(x.Len()/s.Len())))
}

// MaxOver is the greatest element over some axes, all of them if none are given.
// Where several are greatest they share the derivative.
func MaxOver(x Node, axes ...int) Node {
	if x.valid() && x.Len() == 0 {
		return x.g.fail("MaxOver", "of no elements: the shape is %s", shapeString(x.shape()))
	}
	return over("MaxOver", "MaxOver", x, axes)
}

// MinOver is the least element over some axes, all of them if none are given.
func MinOver(x Node, axes ...int) Node { return Neg(MaxOver(Neg(x), axes...)) }

// Dot is the sum of the products of the elements of two tensors of one shape.
func Dot(a, b Node) Node { return Sum(Mul(a, b)) }

// keep puts axes of size 1 back where a reduction over axes of x took them away.
func keep(y, x Node, axes []int) Node {
	if !y.valid() {
		return y
	}
	shape := x.Shape()
	list, _ := axesOf(axes, x.Rank())
	for _, a := range list {
		shape[a] = 1
	}
	return reshapeTo(y, shape)
}

// LogSumExp is log Σ exp(x) over some axes, all of them if none are given, without
// overflow.
func LogSumExp(x Node, axes ...int) Node {
	top := StopGradient(MaxOver(x, axes...))
	if !top.valid() {
		return top
	}
	// An infinite maximum would make NaN of infinity minus itself.
	top = Clip(top, -math.MaxFloat64, math.MaxFloat64)
	return Add(Log(Sum(Exp(Sub(x, keep(top, x, axes))), axes...)), top)
}

// Softmax is exp(x)/Σ exp(x) over some axes, the last if none are given.
func Softmax(x Node, axes ...int) Node {
	if len(axes) == 0 {
		axes = []int{-1}
	}
	top := StopGradient(MaxOver(x, axes...))
	e := Exp(Sub(x, keep(top, x, axes)))
	return Div(e, keep(Sum(e, axes...), x, axes))
}

// LogSoftmax is the logarithm of Softmax, without overflow.
func LogSoftmax(x Node, axes ...int) Node {
	if len(axes) == 0 {
		axes = []int{-1}
	}
	top := StopGradient(MaxOver(x, axes...))
	z := Sub(x, keep(top, x, axes))
	return Sub(z, keep(Log(Sum(Exp(z), axes...)), x, axes))
}

func (o reduction) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return reducing(o, b) },
		func(b *builder[float32]) func() { return reducing(o, b) }
}

func reducing[T float](o reduction, b *builder[T]) func() {
	src, dst := b.in(0), b.out()
	shape := b.inShape(0)
	outer, n, inner := size(shape[:o.from]), size(shape[o.from:o.to]), size(shape[o.to:])
	one, rows := sum[T], addVV[T]
	if o.kind != "Sum" {
		one, rows = greatest[T], maxVV[T]
	}
	if inner == 1 {
		return func() {
			s := src.data()
			for i, d := 0, dst.data(); i < outer; i++ {
				d[i] = one(s[i*n : (i+1)*n])
			}
		}
	}
	return func() {
		s, d := src.data(), dst.data()
		for i := range outer {
			to := d[i*inner : (i+1)*inner]
			block := s[i*n*inner : (i+1)*n*inner]
			if n == 0 {
				clear(to)
				continue
			}
			copy(to, block)
			for k := 1; k < n; k++ {
				rows(to, to, block[k*inner:(k+1)*inner])
			}
		}
	}
}

// sum adds up in eight interleaved parts: the additions of one do not wait for
// those of the others, and rounding errors grow more slowly. The parts are double.
func sum[T float](a []T) T {
	var s [8]float64
	for len(a) >= 8 {
		b := a[:8:8]
		s[0] += float64(b[0])
		s[1] += float64(b[1])
		s[2] += float64(b[2])
		s[3] += float64(b[3])
		s[4] += float64(b[4])
		s[5] += float64(b[5])
		s[6] += float64(b[6])
		s[7] += float64(b[7])
		a = a[8:]
	}
	for i, x := range a {
		s[i] += float64(x)
	}
	return T(((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7])))
}

func greatest[T float](a []T) T {
	m := a[0]
	for _, x := range a[1:] {
		m = max(m, x)
	}
	return m
}
