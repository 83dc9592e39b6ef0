package ad

import (
	"fmt"
	"slices"
	"unsafe"
)

// A Program is a compiled graph: loops over buffers that are allocated once. One
// goroutine at a time may use it.
type Program struct {
	plan *plan
	core core
	outs []destination
}

// A core is what runs: a machine in double precision, or a single.
type core interface {
	bind(i int, data []float64)
	bindOut(i int, dst []float64)
	execute() error
	loops() int
	length() int
}

// A destination is where an output goes.
type destination struct {
	n   int
	own []float64 // if the caller does not say
	dst []float64
}

// place is where the output goes if the caller does not say.
func (d *destination) place() []float64 {
	if d.own == nil {
		d.own = make([]float64, d.n)
	}
	return d.own
}

// Compile makes a program that computes the given nodes. It returns the first
// error of the trace, if there is one.
func (g *Graph) Compile(outs ...Node) (*Program, error) { return g.compile(outs, mode{}) }

// CompileChecked is Compile for finding where NaN and infinities come from: after
// every operation of a run its result is looked through, and the first that holds a
// NaN ends the run with an error that names the operation; so does an output that is
// infinite. It is slower.
func (g *Graph) CompileChecked(outs ...Node) (*Program, error) {
	return g.compile(outs, mode{checks: true})
}

// CompileFloat32 is Compile for single precision, as Float32 describes it.
func (g *Graph) CompileFloat32(outs ...Node) (*Program, error) {
	return g.compile(outs, mode{single: true})
}

// compile makes a program for outputs that are nodes of g.
func (g *Graph) compile(outs []Node, m mode) (*Program, error) {
	if g.err != nil {
		return nil, g.err
	}
	for i, y := range outs {
		if !y.valid() || y.g != g {
			return nil, fmt.Errorf("ad.Compile: output %d is %v: want a node of this trace", i, y)
		}
	}
	return newPlan(g, outs, m).program()
}

// program makes a program of the plan; there may be many.
func (pl *plan) program() (*Program, error) {
	p := &Program{plan: pl}
	if pl.single {
		m, err := newMachine[float32](pl)
		if err != nil {
			return nil, err
		}
		p.core = newSingle(m)
	} else {
		m, err := newMachine[float64](pl)
		if err != nil {
			return nil, err
		}
		p.core = m
	}
	for _, o := range pl.outs {
		p.outs = append(p.outs, destination{n: pl.size(o)})
	}
	return p, nil
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
		if dst != nil && len(dst) != o.n {
			return fmt.Errorf("ad.Program.RunTo: output %d has length %d: want %d, for %s", i, len(dst), o.n, shapeString(p.plan.nodes[p.plan.outs[i]].shape))
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

func (p *Program) bindOut(i int, dst []float64) {
	p.outs[i].dst = dst
	p.core.bindOut(i, dst)
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
	kind, bytes := "float64", 8
	if p.plan.single {
		kind, bytes = "float32", 4
	}
	return fmt.Sprintf("ad.Program(%s, %d inputs, %d outputs, %d loops, %d bytes of buffers)", kind, len(p.plan.inputs), len(p.outs), p.core.loops(), bytes*p.core.length())
}

func (p *Program) run(in [][]float64) error {
	if len(in) != len(p.plan.inputs) {
		return fmt.Errorf("ad.Program.Run: %d inputs given: want %d", len(in), len(p.plan.inputs))
	}
	for i, x := range in {
		v := &p.plan.nodes[p.plan.inputs[i]]
		if want := size(v.shape); len(x) != want {
			return fmt.Errorf("ad.Program.Run: input %d, %q, has length %d: want %d, for %s", i, v.op.(*input).label, len(x), want, shapeString(v.shape))
		}
	}
	for i, x := range in {
		p.core.bind(i, x)
	}
	return p.core.execute()
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
