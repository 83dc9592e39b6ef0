package magic

import (
	"context"
	"fmt"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"

	"monro/stdlib/display"
)

func env(_ context.Context, c *call) (*display.Bundle, error) {
	name, value, set := strings.Cut(c.args, "=")
	if !set {
		name, value, set = strings.Cut(c.args, " ")
	}
	name = strings.TrimSpace(name)
	switch {
	case c.args == "":
		show(environment().Display())
		return nil, nil
	case name == "" || strings.ContainsAny(name, " \t"):
		return nil, usage("%%env: name is %q, wanted one without blanks, as in %%env NAME=VALUE", name)
	case set:
		value = unquote(value)
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
		fmt.Fprintf(c.Stdout(), "%s=%s\n", name, value)
		return nil, nil
	}
	value, ok := os.LookupEnv(name)
	if !ok {
		return nil, fmt.Errorf("%%env: there is no variable %s", name)
	}
	return &display.Bundle{Data: map[string]any{"text/plain": value}}, nil
}

// environment is a table of all variables. Notebooks get shared, so what looks
// like a secret is not in it.
func environment() *display.Table {
	t := display.NewTable("variable", "value").Align(display.Left)
	vars := os.Environ()
	slices.Sort(vars)
	for _, v := range vars {
		name, value, _ := strings.Cut(v, "=")
		for _, word := range []string{"KEY", "TOKEN", "SECRET", "PASSW", "CREDENTIAL"} {
			if strings.Contains(strings.ToUpper(name), word) {
				value = "(hidden)"
			}
		}
		t.Row(name, value)
	}
	return t
}

// seed is %seed: a variable rather than a hidden state, so that what a cell
// draws from can be seen in the cell.
func seed(ctx context.Context, c *call) (*display.Bundle, error) {
	args := strings.Fields(c.args)
	if len(args) == 0 || len(args) > 2 {
		return nil, usage("%%seed: %d arguments, wanted %s", len(args), lookup(c.name).Usage)
	}
	n, err := strconv.ParseUint(args[0], 0, 64)
	if err != nil {
		return nil, usage("%%seed: N is %s, wanted a whole number from 0 to 2^64-1", args[0])
	}
	name := "stream"
	if len(args) == 2 {
		name = args[1]
	}
	if !token.IsIdentifier(name) || name == "_" {
		return nil, usage("%%seed: name is %s, wanted one that a variable may have", name)
	}
	code := fmt.Sprintf("%s := rng.New(%d)", name, n)
	run, err := c.Compile(code)
	if err != nil {
		return nil, err
	}
	if _, err := run(ctx); err != nil {
		return nil, err
	}
	fmt.Fprintln(c.Stdout(), code)
	return nil, nil
}

func restart(context.Context, *call) (*display.Bundle, error) { return nil, ErrRestart }

func restore(context.Context, *call) (*display.Bundle, error) { return nil, ErrRestore }
