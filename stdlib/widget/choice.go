package widget

import (
	"fmt"
	"slices"
	"strings"

	"monro/stdlib/display"
	"monro/stdlib/vec"
)

// A Choice is one of several texts: a drop-down menu, radio buttons, or buttons of
// which one is pressed.
type Choice struct {
	*value[int]
	name    string
	options []string
}

// NewDropdown returns a menu of options, of which the first is chosen. There must be
// at least one, and no two the same.
func NewDropdown(name string, options ...string) (*Choice, error) {
	return newChoice("widget.NewDropdown", "Dropdown", name, options)
}

// NewRadioButtons returns a column of options of which one is ticked, the first to
// begin with. There must be at least one, and no two the same.
func NewRadioButtons(name string, options ...string) (*Choice, error) {
	return newChoice("widget.NewRadioButtons", "RadioButtons", name, options)
}

// NewToggleButtons returns a row of buttons of which one is pressed, the first to
// begin with. There must be at least one, and no two the same.
func NewToggleButtons(name string, options ...string) (*Choice, error) {
	return newChoice("widget.NewToggleButtons", "ToggleButtons", name, options)
}

func newChoice(op, class, name string, options []string) (*Choice, error) {
	options = slices.Clone(options)
	sorted := slices.Sorted(slices.Values(options))
	if len(options) == 0 || len(slices.Compact(sorted)) < len(options) {
		return nil, vec.ArgumentError{Op: op, Arg: "options", Value: options, Want: "at least one, and no two the same"}
	}
	m := newModel(class, class+"View", state{"description": name, "_options_labels": options, "disabled": false})
	if class == "ToggleButtons" {
		m.state["icons"], m.state["tooltips"], m.state["button_style"] = []any{}, []any{}, ""
	}
	fit := func(i int) int { return clamp(i, 0, len(options)-1) }
	return &Choice{newValue(m, "index", 0, fit), name, options}, nil
}

// Value is the option that is chosen.
func (c *Choice) Value() string { return c.options[c.get()] }

// Index is the number of the option that is chosen, from 0.
func (c *Choice) Index() int { return c.get() }

// SetValue chooses an option and tells the observers. It is an error to choose what
// is no option.
func (c *Choice) SetValue(option string) error {
	i := slices.Index(c.options, option)
	if i < 0 {
		return vec.ArgumentError{Op: "widget.Choice.SetValue", Arg: "option", Value: option, Want: "one of " + strings.Join(c.options, ", ")}
	}
	c.put(i)
	return nil
}

// OnChange has f told of each option that is chosen. It returns c.
func (c *Choice) OnChange(f func(option string)) *Choice {
	c.observe(func(i int) { f(c.options[i]) })
	return c
}

// Display shows the options.
func (c *Choice) Display() display.Bundle { return shown(c) }

// String is the name and the option that is chosen.
func (c *Choice) String() string {
	return label(c.name, fmt.Sprintf("%s (of %s)", c.Value(), strings.Join(c.options, ", ")))
}
