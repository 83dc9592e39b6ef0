package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"monro/kernel"
	"monro/kernel/worker"
	"monro/kernel/worker/sandbox"
	"monro/lang"
)

func kernelCommand() *cobra.Command {
	var (
		file    string
		confine sandbox.Mode
	)
	cmd := &cobra.Command{
		Use:   "kernel -f FILE",
		Short: "Serve a Jupyter front end (Jupyter itself calls this)",
		Args:  cobra.ArbitraryArgs, // `jupyter run FILE` passes its own arguments on to the kernel
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return errors.New("kernel: no connection file; Jupyter passes one with -f FILE")
			}
			err := kernel.Run(cmd.Context(), file, kernel.Options{
				Worker:  worker.Options{Sandbox: confine},
				History: historyFile(), OldHistory: oldHistories(),
				Version: version(),
				IsComplete: func(code string) (state, indent string) {
					s := lang.IsComplete(code)
					return s.State, s.Indent
				},
			})
			if errors.Is(err, kernel.ErrConnectionFile) {
				return &exitError{exitUsage, err}
			}
			return failed(err)
		},
	}
	cmd.Flags().StringVarP(&file, "connection-file", "f", "", "connection file that the front end wrote")
	sandboxFlag(cmd, &confine)
	return cmd
}
