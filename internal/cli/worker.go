package cli

import (
	"github.com/spf13/cobra"

	"monro/kernel/worker"
)

func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "worker",
		Short:  "Evaluate cells for the process that started this one",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if code := worker.Main(); code != 0 {
				return &exitError{code: code}
			}
			return nil
		},
	}
}
