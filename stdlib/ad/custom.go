package ad

// stop passes a value on without its derivative.
type stop struct{}

func (stop) name() string                  { return "StopGradient" }
func (stop) vjp(Node, []Node, Node) []Node { return nil }

// StopGradient is x, taken for a constant by derivatives.
func StopGradient(x Node) Node {
	g, in, ok := join("StopGradient", x)
	if !ok {
		return bad(g)
	}
	if _, ok := in[0].constant(); ok {
		return in[0]
	}
	return g.add(stop{}, in[0].shape(), in[0])
}

// custom is its first operand, with a derivative of its own for the others.
type custom struct {
	back func(in []Node, out, g Node) []Node
}

func (*custom) name() string { return "Custom" }

func (o *custom) vjp(y Node, in []Node, g Node) []Node {
	grads := o.back(in[1:], y, g)
	if len(grads) != len(in)-1 {
		g.g.fail("Custom", "the derivative gave %d cotangents: want one for each of the %d operands", len(grads), len(in)-1)
		return nil
	}
	for i, d := range grads {
		if d.valid() && !sameShape(d.shape(), in[i+1].shape()) {
			g.g.fail("Custom", "cotangent %d is %s: want %s, the shape of its operand", i, shapeString(d.shape()), shapeString(in[i+1].shape()))
			return nil
		}
	}
	return append([]Node{{}}, grads...)
}

// Custom is forward(in), with the derivative that back gives instead of the one
// that follows from forward: back returns the cotangents of the operands in from
// the result out and its cotangent g, the zero Node where there is none. back is
// traced, so that it can be differentiated again.
func Custom(forward func(in []Node) Node, back func(in []Node, out, g Node) []Node, in ...Node) Node {
	g, in, ok := join("Custom", in...)
	if !ok {
		return bad(g)
	}
	if forward == nil || back == nil {
		return g.fail("Custom", "forward or back is nil: want functions of nodes")
	}
	y := forward(in)
	if !y.valid() || y.g != g {
		return g.fail("Custom", "forward gave no node of this trace")
	}
	return g.add(&custom{back}, y.shape(), append([]Node{y}, in...)...)
}

// A Loop is a plain Go function in a trace: it stores the result in dst, row by
// row, from the elements of the operands, which it must not change or keep.
type Loop func(dst []float64, in [][]float64)

// call runs a Go function.
type call struct {
	label string
	f     Loop
	back  func(in []Node, out, g Node) []Node
}

func (o *call) name() string { return o.label }

func (o *call) vjp(y Node, in []Node, g Node) []Node {
	if o.back == nil {
		g.g.fail(o.label, "has no derivative: give Call one")
		return nil
	}
	return (&custom{o.back}).vjp(y, append([]Node{{}}, in...), g)[1:]
}

// Call makes an operation of a plain Go function whose result has the given
// shape. back is its derivative as for Custom; nil where none is needed. The label
// names it in messages.
func Call(label string, shape []int, f Loop, back func(in []Node, out, g Node) []Node, in ...Node) Node {
	g, in, ok := join(label, in...)
	if !ok {
		return bad(g)
	}
	if f == nil {
		return g.fail(label, "the function is nil")
	}
	return g.add(&call{label, f, back}, append([]int(nil), shape...), in...)
}

func (o *call) kernels() (build[float64], build[float32]) {
	return func(b *builder[float64]) func() { return calling(o, b) }, nil
}

func calling(o *call, b *builder[float64]) func() {
	dst := b.out()
	refs := make([]ref[float64], b.operands())
	for i := range refs {
		refs[i] = b.in(i)
	}
	in := make([][]float64, len(refs))
	return func() {
		for i, r := range refs {
			in[i] = r.data()
		}
		o.f(dst.data(), in)
	}
}
