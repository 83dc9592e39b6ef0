package engine

import (
	"errors"
	"maps"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"unsafe"
	"weak"

	"monro/lang/native"
)

// errUnable says that this process cannot run a module.
var errUnable = errors.New("this process cannot run machine code that it made")

// A Func is a module as a function of Go, compiled at its first call.
type Func struct {
	engine  *Engine
	module  *native.Module
	in, out []reflect.Type // parameters and results
	instead reflect.Value  // the interpreted function
	value   reflect.Value
	mu      sync.Mutex
	code    *code // nil before the first call
}

// Func returns the function of a module. It is the same one as long as somebody
// holds it.
func (e *Engine) Func(m *native.Module) *Func {
	e.mu.Lock()
	defer e.mu.Unlock()
	if f := e.funcs[m].Value(); f != nil {
		return f
	}
	f := &Func{engine: e, module: m}
	for _, t := range m.Params {
		f.in = append(f.in, native.ReflectType(t))
	}
	for _, t := range m.Results {
		f.out = append(f.out, native.ReflectType(t))
	}
	f.value = reflect.MakeFunc(reflect.FuncOf(f.in, f.out, false), f.call)
	if e.funcs[m] = weak.Make(f); len(e.funcs) > e.many {
		maps.DeleteFunc(e.funcs, func(_ *native.Module, f weak.Pointer[Func]) bool { return f.Value() == nil })
		e.many = 2*len(e.funcs) + 100
	}
	return f
}

// Instead sets what is called where the module cannot run: a function with its
// parameters and results.
func (f *Func) Instead(function any) { f.instead = reflect.ValueOf(function) }

// Value is the function that runs the module, or what is set instead. It is for
// modules without session variables.
func (f *Func) Value() reflect.Value { return f.value }

// call is the function of Value.
func (f *Func) call(args []reflect.Value) []reflect.Value {
	if f.engine.control.On() || !f.instead.IsValid() {
		if out, done := f.try(nil, args); done {
			return out
		}
	}
	if !f.instead.IsValid() {
		panic(errUnable)
	}
	return f.instead.Call(args)
}

// Tried is a function that says whether it could run the module:
//
//	func(addresses of session variables ..., parameters ...) (results ..., done bool)
//
// The addresses are those of module.Globals. Where done is false, nothing has
// happened.
func (f *Func) Tried() reflect.Value {
	var in []reflect.Type
	for _, g := range f.module.Globals {
		in = append(in, reflect.PointerTo(native.ReflectType(g.Type)))
	}
	n := len(in)
	return reflect.MakeFunc(reflect.FuncOf(append(in, f.in...), append(f.out[:len(f.out):len(f.out)], reflect.TypeFor[bool]()), false), func(args []reflect.Value) []reflect.Value {
		out, done := f.try(args[:n], args[n:])
		if !done {
			for _, t := range f.out {
				out = append(out, reflect.Zero(t))
			}
		}
		return append(out, reflect.ValueOf(done))
	})
}

// take gives an instance of the module, compiled if it is not, for one call.
func (f *Func) take() (*code, *instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.code != nil {
		if in, err := f.code.take(); in != nil || err != nil {
			return f.code, in, err
		}
	}
	c, err := f.engine.compile(f.module)
	if err != nil {
		return nil, nil, err
	}
	f.code = c
	in, err := c.take()
	if in == nil && err == nil {
		err = errUnable // it went at once
	}
	return c, in, err
}

// try runs the module with the addresses of session variables and arguments.
func (f *Func) try(globals, args []reflect.Value) (out []reflect.Value, done bool) {
	c, in, err := f.take()
	if err != nil {
		return nil, false
	}
	if !f.pass(in, globals, args) {
		c.give(in)
		return nil, false
	}
	in.run.stopped, in.run.share = f.engine.control.Stopped(), nil
	if len(globals) > 0 {
		in.run.share = func(others func() bool) (stop, ok bool) {
			f.takeBack(in, globals)
			stop = others()
			return stop, f.environment(in, globals)
		}
	}
	err = in.f.CallWithStack(&in.run, in.stack)
	f.takeBack(in, globals)
	runtime.KeepAlive(args)
	if err != nil {
		f.fail(c, in, err)
	}
	out = f.results(in.stack)
	c.give(in)
	return out, true
}

