package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// copyCall is what stands for a call in the twin.
func (t *twin) copyCall(e *ast.CallExpr) ast.Expr {
	fun := ast.Unparen(e.Fun)
	tv := t.info.Types[fun]
	switch {
	case tv.IsType():
		return t.conversion(e, tv.Type)
	case tv.IsBuiltin():
		return t.copyBuiltin(e, fun)
	case derived(e) != "":
		return t.copyDerivative(e)
	}
	if id, ok := fun.(*ast.Ident); ok && strings.HasPrefix(id.Name, MustName) {
		return t.callOf(e, &ast.Ident{NamePos: id.NamePos, Name: id.Name}, []ast.Expr{t.x(e.Args[0])})
	}
	switch k := t.callee(fun); {
	case k.src != nil:
		return t.copyTwinCall(e, fun, k)
	case k.compiled != nil:
		return t.copyCompiled(e, fun, k.compiled)
	}
	f := t.flow(fun).root()
	if f.kind != callable || f.fixed {
		return t.callOf(e, t.x(fun), t.xs(e.Args))
	}
	return t.callOf(e, t.x(fun), t.copyArgs(e, t.signatureOf(fun), f.in))
}

func (t *twin) callOf(e *ast.CallExpr, fun ast.Expr, args []ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: fun, Lparen: e.Lparen, Args: args, Ellipsis: e.Ellipsis, Rparen: e.Rparen}
}

func (t *twin) xs(list []ast.Expr) (out []ast.Expr) {
	for _, x := range list {
		out = append(out, t.x(x))
	}
	return out
}

// copyArgs are the arguments of a call, constants where the parameters take
// something on a tape.
func (t *twin) copyArgs(e *ast.CallExpr, sig *types.Signature, params []*flow) (args []ast.Expr) {
	if len(e.Args) == 1 {
		if from := t.flows(e.Args[0]); len(from) > 1 { // f(g())
			for i, f := range from {
				if to := t.paramFlow(e, sig, params, i); to != nil && to.any() && !f.any() {
					t.refuse(e, "assign the results of %s to variables first: some depend on the argument and some do not", types.ExprString(e.Args[0]))
				}
			}
			return []ast.Expr{t.x(e.Args[0])}
		}
	}
	for i, a := range e.Args {
		args = append(args, t.given(a, t.paramFlow(e, sig, params, i)))
	}
	return args
}

// copyTwinCall calls the twin of a function of a cell.
func (t *twin) copyTwinCall(e *ast.CallExpr, fun ast.Expr, k callee) ast.Expr {
	inst := t.called(e, k)
	params := inst.params
	if k.recv != nil {
		params = params[1:]
	}
	if !inst.used() {
		if k.recv != nil {
			return t.callOf(e, t.x(fun), t.xs(e.Args))
		}
		return t.callOf(e, t.clone(fun), t.xs(e.Args))
	}
	args := t.copyArgs(e, k.src.sig, params)
	if k.recv != nil {
		recv := t.given(k.recv, inst.params[0])
		args = append([]ast.Expr{t.receiver(fun.(*ast.SelectorExpr), recv)}, args...)
	}
	return t.callOf(e, &ast.Ident{NamePos: e.Pos(), Name: t.need(inst)}, args)
}

// receiver is a receiver as the method wants it: the value or its address.
func (t *twin) receiver(fun *ast.SelectorExpr, recv ast.Expr) ast.Expr {
	s := t.info.Selections[fun]
	_, have := types.Unalias(s.Recv()).(*types.Pointer)
	_, want := types.Unalias(s.Obj().(*types.Func).Type().(*types.Signature).Recv().Type()).(*types.Pointer)
	switch {
	case want && !have:
		return &ast.UnaryExpr{OpPos: fun.Pos(), Op: token.AND, X: recv}
	case have && !want:
		return &ast.StarExpr{Star: fun.Pos(), X: recv}
	}
	return recv
}

// copyCompiled calls a compiled function, or the one on the tape in its place.
func (t *twin) copyCompiled(e *ast.CallExpr, fun ast.Expr, f *types.Func) ast.Expr {
	active := false
	for _, a := range t.argFlows(e) {
		active = active || a.any()
	}
	if !active {
		if _, method := fun.(*ast.SelectorExpr); method && t.mentions(fun) {
			return t.callOf(e, t.x(fun), t.xs(e.Args))
		}
		return t.callOf(e, t.clone(fun), t.xs(e.Args))
	}
	on := t.onTape(f)
	if on == nil { // it only looks
		c := t.callOf(e, t.clone(fun), nil)
		for _, a := range e.Args {
			c.Args = append(c.Args, t.plain(a))
		}
		return c
	}
	if x := t.mapped(e, f, on); x != nil {
		return x
	}
	if x := t.fuse(e, func(f *fusion) { f.write(e) }); x != nil {
		return x
	}
	if x := t.byConstant(e, on); x != nil {
		return x
	}
	c := t.callOf(e, t.member(on.Name(), e), nil)
	for i, a := range e.Args {
		y := t.x(a)
		if p := paramAt(on.Type().(*types.Signature), i); !t.flow(a).any() && !types.Identical(p, t.info.TypeOf(a)) && p != nil {
			if real := newFlow(t.info.TypeOf(a), false); real.root().kind == float || real.root().kind == container {
				all(real)
				if real.any() {
					y = t.lift(y, real, t.info.TypeOf(a), a)
				}
			}
		}
		c.Args = append(c.Args, y)
	}
	return c
}

