package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// expr lowers an expression to one whose type is the lowered form of its own.
func (l *Lowerer) expr(e ast.Expr) ast.Expr {
	if tv := l.tv(e); tv.Value != nil {
		return l.constant(tv.Value, types.Default(tv.Type), e.Pos())
	}
	switch e := e.(type) {
	case *ast.Ident:
		return l.ident(e)
	case *ast.ParenExpr:
		return paren(l.expr(e.X))
	case *ast.FuncLit:
		return l.funcLit(e)
	case *ast.CompositeLit:
		return l.composite(e, l.typeOf(e))
	case *ast.SelectorExpr:
		return l.selector(e)
	case *ast.IndexExpr:
		return l.index(e)
	case *ast.IndexListExpr: // F[int, string]
		if !l.tv(e).IsType() {
			return l.expr(e.X)
		}
	case *ast.SliceExpr:
		return l.slice(e)
	case *ast.TypeAssertExpr:
		return l.assertion(e)
	case *ast.CallExpr:
		return l.call(e)
	case *ast.StarExpr:
		return star(l.expr(e.X))
	case *ast.UnaryExpr:
		return l.unary(e)
	case *ast.BinaryExpr:
		return l.binary(e)
	}
	if l.tv(e).IsType() {
		return l.typ(l.typeOf(e))
	}
	return l.errExpr(e.Pos(), "%T", e)
}

func (l *Lowerer) ident(e *ast.Ident) ast.Expr {
	if e.Name == "_" {
		return e
	}
	o := l.u.Info.Uses[e]
	if o == nil {
		o = l.u.Info.Defs[e]
	}
	if in, ok := l.u.Info.Instances[e]; ok {
		if _, isType := o.(*types.TypeName); !isType {
			return l.instantiated(o, in, e.Pos())
		}
	}
	if x := l.compiledForm(o, e.Pos()); x != nil {
		return x
	}
	if n := l.names[o]; n != "" {
		return ident(n, e.Pos())
	}
	switch o := o.(type) {
	case *types.TypeName:
		return l.typ(l.objType(o))
	case *types.Nil:
		return ident("nil", e.Pos())
	case *types.Func, *types.Var:
		if o.Pkg() != nil && o.Pkg().Path() != "main" && o.Parent() != nil && o.Parent().Parent() == types.Universe {
			return l.compiled(o.Pkg().Path(), exported(o.Name()), e.Pos())
		}
	case nil: // the variable of a type switch
		return ident(e.Name, e.Pos())
	}
	return ident(e.Name, e.Pos())
}

// exported is the name under which the prelude's package exports a bare name.
func exported(name string) string {
	if name[0] >= 'a' && name[0] <= 'z' {
		return string(name[0]-'a'+'A') + name[1:]
	}
	return name
}

// instantiated refers to a generic function with its type arguments.
func (l *Lowerer) instantiated(o types.Object, in types.Instance, pos token.Pos) ast.Expr {
	f, ok := o.(*types.Func)
	if !ok {
		return l.errExpr(pos, "%s", o.Name())
	}
	var args []types.Type
	for i := range in.TypeArgs.Len() {
		args = append(args, l.subst.apply(in.TypeArgs.At(i)))
	}
	if f.Pkg() != nil && f.Pkg().Path() != "main" {
		key := instanceSymbol(exported(f.Name()), args)
		if l.compiledInstance(f.Pkg().Path(), key) {
			return l.qualified(f.Pkg().Path(), key, pos)
		}
	}
	return ident(l.instanceName(f, args, pos), pos)
}

// instanceSymbol is the name of a compiled instance of a generic function. No
// compiled instance has a type of a cell, which is in package main.
func instanceSymbol(name string, args []types.Type) string {
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = types.TypeString(a, (*types.Package).Name)
	}
	return name + "[" + strings.Join(list, ", ") + "]"
}

