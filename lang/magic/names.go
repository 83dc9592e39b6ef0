package magic

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"monro/stdlib/display"
)

var kinds = []string{"variable", "constant", "function", "type"}

// chosen lists the names of the kinds that the arguments ask for.
func (c *call) chosen() ([]Name, error) {
	wanted := strings.Fields(c.args)
	for _, k := range wanted {
		if !slices.Contains(kinds, k) {
			return nil, usage("%s: kind is %s, wanted %s", c.name, k, strings.Join(kinds, ", "))
		}
	}
	return slices.DeleteFunc(c.Names(), func(n Name) bool {
		return len(wanted) > 0 && !slices.Contains(wanted, n.Kind)
	}), nil
}

func who(_ context.Context, c *call) (*display.Bundle, error) {
	list, err := c.chosen()
	if err != nil {
		return nil, err
	}
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = n.Name
	}
	if len(names) == 0 {
		names = []string{"no names"}
	}
	fmt.Fprintln(c.Stdout(), strings.Join(names, "  "))
	return nil, nil
}

const (
	typeWidth  = 40 // characters of the columns of %whos
	valueWidth = 60
	valuesTime = 2 * time.Second // for the values of all variables together
)

func whos(ctx context.Context, c *call) (*display.Bundle, error) {
	list, err := c.chosen()
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		fmt.Fprintln(c.Stdout(), "no names")
		return nil, nil
	}
	t := display.NewTable("name", "kind", "type", "value").Align(display.Left)
	late, stop := context.WithTimeout(ctx, valuesTime)
	defer stop()
	for _, n := range list {
		value := ""
		if late.Err() == nil {
			value = short(c.Value(late, n.Name), valueWidth)
		}
		t.Row(n.Name, n.Kind, short(n.Type, typeWidth), value)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	show(t.Display())
	return nil, nil
}

// short is the beginning of a text on one line.
func short(s string, width int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > width {
		return string(r[:width-1]) + "…"
	}
	return string(r)
}

func show(b display.Bundle) { display.Emit(display.Event{Kind: display.KindShow, Bundle: b}) }

func reset(_ context.Context, c *call) (*display.Bundle, error) {
	args := slices.DeleteFunc(strings.Fields(c.args), func(s string) bool { return s == "-f" })
	all := c.Names()
	for _, a := range args {
		if !slices.ContainsFunc(all, func(n Name) bool { return n.Name == a }) {
			return nil, usage("%%reset: name is %s, wanted one that a cell has declared; %%who lists them", a)
		}
	}
	c.Forget(args...)
	return nil, nil
}
