package native

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"monro/lang/check"
)

func (e *emitter) typeOf(x ast.Expr) types.Type {
	if t := e.info.TypeOf(x); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// defaultType is the type of a variable that is declared with the value.
func (e *emitter) defaultType(x ast.Expr) types.Type { return types.Default(e.typeOf(x)) }

// value pushes an expression as a value of type to.
func (e *emitter) value(x ast.Expr, to types.Type) {
	tv := e.info.Types[ast.Unparen(x)]
	if tv.Value == nil {
		tv = e.info.Types[x]
	}
	switch {
	case vals(to) == nil:
		e.outside(x, "a value of type %s", check.TypeText(to))
	case tv.Value != nil:
		e.constant(x, tv.Value, to)
	case tv.IsNil():
		e.zero(to)
	default:
		e.expr(x)
	}
}

// constant pushes a constant of a type.
func (e *emitter) constant(x ast.Expr, v constant.Value, t types.Type) {
	b, ok := basicOf(t)
	switch {
	case !ok:
		e.outside(x, "a constant of type %s", check.TypeText(t))
	case v.Kind() == constant.Bool:
		e.i32(0)
		if constant.BoolVal(v) {
			e.b = e.b[:len(e.b)-2]
			e.i32(1)
		}
	case b.integer:
		e.integer(x, constant.ToInt(v), b)
	case b.val == F32:
		f, _ := constant.Float32Val(constant.ToFloat(v))
		e.f32(f)
	default:
		f, _ := constant.Float64Val(constant.ToFloat(v))
		e.f64(f)
	}
}

func (e *emitter) integer(x ast.Expr, v constant.Value, b basic) {
	n, exact := constant.Int64Val(v)
	if !exact {
		u, ok := constant.Uint64Val(v)
		if !ok {
			e.outside(x, "the constant %s", v)
		}
		n = int64(u)
	}
	if b.val == I64 {
		e.i64(n)
	} else {
		e.i32(int32(n)) // of a uint32, its bits
	}
}

// one pushes a 1.
func (e *emitter) one(b basic) {
	switch b.val {
	case I32:
		e.i32(1)
	case I64:
		e.i64(1)
	case F32:
		e.f32(1)
	default:
		e.f64(1)
	}
}

// expr pushes the values of an expression that is no constant.
func (e *emitter) expr(x ast.Expr) {
	switch x := x.(type) {
	case *ast.ParenExpr:
		e.expr(x.X)
	case *ast.Ident:
		if x.Name == "_" {
			e.outside(x, "a blank")
		}
		e.read(e.lookup(x))
	case *ast.UnaryExpr:
		e.unary(x)
	case *ast.BinaryExpr:
		e.binary(x)
	case *ast.CallExpr:
		if n := len(e.callExpr(x)); n != len(vals(e.defaultType(x))) {
			e.outside(x, "a call with %d results", n)
		}
	case *ast.IndexExpr:
		el := e.element(x)
		e.loadElement(el)
	case *ast.SliceExpr:
		e.slice(x)
	case *ast.CompositeLit:
		e.composite(x)
	case *ast.FuncLit:
		e.outside(x, "a function literal")
	case *ast.SelectorExpr:
		e.outside(x, "%s", types.ExprString(x))
	case *ast.StarExpr:
		e.outside(x, "a pointer")
	default:
		e.outside(x, "%s", types.ExprString(x))
	}
}

func (e *emitter) unary(x *ast.UnaryExpr) {
	t := e.typeOf(x)
	b, ok := basicOf(t)
	if !ok {
		e.outside(x, "%s", types.ExprString(x))
	}
	switch x.Op {
	case token.ADD:
		e.value(x.X, t)
	case token.SUB:
		switch b.val {
		case F64:
			e.value(x.X, t)
			e.op(opF64Neg)
		case F32:
			e.value(x.X, t)
			e.op(opF32Neg)
		default:
			e.zero(t)
			e.value(x.X, t)
			e.arithmetic(token.SUB, b)
		}
	case token.XOR:
		e.value(x.X, t)
		e.ones(b)
		e.arithmetic(token.XOR, b)
	case token.NOT:
		e.value(x.X, t)
		e.op(opI32Eqz)
	default:
		e.outside(x, "%s", types.ExprString(x))
	}
}

// ones pushes a number all of whose bits are set.
func (e *emitter) ones(b basic) {
	if b.val == I64 {
		e.i64(-1)
	} else {
		e.i32(-1)
	}
}

func (e *emitter) binary(x *ast.BinaryExpr) {
	switch x.Op {
	case token.LAND, token.LOR:
		e.value(x.X, types.Typ[types.Bool])
		e.open(opIf, byte(I32))
		if x.Op == token.LAND {
			e.value(x.Y, types.Typ[types.Bool])
			e.op(opElse)
			e.i32(0)
		} else {
			e.i32(1)
			e.op(opElse)
			e.value(x.Y, types.Typ[types.Bool])
		}
		e.end()
		return
	case token.SHL, token.SHR:
		t := e.typeOf(x)
		b, ok := basicOf(t)
		if !ok {
			e.outside(x, "a shift of type %s", check.TypeText(t))
		}
		e.value(x.X, t)
		e.operate(x.Op, b, x.Y, func() { e.operand(x.Y, e.typeOf(x.Y)) })
		return
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		e.comparison(x)
		return
	}
	t := e.typeOf(x)
	b, ok := basicOf(t)
	if !ok {
		e.outside(x, "an operator on type %s", check.TypeText(t))
	}
	e.operand(x.X, t)
	e.operate(x.Op, b, x.Y, func() { e.operand(x.Y, t) })
}

// operand pushes an operand as a value of the operator's type.
func (e *emitter) operand(x ast.Expr, t types.Type) { e.value(x, types.Default(t)) }

func (e *emitter) comparison(x *ast.BinaryExpr) {
	tx, ty := e.info.Types[x.X], e.info.Types[x.Y]
	if tx.IsNil() || ty.IsNil() {
		e.compareNil(x, tx.IsNil())
		return
	}
	t := types.Default(tx.Type)
	if tx.Value != nil && ty.Value == nil || isUntyped(tx.Type) && !isUntyped(ty.Type) {
		t = types.Default(ty.Type)
	}
	b, ok := basicOf(t)
	if !ok {
		e.outside(x, "a comparison of type %s", check.TypeText(t))
	}
	e.value(x.X, t)
	e.value(x.Y, t)
	e.compare(x.Op, b)
}

func isUntyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

// compareNil compares a slice with nil: that is the one without an address.
func (e *emitter) compareNil(x *ast.BinaryExpr, left bool) {
	list := x.X
	if left {
		list = x.Y
	}
	t := e.typeOf(list)
	if _, ok := elementOf(t); !ok {
		e.outside(list, "a comparison with nil")
	}
	v := e.variable(t)
	e.value(list, t)
	e.write(v)
	e.get(v.first)
	e.op(opI32Eqz)
	if x.Op == token.NEQ {
		e.op(opI32Eqz)
	}
}
