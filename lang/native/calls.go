package native

import (
	"go/ast"
	"go/types"
	"monro/lang/check"
	"slices"
	"strings"
)

// callExpr pushes the results of a call and gives their types.
func (e *emitter) callExpr(x *ast.CallExpr) []ValType {
	fun := ast.Unparen(x.Fun)
	tv := e.info.Types[fun]
	if tv.IsType() {
		e.conversion(x)
		return vals(e.typeOf(x))
	}
	if tv.IsBuiltin() {
		return e.builtin(x, fun)
	}
	var id *ast.Ident
	switch f := fun.(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	case *ast.IndexExpr: // f[float64]
		id, _ = f.X.(*ast.Ident)
	}
	if id == nil {
		e.outside(x, "a call of %s", types.ExprString(x.Fun))
	}
	o, ok := e.info.Uses[id].(*types.Func)
	switch {
	case !ok:
		e.outside(x, "a call of %s", types.ExprString(x.Fun))
	case o.Type().(*types.Signature).Recv() != nil:
		return e.callMethod(x, o)
	case isCells(o):
		return e.callCells(x, o)
	}
	return e.callCompiled(x, o, id)
}

// callCells calls a function that a cell declares.
func (e *emitter) callCells(x *ast.CallExpr, o *types.Func) []ValType {
	g := e.t.function(o)
	if g.reason != nil {
		e.outside(x, "a call of %s, which holds %s", o.Name(), g.reason.What)
	}
	if e.loops > 0 && e.t.allocates(g) {
		e.outside(x, "a call of %s, which allocates, in a loop", o.Name())
	}
	uses := e.t.usesGlobals(g)
	if uses {
		e.get(e.env)
	}
	e.args(x, o.Type().(*types.Signature))
	if uses {
		e.spill()
	}
	burns := e.fn.facts.loops && e.t.burns(g)
	if burns {
		e.get(e.fuel)
		e.op(opGlobalSet, 0)
	}
	e.call(g)
	if burns {
		e.op(opGlobalGet, 0)
		e.set(e.fuel)
	}
	if uses {
		e.reload()
	}
	var out []ValType
	for _, t := range g.resultTypes {
		out = append(out, vals(t)...)
	}
	return out
}

// args pushes arguments.
func (e *emitter) args(x *ast.CallExpr, sig *types.Signature) {
	if len(x.Args) == 1 && sig.Params().Len() > 1 { // f(g())
		e.callExpr(ast.Unparen(x.Args[0]).(*ast.CallExpr))
		return
	}
	for i, a := range x.Args {
		e.value(a, sig.Params().At(i).Type())
	}
}

// compiledPackages lists the packages whose functions of numbers may be called:
// they do nothing but compute.
var compiledPackages = []string{"math", "math/bits", "monro/stdlib/prelude", "gonum.org/v1/gonum/mathext"}

// callCompiled calls a function of a compiled package.
func (e *emitter) callCompiled(x *ast.CallExpr, o *types.Func, id *ast.Ident) []ValType {
	if o.Pkg() == nil || !slices.Contains(compiledPackages, o.Pkg().Path()) || x.Ellipsis.IsValid() {
		e.outside(x, "a call of %s", types.ExprString(x.Fun))
	}
	path, name := o.Pkg().Path(), strings.ToUpper(o.Name()[:1])+o.Name()[1:]
	sig := o.Type().(*types.Signature)
	if in, ok := e.info.Instances[id]; ok {
		sig = in.Type.(*types.Signature)
		name += "[" + types.TypeString(in.TypeArgs.At(0), nil) + "]"
		if in.TypeArgs.Len() > 1 {
			e.outside(x, "a call of %s", types.ExprString(x.Fun))
		}
	}
	if sig.Variadic() {
		e.outside(x, "a call of %s", types.ExprString(x.Fun))
	}
	if e.instruction(x, path, name, sig) {
		return vals(sig.Results().At(0).Type())
	}
	h := e.t.host(path, name, sig)
	if h == nil {
		e.outside(x, "a call of %s", types.ExprString(x.Fun))
	}
	e.args(x, sig)
	if path != "math" { // it may panic
		e.spill()
	}
	e.callHost(h)
	return h.Results
}

// instructions lists the functions of package math that are one instruction.
var instructions = map[string]byte{
	"Sqrt": opF64Sqrt, "Abs": opF64Abs, "Floor": opF64Floor, "Ceil": opF64Ceil, "Trunc": opF64Trunc, "RoundToEven": opF64Nearest,
	"Copysign": opF64Copysign, "Float64bits": opI64ReinterpretF64, "Float64frombits": opF64ReinterpretI64,
	"Float32bits": opI32ReinterpretF32, "Float32frombits": opF32ReinterpretI32,
}

// instruction calls a function by an instruction of its own, where there is one.
func (e *emitter) instruction(x *ast.CallExpr, path, name string, sig *types.Signature) bool {
	if path == "monro/stdlib/prelude" {
		name = map[string]string{"Sqrt[float64]": "Sqrt", "Abs[float64]": "Abs", "Floor[float64]": "Floor", "Ceil[float64]": "Ceil"}[name]
	} else if path != "math" {
		return false
	}
	if name == "IsNaN" {
		v := e.local(F64)
		e.args(x, sig)
		e.tee(v)
		e.get(v)
		e.op(opF64Ne)
		return true
	}
	code, ok := instructions[name]
	if ok {
		e.args(x, sig)
		e.op(code)
	}
	return ok
}

// host finds a function of a compiled package that takes and gives numbers.
func (t *Translator) host(path, name string, sig *types.Signature) *Host {
	key := path + "." + name
	if h, ok := t.hosts[key]; ok {
		return h
	}
	t.hosts[key] = nil
	h := &Host{Name: key}
	if !h.numbers(sig) {
		return nil
	}
	v, ok := t.Symbol(path, name)
	if !ok || !v.IsValid() {
		return nil
	}
	h.Func = v
	t.hosts[key] = h
	return h
}

// builtin calls a predeclared function.
func (e *emitter) builtin(x *ast.CallExpr, fun ast.Expr) []ValType {
	id, ok := fun.(*ast.Ident)
	if !ok {
		e.outside(x, "%s", types.ExprString(fun))
	}
	switch id.Name {
	case "min", "max":
		e.extreme(x, id.Name)
		return vals(e.defaultType(x))
	case "len", "cap":
		t := e.typeOf(x.Args[0])
		if _, ok := elementOf(t); !ok {
			e.outside(x, "%s of type %s", id.Name, check.TypeText(t))
		}
		v := e.variable(t)
		e.value(x.Args[0], t)
		e.write(v)
		e.get(v.first + map[string]uint32{"len": 1, "cap": 2}[id.Name])
		return []ValType{I64}
	}
	switch id.Name {
	case "make":
		e.makeCall(x)
		return sliceVals
	case "append":
		e.appendCall(x)
		return sliceVals
	case "copy":
		e.copyCall(x)
		return []ValType{I64}
	}
	e.outside(x, "%s", id.Name)
	return nil
}
