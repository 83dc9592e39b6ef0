package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// selector lowers x.f: a package member, a field, a method value or a method
// expression. Promotion through embedded fields is spelled out.
func (l *Lowerer) selector(e *ast.SelectorExpr) ast.Expr {
	s := l.selection(e)
	if s == nil {
		o := l.u.Info.Uses[e.Sel]
		if o == nil || o.Pkg() == nil {
			return l.errExpr(e.Pos(), "%s", e.Sel.Name)
		}
		if _, ok := o.(*types.TypeName); ok {
			return l.typ(l.objType(o))
		}
		if in, ok := l.u.Info.Instances[e.Sel]; ok {
			return l.instantiated(o, in, e.Pos())
		}
		return l.compiled(o.Pkg().Path(), o.Name(), e.Pos())
	}
	switch s.Kind() {
	case types.FieldVal:
		return l.path(l.expr(e.X), s.Recv(), s.Index())
	case types.MethodVal:
		return l.methodValue(e, s)
	}
	return l.methodExpr(e, s)
}

// compiled refers to a member of a compiled package, or to the helper that
// takes its place in a cell.
func (l *Lowerer) compiled(path, name string, pos token.Pos) ast.Expr {
	if helper := replaced[path+"."+name]; helper != "" {
		return sel(ident(RT, pos), helper)
	}
	return l.qualified(path, name, pos)
}

// replaced lists what must not reach the process as it is: it would end the
// worker, wait through an interrupt, or not see what cells declare.
var replaced = map[string]string{
	"os.Exit": "Exit", "runtime.Goexit": "Goexit", "log.Fatal": "Fatal", "log.Fatalf": "Fatalf", "log.Fatalln": "Fatalln",
	"os/exec.Command": "Command", "net.Dial": "Dial", "net/http.NewRequest": "NewRequest",
	"net/http.Get": "HTTPGet", "net/http.Head": "HTTPHead", "net/http.Post": "HTTPPost", "net/http.PostForm": "HTTPPostForm",
	"time.Sleep": "Sleep", "errors.As": "ErrorsAs", "errors.Is": "ErrorsIs",
	"fmt.Print": "Print", "fmt.Println": "Println", "fmt.Printf": "Printf",
	"fmt.Sprintf": "Sprintf", "fmt.Sprint": "Sprint", "fmt.Fprint": "Fprint", "fmt.Fprintf": "Fprintf", "fmt.Errorf": "Errorf", "fmt.Appendf": "Appendf",
	"fmt.Scan": "Scan", "fmt.Scanln": "Scanln", "fmt.Scanf": "Scanf",
	"log.Printf": "Logf", "log.Panicf": "LogPanicf",
	"monro/stdlib/prelude.Input": "Input", "monro/stdlib/prelude.Password": "Password",
	"reflect.TypeOf": "", "runtime/debug.SetMaxStack": "",
}

// path follows field indices from a value, with dereferences spelled out.
func (l *Lowerer) path(x ast.Expr, t types.Type, index []int) ast.Expr {
	for _, i := range index {
		if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		s := types.Unalias(t).Underlying().(*types.Struct)
		x = sel(x, fieldName(s, i))
		t = s.Field(i).Type()
	}
	return x
}

// pathType is the type at the end of a path.
func pathType(t types.Type, index []int) types.Type {
	for _, i := range index {
		if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		t = types.Unalias(t).Underlying().(*types.Struct).Field(i).Type()
	}
	return t
}

// A target is what a method call comes down to.
type target struct {
	recv ast.Expr // lowered receiver, in the form the method wants
	fun  ast.Expr // the function that takes recv first; nil: select name from recv
	name string
	sig  *types.Signature
	dyn  bool // through an interface that is any to yaegi
}

