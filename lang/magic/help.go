package magic

import (
	"context"
	"fmt"
	"strings"

	"monro/stdlib/display"
)

// inspect shows what is known about a name: help in a cell of more than that.
func (c *call) inspect(name string, detail int) error {
	if strings.HasPrefix(name, "%") {
		m := lookup(name)
		if m == nil {
			return unknown(name)
		}
		show(m.describe())
		return nil
	}
	b, ok := c.Inspect(name, detail)
	if !ok {
		return usage("nothing is known about %s", name)
	}
	show(b)
	return nil
}

func (i Info) describe() display.Bundle {
	return display.Bundle{Data: map[string]any{
		"text/plain":    i.Usage + "\n\n" + i.Doc,
		"text/markdown": fence("", i.Usage) + "\n\n" + i.Doc,
	}}
}

func help(_ context.Context, c *call) (*display.Bundle, error) {
	if c.args != "" {
		return nil, c.inspect(c.args, 0)
	}
	var text, table strings.Builder
	for _, i := range All() {
		fmt.Fprintf(&text, "  %s\n      %s\n", i.Usage, i.Doc)
		fmt.Fprintf(&table, "| `%s` | %s |\n", i.Usage, i.Doc)
	}
	show(display.Bundle{Data: map[string]any{
		"text/plain":    strings.NewReplacer("`", "", "**", "").Replace(dialect) + "\nMagics\n" + text.String(),
		"text/markdown": dialect + "\n| magic | what it does |\n|:--|:--|\n" + table.String(),
	}})
	return nil, nil
}

// dialect is the dialect in brief.
const dialect = `A cell is Go, with less ceremony.

- **Cells** hold declarations and statements in any order. What a cell declares stays, and may be declared again with another type. The last expression is the result; a semicolon at the end hides it. Packages need no import.
- **Arithmetic** works on []float64, matrices and scalars alike: 2*x + y, x *= 0.9, a * b for matrices. Slices multiply element by element. An int next to a float64 becomes one.
- **Errors** that are not looked at stop the cell: d := data.LIBSVM("a9a") needs no err. Taking both results is as in Go.
- **Bare names** such as linspace, sin, sum, mean, dot, show need no package. A name of yours hides them.
- **Help**: name? shows what is known about a name, name?? its source, too.
- **Shell**: !command runs a command; {name} in it is the value of a variable.
- **Magics** begin a line with %, or a whole cell with %%:
`

func list(_ context.Context, c *call) (*display.Bundle, error) {
	var names []string
	for _, i := range All() {
		names = append(names, i.Name)
	}
	fmt.Fprintln(c.Stdout(), strings.Join(names, " "))
	return nil, nil
}
