package check

import (
	"go/ast"
	"go/types"
	"strings"
)

// calls spreads through a call, a conversion or a builtin.
func (t *twin) calls(e *ast.CallExpr) []*flow {
	fun := ast.Unparen(e.Fun)
	tv := t.info.Types[fun]
	if tv.IsType() {
		f := t.flow(e.Args[0])
		typ := t.info.TypeOf(e)
		if g := t.fresh(e, typ); g.root().kind != f.root().kind || f.root().fixed || g.root().kind == float {
			t.becomes(g, f)
			return []*flow{g}
		}
		return []*flow{f}
	}
	if tv.IsBuiltin() {
		return []*flow{t.builtin(e, fun)}
	}
	if id, ok := fun.(*ast.Ident); ok && strings.HasPrefix(id.Name, MustName) {
		return t.flows(e.Args[0])
	}
	if derived(e) != "" {
		return []*flow{t.derivative(e)}
	}
	switch k := t.callee(fun); {
	case k.src != nil:
		return t.callTwin(e, k)
	case k.compiled != nil:
		return t.callCompiled(e, k.compiled)
	}
	f := t.flow(fun).root()
	if f.kind != callable || f.fixed {
		return t.callUnknown(e, types.ExprString(fun)+" is a function whose source is not known here")
	}
	t.args(e, t.signatureOf(fun), f.in)
	return f.out
}

func (t *twin) signatureOf(fun ast.Expr) *types.Signature {
	sig, _ := types.Unalias(t.info.TypeOf(fun)).Underlying().(*types.Signature)
	if sig == nil {
		t.refuse(fun, "%s is not a function", types.ExprString(fun))
	}
	return sig
}

// A callee is what a call calls: a function of a cell, with its receiver, or a
// compiled one; neither where it is a value.
type callee struct {
	src      *origin
	recv     ast.Expr
	compiled *types.Func
}

func (t *twin) callee(fun ast.Expr) callee {
	switch fun := fun.(type) {
	case *ast.Ident:
		return t.calleeOf(t.info.Uses[fun], nil)
	case *ast.SelectorExpr:
		if s := t.info.Selections[fun]; s != nil {
			if s.Kind() != types.MethodVal {
				return callee{}
			}
			k := t.calleeOf(s.Obj(), fun.X)
			if len(s.Index()) != 1 {
				k.src = nil
			}
			if f, ok := s.Obj().(*types.Func); ok && k.src == nil {
				k.compiled = f
			}
			return k
		}
		return t.calleeOf(t.info.Uses[fun.Sel], nil)
	case *ast.IndexExpr:
		return t.callee(ast.Unparen(fun.X))
	case *ast.IndexListExpr:
		return t.callee(ast.Unparen(fun.X))
	}
	return callee{}
}

func (t *twin) calleeOf(o types.Object, recv ast.Expr) callee {
	if v, ok := o.(*types.Var); ok && (v.IsField() || t.local(v)) {
		return callee{}
	}
	if s := t.originOf(o, t.info); s != nil {
		return callee{src: s, recv: recv}
	}
	f, _ := o.(*types.Func)
	return callee{compiled: f}
}

// args spreads from arguments to parameters.
func (t *twin) args(e *ast.CallExpr, sig *types.Signature, params []*flow) {
	for i, from := range t.argFlows(e) {
		to := t.paramFlow(e, sig, params, i)
		if to != nil && !t.becomes(to, from) {
			t.refuse(e, "argument %d is a number that depends on the argument of the function that is differentiated: it cannot be passed as %s", i+1, paramType(sig, i))
		}
	}
}

func (t *twin) argFlows(e *ast.CallExpr) (list []*flow) {
	if len(e.Args) == 1 {
		return t.flows(e.Args[0])
	}
	for _, a := range e.Args {
		list = append(list, t.flow(a))
	}
	return list
}

// paramFlow is where the flow of an argument goes: of a variadic parameter, to
// the elements.
func (t *twin) paramFlow(e *ast.CallExpr, sig *types.Signature, params []*flow, i int) *flow {
	last := len(params) - 1
	if sig.Variadic() && i >= last && !e.Ellipsis.IsValid() {
		return params[last].root().elem
	}
	if i > last {
		return nil
	}
	return params[i]
}

