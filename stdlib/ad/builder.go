package ad

import "fmt"

// A kernel is an operation that computes its result by a loop of its own.
type kernel interface {
	operation
	// kernels are what builds the loop in double and in single precision. A nil
	// second one means that the operation is always computed in double.
	kernels() (build[float64], build[float32])
}

// build makes the loop of one node.
type build[T float] func(b *builder[T]) func()

// A builder tells the kernel of one node where its operands and result are.
type builder[T float] struct {
	plan *plan
	id   int32
	src  []ref[T]
	dst  ref[T]
	err  *error // of the run
}

func (b *builder[T]) vertex() *vertex     { return &b.plan.nodes[b.id] }
func (b *builder[T]) operands() int       { return len(b.vertex().in) }
func (b *builder[T]) in(i int) ref[T]     { return b.src[i] }
func (b *builder[T]) inShape(i int) []int { return b.plan.nodes[b.vertex().in[i]].shape }
func (b *builder[T]) out() ref[T]         { return b.dst }
func (b *builder[T]) shape() []int        { return b.vertex().shape }

// placed reports whether an operand is computed inside the result.
func (b *builder[T]) placed(i int) bool {
	outer, ok := b.plan.parent[b.plan.home[b.vertex().in[i]].id]
	return ok && outer.id == b.id
}

// index is the whole number f in [0, n), or -1 after an error of the run.
func (b *builder[T]) index(f T, n int) int {
	k := int(f)
	if T(k) != f || k < 0 || k >= n {
		b.fail("number %v: want a whole number in [0, %d)", f, n)
		return -1
	}
	return k
}

// countable fails where not all of the numbers below n are exact.
func (b *builder[T]) countable(n int) {
	if limit := T(1 << 24); n > 1<<24 && limit+1 == limit {
		b.fail("%d rows or columns: want at most 2^24 in single precision, which holds no greater whole numbers", n)
	}
}

// fail ends the run with an error at this node.
func (b *builder[T]) fail(format string, args ...any) {
	b.failWith(b.errorf(format, args...))
}

func (b *builder[T]) errorf(format string, args ...any) *Error {
	v := b.vertex()
	msg := fmt.Sprintf(format, args...)
	op := v.op.name()
	if v.gradOf != "" {
		op, msg = v.gradOf, fmt.Sprintf("in its derivative, %s: %s", v.op.name(), msg)
	}
	return &Error{Op: op, Place: v.at.String(), Msg: msg}
}

func (b *builder[T]) failWith(err error) {
	if *b.err == nil {
		*b.err = err
	}
}
