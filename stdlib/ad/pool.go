package ad

// MaxPool2D is the greatest element of each window of k×k of images n×c×h×w,
// stride apart, surrounded by padding that is never greatest. The first of equals
// has the derivative.
func MaxPool2D(x Node, k, stride, padding int) Node {
	return pool("MaxPool2D", x, k, k, stride, padding, true)
}

// AvgPool2D is the mean of each window of k×k of images n×c×h×w, stride apart,
// surrounded by padding zeros, which count.
func AvgPool2D(x Node, k, stride, padding int) Node {
	return pool("AvgPool2D", x, k, k, stride, padding, false)
}

// MaxPool1D is the greatest element of each window of k of signals n×c×l.
func MaxPool1D(x Node, k, stride int) Node {
	return pool1("MaxPool1D", x, k, stride, true)
}

// AvgPool1D is the mean of each window of k of signals n×c×l.
func AvgPool1D(x Node, k, stride int) Node { return pool1("AvgPool1D", x, k, stride, false) }

func pool1(op string, x Node, k, stride int, most bool) Node {
	if x.valid() && x.Rank() != 3 {
		return x.g.fail(op, "of %s: want n×c×l", shapeString(x.shape()))
	}
	if !x.valid() {
		return x
	}
	y := pool(op, row(x), 1, k, stride, 0, most)
	if !y.valid() {
		return y
	}
	return reshapeTo(y, []int{y.Size(0), y.Size(1), y.Size(3)})
}

// pool takes the greatest element of each window, or the mean.
func pool(op string, x Node, kh, kw, stride, padding int, most bool) Node {
	g, in, ok := join(op, x)
	if !ok {
		return bad(g)
	}
	x = in[0]
	s := x.shape()
	if len(s) != 4 {
		return g.fail(op, "of %s: want n×c×h×w", shapeString(s))
	}
	if !windows(op, g, s, kh, kw, stride, padding) {
		return bad(g)
	}
	if 2*padding > min(kh, kw) {
		return g.fail(op, "padding = %d: want at most half of the window, %d", padding, min(kh, kw)/2)
	}
	shape := []int{s[0], s[1], outputs(s[2], kh, stride, padding), outputs(s[3], kw, stride, padding)}
	if most {
		return g.add(maxPool{kh, kw, stride, padding}, shape, x)
	}
	cols := columns(reshapeTo(x, []int{s[0] * s[1], 1, s[2], s[3]}), unfold{kh, kw, stride, padding})
	return reshapeTo(Mean(cols, 1), shape)
}
