// Package cli is the monro command: one file a subcommand. It reads flags, calls
// the package that does the work and turns the outcome into lines and an exit
// code. No work is done here.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitFailed = 1 // the work was tried and failed
	exitUsage  = 2 // wrong flags, arguments or connection file
)

// An exitError ends the command with a code. Without an error nothing is
// printed: what went wrong has been said already.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// Main runs the command line and returns the process's exit code.
func Main(args []string) int {
	return run(context.Background(), args, os.Stdin, os.Stdout, os.Stderr)
}

func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	cmd := root()
	cmd.SetArgs(args)
	cmd.SetIn(in)
	cmd.SetOut(out)
	cmd.SetErr(errOut)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	code := exitUsage // cobra's own errors are about flags and arguments
	var exit *exitError
	if errors.As(err, &exit) {
		code = exit.code
		if exit.err == nil {
			return code
		}
	}
	fmt.Fprintln(errOut, "monro:", err)
	return code
}

// failed makes err end the command with exit code 1; nil stays nil.
func failed(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitFailed, err}
}

func root() *cobra.Command {
	cmd := replCommand()
	cmd.SilenceErrors = true
	cmd.SilenceUsage = true
	cmd.CompletionOptions.HiddenDefaultCmd = true
	cmd.AddCommand(
		kernelCommand(),
		workerCommand(),
		installCommand(),
		uninstallCommand(),
		doctorCommand(),
		runCommand(),
		exportCommand(),
		versionCommand(),
	)
	return cmd
}
