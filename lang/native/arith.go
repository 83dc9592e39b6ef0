package native

import (
	"go/ast"
	"go/constant"
	"go/token"
)

// arithmeticOps are the instructions for operands of 32 bits, by operator; those
// for 64 bits follow at a distance.
var arithmeticOps = map[token.Token]byte{
	token.ADD: opI32Add, token.SUB: 0x6b, token.MUL: 0x6c, token.AND: opI32And, token.OR: opI32Or, token.XOR: opI32Xor,
	token.SHL: opI32Shl,
}

var floatOps = map[token.Token]byte{token.ADD: 0, token.SUB: 1, token.MUL: 2, token.QUO: 3}

// arithmetic applies an operator that cannot fail to two values on the stack.
func (e *emitter) arithmetic(op token.Token, b basic) {
	switch b.val {
	case F32:
		e.op(opF32Add + floatOps[op])
	case F64:
		e.op(opF64Add + floatOps[op])
	case I64:
		e.op(arithmeticOps[op] + opI64Add - opI32Add)
	default:
		e.op(arithmeticOps[op])
		e.wrap(b)
	}
}

// wrap brings an integer of less than 32 bits back to its width.
func (e *emitter) wrap(b basic) {
	switch {
	case b.bits == 8 && b.signed:
		e.op(opI32Extend8S)
	case b.bits == 16 && b.signed:
		e.op(opI32Extend16S)
	case b.bits < 32 && b.integer:
		e.i32(int32(1)<<b.bits - 1)
		e.op(opI32And)
	}
}

// compare applies a comparison to two values on the stack.
func (e *emitter) compare(op token.Token, b basic) {
	if b.float {
		n := map[token.Token]byte{token.EQL: 0, token.NEQ: 1, token.LSS: 2, token.GTR: 3, token.LEQ: 4, token.GEQ: 5}[op]
		if b.val == F64 {
			e.op(opF64Eq + n)
		} else {
			e.op(opF32Eq + n)
		}
		return
	}
	n := map[token.Token]byte{token.EQL: 0, token.NEQ: 1, token.LSS: 2, token.GTR: 4, token.LEQ: 6, token.GEQ: 8}[op]
	if n >= 2 && !b.signed {
		n++
	}
	if b.val == I64 {
		e.op(opI64Eq + n)
	} else {
		e.op(opI32Eq + n)
	}
}

// operate applies an operator to the value on the stack and the one that right
// pushes, which is that of y.
func (e *emitter) operate(op token.Token, b basic, y ast.Expr, right func()) {
	switch {
	case op == token.SHL || op == token.SHR:
		e.shiftBy(op, b, y, right)
	case b.float:
		if _, ok := floatOps[op]; !ok {
			e.outside(y, "the operator %s", op)
		}
		right()
		e.arithmetic(op, b)
	case op == token.QUO || op == token.REM:
		e.divide(op, b, y, right)
	case op == token.AND_NOT:
		right()
		e.ones(b)
		e.arithmetic(token.XOR, b)
		e.arithmetic(token.AND, b)
	default:
		if b.bits == 1 {
			e.outside(y, "the operator %s", op)
		}
		right()
		e.arithmetic(op, b)
	}
}

// shiftBy shifts. WebAssembly takes counts modulo the width, Go does not.
func (e *emitter) shiftBy(op token.Token, b basic, y ast.Expr, right func()) {
	code := byte(opI32Shl)
	if op == token.SHR {
		code++
		if !b.signed {
			code++
		}
	}
	width := 32
	if b.val == I64 {
		code += opI64Add - opI32Add
		width = 64
	}
	if v := e.info.Types[y].Value; v != nil {
		n, ok := constant.Uint64Val(constant.ToInt(v))
		e.shiftConst(op, b, code, n, !ok || n >= uint64(min(width, b.bits)))
		return
	}
	x, count := e.local(b.val), e.local(I64)
	e.set(x)
	k, _ := basicOf(e.typeOf(y))
	right()
	e.widen(k)
	e.tee(count)
	if k.signed {
		e.i64(0)
		e.op(opI64LtS)
		e.trapIf(PanicShift)
	} else {
		e.op(opDrop)
	}
	shifted := func() {
		e.get(x)
		e.get(count)
		if b.val == I32 {
			e.op(opI32WrapI64)
		}
		e.op(code)
		e.wrap(b)
	}
	e.get(count)
	e.i64(int64(width))
	e.op(opI64GeU)
	e.open(opIf, byte(b.val))
	if op == token.SHR && b.signed { // only the sign is left
		e.get(x)
		e.constCount(b, width-1)
		e.op(code)
	} else {
		e.zeroOf(b)
	}
	e.op(opElse)
	shifted()
	e.end()
}

func (e *emitter) constCount(b basic, n int) {
	if b.val == I64 {
		e.i64(int64(n))
	} else {
		e.i32(int32(n))
	}
}

// shiftConst shifts the value on the stack by a constant; all says that nothing
// but the sign is left.
func (e *emitter) shiftConst(op token.Token, b basic, code byte, n uint64, all bool) {
	switch {
	case !all:
		e.constCount(b, int(n))
		e.op(code)
		e.wrap(b)
	case op == token.SHR && b.signed:
		e.constCount(b, b.bits-1)
		e.op(code)
	default:
		e.op(opDrop)
		e.zeroOf(b)
	}
}

// widen makes an integer one of 64 bits.
func (e *emitter) widen(b basic) {
	switch {
	case b.val == I64:
	case b.signed:
		e.op(opI64ExtendI32S)
	default:
		e.op(opI64ExtendI32U)
	}
}
