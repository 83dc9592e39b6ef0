package rt

import (
	"context"
	"runtime"
	"runtime/pprof"
	"strconv"
	"unsafe"

	"monro/stdlib/interrupt"
)

// A home is where a goroutine belongs: to a cell, which started it or runs on it.
// One that an earlier cell left behind goes on when the running cell is stopped.
// The labels of profiles tell them apart, which a goroutine hands down to those
// that it starts.
type home struct {
	signal  *interrupt.Signal
	labels  context.Context
	started bool // by the cell: the cell itself runs on another
	ended   chan struct{}
}

// goroutineLabels is what the running goroutine was labelled with last: an
// address that no other cell's labels have. The run time keeps this function in
// place for its users.
//
//go:linkname goroutineLabels runtime/pprof.runtime_getProfLabel
func goroutineLabels() unsafe.Pointer

// settle makes the running goroutine the next cell's. r.mu is held.
func (r *Runtime) settle(signal *interrupt.Signal) {
	if r.strays == nil { // the cell before started none
		delete(r.homes, r.at)
	}
	r.cells++
	r.home, r.strays = home{signal: signal, labels: r.label(), ended: make(chan struct{})}, nil
	pprof.SetGoroutineLabels(r.home.labels)
	r.at = goroutineLabels()
	r.homes[r.at] = r.home
}

// label makes new labels; profiles show them.
func (r *Runtime) label() context.Context {
	return pprof.WithLabels(context.Background(), pprof.Labels("cell", strconv.Itoa(r.cells)))
}

// here is the home of the running goroutine.
func (r *Runtime) here() home {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if h, ok := r.homes[goroutineLabels()]; ok {
		return h
	}
	return r.home
}

// away is the home of the goroutines that the running one starts.
func (r *Runtime) away() home {
	h := r.here()
	if h.started {
		return h
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if h.signal != r.home.signal { // a cell that was left behind
		return home{signal: h.signal, labels: r.label(), started: true}
	}
	if r.strays == nil {
		r.strays = &home{signal: h.signal, labels: r.label(), started: true}
	}
	return *r.strays
}

// enter makes the running goroutine one of the home's.
func (r *Runtime) enter(h home) {
	pprof.SetGoroutineLabels(h.labels)
	at := goroutineLabels()
	r.mu.RLock()
	_, known := r.homes[at]
	r.mu.RUnlock()
	if !known {
		r.mu.Lock()
		r.homes[at] = h
		r.mu.Unlock()
	}
}

// End says that the cell of Begin has ended.
func (r *Runtime) End() { close(r.home.ended) }

// wait keeps a goroutine of an earlier cell while the running one is being
// stopped: the interpreter would stop whatever it runs at that moment.
func (r *Runtime) wait(h home) {
	r.mu.RLock()
	running := r.home
	r.mu.RUnlock()
	if running.signal != h.signal && running.signal.Requested() && running.ended != nil {
		<-running.ended
	}
}

// leave ends the running goroutine where it is not the cell's own and the cell
// was stopped.
func (h home) leave() {
	if h.started && h.signal.Requested() {
		runtime.Goexit()
	}
}
