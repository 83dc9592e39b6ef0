package tape

import (
	"fmt"
	"strings"

	"monro/stdlib/vec"
)

// An interpreted function pays for calls much more than for operations, so that
// the functions below do several at once. Their operations are a text in postfix
// order: a, b, c and d are the Reals, p, q and r the numbers, + - * / ^ take two
// operands and leave one, ~ changes a sign, and a letter of Letter is an
// elementary function. "aa*bp+/" is a²/(b+p).

// letters are those of the elementary functions, from sin on.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// Letter is the letter of an elementary function, such as "Sin", in the texts of
// the Eval functions; 0 for others.
func Letter(name string) byte {
	for o := sin; o < operators; o++ {
		if strings.EqualFold(rules[o].name, name) {
			return letters[o-sin]
		}
	}
	return 0
}

// EvalDepth is how many operands may wait for their operation.
const EvalDepth = 8

// operand is a Real or a plain number.
type operand struct {
	real  *Real
	value float64
	plain bool
}

// onTape is the operand as a Real.
func (x operand) onTape() *Real {
	if x.plain {
		return Const(x.value)
	}
	return x.real
}

func eval(code string, a, b, c, d *Real, p, q, r float64) *Real {
	var stack [EvalDepth]operand
	n := 0
	for i := range len(code) {
		k := code[i]
		if takes := arity(k); takes < 0 || takes > n || takes == 0 && n == EvalDepth {
			panic(malformed(code))
		}
		switch k {
		case 'a':
			stack[n] = operand{real: a}
		case 'b':
			stack[n] = operand{real: b}
		case 'c':
			stack[n] = operand{real: c}
		case 'd':
			stack[n] = operand{real: d}
		case 'p':
			stack[n] = operand{value: p, plain: true}
		case 'q':
			stack[n] = operand{value: q, plain: true}
		case 'r':
			stack[n] = operand{value: r, plain: true}
		case '+', '-', '*', '/', '^':
			n -= 2
			stack[n] = operand{real: stack[n].combine(k, stack[n+1])}
		case '~':
			n--
			stack[n] = operand{real: OpNegR(stack[n].onTape())}
		default:
			n--
			stack[n] = operand{real: apply(sin+opcode(strings.IndexByte(letters, k)), stack[n].onTape())}
		}
		n++
	}
	if n != 1 {
		panic(malformed(code))
	}
	return stack[0].onTape()
}

// arity is how many operands a letter takes, negative for one without meaning.
func arity(k byte) int {
	switch {
	case k >= 'a' && k <= 'd' || k >= 'p' && k <= 'r':
		return 0
	case k == '~':
		return 1
	case strings.IndexByte("+-*/^", k) >= 0:
		return 2
	}
	if i := strings.IndexByte(letters, k); i >= 0 && i < int(operators-sin) {
		return 1
	}
	return -1
}

func malformed(code string) error {
	return vec.ArgumentError{Op: "tape.Eval", Arg: "code", Value: code, Want: fmt.Sprintf("operations in postfix order, with at most %d operands waiting", EvalDepth)}
}

// combine is an operation on two operands.
func (x operand) combine(k byte, y operand) *Real {
	switch {
	case x.plain && y.plain:
		return operand{real: Const(x.value)}.combine(k, y)
	case k == '^' && y.plain:
		return PowS(x.real, y.value)
	case k == '^' && x.plain:
		return Pow(Const(x.value), y.real)
	case k == '^':
		return Pow(x.real, y.real)
	case x.plain:
		switch k {
		case '+':
			return OpAddSR(x.value, y.real)
		case '-':
			return OpSubSR(x.value, y.real)
		case '*':
			return OpMulSR(x.value, y.real)
		}
		return OpDivSR(x.value, y.real)
	case y.plain:
		switch k {
		case '+':
			return OpAddRS(x.real, y.value)
		case '-':
			return OpSubRS(x.real, y.value)
		case '*':
			return OpMulRS(x.real, y.value)
		}
		return OpDivRS(x.real, y.value)
	}
	switch k {
	case '+':
		return OpAddRR(x.real, y.real)
	case '-':
		return OpSubRR(x.real, y.real)
	case '*':
		return OpMulRR(x.real, y.real)
	}
	return OpDivRR(x.real, y.real)
}

// Eval10 does the operations of a text on one Real and no numbers.
func Eval10(code string, a *Real) *Real {
	return eval(code, a, nil, nil, nil, 0, 0, 0)
}

// Eval11 does the operations of a text on one Real and one number.
func Eval11(code string, a *Real, p float64) *Real {
	return eval(code, a, nil, nil, nil, p, 0, 0)
}

// Eval12 does the operations of a text on one Real and two numbers.
func Eval12(code string, a *Real, p, q float64) *Real {
	return eval(code, a, nil, nil, nil, p, q, 0)
}

// Eval13 does the operations of a text on one Real and three numbers.
func Eval13(code string, a *Real, p, q, r float64) *Real {
	return eval(code, a, nil, nil, nil, p, q, r)
}

// Eval20 does the operations of a text on two Reals and no numbers.
func Eval20(code string, a, b *Real) *Real {
	return eval(code, a, b, nil, nil, 0, 0, 0)
}

// Eval21 does the operations of a text on two Reals and one number.
func Eval21(code string, a, b *Real, p float64) *Real {
	return eval(code, a, b, nil, nil, p, 0, 0)
}

// Eval22 does the operations of a text on two Reals and two numbers.
func Eval22(code string, a, b *Real, p, q float64) *Real {
	return eval(code, a, b, nil, nil, p, q, 0)
}

// Eval23 does the operations of a text on two Reals and three numbers.
func Eval23(code string, a, b *Real, p, q, r float64) *Real {
	return eval(code, a, b, nil, nil, p, q, r)
}

// Eval30 does the operations of a text on three Reals and no numbers.
func Eval30(code string, a, b, c *Real) *Real {
	return eval(code, a, b, c, nil, 0, 0, 0)
}

// Eval31 does the operations of a text on three Reals and one number.
func Eval31(code string, a, b, c *Real, p float64) *Real {
	return eval(code, a, b, c, nil, p, 0, 0)
}

// Eval32 does the operations of a text on three Reals and two numbers.
func Eval32(code string, a, b, c *Real, p, q float64) *Real {
	return eval(code, a, b, c, nil, p, q, 0)
}

// Eval33 does the operations of a text on three Reals and three numbers.
func Eval33(code string, a, b, c *Real, p, q, r float64) *Real {
	return eval(code, a, b, c, nil, p, q, r)
}

// Eval40 does the operations of a text on four Reals and no numbers.
func Eval40(code string, a, b, c, d *Real) *Real {
	return eval(code, a, b, c, d, 0, 0, 0)
}

// Eval41 does the operations of a text on four Reals and one number.
func Eval41(code string, a, b, c, d *Real, p float64) *Real {
	return eval(code, a, b, c, d, p, 0, 0)
}

// Eval42 does the operations of a text on four Reals and two numbers.
func Eval42(code string, a, b, c, d *Real, p, q float64) *Real {
	return eval(code, a, b, c, d, p, q, 0)
}

// Eval43 does the operations of a text on four Reals and three numbers.
func Eval43(code string, a, b, c, d *Real, p, q, r float64) *Real {
	return eval(code, a, b, c, d, p, q, r)
}
