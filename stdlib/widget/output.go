package widget

import (
	"monro/stdlib/comm"
	"monro/stdlib/display"
)

// An Output is a place on the page for what functions print and show.
type Output struct {
	*model
	depth int // of Captures that run
}

// NewOutput returns an empty place.
func NewOutput() *Output { return newOutput() }

func newOutput() *Output {
	return &Output{model: &model{class: "Output", view: "OutputView", module: "output", state: state{"msg_id": "", "outputs": []any{}}}}
}

// Capture calls f. What the session prints and shows meanwhile, f or a goroutine of
// an earlier cell, appears in o. Without a front end it goes where other output does,
// and that it does for a nil o.
func (o *Output) Capture(f func()) {
	if o != nil && comm.Connected() {
		o.capture(1)
		defer o.capture(-1)
	}
	f()
}

// capture begins (1) or ends (-1) a Capture. The front end is told what message's
// outputs it has to take.
func (o *Output) capture(by int) {
	mu.Lock()
	defer mu.Unlock()
	o.open()
	o.depth += by
	switch {
	case o.depth == 1 && by == 1:
		o.set("msg_id", comm.Parent())
	case o.depth == 0:
		o.set("msg_id", "")
	}
}

// Clear empties o; with wait, not before the next thing comes into it.
func (o *Output) Clear(wait bool) {
	o.Capture(func() { display.Clear(wait) })
}

// Display shows o.
func (o *Output) Display() display.Bundle { return shown(o) }

// String is empty.
func (o *Output) String() string { return "" }
