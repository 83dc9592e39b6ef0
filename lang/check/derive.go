package check

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// tapePath is the package that differentiates functions as they run.
const tapePath = "monro/stdlib/ad/tape"

// twinMark is in the names of twins: copies of functions in which what depends
// on the argument is on a tape.
const twinMark = "ʹtape"

// IsTwin reports whether a name is that of a twin, which no cell has written,
// and of what.
func IsTwin(name string) (of string, ok bool) {
	of, _, ok = strings.Cut(name, twinMark)
	return of, ok
}

// derivatives are the bare names that take a function of a cell, and what they
// are of one that takes a number and of one that takes a slice.
var derivatives = []struct{ name, ofNumber, ofSlice, ofMap string }{
	{"grad", "Derivative", "Gradient", ""},
	{"valueAndGrad", "ValueAndDerivative", "ValueAndGradient", ""},
	{"hvp", "", "HessVec", ""},
	{"hessian", "", "Hessian", ""},
	{"jacobian", "", "", "Jacobian"},
}

// derived is the bare name that a call of a derivative was written as, "" for
// other calls.
func derived(call *ast.CallExpr) string {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) != 2 {
		return ""
	}
	if id, ok := fun.X.(*ast.Ident); !ok || id.Name != alias(tapePath) {
		return ""
	}
	return bareName(fun.Sel.Name)
}

// bareName is that of a function of package tape that takes a function and its
// twin, "" of others.
func bareName(function string) string {
	for _, k := range derivatives {
		switch function {
		case k.ofNumber, k.ofSlice, k.ofMap:
			return k.name
		}
	}
	return ""
}

// IsDerivative reports whether a call takes a function and its twin, where a
// cell has grad(f) or the like.
func IsDerivative(call *ast.CallExpr) bool { return derived(call) != "" }

// alias is the name under which rewriting imports a package.
func alias(path string) string { return strings.ReplaceAll(path, "/", "_") + operatorMark }

// restore turns calls of derivatives back into what the cell has: the twins of
// an earlier check may be of functions that have changed.
func restore(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if name := derived(call); name != "" {
				call.Fun = &ast.Ident{NamePos: call.Fun.Pos(), Name: name}
				call.Args = call.Args[:1]
			}
		}
		return true
	})
}

// A deriver makes the twins that the calls of derivatives in a cell need.
type deriver struct {
	*run
	twins   map[string]*ast.FuncDecl // made in this check, by name
	byName  map[string]*twin
	list    []*twin
	changed bool           // in the round of the analysis
	onTapes *types.Package // package tape
}

// A refusal is why a function cannot be differentiated. It is thrown from deep
// in its syntax.
type refusal struct{ Error }

func (d *deriver) refuse(n ast.Node, format string, args ...any) {
	panic(refusal{d.error(n.Pos(), fmt.Sprintf(format, args...))})
}

// calls visits the calls of a cell, inner ones first.
func (r *run) calls(visit func(call *ast.CallExpr)) {
	each := func(root ast.Node) {
		astutil.Apply(root, nil, func(at *astutil.Cursor) bool {
			if call, ok := at.Node().(*ast.CallExpr); ok {
				visit(call)
			}
			return true
		})
	}
	for _, f := range r.src.funcs {
		if _, isTwin := IsTwin(f.Name.Name); f.Body != nil && !isTwin {
			each(f.Body)
		}
	}
	for _, s := range r.src.cell.Stmts {
		each(s)
	}
}

// announce makes calls of derivatives calls of package tape, with nil for the
// twin: from then on all types are known. It reports whether there were any.
func (r *run) announce() (changed bool) {
	r.calls(func(call *ast.CallExpr) {
		if target := r.target(call); target != "" {
			call.Fun = r.member(target, call.Fun)
			call.Args = append(call.Args, &ast.Ident{NamePos: call.Rparen, Name: "nil"})
			changed = true
		}
	})
	return changed
}

