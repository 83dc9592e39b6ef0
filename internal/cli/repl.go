package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"monro/internal/history"
	"monro/internal/repl"
	"monro/kernel/worker"
)

func replCommand() *cobra.Command {
	var figures string
	cmd := &cobra.Command{
		Use:   "monro [FILE]",
		Short: "Monro: Go for research on stochastic optimisation, sampling and learning",
		Long: `Monro runs cells of Go: in Jupyter, in notebooks without Jupyter, and here.

Without a command it opens a session in the terminal. Cells in a file, or that come
through a pipe, are run as a script: lines of "// %%" set them apart, and the first
line may be "#!/usr/bin/env monro".`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			script, err := scriptFile(args)
			if err != nil {
				return err
			}
			defer script.Close()
			host := worker.NewHost(worker.Options{})
			defer host.Close()
			o := repl.Options{
				Out:      cmd.OutOrStdout(),
				Terminal: capable(cmd.OutOrStdout()),
				Color:    capable(cmd.OutOrStdout()) && os.Getenv("NO_COLOR") == "",
				Width:    columns,
				Figures:  figures,
			}
			if in, ok := cmd.InOrStdin().(*os.File); ok && script == nil && term.IsTerminal(int(in.Fd())) {
				o.In = in
				o.History = history.Open(historyFile(), slog.Default(), oldHistories()...)
				defer o.History.Close()
				o.Banner = fmt.Sprintf("Monro %s, %s. Tab completes, name? explains, Ctrl-C interrupts, Ctrl-D leaves.",
					version(), runtime.Version())
				return failed(repl.Run(cmd.Context(), host, o))
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt)
			defer stop()
			cells := cmd.InOrStdin()
			if script != nil {
				cells = script
			}
			ok, err := repl.Script(ctx, host, cells, o)
			if err == nil && !ok {
				return &exitError{code: exitFailed}
			}
			return failed(err)
		},
	}
	cmd.Flags().StringVar(&figures, "figures", "", "write figures to `DIR` (default: the current folder)")
	return cmd
}

// scriptFile opens the file that the command line names; nil where it names none. What
// is no file was meant as a command.
func scriptFile(args []string) (*os.File, error) {
	if len(args) == 0 {
		return nil, nil
	}
	info, err := os.Stat(args[0])
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%q is neither a command nor a file; monro help lists the commands", args[0])
	case err != nil:
		return nil, failed(err)
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder, want a file of cells", args[0])
	case filepath.Ext(args[0]) == ".ipynb":
		return nil, fmt.Errorf("%s is a notebook: monro run %[1]s", args[0])
	}
	f, err := os.Open(args[0])
	return f, failed(err)
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
	return stateFile("history.sqlite")
}

// oldHistories are files of the form that histories had before: the kernel's, and the
// terminal's.
func oldHistories() []string { return []string{stateFile("kernel-history"), stateFile("history")} }

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
