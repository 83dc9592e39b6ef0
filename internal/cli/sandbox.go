package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"monro/kernel/worker/sandbox"
)

// sandboxFlag gives a command the flag --sandbox, alone or with a mode.
func sandboxFlag(cmd *cobra.Command, mode *sandbox.Mode) {
	cmd.Flags().Var(mode, "sandbox", "confine the cells: strict, or best-effort where the system cannot do it all")
	cmd.Flags().Lookup("sandbox").NoOptDefVal = string(sandbox.Strict)
}

// announceSandbox returns an error where a sandbox cannot start, and says what one
// that does its best leaves open.
func announceSandbox(w io.Writer, mode sandbox.Mode) error {
	if mode == sandbox.BestEffort {
		fmt.Fprint(w, sandbox.Open())
	}
	return sandbox.Check(mode)
}