// differentiate puts the twins into a cell without errors, and reports whether
// any was missing. Functions that have no derivative are errors.
func (r *run) differentiate(twins map[string]*ast.FuncDecl) (changed bool) {
	pkg, err := r.Importer.Import(tapePath)
	if err != nil {
		return false
	}
	d := &deriver{run: r, twins: twins, onTapes: pkg}
	r.calls(func(call *ast.CallExpr) {
		if derived(call) == "" {
			return
		}
		if id, ok := call.Args[1].(*ast.Ident); ok && id.Name == "nil" {
			d.call(call)
			changed = true
		}
	})
	return changed
}

// call gives one call its twin.
func (d *deriver) call(call *ast.CallExpr) {
	defer func() {
		if p := recover(); p != nil {
			r, ok := p.(refusal)
			if !ok {
				panic(p)
			}
			d.errs = append(d.errs, r.Error)
		}
	}()
	d.byName, d.list = map[string]*twin{}, nil
	call.Args[1] = d.root(call.Args[0], call)
}

// drop takes out what go/types said about the argument of a call.
func (r *run) drop(call *ast.CallExpr) {
	r.errs = slices.DeleteFunc(r.errs, func(e Error) bool {
		return e.pos == call.Args[0].Pos() && strings.Contains(e.Message, "ad.Node")
	})
}

// target is the function of package tape that a call of a bare name means, ""
// where it means something else.
func (r *run) target(call *ast.CallExpr) string {
	id, ok := call.Fun.(*ast.Ident)
	if !ok || len(call.Args) != 1 || r.Prelude == nil {
		return ""
	}
	if o := r.info.Uses[id]; o == nil || o.Pkg() != r.Prelude {
		return ""
	}
	t := r.info.TypeOf(call.Args[0])
	if t == nil {
		return ""
	}
	sig, ok := types.Unalias(t).Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 1 || sig.Variadic() {
		return ""
	}
	for _, k := range derivatives {
		if k.name != id.Name {
			continue
		}
		from, to := sig.Params().At(0).Type(), sig.Results().At(0).Type()
		switch {
		case types.Identical(from, types.Typ[types.Float64]) && types.Identical(to, types.Typ[types.Float64]):
			if k.ofNumber == "" {
				r.drop(call)
				r.errs = append(r.errs, r.error(call.Pos(), k.name+" wants a function of []float64; of one number, grad(f) is the derivative and grad(grad(f)) the second"))
			}
			return k.ofNumber
		case types.Identical(from, floats) && types.Identical(to, types.Typ[types.Float64]):
			return k.ofSlice
		case types.Identical(from, floats) && types.Identical(to, floats):
			return k.ofMap
		}
	}
	return ""
}

var floats = types.NewSlice(types.Typ[types.Float64])

// member refers to a function of package tape at the place of a node.
func (r *run) member(name string, at ast.Node) *ast.SelectorExpr {
	r.operatorPaths[alias(tapePath)] = tapePath
	return &ast.SelectorExpr{X: &ast.Ident{NamePos: at.Pos(), Name: alias(tapePath)}, Sel: &ast.Ident{NamePos: at.Pos(), Name: name}}
}

