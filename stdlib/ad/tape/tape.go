// Package tape differentiates functions of numbers as they run: every operation
// on a *Real notes its operands and its partial derivatives on a tape, which a
// sweep from the end to the beginning turns into a gradient. Loops, branches and
// recursion depend on values as in any Go function, and each call notes its own
// path: at a kink the derivative is that of the branch taken.
//
//	slope := tape.Derivative(math.Sin, tape.Sin)
//	slope(0) // 1
//
// Cells do not name the package. There, grad(f) of a function of float64 or
// []float64 makes a copy of f in which what depends on the argument is a *Real,
// and hands both to the functions of this package; an exported program shows the
// copy.
//
// # Cost
//
// Compiled, an operation with its part of the sweep takes about 20 ns, and 72
// bytes of a tape that later calls use again: a gradient allocates nothing beside
// its result. In a cell a call of compiled code costs 0.3 µs, whatever it does, and
// so each expression becomes one call (the Eval functions). There a gradient takes
// about twice as long as an interpreted function of calls such as sin and exp,
// four to eight times as long as one of expressions with several operations, and
// ten times as long as a loop of s*x + c. One sweep gives all partial derivatives.
//
// Package ad is for functions of large vectors and matrices: it traces a function
// of ad.Node once and runs compiled loops, 30 times faster than a tape of single
// numbers where slices have a thousand elements, and a hundred times faster than
// interpreted loops. But it cannot branch on values.
//
// # Limits
//
// Numbers are followed through float64, slices, arrays, maps and pointers of it,
// and functions of cells; not through fields of structs, interfaces, channels and
// compiled functions other than those of mathematics and of bare names. Where a
// number that depends on the argument would go there, the cell does not compile.
// A slice of the session in which such numbers are put is copied first.
//
// The package holds the tape, its operations and the derivatives made with it;
// graphs of tensors belong in ad.
package tape

import (
	"math"
	"sync"
	"sync/atomic"
)

// A Real is a number that knows the tape it is on, if it is on one: others are
// constants. The functions of the package take a nil *Real for the constant 0, so
// that the zero values of variables, slices and maps of *Real are zeros. A Real
// is good until the function being differentiated returns.
type Real struct {
	value    float64
	adjoint  float64
	da, db   float64 // partial derivatives with respect to a and b
	a, b     *Real   // operands, nil where there are none
	tape     *tape   // nil: a constant
	low      *Real   // the value as a number on the tapes below; nil: a plain number
	index    int32
	operator opcode
}

// Const is a number that depends on nothing.
func Const(v float64) *Real { return &Real{value: v} }

// Value is the number itself.
func Value(x *Real) float64 {
	if x == nil {
		return 0
	}
	return x.value
}

// Consts gives the constants of a slice; nil for nil.
func Consts(x []float64) []*Real {
	if x == nil {
		return nil
	}
	nodes := make([]Real, len(x))
	out := make([]*Real, len(x))
	for i, v := range x {
		nodes[i].value = v
		out[i] = &nodes[i]
	}
	return out
}

// ConstRows gives the constants of the rows of a table; nil for nil.
func ConstRows(x [][]float64) [][]*Real {
	if x == nil {
		return nil
	}
	out := make([][]*Real, len(x))
	for i, row := range x {
		out[i] = Consts(row)
	}
	return out
}

// Values gives the numbers themselves; nil for nil.
func Values(x []*Real) []float64 {
	if x == nil {
		return nil
	}
	out := make([]float64, len(x))
	for i, r := range x {
		out[i] = Value(r)
	}
	return out
}

// chunk is how many Reals a tape allocates at once.
const chunk = 512

// A tape holds the Reals of one call in the order they were made. Tapes of calls
// inside of others have higher levels; a Real on one is a constant to those
// above, and its low is a Real on one below.
type tape struct {
	level  uint64
	chunks [][]Real
	used   int     // of all chunks
	nested bool    // some Real has a low
	upper  []*Real // adjoints of a nested tape
	inputs []*Real
	watch  *watch // finds what is not finite, nil: nobody looks
}

var (
	idle   = sync.Pool{New: func() any { return new(tape) }}
	levels atomic.Uint64
)

// begin takes a tape for one call.
func begin() *tape {
	t := idle.Get().(*tape)
	t.level, t.used, t.nested, t.watch = levels.Add(1), 0, false, nil
	return t
}

// end gives the tape back.
func (t *tape) end() {
	clear(t.upper)
	clear(t.inputs)
	t.upper, t.inputs = t.upper[:0], t.inputs[:0]
	idle.Put(t)
}

