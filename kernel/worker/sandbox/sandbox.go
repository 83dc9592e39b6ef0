// Package sandbox confines a worker process, so that a notebook from elsewhere
// can be run: its cells read what a notebook needs, write below one scratch
// folder, and reach neither the network nor other processes.
//
// The wall is the system's: Landlock for files, a seccomp filter for everything
// else. It holds against whatever code runs in the worker, and does not lean on
// what the dialect leaves out. What cells show passes through the host; that is
// not this package's concern, nor is anything of Jupyter.
package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Mode is how strictly a worker is confined. It is a flag's value, too.
type Mode string

// The modes.
const (
	Off        Mode = ""            // not at all
	Strict     Mode = "strict"      // whole, or the worker does not start
	BestEffort Mode = "best-effort" // as far as the system can
)

// Set parses the value of a flag.
func (m *Mode) Set(s string) error {
	switch mode := Mode(s); mode {
	case Strict, BestEffort:
		*m = mode
		return nil
	}
	return fmt.Errorf("the sandbox is %q, wanted %s or %s", s, Strict, BestEffort)
}

// String is the value of a flag.
func (m *Mode) String() string { return string(*m) }

// Type names the kind of value that a flag wants.
func (m *Mode) Type() string { return "mode" }

// Environment variables of a confined worker.
const (
	Scratch = "MONRO_SCRATCH" // the folder that cells may write to
	passed  = "MONRO_SANDBOX" // the policy, on its way from the host to the worker
)

// A Policy says how a worker is to be confined. The host makes it, the worker
// obeys it: see Environment and Enter.
type Policy struct {
	Mode    Mode
	Scratch string   // the folder below which files can be written
	Read    []string // folders and files that can be read, if they are there
	Inside  bool     // the files are closed off already
}

// New returns the policy of a worker whose cells run in a folder: that folder,
// the one that MONRO_DATA names and the cache of downloaded data can be read.
func New(mode Mode, folder, scratch string) Policy {
	home, _ := os.UserHomeDir()
	p := Policy{Mode: mode, Scratch: scratch}
	for _, dir := range []string{folder, os.Getenv("MONRO_DATA")} {
		if dir != "" {
			p.Read = append(p.Read, Visible(dir, home)...)
		}
	}
	if cache, err := os.UserCacheDir(); err == nil {
		p.Read = append(p.Read, filepath.Join(cache, "monro"))
	}
	return p
}

// Visible lists what of a folder a sandbox may read: all of it, as a rule. Of the
// user's home folder it is what is in it now and not hidden, because keys and
// tokens are kept in hidden files there. Of a folder that the home folder is in,
// it is nothing.
func Visible(folder, home string) []string {
	folder, home = real(folder), real(home)
	switch below, err := filepath.Rel(folder, home); {
	case home == "" || err != nil || below == ".." || strings.HasPrefix(below, ".."+string(filepath.Separator)):
		return []string{folder}
	case below != ".":
		return nil
	}
	entries, _ := os.ReadDir(folder) // what cannot be listed here cannot be read there
	var list []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			list = append(list, filepath.Join(folder, e.Name()))
		}
	}
	return list
}

// real is a path without symbolic links, absolute, as far as that can be told.
func real(path string) string {
	if path == "" {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	return path
}

// kept names what a confined worker inherits of the environment; a name that ends
// in an asterisk stands for all that begin so. Everything else may be a secret.
var kept = []string{
	"HOME", "USER", "LOGNAME", "PATH", "LD_LIBRARY_PATH", "XDG_CACHE_HOME",
	"LANG", "LANGUAGE", "LC_*", "TZ", "TERM", "COLUMNS", "NO_COLOR",
	"GOMAXPROCS", "GOGC", "GOMEMLIMIT", "GODEBUG", "GOTRACEBACK",
	"OMP_NUM_THREADS", "OPENBLAS_*", "MONRO_DATA", "MONRO_MEMORY", "MONRO_LOG",
}

// Environment is what of an environment goes to a worker, with what the policy
// adds to it. With Mode Off that is all of it.
func (p Policy) Environment(env []string) []string {
	if p.Mode == Off {
		return slices.DeleteFunc(env, func(s string) bool { return strings.HasPrefix(s, passed+"=") })
	}
	var list []string
	for _, s := range env {
		name, _, _ := strings.Cut(s, "=")
		if slices.ContainsFunc(kept, func(k string) bool {
			prefix, some := strings.CutSuffix(k, "*")
			return k == name || some && strings.HasPrefix(name, prefix)
		}) {
			list = append(list, s)
		}
	}
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and a bool
	}
	return append(list, passed+"="+string(text), Scratch+"="+p.Scratch, "TMPDIR="+p.Scratch,
		"MONRO_STORE="+filepath.Join(p.Scratch, "monro.db"))
}

// Wanted reports whether this process was started to be confined and is not yet.
func Wanted() bool { return os.Getenv(passed) != "" }

// Enter confines this process as the host that started it asked for, and reports
// whether it did ask. It goes there in two steps: the first closes the files off
// and starts the program again in its place, so that no thread and no open file
// of before is left; Enter returns from the second one only, or with an error,
// after which the process must not run any cell.
func Enter() (inside bool, err error) {
	text := os.Getenv(passed)
	if text == "" {
		return false, nil
	}
	var p Policy
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return true, fmt.Errorf("the sandbox does not start: %s: %w", passed, err)
	}
	if p.Inside {
		os.Unsetenv(passed)
		err = p.seal()
	} else {
		err = p.enter()
	}
	if err != nil {
		err = fmt.Errorf("the sandbox does not start: %w", err)
	}
	return true, err
}

// A Lack is something that the system cannot confine.
type Lack struct{ What, Means string }

// Open says what a sandbox that does its best leaves open on this system; "" where
// that is nothing.
func Open() string {
	var b strings.Builder
	for _, lack := range Lacks() {
		fmt.Fprintf(&b, "note: the sandbox is not whole: %s, so %s\n", lack.What, lack.Means)
	}
	return b.String()
}

// Check returns an error where a sandbox of this mode cannot start on this system.
func Check(m Mode) error {
	lacks := Lacks()
	if m != Strict || len(lacks) == 0 {
		return nil
	}
	return fmt.Errorf("the sandbox does not start: %s, so %s; --sandbox=best-effort runs cells with what protection there is", lacks[0].What, lacks[0].Means)
}
