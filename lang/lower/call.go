package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"monro/lang/check"
)

// call lowers a call, a conversion or the use of a builtin.
func (l *Lowerer) call(e *ast.CallExpr) ast.Expr {
	fun := ast.Unparen(e.Fun)
	if tv := l.tv(fun); tv.IsType() {
		return l.conversion(e, tv.Type)
	} else if tv.IsBuiltin() {
		return l.builtin(e, builtinName(fun))
	}
	if id, ok := fun.(*ast.Ident); ok && strings.HasPrefix(id.Name, check.MustName) {
		return l.must(e)
	}
	sig, ok := types.Unalias(l.typeOf(fun)).Underlying().(*types.Signature)
	if !ok {
		return l.errExpr(e.Pos(), "call of %s", l.typeOf(fun))
	}
	if x := l.errorsAs(e, fun); x != nil {
		return x
	}
	if f := l.callee(fun); f != nil && !apart[f.FullName()] {
		for _, a := range e.Args {
			if lit, ok := ast.Unparen(a).(*ast.FuncLit); ok {
				l.called[lit] = true
			}
		}
	}
	args, spread := l.args(e, sig, l.argMode(fun), e.Ellipsis.IsValid())
	l.guard(fun, sig, args)
	tuple := l.tuple
	l.tuple = nil
	c := l.apply(e, fun, args, spread)
	if tuple != nil { // the arguments are the results of one call
		ft := &ast.FuncType{Params: &ast.FieldList{List: tuple}, Results: l.funcType(sig).Results}
		return call(e.Pos(), &ast.FuncLit{Type: ft, Body: block(l.returning(c, sig))}, l.expr(e.Args[0]))
	}
	return c
}

// apart lists the compiled functions that call back on a goroutine of their own.
var apart = map[string]bool{"time.AfterFunc": true, "context.AfterFunc": true, "(*sync.WaitGroup).Go": true}

// sized lists compiled functions that allocate as much as an argument says, and
// how many bytes each of it means at least. Go ends a process that asks for too much.
var sized = map[string]struct{ arg, bytes int }{
	"monro/stdlib/prelude.zeros": {0, 8}, "monro/stdlib/prelude.ones": {0, 8}, "monro/stdlib/prelude.full": {0, 8},
	"monro/stdlib/prelude.linspace": {2, 8}, "strings.Repeat": {1, 1}, "bytes.Repeat": {1, 1},
	"gonum.org/v1/gonum/mat.NewVecDense": {0, 8},
}

// guard makes callbacks of compiled loops stop them after an interrupt: without
// it a long sort would go on with a comparison that does nothing. Only packages
// that call back on the caller's goroutine are in the list, since the guard panics.
// Callbacks on other goroutines get what a go statement gets.
func (l *Lowerer) guard(fun ast.Expr, sig *types.Signature, args []ast.Expr) {
	f := l.callee(fun)
	if f == nil {
		return
	}
	if size, ok := sized[f.FullName()]; ok && size.arg < len(args) {
		args[size.arg] = l.rt(args[size.arg].Pos(), "Room", args[size.arg], num(size.bytes))
	}
	apart := apart[f.FullName()]
	switch f.Pkg().Path() {
	case "sort", "strings", "bytes", "monro/stdlib/vec":
	default:
		if !apart {
			return
		}
	}
	for i := range args {
		if i >= sig.Params().Len() {
			return
		}
		switch sig.Params().At(i).Type().String() {
		case "func()":
			if apart {
				args[i] = l.rt(args[i].Pos(), "Apart", args[i])
			}
		case "func(i int, j int) bool", "func(i, j int) bool", "func(int, int) bool":
			args[i] = l.rt(args[i].Pos(), "GuardLess", args[i])
		case "func(int) bool", "func(i int) bool":
			args[i] = l.rt(args[i].Pos(), "GuardTest", args[i])
		case "func(rune) rune":
			args[i] = l.rt(args[i].Pos(), "GuardRune", args[i])
		case "func(float64) float64":
			args[i] = l.rt(args[i].Pos(), "GuardReal", args[i])
		case "func(rune) bool":
			args[i] = l.rt(args[i].Pos(), "GuardRuneTest", args[i])
		}
	}
}

