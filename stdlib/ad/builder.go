package ad

import "fmt"

// A builder tells the kernel of one node where its operands and result are.
type builder struct {
	p  *Program
	id int32
}

func (b *builder) vertex() *vertex     { return &b.p.plan.nodes[b.id] }
func (b *builder) operands() int       { return len(b.vertex().in) }
func (b *builder) in(i int) ref        { return b.p.ref(b.vertex().in[i]) }
func (b *builder) inShape(i int) []int { return b.p.plan.nodes[b.vertex().in[i]].shape }
func (b *builder) out() ref            { return b.p.ref(b.id) }
func (b *builder) shape() []int        { return b.vertex().shape }
func (b *builder) checked() bool       { return b.p.plan.checks }

// placed reports whether an operand is computed inside the result.
func (b *builder) placed(i int) bool {
	outer, ok := b.p.plan.parent[b.p.plan.home[b.vertex().in[i]].id]
	return ok && outer.id == b.id
}

// index is the whole number f in [0, n), or -1 after an error of the run.
func (b *builder) index(f float64, n int) int {
	k := int(f)
	if float64(k) != f || k < 0 || k >= n {
		b.fail("number %v: want a whole number in [0, %d)", f, n)
		return -1
	}
	return k
}

// fail ends the run with an error at this node.
func (b *builder) fail(format string, args ...any) {
	b.failWith(b.errorf(format, args...))
}

func (b *builder) errorf(format string, args ...any) *Error {
	v := b.vertex()
	msg := fmt.Sprintf(format, args...)
	op := v.op.name()
	if v.gradOf != "" {
		op, msg = v.gradOf, fmt.Sprintf("in its derivative, %s: %s", v.op.name(), msg)
	}
	return &Error{Op: op, Place: v.at.String(), Msg: msg}
}

func (b *builder) failWith(err error) {
	if b.p.err == nil {
		b.p.err = err
	}
}
