package check

import (
	"go/ast"
	"go/types"
	"strings"
)

// callCompiled spreads through a call of a compiled function: to the one on the
// tape, where something active goes in.
func (t *twin) callCompiled(e *ast.CallExpr, f *types.Func) []*flow {
	if s, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && t.info.Selections[s] != nil {
		t.flow(s.X)
	}
	args := t.argFlows(e)
	active := false
	for _, a := range args {
		active = active || a.any()
	}
	if !active {
		return t.passiveResults(e)
	}
	if on := t.onTape(f); on != nil {
		sig := on.Type().(*types.Signature)
		if sig.Results().Len() == 0 && len(args) > 0 { // x += y
			if args[0].root().fixed {
				t.refuse(e, "%s lives on after the function: it cannot hold numbers that depend on the argument", types.ExprString(e.Args[0]))
			}
			t.all(args[0])
			return nil
		}
		for _, a := range args {
			if a.root().kind == callable {
				t.all(a)
			}
		}
		return t.activeResults(e)
	}
	if !t.reads(f, args) {
		t.refuse(e, "%s is compiled and has no derivative here: it cannot be called with numbers that depend on the argument", types.ExprString(e.Fun))
	}
	return t.passiveResults(e)
}

func (t *twin) activeResults(e *ast.CallExpr) []*flow {
	typ := t.info.TypeOf(e)
	if tuple, ok := typ.(*types.Tuple); ok {
		f := t.of[e]
		if f == nil || f.fixed {
			f = &flow{kind: callable}
			for i := range tuple.Len() {
				f.out = append(f.out, newFlow(tuple.At(i).Type(), false))
			}
			t.of[e] = f
		}
		t.all(f)
		return f.out
	}
	f := t.fresh(e, typ)
	if f.fixed { // it was passive when it was seen first
		f = newFlow(typ, false)
		t.of[e] = f
		t.changed = true
	}
	t.all(f)
	return []*flow{f}
}

// readers are compiled functions that look at numbers and pass none on.
var readers = map[string]bool{
	"monro/stdlib/prelude.Show": true, "monro/stdlib/prelude.Argmin": true, "monro/stdlib/prelude.Argmax": true, "monro/stdlib/prelude.AllFinite": true,
	"monro/stdlib/prelude.Allclose": true, "monro/stdlib/prelude.Argsort": true, "monro/stdlib/operator.EqVV": true,
	"monro/stdlib/vec.ArgMin": true, "monro/stdlib/vec.ArgMax": true, "monro/stdlib/vec.NonFinite": true, "monro/stdlib/vec.Equal": true,
}

// reads reports whether a compiled function can be given the numbers alone,
// since nothing that it does with them has a derivative.
func (t *twin) reads(f *types.Func, args []*flow) bool {
	if f.Pkg() == nil {
		return false
	}
	if readers[f.Pkg().Path()+"."+f.Name()] || f.Pkg() == t.Prelude && readers[f.Pkg().Path()+"."+strings.ToUpper(f.Name()[:1])+f.Name()[1:]] || f.Pkg().Path() == "fmt" || f.Pkg().Path() == "log" {
		return true
	}
	sig := f.Type().(*types.Signature)
	for i := range sig.Results().Len() {
		r := newFlow(sig.Results().At(i).Type(), false)
		if _, basic := sig.Results().At(i).Type().Underlying().(*types.Basic); r.kind != opaque || !basic {
			return false
		}
	}
	for _, a := range args {
		if a.any() && a.root().kind != float {
			return false
		}
	}
	return sig.Results().Len() > 0
}

// onTape is the function of package tape that does on a tape what a compiled one
// does, or nil.
func (d *deriver) onTape(f *types.Func) *types.Func {
	if f.Pkg() == nil {
		return nil
	}
	switch f.Pkg().Path() {
	case "math", "monro/stdlib/prelude", "monro/stdlib/operator", "monro/stdlib/vec":
	default:
		return nil
	}
	name := f.Name()
	if f.Pkg() == d.Prelude {
		name = strings.ToUpper(name[:1]) + name[1:]
	}
	switch {
	case f.Pkg().Path() == "monro/stdlib/vec" && (name == "Max" || name == "Min"): // of a slice
		name = "A" + strings.ToLower(name)
	case f.Pkg().Path() == "monro/stdlib/vec" && name == "Var":
		name = "Variance"
	}
	on, ok := d.onTapes.Scope().Lookup(name).(*types.Func)
	if !ok || !on.Exported() {
		return nil
	}
	from, to := f.Type().(*types.Signature), on.Type().(*types.Signature)
	if from.Params().Len() > to.Params().Len() || from.Results().Len() != to.Results().Len() {
		return nil
	}
	for i := range from.Results().Len() {
		if from.TypeParams().Len() == 0 && !d.onTapeType(from.Results().At(i).Type(), to.Results().At(i).Type()) {
			return nil
		}
	}
	for i := range from.Params().Len() {
		if from.TypeParams().Len() == 0 && !d.onTapeType(from.Params().At(i).Type(), to.Params().At(i).Type()) {
			if !to.Variadic() || i < to.Params().Len()-1 || !d.onTapeType(from.Params().At(i).Type(), to.Params().At(to.Params().Len()-1).Type().(*types.Slice).Elem()) {
				return nil
			}
		}
	}
	return on
}

// onTapeType reports whether a type is another with numbers on a tape.
func (d *deriver) onTapeType(from, to types.Type) bool {
	switch u := types.Unalias(from).(type) {
	case *types.Basic:
		if u.Kind() == types.Float64 {
			p, ok := to.(*types.Pointer)
			return ok && namedOf(p) != nil && namedOf(p).Obj().Name() == "Real"
		}
	case *types.Slice:
		s, ok := to.(*types.Slice)
		return ok && d.onTapeType(u.Elem(), s.Elem())
	}
	return types.TypeString(from, nil) == types.TypeString(to, nil)
}