func (l *Lowerer) funcLit(e *ast.FuncLit) ast.Expr {
	sig := l.typeOf(e).(*types.Signature)
	ft := l.signature(nil, e.Type)
	exact := l.exact
	l.exact = exact && l.loops == 0 && !l.called[e] || callsRecover(e.Body)
	body := l.funcBody(e.Type, e.Body, sig)
	l.exact = exact
	return &ast.FuncLit{Type: ft, Body: body}
}

// callsRecover reports whether a body, or a literal in it, calls recover: then
// run-time panics must have Go's exact words.
func callsRecover(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if id, ok := c.Fun.(*ast.Ident); ok && id.Name == "recover" {
				found = true
			}
		}
		return !found
	})
	return found
}

// composite lowers a literal of the given type, which may be elided.
func (l *Lowerer) composite(e *ast.CompositeLit, t types.Type) ast.Expr {
	if p, ok := types.Unalias(t).(*types.Pointer); ok { // elided &T
		return addr(l.composite(e, p.Elem()))
	}
	lit := &ast.CompositeLit{Type: l.typ(t), Lbrace: e.Lbrace, Rbrace: e.Rbrace}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Struct:
		l.structElements(lit, e, u)
	case *types.Map:
		for _, x := range e.Elts {
			kv := x.(*ast.KeyValueExpr)
			lit.Elts = append(lit.Elts, &ast.KeyValueExpr{Key: l.element(kv.Key, u.Key()), Colon: kv.Colon, Value: l.element(kv.Value, u.Elem())})
		}
	case *types.Slice:
		l.listElements(lit, e, u.Elem())
	case *types.Array:
		l.listElements(lit, e, u.Elem())
	}
	return lit
}

func (l *Lowerer) structElements(lit, e *ast.CompositeLit, s *types.Struct) {
	for i, x := range e.Elts {
		value := x
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			value = kv.Value
			i = fieldIndex(s, kv.Key.(*ast.Ident).Name)
		}
		lit.Elts = append(lit.Elts, &ast.KeyValueExpr{Key: ident(fieldName(s, i), x.Pos()), Value: l.element(value, s.Field(i).Type())})
	}
}

func fieldIndex(s *types.Struct, name string) int {
	for i := range s.NumFields() {
		if s.Field(i).Name() == name {
			return i
		}
	}
	return -1
}

func (l *Lowerer) listElements(lit, e *ast.CompositeLit, elem types.Type) {
	for _, x := range e.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			lit.Elts = append(lit.Elts, &ast.KeyValueExpr{Key: l.expr(kv.Key), Colon: kv.Colon, Value: l.element(kv.Value, elem)})
			continue
		}
		lit.Elts = append(lit.Elts, l.element(x, elem))
	}
}

func (l *Lowerer) element(x ast.Expr, t types.Type) ast.Expr {
	if c, ok := x.(*ast.CompositeLit); ok && c.Type == nil {
		return l.composite(c, t)
	}
	return l.conv(x, t)
}

func (l *Lowerer) index(e *ast.IndexExpr) ast.Expr {
	if l.tv(e).IsType() {
		return l.typ(l.typeOf(e))
	}
	switch t := types.Unalias(l.typeOf(e.X)).Underlying().(type) {
	case *types.Map:
		return &ast.IndexExpr{X: l.expr(e.X), Lbrack: e.Lbrack, Index: l.mapKey(e.Index, t.Key()), Rbrack: e.Rbrack}
	case *types.Signature: // F[int]
		return l.expr(e.X)
	case *types.Basic: // string
		return &ast.IndexExpr{X: l.expr(e.X), Lbrack: e.Lbrack, Index: l.checkedIndex(e), Rbrack: e.Rbrack}
	case *types.Pointer: // to an array
		return &ast.IndexExpr{X: paren(star(l.expr(e.X))), Lbrack: e.Lbrack, Index: l.checkedIndex(e), Rbrack: e.Rbrack}
	}
	return &ast.IndexExpr{X: l.expr(e.X), Lbrack: e.Lbrack, Index: l.checkedIndex(e), Rbrack: e.Rbrack}
}

