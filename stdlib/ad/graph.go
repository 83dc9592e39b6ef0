package ad

import (
	"fmt"
	"math"
	"slices"
)

// A Graph is a trace: the operations that led from inputs to results. Make one
// with NewGraph. One goroutine at a time may use it.
type Graph struct {
	nodes  []vertex
	inputs []int32
	memo   map[key]int32 // an operation on the same operands is traced once
	err    error

	// A loop's body is a graph inside another: nodes of the outer graphs that it
	// reads become inputs, remembered in captured in the order of those inputs.
	parent   *Graph
	depth    int
	captured []Node
	lifted   map[int32]int32
	tracing  *Graph // of the outermost graph: the body being traced

	// While a gradient is traced, what is traced belongs to the operation it is
	// the gradient of.
	origin *vertex
	needed []bool
}

// A vertex is one operation of a graph.
type vertex struct {
	op     operation
	in     []int32
	shape  []int
	at     place
	gradOf string // the operation whose derivative this belongs to, if any
}

// An operation is what a vertex does. Operations are comparable: two with equal
// values do the same to the same operands.
type operation interface {
	name() string
	// vjp traces the cotangents of the operands from the cotangent g of the
	// result y. A zero Node stands for no dependence; a nil slice for none at all.
	vjp(y Node, in []Node, g Node) []Node
}

type key struct {
	op operation
	in [3]int32
	n  int
}

// NewGraph returns an empty graph.
func NewGraph() *Graph { return &Graph{memo: map[key]int32{}} }

// Err is the first error of the trace, nil if there is none.
func (g *Graph) Err() error { return g.err }

// Len is the number of vertices traced so far.
func (g *Graph) Len() int { return len(g.nodes) }

// input is data that enters at each run.
type input struct{ label string }

func (*input) name() string                  { return "Input" }
func (*input) vjp(Node, []Node, Node) []Node { return nil }

// Input adds a tensor whose elements are given at each run, row by row. The label
// names it in error messages. No sizes make it a scalar.
func (g *Graph) Input(label string, sizes ...int) Node {
	if err := checkShape(sizes); err != nil {
		return g.fail("Input", "%s: %v", label, err)
	}
	if g.parent != nil {
		return g.fail("Input", "%s: within the body of a loop: add it outside and use it here", label)
	}
	return g.input(label, sizes)
}

func (g *Graph) input(label string, shape []int) Node {
	n := g.add(&input{label}, slices.Clone(shape))
	g.inputs = append(g.inputs, n.id)
	return n
}

// scalar is a constant number, its bits because NaN does not equal itself.
type scalar struct{ bits uint64 }

func (c scalar) value() float64              { return math.Float64frombits(c.bits) }
func (scalar) name() string                  { return "Const" }
func (scalar) vjp(Node, []Node, Node) []Node { return nil }

// tensor is constant data.
type tensor struct{ data []float64 }

func (*tensor) name() string                  { return "Const" }
func (*tensor) vjp(Node, []Node, Node) []Node { return nil }

// Const adds a constant scalar.
func (g *Graph) Const(c float64) Node { return g.add(scalar{math.Float64bits(c)}, nil) }

// ConstVec adds a constant vector. It copies v.
func (g *Graph) ConstVec(v []float64) Node { return g.ConstTensor(v, len(v)) }

// ConstTensor adds a constant tensor with the elements of v row by row. It copies
// v.
func (g *Graph) ConstTensor(v []float64, sizes ...int) Node {
	if err := checkShape(sizes); err != nil {
		return g.fail("ConstTensor", "%v", err)
	}
	if size(sizes) != len(v) {
		return g.fail("ConstTensor", "%d elements given for shape %s, which has %d", len(v), shapeString(sizes), size(sizes))
	}
	return g.add(&tensor{slices.Clone(v)}, slices.Clone(sizes))
}

// full is a constant tensor of equal elements.
func (g *Graph) full(c float64, shape []int) Node { return broadcastTo(g.Const(c), shape) }