// callee is the function of a package that an expression denotes, nil for what
// cells declare.
func (l *Lowerer) callee(fun ast.Expr) *types.Func {
	var o types.Object
	switch f := fun.(type) {
	case *ast.Ident:
		o = l.u.Info.Uses[f]
	case *ast.SelectorExpr:
		o = l.u.Info.Uses[f.Sel]
	}
	f, ok := o.(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() == "main" {
		return nil
	}
	return f
}

// apply calls a function or method with lowered arguments.
func (l *Lowerer) apply(e *ast.CallExpr, fun ast.Expr, args []ast.Expr, spread bool) *ast.CallExpr {
	if s, ok := fun.(*ast.SelectorExpr); ok {
		if sl := l.selection(s); sl != nil && sl.Kind() == types.MethodVal {
			return l.callTarget(e.Pos(), l.method(l.expr(s.X), sl), args, spread)
		}
	}
	c := call(e.Lparen, l.expr(fun), args...)
	if spread {
		c.Ellipsis = e.Lparen
	}
	return c
}

func builtinName(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr: // unsafe.Sizeof and the like
		return f.Sel.Name
	}
	return ""
}

// A mode says what an any parameter of a compiled function does with values
// that cells declare the types of.
type mode int

const (
	keeps   mode = iota // it gives them back later, or is interpreted: keep their types
	prints              // it formats them
	fills               // it is a template that they fill in
	encodes             // it writes them as JSON
	looks               // it inspects them by reflection
)

// argMode finds the mode of the function that an expression denotes.
func (l *Lowerer) argMode(fun ast.Expr) mode {
	f := l.callee(fun)
	if f == nil {
		return keeps
	}
	path := f.Pkg().Path()
	switch {
	case path == "fmt" && (strings.HasPrefix(f.Name(), "Scan") || strings.HasPrefix(f.Name(), "Sscan") || strings.HasPrefix(f.Name(), "Fscan")):
		return looks
	case path == "monro/stdlib/display" && (f.Name() == "JSON" || f.Name() == "VegaLite"):
		return encodes
	case path == "fmt", path == "log", path == "log/slog", path == "testing", strings.HasPrefix(path, "monro/stdlib/"):
		return prints
	case strings.HasSuffix(path, "/template") && strings.HasPrefix(f.Name(), "Execute"):
		return fills
	case path == "encoding/json" && (strings.HasPrefix(f.Name(), "Marshal") || f.Name() == "Encode"):
		return encodes
	case strings.HasPrefix(path, "container/"), path == "sync", path == "sync/atomic", path == "context":
		return keeps
	}
	return looks
}

// args lowers the arguments of a call. spread says that the last one is a
// slice to be passed as the variadic parameter.
func (l *Lowerer) args(e *ast.CallExpr, sig *types.Signature, m mode, spread bool) ([]ast.Expr, bool) {
	if len(e.Args) == 1 && sig.Params().Len() != 1 || len(e.Args) == 1 && sig.Variadic() {
		if t, ok := l.tv(e.Args[0]).Type.(*types.Tuple); ok && t.Len() > 1 {
			return l.tupleArgs(e, t, sig, m)
		}
	}
	var args []ast.Expr
	for i, a := range e.Args {
		args = append(args, l.arg(a, paramType(sig, i, spread), m, spread && i == len(e.Args)-1))
	}
	return args, spread
}

func paramType(sig *types.Signature, i int, spread bool) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		last := sig.Params().At(n - 1).Type()
		if spread {
			return last
		}
		if s, ok := types.Unalias(last).Underlying().(*types.Slice); ok {
			return s.Elem()
		}
		return last
	}
	return sig.Params().At(i).Type()
}

func (l *Lowerer) arg(a ast.Expr, to types.Type, m mode, spread bool) ast.Expr {
	if n, ok := types.Unalias(to).(*types.Named); ok && l.tv(a).IsNil() && isInterface(to) && !isUser(n) && n.Obj().Pkg() != nil {
		return star(call(a.Pos(), ident("new", a.Pos()), l.typ(to))) // yaegi looks for a wrapper of a plain nil
	}
	if m == keeps || l.tv(a).IsNil() {
		return l.conv(a, to)
	}
	from := l.typeOf(a)
	if spread {
		s, ok := types.Unalias(to).Underlying().(*types.Slice)
		if ok && m == prints && isAny(s.Elem()) {
			return l.rt(a.Pos(), "FmtAll", l.conv(a, to))
		}
		return l.conv(a, to)
	}
	if !isAny(to) {
		return l.conv(a, to)
	}
	return l.looseArg(l.conv(a, from), from, m)
}