// method resolves a method selected from a value.
func (l *Lowerer) method(x ast.Expr, s *selection) target {
	f := s.Obj().(*types.Func)
	index := s.Index()
	index = index[:len(index)-1]
	holder := pathType(s.Recv(), index)
	recv := l.path(x, s.Recv(), index)
	sig := l.subst.apply(f.Type()).(*types.Signature)
	if isInterface(holder) {
		if isOpaque(holder) {
			return target{recv: recv, name: f.Name(), sig: sig, dyn: true}
		}
		return target{recv: recv, name: f.Name(), sig: sig}
	}
	n := namedOf(holder)
	if n != nil && !isUser(n) {
		if lib := l.libraryType(n); lib != nil {
			o, _, _ := types.LookupFieldOrMethod(types.NewPointer(lib), true, lib.Obj().Pkg(), f.Name())
			if m, ok := o.(*types.Func); ok {
				n, f, sig = lib, m, m.Type().(*types.Signature)
			}
		}
	}
	if n == nil || !isUser(n) {
		return target{recv: recv, name: f.Name(), sig: sig}
	}
	_, havePtr := types.Unalias(holder).(*types.Pointer)
	_, wantPtr := types.Unalias(sig.Recv().Type()).(*types.Pointer)
	switch {
	case wantPtr && !havePtr:
		recv = addr(recv)
	case havePtr && !wantPtr:
		recv = star(recv)
	}
	name := l.names[f]
	if n.TypeArgs().Len() > 0 {
		name = l.methodInstance(f, n, x.Pos())
	}
	if name == "" {
		l.errorf(x.Pos(), "method %s.%s has no body yet: the cell that declares it failed", n.Obj().Name(), f.Name())
	}
	return target{recv: recv, fun: ident(name, x.Pos()), name: f.Name(), sig: sig}
}

// methodValue lowers x.M without a call: the receiver is taken now.
func (l *Lowerer) methodValue(e *ast.SelectorExpr, s *selection) ast.Expr {
	t := l.method(l.expr(e.X), s)
	switch {
	case t.dyn:
		return &ast.TypeAssertExpr{X: l.rt(e.Pos(), "Bind", t.recv, str(t.name), l.ref(s.Type())), Type: l.funcType(t.sig)}
	case t.fun == nil:
		return sel(t.recv, t.name)
	}
	ft, args, variadic := l.params(t.sig)
	inner := call(e.Pos(), t.fun, append([]ast.Expr{ident("rʹ", e.Pos())}, args...)...)
	if variadic {
		inner.Ellipsis = e.Pos()
	}
	lit := &ast.FuncLit{Type: ft, Body: block(l.returning(inner, t.sig))}
	outer := &ast.FuncLit{Type: &ast.FuncType{
		Params:  &ast.FieldList{List: []*ast.Field{field("rʹ", l.typ(t.sig.Recv().Type()))}},
		Results: &ast.FieldList{List: []*ast.Field{{Type: l.funcType(t.sig)}}},
	}, Body: block(&ast.ReturnStmt{Results: []ast.Expr{lit}})}
	return call(e.Pos(), outer, t.recv)
}

// params makes a function type with named parameters, and the arguments that
// pass them on.
func (l *Lowerer) params(sig *types.Signature) (*ast.FuncType, []ast.Expr, bool) {
	ft := l.funcType(sig)
	var args []ast.Expr
	for i, f := range ft.Params.List {
		name := "pʹ" + string(rune('a'+i))
		f.Names = []*ast.Ident{ident(name, token.NoPos)}
		args = append(args, ident(name, token.NoPos))
	}
	return ft, args, sig.Variadic()
}

func (l *Lowerer) returning(x ast.Expr, sig *types.Signature) ast.Stmt {
	if sig.Results().Len() == 0 {
		return exprStmt(x)
	}
	return &ast.ReturnStmt{Results: []ast.Expr{x}}
}

// methodExpr lowers T.M to a function whose first parameter is the receiver.
func (l *Lowerer) methodExpr(e *ast.SelectorExpr, s *selection) ast.Expr {
	sig := s.Type().(*types.Signature)
	ft, args, variadic := l.params(sig)
	inner := l.callTarget(e.Pos(), l.method(args[0], s), args[1:], variadic)
	return &ast.FuncLit{Type: ft, Body: block(l.returning(inner, sig))}
}

// callTarget calls a resolved method with lowered arguments.
func (l *Lowerer) callTarget(pos token.Pos, t target, args []ast.Expr, spread bool) *ast.CallExpr {
	var c *ast.CallExpr
	switch {
	case t.dyn:
		fun := &ast.TypeAssertExpr{X: l.rt(pos, "Bind", t.recv, str(t.name), l.ref(t.sig)), Type: l.funcType(t.sig)}
		c = call(pos, fun, args...)
	case t.fun == nil:
		c = call(pos, sel(t.recv, t.name), args...)
	default:
		c = call(pos, t.fun, append([]ast.Expr{t.recv}, args...)...)
	}
	if spread {
		c.Ellipsis = pos
	}
	return c
}
