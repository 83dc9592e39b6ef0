package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// A group is a set of packages whose outputs are kept together, so that a
// change of our own packages leaves the large files of the others alone.
type group string

const (
	std    group = "std"
	gonum  group = "gonum"
	stdlib group = "monro"
)

var groups = []group{std, gonum, stdlib}

// groupOf says which group an import path belongs to.
func groupOf(path string) group {
	switch {
	case strings.HasPrefix(path, "gonum.org/"):
		return gonum
	case strings.HasPrefix(path, "monro/"):
		return stdlib
	}
	return std
}

// leftOut holds the importable packages of the standard library that cells
// cannot import: those that are not the same on every platform, those that need
// a C compiler, and those that act on the process just by being linked.
var leftOut = map[string]bool{
	"expvar":         true, // serves the command line at /debug/vars of every default HTTP server
	"log/syslog":     true,
	"net/http/pprof": true, // serves profiles on every default HTTP server
	"plugin":         true,
	"runtime/cgo":    true,
	"runtime/race":   true,
	"syscall":        true,
	"time/tzdata":    true, // adds half a megabyte and exports nothing
	"unsafe":         true, // known to the checker itself, has no table
}

// gonumPackages are the packages of Gonum that cells can import.
var gonumPackages = []string{
	"gonum.org/v1/gonum/blas",
	"gonum.org/v1/gonum/blas/blas64",
	"gonum.org/v1/gonum/diff/fd",
	"gonum.org/v1/gonum/dsp/fourier",
	"gonum.org/v1/gonum/floats",
	"gonum.org/v1/gonum/floats/scalar",
	"gonum.org/v1/gonum/graph",
	"gonum.org/v1/gonum/graph/path",
	"gonum.org/v1/gonum/graph/simple",
	"gonum.org/v1/gonum/integrate",
	"gonum.org/v1/gonum/integrate/quad",
	"gonum.org/v1/gonum/interp",
	"gonum.org/v1/gonum/lapack",
	"gonum.org/v1/gonum/lapack/lapack64",
	"gonum.org/v1/gonum/mat",
	"gonum.org/v1/gonum/mathext",
	"gonum.org/v1/gonum/optimize",
	"gonum.org/v1/gonum/optimize/convex/lp",
	"gonum.org/v1/gonum/optimize/functions",
	"gonum.org/v1/gonum/spatial/r2",
	"gonum.org/v1/gonum/spatial/r3",
	"gonum.org/v1/gonum/stat",
	"gonum.org/v1/gonum/stat/combin",
	"gonum.org/v1/gonum/stat/distmv",
	"gonum.org/v1/gonum/stat/distuv",
	"gonum.org/v1/gonum/stat/samplemv",
	"gonum.org/v1/gonum/stat/sampleuv",
	"gonum.org/v1/plot",
	"gonum.org/v1/plot/font",
	"gonum.org/v1/plot/palette",
	"gonum.org/v1/plot/palette/moreland",
	"gonum.org/v1/plot/plotter",
	"gonum.org/v1/plot/plotutil",
	"gonum.org/v1/plot/vg",
	"gonum.org/v1/plot/vg/draw",
	"gonum.org/v1/plot/vg/vgimg",
	"gonum.org/v1/plot/vg/vgsvg",
}

// meta is what the go command says of a package.
type meta struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	Imports    []string
	ImportMap  map[string]string
	Standard   bool
	DepOnly    bool
	Module     *struct{ GoVersion string }
	Error      *struct{ Err string }
}

// wanted reports whether cells may import the listed package.
func (m *meta) wanted() bool {
	if m.DepOnly || m.Name == "main" || leftOut[m.ImportPath] {
		return false
	}
	if m.ImportPath == "monro/stdlib" { // it holds sources, nothing for cells
		return false
	}
	for elem := range strings.SplitSeq(m.ImportPath, "/") {
		if elem == "internal" || elem == "vendor" || elem == "cmd" {
			return false
		}
	}
	return true
}

// list asks the go command for all packages to generate and what they import,
// each after its imports.
func list(root string) ([]*meta, error) {
	args := []string{"list", "-e", "-deps",
		"-json=ImportPath,Name,Dir,GoFiles,Imports,ImportMap,Standard,DepOnly,Module,Error", "std"}
	args = append(args, gonumPackages...)
	args = append(args, "./stdlib/...")
	out, err := goCommand(root, args...)
	if err != nil {
		return nil, err
	}
	var all []*meta
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		m := new(meta)
		if err := dec.Decode(m); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, m)
	}
}

// goCommand runs the go command for one fixed platform, so that the outputs are
// the same wherever they are generated.
func goCommand(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOEXPERIMENT=")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, stderr.Bytes())
	}
	return out, nil
}
