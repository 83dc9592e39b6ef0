package native

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// An emitter makes the code of one function.
type emitter struct {
	coder
	t       *Translator
	fn      *function
	info    *types.Info
	vars    map[types.Object]*variable
	globals map[string]*variable
	targets []target
	at      token.Pos // of the statement at work
	label   string    // of that statement
	fuel    uint32    // the local that counts rounds, if there are loops
	env     uint32    // the parameter that holds the environment's address
	results []*variable
	named   bool // results have names
	loops   int  // how many the statement is in

	appended map[*ast.CallExpr]bool // calls of append that make their variable longer
}

// translate makes the code of a function and of those that it calls.
func (t *Translator) translate(fn *function) {
	if fn.started {
		return
	}
	fn.started = true
	e := &emitter{t: t, fn: fn, info: fn.source.Info, vars: map[types.Object]*variable{}, globals: map[string]*variable{}, appended: map[*ast.CallExpr]bool{}}
	e.run()
	for _, c := range fn.facts.calls {
		g := t.function(c)
		fn.callees = append(fn.callees, g)
		if g.reason == nil {
			t.translate(g)
		}
	}
}

// Fault begins a reason that is no property of the code, but a fault of this package.
const Fault = "what the compiler does wrong"

// run makes the code, or notes why it cannot.
func (e *emitter) run() {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Reason:
			e.fn.reason = r
		default: // a fault of ours: the interpreter can do it
			e.fn.reason = &Reason{e.at, fmt.Sprint(Fault, ": ", r)}
		}
	}()
	if e.fn.source.Body == nil {
		e.outside(e.fn.source.Type, "a function without a body")
	}
	e.at = e.fn.source.Body.Pos()
	e.begin()
	e.stmts(e.fn.source.Body.List)
	e.finish()
	e.fn.code, e.fn.patches = e.b, e.patches
}

// outside gives up: n is outside of the subset.
func (e *emitter) outside(n ast.Node, format string, args ...any) {
	panic(&Reason{n.Pos(), fmt.Sprintf(format, args...)})
}

// begin declares parameters and results and loads session variables.
func (e *emitter) begin() {
	fn := e.fn
	if e.t.usesGlobals(fn) {
		e.env = e.local(I32)
		fn.params = append(fn.params, I32)
	}
	i := 0
	for _, p := range fn.source.Type.Params.List {
		for range max(len(p.Names), 1) {
			v := e.variable(fn.paramTypes[i])
			fn.params = append(fn.params, vals(v.typ)...)
			if len(p.Names) > 0 {
				e.vars[e.info.Defs[p.Names[0]]] = v
			}
			i++
			if len(p.Names) > 1 {
				p = &ast.Field{Names: p.Names[1:], Type: p.Type}
			}
		}
	}
	for _, c := range fn.captures {
		v := e.variable(c.Var.Type())
		fn.params = append(fn.params, vals(v.typ)...)
		e.vars[c.Var] = v
		if c.Set {
			e.results = append(e.results, v)
		}
	}
	for _, r := range fn.resultTypes {
		fn.results = append(fn.results, vals(r)...)
	}
	if r := fn.source.Type.Results; r != nil && len(r.List) > 0 && len(r.List[0].Names) > 0 {
		e.named = true
		for _, f := range r.List {
			for _, n := range f.Names {
				v := e.variable(fn.resultTypes[len(e.results)])
				e.vars[e.info.Defs[n]] = v
				e.results = append(e.results, v)
			}
		}
	}
	for i := range fn.facts.globals {
		e.place(&fn.facts.globals[i])
	}
	recursive := e.t.recursive(fn)
	if !fn.facts.loops && !recursive {
		return
	}
	e.fuel = e.local(I32)
	e.op(opGlobalGet, 0)
	e.set(e.fuel)
	if recursive {
		e.burn()
		e.get(e.fuel)
		e.op(opGlobalSet, 0)
	}
}

// finish ends the function: one without results returns here.
func (e *emitter) finish() {
	switch {
	case e.fn.loop || len(e.fn.results) == 0:
		for _, v := range e.results {
			e.read(v)
		}
		e.settle()
	default:
		e.op(opUnreachable) // Go has seen that it returns before
	}
	e.op(opEnd)
}

// settle leaves the function's account in order before it returns.
func (e *emitter) settle() {
	e.spill()
	if e.fn.facts.loops {
		e.get(e.fuel)
		e.op(opGlobalSet, 0)
	}
}

// burn counts a round and asks at times whether the cell is to stop.
func (e *emitter) burn() {
	e.get(e.fuel)
	e.i32(1)
	e.op(opI32Sub)
	e.tee(e.fuel)
	e.i32(0)
	e.op(opI32LeS)
	e.open(opIf, blockVoid)
	e.spill()
	e.callHost(hostPoll)
	e.reload()
	e.i32(Fuel)
	e.set(e.fuel)
	e.end()
}

// trap ends the call with a panic: code says which, a and b are its two numbers.
func (e *emitter) trap(code int32, numbers ...func()) {
	e.spill()
	e.i32(code)
	e.i32(int32(e.t.Place(e.at, e.fn.name)))
	for i := range 2 {
		if i < len(numbers) {
			numbers[i]()
		} else {
			e.i64(0)
		}
	}
	e.callHost(hostPanic)
	e.op(opUnreachable)
}

// trapIf traps where the number on the stack is not zero.
func (e *emitter) trapIf(code int32, numbers ...func()) {
	e.open(opIf, blockVoid)
	e.trap(code, numbers...)
	e.end()
}
