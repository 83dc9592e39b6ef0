package ad

import "slices"

// unfold lays the windows of a stack of images out as columns: from n×c×h×w to
// n×(c·kh·kw)×(oh·ow). A convolution is then a product of matrices. What lies
// outside the image counts as 0.
type unfold struct{ kh, kw, stride, pad int }

func (unfold) name() string { return "Unfold" }

func (o unfold) vjp(_ Node, in []Node, g Node) []Node {
	s := in[0].shape()
	return []Node{g.g.add(fold{o.kh, o.kw, o.stride, o.pad, s[2], s[3]}, s, g)}
}

// fold adds columns back where unfold took them from.
type fold struct{ kh, kw, stride, pad, h, w int }

func (fold) name() string { return "Fold" }

func (o fold) vjp(y Node, _ []Node, g Node) []Node {
	return []Node{columns(g, unfold{o.kh, o.kw, o.stride, o.pad})}
}

// outputs is how many windows of size k fit in n with padding on both sides.
func outputs(n, k, stride, pad int) int { return (n+2*pad-k)/stride + 1 }

func columns(x Node, o unfold) Node {
	s := x.shape()
	oh, ow := outputs(s[2], o.kh, o.stride, o.pad), outputs(s[3], o.kw, o.stride, o.pad)
	return x.g.add(o, []int{s[0], s[1] * o.kh * o.kw, oh * ow}, x)
}

// windows checks what convolution and pooling have in common and reports an error
// of the trace.
func windows(op string, g *Graph, shape []int, kh, kw, stride, pad int) bool {
	h, w := shape[2], shape[3]
	switch {
	case stride < 1 || pad < 0:
		g.fail(op, "stride = %d, padding = %d: want a stride of at least 1 and a padding of at least 0", stride, pad)
	case kh < 1 || kw < 1 || kh > h+2*pad || kw > w+2*pad:
		g.fail(op, "a window of %d×%d does not fit in %d×%d with padding %d", kh, kw, h, w, pad)
	default:
		return true
	}
	return false
}

// Conv2D is the cross-correlation of images x, n×c×h×w, with filters w,
// f×c×kh×kw, giving n×f×oh×ow. Windows are stride apart, and the images are
// surrounded by padding zeros. oh = (h + 2·padding - kh)/stride + 1.
func Conv2D(x, w Node, stride, padding int) Node {
	return conv("Conv2D", x, w, stride, padding)
}

func conv(op string, x, w Node, stride, padding int) Node {
	g, in, ok := join(op, x, w)
	if !ok {
		return bad(g)
	}
	x, w = in[0], in[1]
	sx, sw := x.shape(), w.shape()
	if len(sx) != 4 || len(sw) != 4 || sx[1] != sw[1] {
		return g.fail(op, "shapes do not fit: images %s and filters %s: want n×c×h×w and f×c×kh×kw", shapeString(sx), shapeString(sw))
	}
	if !windows(op, g, sx, sw[2], sw[3], stride, padding) {
		return bad(g)
	}
	cols := columns(x, unfold{sw[2], sw[3], stride, padding})
	filters := reshapeTo(w, []int{sw[0], sw[1] * sw[2] * sw[3]})
	y := multiply(filters, cols, false, false, false)
	return reshapeTo(y, []int{sx[0], sw[0], outputs(sx[2], sw[2], stride, padding), outputs(sx[3], sw[3], stride, padding)})
}

// Conv1D is the cross-correlation of signals x, n×c×l, with filters w, f×c×k,
// giving n×f×ol with ol = (l + 2·padding - k)/stride + 1.
func Conv1D(x, w Node, stride, padding int) Node {
	g, in, ok := join("Conv1D", x, w)
	if !ok {
		return bad(g)
	}
	x, w = in[0], in[1]
	if x.Rank() != 3 || w.Rank() != 3 || x.Size(1) != w.Size(1) {
		return g.fail("Conv1D", "shapes do not fit: signals %s and filters %s: want n×c×l and f×c×k", shapeString(x.shape()), shapeString(w.shape()))
	}
	if padding > 0 { // along the one axis only
		x = Pad(x, 2, padding, padding)
	}
	// One row, and a stride that does not matter across it.
	y := conv("Conv1D", row(x), row(w), stride, min(padding, 0))
	if !y.valid() {
		return y
	}
	return reshapeTo(y, []int{y.Size(0), y.Size(1), y.Size(3)})
}

// row makes images of one row out of signals.
func row(x Node) Node {
	s := x.shape()
	return reshapeTo(x, slices.Insert(slices.Clone(s), 2, 1))
}

func (o unfold) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return unfolding(o, b) },
		func(b *builder[float32]) func() { return unfolding(o, b) }
}

func unfolding[T float](o unfold, b *builder[T]) func() {
	src, dst := b.in(0), b.out()
	s := b.inShape(0)
	return func() {
		n := s[0] * s[1]
		images, cols := src.data(), dst.data()
		walk(n, s[2], s[3], o.kh, o.kw, o.stride, o.pad, func(image, col, count int) {
			to := cols[col : col+count]
			switch {
			case image < 0:
				clear(to)
			case o.stride == 1:
				copy(to, images[image:])
			default:
				for i := range to {
					to[i] = images[image+i*o.stride]
				}
			}
		})
	}
}

func (o fold) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return folding(o, b) },
		func(b *builder[float32]) func() { return folding(o, b) }
}

func folding[T float](o fold, b *builder[T]) func() {
	src, dst := b.in(0), b.out()
	s := b.shape()
	return func() {
		n := s[0] * s[1]
		images, cols := dst.data(), src.data()
		clear(images)
		walk(n, o.h, o.w, o.kh, o.kw, o.stride, o.pad, func(image, col, count int) {
			if image < 0 {
				return
			}
			from := cols[col : col+count]
			for i, v := range from {
				images[image+i*o.stride] += v
			}
		})
	}
}

// walk visits the columns of n single-channel images in order, as runs of count
// elements that begin at col there and at image in the images, stride apart. image
// is negative for runs outside.
func walk(n, h, w, kh, kw, stride, pad int, run func(image, col, count int)) {
	oh, ow := outputs(h, kh, stride, pad), outputs(w, kw, stride, pad)
	col := 0
	for k := range n {
		for i := range kh {
			for j := range kw {
				first, last := covered(j, w, ow, stride, pad)
				for y := range oh {
					line := y*stride + i - pad
					if line < 0 || line >= h {
						run(-1, col, ow)
					} else {
						if first > 0 {
							run(-1, col, first)
						}
						if last > first {
							run((k*h+line)*w+first*stride+j-pad, col+first, last-first)
						}
						if last < ow {
							run(-1, col+last, ow-last)
						}
					}
					col += ow
				}
			}
		}
	}
}

// covered are the windows, from first up to last, whose column j is inside an image w
// wide.
func covered(j, w, ow, stride, pad int) (first, last int) {
	first = min(ow, max(0, (pad-j+stride-1)/stride))
	return first, max(first, min(ow, (w-1+pad-j+stride)/stride))
}
