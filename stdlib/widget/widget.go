// Package widget is controls that a notebook shows and a person moves: sliders,
// boxes to tick, menus, buttons, and functions that run anew when they change.
//
//	widget.Interact(func(rate float64) any {
//		return plot.Line(x, exp(-rate*x))
//	}, widget.Range("rate", 0, 2))
//
// A widget is shown by being the value of a cell, or by show. What its user does
// runs the functions given to OnChange and OnClick, one at a time and never while a
// cell runs; its value is up to date even then, so a long loop can look at it. What
// those functions print and show appears below the widget.
//
// The widgets are those of ipywidgets 8, 7 and 6, whose JavaScript the front end
// must have. Where there is no such front end, as in a terminal, a widget prints
// what it is, and keeps the value it was made with or given.
package widget

import (
	"cmp"
	"strconv"
	"sync"

	"monro/stdlib/comm"
	"monro/stdlib/display"
)

// A Widget is something of this package that can be shown, alone or within
// another one.
type Widget interface {
	display.Displayer
	String() string // as text, where widgets cannot be shown
	base() *model
}

// mu guards the models of all widgets. Functions that cells gave are never called
// with it held.
var mu sync.Mutex

// viewType is the MIME type of a widget's place on the page.
const viewType = "application/vnd.jupyter.widget-view+json"

// shown is w for the front end, which gets to know its models first.
func shown(w Widget) display.Bundle {
	if !comm.Connected() {
		return display.Text(w.String())
	}
	b := display.Text(w.String())
	mu.Lock()
	defer mu.Unlock()
	m := w.base().framed()
	m.open()
	b.Data[viewType] = map[string]any{"version_major": 2, "version_minor": 0, "model_id": m.comm.ID()}
	if dialect == six { // that one is told, and shows the text of a bundle beside the widget
		m.comm.Send(map[string]any{"method": "display"})
		b.Data["text/plain"] = ""
	}
	return b
}

// Close takes w, and what is within it, off the page and frees what it holds. A
// notebook with few widgets does not need it.
func Close(w Widget) {
	mu.Lock()
	defer mu.Unlock()
	w.base().close()
}

// SetStyle sets a property of w's place on the page, such as "width" to "300px",
// "height", "margin", "border" or "flex": CSS with underscores in the place of
// hyphens. An empty value unsets it.
func SetStyle(w Widget, property, value string) {
	mu.Lock()
	defer mu.Unlock()
	m := w.base()
	if m.layout == nil {
		m.layout = newModel("Layout", "LayoutView", state{})
		m.layout.module = "base"
		m.children = append(m.children, m.layout)
		m.set("layout", m.layout)
	}
	var v any
	if value != "" {
		v = value
	}
	m.layout.set(property, v)
}

// label puts the name of a control before its text.
func label(name, text string) string {
	if name == "" {
		return text
	}
	return name + ": " + text
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

func clamp[T cmp.Ordered](v, low, high T) T { return min(max(v, low), high) }
