package ad

import "slices"

// scan runs a body many times: state and the k-th slices of some tensors go in,
// the next state and the k-th slices of others come out. All of it is one node,
// packed into a vector: the final state, then the outputs of all steps, then the
// states that steps began with where a derivative needs them.
//
// Operands are the initial state, the tensors of slices, and what the body
// captured from the graph around it; they match the inputs of the body.
type scan struct {
	body   *Graph
	next   []Node // of the body: the next state
	out    []Node // of the body: outputs of the step
	n      int
	states int  // how many tensors make the state
	rows   int  // how many tensors go in by slices
	back   bool // steps run from the last to the first
	save   bool // the states that steps began with are kept
}

func (*scan) name() string { return "Scan" }

// Scan runs state ← step(k, state) for k = 0, ..., n-1 and returns the last state,
// which keeps its shape throughout. step is traced once, so that a long loop costs
// no longer trace than a short one; nodes from outside may be used in it. The
// derivative keeps the n states and runs each step anew. Derivatives that step
// itself takes hold the state fixed, and go through what was made outside.
func Scan(step func(k, state Node) Node, n int, init Node) Node {
	if step == nil {
		return init.Graph().Fail("Scan", "the step is nil: want a function of its number and the state")
	}
	y, _ := ScanOver(func(state, row []Node) ([]Node, []Node) {
		return []Node{step(row[0], state[0])}, nil
	}, []Node{init}, []Node{steps(init, 0, n)})
	return y[0]
}

// ScanCheckpoint is Scan with a derivative that keeps a state only every so many
// steps, about √n if every is 0, and runs the steps between anew once more: memory
// for n/every + every states instead of n, for one more run of the loop.
func ScanCheckpoint(step func(k, state Node) Node, n, every int, init Node) Node {
	if step == nil {
		return Scan(nil, n, init)
	}
	if every == 0 {
		for every = 1; every*every < n; every++ {
		}
	}
	if init.valid() && (every < 1 || n < 0) {
		return init.g.fail("Scan", "n = %d, every = %d: want n >= 0 and every >= 1", n, every)
	}
	if every <= 1 || every >= n {
		return Scan(step, n, init)
	}
	from := func(first Node, n int, state Node) Node {
		return Scan(func(k, s Node) Node { return step(Add(first, k), s) }, n, state)
	}
	whole := n / every
	y := Scan(func(segment, s Node) Node {
		return from(Mul(segment, segment.number(float64(every))), every, s)
	}, whole, init)
	if rest := n - whole*every; rest > 0 && y.valid() {
		y = from(y.number(float64(whole*every)), rest, y)
	}
	return y
}

// Checkpoint is f(x) with a derivative that keeps only x and runs f anew.
func Checkpoint(f func(x Node) Node, x Node) Node {
	if f == nil {
		return x.Graph().Fail("Checkpoint", "f is nil: want a function of nodes")
	}
	_, out := ScanOver(func(_, row []Node) ([]Node, []Node) {
		return nil, []Node{f(row[0])}
	}, nil, []Node{Reshape(x, append([]int{1}, x.shape()...)...)})
	if len(out) == 0 || !out[0].valid() {
		return bad(x.g)
	}
	return reshapeTo(out[0], out[0].shape()[1:])
}

// steps is the vector first, first+1, ... of n numbers in the trace of x.
func steps(x Node, first, n int) Node {
	if !x.valid() {
		return x
	}
	if n < 0 {
		return x.g.fail("Scan", "n = %d: want at least 0", n)
	}
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(first + i)
	}
	return x.g.ConstVec(v)
}

// ScanOver runs step over the slices of the tensors xs along their first axis,
// which all have the same size there: step takes the state and a slice of each, and
// returns the next state, in the same shapes, and outputs. ScanOver returns the
// last state and the outputs of all steps, stacked along a new first axis.
func ScanOver(step func(state, slices []Node) (next, out []Node), init, xs []Node) (final, outs []Node) {
	failed := func(g *Graph) ([]Node, []Node) { return invalid(g, max(1, len(init))), nil }
	g, in, ok := join("Scan", slices.Concat(init, xs)...)
	if !ok {
		return failed(g)
	}
	if step == nil {
		g.fail("Scan", "the step is nil: want a function of the state and slices")
		return failed(g)
	}
	g, in = g.innermost(in)
	init, xs = in[:len(init)], in[len(init):]
	s := &scan{body: g.inner(), n: 1, states: len(init), rows: len(xs)}
	for i, x := range xs {
		if x.Rank() == 0 || x.Size(0) != xs[0].Size(0) {
			g.fail("Scan", "tensors %s and %s, number 0 and %d: want one size of the first axis", shapeString(xs[0].shape()), shapeString(x.shape()), i)
			return failed(g)
		}
		s.n = x.Size(0)
	}
	state, row := s.inputs(init, xs)
	root := g.root()
	around := root.tracing
	root.tracing = s.body
	next, out := step(slices.Clone(state), row)
	root.tracing = around
	return s.trace(g, init, xs, next, out)
}