// looseArg passes a value as the any of a compiled function.
func (l *Lowerer) looseArg(x ast.Expr, from types.Type, m mode) ast.Expr {
	switch {
	case m == encodes && mentionsUser(from):
		return l.rt(x.Pos(), "JSONData", x, l.ref(from))
	case m == fills && mentionsUser(from):
		return l.rt(x.Pos(), "TemplateData", x, l.ref(from))
	case isInterface(from) && m == prints:
		return l.rt(x.Pos(), "Fmt", x)
	case isInterface(from):
		return l.rt(x.Pos(), "Raw", x)
	case m == prints && mentionsUser(from):
		return l.rt(x.Pos(), "FmtAs", x, l.ref(from))
	}
	return x
}

func isAny(t types.Type) bool {
	i, ok := types.Unalias(t).Underlying().(*types.Interface)
	return ok && i.Empty()
}

// tupleArgs lowers f(g()) where g has several results: they go through names.
func (l *Lowerer) tupleArgs(e *ast.CallExpr, t *types.Tuple, sig *types.Signature, m mode) ([]ast.Expr, bool) {
	var args []ast.Expr
	var params []*ast.Field
	for i := range t.Len() {
		name := "tʹ" + string(rune('a'+i))
		params = append(params, field(name, l.typ(t.At(i).Type())))
		x := ast.Expr(ident(name, e.Pos()))
		to := paramType(sig, i, false)
		if m != keeps && isAny(to) {
			x = l.looseArg(x, t.At(i).Type(), m)
		} else {
			x = l.convert(x, t.At(i).Type(), to)
		}
		args = append(args, x)
	}
	l.tuple = params
	return args, false
}

// conversion lowers T(x).
func (l *Lowerer) conversion(e *ast.CallExpr, to types.Type) ast.Expr {
	x := e.Args[0]
	from := l.typeOf(x)
	if l.tv(x).IsNil() {
		return call(e.Pos(), paren(l.typ(to)), ident("nil", x.Pos()))
	}
	if isInterface(to) {
		return l.conv(x, to)
	}
	tv := l.tv(x)
	if tv.Value != nil {
		from = types.Default(tv.Type)
	}
	if isUserStruct(from) || isUserStruct(to) {
		return l.convertStruct(l.expr(x), from, to)
	}
	if types.Identical(from.Underlying(), to.Underlying()) && !isUntyped(tv.Type) && namedCompiled(from) == namedCompiled(to) && namedCompiled(to) == nil {
		return l.conv(x, from) // both have the same lowered form
	}
	return call(e.Pos(), paren(l.typ(to)), l.conv(x, from))
}

func namedCompiled(t types.Type) *types.Named {
	if n, ok := types.Unalias(t).(*types.Named); ok && !isUser(n) {
		return n
	}
	return nil
}

// must lowers mustʹn(f()): the cell stops if the last result is an error.
func (l *Lowerer) must(e *ast.CallExpr) ast.Expr {
	t := l.tv(e.Args[0]).Type.(*types.Tuple)
	n := t.Len() - 1
	var params, results []*ast.Field
	ret := &ast.ReturnStmt{}
	for i := range n {
		name := "vʹ" + string(rune('a'+i))
		params = append(params, field(name, l.typ(t.At(i).Type())))
		results = append(results, &ast.Field{Type: l.typ(t.At(i).Type())})
		ret.Results = append(ret.Results, ident(name, e.Pos()))
	}
	params = append(params, field("errʹ", ident("error", e.Pos())))
	fail := ifStmt(&ast.BinaryExpr{X: ident("errʹ", e.Pos()), Op: token.NEQ, Y: ident("nil", e.Pos())},
		exprStmt(l.rt(e.Pos(), "Fail", ident("errʹ", e.Pos()), num(l.position(e.Pos())))))
	lit := &ast.FuncLit{Type: &ast.FuncType{Params: &ast.FieldList{List: params}, Results: &ast.FieldList{List: results}}, Body: block(fail, ret)}
	return call(e.Pos(), lit, l.expr(e.Args[0]))
}

