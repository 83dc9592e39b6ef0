package native

import (
	"go/ast"
	"go/types"
	"monro/lang/check"
)

// What a call allocates is held until it returns: the collector does not see the
// values of WebAssembly. So nothing may be allocated round after round, except by
// an append to a variable that outlives the rounds, whose room doubles.

// allocates notes that an expression allocates, once.
func (e *emitter) allocates(x ast.Expr) {
	if e.loops > 0 {
		e.outside(x, "an allocation in a loop")
	}
	if e.t.recursive(e.fn) {
		e.outside(x, "an allocation in a function that calls itself")
	}
}

// makes pushes a new slice; length and capacity push numbers of 64 bits.
func (e *emitter) makes(b basic, length, capacity func()) {
	e.i32(int32(b.reflect.Kind()))
	e.i32(int32(e.t.Place(e.at, e.fn.name)))
	n, c := e.local(I64), e.local(I64)
	length()
	e.tee(n)
	if capacity == nil {
		e.get(n)
	} else {
		capacity()
	}
	e.tee(c)
	e.spill()
	e.callHost(hostMake)
	e.get(n)
	e.get(c)
}

// makeCall pushes make([]T, length, capacity).
func (e *emitter) makeCall(x *ast.CallExpr) {
	b, ok := elementOf(e.typeOf(x))
	if !ok {
		e.outside(x, "make of type %s", check.TypeText(e.typeOf(x)))
	}
	e.allocates(x)
	var capacity func()
	if len(x.Args) > 2 {
		capacity = func() { e.indexValue(x.Args[2]) }
	}
	e.makes(b, func() { e.indexValue(x.Args[1]) }, capacity)
}

// composite pushes a slice literal.
func (e *emitter) composite(x *ast.CompositeLit) {
	t := e.typeOf(x)
	b, ok := elementOf(t)
	if !ok {
		e.outside(x, "a literal of type %s", check.TypeText(t))
	}
	e.allocates(x)
	elem := types.Unalias(t).Underlying().(*types.Slice).Elem()
	list := e.variable(t)
	e.makes(b, func() { e.i64(int64(len(x.Elts))) }, nil)
	e.write(list)
	for i, v := range x.Elts {
		if _, ok := v.(*ast.KeyValueExpr); ok {
			e.outside(v, "a literal with indices")
		}
		e.get(list.first)
		e.value(v, elem)
		e.access(b.store(), uint32(i)*b.size())
	}
	e.read(list)
}

// appendCall pushes append(x, values...).
func (e *emitter) appendCall(x *ast.CallExpr) {
	t := e.typeOf(x)
	b, ok := elementOf(t)
	if !ok {
		e.outside(x, "append to type %s", check.TypeText(t))
	}
	if !e.appended[x] {
		e.allocates(x)
	}
	list := e.variable(t)
	e.value(x.Args[0], t)
	e.write(list)
	if x.Ellipsis.IsValid() {
		e.appendAll(x, list, b)
	} else {
		e.appendEach(x, list, b)
	}
	e.read(list)
}

func (e *emitter) appendEach(x *ast.CallExpr, list *variable, b basic) {
	elem := types.Unalias(list.typ).Underlying().(*types.Slice).Elem()
	var temps []uint32
	for _, a := range x.Args[1:] {
		v := e.local(b.val)
		e.value(a, elem)
		e.set(v)
		temps = append(temps, v)
	}
	n := e.local(I64)
	e.i64(int64(len(temps)))
	e.set(n)
	at := e.grow(list, b, n)
	for i, v := range temps {
		e.get(at)
		e.get(v)
		e.access(b.store(), uint32(i)*b.size())
	}
}

func (e *emitter) appendAll(x *ast.CallExpr, list *variable, b basic) {
	from := e.variable(list.typ)
	if other, ok := elementOf(e.typeOf(x.Args[1])); !ok || other != b {
		e.outside(x.Args[1], "append of type %s", check.TypeText(e.typeOf(x.Args[1])))
	}
	e.value(x.Args[1], list.typ)
	e.write(from)
	at := e.grow(list, b, from.first+1)
	e.get(at)
	e.get(from.first)
	e.bytes64(from.first+1, b)
	e.op(opMisc, miscMemoryCopy, 0, 0)
}

// bytes64 pushes the size of so many elements, as 32 bits.
func (e *emitter) bytes64(n uint32, b basic) {
	e.get(n)
	e.op(opI32WrapI64)
	e.i32(b.shift())
	e.op(opI32Shl)
}

// grow makes a slice longer by the number in a local and gives the local with the
// address of the first new element.
func (e *emitter) grow(list *variable, b basic, n uint32) (at uint32) {
	length, capacity := list.first+1, list.first+2
	e.get(n)
	e.get(capacity)
	e.get(length)
	e.op(opI64Sub)
	e.op(opI64GtU)
	e.open(opIf, blockVoid)
	e.spill()
	e.i32(int32(b.reflect.Kind()))
	e.get(list.first)
	e.get(length)
	e.get(capacity)
	e.get(n)
	e.callHost(hostGrow)
	e.set(capacity)
	e.set(list.first)
	e.end()
	at = e.local(I32)
	e.address(list.first, length, b)
	e.set(at)
	e.get(length)
	e.get(n)
	e.op(opI64Add)
	e.set(length)
	return at
}

// copyCall pushes copy(to, from).
func (e *emitter) copyCall(x *ast.CallExpr) {
	t := e.typeOf(x.Args[0])
	b, ok := elementOf(t)
	other, ok2 := elementOf(e.typeOf(x.Args[1]))
	if !ok || !ok2 || b != other {
		e.outside(x, "copy of type %s", check.TypeText(e.typeOf(x.Args[1])))
	}
	to, from, n := e.variable(t), e.variable(t), e.local(I64)
	e.value(x.Args[0], t)
	e.write(to)
	e.value(x.Args[1], t)
	e.write(from)
	e.get(to.first + 1)
	e.get(from.first + 1)
	e.get(to.first + 1)
	e.get(from.first + 1)
	e.op(opI64LtS, opSelect)
	e.set(n)
	e.get(to.first)
	e.get(from.first)
	e.bytes64(n, b)
	e.op(opMisc, miscMemoryCopy, 0, 0)
	e.get(n)
}

// growsVariable notes that x = append(x, ...) makes a variable longer that was
// declared outside of the loops that it is in.
func (e *emitter) growsVariable(lhs, rhs ast.Expr) {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	c, ok2 := ast.Unparen(rhs).(*ast.CallExpr)
	if !ok || !ok2 || len(c.Args) == 0 || !e.info.Types[ast.Unparen(c.Fun)].IsBuiltin() {
		return
	}
	first, ok := ast.Unparen(c.Args[0]).(*ast.Ident)
	if !ok || e.info.Uses[first] == nil || e.info.Uses[first] != e.info.Uses[id] {
		return
	}
	if v := e.lookup(first); v.loops == 0 && !e.t.recursive(e.fn) {
		e.appended[c] = true
	}
}
