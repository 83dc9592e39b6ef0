package native

import (
	"go/ast"
	"go/token"
	"go/types"
	"monro/lang/check"
)

// conversion pushes T(x).
func (e *emitter) conversion(x *ast.CallExpr) {
	to := e.typeOf(x)
	arg := x.Args[0]
	from := e.defaultType(arg)
	if e.info.Types[ast.Unparen(arg)].Value != nil {
		if b, ok := basicOf(to); ok && b.bits > 1 {
			e.value(arg, from) // a constant of a typed float, say, that is no constant of type T
			f, _ := basicOf(from)
			e.convert(f, b)
			return
		}
	}
	f, ok1 := basicOf(from)
	b, ok2 := basicOf(to)
	switch {
	case ok1 && ok2:
		e.value(arg, from)
		e.convert(f, b)
	case vals(to) != nil && types.Identical(from.Underlying(), to.Underlying()):
		e.value(arg, to)
	default:
		e.outside(x, "a conversion to %s", check.TypeText(to))
	}
}

// convert turns the number on the stack into one of another type.
func (e *emitter) convert(from, to basic) {
	switch {
	case from == to:
	case from.float && to.float:
		if to.val == F32 {
			e.op(opF32DemoteF64)
		} else {
			e.op(opF64PromoteF32)
		}
	case from.float:
		if from.val == F32 {
			e.op(opF64PromoteF32)
		}
		e.truncate(to)
	case to.float:
		e.widen(from)
		code := byte(opF64ConvertI64S)
		if to.val == F32 {
			code = opF32ConvertI64S
		}
		if !from.signed && from.bits == 64 {
			code++
		}
		e.op(code)
	case to.val == I64:
		e.widen(from)
	default:
		if from.val == I64 {
			e.op(opI32WrapI64)
		}
		e.wrap(to)
	}
}

// truncate turns a float64 into an integer as the processor's instructions do
// that Go uses on amd64: what does not fit is the least number of 32 or 64 bits.
func (e *emitter) truncate(to basic) {
	switch {
	case to.bits == 64 && !to.signed:
		e.truncateUnsigned()
	case to.bits == 64 || to.bits == 32 && !to.signed:
		e.truncateTo(-1<<63, 1<<63)
		if to.val == I32 {
			e.op(opI32WrapI64)
		}
	default:
		e.truncateTo(-1<<31, 1<<31)
		e.op(opI32WrapI64)
		e.wrap(to)
	}
}

// truncateTo leaves an integer of 64 bits: the one towards zero if that is at
// least low and below high, else low.
func (e *emitter) truncateTo(low, high float64) {
	x := e.local(F64)
	e.op(opF64Trunc)
	e.tee(x)
	e.f64(low)
	e.op(opF64Ge)
	e.get(x)
	e.f64(high)
	e.op(opF64Lt)
	e.op(opI32And)
	e.open(opIf, byte(I64))
	e.get(x)
	e.op(opI64TruncF64S)
	e.op(opElse)
	e.i64(int64(low))
	e.end()
}

// truncateUnsigned converts to a uint64 in two halves.
func (e *emitter) truncateUnsigned() {
	x := e.local(F64)
	e.tee(x)
	e.f64(1 << 63)
	e.op(opF64Lt)
	e.open(opIf, byte(I64))
	e.get(x)
	e.truncateTo(-1<<63, 1<<63)
	e.op(opElse)
	e.get(x)
	e.f64(1 << 63)
	e.op(opF64Sub)
	e.truncateTo(-1<<63, 1<<63)
	e.i64(-1 << 63)
	e.op(opI64Or)
	e.end()
}

// extreme pushes min or max of numbers.
func (e *emitter) extreme(x *ast.CallExpr, name string) {
	t := e.defaultType(x)
	b, ok := basicOf(t)
	if !ok {
		e.outside(x, "%s of type %s", name, check.TypeText(t))
	}
	e.value(x.Args[0], t)
	for _, a := range x.Args[1:] {
		e.value(a, t)
		if b.float {
			code := map[string]byte{"min": opF64Min, "max": opF64Max}[name]
			if b.val == F32 {
				code = map[string]byte{"min": opF32Min, "max": opF32Max}[name]
			}
			e.op(code)
			continue
		}
		p, q := e.local(b.val), e.local(b.val)
		e.set(q)
		e.tee(p)
		e.get(q)
		e.get(p)
		e.get(q)
		e.compare(map[string]token.Token{"min": token.LSS, "max": token.GTR}[name], b)
		e.op(opSelect)
	}
}
