package ad

// A machine runs a plan: loops over buffers that are allocated once.
type machine[T float] struct {
	plan    *plan
	steps   []func()
	buffers []*buffer[T] // by slot
	leaves  map[int32]*buffer[T]
	blocks  []*buffer[T] // what passes between the loops of fused groups
	inputs  []*buffer[T]
	outs    []output[T]
	err     error

	infinite *Error // where the first infinity came from, in a checked run
}

// A buffer is memory that may be exchanged between runs.
type buffer[T float] struct{ data []T }

// A ref is a stretch of a buffer.
type ref[T float] struct {
	b      *buffer[T]
	off, n int
}

func (r ref[T]) data() []T { return r.b.data[r.off : r.off+r.n : r.off+r.n] }

// An output is where a result is, and where it goes.
type output[T float] struct {
	src   ref[T]
	bound bool // computed right where it goes
	dst   []T
}

// newMachine allocates buffers, builds the loops, and computes what is constant.
func newMachine[T float](pl *plan) (*machine[T], error) {
	m := &machine[T]{plan: pl, leaves: map[int32]*buffer[T]{}}
	given := map[int]bool{} // slots that outputs are computed in: the caller's
	for _, r := range pl.bound {
		if r >= 0 {
			given[pl.slot[r]] = true
		}
	}
	for i, n := range pl.slots {
		b := &buffer[T]{}
		if !given[i] {
			b.data = make([]T, n)
		}
		m.buffers = append(m.buffers, b)
	}
	for id, v := range pl.nodes {
		switch op := v.op.(type) {
		case *tensor:
			if pl.used[id] {
				m.leaves[int32(id)] = &buffer[T]{constants[T](op.data)}
			}
		case scalar:
			m.leaves[int32(id)] = &buffer[T]{[]T{number[T](op.value())}}
		}
	}
	for _, id := range pl.inputs {
		b := &buffer[T]{}
		m.leaves[id] = b
		m.inputs = append(m.inputs, b)
	}
	for i, o := range pl.outs {
		m.outs = append(m.outs, output[T]{src: m.ref(o), bound: pl.bound[i] >= 0})
	}
	for _, u := range pl.units {
		step := m.build(u)
		if m.err != nil {
			return nil, m.err
		}
		if !pl.fixed[u.sink] {
			m.steps = append(m.steps, step)
			continue
		}
		if step(); m.err != nil {
			return nil, m.err
		}
	}
	return m, nil
}

// build makes the loop of a unit.
func (m *machine[T]) build(u unit) func() {
	b := &builder[T]{plan: m.plan, id: u.sink, dst: m.ref(u.sink), err: &m.err}
	var step func()
	switch op := m.plan.nodes[u.sink].op.(type) {
	case pointwise:
		step = m.fused(u)
	case kernel:
		for _, k := range b.vertex().in {
			b.src = append(b.src, m.ref(k))
		}
		step = kernelOf(op, b)
	}
	if m.plan.checks {
		return m.watch(b, step)
	}
	return step
}

// kernelOf builds a kernel in the precision of the builder.
func kernelOf[T float](op kernel, b *builder[T]) func() {
	double, single := op.kernels()
	switch b := any(b).(type) {
	case *builder[float64]:
		return double(b)
	case *builder[float32]:
		if single == nil {
			return inDouble(b, double)
		}
		return single(b)
	}
	return nil
}

// ref is where the elements of a node are.
func (m *machine[T]) ref(id int32) ref[T] {
	h := m.plan.at(id)
	b, ok := m.leaves[h.id]
	if !ok {
		b = m.buffers[m.plan.slot[h.id]]
	}
	return ref[T]{b, h.off, m.plan.size(id)}
}

// scratch is the i-th block that fused loops pass results in.
func (m *machine[T]) scratch(i, n int) ref[T] {
	for len(m.blocks) <= i {
		m.blocks = append(m.blocks, &buffer[T]{make([]T, blockSize)})
	}
	return ref[T]{m.blocks[i], 0, min(n, blockSize)}
}

// bind sets the elements of an input.
func (m *machine[T]) bind(i int, data []T) { m.inputs[i].data = data }

// bindOut sets where an output goes.
func (m *machine[T]) bindOut(i int, dst []T) {
	o := &m.outs[i]
	o.dst = dst
	if o.bound {
		o.src.b.data = dst
	}
}

func (m *machine[T]) execute() error {
	m.err, m.infinite = nil, nil
	for _, step := range m.steps {
		step()
		if m.err != nil {
			return m.err
		}
	}
	for i := range m.outs {
		if o := &m.outs[i]; !o.bound {
			copy(o.dst, o.src.data())
		}
	}
	if m.plan.checks {
		return m.finite()
	}
	return nil
}

// loops is how many loops a run goes through.
func (m *machine[T]) loops() int { return len(m.steps) }

// length is how many numbers the buffers hold.
func (m *machine[T]) length() int {
	n := 0
	for _, b := range m.buffers {
		n += len(b.data)
	}
	return n
}
