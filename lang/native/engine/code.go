package engine

import (
	"context"
	"slices"
	"sync"
	"unsafe"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"monro/lang/native"
)

// most is how many modules are kept as machine code. A cell that is run again and
// again makes new ones each time; those of old are made anew if somebody calls them.
const most = 64

// code is the machine code of a module with the instances that are not in use. Each
// runs one call at a time.
type code struct {
	engine   *Engine
	module   *native.Module
	compiled wazero.CompiledModule

	mu    sync.Mutex
	free  []*instance
	calls int   // that are running
	used  int64 // when the last one began, by the engine's clock
	gone  bool
}

// An instance is a module that can run.
type instance struct {
	mod   api.Module
	f     api.Function
	env   []uint64         // addresses of session variables
	held  []unsafe.Pointer // what those of slices and handles refer to: another goroutine may let go of it
	stack []uint64         // arguments, then results
	run   run
}

// trim frees the machine code that was not called for longest, if there is much. e.mu
// is held.
func (e *Engine) trim() {
	for len(e.live) > most {
		var oldest *code
		var since int64
		for _, c := range e.live[:len(e.live)-1] { // the last one is new
			if used, idle := c.idle(); idle && (oldest == nil || used < since) {
				oldest, since = c, used
			}
		}
		if oldest == nil || !oldest.close() {
			return
		}
		e.live = slices.DeleteFunc(e.live, func(c *code) bool { return c == oldest })
	}
}

// idle says when the last call began, and whether none is running.
func (c *code) idle() (used int64, idle bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used, c.calls == 0
}

// close frees the machine code unless it runs.
func (c *code) close() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls > 0 {
		return false
	}
	ctx := context.Background()
	for _, in := range c.free {
		_ = in.mod.Close(ctx) // there is nothing that could fail: it has no files
	}
	c.free, c.gone = nil, true
	_ = c.compiled.Close(ctx)
	return true
}

// take gives an instance for one call, or nil if the code is gone.
func (c *code) take() (*instance, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone {
		return nil, nil
	}
	c.used = c.engine.clock.Add(1)
	if n := len(c.free); n > 0 {
		in := c.free[n-1]
		c.free = c.free[:n-1]
		c.calls++
		return in, nil
	}
	in, err := c.instance()
	if err == nil {
		c.calls++
	}
	return in, err
}

// instance makes a new one.
func (c *code) instance() (*instance, error) {
	ctx := experimental.WithMemoryAllocator(context.Background(), window)
	mod, err := c.engine.runtime.InstantiateModule(ctx, c.compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return nil, err
	}
	in := &instance{mod: mod, f: mod.ExportedFunction(c.module.Name)}
	words := 0
	for _, g := range c.module.Globals {
		words += native.Words(g.Type)
	}
	in.env, in.held = make([]uint64, max(words, 1)), make([]unsafe.Pointer, len(c.module.Globals))
	params, results := 1, 0
	for _, t := range c.module.Params {
		params += native.Words(t)
	}
	for _, t := range c.module.Results {
		results += native.Words(t)
	}
	in.stack = make([]uint64, max(params, results))
	in.run.Context = context.Background()
	in.run.engine = c.engine
	return in, nil
}

// give takes an instance back.
func (c *code) give(in *instance) {
	in.run.kept, in.run.panicked, in.run.stopped, in.run.share = nil, nil, nil, nil
	clear(in.held)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls--
	c.free = append(c.free, in)
}

// drop closes an instance that is not to be used again.
func (c *code) drop(in *instance) {
	c.mu.Lock()
	c.calls--
	c.mu.Unlock()
	_ = in.mod.Close(context.Background())
}
