package ad

import (
	"fmt"
	"math"
	"slices"
	"unsafe"
)

// A Program is a compiled graph: loops over buffers that are allocated once. One
// goroutine at a time may use it.
type Program struct {
	plan    *plan
	steps   []func()
	buffers []*buffer // by slot
	leaves  map[int32]*buffer
	blocks  []*buffer // what passes between the loops of fused groups
	inputs  []*buffer
	outs    []output
	err     error

	infinite *Error // where the first infinity came from, in a checked run
}

// A buffer is memory that may be exchanged between runs.
type buffer struct{ data []float64 }

// A ref is a stretch of a buffer.
type ref struct {
	b      *buffer
	off, n int
}

func (r ref) data() []float64 { return r.b.data[r.off : r.off+r.n : r.off+r.n] }

// An output is where a result is, and where it goes if that is elsewhere.
type output struct {
	src   ref
	bound bool      // computed right where it goes
	own   []float64 // where it goes if the caller does not say
	dst   []float64
}

// place is where the output goes if the caller does not say.
func (o *output) place() []float64 {
	if o.own == nil {
		o.own = make([]float64, o.src.n)
	}
	return o.own
}

// Compile makes a program that computes the given nodes. It returns the first
// error of the trace, if there is one.
func (g *Graph) Compile(outs ...Node) (*Program, error) { return g.compile(outs, false) }

// CompileChecked is Compile for finding where NaN and infinities come from: after
// every operation of a run its result is looked through, and the first that holds a
// finite ends the run with an error that names the operation. It is slower.
func (g *Graph) CompileChecked(outs ...Node) (*Program, error) { return g.compile(outs, true) }

// compile makes a program for outputs that are nodes of g.
func (g *Graph) compile(outs []Node, checks bool) (*Program, error) {
	if g.err != nil {
		return nil, g.err
	}
	for i, y := range outs {
		if !y.valid() || y.g != g {
			return nil, fmt.Errorf("ad.Compile: output %d is %v: want a node of this trace", i, y)
		}
	}
	return newPlan(g, outs, checks).program()
}

// program allocates buffers and builds the loops.
func (pl *plan) program() (*Program, error) {
	p := &Program{plan: pl, leaves: map[int32]*buffer{}}
	given := map[int]bool{} // slots that outputs are computed in: the caller's
	for _, r := range pl.bound {
		if r >= 0 {
			given[pl.slot[r]] = true
		}
	}
	for i, n := range pl.slots {
		b := &buffer{}
		if !given[i] {
			b.data = make([]float64, n)
		}
		p.buffers = append(p.buffers, b)
	}
	for id, v := range pl.nodes {
		switch op := v.op.(type) {
		case *tensor:
			p.leaves[int32(id)] = &buffer{op.data}
		case scalar:
			p.leaves[int32(id)] = &buffer{[]float64{math.Float64frombits(op.bits)}}
		}
	}
	for _, id := range pl.inputs {
		b := &buffer{}
		p.leaves[id] = b
		p.inputs = append(p.inputs, b)
	}
	for i, o := range pl.outs {
		p.outs = append(p.outs, output{src: p.ref(o), bound: pl.bound[i] >= 0})
	}
	for _, u := range pl.units {
		step := p.build(u)
		if !pl.fixed[u.sink] {
			p.steps = append(p.steps, step)
			continue
		}
		if step(); p.err != nil {
			return nil, p.err
		}
	}
	return p, p.err
}

// build makes the loop of a unit.
func (p *Program) build(u unit) func() {
	b := &builder{p: p, id: u.sink}
	var step func()
	switch op := p.plan.nodes[u.sink].op.(type) {
	case pointwise:
		step = p.fused(u)
	case kernel:
		step = op.build(b)
	}
	if p.plan.checks {
		return b.watch(step)
	}
	return step
}

// ref is where the elements of a node are.
func (p *Program) ref(id int32) ref {
	h := p.plan.at(id)
	b, ok := p.leaves[h.id]
	if !ok {
		b = p.buffers[p.plan.slot[h.id]]
	}
	return ref{b, h.off, p.plan.size(id)}
}

