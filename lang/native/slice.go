package native

import (
	"go/ast"
	"go/types"
	"monro/lang/check"
)

// An element is one of a slice, its operands evaluated, not yet looked at.
type element struct {
	basic
	list  *variable
	index uint32 // a local of 64 bits
	huge  bool   // an index may be more than an int holds
}

// element evaluates the operands of an index expression.
func (e *emitter) element(x ast.Expr) *element {
	ix, ok := ast.Unparen(x).(*ast.IndexExpr)
	if !ok {
		e.outside(x, "%s", types.ExprString(x))
	}
	t := e.typeOf(ix.X)
	b, ok := elementOf(t)
	if !ok {
		e.outside(ix, "an element of type %s", check.TypeText(t))
	}
	el := &element{basic: b, list: e.variable(t), index: e.local(I64)}
	e.value(ix.X, t)
	e.write(el.list)
	k := e.indexValue(ix.Index)
	el.huge = k.val == I64 && !k.signed
	e.set(el.index)
	return el
}

// indexValue pushes an index, of any integer type, as an int.
func (e *emitter) indexValue(x ast.Expr) basic {
	t := e.defaultType(x)
	if b, ok := basicOf(t); ok && b.float { // a constant such as 2.0
		t = types.Typ[types.Int]
	}
	k, ok := basicOf(t)
	if !ok || !k.integer {
		e.outside(x, "an index of type %s", check.TypeText(t))
	}
	e.value(x, t)
	e.widen(k)
	return k
}

// check panics where the index is not one of the slice's.
func (e *emitter) check(el *element) {
	e.get(el.index)
	e.get(el.list.first + 1)
	e.op(opI64GeU)
	e.trapIf(PanicIndex, func() { e.get(el.index) }, func() { e.get(el.list.first + 1) })
}

// address pushes the address of an element.
func (e *emitter) address(ptr, index uint32, b basic) {
	e.get(ptr)
	e.get(index)
	e.op(opI32WrapI64)
	if s := b.shift(); s > 0 {
		e.i32(s)
		e.op(opI32Shl)
	}
	e.op(opI32Add)
}

func (e *emitter) loadElement(el *element) {
	e.check(el)
	e.address(el.list.first, el.index, el.basic)
	e.access(el.load(), 0)
}

// storeElement pops a value into an element.
func (e *emitter) storeElement(el *element) {
	v := e.local(el.val)
	e.set(v)
	e.check(el)
	e.address(el.list.first, el.index, el.basic)
	e.get(v)
	e.access(el.store(), 0)
}

// storeChecked is storeElement for one that was loaded before.
func (e *emitter) storeChecked(el *element) {
	v := e.local(el.val)
	e.set(v)
	e.address(el.list.first, el.index, el.basic)
	e.get(v)
	e.access(el.store(), 0)
}

// slice pushes x[low:high:max].
func (e *emitter) slice(x *ast.SliceExpr) {
	t := e.typeOf(x.X)
	b, ok := elementOf(t)
	if !ok || x.Slice3 {
		e.outside(x, "slicing of type %s", check.TypeText(t))
	}
	list := e.variable(t)
	e.value(x.X, t)
	e.write(list)
	length, capacity := list.first+1, list.first+2
	low, high := e.local(I64), e.local(I64)
	bound := func(x ast.Expr, to uint32, other func()) {
		if x != nil {
			e.indexValue(x)
		} else {
			other()
		}
		e.set(to)
	}
	bound(x.Low, low, func() { e.i64(0) })
	bound(x.High, high, func() { e.get(length) })
	if x.High != nil {
		e.get(high)
		e.get(capacity)
		e.op(opI64GtU)
		e.trapIf(PanicSliceCap, func() { e.get(high) }, func() { e.get(capacity) })
	}
	e.get(low)
	e.get(high)
	e.op(opI64GtU)
	e.trapIf(PanicSliceLow, func() { e.get(low) }, func() { e.get(high) })
	// The offset stays where it is if nothing is left, as a pointer of Go would.
	e.address(list.first, low, b)
	e.get(list.first)
	e.get(capacity)
	e.get(low)
	e.op(opI64Sub)
	e.op(opI64Eqz, opI32Eqz)
	e.op(opSelect)
	e.get(high)
	e.get(low)
	e.op(opI64Sub)
	e.get(capacity)
	e.get(low)
	e.op(opI64Sub)
}
