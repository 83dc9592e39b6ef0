package magic

import (
	"context"
	"fmt"

	"monro/stdlib/display"
)

// exportTo writes the session as a Go program.
func exportTo(_ context.Context, c *call) (*display.Bundle, error) {
	args := words(c.args)
	if len(args) != 1 {
		return nil, usage("%%export wants one folder, got %q", c.args)
	}
	if err := c.Export(args[0]); err != nil {
		return nil, err
	}
	_, err := fmt.Fprintf(c.Stdout(), "wrote a Go module to %s; build it there with: go build\n", args[0])
	return nil, err
}
