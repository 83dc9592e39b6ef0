package native

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"monro/lang/check"
	"reflect"
	"slices"
)

// A Source is the checked declaration of a function of a cell.
type Source struct {
	Name string
	Type *ast.FuncType
	Body *ast.BlockStmt
	Info *types.Info
}

// A Translator translates the functions of one session. Its functions connect it
// with what knows the session; all must be set.
type Translator struct {
	Source   func(f *types.Func) (Source, bool)                 // of a function that a cell declares
	Variable func(v *types.Var) string                          // a name for a session variable, "" for others
	Place    func(pos token.Pos, function string) int           // a number for a place in a cell
	Symbol   func(path, name string) (v reflect.Value, ok bool) // a function of a compiled package

	functions map[*types.Func]*function
	hosts     map[string]*Host
}

// New prepares a translator whose functions are set.
func New(t Translator) *Translator {
	t.functions, t.hosts = map[*types.Func]*function{}, map[string]*Host{}
	return &t
}

// A Reason says why something is left to the interpreter.
type Reason struct {
	Pos  token.Pos
	What string // as in "strings"
}

// A Module is what is translated together: a function or loop, and all that it calls.
type Module struct {
	Wasm    []byte
	Name    string
	Memory  bool     // it touches slices or session variables
	Hosts   []*Host  // what it calls outside
	Globals []Global // session variables, in the order of the environment
	Params  []types.Type
	Results []types.Type

	functions []*function
	at        map[string]uint32
}

// A Global is a session variable in the environment of a module. The environment
// is an array of 64-bit words: a number has one, which holds its address in the
// window; a slice has three, its offset in the window, length and capacity.
type Global struct {
	Name string // of Translator.Variable
	Type types.Type
	Set  bool // it may be assigned to
	Word int  // where it begins
}

// A Host is a function outside of the module.
type Host struct {
	Name            string
	Func            reflect.Value // invalid for those of package engine
	Params, Results []ValType
}

// Names of the functions that package engine provides.
const (
	HostPoll  = "monro.poll"  // returns unless the cell is to stop
	HostPanic = "monro.panic" // code, place and two numbers; does not return
	HostMake  = "monro.make"  // kind of elements, place, length and capacity: an offset
	HostGrow  = "monro.grow"  // kind of elements, offset, length, capacity and number to add: an offset and a capacity
)

var (
	hostPoll  = &Host{Name: HostPoll}
	hostPanic = &Host{Name: HostPanic, Params: []ValType{I32, I32, I64, I64}}
	hostMake  = &Host{Name: HostMake, Params: []ValType{I32, I32, I64, I64}, Results: []ValType{I32}}
	hostGrow  = &Host{Name: HostGrow, Params: []ValType{I32, I32, I64, I64, I64}, Results: []ValType{I32, I64}}
)

// Codes of panics, with what their numbers are.
const (
	PanicIndex = iota // index and length
	PanicDivide
	PanicShift    // negative
	PanicSliceCap // high bound and capacity
	PanicSliceLow // low and high bound
	PanicMake     // a length
)

// Endings of the names under which cells find what belongs to a module: the module
// itself has none.
const (
	Tried   = "ʹtry"     // it, with session variables first and whether it ran last
	Instead = "ʹinstead" // sets what is called where it cannot run
)

// Fuel is how many rounds of loops, or calls that recurse, go by between two
// looks at whether the cell is to stop.
const Fuel = 20000

// A function is one that is, or is to be, translated.
type function struct {
	name     string
	source   Source
	facts    facts
	loop     bool // it was made of a loop
	captures []Capture
	started  bool
	reason   *Reason
	exported bool

	paramTypes, resultTypes []types.Type
	params, results, locals []ValType
	code                    []byte
	patches                 []patch
	callees                 []*function
}

// Function translates a function and what it calls. The module is nil where that
// is not worth it: it has no loops and does not recurse.
func (t *Translator) Function(f *types.Func) (*Module, *Reason) {
	fn := t.function(f)
	if fn.reason == nil {
		t.translate(fn)
	}
	if r := t.failure(fn); r != nil {
		return nil, r
	}
	if !t.burns(fn) {
		return nil, nil
	}
	return t.link(fn), nil
}

// A Capture is a local variable around a loop that the loop mentions.
type Capture struct {
	Var *types.Var
	Set bool // it may be assigned to
}

