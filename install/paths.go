package install

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// An Env is what decides where Jupyter's folders are. The zero value is not
// useful: take SystemEnv, or fill it in for a test.
type Env struct {
	OS     string // as runtime.GOOS
	Home   string
	Getenv func(string) string
	Python func() (string, error) // sys.prefix of the python3 on PATH
}

// SystemEnv is the environment of this process.
func SystemEnv() Env {
	home, _ := os.UserHomeDir() // without one, paths below "" fail where they are used
	return Env{OS: runtime.GOOS, Home: home, Getenv: os.Getenv, Python: pythonPrefix}
}

// UserKernels is the folder of the user's kernelspecs: below JUPYTER_DATA_DIR
// where set, else the platform's data folder as Jupyter has it.
func (e Env) UserKernels() (string, error) {
	data := e.Getenv("JUPYTER_DATA_DIR")
	if data == "" {
		switch e.OS {
		case "darwin":
			data = e.below("Library", "Jupyter")
		case "windows":
			if app := e.Getenv("APPDATA"); app != "" {
				data = filepath.Join(app, "jupyter")
			} else {
				data = e.below(".jupyter", "data")
			}
		default:
			if xdg := e.Getenv("XDG_DATA_HOME"); xdg != "" {
				data = filepath.Join(xdg, "jupyter")
			} else {
				data = e.below(".local", "share", "jupyter")
			}
		}
	}
	if data == "" {
		return "", fmt.Errorf("no home folder: set HOME or JUPYTER_DATA_DIR, or use --prefix")
	}
	return filepath.Join(data, "kernels"), nil
}

func (e Env) below(parts ...string) string {
	if e.Home == "" {
		return ""
	}
	return filepath.Join(append([]string{e.Home}, parts...)...)
}

// PrefixKernels is the folder of the kernelspecs of an installation prefix.
func PrefixKernels(prefix string) string {
	return filepath.Join(prefix, "share", "jupyter", "kernels")
}

// SysPrefix is the prefix of the Python environment in use: VIRTUAL_ENV,
// CONDA_PREFIX, else sys.prefix of the python3 on PATH.
func (e Env) SysPrefix() (string, error) {
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if prefix := e.Getenv(name); prefix != "" {
			return prefix, nil
		}
	}
	prefix, err := e.Python()
	if err != nil {
		return "", fmt.Errorf("no Python environment: neither VIRTUAL_ENV nor CONDA_PREFIX is set and %w", err)
	}
	return prefix, nil
}

func pythonPrefix() (string, error) {
	python, err := exec.LookPath("python3")
	if err != nil {
		return "", fmt.Errorf("there is no python3 on PATH")
	}
	out, err := exec.Command(python, "-c", "import sys; print(sys.prefix)").Output()
	if err != nil {
		return "", fmt.Errorf("%s does not answer: %w", python, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// SearchPath lists the folders where Jupyter looks for kernelspecs, first found
// first. The folder of a Python environment is in it only where the environment
// is known.
func (e Env) SearchPath() []string {
	var dirs []string
	add := func(dir string) {
		if dir != "" && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range filepath.SplitList(e.Getenv("JUPYTER_PATH")) {
		if dir != "" {
			add(filepath.Join(dir, "kernels"))
		}
	}
	if user, err := e.UserKernels(); err == nil {
		add(user)
	}
	if prefix, err := e.SysPrefix(); err == nil {
		add(PrefixKernels(prefix))
	}
	if e.OS == "windows" {
		if data := e.Getenv("PROGRAMDATA"); data != "" {
			add(filepath.Join(data, "jupyter", "kernels"))
		}
	} else {
		add(PrefixKernels("/usr/local"))
		add(PrefixKernels("/usr"))
	}
	return dirs
}