// add traces an operation whose operands are nodes of g.
func (g *Graph) add(op operation, shape []int, in ...Node) Node {
	for _, x := range in {
		if x.id < 0 {
			return Node{g: g, id: -1}
		}
	}
	k := key{op: op, n: len(in)}
	if len(in) <= len(k.in) {
		for i, x := range in {
			k.in[i] = x.id
		}
		if id, ok := g.memo[k]; ok {
			return Node{g: g, id: id}
		}
	}
	if err := checkShape(shape); err != nil {
		return g.fail(op.name(), "%v", err)
	}
	v := vertex{op: op, shape: shape}
	if g.origin != nil {
		v.at, v.gradOf = g.origin.at, g.origin.op.name()
	} else {
		v.at = here()
	}
	for _, x := range in {
		v.in = append(v.in, x.id)
	}
	id := int32(len(g.nodes))
	g.nodes = append(g.nodes, v)
	if len(in) <= len(k.in) {
		g.memo[k] = id
	}
	return Node{g: g, id: id}
}

// Fail ends the trace with an error and returns the node that stands for it. It is
// for packages that build on this one and check what they are given: op is the
// operation with its package, such as "nn.Huber", and the message gives what is
// wrong. The first error of a trace is the one that stays. A nil graph, which the
// zero Node has, gives the zero Node.
func (g *Graph) Fail(op, format string, args ...any) Node {
	if g == nil {
		return Node{}
	}
	return g.fail(op, format, args...)
}

// fail keeps the first error of the trace and returns the node that stands for
// it: further operations on that node do nothing.
func (g *Graph) fail(op, format string, args ...any) Node {
	if g.err == nil {
		at := here()
		if g.origin != nil {
			at = g.origin.at
		}
		g.err = &Error{Op: op, Place: at.String(), Msg: fmt.Sprintf(format, args...)}
	}
	for p := g.parent; p != nil && p.err == nil; p = p.parent {
		p.err = g.err
	}
	return Node{g: g, id: -1}
}

// join brings operands into one graph, the innermost of theirs. It reports false
// where one of them is not fit for use, having kept the error if there is a graph
// to keep it in.
func join(op string, in ...Node) (*Graph, []Node, bool) {
	var g *Graph
	for _, x := range in {
		if x.g != nil && (g == nil || x.g.depth > g.depth) {
			g = x.g
		}
	}
	if g == nil {
		return nil, in, false
	}
	out := make([]Node, len(in))
	for i, x := range in {
		switch {
		case x.g == nil:
			g.fail(op, "operand %d is the zero Node, which belongs to no trace", i+1)
			return g, nil, false
		case x.id < 0:
			if g.err == nil {
				g.err = x.g.err
			}
			return g, nil, false
		}
		y, ok := g.adopt(x)
		if !ok {
			g.fail(op, "operand %d belongs to another trace: a node may not outlive the function that was traced", i+1)
			return g, nil, false
		}
		out[i] = y
	}
	return g, out, true
}

// adopt returns a node of g for a node of g or of a graph around it.
func (g *Graph) adopt(x Node) (Node, bool) {
	if x.g == g {
		return x, true
	}
	if g.parent == nil {
		return Node{}, false
	}
	outer, ok := g.parent.adopt(x)
	if !ok {
		return Node{}, false
	}
	if id, ok := g.lifted[outer.id]; ok {
		return Node{g: g, id: id}, true
	}
	v := g.parent.nodes[outer.id]
	if c, ok := v.op.(scalar); ok {
		return g.add(c, nil), true
	}
	n := g.input("captured", v.shape)
	if g.lifted == nil {
		g.lifted = map[int32]int32{}
	}
	g.lifted[outer.id] = n.id
	g.captured = append(g.captured, outer)
	return n, true
}

// bad is the node that stands for an error in g, which may be nil.
func bad(g *Graph) Node {
	if g == nil {
		return Node{}
	}
	return Node{g: g, id: -1}
}
