package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"monro/install"
	"monro/internal/notebook"
	"monro/kernel"
	"monro/kernel/worker"
	"monro/kernel/worker/sandbox"
)

func runCommand() *cobra.Command {
	var (
		output     string
		params     []string
		timeout    time.Duration
		keepGoing  bool
		parameters []notebook.Parameter
		confine    sandbox.Mode
	)
	cmd := &cobra.Command{
		Use:   "run NOTEBOOK.ipynb",
		Short: "Execute a notebook without Jupyter",
		Long: `Executes a notebook cell by cell and writes it with its outputs.

Parameters go into a cell after the one tagged "parameters", as papermill does
it. A value that is a Go literal (1e-3, true, "text", []float64{1, 2}) is used as
such; anything else is text. A cell that fails ends the run with exit code 1,
unless it is tagged "raises-exception".

With --sandbox cells reach neither the network nor other programs. They read the
notebook's folder, the one that MONRO_DATA names and the cache of downloaded data,
and write below the folder in MONRO_SCRATCH only, which goes when the run ends. It
takes Linux with Landlock (5.13 or later) and seccomp. Where they are missing the
notebook does not run, unless the flag is --sandbox=best-effort, which says what
is not protected and runs it.`,
		Example: `  monro run notebooks/quickstart.ipynb -o out/quickstart.ipynb
  monro run paper.ipynb -p quick=true -p dataset=a9a --timeout 2m
  monro run --sandbox from-elsewhere.ipynb`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, s := range params {
				p, err := notebook.ParseParameter(s)
				if err != nil {
					return err
				}
				parameters = append(parameters, p)
			}
			if timeout < 0 {
				return fmt.Errorf("--timeout is %v, wanted 0 or more", timeout)
			}
			if output == "" {
				output = strings.TrimSuffix(args[0], ".ipynb") + ".executed.ipynb"
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt)
			defer stop()
			if err := announceSandbox(cmd.ErrOrStderr(), confine); err != nil {
				return failed(err)
			}
			options := notebook.RunOptions{Timeout: timeout, KeepGoing: keepGoing}
			return runNotebook(ctx, args[0], output, parameters, confine, options, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVarP(&output, "output", "o", "", "write the executed notebook to `FILE` (default: NOTEBOOK.executed.ipynb)")
	f.StringArrayVarP(&params, "param", "p", nil, "set a parameter, as `NAME=VALUE`; may be repeated")
	f.DurationVar(&timeout, "timeout", 0, "interrupt a cell that runs longer, such as 90s (default: no limit)")
	f.BoolVar(&keepGoing, "keep-going", false, "run the cells after one that failed, too")
	sandboxFlag(cmd, &confine)
	return cmd
}

// runNotebook executes the notebook in, writes it to out, and says on w how it
// goes. Cells run in the notebook's folder, as they do in Jupyter.
func runNotebook(ctx context.Context, in, out string, params []notebook.Parameter, confine sandbox.Mode, o notebook.RunOptions, w io.Writer) error {
	nb, err := notebook.ReadFile(in)
	if err != nil {
		return failed(err)
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return failed(err)
	}
	for _, name := range nb.Inject(params) {
		fmt.Fprintf(w, "parameter %s: not in a cell tagged %q; declared anew\n", name, notebook.TagParameters)
	}
	nb.SetKernel(install.DefaultName, install.DefaultDisplayName, kernel.LanguageInfo())
	host := worker.NewHost(worker.Options{Dir: filepath.Dir(in), Sandbox: confine})
	defer host.Close()
	o.Finished = func(r notebook.CellRun) { fmt.Fprintln(w, progressLine(r)) }
	start := time.Now()
	broken, runErr := nb.Run(ctx, host, o)
	if err := nb.WriteFile(out); err != nil {
		return failed(err)
	}
	fmt.Fprintf(w, "wrote %s (%s)\n", out, round(time.Since(start)))
	switch {
	case errors.Is(runErr, context.Canceled):
		return failed(errors.New("interrupted"))
	case runErr != nil:
		return failed(runErr)
	case broken == 1:
		return failed(errors.New("a cell failed"))
	case broken > 1:
		return failed(fmt.Errorf("%d cells failed", broken))
	}
	return nil
}

// progressLine says how one cell went, such as
//
//	[3/12]  1.2s  ok      cmp := experiment.Compare(task,
func progressLine(r notebook.CellRun) string {
	state := "ok"
	switch {
	case r.Failed:
		state = "FAILED"
	case r.Error != nil:
		state = "error, as expected"
	}
	first, _, _ := strings.Cut(strings.TrimSpace(r.Cell.Source), "\n")
	if text := []rune(first); len(text) > 60 {
		first = string(text[:57]) + "..."
	}
	line := fmt.Sprintf("[%d/%d] %7s  %-6s  %s", r.Number, r.Of, round(r.Elapsed), state, first)
	if r.Failed {
		line += fmt.Sprintf("\n        %s: %s", r.Error.Name, r.Error.Message)
	}
	return line
}

func round(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(10 * time.Millisecond)
}
