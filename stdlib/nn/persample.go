package nn

import (
	"monro/stdlib/ad"
)

// PerSample is the matrix of the gradients of a loss at each example: row i is the
// gradient with respect to the vector p of the loss of example i alone. data are
// tensors whose first axis counts examples, and loss gets them as a batch of one
// example, so that the loss of a batch serves here too.
//
// It runs the gradient once for each example and works for every loss. For models of
// dense layers Model.PerSample is faster.
func PerSample(loss func(p ad.Node, data []ad.Node) ad.Node, p ad.Node, data ...ad.Node) ad.Node {
	if len(data) == 0 {
		return p.Graph().Fail("nn.PerSample", "no data: want at least one tensor with an example a row")
	}
	_, out := ad.ScanOver(func(_, row []ad.Node) (next, out []ad.Node) {
		batch := make([]ad.Node, len(row))
		for i, x := range row {
			batch[i] = ad.Reshape(x, append([]int{1}, x.Shape()...)...)
		}
		return nil, []ad.Node{ad.Gradient(loss(p, batch), p)}
	}, nil, data)
	if len(out) == 0 {
		return failed(p, data)
	}
	return out[0]
}

// PerSample is the matrix of gradients of nn.PerSample for a model all of whose
// parameters are in dense layers on vectors, such as MLP, from one gradient of the
// batch: that for the weights at an example is the outer product of the layer's input
// with the derivative by its output (Goodfellow 2015). loss applies the model
// it gets to a batch, once, and returns the mean of the examples' losses, none of
// which may depend on another example.
func (m *Model) PerSample(loss func(net *Bound) ad.Node, p ad.Node) ad.Node {
	uses, derivatives, failure, ok := m.trace("nn.Model.PerSample", ": use nn.PerSample", loss, p)
	if !ok {
		return failure
	}
	var xs []ad.Node
	for i, d := range derivatives {
		xs = append(xs, uses[i].x, d)
	}
	// Example by example each row is written right where it belongs.
	_, out := ad.ScanOver(func(_, row []ad.Node) (next, out []ad.Node) {
		return nil, []ad.Node{m.outer(uses, row)}
	}, nil, xs)
	if len(out) == 0 {
		return failed(p, xs)
	}
	return out[0]
}

// outer is the gradient at one example from the inputs of the layers and the
// derivatives by their outputs, in turn.
func (m *Model) outer(uses []use, row []ad.Node) ad.Node {
	parts := make([]ad.Node, len(m.build.params.blocks))
	for i, u := range uses {
		x, d := row[2*i], row[2*i+1]
		parts[u.w] = m.build.all(u.w, ad.MatMul(ad.Reshape(x, -1, 1), ad.Reshape(d, 1, -1)))
		if u.b >= 0 {
			parts[u.b] = m.build.all(u.b, d)
		}
	}
	for i, b := range m.build.params.blocks {
		if m.build.lacks(i) {
			parts[i] = ad.Broadcast(row[0].Graph().Const(0), b.Len())
		}
	}
	return ad.Concat(0, parts...)
}

// failed is a node of a trace that has an error.
func failed(p ad.Node, data []ad.Node) ad.Node {
	if p.Err() == nil {
		for _, x := range data {
			if x.Err() != nil {
				return ad.Add(p, x)
			}
		}
	}
	return p
}
