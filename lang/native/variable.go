package native

import (
	"go/ast"
	"go/types"
	"monro/lang/check"
)

// A variable is a variable of Go in locals of WebAssembly. A session variable's
// value is in locals, too, while a function runs; it is stored before anybody else
// can look.
type variable struct {
	typ    types.Type
	first  uint32  // of its locals
	global *Global // nil for a local variable
	addr   uint32  // the local with a session number's address
	loops  int     // how many it was declared in
}

// local makes a new local.
func (e *emitter) local(t ValType) uint32 {
	e.fn.locals = append(e.fn.locals, t)
	return uint32(len(e.fn.locals) - 1)
}

// variable makes the locals of a variable.
func (e *emitter) variable(t types.Type) *variable {
	v := &variable{typ: t, first: uint32(len(e.fn.locals))}
	e.fn.locals = append(e.fn.locals, vals(t)...)
	return v
}

// declare makes a variable for an identifier that is defined here.
func (e *emitter) declare(id *ast.Ident) *variable {
	o := e.info.Defs[id]
	if o == nil {
		e.outside(id, "the variable %s", id.Name)
	}
	if vals(o.Type()) == nil {
		e.outside(id, "a variable of type %s", check.TypeText(o.Type()))
	}
	v := e.variable(o.Type())
	v.loops = e.loops
	e.vars[o] = v
	return v
}

// lookup finds the variable that an identifier means.
func (e *emitter) lookup(id *ast.Ident) *variable {
	o := e.info.Uses[id]
	if o == nil {
		o = e.info.Defs[id]
	}
	if v := e.vars[o]; v != nil {
		return v
	}
	if o, ok := o.(*types.Var); ok {
		if v := e.globals[e.t.Variable(o)]; v != nil {
			return v
		}
	}
	e.outside(id, "the variable %s", id.Name)
	return nil
}

// read pushes the value of a variable.
func (e *emitter) read(v *variable) {
	for i := range vals(v.typ) {
		e.get(v.first + uint32(i))
	}
}

// write pops the value of a variable.
func (e *emitter) write(v *variable) {
	for i := len(vals(v.typ)) - 1; i >= 0; i-- {
		e.set(v.first + uint32(i))
	}
}

// zero pushes the zero value of a type.
func (e *emitter) zero(t types.Type) {
	for _, v := range vals(t) {
		switch v {
		case I32:
			e.i32(0)
		case I64:
			e.i64(0)
		case F32:
			e.f32(0)
		case F64:
			e.f64(0)
		}
	}
}

// place gives a session variable its locals and loads them.
func (e *emitter) place(g *Global) {
	if vals(g.Type) == nil {
		e.outside(e.fn.source.Body, "the session variable %s of type %s", g.Name, check.TypeText(g.Type))
	}
	v := e.variable(g.Type)
	v.global = g
	e.globals[g.Name] = v
	if IsHandle(g.Type) && g.Set {
		e.outside(e.fn.source.Body, "an assignment to the session variable %s of type %s", g.Name, check.TypeText(g.Type))
	}
	if _, ok := basicOf(g.Type); ok {
		v.addr = e.local(I32)
		e.get(e.env)
		e.environment(opI32Load, g.Name, 0)
		e.set(v.addr)
	}
	e.fetch(v)
}

// fetch loads a session variable.
func (e *emitter) fetch(v *variable) {
	if b, ok := basicOf(v.typ); ok {
		e.get(v.addr)
		e.access(b.load(), 0)
		e.set(v.first)
		return
	}
	for i, t := range vals(v.typ) {
		e.get(e.env)
		e.environment(map[ValType]byte{I32: opI32Load, I64: opI64Load}[t], v.global.Name, uint32(8*i))
		e.set(v.first + uint32(i))
	}
}

// keep stores a session variable.
func (e *emitter) keep(v *variable) {
	if b, ok := basicOf(v.typ); ok {
		e.get(v.addr)
		e.get(v.first)
		e.access(b.store(), 0)
		return
	}
	for i, t := range sliceVals {
		e.get(e.env)
		e.get(v.first + uint32(i))
		e.environment(map[ValType]byte{I32: opI32Store, I64: opI64Store}[t], v.global.Name, uint32(8*i))
	}
}

// spill stores the session variables that the function may have changed.
func (e *emitter) spill() {
	for i := range e.fn.facts.globals {
		if g := &e.fn.facts.globals[i]; g.Set {
			e.keep(e.globals[g.Name])
		}
	}
}

// reload loads them all again after others may have changed them.
func (e *emitter) reload() {
	for i := range e.fn.facts.globals {
		e.fetch(e.globals[e.fn.facts.globals[i].Name])
	}
}
