package rt

import (
	"monro/lang/goroutine"
	"reflect"
	"sync"
	"sync/atomic"
)

// A Defers holds the deferred calls of one running function.
type Defers struct {
	calls []func()
	value any // the panic under way, nil for none
}

// panicking knows which functions run deferred calls during a panic, by
// goroutine, innermost last: that is where recover finds its panic.
type panicking struct {
	count atomic.Int64 // of entries: the usual answer without a lock is none
	mu    sync.Mutex
	by    map[uintptr][]*Defers
}

func newDefers() *Defers { return &Defers{} }

// guard runs the body of a function that defers calls, and then those.
func (r *Runtime) guard(d *Defers, body func()) {
	defer func() { r.runDefers(d, recover()) }()
	body()
}

func deferCall(d *Defers, f func()) { d.calls = append(d.calls, f) }

// runDefers runs the deferred calls of a function that returns or, where p is
// not nil, panics. It panics on if nobody recovered.
func (r *Runtime) runDefers(d *Defers, p any) {
	d.value = bare(p)
	for len(d.calls) > 0 {
		last := len(d.calls) - 1
		f := d.calls[last]
		d.calls = d.calls[:last]
		r.runDeferred(d, f)
	}
	if d.value != nil {
		panic(d.value)
	}
}

func (r *Runtime) runDeferred(d *Defers, f func()) {
	if d.value != nil || r.panicking.count.Load() > 0 { // recover in f must find d, even if only to find nothing
		id := goroutine.ID()
		r.panicking.enter(id, d)
		defer r.panicking.leave(id)
	}
	defer func() {
		if p := recover(); p != nil {
			d.value = bare(p)
		}
	}()
	f()
}

// recovered is the builtin recover.
func (r *Runtime) recovered() any {
	if r.panicking.count.Load() == 0 {
		return nil
	}
	d := r.panicking.innermost(goroutine.ID())
	if d == nil {
		return nil
	}
	switch v := d.value.(type) {
	case Exit:
		return nil // a cell's end is not recovered from
	case Failure:
		d.value = nil
		return v.Err
	default:
		d.value = nil
		if e := Translate(v); e != nil {
			return e
		}
		return v
	}
}

func (p *panicking) enter(id uintptr, d *Defers) {
	p.count.Add(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.by == nil {
		p.by = map[uintptr][]*Defers{}
	}
	p.by[id] = append(p.by[id], d)
}

func (p *panicking) leave(id uintptr) {
	p.count.Add(-1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if rest := p.by[id][:len(p.by[id])-1]; len(rest) > 0 {
		p.by[id] = rest
		return
	}
	delete(p.by, id)
}

func (p *panicking) innermost(id uintptr) *Defers {
	p.mu.Lock()
	defer p.mu.Unlock()
	if list := p.by[id]; len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// bare takes a panic value out of the reflect.Value that yaegi may have put it in.
func bare(p any) any {
	if v, ok := p.(reflect.Value); ok && v.IsValid() && v.CanInterface() {
		return v.Interface()
	}
	return p
}
