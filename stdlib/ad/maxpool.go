package ad

import "math"

// maxPool is the greatest element of each window of a stack of images. The first of
// equals has the derivative.
type maxPool struct{ kh, kw, stride, pad int }

func (maxPool) name() string { return "MaxPool" }

func (o maxPool) vjp(y Node, in []Node, g Node) []Node {
	return []Node{g.g.add(unpool(o), in[0].shape(), in[0], y, g)}
}

// unpool puts one number for each window where its greatest element is, into zeros;
// its operands are the images, the greatest elements, and the numbers.
type unpool maxPool

func (unpool) name() string { return "MaxPool" }

func (o unpool) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{{}, {}, g.g.add(repool(o), in[1].shape(), in[0], in[1], g)}
}

// repool takes for each window the element of other images that is where its greatest
// one is: the opposite of unpool.
type repool maxPool

func (repool) name() string { return "MaxPool" }

func (o repool) vjp(_ Node, in []Node, g Node) []Node {
	return []Node{{}, {}, g.g.add(unpool(o), in[0].shape(), in[0], in[1], g)}
}

func (o maxPool) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return maximising(o, b) },
		func(b *builder[float32]) func() { return maximising(o, b) }
}

func (o unpool) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return unpooling(o, b) },
		func(b *builder[float32]) func() { return unpooling(o, b) }
}

func (o repool) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return repooling(o, b) },
		func(b *builder[float32]) func() { return repooling(o, b) }
}

func maximising[T float](o maxPool, b *builder[T]) func() {
	src, dst := b.in(0), b.out()
	images, windows := b.inShape(0), b.shape()
	return func() {
		x, y := src.data(), dst.data()
		begin := func(line, n int) { fill(y[line:line+n], T(math.Inf(-1))) }
		o.lines(images, windows, begin, func(image, window, n int) {
			to := y[window : window+n]
			for i := range to {
				to[i] = max(to[i], x[image+i*o.stride])
			}
		})
	}
}

// first is 1 for the first x that is the greatest element y of a window, else 0.
func first[T float](left *T, x, y T) T {
	t := truth[T](x == y) * *left
	*left -= t
	return t
}

func fill[T float](dst []T, c T) {
	for i := range dst {
		dst[i] = c
	}
}

func unpooling[T float](o unpool, b *builder[T]) func() {
	src, top, in, out := b.in(0), b.in(1), b.in(2), b.out()
	images, windows := b.shape(), b.inShape(1)
	left := make([]T, windows[3]) // 1 for windows whose greatest element is still to come, to do without branches
	begin := func(_, _ int) { fill(left, 1) }
	return func() {
		x, y, g, d := src.data(), top.data(), in.data(), out.data()
		clear(d)
		maxPool(o).lines(images, windows, begin, func(image, window, n int) {
			y, g, left := y[window:window+n], g[window:window+n], left[window%len(left):]
			for i := range y {
				k := image + i*o.stride
				d[k] += first(&left[i], x[k], y[i]) * g[i]
			}
		})
	}
}

func repooling[T float](o repool, b *builder[T]) func() {
	src, top, in, out := b.in(0), b.in(1), b.in(2), b.out()
	images, windows := b.inShape(0), b.shape()
	left := make([]T, windows[3]) // 1 for windows whose greatest element is still to come, to do without branches
	begin := func(_, _ int) { fill(left, 1) }
	return func() {
		x, y, g, d := src.data(), top.data(), in.data(), out.data()
		clear(d)
		maxPool(o).lines(images, windows, begin, func(image, window, n int) {
			y, d, left := y[window:window+n], d[window:window+n], left[window%len(left):]
			for i := range y {
				k := image + i*o.stride
				d[i] += first(&left[i], x[k], y[i]) * g[k]
			}
		})
	}
}

// lines visits the windows line by line: begin at the first of a line of n windows,
// then visit for each place in a window, with the n windows from window on that have
// that place inside the image, at image, stride apart.
func (o maxPool) lines(images, windows []int, begin func(window, n int), visit func(image, window, n int)) {
	h, w, oh, ow := images[2], images[3], windows[2], windows[3]
	for k := range images[0] * images[1] {
		for y := range oh {
			line := (k*oh + y) * ow
			begin(line, ow)
			for r := max(0, y*o.stride-o.pad); r < min(h, y*o.stride-o.pad+o.kh); r++ {
				for j := range o.kw {
					first, last := covered(j, w, ow, o.stride, o.pad)
					if last > first {
						visit((k*h+r)*w+first*o.stride+j-o.pad, line+first, last-first)
					}
				}
			}
		}
	}
}
