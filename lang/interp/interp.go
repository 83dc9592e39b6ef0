// Package interp drives yaegi: it loads lowered syntax, runs a function of it
// and stops it. It knows nothing of the dialect.
package interp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"reflect"
	"regexp"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/traefik/yaegi/interp"

	"monro/lang/interp/symbols"
)

// An Interp is one yaegi interpreter with packages that load on first use.
type Interp struct {
	y       *interp.Interpreter
	alias   func(path string) string
	loaded  map[string]bool
	log     frameLog
	hook    atomic.Pointer[run]
	began   atomic.Uint64   // the run number of the last run
	enter   *interp.Program // calls runHook
	dropped []string        // functions that are not needed any more, and yaegi still holds
	// Started is called on the goroutine of each run, before what it runs.
	Started func()
}

// New returns an interpreter that knows the symbols of package symbols under
// the names that alias gives their import paths, and helpers under helperName. Packages named
// later get their functions from Define.
func New(alias func(path string) string, helperName string, helpers map[string]reflect.Value, later ...string) *Interp {
	i := &Interp{alias: alias, loaded: map[string]bool{}, Started: func() {}}
	i.y = interp.New(interp.Options{Stdout: io.Discard, Stderr: &i.log})
	all := interp.Exports{helperName + "/" + helperName: helpers, hookName + "/" + hookName: {"Run": reflect.ValueOf(i.runHook)}}
	for _, path := range symbols.Paths() { // names only; the tables come when a cell needs them
		all[alias(path)+"/"+alias(path)] = map[string]reflect.Value{}
	}
	for _, name := range later {
		all[name+"/"+name] = map[string]reflect.Value{}
	}
	if err := i.y.Use(all); err != nil {
		panic(err) // a malformed key, which is a fault of this package
	}
	i.y.ImportUsed()
	call := &ast.CallExpr{Fun: &ast.SelectorExpr{X: ast.NewIdent(hookName), Sel: ast.NewIdent("Run")}}
	enter, err := i.y.CompileAST(&ast.BlockStmt{List: []ast.Stmt{&ast.ExprStmt{X: call}}})
	if err != nil {
		panic(err) // as above
	}
	i.enter = enter
	return i
}

const hookName = "hookʹ"

// FileSet is where the positions of lowered syntax must come from.
func (i *Interp) FileSet() *token.FileSet { return i.y.FileSet() }

// Load declares what a file declares. It runs nothing of it.
func (i *Interp) Load(f *ast.File, packages []string) (err error) {
	for _, path := range packages {
		if i.loaded[path] {
			continue
		}
		p, ok := symbols.Load(path)
		if !ok {
			return fmt.Errorf("package %s is not part of this build", path)
		}
		key := i.alias(path) + "/" + i.alias(path)
		if err := i.y.Use(interp.Exports{key: p.Values}); err != nil {
			return err
		}
		if err := i.y.Use(interp.Exports{key: instancesOf(path)}); err != nil {
			return err
		}
		i.loaded[path] = true
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("interpreter: %v", p)
		}
	}()
	p, err := i.y.CompileAST(f)
	if err != nil {
		return fmt.Errorf("interpreter: %w", err)
	}
	i.grow()
	_, err = i.y.Execute(p)
	loosen(p)
	return err
}

// Define gives a package of helpers functions that the next file to be loaded may
// call, by name. Later files do not find them.
func (i *Interp) Define(pkg string, functions map[string]reflect.Value) error {
	return i.y.Use(interp.Exports{pkg + "/" + pkg: functions})
}

// Undefine forgets what Define has given a package. What was loaded keeps it.
func (i *Interp) Undefine(pkg string, functions map[string]reflect.Value) {
	symbols := open(reflect.ValueOf(i.y).Elem(), "binPkg").MapIndex(reflect.ValueOf(pkg))
	for name := range functions {
		symbols.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
	}
}

// Symbol finds a function of a package, or an instance of a generic one.
func Symbol(path, name string) (reflect.Value, bool) {
	if v, ok := instancesOf(path)[name]; ok {
		return v, true
	}
	p, ok := symbols.Load(path)
	if !ok {
		return reflect.Value{}, false
	}
	v, ok := p.Values[name]
	return v, ok && v.Kind() == reflect.Func
}

// Grace is how long an interrupted cell may take before its goroutine is left
// behind in the compiled call that it waits in.
const Grace = 20 * time.Millisecond

