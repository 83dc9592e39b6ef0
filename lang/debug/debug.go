// Package debug stops cells and looks into them. Lowered code calls it at every
// statement and around every function (hook.go); front ends steer it by messages
// of the Debug Adapter Protocol, in the form that Jupyter gives it (request.go,
// and a file for each group of commands). It knows neither how cells are lowered
// nor how messages travel.
package debug

import (
	"context"
	"encoding/json"
	"go/types"
	"reflect"
	"sync"
	"sync/atomic"

	"monro/lang/lower"
	"monro/stdlib/display"
)

// A Session is what a debugger needs of the session whose cells it stops.
type Session interface {
	// Attach has cells lowered with hooks from now on, or no longer.
	Attach(on bool)
	// Text and Bundle show a value, in a line and as the result of a cell would be.
	Text(v any, t types.Type) string
	Bundle(v any, t types.Type) display.Bundle
	// TypeOf is the type of what an interface holds.
	TypeOf(v any) types.Type
	// Globals lists the variables of the session, sorted by name.
	Globals() []Variable
	// Evaluate runs code between two cells, EvaluateWithin on the goroutine of a
	// stopped one, where it sees some variables besides the session's.
	Evaluate(ctx context.Context, code string) (*display.Bundle, error)
	EvaluateWithin(code string, locals []Variable) (*display.Bundle, error)
	// Between calls f while no cell runs, or where the one that runs makes room; false
	// where it does not in time, and f was not called.
	// Evaluate fails then with ErrRunning.
	Between(f func()) bool
	// Wait calls wait with a channel that closes when the cell of the running
	// goroutine is interrupted, and ends the goroutine's work where that happened.
	Wait(wait func(interrupted <-chan struct{}))
	// Describe names a panic and says it in one line.
	Describe(p any) (name, message string)
}

// A Variable is a value with the type that its variable has.
type Variable struct {
	Name  string
	Value reflect.Value
	Type  types.Type
}

// A Debugger follows the cells of one session. Its methods are safe for
// concurrent use.
type Debugger struct {
	session Session
	emit    func(event []byte)
	serial  atomic.Int64 // of the messages

	attached  atomic.Bool
	lab       atomic.Bool // the front end is JupyterLab
	armed     atomic.Bool // there are breakpoints, or a step is under way: frames note what they see
	panics    atomic.Bool // panics stop, too
	pausing   atomic.Bool // the next statement stops
	step      atomic.Pointer[step]
	places    atomic.Pointer[[]*place]
	turn      chan struct{} // held by the thread that has stopped
	evaluated sync.Mutex    // held while one expression is evaluated

	mu       sync.Mutex
	threads  map[uintptr]*thread // by goroutine
	lastID   int                 // of threads, and of frames that front ends know
	stopped  *halt
	sources  map[string]*source // by path
	handles  handles
	lastSeen []variable // of the session, while a cell runs
}

// New returns a debugger that sends its events, messages in JSON, to emit.
func New(s Session, emit func(event []byte)) *Debugger {
	d := &Debugger{session: s, emit: emit, turn: make(chan struct{}, 1), threads: map[uintptr]*thread{}, sources: map[string]*source{}}
	d.places.Store(&[]*place{})
	return d
}

// A place is a statement before which code may stop.
type place struct {
	lower.Stop
	path  string
	armed atomic.Bool // there is a breakpoint
}

// Add makes the statements of a cell, with the given text, known before it runs.
func (d *Debugger) Add(p *lower.Program, text func(cell string) string) {
	if len(p.Stops) == 0 {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	old := *d.places.Load()
	list := make([]*place, p.FirstStop+len(p.Stops))
	copy(list, old)
	paths := map[string]string{}
	for i, s := range p.Stops {
		path, ok := paths[s.Cell]
		if !ok {
			code := text(s.Cell)
			path = pathOf(code)
			paths[s.Cell] = path
			if d.sources[path] == nil {
				d.sources[path] = newSource(code)
			}
		}
		list[p.FirstStop+i] = &place{Stop: s, path: path}
	}
	d.places.Store(&list)
	d.arm()
}

// arm has places know whether there is a breakpoint. d.mu is held.
func (d *Debugger) arm() {
	any := false
	for _, s := range d.sources {
		any = any || len(s.breakpoints) > 0
	}
	d.armed.Store(any)
	for _, p := range *d.places.Load() {
		if p != nil {
			s := d.sources[p.path]
			p.armed.Store(p.First && s != nil && s.breaks(p.Line))
		}
	}
}

func (d *Debugger) event(name string, body any) {
	raw, err := json.Marshal(struct {
		Seq   int64  `json:"seq"`
		Type  string `json:"type"`
		Event string `json:"event"`
		Body  any    `json:"body,omitempty"`
	}{d.serial.Add(1), "event", name, body})
	if err == nil {
		d.emit(raw)
	}
}
