package widget

import (
	"strconv"

	"monro/stdlib/display"
)

// A Checkbox is true or false.
type Checkbox struct {
	*value[bool]
	name string
}

// NewCheckbox returns a box that is ticked where v is true.
func NewCheckbox(name string, v bool) *Checkbox {
	m := newModel("Checkbox", "CheckboxView", state{"description": name, "disabled": false, "indent": true})
	return &Checkbox{newValue(m, "value", v, whatever[bool]), name}
}

func whatever[T any](v T) T { return v }

// Value reports whether the box is ticked.
func (c *Checkbox) Value() bool { return c.get() }

// SetValue ticks the box or clears it, and tells the observers.
func (c *Checkbox) SetValue(v bool) { c.put(v) }

// OnChange has f told of each change. It returns c.
func (c *Checkbox) OnChange(f func(v bool)) *Checkbox {
	c.observe(f)
	return c
}

// Display shows the box.
func (c *Checkbox) Display() display.Bundle { return shown(c) }

// String is the name and the value.
func (c *Checkbox) String() string { return label(c.name, strconv.FormatBool(c.get())) }

// A Text is a line that its user types.
type Text struct {
	*value[string]
	name string
}

// NewText returns a line that holds v. Its value changes when its user presses Enter
// or goes elsewhere (with ipywidgets 6: with each key).
func NewText(name, v string) *Text {
	m := newModel("Text", "TextView", state{"description": name, "placeholder": "\u200b", "continuous_update": false, "disabled": false})
	return &Text{newValue(m, "value", v, whatever[string]), name}
}

// Value is what the line holds.
func (t *Text) Value() string { return t.get() }

// SetValue writes v into the line and tells the observers.
func (t *Text) SetValue(v string) { t.put(v) }

// OnChange has f told of each change. It returns t.
func (t *Text) OnChange(f func(v string)) *Text {
	t.observe(f)
	return t
}

// Display shows the line.
func (t *Text) Display() display.Bundle { return shown(t) }

// String is the name and the text.
func (t *Text) String() string { return label(t.name, strconv.Quote(t.get())) }

// A Label is a line of text that cells change, with mathematics between dollar signs.
type Label struct{ *value[string] }

// NewLabel returns a label that says text.
func NewLabel(text string) *Label {
	m := newModel("Label", "LabelView", state{"description": "", "placeholder": "\u200b"})
	return &Label{newValue(m, "value", text, whatever[string])}
}

// SetValue changes what the label says.
func (l *Label) SetValue(text string) { l.put(text) }

// Value is what the label says.
func (l *Label) Value() string { return l.get() }

// Display shows the label.
func (l *Label) Display() display.Bundle { return shown(l) }

// String is what the label says.
func (l *Label) String() string { return l.get() }

// An HTML is a piece of markup that cells change. It is shown as it is: what comes
// from elsewhere must be escaped before.
type HTML struct{ *value[string] }

// NewHTML returns a place that shows markup.
func NewHTML(markup string) *HTML {
	m := newModel("HTML", "HTMLView", state{"description": "", "placeholder": "\u200b"})
	return &HTML{newValue(m, "value", markup, whatever[string])}
}

// SetValue changes the markup.
func (h *HTML) SetValue(markup string) { h.put(markup) }

// Value is the markup.
func (h *HTML) Value() string { return h.get() }

// Display shows the markup.
func (h *HTML) Display() display.Bundle { return shown(h) }

// String is the markup without its tags.
func (h *HTML) String() string { return display.HTML(h.get()).Text() }