// An Outcome is how a run ended.
type Outcome struct {
	Panic    any      // what the code panicked with, nil for none
	Frames   []string // functions that the panic unwound, innermost first
	Stopped  error    // the cause of the context's end; nil if the run ended by itself
	Deserted bool     // the goroutine is left waiting in a compiled call
	Error    error    // the interpreter's own
}

type run struct {
	f     func()
	done  chan struct{}
	panic any
	ended bool
}

// Run calls a loaded function without parameters until it returns, panics or
// ctx ends. After an end by ctx, closures of earlier runs work as before. A
// goroutine that had to be left behind ends when it comes back to the function.
//
// patience says how long to wait for the end, given the cause of ctx's.
func (i *Interp) Run(ctx context.Context, name string, patience func(cause error) time.Duration) Outcome {
	f, err := i.function(name)
	if err != nil {
		return Outcome{Error: fmt.Errorf("interpreter: %w", err)}
	}
	return i.run(ctx, f, patience, func() { i.abandon(name) })
}

// Call is Run for a compiled function, which may call closures that cells made.
func (i *Interp) Call(ctx context.Context, f func(), patience func(cause error) time.Duration) Outcome {
	return i.run(ctx, f, patience, func() {})
}

// run has yaegi call f. desert is called where its goroutine is left behind.
func (i *Interp) run(ctx context.Context, f func(), patience func(cause error) time.Duration, desert func()) Outcome {
	i.forget()
	r := &run{f: f, done: make(chan struct{})}
	i.hook.Store(r)
	i.log.reset()
	id := i.runID()
	i.began.Store(id)
	i.waits()
	executed := make(chan struct{})
	var err error
	go func() {
		defer close(executed)
		_, err = i.y.Execute(i.enter)
	}()
	select {
	case <-executed:
	case <-ctx.Done():
		i.stop()
	}
	if ctx.Err() == nil && err != nil {
		select {
		case <-r.done:
		default:
			return Outcome{Error: fmt.Errorf("interpreter: %w", err)}
		}
	}
	if ctx.Err() == nil {
		<-r.done
		return Outcome{Panic: r.panic, Frames: i.log.frames()}
	}
	out := Outcome{Stopped: context.Cause(ctx)}
	select {
	case <-executed:
	case <-time.After(patience(out.Stopped)):
		out.Deserted = true
		desert()
	}
	i.restoreRunID(id)
	return out
}

// runHook, called by yaegi, runs the function of Call and catches its panic.
func (i *Interp) runHook() {
	r := i.hook.Load()
	defer close(r.done)
	defer func() {
		r.panic = recover()
		if r.panic == nil && !r.ended {
			r.panic = errors.New("the cell's goroutine ended (runtime.Goexit)")
		}
	}()
	i.Started()
	r.f()
	r.ended = true
}

// yaegi stops code by changing its run number: frames of another number run no
// further. Closures keep the number of the frame they were made in, so after a
// stop those of earlier cells would be dead for good; giving the interpreter
// its number back once the stopped cell has ended keeps them alive. The number
// is the first field of interp.Interpreter (yaegi 0.16.1), which a test checks.
func (i *Interp) runNumber() *uint64 { return (*uint64)(unsafe.Pointer(i.y)) }

func (i *Interp) runID() uint64 { return atomic.LoadUint64(i.runNumber()) }

func (i *Interp) restoreRunID(id uint64) { atomic.StoreUint64(i.runNumber(), id) }

// waits lets the next run's waits for channels be ended.
func (i *Interp) waits() {
	y := reflect.ValueOf(i.y).Elem()
	open(y, "done").Set(reflect.ValueOf(make(chan struct{})))
	open(y, "cancelChan").SetBool(true)
}

// stop ends what runs: its steps, and its waits for channels. It is what yaegi does
// when the context of a run ends; but yaegi does not say when the run has ended.
func (i *Interp) stop() {
	atomic.AddUint64(i.runNumber(), 1)
	close(open(reflect.ValueOf(i.y).Elem(), "done").Interface().(chan struct{}))
}

// frameLog collects the functions that yaegi reports while a panic unwinds.
type frameLog struct {
	mu   sync.Mutex
	list []string
}

var frameLine = regexp.MustCompile(`panic: main\.(.+)\(\.\.\.\)`)

const maxFrames = 40

func (l *frameLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range bytes.Split(b, []byte("\n")) {
		if m := frameLine.FindSubmatch(line); m != nil && len(l.list) < maxFrames {
			l.list = append(l.list, string(m[1]))
		}
	}
	return len(b), nil
}

func (l *frameLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = nil
}

func (l *frameLog) frames() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.list...)
}
