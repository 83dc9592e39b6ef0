package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
)

// conv lowers an expression and gives it the form that a place of type to
// needs: it spells out the conversions that Go leaves implicit.
func (l *Lowerer) conv(e ast.Expr, to types.Type) ast.Expr {
	tv := l.tv(ast.Unparen(e))
	if tv.IsNil() || to == nil {
		return l.expr(e)
	}
	if tv.Value != nil {
		from := tv.Type
		if isUntyped(from) && !isInterface(to) && !isTypeParam(to) {
			from = to
		}
		return l.convert(l.constant(tv.Value, types.Default(from), e.Pos()), types.Default(from), to)
	}
	return l.convert(l.expr(e), l.typeOf(e), to)
}

func (l *Lowerer) typeOf(e ast.Expr) types.Type {
	t := l.rawType(e)
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return types.Default(t)
}

func isUntyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// convert takes a lowered value from one type to another that Go assigns it to.
func (l *Lowerer) convert(x ast.Expr, from, to types.Type) ast.Expr {
	if from == nil || to == nil || types.Identical(from, to) {
		return x
	}
	if !isInterface(to) {
		return l.convertStruct(x, from, to)
	}
	if isOpaque(to) {
		return l.toAny(x, from)
	}
	// an interface of a compiled package
	if isInterface(from) {
		if !isOpaque(from) {
			return x
		}
		return l.assertCompiled(l.rt(x.Pos(), "To", x, l.ref(to)), to)
	}
	if n := namedOf(from); n != nil && isUser(n) || isStruct(from) && mentionsUser(from) {
		return l.assertCompiled(l.rt(x.Pos(), "Wrap", l.toAny(x, from), l.ref(from), l.ref(to)), to)
	}
	return x
}

// toAny puts a value into an interface that is any to yaegi.
func (l *Lowerer) toAny(x ast.Expr, from types.Type) ast.Expr {
	switch {
	case isInterface(from):
		if isOpaque(from) {
			return x
		}
		return l.rt(x.Pos(), "Unwrap", x)
	case boxed(from):
		return l.rt(x.Pos(), "Box", x, l.ref(from))
	}
	return x
}

// assertCompiled takes a helper's result, an any, to a compiled interface type.
func (l *Lowerer) assertCompiled(x ast.Expr, to types.Type) ast.Expr {
	return &ast.TypeAssertExpr{X: x, Type: l.typ(to)}
}

func namedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

func isStruct(t types.Type) bool {
	_, ok := types.Unalias(t).Underlying().(*types.Struct)
	return ok
}

// convertStruct copies field by field between struct types that Go takes for
// the same but whose runtime forms differ in their markers.
func (l *Lowerer) convertStruct(x ast.Expr, from, to types.Type) ast.Expr {
	fs, ok1 := types.Unalias(from).Underlying().(*types.Struct)
	ts, ok2 := types.Unalias(to).Underlying().(*types.Struct)
	if !ok1 || !ok2 || !types.IdenticalIgnoreTags(fs, ts) || !(isUserStruct(from) || isUserStruct(to)) {
		return x
	}
	lit := &ast.CompositeLit{Type: l.typ(to)}
	for i := range ts.NumFields() {
		lit.Elts = append(lit.Elts, &ast.KeyValueExpr{Key: ident(fieldName(ts, i), x.Pos()), Value: sel(ident("vʹ", x.Pos()), fieldName(fs, i))})
	}
	return call(x.Pos(), funcLit(x.Pos(), []*ast.Field{field("vʹ", l.typ(from))}, l.typ(to), &ast.ReturnStmt{Results: []ast.Expr{lit}}), x)
}

func isUserStruct(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && isUser(n) && isStruct(n)
}

// constant writes a constant of a given type as a literal.
func (l *Lowerer) constant(v constant.Value, t types.Type, pos token.Pos) ast.Expr {
	b, ok := types.Unalias(t).Underlying().(*types.Basic)
	if !ok {
		return l.errExpr(pos, "constant of type %s", t)
	}
	lit := l.literal(v, b, pos)
	if n, ok := types.Unalias(t).(*types.Named); ok && !isUser(n) {
		return call(pos, l.typ(t), lit)
	}
	switch b.Kind() {
	case types.Int, types.UntypedInt, types.Float64, types.UntypedFloat, types.String, types.UntypedString, types.Bool, types.UntypedBool, types.Complex128, types.UntypedComplex:
		return lit
	}
	return call(pos, ident(types.Default(b).(*types.Basic).Name(), pos), lit)
}

func (l *Lowerer) literal(v constant.Value, b *types.Basic, pos token.Pos) ast.Expr {
	info := b.Info()
	switch {
	case info&types.IsBoolean != 0:
		return ident(strconv.FormatBool(constant.BoolVal(v)), pos)
	case info&types.IsString != 0:
		return &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(constant.StringVal(v))}
	case info&types.IsInteger != 0:
		return signed(constant.ToInt(v).ExactString(), token.INT, pos)
	case info&types.IsFloat != 0:
		return l.float(v, pos)
	case info&types.IsComplex != 0:
		return call(pos, ident("complex", pos), l.float(constant.Real(v), pos), l.float(constant.Imag(v), pos))
	}
	return l.errExpr(pos, "constant %s", v)
}

func (l *Lowerer) float(v constant.Value, pos token.Pos) ast.Expr {
	f, _ := constant.Float64Val(v)
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !hasFloatForm(s) {
		s += ".0"
	}
	return signed(s, token.FLOAT, pos)
}

func hasFloatForm(s string) bool {
	for _, c := range s {
		if c == '.' || c == 'e' {
			return true
		}
	}
	return false
}

// signed writes a number; yaegi wants the sign outside of the literal.
func signed(s string, kind token.Token, pos token.Pos) ast.Expr {
	if s[0] != '-' {
		return &ast.BasicLit{ValuePos: pos, Kind: kind, Value: s}
	}
	if s == "-9223372036854775808" { // its absolute value is no int
		return paren(&ast.BinaryExpr{X: signed("-9223372036854775807", kind, pos), OpPos: pos, Op: token.SUB, Y: num(1)})
	}
	return paren(&ast.UnaryExpr{OpPos: pos, Op: token.SUB, X: &ast.BasicLit{ValuePos: pos, Kind: kind, Value: s[1:]}})
}

func (l *Lowerer) errExpr(pos token.Pos, format string, args ...any) ast.Expr {
	l.errorf(pos, format+" is not supported yet", args...)
	return ident("nil", pos)
}