func (g *Graph) root() *Graph {
	for g.parent != nil {
		g = g.parent
	}
	return g
}

// innermost brings nodes into the body that is being traced, if there is one: a
// loop in a loop may use what belongs to either, whatever it starts from.
func (g *Graph) innermost(in []Node) (*Graph, []Node) {
	body := g.root().tracing
	if body == nil || body == g {
		return g, in
	}
	out := make([]Node, len(in))
	for i, x := range in {
		y, ok := body.adopt(x)
		if !ok {
			return g, in
		}
		out[i] = y
	}
	return body, out
}

// inner returns an empty graph inside g.
func (g *Graph) inner() *Graph {
	return &Graph{memo: map[key]int32{}, parent: g, depth: g.depth + 1, origin: g.origin}
}

// inputs adds the inputs of the body.
func (s *scan) inputs(init, xs []Node) (state, row []Node) {
	for _, x := range init {
		state = append(state, s.body.input("state", x.shape()))
	}
	for _, x := range xs {
		row = append(row, s.body.input("slice", x.shape()[1:]))
	}
	return state, row
}

// trace adds the scan to g once the body is complete, and unpacks its results.
func (s *scan) trace(g *Graph, init, xs, next, out []Node) (final, outs []Node) {
	failed := invalid(g, max(1, len(init)))
	if len(next) != len(init) {
		g.fail("Scan", "the step gave %d tensors for the next state: want %d", len(next), len(init))
		return failed, nil
	}
	all := slices.Concat(next, out)
	for i, y := range all {
		z, ok := s.body.adopt2(y)
		if !ok {
			if s.body.err == nil {
				s.body.fail("Scan", "result %d of the step is no node of this trace", i)
			}
			return failed, nil
		}
		if i < len(init) && !sameShape(z.shape(), init[i].shape()) {
			g.fail("Scan", "the state changes its shape from %s to %s", shapeString(init[i].shape()), shapeString(z.shape()))
			return failed, nil
		}
		all[i] = z
	}
	s.next, s.out = all[:len(next)], all[len(next):]
	if s.body.err != nil {
		return failed, nil
	}
	s.prune()
	packed := g.add(s, []int{s.size()}, slices.Concat(init, xs, s.body.captured)...)
	if !packed.valid() {
		return failed, nil
	}
	return s.unpack(packed)
}

// prune forgets what the body captured for derivatives only that did not use it.
func (s *scan) prune() {
	b := s.body
	used := b.usedBy(slices.Concat(s.next, s.out))
	given := len(b.inputs) - len(b.captured)
	inputs, captured := b.inputs[:given:given], b.captured[:0:0]
	for i, x := range b.captured {
		if id := b.inputs[given+i]; used[id] {
			inputs, captured = append(inputs, id), append(captured, x)
		}
	}
	b.inputs, b.captured = inputs, captured
}

// adopt2 is adopt for a node that may be invalid.
func (g *Graph) adopt2(x Node) (Node, bool) {
	if !x.valid() {
		return x, false
	}
	return g.adopt(x)
}

// size is the length of the packed result.
func (s *scan) size() int {
	n := 0
	for _, y := range s.next {
		n += y.Len()
		if s.save {
			n += s.n * y.Len()
		}
	}
	for _, y := range s.out {
		n += s.n * y.Len()
	}
	return n
}

// unpack takes the results apart.
func (s *scan) unpack(packed Node) (final, outs []Node) {
	at := 0
	take := func(shape []int) Node {
		n := size(shape)
		// Not Slice, which would give all of packed as itself: it may grow.
		y := reshapeTo(packed.g.add(section{0, at, at + n}, []int{n}, packed), shape)
		at += n
		return y
	}
	for _, y := range s.next {
		final = append(final, take(y.shape()))
	}
	for _, y := range s.out {
		outs = append(outs, take(slices.Concat([]int{s.n}, y.shape())))
	}
	if s.save {
		for _, y := range s.next {
			outs = append(outs, take(slices.Concat([]int{s.n}, y.shape())))
		}
	}
	return final, outs
}