// next is a place for a Real.
func (t *tape) next() *Real {
	c := t.used / chunk
	if c == len(t.chunks) {
		t.chunks = append(t.chunks, make([]Real, chunk))
	}
	r := &t.chunks[c][t.used%chunk]
	r.index = int32(t.used)
	t.used++
	return r
}

func (t *tape) at(i int) *Real { return &t.chunks[i/chunk][i%chunk] }

// input is an argument of the function: a number, which below is low.
func (t *tape) input(v float64, low *Real) *Real {
	r := t.next()
	*r = Real{value: v, tape: t, index: r.index}
	if low != nil && low.tape != nil {
		r.low, t.nested = low, true
	}
	return r
}

// top is the tape of an operation: the higher one of its operands, or nil.
func top(x, y *Real) *tape {
	var t *tape
	if x != nil {
		t = x.tape
	}
	if y != nil && y.tape != nil && (t == nil || y.tape.level > t.level) {
		t = y.tape
	}
	return t
}

// below is x as the tapes below t see it; nil where it is a constant to them.
func (t *tape) below(x *Real) *Real {
	switch {
	case x == nil || x.tape == nil:
		return nil
	case x.tape == t:
		return x.low
	}
	return x
}

// orConst is low, or the constant that a Real without one is.
func orConst(low, x *Real) *Real {
	if low == nil {
		return Const(Value(x))
	}
	return low
}

// note1 puts the result of an operation on one operand on its tape.
func note1(o opcode, x *Real, value, dx float64) *Real {
	if x == nil || x.tape == nil {
		return Const(value)
	}
	t := x.tape
	r := t.next()
	*r = Real{value: value, da: dx, a: x, tape: t, index: r.index, operator: o}
	if x.low != nil {
		r.low = rules[o].real(x.low, nil)
	}
	if t.watch != nil {
		t.watch.look(r, x.value, 0)
	}
	return r
}

// note2 puts the result of an operation on two operands on the higher tape.
func note2(o opcode, x, y *Real, value, dx, dy float64) *Real {
	t := top(x, y)
	if t == nil {
		return Const(value)
	}
	r := t.next()
	*r = Real{value: value, da: dx, db: dy, a: x, b: y, tape: t, index: r.index, operator: o}
	if lx, ly := t.below(x), t.below(y); lx != nil || ly != nil {
		r.low = rules[o].real(orConst(lx, x), orConst(ly, y))
		t.nested = true
	}
	if t.watch != nil {
		t.watch.look(r, Value(x), Value(y))
	}
	return r
}

// sweep stores the derivatives of y in the adjoints of all Reals of the tape.
// It reports false where y does not depend on it: then they are all zero.
func (t *tape) sweep(y *Real) bool {
	if y == nil || y.tape != t {
		return false
	}
	last := int(y.index)
	for i := range last {
		t.at(i).adjoint = 0
	}
	y.adjoint = 1
	for i := last; i >= 0; i-- {
		r := t.at(i)
		g := r.adjoint
		if g == 0 {
			continue
		}
		if r.a != nil && r.a.tape == t {
			r.a.adjoint += g * r.da
		}
		if r.b != nil && r.b.tape == t {
			r.b.adjoint += g * r.db
		}
	}
	return true
}

// sweepBelow is sweep for a tape on top of others: the adjoints, in upper, are
// Reals on those.
func (t *tape) sweepBelow(y *Real) bool {
	if y == nil || y.tape != t {
		return false
	}
	last := int(y.index)
	if cap(t.upper) <= last {
		t.upper = make([]*Real, last+1, 2*(last+1))
	}
	t.upper = t.upper[:last+1]
	clear(t.upper)
	t.upper[last] = Const(1)
	for i := last; i >= 0; i-- {
		r, g := t.at(i), t.upper[i]
		if g == nil {
			continue
		}
		if r.a != nil && r.a.tape == t {
			t.upper[r.a.index] = plus(t.upper[r.a.index], t.partial(r, g, r.da, rules[r.operator].da))
		}
		if r.b != nil && r.b.tape == t {
			t.upper[r.b.index] = plus(t.upper[r.b.index], t.partial(r, g, r.db, rules[r.operator].db))
		}
	}
	return true
}

// partial is g times a partial derivative, which is a number where the result
// has no value below, and else follows from the values below.
func (t *tape) partial(r, g *Real, d float64, rule func(x, y, v *Real) *Real) *Real {
	if r.low == nil {
		return OpMulRS(g, d)
	}
	return OpMulRR(g, rule(orConst(t.below(r.a), r.a), orConst(t.below(r.b), r.b), r.low))
}

func plus(x, y *Real) *Real {
	if x == nil {
		return y
	}
	return OpAddRR(x, y)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