// root is the twin of the argument of a call.
func (d *deriver) root(arg ast.Expr, call *ast.CallExpr) ast.Expr {
	switch x := ast.Unparen(arg).(type) {
	case *ast.FuncLit:
		return d.literal(x)
	case *ast.CallExpr:
		if derived(x) == "grad" { // grad(grad(f))
			return &ast.CallExpr{Fun: d.member(x.Fun.(*ast.SelectorExpr).Sel.Name+"OnTape", x), Lparen: x.Lparen, Args: []ast.Expr{copyOf(x.Args[1])}, Rparen: x.Rparen}
		}
	case *ast.SelectorExpr:
		if s := d.info.Selections[x]; s != nil && s.Kind() == types.MethodVal {
			return d.boundMethod(x)
		}
		if f, ok := d.info.Uses[x.Sel].(*types.Func); ok {
			if on := d.onTape(f); on != nil {
				return d.member(on.Name(), x)
			}
			d.refuse(arg, "%s is compiled and has no derivative here", types.ExprString(x))
		}
	case *ast.Ident:
		o := d.info.Uses[x]
		if s := d.originOf(o, d.info); s != nil {
			t := d.instance(s, "", true)
			d.settle()
			return &ast.Ident{NamePos: x.Pos(), Name: d.need(t)}
		}
		if v, ok := o.(*types.Var); ok {
			if lit := d.localLiteral(v, call); lit != nil {
				return d.literal(lit)
			}
		}
		d.refuse(arg, "the function in %s is not known where its derivative is asked for: declare it with func, or assign it once, to a function literal", x.Name)
	}
	d.refuse(arg, "derivatives want a function of a cell, by its name or as a literal, not %s", types.ExprString(arg))
	return nil
}

// literal is the twin of a function literal, to stand in its place.
func (d *deriver) literal(lit *ast.FuncLit) ast.Expr {
	sig := d.info.TypeOf(lit).(*types.Signature)
	t := d.newTwin(&origin{name: "func", node: lit, info: d.info, typ: lit.Type, body: lit.Body, sig: sig}, "", true)
	d.settle()
	f := t.function()
	return &ast.FuncLit{Type: f.Type, Body: f.Body}
}

// boundMethod is the twin of a method value: a function that calls the twin of
// the method, with the receiver as it is now,
//
//	func(r T) func(x *tape.Real) *tape.Real { return func(x *tape.Real) *tape.Real { return T_Mʹtape(r, x) } }(recv)
func (d *deriver) boundMethod(x *ast.SelectorExpr) ast.Expr {
	s := d.info.Selections[x]
	src := d.originOf(s.Obj(), d.info)
	if src == nil || len(s.Index()) != 1 {
		d.refuse(x, "%s is compiled and has no derivative here", types.ExprString(x))
	}
	t := d.instance(src, "", true)
	d.settle()
	at := x.Pos()
	name := func(s string) *ast.Ident { return &ast.Ident{NamePos: at, Name: s} }
	fields := func(list ...*ast.Field) *ast.FieldList { return &ast.FieldList{Opening: at, List: list, Closing: at} }
	returning := func(typ *ast.FuncType, x ast.Expr) *ast.FuncLit {
		return &ast.FuncLit{Type: typ, Body: &ast.BlockStmt{Lbrace: at, List: []ast.Stmt{&ast.ReturnStmt{Return: at, Results: []ast.Expr{x}}}, Rbrace: at}}
	}
	onTape := func() *ast.FuncType {
		return &ast.FuncType{Func: at,
			Params:  fields(&ast.Field{Names: []*ast.Ident{name("xʹ")}, Type: t.typeOf(t.params[1], src.sig.Params().At(0).Type(), x)}),
			Results: fields(&ast.Field{Type: t.typeOf(t.results[0], src.sig.Results().At(0).Type(), x)})}
	}
	inner := returning(onTape(), &ast.CallExpr{Fun: name(d.need(t)), Lparen: at, Args: []ast.Expr{name("rʹ"), name("xʹ")}, Rparen: at})
	here := &twin{deriver: d, origin: &origin{info: d.info}}
	outer := returning(&ast.FuncType{Func: at,
		Params:  fields(&ast.Field{Names: []*ast.Ident{name("rʹ")}, Type: here.typeSyntax(src.sig.Recv().Type(), x)}),
		Results: fields(&ast.Field{Type: onTape()})}, inner)
	return &ast.CallExpr{Fun: outer, Lparen: at, Args: []ast.Expr{here.receiver(x, here.clone(x.X))}, Rparen: at}
}

// derives reports whether a function asks for derivatives.
func derives(f *ast.FuncDecl) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && IsDerivative(c) {
			found = true
		}
		return !found
	})
	return found
}
