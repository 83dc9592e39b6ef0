package debug

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"reflect"

	"monro/stdlib/display"
)

var errReadOnly = errors.New("variables are read only while a cell is stopped: assign to session variables in the debugger's console")

// frame is the stopped thread's frame with a number; the one that is stopped for 0.
// d.mu is held.
func (d *Debugger) frame(id int) (*Frame, error) {
	if d.stopped == nil {
		return nil, errNotStopped
	}
	if id == 0 {
		return d.stopped.at, nil
	}
	if f := d.stopped.frames[id]; f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("frame %d is not one of the stopped thread", id)
}

// locals are what the statement of a frame sees.
func (f *Frame) locals() []Variable {
	list := []Variable{}
	if f.sees == nil {
		return list
	}
	for i, l := range f.sees.Locals {
		list = append(list, Variable{l.Name, reflect.ValueOf(f.values[i]), l.Type})
	}
	return list
}

func (d *Debugger) scopes(a struct {
	Frame int `json:"frameId"`
}) (any, error) {
	type scope struct {
		Name      string `json:"name"`
		Hint      string `json:"presentationHint,omitempty"`
		Reference int    `json:"variablesReference"`
		Expensive bool   `json:"expensive"`
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	f, err := d.frame(a.Frame)
	if err != nil {
		return map[string]any{"scopes": []scope{}}, err
	}
	return map[string]any{"scopes": []scope{
		{Name: "Locals", Hint: "locals", Reference: d.handles.add(true, handle{scope: f.locals})},
		{Name: "Globals", Reference: d.handles.add(true, handle{scope: d.session.Globals})},
	}}, nil
}

func (d *Debugger) variables(a struct {
	Reference int    `json:"variablesReference"`
	Start     int    `json:"start"`
	Count     int    `json:"count"`
	Filter    string `json:"filter"`
}) (body any, err error) {
	list := []variable{}
	d.mu.Lock()
	h, stop, ok := d.handles.find(a.Reference)
	d.mu.Unlock()
	look := func() {
		if h.scope != nil {
			list = d.shown(h.scope(), stop)
			return
		}
		list = d.shown(parts(h.value, a.Start, a.Count), stop)
	}
	switch {
	case !ok:
		err = fmt.Errorf("variablesReference %d is not known any more", a.Reference)
	case stop:
		err = d.onThread(look)
	case !d.looking(look):
		err = ErrRunning
	}
	return map[string]any{"variables": list}, err
}

func (d *Debugger) shown(list []Variable, stop bool) []variable {
	out := make([]variable, 0, len(list))
	for _, x := range list {
		out = append(out, d.show(x, stop))
	}
	return out
}

// onThread runs f on the stopped goroutine, which is where functions of cells,
// such as a String method, can be called.
func (d *Debugger) onThread(f func()) error {
	d.mu.Lock()
	h := d.stopped
	d.mu.Unlock()
	if h == nil {
		return errNotStopped
	}
	done := make(chan struct{})
	work := func() {
		defer close(done)
		h.thread.quiet = true
		defer func() { h.thread.quiet = false }()
		f()
	}
	select {
	case h.work <- work:
		<-done
		return nil
	case <-h.over:
		return errNotStopped
	}
}

// looking runs f where variables keep still: while nothing runs, or while the
// cell that runs is stopped or makes room.
func (d *Debugger) looking(f func()) bool {
	return d.onThread(f) == nil || d.session.Between(f)
}

// inspectVariables lists the variables of the session. While a cell runs, they
// are as they were before.
func (d *Debugger) inspectVariables(none) (any, error) {
	d.looking(func() {
		d.mu.Lock()
		d.handles.forgetSession()
		d.mu.Unlock()
		list := d.shown(d.session.Globals(), false)
		d.mu.Lock()
		d.lastSeen = list
		d.mu.Unlock()
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.lastSeen
	if list == nil {
		list = []variable{}
	}
	return map[string]any{"variables": list}, nil
}

type bundle struct {
	Data     map[string]any `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

func newBundle(b *display.Bundle) bundle {
	out := bundle{map[string]any{}, map[string]any{}}
	if b != nil && b.Data != nil {
		out.Data = b.Data
	}
	if b != nil && b.Metadata != nil {
		out.Metadata = b.Metadata
	}
	return out
}

// richInspectVariables shows a variable as the result of a cell would be.
func (d *Debugger) richInspectVariables(ctx context.Context, raw json.RawMessage) (any, error) {
	var a struct {
		Name  string `json:"variableName"`
		Frame int    `json:"frameId"`
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return newBundle(nil), err
	}
	if !token.IsIdentifier(a.Name) {
		return newBundle(nil), fmt.Errorf("%q is not the name of a variable", a.Name)
	}
	b, err := d.value(ctx, a.Name, a.Frame)
	return newBundle(b), err
}

// evaluate runs code at a frame, or between cells where nothing is stopped.
func (d *Debugger) evaluate(ctx context.Context, raw json.RawMessage) (any, error) {
	var a struct {
		Code  string `json:"expression"`
		Frame int    `json:"frameId"`
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, err
	}
	b, err := d.value(ctx, a.Code, a.Frame)
	d.mu.Lock()
	if d.stopped != nil {
		d.stopped.renumber()
	}
	d.mu.Unlock()
	if err != nil {
		return nil, err
	}
	text := ""
	if b != nil {
		text = b.Text()
	}
	return map[string]any{"result": text, "variablesReference": 0}, nil
}

func (d *Debugger) value(ctx context.Context, code string, id int) (b *display.Bundle, err error) {
	d.evaluated.Lock()
	defer d.evaluated.Unlock()
	d.mu.Lock()
	f, missing := d.frame(id)
	d.mu.Unlock()
	switch {
	case missing == nil:
		missing = d.onThread(func() { b, err = d.session.EvaluateWithin(code, f.locals()) })
	case errors.Is(missing, errNotStopped):
		return d.session.Evaluate(ctx, code)
	}
	if missing != nil {
		return nil, missing
	}
	return b, err
}

func (d *Debugger) setVariable(none) (any, error) { return nil, errReadOnly }

func (d *Debugger) copyToGlobals(none) (any, error) {
	return nil, errors.New("local variables cannot be copied to the session: assign to a session variable in the debugger's console")
}
