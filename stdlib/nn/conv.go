package nn

import "monro/stdlib/ad"

// Conv2D is the cross-correlation of images, rows channels×height×width, with
// filters k×k, stride apart and padding zeros around the images, plus a bias for
// each filter. Up to two inits say how filters and biases begin, otherwise
// GlorotUniform and Zeros.
func Conv2D(filters, k, stride, padding int, inits ...Init) Layer {
	return Layer{Kind: "conv", Build: func(b *Builder, in []int) ([]int, Forward) {
		out, ok := b.windows(in, k, stride, padding)
		if !ok || !b.positive("filters", filters) {
			return in, nil
		}
		n := b.Units(filters)
		w := b.Param("W", pick(inits, 0, GlorotUniform), n, in[0], k, k)
		v := b.Param("b", pick(inits, 1, Zeros), n)
		out[0] = n
		return out, func(m *Bound, x ad.Node) ad.Node {
			return ad.Add(ad.Conv2D(x, w(m), stride, padding), ad.Reshape(v(m), 1, n, 1, 1))
		}
	}}
}

// MaxPool is the greatest of each window k×k of images, stride apart.
func MaxPool(k, stride int) Layer { return pool("maxpool", ad.MaxPool2D, k, stride) }

// AvgPool is the mean of each window k×k of images, stride apart.
func AvgPool(k, stride int) Layer { return pool("avgpool", ad.AvgPool2D, k, stride) }

func pool(kind string, f func(x ad.Node, k, stride, padding int) ad.Node, k, stride int) Layer {
	return Layer{Kind: kind, Build: func(b *Builder, in []int) ([]int, Forward) {
		out, ok := b.windows(in, k, stride, 0)
		if !ok {
			return in, nil
		}
		return out, func(_ *Bound, x ad.Node) ad.Node { return f(x, k, stride, 0) }
	}}
}

// GlobalAvgPool is the mean of each channel of images: rows become vectors.
func GlobalAvgPool() Layer {
	return Layer{Kind: "globalavgpool", Build: func(b *Builder, in []int) ([]int, Forward) {
		if _, ok := b.windows(in, 1, 1, 0); !ok {
			return in, nil
		}
		return in[:1], func(_ *Bound, x ad.Node) ad.Node { return ad.Mean(x, 2, 3) }
	}}
}

// windows is the shape of images of which each window gives one element.
func (b *Builder) windows(in []int, k, stride, padding int) (out []int, ok bool) {
	switch {
	case !b.positive("k", k) || !b.positive("stride", stride):
		return in, false
	case padding < 0 || padding > maxParams:
		b.Fail("padding = %d: want between 0 and 2^31", padding)
	case len(in) != 3:
		b.Fail("rows of shape %s: want channels×height×width", shapeString(in))
	case in[1]+2*padding < k || in[2]+2*padding < k:
		b.Fail("windows of %d×%d do not fit into images %d×%d with padding %d", k, k, in[1], in[2], padding)
	default:
		size := func(n int) int { return (n+2*padding-k)/stride + 1 }
		return []int{in[0], size(in[1]), size(in[2])}, true
	}
	return in, false
}
