// Monro is a Jupyter kernel and a scripting DSL for research on stochastic
// optimisation, sampling and learning. Run `monro help` for its commands.
package main

import (
	"os"

	"monro/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
