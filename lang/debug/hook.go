package debug

import (
	"monro/lang/goroutine"
	"reflect"
	"strings"
)

// A Frame is a function of a cell, or the cell itself, that is running.
type Frame struct {
	name   string
	thread *thread
	depth  int
	at     *place
	sees   *place // where values come from
	values []any
}

// A thread is a goroutine that runs functions of cells.
type thread struct {
	id     int
	name   string
	key    uintptr  // of the goroutine
	frames []*Frame // the outermost first
	quiet  bool     // it evaluates an expression for the debugger, and does not stop
	passed int      // the depth of the frame that a panic has left last
}

// Exports lists what lowered code calls.
func (d *Debugger) Exports() map[string]reflect.Value {
	return map[string]reflect.Value{
		"Enter":  reflect.ValueOf(d.enter),
		"Follow": reflect.ValueOf(d.follow),
		"At":     reflect.ValueOf(d.at),
		"Hold":   reflect.ValueOf(d.hold),
	}
}

// enter notes that a function begins on the running goroutine.
func (d *Debugger) enter(name string) *Frame {
	f := &Frame{name: name}
	if !d.attached.Load() {
		return f
	}
	key := goroutine.ID()
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.threads[key]
	if t == nil {
		t = &thread{key: key, name: name}
		d.lastID++
		t.id = d.lastID
		if !strings.HasPrefix(name, "cell ") || strings.HasSuffix(name, ".func") {
			t.name = "goroutine in " + name
		}
		d.threads[key] = t
	}
	f.thread, f.depth = t, len(t.frames)
	t.frames = append(t.frames, f)
	return f
}

// follow runs the body of a function.
func (d *Debugger) follow(f *Frame, body func()) {
	if f.thread == nil {
		body()
		return
	}
	ended := false
	defer func() {
		defer d.leave(f)
		if !ended && d.panics.Load() {
			if p := recover(); p != nil {
				d.panicked(f, p)
				panic(p)
			}
		}
	}()
	body()
	ended = true
}

func (d *Debugger) leave(f *Frame) {
	t := f.thread
	d.mu.Lock()
	defer d.mu.Unlock()
	t.frames = t.frames[:f.depth]
	if f.depth == 0 {
		delete(d.threads, t.key)
		if s := d.step.Load(); s != nil && s.thread == t {
			d.step.CompareAndSwap(s, nil)
		}
	}
}

// at reports whether hold is to be called before a statement.
func (d *Debugger) at(f *Frame, number int) bool {
	t := f.thread
	if t == nil || t.quiet || !d.attached.Load() {
		return false
	}
	p := (*d.places.Load())[number]
	f.at = p
	if p.armed.Load() || d.pausing.Load() || d.panics.Load() {
		return true
	}
	s := d.step.Load()
	return s != nil && s.ends(f) || p.Calls && (s != nil || d.armed.Load())
}

// hold notes what a statement sees, and stops before it where that is wanted.
func (d *Debugger) hold(f *Frame, values ...any) {
	f.sees, f.values = f.at, values
	if reason := d.reason(f); reason != "" {
		d.stop(f, reason, "")
	}
}

// reason says why to stop before the statement that a frame has come to.
func (d *Debugger) reason(f *Frame) string {
	s := d.step.Load()
	switch {
	case !d.attached.Load():
	case f.at.armed.Load():
		return "breakpoint"
	case s != nil && s.ends(f):
		return "step"
	case d.pausing.Load():
		return "pause"
	}
	return ""
}
