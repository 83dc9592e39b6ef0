package nn

import (
	"slices"
	"strings"

	"monro/stdlib/ad"
)

// A DenseLayer is where a model has the parameters of a dense layer: from Offset on a
// matrix of Rows rows and Out columns, row by row, which is that of the weights with,
// behind it, a row for the biases where there are some. The layer multiplies its input,
// with a 1 behind it for the biases, with this matrix.
type DenseLayer struct {
	Name      string // such as "dense1"
	Offset    int
	Rows, Out int
	Bias      bool
}

// Len is the number of the layer's parameters, Rows·Out.
func (l DenseLayer) Len() int { return l.Rows * l.Out }

// DenseLayers lists the dense layers of a model all of whose parameters are in such,
// each applied once and to vectors, in the order of its layout: MLP is one. Otherwise
// it is an error that names the blocks that are elsewhere. So it is for a slice of a
// model.
func (m *Model) DenseLayers() ([]DenseLayer, error) {
	const op = "nn.Model.DenseLayers"
	g := ad.NewGraph()
	x := g.Input("x", append([]int{1}, m.in...)...)
	p := g.Input("p", m.Len())
	if m.whole != nil {
		g.Fail(op, "the model is a slice of another: want the whole")
		return nil, g.Err()
	}
	uses, _, _, ok := m.trace(op, "", func(net *Bound) ad.Node { return ad.Sum(net.Apply(x)) }, p)
	if !ok {
		return nil, g.Err()
	}
	layers := make([]DenseLayer, len(uses))
	for i, u := range uses {
		w := m.build.params.blocks[u.w]
		layers[i] = DenseLayer{strings.TrimSuffix(w.Name, ".W"), w.Offset, w.Shape[0], w.Shape[1], u.b >= 0}
		if u.b >= 0 {
			layers[i].Rows++ // Dense declares its biases right behind its weights
		}
	}
	return layers, nil
}

// Backprop is what goes forwards and backwards through the layers of DenseLayers, a row
// for each example: for one layer after the other its input, with a 1 behind it where it
// has biases, Rows numbers, and then the derivative of this example's loss by its
// output, Out numbers. Their outer product is the example's gradient. loss is as for
// Model.PerSample.
func (m *Model) Backprop(loss func(net *Bound) ad.Node, p ad.Node) ad.Node {
	const op = "nn.Model.Backprop"
	if m.whole != nil {
		return p.Graph().Fail(op, "the model is a slice of another: want the whole")
	}
	uses, derivatives, failure, ok := m.trace(op, ": want dense layers only", loss, p)
	if !ok {
		return failure
	}
	var columns []ad.Node
	for i, u := range uses {
		columns = append(columns, u.x)
		if u.b >= 0 {
			columns = append(columns, ad.Broadcast(p.Graph().Const(1), u.x.Size(0), 1))
		}
		columns = append(columns, derivatives[i])
	}
	return ad.Concat(1, columns...)
}

// A use is a dense layer's input and output, and the numbers of its blocks, that of
// the biases -1 where there are none.
type use struct {
	x, y ad.Node
	w, b int
}

// trace applies a loss to the model, all of whose parameters have to be in dense layers
// on vectors, each used once. It returns these in the order of the layout, with the
// derivatives of the single examples' losses by their outputs; or, where it cannot, a
// node with the error, which ends with the advice.
func (m *Model) trace(op, advice string, loss func(net *Bound) ad.Node, p ad.Node) (uses []use, derivatives []ad.Node, failure ad.Node, ok bool) {
	net := m.At(p)
	net.uses = &uses
	mean := loss(net)
	if p.Err() != nil || mean.Err() != nil {
		return nil, nil, ad.Add(p, mean), false
	}
	fail := func(format string, args ...any) ([]use, []ad.Node, ad.Node, bool) {
		return nil, nil, p.Graph().Fail(op, format+advice, args...), false
	}
	seen := make([]bool, len(m.build.params.blocks))
	for _, u := range uses {
		if u.x.Rank() != 2 || seen[u.w] {
			return fail("block %s is applied twice or to rows that are no vectors", m.build.params.blocks[u.w].Name)
		}
		seen[u.w] = true
		if u.b >= 0 {
			seen[u.b] = true
		}
	}
	var others []string
	for i, b := range m.build.params.blocks {
		if !seen[i] && !m.build.lacks(i) {
			others = append(others, b.Name)
		}
	}
	switch {
	case len(others) == 1:
		return fail("block %s is in no dense layer that loss applies", others[0])
	case len(others) > 1:
		return fail("blocks %s are in no dense layer that loss applies", strings.Join(others, ", "))
	case len(uses) == 0:
		return fail("the model has no parameters")
	}
	slices.SortFunc(uses, func(a, b use) int { return a.w - b.w })
	outputs := make([]ad.Node, len(uses))
	for i, u := range uses {
		outputs[i] = u.y
	}
	return uses, ad.Gradients(ad.OpMulSN(float64(outputs[0].Size(0)), mean), outputs...), ad.Node{}, true
}
