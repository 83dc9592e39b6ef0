// Package engine runs what package native translates: it compiles WebAssembly to
// machine code in memory, lends it a window over Go's heap and carries arguments,
// results and panics across. It knows nothing of syntax, nor of cells.
package engine

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"monro/lang/native"
)

// Supported reports whether this machine's code can be made.
func Supported() bool {
	switch runtime.GOOS {
	case "linux", "darwin", "freebsd", "windows":
		return runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64"
	}
	return false
}

// A Control is what running code is subject to. All must be set.
type Control struct {
	// On reports whether modules are to be run at all.
	On func() bool
	// Stopped returns a test of whether the calling goroutine is to stop.
	Stopped func() func() bool
	// Stop ends a call that was stopped. It does not return.
	Stop func()
	// Overflow ends a call that took too much stack. It does not return.
	Overflow func()
	// Panic panics with a run-time error at a place.
	Panic func(place int, message string)
	// Room panics where so many bytes cannot be had.
	Room func(n, size int)
}

// An Engine runs modules. It costs nothing before the first call of one.
type Engine struct {
	control Control

	mu      sync.Mutex
	runtime wazero.Runtime
	hosts   map[string]bool // modules of the host that exist
	failed  bool            // this process may not make code
	funcs   map[*native.Module]weak.Pointer[Func]
	many    int // so many that it is time to look which are gone
	live    []*code
	clock   atomic.Int64
}

// New returns an engine.
func New(c Control) *Engine {
	return &Engine{control: c, hosts: map[string]bool{}, funcs: map[*native.Module]weak.Pointer[Func]{}}
}

// start makes the run time. e.mu is held.
func (e *Engine) start(ctx context.Context) {
	if e.runtime == nil {
		e.runtime = wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler().WithDebugInfoEnabled(false))
	}
}

// compile makes machine code of a module and of the host functions that it wants.
func (e *Engine) compile(m *native.Module) (c *code, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failed {
		return nil, errUnable
	}
	defer func() {
		if p := recover(); p != nil { // a processor without the instructions, or a sandbox
			c, err = nil, errUnable
		}
		e.failed = e.failed || err != nil
	}()
	ctx := context.Background()
	e.start(ctx)
	for _, h := range m.Hosts {
		if e.hosts[h.Name] {
			continue
		}
		f := e.host(h)
		_, err := e.runtime.NewHostModuleBuilder(h.Name).NewFunctionBuilder().
			WithGoFunction(f, vals(h.Params), vals(h.Results)).Export("f").Instantiate(ctx)
		if err != nil {
			return nil, err
		}
		e.hosts[h.Name] = true
	}
	compiled, err := e.runtime.CompileModule(ctx, m.Wasm)
	if err != nil {
		return nil, err
	}
	c = &code{engine: e, module: m, compiled: compiled}
	e.live = append(e.live, c)
	e.trim()
	return c, nil
}

func vals(list []native.ValType) []api.ValueType {
	out := make([]api.ValueType, len(list))
	for i, v := range list {
		out[i] = api.ValueType(v)
	}
	return out
}