// mapKey lowers a key; yaegi wants nil with its type.
func (l *Lowerer) mapKey(e ast.Expr, t types.Type) ast.Expr {
	if l.tv(e).IsNil() && !isInterface(t) {
		return call(e.Pos(), paren(l.typ(t)), ident("nil", e.Pos()))
	}
	return l.conv(e, t)
}

// checkedIndex spells out the bounds check where a panic's words matter. The
// operand is evaluated twice, so it must be one without effects.
func (l *Lowerer) checkedIndex(e *ast.IndexExpr) ast.Expr {
	i := l.toInt(e.Index)
	if !l.exact || l.loops > 0 || !pure(e.X) || l.tv(e.Index).Value != nil && isArray(l.typeOf(e.X)) {
		return i
	}
	x := l.expr(e.X)
	if p, ok := types.Unalias(l.typeOf(e.X)).Underlying().(*types.Pointer); ok && isArray(p.Elem()) {
		x = paren(star(x))
	}
	return l.rt(e.Pos(), "Index", i, call(e.Pos(), ident("len", e.Pos()), x))
}

func isArray(t types.Type) bool {
	_, ok := types.Unalias(t).Underlying().(*types.Array)
	return ok
}

// toInt lowers an index of any integer type to an int.
func (l *Lowerer) toInt(e ast.Expr) ast.Expr {
	t, ok := l.typeOf(e).Underlying().(*types.Basic)
	if ok && t.Kind() == types.Int {
		return l.expr(e)
	}
	if v := l.tv(e).Value; v != nil {
		return l.constant(v, types.Typ[types.Int], e.Pos())
	}
	return call(e.Pos(), ident("int", e.Pos()), l.expr(e))
}

// pure reports whether evaluating an expression twice is the same as once.
func pure(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return pure(e.X)
	case *ast.SelectorExpr:
		return pure(e.X)
	case *ast.StarExpr:
		return pure(e.X)
	case *ast.IndexExpr:
		return pure(e.X) && pure(e.Index)
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			if !pure(x) {
				return false
			}
		}
		return true
	}
	return false
}

func (l *Lowerer) slice(e *ast.SliceExpr) ast.Expr {
	out := &ast.SliceExpr{X: l.expr(e.X), Lbrack: e.Lbrack, Slice3: e.Slice3, Rbrack: e.Rbrack}
	if p, ok := types.Unalias(l.typeOf(e.X)).Underlying().(*types.Pointer); ok && isArray(p.Elem()) {
		out.X = paren(star(out.X))
	}
	for _, b := range []struct {
		from ast.Expr
		to   *ast.Expr
	}{{e.Low, &out.Low}, {e.High, &out.High}, {e.Max, &out.Max}} {
		if b.from != nil {
			*b.to = l.toInt(b.from)
		}
	}
	if l.exact && l.loops == 0 && !e.Slice3 && pure(e.X) && (e.Low == nil || pure(e.Low)) && (e.High == nil || pure(e.High)) {
		l.checkBounds(out, e)
	}
	return out
}

// checkBounds spells out the bounds check of a slice expression where a panic's
// words matter.
func (l *Lowerer) checkBounds(out *ast.SliceExpr, e *ast.SliceExpr) {
	of := func(name string) ast.Expr { return call(e.Pos(), ident(name, e.Pos()), out.X) }
	_, isString := types.Unalias(l.typeOf(e.X)).Underlying().(*types.Basic)
	limit, high := "cap", out.High
	if isString {
		limit = "len"
	}
	if high == nil {
		high = of("len")
	}
	low := out.Low
	if low == nil {
		low = num(0)
	}
	out.Low = l.rt(e.Pos(), "Bounds", low, high, of(limit), ident(strconv.FormatBool(isString), e.Pos()))
}

