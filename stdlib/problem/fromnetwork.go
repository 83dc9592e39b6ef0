package problem

import (
	"fmt"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/nn"
)

// A NetworkLoss is the loss of a network over the examples of a data set: a TracedLoss
// that knows its model, for methods that look at its layers, such as optim.KFAC.
// FromNetwork makes it.
type NetworkLoss struct {
	*TracedLoss
	net    *nn.Model
	width  int
	layers []nn.DenseLayer
	why    error // there are none
	back   *ad.Function
	apply  *ad.Function
}

// FromNetwork returns the finite sum over a data set of a loss of what the network makes
// of an example's features: loss takes the outputs of a minibatch, a row each, and its
// targets, a vector, and returns the mean of the examples' losses, as nn.CrossEntropy
// and nn.MSE do. The network gets the features in the shape that it wants and is
// applied as in evaluation.
//
//	f, err := problem.FromNetwork(net, nn.CrossEntropy, d)
//
// It is FromLoss otherwise, with its options and its errors, and it is an error where
// the data have another number of features than the network takes.
func FromNetwork(net *nn.Model, loss func(y, t ad.Node) ad.Node, d *data.Dataset, opts ...ad.Option) (*NetworkLoss, error) {
	switch {
	case net == nil:
		return nil, fmt.Errorf("problem.FromNetwork: the model is nil: want one, such as nn.MLP makes")
	case loss == nil:
		return nil, fmt.Errorf("problem.FromNetwork: loss is nil: want one, such as nn.CrossEntropy")
	}
	if err := checkData("FromNetwork", d); err != nil {
		return nil, err
	}
	in := elements(net.In())
	if in != d.D {
		return nil, fmt.Errorf("problem.FromNetwork: the data have %d features: want %d, as the model takes rows of shape %v", d.D, in, net.In())
	}
	rows := append([]int{-1}, net.In()...)
	batch := func(x ad.Node) ad.Node { return ad.Reshape(x, rows...) }
	traced, err := FromLoss(func(p, x, y ad.Node) ad.Node { return loss(net.At(p).Apply(batch(x)), y) }, net.Len(), d, opts...)
	if err != nil {
		return nil, err
	}
	l := &NetworkLoss{TracedLoss: traced, net: net, width: elements(net.Out())}
	l.layers, l.why = net.DenseLayers()
	l.back = ad.FuncData(func(p ad.Node, data []ad.Node) ad.Node {
		return net.Backprop(func(net *nn.Bound) ad.Node { return loss(net.Apply(batch(data[0])), data[1]) }, p)
	}, []int{-1, d.D}, []int{-1}).With(opts...)
	l.apply = ad.FuncData(func(p ad.Node, data []ad.Node) ad.Node { return net.At(p).Apply(batch(data[0])) }, []int{-1, d.D}).With(opts...)
	return l, nil
}

// elements is the number of elements of a shape.
func elements(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// Model returns the network.
func (l *NetworkLoss) Model() *nn.Model { return l.net }

// Width returns the number of outputs for an example.
func (l *NetworkLoss) Width() int { return l.width }

// DenseLayers returns the network's dense layers, or an error that names the blocks of
// parameters that are in other layers. It is l's own memory.
func (l *NetworkLoss) DenseLayers() ([]nn.DenseLayer, error) { return l.layers, l.why }

// Outputs stores the network's outputs at p for the examples in idx in the rows of z. A
// nil idx means all in order.
func (l *NetworkLoss) Outputs(z, p []float64, idx []int) error {
	const op = "problem.NetworkLoss.Outputs"
	b, n := l.examples(op, p, idx)
	defer l.put(b)
	sameLength(op, len(z), n*l.width)
	return l.apply.Call(z, p, b.x)
}

// Backprop stores in the rows of dst what nn.Model.Backprop has for each of the
// examples in idx: the inputs of the layers of DenseLayers, and the derivatives of the
// example's loss by their outputs. A nil idx means all in order. A nil t means the
// targets of the data, otherwise it has one for each example in idx. It returns an error
// where DenseLayers does.
func (l *NetworkLoss) Backprop(dst, p, t []float64, idx []int) error {
	const op = "problem.NetworkLoss.Backprop"
	if l.why != nil {
		return l.why
	}
	b, n := l.examples(op, p, idx)
	defer l.put(b)
	if t == nil {
		t = b.y
	}
	sameLength(op, len(t), n)
	width := 0
	for _, layer := range l.layers {
		width += layer.Rows + layer.Out
	}
	sameLength(op, len(dst), n*width)
	return l.back.Call(dst, p, b.x, t)
}

// examples gathers those in idx, or all, and says how many they are.
func (l *NetworkLoss) examples(op string, p []float64, idx []int) (b *batch, n int) {
	l.length(op, p)
	if idx != nil {
		return l.gather(op, idx), len(idx)
	}
	b = l.take()
	b.x, b.y = append(b.x[:0], l.d.X...), append(b.y[:0], l.d.Y...)
	return b, l.d.N
}
