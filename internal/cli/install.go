package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"monro/install"
	"monro/kernel/worker/sandbox"
)

// where is what the flags of install and uninstall say about the kernelspec.
type where struct {
	user, sysPrefix bool
	sandbox         bool
	prefix, name    string
}

func (w *where) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&w.user, "user", false, "for this user only (the default)")
	f.BoolVar(&w.sysPrefix, "sys-prefix", false, "in the active Python or conda environment")
	f.StringVar(&w.prefix, "prefix", "", "in `DIR`/share/jupyter/kernels")
	f.StringVar(&w.name, "name", "", "name of the kernelspec (default "+install.DefaultName+", or "+install.SandboxName+")")
	f.BoolVar(&w.sandbox, "sandbox", false, "the kernelspec of the kernel that confines its cells")
	cmd.MarkFlagsMutuallyExclusive("user", "sys-prefix", "prefix")
}

// kind is which of the two kernelspecs is meant; it fills in the name.
func (w *where) kind() install.Kind {
	kind := install.Plain
	if w.sandbox {
		kind = install.Sandbox
	}
	if w.name == "" {
		w.name = kind.Name()
	}
	return kind
}

// kernels is the folder of kernelspecs that the flags choose.
func (w *where) kernels(env install.Env) (string, error) {
	switch {
	case w.prefix != "":
		prefix, err := filepath.Abs(w.prefix)
		return install.PrefixKernels(prefix), err
	case w.sysPrefix:
		prefix, err := env.SysPrefix()
		return install.PrefixKernels(prefix), err
	}
	return env.UserKernels()
}

func installCommand() *cobra.Command {
	var w where
	var displayName string
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Tell Jupyter about Monro",
		Long: `Writes the kernelspec by which Jupyter finds Monro.

With --sandbox it is another one, "Monro (sandbox)", to be chosen for notebooks
from elsewhere: cells reach neither the network nor other programs, and write to a
scratch folder only (see monro run --help). Install both to have the choice.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			kind := w.kind()
			if err := install.CheckName(w.name); err != nil {
				return err
			}
			binary, err := ownBinary()
			if err != nil {
				return failed(err)
			}
			kernels, err := w.kernels(install.SystemEnv())
			if err != nil {
				return failed(err)
			}
			if displayName == "" {
				displayName = kind.DisplayName()
			}
			dir, err := install.Write(kernels, w.name, displayName, binary, kind)
			if err != nil {
				return failed(err)
			}
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "installed kernelspec %s in %s\n", w.name, dir)
			fmt.Fprintf(out, "it starts %s\n", binary)
			if kind == install.Sandbox {
				if err := sandbox.Check(sandbox.Strict); err != nil {
					fmt.Fprintf(out, "note: %v\n", err)
				}
			}
			return nil
		},
	}
	w.flags(cmd)
	cmd.Flags().StringVar(&displayName, "display-name", "", "name that front ends show (default "+install.DefaultDisplayName+", or "+install.SandboxDisplayName+")")
	return cmd
}

func uninstallCommand() *cobra.Command {
	var w where
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Take Monro out of Jupyter again",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w.kind()
			if err := install.CheckName(w.name); err != nil {
				return err
			}
			kernels, err := w.kernels(install.SystemEnv())
			if err != nil {
				return failed(err)
			}
			dir, err := install.Remove(kernels, w.name)
			if errors.Is(err, fs.ErrNotExist) {
				return failed(fmt.Errorf("no kernelspec %s in %s", w.name, kernels))
			}
			if err != nil {
				return failed(err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "removed kernelspec %s from %s\n", w.name, dir)
			return nil
		},
	}
	w.flags(cmd)
	return cmd
}

// ownBinary is the absolute path of this program, which must outlive the
// command: what `go run` builds does not.
func ownBinary() (string, error) {
	binary, err := os.Executable()
	if err != nil {
		return "", err
	}
	for _, element := range strings.Split(filepath.ToSlash(filepath.Dir(binary)), "/") {
		if strings.HasPrefix(element, "go-build") {
			return "", fmt.Errorf("this binary (%s) is a temporary one of `go run`; do `go install .` first, then `monro install`", binary)
		}
	}
	return binary, nil
}