func (l *Lowerer) unary(e *ast.UnaryExpr) ast.Expr {
	if e.Op == token.AND {
		if c, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
			return addr(l.composite(c, l.typeOf(c)))
		}
	}
	return &ast.UnaryExpr{OpPos: e.OpPos, Op: e.Op, X: l.expr(e.X)}
}

func (l *Lowerer) binary(e *ast.BinaryExpr) ast.Expr {
	switch e.Op {
	case token.EQL, token.NEQ:
		return l.equality(e)
	case token.SHL, token.SHR:
		return &ast.BinaryExpr{X: l.operand(e.X, l.typeOf(e)), OpPos: e.OpPos, Op: e.Op, Y: l.shiftCount(e.Y)}
	case token.LAND, token.LOR:
		return &ast.BinaryExpr{X: l.expr(e.X), OpPos: e.OpPos, Op: e.Op, Y: l.expr(e.Y)}
	}
	t := l.operandType(e.X, e.Y)
	if (e.Op == token.QUO || e.Op == token.REM) && isInteger(t) && l.tv(e.Y).Value == nil && l.exact && l.loops == 0 {
		return &ast.BinaryExpr{X: l.operand(e.X, t), OpPos: e.OpPos, Op: e.Op, Y: l.divisor(e.Y, t)}
	}
	return &ast.BinaryExpr{X: l.operand(e.X, t), OpPos: e.OpPos, Op: e.Op, Y: l.operand(e.Y, t)}
}

// divisor panics with Go's words if it is zero.
func (l *Lowerer) divisor(e ast.Expr, t types.Type) ast.Expr {
	x := l.operand(e, t)
	b := t.Underlying().(*types.Basic)
	return &ast.TypeAssertExpr{X: l.rt(e.Pos(), "Divisor", x), Type: ident(b.Name(), e.Pos())}
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

func (l *Lowerer) shiftCount(e ast.Expr) ast.Expr {
	if v := l.tv(e).Value; v != nil {
		return l.constant(v, types.Typ[types.Uint], e.Pos())
	}
	return l.expr(e)
}

// operandType is the type both operands of an operator have: that of the one
// that is no untyped constant.
func (l *Lowerer) operandType(x, y ast.Expr) types.Type {
	if tv := l.tv(x); tv.Value == nil || !isUntyped(tv.Type) {
		if !(tv.Value != nil && l.tv(y).Value == nil) {
			return types.Default(tv.Type)
		}
	}
	return l.typeOf(y)
}

func (l *Lowerer) operand(e ast.Expr, t types.Type) ast.Expr {
	if v := l.tv(e).Value; v != nil {
		return l.constant(v, types.Default(t), e.Pos())
	}
	return l.expr(e)
}

// equality compares; interfaces compare by what is in them, wrappers aside.
func (l *Lowerer) equality(e *ast.BinaryExpr) ast.Expr {
	x, y := l.tv(e.X), l.tv(e.Y)
	if x.IsNil() || y.IsNil() {
		return &ast.BinaryExpr{X: l.expr(e.X), OpPos: e.OpPos, Op: e.Op, Y: l.expr(e.Y)}
	}
	ix, iy := isInterface(x.Type), isInterface(y.Type)
	if ix || iy {
		any := types.NewInterfaceType(nil, nil)
		eq := l.rt(e.Pos(), "Equal", l.conv(e.X, any), l.conv(e.Y, any))
		if e.Op == token.NEQ {
			return not(eq)
		}
		return eq
	}
	t := l.operandType(e.X, e.Y)
	if isStruct(t) { // of types that Go assigns to each other, but that differ to yaegi
		return &ast.BinaryExpr{X: l.conv(e.X, t), OpPos: e.OpPos, Op: e.Op, Y: l.conv(e.Y, t)}
	}
	return &ast.BinaryExpr{X: l.operand(e.X, t), OpPos: e.OpPos, Op: e.Op, Y: l.operand(e.Y, t)}
}
