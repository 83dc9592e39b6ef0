package engine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand"
	randv2 "math/rand/v2"
	"reflect"
	"runtime"

	"github.com/tetratelabs/wazero/api"

	"monro/lang/native"
	"monro/stdlib/rng"
)

// A run is one call of a module: the context that functions of the host get.
type run struct {
	context.Context
	engine   *Engine
	stopped  func() bool
	share    func(others func() bool) (stop, ok bool) // has others see session variables meanwhile; nil: there are none
	kept     []any                                    // what the call has allocated
	trap     trap
	place    int
	message  string
	panicked any // of a host function
}

// A trap says why a call did not return.
type trap int

const (
	trapNone trap = iota
	trapStopped
	trapPanic
	trapHost
)

var errTrap = errors.New("trap")

// Value is of no use here: run time looks for settings that are never made.
func (r *run) Value(any) any { return nil }

// host makes a function that modules import.
func (e *Engine) host(h *native.Host) api.GoFunction {
	switch h.Name {
	case native.HostPoll:
		return api.GoFunc(poll)
	case native.HostPanic:
		return api.GoFunc(panics)
	case native.HostMake:
		return api.GoFunc(makes)
	case native.HostGrow:
		return api.GoFunc(grows)
	}
	switch f := h.Func.Interface().(type) {
	case func(float64) float64:
		return api.GoFunc(func(ctx context.Context, stack []uint64) {
			defer ctx.(*run).catch()
			stack[0] = math.Float64bits(f(math.Float64frombits(stack[0])))
		})
	case func(x, y float64) float64:
		return api.GoFunc(func(ctx context.Context, stack []uint64) {
			defer ctx.(*run).catch()
			stack[0] = math.Float64bits(f(math.Float64frombits(stack[0]), math.Float64frombits(stack[1])))
		})
	}
	for _, f := range []api.GoFunction{method[rng.Stream](h.Func), method[rand.Rand](h.Func), method[randv2.Rand](h.Func)} {
		if f != nil {
			return f
		}
	}
	return api.GoFunc(func(ctx context.Context, stack []uint64) { ctx.(*run).reflected(h.Func, stack) })
}

// method makes a function of the most usual methods, nil for others.
func method[T any](f reflect.Value) api.GoFunction {
	switch f := f.Interface().(type) {
	case func(*T) float64:
		return api.GoFunc(func(ctx context.Context, stack []uint64) {
			defer ctx.(*run).catch()
			stack[0] = math.Float64bits(f((*T)(pointer(uint32(stack[0])))))
		})
	case func(r *T, x, y float64) float64:
		return api.GoFunc(func(ctx context.Context, stack []uint64) {
			defer ctx.(*run).catch()
			stack[0] = math.Float64bits(f((*T)(pointer(uint32(stack[0]))), math.Float64frombits(stack[1]), math.Float64frombits(stack[2])))
		})
	case func(*T, int) int:
		return api.GoFunc(func(ctx context.Context, stack []uint64) {
			defer ctx.(*run).catch()
			stack[0] = uint64(f((*T)(pointer(uint32(stack[0]))), int(stack[1])))
		})
	}
	return nil
}

// catch keeps what a function of the host panicked with: the run time would turn
// it into an error.
func (r *run) catch() {
	if p := recover(); p != nil {
		r.trap, r.panicked = trapHost, p
		panic(errTrap)
	}
}

// reflected calls a function of numbers of any signature.
func (r *run) reflected(f reflect.Value, stack []uint64) {
	defer r.catch()
	t := f.Type()
	args := make([]reflect.Value, t.NumIn())
	for i := range args {
		args[i] = value(stack[i:i+1], t.In(i))
	}
	for i, v := range f.Call(args) {
		stack[i] = bits(v)
	}
}

// poll ends a call that is to stop, and lets the collector and others in: code that
// runs by itself cannot be preempted.
func poll(ctx context.Context, _ []uint64) {
	r := ctx.(*run)
	stop, ok := false, true
	if r.share != nil {
		stop, ok = r.share(r.stopped)
	} else {
		stop = r.stopped()
	}
	switch {
	case stop:
		r.trap = trapStopped
		panic(errTrap)
	case !ok:
		r.trap, r.panicked = trapHost, errFar
		panic(errTrap)
	}
	runtime.Gosched()
}

// errFar says that somebody gave a session variable a slice out of reach while a call
// used it.
var errFar = errors.New("a slice is out of reach of compiled code, which uses it; %native off computes without that")

// panics ends a call with a panic of the run time.
func panics(ctx context.Context, stack []uint64) {
	r := ctx.(*run)
	code, place, a, b := int32(stack[0]), int(int32(stack[1])), int64(stack[2]), int64(stack[3])
	r.trap, r.place, r.message = trapPanic, place, "runtime error: "+message(code, a, b)
	panic(errTrap)
}

// message is what Go's run time says.
func message(code int32, a, b int64) string {
	switch code {
	case native.PanicIndex:
		if a < 0 {
			return fmt.Sprintf("index out of range [%d]", a)
		}
		return fmt.Sprintf("index out of range [%d] with length %d", a, b)
	case native.PanicDivide:
		return "integer divide by zero"
	case native.PanicShift:
		return "negative shift amount"
	case native.PanicSliceCap:
		if a < 0 {
			return fmt.Sprintf("slice bounds out of range [:%d]", a)
		}
		return fmt.Sprintf("slice bounds out of range [:%d] with capacity %d", a, b)
	case native.PanicSliceLow:
		if a < 0 {
			return fmt.Sprintf("slice bounds out of range [%d:]", a)
		}
		return fmt.Sprintf("slice bounds out of range [%d:%d]", a, b)
	}
	return "makeslice: len out of range"
}
