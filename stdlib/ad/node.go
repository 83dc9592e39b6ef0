package ad

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Node is a tensor in a trace: a scalar, vector, matrix or more. It has a shape
// but no numbers, for those differ at each run. Nodes are small values, to be
// passed and copied freely, and cannot be compared with ==.
//
// The operators + - * / work element by element under NumPy's rules for shapes
// that differ; MatMul is the matrix product.
type Node struct {
	_  [0]func() // no ==: whether numbers are equal is not known while tracing
	g  *Graph
	id int32
}

var errNoTrace = errors.New("ad: the zero Node belongs to no trace: nodes come from the argument of a traced function or from Graph.Input")

func (n Node) valid() bool { return n.g != nil && n.id >= 0 }

func (n Node) vertex() *vertex { return &n.g.nodes[n.id] }

// shape is the node's own shape, not to be changed; nil for an invalid node.
func (n Node) shape() []int {
	if !n.valid() {
		return nil
	}
	return n.vertex().shape
}

// Graph is the trace that the node belongs to, nil for the zero Node.
func (n Node) Graph() *Graph { return n.g }

// Err is the first error of the node's trace, nil if there is none.
func (n Node) Err() error {
	if n.g == nil {
		return errNoTrace
	}
	return n.g.err
}

// Shape is the list of sizes, empty for a scalar.
func (n Node) Shape() []int { return slices.Clone(n.shape()) }

// Rank is the number of axes: 0 for a scalar, 1 for a vector, 2 for a matrix.
func (n Node) Rank() int { return len(n.shape()) }

// Len is the number of elements; 0 for a node of a trace that has failed.
func (n Node) Len() int {
	if !n.valid() {
		return 0
	}
	return size(n.shape())
}

// Size is the size of an axis, counted from the end where negative; 0 where there
// is no such axis.
func (n Node) Size(ax int) int {
	a, err := axis(ax, n.Rank())
	if err != nil {
		return 0
	}
	return n.shape()[a]
}

// Value is the number of a constant scalar. Other nodes have none while a
// function is traced, and give an error: what depends on a value must be said with
// Where, Max, Clip and the like instead of if.
func (n Node) Value() (float64, error) {
	if err := n.Err(); err != nil {
		return math.NaN(), err
	}
	if c, ok := n.constant(); ok {
		return c, nil
	}
	return math.NaN(), &Error{Op: n.vertex().op.name(), Place: n.vertex().at.String(),
		Msg: "its value was read while tracing, where it has none: use Where, Max or Clip in place of if, and StopGradient for a value without gradient"}
}

// constant is the number of a scalar constant.
func (n Node) constant() (float64, bool) {
	if !n.valid() {
		return 0, false
	}
	c, ok := n.vertex().op.(scalar)
	return c.value(), ok
}

// is reports whether n is the scalar constant c.
func (n Node) is(c float64) bool {
	v, ok := n.constant()
	return ok && v == c
}

// String tells the operation and the shape.
func (n Node) String() string {
	switch {
	case n.g == nil:
		return "ad.Node(none)"
	case n.id < 0:
		return fmt.Sprintf("ad.Node(%v)", n.g.err)
	}
	return fmt.Sprintf("ad.Node(%s, %s)", n.vertex().op.name(), shapeString(n.shape()))
}
