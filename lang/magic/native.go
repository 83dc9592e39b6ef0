package magic

import (
	"context"
	"fmt"
	"strings"

	"monro/stdlib/display"
)

// native shows what runs compiled, or switches that.
func native(_ context.Context, c *call) (*display.Bundle, error) {
	switch word := strings.TrimSpace(c.args); word {
	case "on", "off":
		return nil, c.UseNative(word == "on")
	case "":
	default:
		return nil, usage("%%native: argument is %s, wanted on, off or none", word)
	}
	on, list := c.Native()
	if !on {
		fmt.Fprintln(c.Stdout(), "off: everything is interpreted")
	}
	if len(list) == 0 {
		fmt.Fprintln(c.Stdout(), "no functions or loops of numbers yet")
		return nil, nil
	}
	t := display.NewTable("function", "where", "state", "because of").Align(display.Left)
	for _, f := range list {
		name, why := f.Name, f.Reason
		if name == "" {
			name = "(loop)"
		}
		if why != "" && f.At != f.Place {
			why += fmt.Sprintf(" (%s)", f.At.short())
		}
		t.Row(name, f.Place.short(), f.State, why)
	}
	show(t.Display())
	return nil, nil
}

// short is a place as in cell 3:12.
func (p Place) short() string { return fmt.Sprintf("%s:%d", p.Cell, p.Line) }