// Loop translates a loop. The variables around it that are no session variables
// become parameters of the module, and those that it may assign to are results.
func (t *Translator) Loop(s ast.Stmt, info *types.Info) (*Module, []Capture, *Reason) {
	body := &ast.BlockStmt{Lbrace: s.Pos(), List: []ast.Stmt{s}, Rbrace: s.End()}
	fn := &function{source: Source{Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body, Info: info}, name: LoopName, loop: true}
	fn.facts = t.factsOf(fn)
	fn.captures = t.captures(s, info)
	for _, c := range fn.captures {
		if vals(c.Var.Type()) == nil {
			return nil, nil, &Reason{s.Pos(), "the variable " + c.Var.Name() + " of type " + check.TypeText(c.Var.Type())}
		}
		fn.paramTypes = append(fn.paramTypes, c.Var.Type())
		if c.Set {
			fn.resultTypes = append(fn.resultTypes, c.Var.Type())
		}
	}
	t.translate(fn)
	if r := t.failure(fn); r != nil {
		return nil, nil, r
	}
	return t.link(fn), fn.captures, nil
}

// LoopName is the name of a function that a loop was made to.
const LoopName = "loop"

// function is the one of a declared function, which may not be translated yet.
func (t *Translator) function(f *types.Func) *function {
	if fn, ok := t.functions[f]; ok {
		return fn
	}
	fn := &function{name: f.Name()}
	t.functions[f] = fn
	src, ok := t.Source(f)
	if !ok {
		fn.reason = &Reason{f.Pos(), "a function without a body here"}
		return fn
	}
	fn.source = src
	fn.name = src.Name
	sig := f.Type().(*types.Signature)
	fn.reason = signature(fn, sig, f.Pos())
	if fn.reason == nil {
		fn.facts = t.factsOf(fn)
	}
	return fn
}

// signature takes the types of parameters and results over.
func signature(fn *function, sig *types.Signature, pos token.Pos) *Reason {
	switch {
	case sig.TypeParams().Len() > 0:
		return &Reason{pos, "a generic function"}
	case sig.Recv() != nil:
		return &Reason{pos, "a method"}
	case sig.Variadic():
		return &Reason{pos, "a parameter of any number of values"}
	}
	for i := range sig.Params().Len() {
		p := sig.Params().At(i)
		if vals(p.Type()) == nil {
			return &Reason{p.Pos(), "a parameter of type " + check.TypeText(p.Type())}
		}
		fn.paramTypes = append(fn.paramTypes, p.Type())
	}
	for i := range sig.Results().Len() {
		p := sig.Results().At(i)
		if vals(p.Type()) == nil {
			return &Reason{p.Pos(), "a result of type " + check.TypeText(p.Type())}
		}
		fn.resultTypes = append(fn.resultTypes, p.Type())
	}
	return nil
}

// failure finds why a function or one that it calls cannot be translated.
func (t *Translator) failure(fn *function) *Reason {
	for _, g := range reachable(fn) {
		if g.reason != nil && g != fn {
			return &Reason{g.reason.Pos, fmt.Sprintf("a call of %s, which holds %s", g.name, g.reason.What)}
		} else if g.reason != nil {
			return g.reason
		}
	}
	return nil
}

// reachable lists a function and all that it calls, itself first.
func reachable(fn *function) []*function {
	list := []*function{fn}
	for i := 0; i < len(list); i++ {
		for _, c := range list[i].callees {
			if !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// link puts a module together.
func (t *Translator) link(fn *function) *Module {
	m := &Module{Name: fn.name, Params: fn.paramTypes, Results: fn.resultTypes, at: map[string]uint32{}}
	m.functions = reachable(fn)
	words := 0
	for _, f := range m.functions {
		m.Memory = m.Memory || f.memory()
		for _, g := range f.facts.globals {
			if i := slices.IndexFunc(m.Globals, func(h Global) bool { return h.Name == g.Name }); i >= 0 {
				m.Globals[i].Set = m.Globals[i].Set || g.Set
				continue
			}
			g.Word = words
			m.at[g.Name] = uint32(8 * words)
			m.Globals = append(m.Globals, g)
			words += len(vals(g.Type))
		}
		for _, p := range f.patches {
			if p.host != nil && !slices.Contains(m.Hosts, p.host) {
				m.Hosts = append(m.Hosts, p.host)
			}
		}
	}
	fn.exported = true // in its own module only
	m.Wasm = m.encode()
	fn.exported = false
	m.functions = nil
	return m
}

func (f *function) memory() bool {
	if len(f.facts.globals) > 0 {
		return true
	}
	for _, list := range [][]types.Type{f.paramTypes, f.resultTypes} {
		for _, t := range list {
			if len(vals(t)) > 1 {
				return true
			}
		}
	}
	return f.facts.slices
}

// number is what stands in the place of a patch.
func (m *Module) number(p patch) uint32 {
	switch {
	case p.host != nil:
		return uint32(slices.Index(m.Hosts, p.host))
	case p.to != nil:
		return uint32(len(m.Hosts) + slices.Index(m.functions, p.to))
	}
	return m.at[p.variable] + p.plus
}
