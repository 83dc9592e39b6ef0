package widget

import (
	"encoding/json"
	"fmt"

	"monro/stdlib/comm"
)

// A state is a model's attributes by their name in the front end. Values are what
// encoding/json takes, or models.
type state map[string]any

// A model is what the front end has of a widget: the name of a class and its
// attributes, the same on both sides. Everything in it is guarded by mu.
type model struct {
	class, view string // classes of the front end, without "Model"
	module      string // "controls", "base" or "output"
	state       state
	children    []*model // models that the state mentions: they must be known first
	layout      *model   // nil: the front end's default

	parent *model  // the container it was put in last
	frame  *model  // of a widget that is shown: itself above the output of its functions
	below  *Output // that output
	acts   bool    // it calls functions of cells

	comm *comm.Comm // nil until it is shown

	// take is given an attribute that the front end has set. It reports whether it
	// knows the attribute, and returns what is left to do between cells.
	take func(attribute string, value json.RawMessage) (known bool, later func())
	// event is given a message of the front end's class.
	event func(content json.RawMessage) (later func())
}

func newModel(class, view string, s state) *model {
	return &model{class: class, view: view, module: "controls", state: s}
}

func (m *model) base() *model { return m }

// adopt makes children m's, for its attribute "children".
func (m *model) adopt(children []Widget) {
	list := make([]any, 0, len(children))
	for _, w := range children {
		c := w.base()
		c.parent = m
		m.children = append(m.children, c)
		list = append(list, c)
	}
	m.state["children"] = list
}

// framed is what is shown in the place of m: m itself, or together with an output
// for what the functions of its controls print.
func (m *model) framed() *model {
	if !m.active() {
		return m
	}
	if m.frame == nil {
		m.below = newOutput()
		m.frame = newModel("VBox", "VBoxView", state{"children": []any{m, m.below.model}})
		m.frame.children = []*model{m, m.below.model}
	}
	return m.frame
}

// active reports whether m or something within it calls functions of cells.
func (m *model) active() bool {
	if m.acts {
		return true
	}
	for _, c := range m.children {
		if c.active() {
			return true
		}
	}
	return false
}

// place is the output for what m's functions print; nil for none.
func (m *model) place() *Output {
	for ; m != nil; m = m.parent {
		if m.below != nil && m.below.comm != nil {
			return m.below
		}
	}
	return nil
}

// open tells the front end of m, and of what it needs first.
func (m *model) open() {
	if m.comm != nil && !m.comm.Closed() {
		return
	}
	for _, c := range m.children {
		c.open()
	}
	data, metadata := m.opening()
	c, err := comm.Open(target, data, metadata, m.handle)
	if err != nil {
		panic(fmt.Sprintf("widget: the state of a %s: %v", m.class, err)) // all states are made here
	}
	m.comm = c
	opened[c.ID()] = m
}

// close ends the comms of m and of what is within it.
func (m *model) close() {
	for _, c := range m.children {
		c.close()
	}
	if m.comm != nil && !m.comm.Closed() {
		delete(opened, m.comm.ID())
		m.comm.Close()
	}
	if f := m.frame; f != nil {
		m.frame = nil
		m.below.model.close()
		f.children = nil
		f.close()
	}
}

// set changes an attribute on both sides.
func (m *model) set(attribute string, v any) {
	m.state[attribute] = v
	m.send(attribute)
}

// send sends an attribute as it is here.
func (m *model) send(attribute string) {
	if m.comm == nil {
		return
	}
	for _, c := range m.children {
		c.open()
	}
	m.comm.Send(map[string]any{"method": "update", "state": m.encoded(attribute), "buffer_paths": []any{}})
}

// mostAttributes of a model is how many it may have that this package does not
// know; front ends set those that hold how things look.
const mostAttributes = 100

// handle takes a message of the front end.
func (m *model) handle(msg comm.Message) (later func()) {
	if msg.Kind == comm.Closed {
		mu.Lock()
		defer mu.Unlock()
		delete(opened, msg.ID)
		return nil
	}
	var data struct {
		Method  string
		State   map[string]json.RawMessage
		Old     map[string]json.RawMessage `json:"sync_data"` // of ipywidgets 6
		Content json.RawMessage
	}
	if json.Unmarshal(msg.Data, &data) != nil {
		return nil
	}
	mu.Lock()
	defer mu.Unlock()
	switch data.Method {
	case "update":
		return m.update(data.State)
	case "backbone":
		return m.update(data.Old)
	case "request_state":
		m.comm.Send(map[string]any{"method": "update", "state": m.encoded(), "buffer_paths": []any{}})
	case "custom":
		if m.event != nil {
			return m.event(data.Content)
		}
	}
	return nil
}

// update takes attributes that the front end has set.
func (m *model) update(changed map[string]json.RawMessage) func() {
	var todo []func()
	for attribute, v := range changed {
		attribute, v = m.translated(attribute, v)
		if m.take != nil {
			known, later := m.take(attribute, v)
			if later != nil {
				todo = append(todo, later)
			}
			if known {
				continue
			}
		}
		switch attribute {
		case "children", "layout", "style", "": // not for the front end to change
		default:
			if _, had := m.state[attribute]; had || len(m.state) < mostAttributes {
				m.state[attribute] = v
			}
		}
	}
	if todo == nil {
		return nil
	}
	return func() {
		for _, later := range todo {
			later()
		}
	}
}