// all makes every number of a flow of its own active.
func all(f *flow) { f.each(func(n *flow) { n.active = true }) }

// mapped is an elementwise function of a slice: one of numbers for each element.
func (t *twin) mapped(e *ast.CallExpr, f, on *types.Func) ast.Expr {
	if f.Type().(*types.Signature).TypeParams().Len() != 1 || len(e.Args) == 0 {
		return nil
	}
	if t.flow(e.Args[0]).root().kind != container {
		return nil
	}
	if len(e.Args) == 1 {
		return t.tapeCall("Map", e, t.member(on.Name(), e), t.x(e.Args[0]))
	}
	each := t.member(on.Name()+"Each", e)
	c := t.callOf(e, each, []ast.Expr{t.x(e.Args[0])})
	for _, a := range e.Args[1:] {
		real := &flow{kind: float, active: true}
		c.Args = append(c.Args, t.given(a, real))
	}
	return c
}

// byConstant is x to a constant power, which needs no constant on the tape.
func (t *twin) byConstant(e *ast.CallExpr, on *types.Func) ast.Expr {
	if on.Name() == "Pow" && len(e.Args) == 2 && !t.flow(e.Args[1]).any() {
		return t.tapeCall("PowS", e, t.x(e.Args[0]), t.x(e.Args[1]))
	}
	return nil
}

func (t *twin) conversion(e *ast.CallExpr, to types.Type) ast.Expr {
	x := e.Args[0]
	f := t.flow(x)
	if !f.any() {
		return t.callOf(e, t.clone(e.Fun), t.xs(e.Args))
	}
	switch u := types.Unalias(to).Underlying().(type) {
	case *types.Basic:
		if u.Kind() == types.Float64 {
			return &ast.ParenExpr{Lparen: e.Lparen, X: t.x(x), Rparen: e.Rparen}
		}
		if u.Info()&types.IsInteger != 0 { // its derivative is 0
			return t.callOf(e, t.clone(e.Fun), []ast.Expr{t.plain(x)})
		}
	case *types.Slice, *types.Map, *types.Array, *types.Signature:
		return t.x(x)
	}
	t.refuse(e, "a %s cannot hold a number that depends on the argument", to)
	return nil
}

func (t *twin) copyBuiltin(e *ast.CallExpr, fun ast.Expr) ast.Expr {
	id, ok := fun.(*ast.Ident)
	if !ok {
		return t.callOf(e, t.clone(fun), t.xs(e.Args))
	}
	f := t.flow(e)
	name := &ast.Ident{NamePos: id.NamePos, Name: id.Name}
	switch id.Name {
	case "append":
		args := []ast.Expr{t.given(e.Args[0], f)}
		for _, a := range e.Args[1:] {
			to := f
			if !e.Ellipsis.IsValid() {
				to = f.root().elem
			}
			args = append(args, t.given(a, to))
		}
		return t.callOf(e, name, args)
	case "copy":
		return t.callOf(e, name, []ast.Expr{t.x(e.Args[0]), t.given(e.Args[1], t.flow(e.Args[0]))})
	case "make", "new":
		typ := t.info.TypeOf(e)
		if p, ok := typ.(*types.Pointer); ok && id.Name == "new" {
			typ = p.Elem()
			if f.any() {
				return t.callOf(e, name, []ast.Expr{t.typeOf(f.root().elem, typ, e)})
			}
		}
		if f.any() {
			return t.callOf(e, name, append([]ast.Expr{t.typeOf(f, typ, e)}, t.xs(e.Args[1:])...))
		}
	case "min", "max":
		if !f.any() {
			break
		}
		on := "Min"
		if id.Name == "max" {
			on = "Max"
		}
		var args []ast.Expr
		for _, a := range e.Args {
			args = append(args, t.given(a, f))
		}
		return t.callOf(e, t.member(on, e), args)
	case "panic", "print", "println":
		c := t.callOf(e, name, nil)
		for _, a := range e.Args {
			c.Args = append(c.Args, t.plain(a))
		}
		return c
	}
	return t.callOf(e, name, t.xs(e.Args))
}

// copyDerivative is grad(f) in a function that is differentiated itself: on a
// tape where what it is applied to is, else as it was.
func (t *twin) copyDerivative(e *ast.CallExpr) ast.Expr {
	name := e.Fun.(*ast.SelectorExpr).Sel.Name
	if t.flow(e).any() {
		return t.tapeCall(name+"OnTape", e, t.x(e.Args[0]))
	}
	c := t.callOf(e, t.member(name, e.Fun), []ast.Expr{t.clone(e.Args[0])})
	inst := t.instance(t.originOf(t.info.Uses[ast.Unparen(e.Args[0]).(*ast.Ident)], t.info), "", true)
	c.Args = append(c.Args, &ast.Ident{NamePos: e.Pos(), Name: t.need(inst)})
	return c
}