// scratch is the i-th block that fused loops pass results in.
func (p *Program) scratch(i, n int) ref {
	for len(p.blocks) <= i {
		p.blocks = append(p.blocks, &buffer{make([]float64, blockSize)})
	}
	return ref{p.blocks[i], 0, min(n, blockSize)}
}

// Run computes the outputs from the inputs, given in the order in which they were
// added to the graph, each row by row. Out has the results.
func (p *Program) Run(in ...[]float64) error {
	for i := range p.outs {
		p.bindOut(i, p.outs[i].place())
	}
	return p.run(in)
}

// RunTo is Run with the outputs stored in out, one slice for each, nil for those
// that are not wanted. They may overlap inputs, but not each other.
func (p *Program) RunTo(out [][]float64, in ...[]float64) error {
	if len(out) != len(p.outs) {
		return fmt.Errorf("ad.Program.RunTo: %d slices for outputs: want %d", len(out), len(p.outs))
	}
	for i, dst := range out {
		o := &p.outs[i]
		if dst != nil && len(dst) != o.src.n {
			return fmt.Errorf("ad.Program.RunTo: output %d has length %d: want %d, for %s", i, len(dst), o.src.n, shapeString(p.plan.nodes[p.plan.outs[i]].shape))
		}
		if dst == nil || overlapsAny(dst, in) {
			dst = o.place()
		}
		p.bindOut(i, dst)
	}
	if err := p.run(in); err != nil {
		return err
	}
	for i, dst := range out {
		if len(dst) > 0 && &dst[0] != &p.outs[i].dst[0] {
			copy(dst, p.outs[i].dst)
		}
	}
	return nil
}

// Out is the i-th output of the last Run or RunTo, row by row. The next run
// overwrites it.
func (p *Program) Out(i int) []float64 {
	if i < 0 || i >= len(p.outs) {
		return nil
	}
	return p.outs[i].dst
}

// Shape is the list of sizes of the i-th output.
func (p *Program) Shape(i int) []int {
	if i < 0 || i >= len(p.outs) {
		return nil
	}
	return slices.Clone(p.plan.nodes[p.plan.outs[i]].shape)
}

// String tells how many loops the program runs and the memory of its buffers.
func (p *Program) String() string {
	n := 0
	for _, b := range p.buffers {
		n += len(b.data)
	}
	return fmt.Sprintf("ad.Program(%d inputs, %d outputs, %d loops, %d bytes of buffers)", len(p.inputs), len(p.outs), len(p.steps), 8*n)
}

func (p *Program) run(in [][]float64) error {
	if len(in) != len(p.inputs) {
		return fmt.Errorf("ad.Program.Run: %d inputs given: want %d", len(in), len(p.inputs))
	}
	for i, x := range in {
		v := &p.plan.nodes[p.plan.inputs[i]]
		if want := size(v.shape); len(x) != want {
			return fmt.Errorf("ad.Program.Run: input %d, %q, has length %d: want %d, for %s", i, v.op.(*input).label, len(x), want, shapeString(v.shape))
		}
		p.bind(i, x)
	}
	return p.execute()
}

// bind sets the elements of an input.
func (p *Program) bind(i int, data []float64) { p.inputs[i].data = data }

// bindOut sets where an output goes.
func (p *Program) bindOut(i int, dst []float64) {
	o := &p.outs[i]
	o.dst = dst
	if o.bound {
		o.src.b.data = dst
	}
}

func (p *Program) execute() error {
	p.err, p.infinite = nil, nil
	for _, step := range p.steps {
		step()
		if p.err != nil {
			return p.err
		}
	}
	for i := range p.outs {
		if o := &p.outs[i]; !o.bound {
			copy(o.dst, o.src.data())
		}
	}
	if p.plan.checks {
		return p.finite()
	}
	return nil
}

// overlapsAny reports whether a shares memory with any of the others.
func overlapsAny(a []float64, others [][]float64) bool {
	for _, b := range others {
		if len(a) == 0 || len(b) == 0 {
			continue
		}
		a0, b0 := uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&b[0]))
		if a0 < b0+8*uintptr(len(b)) && b0 < a0+8*uintptr(len(a)) {
			return true
		}
	}
	return false
}
