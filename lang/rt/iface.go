package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"regexp"

	"monro/lang/interp/symbols"
)

var (
	anyWord    = regexp.MustCompile(`\bany\b`)
	argsWord   = regexp.MustCompile(`\w\[[^\]]+\]`)
	structWord = regexp.MustCompile(`struct\{([^{}]+)\}`)
)

// compiledInterface is the run-time type of an interface that a compiled
// package declares, nil for interfaces of cells.
func (r *Runtime) compiledInterface(t types.Type) reflect.Type {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	if n.Obj().Pkg() == nil {
		if n.Obj().Name() == "error" {
			return reflect.TypeFor[error]()
		}
		return nil
	}
	p, ok := symbols.Load(n.Obj().Pkg().Path())
	if !ok {
		return nil
	}
	v, ok := p.Values[n.Obj().Name()]
	if !ok {
		return nil
	}
	return v.Type().Elem()
}

// to takes the value of a cell's interface to an interface of a compiled package.
func (r *Runtime) to(v any, number int) any {
	if v == nil {
		return nil
	}
	return r.implement(v, r.typeOf(v), r.Types(number))
}

// wrap is to for a value whose static type is known.
func (r *Runtime) wrap(v any, from, to int) any {
	if b, ok := v.(Box); ok {
		v = b.V
	}
	return r.implementAs(v, r.Types(from), r.Types(to))
}

func (r *Runtime) implement(v any, have, want types.Type) any {
	if form := r.compiledInterface(want); form != nil && reflect.TypeOf(v).Implements(form) {
		return v
	}
	return r.implementAs(raw(v), have, want)
}

// implementAs wraps a user value so that it implements an interface of a
// compiled package by calling the methods that cells declared.
func (r *Runtime) implementAs(v any, have, want types.Type) any {
	form := r.compiledInterface(want)
	if form == nil {
		panic(runtimeError("no interface " + TypeName(want)))
	}
	if v != nil && reflect.TypeOf(v).Implements(form) {
		return v
	}
	n := types.Unalias(want).(*types.Named)
	path := "builtin"
	if n.Obj().Pkg() != nil {
		path = n.Obj().Pkg().Path()
	}
	p, _ := symbols.Load(path)
	make := p.Wrap[n.Obj().Name()]
	if make == nil {
		panic(runtimeError(fmt.Sprintf("%s cannot be implemented in a cell", TypeName(want))))
	}
	keep := v
	if loses(have) {
		keep = r.boxAs(v, have)
	}
	return make(&symbols.Iface{V: keep, T: have, Method: func(name string, typ reflect.Type) reflect.Value {
		f := r.lookup(v, have, name)
		if !f.IsValid() {
			return f
		}
		return adapt(f, typ)
	}})
}

// boxAs boxes a value under a type that lowered code has a number for.
func (r *Runtime) boxAs(v any, t types.Type) any {
	for i := 0; ; i++ {
		switch got := r.Types(i); {
		case got == nil:
			return v
		case types.Identical(got, t):
			return Box{i, v}
		}
	}
}

// loses reports whether a user type has no run-time form of its own.
func loses(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	_, isStruct := n.Underlying().(*types.Struct)
	return !isStruct && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "main"
}

// adapt gives a function the exact type that a wrapper asks for; the zero
// Value if it cannot have it.
func adapt(f reflect.Value, want reflect.Type) reflect.Value {
	t := f.Type()
	if t == want {
		return f
	}
	if t.NumIn() != want.NumIn() || t.NumOut() != want.NumOut() || t.IsVariadic() != want.IsVariadic() {
		return reflect.Value{}
	}
	for i := range t.NumIn() {
		if !want.In(i).AssignableTo(t.In(i)) && !want.In(i).ConvertibleTo(t.In(i)) {
			return reflect.Value{}
		}
	}
	for i := range t.NumOut() {
		if !t.Out(i).ConvertibleTo(want.Out(i)) {
			return reflect.Value{}
		}
	}
	return reflect.MakeFunc(want, func(in []reflect.Value) []reflect.Value {
		for i := range in {
			in[i] = in[i].Convert(t.In(i))
		}
		call := f.Call
		if t.IsVariadic() {
			call = f.CallSlice
		}
		out := call(in)
		for i := range out {
			out[i] = out[i].Convert(want.Out(i))
		}
		return out
	})
}

type bindKey struct {
	form reflect.Type
	own  methodKey // of a type without a run-time form
	name string
}

