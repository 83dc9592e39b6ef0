// Package rt holds what lowered cells call at run time: the types that yaegi
// forgets, interfaces over them, printing, panics in Go's words, and stand-ins
// for what would end or stall the process. Nothing here knows syntax.
package rt

import (
	"context"
	"go/types"
	"io"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"monro/lang/interp/symbols"
	"monro/stdlib/display"
	"monro/stdlib/interrupt"
)

// A Runtime serves the lowered code of one session.
type Runtime struct {
	Stdout, Stderr io.Writer
	Input          func(prompt string, password bool) (string, error)
	Memory         int64                       // bytes of heap that a cell may use; 0: no limit
	Types          func(number int) types.Type // what lowered code calls by number
	Importer       types.Importer
	OnPanic        func(p any) // told of a panic in a goroutine of a cell
	Pass           func()      // lets other cells have their turn

	pos, top *int  // the places that running code has passed last, by number
	crowd    *bool // where it sees that others wait for their turn
	native   *bool // whether cells use what was compiled

	panicking panicking

	mu       sync.RWMutex
	structs  map[reflect.Type]types.Type // run-time form of user structs
	forms    map[types.Type]reflect.Type // and back
	goTypes  map[reflect.Type]types.Type // cache of goType
	methods  map[methodKey]reflect.Value // methods of user types, receiver first
	bindings map[bindKey]*binding        // cache of Bind
	results  []display.Bundle            // of the running cell
	home     home                        // of the running cell
	at       unsafe.Pointer              // its place in homes
	homes    map[unsafe.Pointer]home     // by the labels of goroutines
	cells    int                         // how many there have been
	strays   *home                       // of the goroutines that the running cell has started; nil: none
	nested   atomic.Int64                // callbacks of compiled loops that are running
}

type methodKey struct {
	owner types.Object
	args  string // type arguments
	name  string
}

func keyOf(n *types.Named, name string) methodKey {
	key := methodKey{owner: n.Obj(), name: name}
	if n.TypeArgs().Len() > 0 {
		key.args = types.TypeString(n, nil)
	}
	return key
}

// New returns the runtime of a new session.
func New() *Runtime {
	return &Runtime{
		structs: map[reflect.Type]types.Type{}, forms: map[types.Type]reflect.Type{}, goTypes: map[reflect.Type]types.Type{},
		pos: new(int), top: new(int), crowd: new(bool), methods: map[methodKey]reflect.Value{}, bindings: map[bindKey]*binding{}, homes: map[unsafe.Pointer]home{}, home: home{signal: interrupt.Current(), labels: context.Background()},
	}
}

// Begin prepares for a cell that signal can stop.
func (r *Runtime) Begin(signal *interrupt.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results, *r.pos, *r.top = nil, 0, 0
	r.settle(signal)
	r.nested.Store(0)
}

// Places gives the numbers of the statements that running code has passed
// last: one that may panic, and one of the cell itself. A profiler asks while
// the code runs and writes them: an old number does no harm there.
//
//go:norace
func (r *Runtime) Places() (pos, top int) { return *r.pos, *r.top }

// Results are the values that the cell's last expression gave.
func (r *Runtime) Results() []display.Bundle {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.results
}

// Exports lists what lowered code may call, under the names it uses.
func (r *Runtime) Exports() map[string]reflect.Value {
	m := map[string]reflect.Value{}
	for name, f := range map[string]any{
		"Places":       func(pos, top *int, crowd *bool) { r.pos, r.top, r.crowd = pos, top, crowd },
		"Pass":         func() { r.Pass() },
		"NativeSwitch": func(on *bool) { r.native = on },
		"Register":     r.register, "Method": r.method, "Box": r.box, "Unwrap": unwrap, "Raw": raw,
		"Wrap": r.wrap, "To": r.to, "Is": r.is, "Assert": r.assert, "Case": r.caseOf, "Bind": r.bind, "Equal": equal,
		"TemplateData": r.templateData, "JSONData": r.jsonData, "Fmt": r.fmt, "FmtAs": r.fmtAs, "FmtAll": r.fmtAll,
		"Print": r.print, "Println": r.println, "Printf": r.printf, "Sprint": r.sprint, "Fprint": r.fprint, "Sprintf": r.sprintf, "Fprintf": r.fprintf,
		"Errorf": r.errorf, "Appendf": r.appendf, "Logf": r.logf, "LogPanicf": r.logPanicf,
		"Scan": r.scan, "Scanln": r.scanln, "Scanf": r.scanf,
		"PrintStderr": r.printStderr, "PrintlnStderr": r.printlnStderr,
		"ErrorsAs": r.errorsAs, "ErrorsIs": errorsIs,
		"Panic": panicValue, "Recovered": r.recovered, "Defers": newDefers, "Defer": deferCall, "Guard": r.guard, "Fail": r.fail, "Index": index, "Divisor": divisor, "Room": r.room, "Clear": clearAny,
		"Go": r.spawn, "Apart": r.apart, "Sleep": r.sleep, "Exit": exit, "Goexit": goexit, "Fatal": r.fatal, "Fatalf": r.fatalf, "Fatalln": r.fatalln,
		"Command": r.command, "Dial": r.dial, "NewRequest": r.request, "HTTPGet": r.httpGet, "HTTPHead": r.httpHead, "HTTPPost": r.httpPost, "HTTPPostForm": r.httpPostForm,
		"GuardLess": r.guardLess, "GuardTest": r.guardTest, "GuardRune": r.guardRune, "GuardRuneTest": r.guardRuneTest, "GuardReal": r.guardReal,
		"Use": func(any) {}, "Runes": runes, "Bounds": bounds, "ErrorsAsType": r.errorsAsType, "Result": r.result, "Results": r.resultTuple, "Input": r.input, "Password": r.password, "Zero": zero,
	} {
		m[name] = reflect.ValueOf(f)
	}
	extrema(m)
	return m
}

// Box is a value of a user type that has no run-time type of its own, such as
// type Celsius float64, inside an interface. Boxes compare as Go compares
// interface values: equal types and equal values.
type Box struct {
	Type int // number
	V    any
}

// Unboxed is the value alone, for package values.
func (b Box) Unboxed() any { return b.V }

func (r *Runtime) box(v any, number int) any { return Box{number, v} }

// unwrap takes a user value out of the wrapper that makes it implement an
// interface of a compiled package. Other values stay as they are.
func unwrap(v any) any {
	if w, ok := v.(interface{ MonroIface() *symbols.Iface }); ok {
		return w.MonroIface().V
	}
	return v
}

// raw is unwrap for code that looks at values by reflection.
func raw(v any) any {
	v = unwrap(v)
	if b, ok := v.(Box); ok {
		return b.V
	}
	return v
}

// register notes the run-time form of a user struct; nilPtr is (*T)(nil).
func (r *Runtime) register(number int, nilPtr any) {
	form := reflect.TypeOf(nilPtr).Elem()
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.Types(number)
	r.structs[form] = t
	r.forms[t] = form
}

// method notes a method of a user type as a function of its receiver.
func (r *Runtime) method(number int, name string, f any) {
	t := r.Types(number)
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.methods[keyOf(n, name)] = reflect.ValueOf(f)
	clear(r.bindings)
}

func equal(a, b any) bool {
	a, b = unwrap(a), unwrap(b)
	return a == b
}
