package cli

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"monro/internal/repl"
	"monro/kernel/worker"
)

func replCommand() *cobra.Command {
	var figures string
	cmd := &cobra.Command{
		Use:   "monro",
		Short: "Monro: Go for research on stochastic optimisation, sampling and learning",
		Long: `Monro runs cells of Go: in Jupyter, in notebooks without Jupyter, and here.

Without a command it opens a session in the terminal. Cells that come through a
pipe are run as a script; lines of "// %%" set them apart.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			host := worker.NewHost(worker.Options{})
			defer host.Close()
			o := repl.Options{
				Out:      cmd.OutOrStdout(),
				Terminal: capable(cmd.OutOrStdout()),
				Color:    capable(cmd.OutOrStdout()) && os.Getenv("NO_COLOR") == "",
				Width:    columns,
				Figures:  figures,
			}
			if in, ok := cmd.InOrStdin().(*os.File); ok && term.IsTerminal(int(in.Fd())) {
				o.In = in
				o.History = historyFile()
				o.Banner = fmt.Sprintf("Monro %s, %s. Tab completes, name? explains, Ctrl-C interrupts, Ctrl-D leaves.",
					version(), runtime.Version())
				return failed(repl.Run(cmd.Context(), host, o))
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt)
			defer stop()
			ok, err := repl.Script(ctx, host, cmd.InOrStdin(), o)
			if err == nil && !ok {
				return &exitError{code: exitFailed}
			}
			return failed(err)
		},
	}
	cmd.Flags().StringVar(&figures, "figures", "", "write figures to `DIR` (default: the current folder)")
	return cmd
}

// capable says whether w is a terminal that understands escape sequences.
func capable(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// columns is the width of the terminal.
func columns() int {
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}

// historyFile is where the terminal keeps the entered cells; "" without a home
// folder.
func historyFile() string {
	if file := os.Getenv("MONRO_HISTORY"); file != "" {
		return file
	}
	return stateFile("history")
}

// stateFile is a file of this user that outlives sessions, below XDG_STATE_HOME;
// "" without a home folder.
func stateFile(name string) string {
	state := os.Getenv("XDG_STATE_HOME")
	if state == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "monro", name)
}