// A binding says how to reach a method from a value: the fields to follow and
// the function that takes what is there.
type binding struct {
	index []int         // field path to the receiver
	fn    reflect.Value // of a user type: takes the receiver first
	ptr   bool          // fn wants a pointer
	name  string        // of a compiled type
	inner bool          // what is at the end of the path is an interface
}

// bind is the method value v.name as a func. number names its signature.
func (r *Runtime) bind(v any, name string, number int) any {
	if v == nil {
		panic(nilDereference)
	}
	v = unwrap(v)
	have := r.typeOf(v)
	f := r.lookup(raw(v), have, name)
	if !f.IsValid() {
		panic(runtimeError(TypeName(have) + " has no method " + name))
	}
	return f.Interface()
}

// lookup finds a method of a value of a Go type; the zero Value if it has none.
func (r *Runtime) lookup(v any, have types.Type, name string) reflect.Value {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return reflect.Value{}
	}
	b := r.binding(rv.Type(), have, name)
	if b == nil {
		return reflect.Value{}
	}
	return r.reach(rv, b)
}

func (r *Runtime) binding(form reflect.Type, have types.Type, name string) *binding {
	key := bindKey{form: form, name: name}
	if loses(have) {
		key = bindKey{own: keyOf(types.Unalias(have).(*types.Named), name)}
	}
	r.mu.RLock()
	b, ok := r.bindings[key]
	r.mu.RUnlock()
	if ok {
		return b
	}
	b = r.resolve(have, name)
	r.mu.Lock()
	r.bindings[key] = b
	r.mu.Unlock()
	return b
}

func (r *Runtime) resolve(have types.Type, name string) *binding {
	var pkg *types.Package
	if n := namedOf(have); n != nil {
		pkg = n.Obj().Pkg()
	}
	o, index, _ := types.LookupFieldOrMethod(have, true, pkg, name)
	f, ok := o.(*types.Func)
	if !ok {
		return nil
	}
	b := &binding{index: index[:len(index)-1], name: name}
	recv := f.Type().(*types.Signature).Recv().Type()
	if _, isIface := types.Unalias(recv).Underlying().(*types.Interface); isIface {
		b.inner = true
		return b
	}
	n := namedOf(recv)
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return b
	}
	r.mu.RLock()
	b.fn = r.methods[keyOf(n, name)]
	r.mu.RUnlock()
	if !b.fn.IsValid() {
		return nil
	}
	_, b.ptr = types.Unalias(recv).(*types.Pointer)
	return b
}

func namedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// reach follows a binding from a value to a bound method.
func (r *Runtime) reach(v reflect.Value, b *binding) reflect.Value {
	for _, i := range b.index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				panic(nilDereference)
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	switch {
	case b.inner:
		if v.IsNil() {
			panic(nilDereference)
		}
		return reflect.ValueOf(r.bind(v.Interface(), b.name, 0))
	case !b.fn.IsValid():
		if v.Kind() != reflect.Pointer && v.CanAddr() {
			v = v.Addr()
		}
		return v.MethodByName(b.name)
	}
	recv, deref := v, false
	if b.ptr && (v.Kind() != reflect.Pointer || v.Type() != b.fn.Type().In(0)) {
		if !v.CanAddr() {
			p := reflect.New(v.Type())
			p.Elem().Set(v)
			v = p.Elem()
		}
		recv = v.Addr()
	} else if !b.ptr && v.Kind() == reflect.Pointer && v.Type() != b.fn.Type().In(0) {
		if v.IsNil() {
			panic(nilDereference)
		}
		deref = true
	}
	return bound(b.fn, recv, deref)
}

// bound is f with its first argument given: recv, or what it points to at the
// time of each call.
func bound(f, recv reflect.Value, deref bool) reflect.Value {
	t := f.Type()
	var in, out []reflect.Type
	for i := 1; i < t.NumIn(); i++ {
		in = append(in, t.In(i))
	}
	for i := range t.NumOut() {
		out = append(out, t.Out(i))
	}
	held := reflect.New(recv.Type()).Elem() // a method value holds a copy of its receiver
	held.Set(recv)
	return reflect.MakeFunc(reflect.FuncOf(in, out, t.IsVariadic()), func(args []reflect.Value) []reflect.Value {
		first := held
		if deref {
			first = held.Elem()
		}
		all := append(make([]reflect.Value, 0, len(args)+1), first)
		all = append(all, args...)
		if t.IsVariadic() {
			return f.CallSlice(all)
		}
		return f.Call(all)
	})
}