// pass puts arguments where the code expects them. It reports whether all are in
// reach.
func (f *Func) pass(in *instance, globals, args []reflect.Value) bool {
	stack := in.stack[:0]
	if len(globals) > 0 {
		if !f.environment(in, globals) {
			return false
		}
		off, ok := offset(unsafe.Pointer(&in.env[0]), uintptr(8*len(in.env)))
		if !ok {
			return false
		}
		stack = append(stack, uint64(off))
	}
	for _, a := range args {
		if a.Kind() == reflect.Pointer {
			off, ok := handle(a.UnsafePointer())
			if !ok {
				return false
			}
			stack = append(stack, uint64(off))
			continue
		}
		if a.Kind() != reflect.Slice {
			stack = append(stack, bits(a))
			continue
		}
		n := len(stack)
		stack = stack[:n+3]
		h := header{a.UnsafePointer(), a.Len(), a.Cap()}
		if !h.words(stack[n:], a.Type().Elem().Size()) {
			return false
		}
	}
	return true
}

// environment puts the session variables into the environment.
func (f *Func) environment(in *instance, globals []reflect.Value) bool {
	for i, g := range f.module.Globals {
		p := globals[i].UnsafePointer()
		if native.IsHandle(g.Type) || native.Words(g.Type) > 1 {
			in.held[i] = *(*unsafe.Pointer)(p) // a slice begins with its address, too
		}
		if !address(in.env[g.Word:], p, g) {
			return false
		}
	}
	return true
}

// address puts a session variable into the environment.
func address(to []uint64, p unsafe.Pointer, g native.Global) bool {
	if native.IsHandle(g.Type) {
		off, ok := handle(*(*unsafe.Pointer)(p))
		to[0] = uint64(off)
		return ok
	}
	if native.Words(g.Type) == 1 {
		off, ok := offset(p, 8)
		to[0] = uint64(off)
		return ok
	}
	return (*header)(p).words(to, native.ReflectType(g.Type).Elem().Size())
}

// takeBack assigns the slices that the code gave to session variables.
func (f *Func) takeBack(in *instance, globals []reflect.Value) {
	for i, g := range f.module.Globals {
		if !g.Set || native.Words(g.Type) == 1 {
			continue
		}
		h := (*header)(globals[i].UnsafePointer())
		var was [3]uint64
		if h.words(was[:], native.ReflectType(g.Type).Elem().Size()); was != [3]uint64(in.env[g.Word:g.Word+3]) {
			h.set(in.env[g.Word:])
		}
	}
}

// bits is a number as WebAssembly's calls pass it.
func bits(v reflect.Value) uint64 {
	switch {
	case v.CanInt():
		if v.Type().Size() < 8 {
			return uint64(uint32(v.Int()))
		}
		return uint64(v.Int())
	case v.CanUint():
		return v.Uint()
	case v.Kind() == reflect.Float32:
		return uint64(float32bits(v))
	case v.Kind() == reflect.Float64:
		return float64bits(v)
	case v.Bool():
		return 1
	}
	return 0
}

// fail ends a call that did not return.
func (f *Func) fail(c *code, in *instance, err error) {
	control := f.engine.control
	r := &in.run
	t, panicked, place, message := r.trap, r.panicked, r.place, r.message
	r.trap = trapNone
	if strings.Contains(err.Error(), "stack overflow") { // its stack is large now: let it go
		c.drop(in)
		control.Overflow()
	}
	c.give(in)
	switch t {
	case trapStopped:
		control.Stop()
	case trapHost:
		panic(panicked)
	case trapPanic:
		control.Panic(place, message)
	}
	panic(err) // a fault of ours
}