// builtin lowers the use of a predeclared function.
func (l *Lowerer) builtin(e *ast.CallExpr, name string) ast.Expr {
	plain := func(args ...ast.Expr) ast.Expr { return call(e.Pos(), ident(name, e.Pos()), args...) }
	switch name {
	case "append":
		return l.appendCall(e)
	case "len", "cap":
		x := l.expr(e.Args[0])
		if p, ok := types.Unalias(l.typeOf(e.Args[0])).Underlying().(*types.Pointer); ok && isArray(p.Elem()) {
			x = star(x)
		}
		return plain(x)
	case "make":
		return l.makeCall(e)
	case "new":
		if l.tv(e.Args[0]).IsType() {
			return plain(l.typ(l.typeOf(e.Args[0])))
		}
		t := l.typeOf(e.Args[0]) // new(expr)
		return call(e.Pos(), funcLit(e.Pos(), []*ast.Field{field("vʹ", l.typ(t))}, star(l.typ(t)),
			&ast.ReturnStmt{Results: []ast.Expr{addr(ident("vʹ", e.Pos()))}}), l.conv(e.Args[0], t))
	case "delete":
		m := types.Unalias(l.typeOf(e.Args[0])).Underlying().(*types.Map)
		return plain(l.expr(e.Args[0]), l.conv(e.Args[1], m.Key()))
	case "min", "max":
		return l.extremum(e, name)
	case "clear":
		return l.rt(e.Pos(), "Clear", l.expr(e.Args[0]))
	case "panic":
		return plain(l.rt(e.Pos(), "Panic", l.conv(e.Args[0], types.NewInterfaceType(nil, nil))))
	case "recover":
		return l.rt(e.Pos(), "Recovered")
	case "print", "println":
		var args []ast.Expr
		for _, a := range e.Args {
			args = append(args, l.conv(a, l.typeOf(a)))
		}
		return l.rt(e.Pos(), exported(name)+"Stderr", args...)
	case "complex":
		t := types.Typ[types.Float64]
		if b, ok := l.typeOf(e).Underlying().(*types.Basic); ok && b.Kind() == types.Complex64 {
			t = types.Typ[types.Float32]
		}
		return plain(l.conv(e.Args[0], t), l.conv(e.Args[1], t))
	}
	var args []ast.Expr
	for _, a := range e.Args {
		args = append(args, l.expr(a))
	}
	return plain(args...)
}

func (l *Lowerer) appendCall(e *ast.CallExpr) ast.Expr {
	s := types.Unalias(l.typeOf(e)).Underlying().(*types.Slice)
	args := []ast.Expr{l.conv(e.Args[0], l.typeOf(e))}
	if l.tv(e.Args[0]).IsNil() {
		args[0] = call(e.Pos(), paren(l.typ(l.typeOf(e))), ident("nil", e.Pos()))
	}
	if e.Ellipsis.IsValid() {
		x := l.expr(e.Args[1])
		if b, ok := l.typeOf(e.Args[1]).Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
			x = call(e.Pos(), l.typ(l.typeOf(e)), x)
		}
		c := call(e.Pos(), ident("append", e.Pos()), args[0], x)
		c.Ellipsis = e.Pos()
		return c
	}
	for _, a := range e.Args[1:] {
		args = append(args, l.conv(a, s.Elem()))
	}
	return call(e.Pos(), ident("append", e.Pos()), args...)
}

// makeCall asks package rt whether there is room, where the size is not small
// and known.
func (l *Lowerer) makeCall(e *ast.CallExpr) ast.Expr {
	t := l.typeOf(e.Args[0])
	if c, ok := types.Unalias(t).Underlying().(*types.Chan); ok { // package reflect makes no channels of one direction
		t = types.NewChan(types.SendRecv, c.Elem())
	}
	args := []ast.Expr{l.typ(t)}
	sizes := types.SizesFor("gc", "amd64")
	var elem int64
	switch t := types.Unalias(t).Underlying().(type) {
	case *types.Slice:
		elem = sizes.Sizeof(t.Elem())
	case *types.Chan:
		elem = sizes.Sizeof(t.Elem())
	case *types.Map:
		elem = 2 * (sizes.Sizeof(t.Key()) + sizes.Sizeof(t.Elem()) + 1) // it has room to spare
	}
	for _, a := range e.Args[1:] {
		n := l.toInt(a)
		if v := l.tv(a).Value; v == nil || !small(v, elem) {
			n = l.rt(a.Pos(), "Room", n, num(int(elem)))
		}
		args = append(args, n)
	}
	return call(e.Pos(), ident("make", e.Pos()), args...)
}

// extremum lowers min and max to compiled helpers, one for each basic type.
func (l *Lowerer) extremum(e *ast.CallExpr, name string) ast.Expr {
	t := l.typeOf(e)
	b, ok := types.Unalias(t).Underlying().(*types.Basic)
	if !ok {
		return l.errExpr(e.Pos(), "%s of %s", name, t)
	}
	var args []ast.Expr
	for _, a := range e.Args {
		args = append(args, l.operand(a, t))
	}
	return l.rt(e.Pos(), exported(name)+exported(types.Default(b).(*types.Basic).Name()), args...)
}

// small reports whether so many elements need no asking.
func small(n constant.Value, elem int64) bool {
	v, ok := constant.Int64Val(constant.ToInt(n))
	return ok && v >= 0 && v < 1<<20 && v*elem < 1<<24
}
