package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"monro/install"
	"monro/kernel/worker"
	"monro/kernel/worker/sandbox"
)

func doctorCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check that Jupyter and Monro find each other",
		Long: `Checks, in the order in which they matter, that cells can be evaluated, that the
kernelspec is installed and starts this program, that the kernel answers on its
sockets, and that Jupyter is there. What is missing is named together with the
way to get it. The exit code is 1 if something is.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := install.CheckName(name); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), time.Minute)
			defer cancel()
			w := cmd.OutOrStdout()
			fmt.Fprintf(w, "monro %s, %s, %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			broken := false
			for _, f := range examine(ctx, name, install.SystemEnv()) {
				fmt.Fprint(w, f)
				broken = broken || f.broken
			}
			if broken {
				return &exitError{code: exitFailed}
			}
			fmt.Fprintln(w, "all is well")
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "name", install.DefaultName, "name of the kernelspec")
	return cmd
}

// A finding is the outcome of one check.
type finding struct {
	what   string
	detail string
	broken bool     // something essential is missing
	cure   []string // how to get it, one way a line
}

func (f finding) String() string {
	state := "ok     "
	if f.broken {
		state = "MISSING"
	}
	s := fmt.Sprintf("%s  %-11s %s\n", state, f.what, f.detail)
	for _, way := range f.cure {
		s += "         -> " + way + "\n"
	}
	return s
}

func missing(what, detail string, cure ...string) finding {
	return finding{what: what, detail: detail, broken: true, cure: cure}
}

func examine(ctx context.Context, name string, env install.Env) []finding {
	binary, err := os.Executable()
	if err != nil {
		return []finding{missing("binary", err.Error())}
	}
	spec, found := checkSpec(name, env.SearchPath(), binary)
	argv := spec.Argv
	if found.broken || len(argv) == 0 {
		argv = append([]string{binary}, install.Template(install.Plain).Argv[1:]...)
	}
	return []finding{
		checkWorker(ctx),
		checkSandbox(),
		found,
		checkKernel(ctx, argv),
		checkJupyter(ctx),
		checkFrontEnd(ctx),
	}
}

// checkWorker evaluates a cell.
func checkWorker(ctx context.Context) finding {
	host := worker.NewHost(worker.Options{})
	defer host.Close()
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	reply := host.Execute(ctx, worker.Request{Code: "6 * 7"}, func(worker.Event) {})
	switch {
	case reply.Error != nil:
		return missing("cells", reply.Error.Error())
	case reply.Result == nil || reply.Result.Text() != "42":
		return missing("cells", fmt.Sprintf("6 * 7 gave %v", reply.Result))
	}
	return finding{what: "cells", detail: fmt.Sprintf("evaluated in %s", round(time.Since(start)))}
}

// checkSandbox says whether notebooks from elsewhere can be confined. Nothing else
// needs that, so it is never missing.
func checkSandbox() finding {
	f := finding{what: "sandbox", detail: "there for monro run --sandbox and monro install --sandbox"}
	if lacks := sandbox.Lacks(); len(lacks) > 0 {
		f.detail = "none: " + lacks[0].What
	}
	return f
}

// checkSpec looks for the kernelspec where Jupyter does and checks that it
// starts this program.
func checkSpec(name string, kernels []string, binary string) (install.Spec, finding) {
	const what = "kernelspec"
	cure := "monro install"
	switch name {
	case install.DefaultName:
	case install.SandboxName:
		cure += " --sandbox"
	default:
		cure += " --name " + name
	}
	for _, dir := range kernels {
		dir = filepath.Join(dir, name)
		spec, err := install.Read(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return spec, missing(what, err.Error(), cure)
		case !spec.Ours():
			return spec, missing(what, fmt.Sprintf("%s belongs to another program (%q)", dir, spec.DisplayName), "monro install --name ANOTHER")
		}
		installed, err := os.Stat(spec.Argv[0])
		if err != nil {
			return spec, missing(what, fmt.Sprintf("%s starts a program that is not there: %v", dir, err), cure)
		}
		if own, err := os.Stat(binary); err != nil || !os.SameFile(own, installed) {
			return spec, finding{what: what, detail: fmt.Sprintf("%s; it starts %s, which is not this program (%s)", dir, spec.Argv[0], binary),
				cure: []string{cure + ", if it should start this one"}}
		}
		return spec, finding{what: what, detail: dir}
	}
	return install.Spec{}, missing(what, fmt.Sprintf("none named %s in %s", name, strings.Join(kernels, ", ")), cure)
}

// checkKernel starts the kernel as Jupyter would and asks it who it is.
func checkKernel(ctx context.Context, argv []string) finding {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	start := time.Now()
	info, err := handshake(ctx, argv)
	if err != nil {
		return missing("kernel", err.Error())
	}
	return finding{what: "kernel", detail: fmt.Sprintf("answers in %s, messaging protocol %s", round(time.Since(start)), info.ProtocolVersion)}
}

// Ways to get Jupyter.
var getJupyter = []string{
	"Debian, Ubuntu: sudo apt install jupyter-notebook",
	"pip:            pip install jupyterlab",
	"conda:          conda install -c conda-forge jupyterlab",
}

func checkJupyter(ctx context.Context) finding {
	path, err := exec.LookPath("jupyter")
	if err != nil {
		return missing("jupyter", "not on PATH", getJupyter...)
	}
	versions, err := output(ctx, path, "--version")
	if err != nil {
		return missing("jupyter", fmt.Sprintf("%s does not run: %v", path, err), getJupyter...)
	}
	return finding{what: "jupyter", detail: path + coreVersion(versions)}
}

var coreLine = regexp.MustCompile(`(?m)^jupyter[_ -]core *: *(\S+)`)

// coreVersion finds the version among the lines of jupyter --version, which has
// one for each package.
func coreVersion(versions string) string {
	if m := coreLine.FindStringSubmatch(versions); m != nil {
		return ", jupyter_core " + m[1]
	}
	return ""
}

// checkFrontEnd looks for something to open notebooks with.
func checkFrontEnd(ctx context.Context) finding {
	var seen []string
	for _, name := range []string{"lab", "notebook", "nbclassic", "console"} {
		path, err := exec.LookPath("jupyter-" + name)
		if err != nil {
			continue
		}
		if version, err := output(ctx, path, "--version"); err == nil {
			version, _, _ = strings.Cut(version, "\n")
			seen = append(seen, name+" "+version)
		}
	}
	if len(seen) == 0 {
		return missing("front end", "neither JupyterLab nor Notebook", getJupyter...)
	}
	return finding{what: "front end", detail: strings.Join(seen, ", ")}
}

// output is what a command prints, without the space around it.
func output(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}
