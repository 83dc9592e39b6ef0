package magic

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"monro/internal/nearest"
	"monro/stdlib/display"
	"monro/stdlib/values"
)

// save writes variables to a file, by Go that calls package values.
func save(ctx context.Context, c *call) (*display.Bundle, error) {
	file, wanted, _ := strings.Cut(c.args, " ")
	names := strings.Fields(wanted)
	if file == "" || len(names) == 0 {
		return nil, usage("%%save: wanted a file and the names of variables, such as %%save run.values x loss")
	}
	path, err := c.path(file)
	if err != nil {
		return nil, err
	}
	known := c.Names()
	var vars, all []string
	for _, n := range known {
		all = append(all, n.Name)
	}
	for _, name := range names {
		i := slices.IndexFunc(known, func(n Name) bool { return n.Name == name })
		switch {
		case i < 0 && nearest.Name(name, all) != "":
			return nil, usage("%%save: there is no variable %s; did you mean %s?", name, nearest.Name(name, all))
		case i < 0:
			return nil, usage("%%save: there is no variable %s", name)
		case known[i].Kind != "variable":
			return nil, usage("%%save: %s is a %s, wanted a variable", name, known[i].Kind)
		}
		vars = append(vars, fmt.Sprintf("values.Var{Name: %q, Type: %q, Value: %s}", name, known[i].Type, name))
	}
	return nil, c.run(ctx, fmt.Sprintf("values.Save(%q, %s)", path, strings.Join(vars, ", ")))
}

// loadValues declares what a file of saved values holds.
func (c *call) loadValues(ctx context.Context, path string, vars []values.Var, err error) error {
	if err != nil {
		return err
	}
	var code strings.Builder
	var names []string
	for _, v := range vars {
		fmt.Fprintf(&code, "var %s %s; values.Load(%q, %q, &%s);", v.Name, v.Type, path, v.Name, v.Name)
		names = append(names, v.Name+" "+v.Type)
	}
	if err := c.run(ctx, code.String()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Stdout(), strings.Join(names, "\n"))
	return err
}

// run runs Go that stands for the magic.
func (c *call) run(ctx context.Context, code string) error {
	p, err := c.Compile(code)
	if err != nil {
		return err
	}
	_, err = p(ctx)
	return err
}
