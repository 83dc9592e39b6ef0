package native

import (
	"go/ast"
	"go/types"
	"math/rand"
	randv2 "math/rand/v2"
	"reflect"

	"monro/stdlib/rng"
)

// A handle is a pointer to an object of a compiled package that is passed along and
// whose methods of numbers may be called: its offset in the window.
var handles = map[string]reflect.Type{
	"monro/stdlib/rng.Stream": reflect.TypeFor[*rng.Stream](),
	"math/rand.Rand":          reflect.TypeFor[*rand.Rand](),
	"math/rand/v2.Rand":       reflect.TypeFor[*randv2.Rand](),
}

// handleOf is the run-time type of a type of handles, nil for other types.
func handleOf(t types.Type) reflect.Type {
	if t == nil {
		return nil
	}
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return nil
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return nil
	}
	return handles[n.Obj().Pkg().Path()+"."+n.Obj().Name()]
}

// IsHandle reports whether a type is one of handles.
func IsHandle(t types.Type) bool { return handleOf(t) != nil }

// callMethod calls a method of a handle.
func (e *emitter) callMethod(x *ast.CallExpr, o *types.Func) []ValType {
	s, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr)
	if !ok || handleOf(e.typeOf(s.X)) == nil {
		e.outside(x, "a call of the method %s", types.ExprString(x.Fun))
	}
	h := e.t.method(handleOf(e.typeOf(s.X)), o)
	if h == nil || x.Ellipsis.IsValid() {
		e.outside(x, "a call of the method %s", types.ExprString(x.Fun))
	}
	e.value(s.X, e.typeOf(s.X))
	e.args(x, o.Type().(*types.Signature))
	e.spill() // it may panic
	e.callHost(h)
	return h.Results
}

// method finds a method that takes and gives numbers, as a function of its receiver.
func (t *Translator) method(recv reflect.Type, o *types.Func) *Host {
	m, ok := recv.MethodByName(o.Name())
	if !ok {
		return nil
	}
	key := recv.String() + "." + o.Name()
	if h, ok := t.hosts[key]; ok {
		return h
	}
	h := &Host{Name: key, Func: m.Func, Params: []ValType{I32}}
	if !h.numbers(o.Type().(*types.Signature)) {
		h = nil
	}
	t.hosts[key] = h
	return h
}

// numbers adds the parameters and results of a signature, if all are numbers.
func (h *Host) numbers(sig *types.Signature) bool {
	for _, l := range []struct {
		tuple *types.Tuple
		to    *[]ValType
	}{{sig.Params(), &h.Params}, {sig.Results(), &h.Results}} {
		for i := range l.tuple.Len() {
			b, ok := basicOf(l.tuple.At(i).Type())
			if !ok {
				return false
			}
			*l.to = append(*l.to, b.val)
		}
	}
	return true
}
