package nn

import (
	"fmt"

	"monro/stdlib/ad"
)

// maxDepth bounds the number of blocks of a model.
const maxDepth = 10000

// CNN is a small network for images, rows channels×height×width: for each number of
// filters a convolution 3×3 with padding 1, ReLU and the maximum of windows 2×2, and
// a dense layer with the given outputs behind them.
func CNN(in []int, out int, filters ...int) (*Model, error) {
	if len(filters) == 0 {
		return nil, fmt.Errorf("nn.CNN: no numbers of filters: want at least one")
	}
	var layers []Layer
	for _, n := range filters {
		layers = append(layers, Conv2D(n, 3, 1, 1, HeNormal), ReLU(), MaxPool(2, 2))
	}
	return New(in, append(layers, Flatten(), Dense(out))...)
}

// ResNet is the residual network for small images of He et al. 2016, section 4.2: a
// convolution 3×3, then three stages of blocks blocks each with width, 2·width and
// 4·width filters, the later two at half the size of what comes before, the mean of
// each channel and a dense layer. A block is two convolutions 3×3 with BatchNorm and
// ReLU; where the size changes the way around it is a convolution 1×1. ResNet-20
// has width 16 and 3 blocks. The stages are Stacks.
func ResNet(in []int, out, width, blocks int) (*Model, error) {
	if blocks < 1 || blocks > maxDepth || width < 1 || width > maxParams {
		return nil, fmt.Errorf("nn.ResNet: width = %d, blocks = %d: want a width of at least 1 and 1 to %d blocks", width, blocks, maxDepth)
	}
	layers := []Layer{Conv2D(width, 3, 1, 1, HeNormal), BatchNorm(), ReLU()}
	for stage, n := range []int{width, 2 * width, 4 * width} {
		way := make([]Layer, blocks)
		for i := range way {
			stride := 1
			if stage > 0 && i == 0 {
				stride = 2
			}
			way[i] = Sequential(resBlock(n, stride), ReLU())
		}
		layers = append(layers, Stack(way...))
	}
	return New(in, append(layers, GlobalAvgPool(), Dense(out))...)
}

// ResNetSmall is ResNet with 8 filters and one block a stage.
func ResNetSmall(in []int, out int) (*Model, error) { return ResNet(in, out, 8, 1) }

// resBlock is the block of ResNet before its last ReLU.
func resBlock(filters, stride int) Layer {
	way := Sequential(
		Conv2D(filters, 3, stride, 1, HeNormal), BatchNorm(), ReLU(),
		Conv2D(filters, 3, 1, 1, HeNormal), BatchNorm())
	if stride == 1 {
		return Residual(way)
	}
	return Sum(way, Conv2D(filters, 1, stride, 0, HeNormal))
}

// Sum adds the results of two layers on the same input, which must have one shape.
func Sum(first, second Layer) Layer {
	return Layer{Kind: "sum", Build: func(b *Builder, in []int) ([]int, Forward) {
		before := b.widths.maker
		out, f := b.Layer(first, in)
		one := b.widths.maker
		b.widths.maker = before
		other, g := b.Layer(second, in)
		b.tie(one)
		if b.err == nil && shapeString(out) != shapeString(other) {
			b.Fail("the layers turn rows of shape %s into %s and %s: want the same shape", shapeString(in), shapeString(out), shapeString(other))
		}
		return out, func(m *Bound, x ad.Node) ad.Node { return ad.Add(f(m, x), g(m, x)) }
	}}
}