func paramType(sig *types.Signature, i int) types.Type {
	if t := paramAt(sig, i); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// callTwin spreads through a call of a function of a cell.
func (t *twin) callTwin(e *ast.CallExpr, k callee) []*flow {
	inst := t.called(e, k)
	sig, params := k.src.sig, inst.params
	if k.recv != nil {
		t.match(t.flow(k.recv), params[0])
		params = params[1:]
	}
	for i, from := range t.argFlows(e) {
		to := t.paramFlow(e, sig, params, i)
		if to == nil {
			continue
		}
		if !t.becomes(shadow(to), from) {
			t.refuse(e, "argument %d is a number that depends on the argument of the function that is differentiated: it cannot be passed as %s", i+1, paramType(sig, i))
		}
		if to.root().kind != float {
			t.match(from, to)
		}
	}
	return inst.results
}

// shadow is a copy of a flow in which everything is active, to see what fits.
func shadow(f *flow) *flow {
	f = f.root()
	c := &flow{kind: f.kind, active: true}
	if f.elem != nil {
		c.elem = shadow(f.elem)
	}
	for _, p := range f.in {
		c.in = append(c.in, shadow(p))
	}
	for _, r := range f.out {
		c.out = append(c.out, shadow(r))
	}
	return c
}

// called is the twin that a call needs for the arguments as they are.
func (t *twin) called(e *ast.CallExpr, k callee) *twin {
	bits := ""
	if k.recv != nil {
		f := newFlow(k.src.sig.Recv().Type(), false)
		overlay(f, t.flow(k.recv))
		bits = f.bits()
	}
	params := make([]*flow, k.src.sig.Params().Len())
	for i := range params {
		params[i] = newFlow(k.src.sig.Params().At(i).Type(), false)
	}
	for i, from := range t.argFlows(e) {
		if to := t.paramFlow(e, k.src.sig, params, i); to != nil {
			overlay(to, from)
		}
	}
	for _, p := range params {
		bits += p.bits()
	}
	return t.instance(k.src, bits, false)
}

// overlay marks in a flow of its own what is active in another.
func overlay(to, from *flow) {
	to, from = to.root(), from.root()
	if to.kind != from.kind || len(to.in) != len(from.in) || len(to.out) != len(from.out) {
		return
	}
	to.active = to.active || from.active
	if to.kind == container {
		overlay(to.elem, from.elem)
	}
	for i := range to.in {
		overlay(to.in[i], from.in[i])
	}
	for i := range to.out {
		overlay(to.out[i], from.out[i])
	}
}

// callUnknown is a call that takes nothing active.
func (t *twin) callUnknown(e *ast.CallExpr, why string) []*flow {
	for _, f := range t.argFlows(e) {
		if f.any() {
			t.refuse(e, "%s: it cannot be called with numbers that depend on the argument", why)
		}
	}
	return t.passiveResults(e)
}

// passiveResults are the flows of what a call outside of the function returns.
func (t *twin) passiveResults(e *ast.CallExpr) (list []*flow) {
	switch typ := t.info.TypeOf(e).(type) {
	case *types.Tuple:
		f := t.of[e]
		if f == nil {
			f = &flow{kind: callable, fixed: true}
			for i := range typ.Len() {
				f.out = append(f.out, newFlow(typ.At(i).Type(), true))
			}
			t.of[e] = f
		}
		return f.out
	default:
		return []*flow{t.outside(e, typ)}
	}
}

// builtin spreads through a call of a builtin function.
func (t *twin) builtin(e *ast.CallExpr, fun ast.Expr) *flow {
	name := ""
	if id, ok := fun.(*ast.Ident); ok {
		name = id.Name
	}
	typ := t.info.TypeOf(e)
	switch name {
	case "append":
		f := t.fresh(e, typ)
		t.becomes(f, t.flow(e.Args[0]))
		for _, a := range e.Args[1:] {
			from := t.flow(a)
			to := f.root().elem
			if e.Ellipsis.IsValid() {
				to = f
				if from.root().kind == container && from.root().elem.root().kind == float { // the elements are copied
					to, from = f.root().elem, from.root().elem
				}
			}
			if to != nil {
				t.becomes(to, from)
			}
		}
		return f
	case "copy":
		dst, src := t.flow(e.Args[0]).root(), t.flow(e.Args[1]).root()
		if dst.kind == container && src.kind == container && !t.becomes(dst.elem, src.elem) {
			t.refuse(e, "%s lives on after the function: it cannot be assigned a number that depends on the argument", types.ExprString(e.Args[0]))
		}
	case "min", "max":
		f := t.fresh(e, typ)
		for _, a := range e.Args {
			t.becomes(f, t.flow(a))
		}
		return f
	case "make", "new":
		return t.fresh(e, typ)
	default:
		for _, a := range e.Args {
			t.flows(a)
		}
		if name == "complex" && t.flow(e.Args[0]).any() {
			t.refuse(e, "a complex number cannot hold a number that depends on the argument")
		}
	}
	return t.fresh(e, typ)
}

// derivative is the flow of grad(f) in a function that is differentiated itself.
func (t *twin) derivative(e *ast.CallExpr) *flow {
	f := t.fresh(e, t.info.TypeOf(e))
	inner := t.flow(e.Args[0])
	if _, named := ast.Unparen(e.Args[0]).(*ast.Ident); named && inner.root().fixed {
		t.refuse(e, "the function %s is not known where its derivative is asked for", types.ExprString(e.Args[0]))
	}
	if inner.any() || f.any() || !t.plainly(e.Args[0]) {
		if derived(e) != "grad" {
			t.refuse(e, "%s cannot be used in a function that is differentiated itself: use grad", derived(e))
		}
		t.all(inner)
		t.all(f)
		return f
	}
	t.instance(t.originOf(t.info.Uses[ast.Unparen(e.Args[0]).(*ast.Ident)], t.info), "", true)
	return f
}

// plainly reports whether a function is one of a cell, by its name: it depends on
// nothing in the function around it.
func (t *twin) plainly(x ast.Expr) bool {
	id, ok := ast.Unparen(x).(*ast.Ident)
	return ok && t.originOf(t.info.Uses[id], t.info) != nil
}
