package widget

import (
	"encoding/json"

	"monro/stdlib/comm"
	"monro/stdlib/display"
)

// A Button is something to press.
type Button struct {
	*model
	name    string
	clicks  int // that nobody has been told of
	onClick []func()
}

// mostClicks is how many clicks are kept for after a cell.
const mostClicks = 100

// NewButton returns a button that says name.
func NewButton(name string) *Button {
	b := &Button{name: name, model: newModel("Button", "ButtonView", state{
		"description": name, "tooltip": nil, "icon": "", "button_style": "", "disabled": false,
	})}
	b.acts = true
	b.event = b.clicked
	return b
}

// OnClick has f called for each click. It returns b.
func (b *Button) OnClick(f func()) *Button {
	mu.Lock()
	defer mu.Unlock()
	b.onClick = append(b.onClick, f)
	return b
}

// Color gives the button one of the colours "primary", "success", "info",
// "warning" and "danger"; "" is the grey one. It returns b.
func (b *Button) Color(style string) *Button {
	mu.Lock()
	defer mu.Unlock()
	b.set("button_style", style)
	return b
}

// Click does what a click does, at once.
func (b *Button) Click() {
	mu.Lock()
	handlers := b.onClick
	mu.Unlock()
	for _, f := range handlers {
		f()
	}
}

// clicked takes a click from the front end.
func (b *Button) clicked(content json.RawMessage) func() {
	var c struct{ Event string }
	if json.Unmarshal(content, &c) != nil || c.Event != "click" || len(b.onClick) == 0 {
		return nil
	}
	if b.clicks < mostClicks {
		b.clicks++
	}
	if b.clicks > 1 {
		return nil
	}
	return func() {
		mu.Lock()
		n, handlers, place := b.clicks, b.onClick, b.place()
		b.clicks = 0
		mu.Unlock()
		place.Capture(func() {
			for range n {
				for _, f := range handlers {
					comm.Call(f)
				}
			}
		})
	}
}

// Display shows the button.
func (b *Button) Display() display.Bundle { return shown(b) }

// String is the button's name in brackets.
func (b *Button) String() string { return "[" + b.name + "]" }
