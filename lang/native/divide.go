package native

import (
	"go/ast"
	"go/constant"
	"go/token"
	"math/bits"
)

// divide divides integers: by zero is a panic, and the least number divided by -1
// is itself.
func (e *emitter) divide(op token.Token, b basic, y ast.Expr, right func()) {
	code := byte(0x6d) // i32.div_s
	if op == token.REM {
		code += 2
	}
	if !b.signed {
		code++
	}
	if b.val == I64 {
		code += opI64Add - opI32Add
	}
	if v := e.info.Types[y].Value; v != nil {
		if n, ok := constant.Int64Val(constant.ToInt(v)); !ok || n > 0 || n < -1 {
			if k := bits.TrailingZeros64(uint64(n)); ok && n > 1 && n == 1<<k {
				e.divideByPower(op, b, k)
				return
			}
			right()
			e.op(code)
			e.wrap(b)
			return
		}
	}
	dx, dy := e.local(b.val), e.local(b.val)
	e.set(dx)
	right()
	e.tee(dy)
	e.eqz(b)
	e.trapIf(PanicDivide)
	if !b.signed || op == token.REM { // no remainder overflows
		e.get(dx)
		e.get(dy)
		e.op(code)
		return
	}
	e.get(dy)
	e.ones(b)
	e.compare(token.EQL, b)
	e.open(opIf, byte(b.val))
	e.zeroOf(b)
	e.get(dx)
	e.arithmetic(token.SUB, b)
	e.op(opElse)
	e.get(dx)
	e.get(dy)
	e.op(code)
	e.wrap(b)
	e.end()
}

// divideByPower divides the value on the stack by 1<<k. A negative one is rounded
// towards zero: 1<<k - 1 is added before the shift.
func (e *emitter) divideByPower(op token.Token, b basic, k int) {
	wide := byte(0) // from instructions for 32 bits to those for 64
	width := 32
	if b.val == I64 {
		wide, width = opI64Add-opI32Add, 64
	}
	shiftRight := byte(opI32Shl + 1)
	shiftRightU := shiftRight + 1
	if !b.signed {
		if op == token.QUO {
			e.constCount(b, k)
			e.op(shiftRightU + wide)
		} else {
			e.mask(b, k)
			e.op(opI32And + wide)
		}
		return
	}
	x := e.local(b.val)
	e.tee(x)
	e.constCount(b, width-1)
	e.op(shiftRight + wide)
	e.constCount(b, width-k)
	e.op(shiftRightU + wide)
	e.get(x)
	e.op(opI32Add + wide)
	if op == token.QUO {
		e.constCount(b, k)
		e.op(shiftRight + wide)
		return
	}
	q := e.local(b.val) // what is left of x without the multiple of 1<<k
	e.mask(b, k)
	e.ones(b)
	e.op(opI32Xor + wide)
	e.op(opI32And + wide)
	e.set(q)
	e.get(x)
	e.get(q)
	e.op(opI32Sub + wide)
}

// mask pushes 1<<k - 1.
func (e *emitter) mask(b basic, k int) {
	if b.val == I64 {
		e.i64(1<<k - 1)
	} else {
		e.i32(int32(1)<<k - 1)
	}
}

func (e *emitter) eqz(b basic) {
	if b.val == I64 {
		e.op(opI64Eqz)
	} else {
		e.op(opI32Eqz)
	}
}

func (e *emitter) zeroOf(b basic) {
	if b.val == I64 {
		e.i64(0)
	} else {
		e.i32(0)
	}
}
