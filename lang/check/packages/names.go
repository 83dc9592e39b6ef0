package packages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"monro/internal/nearest"
)

// preferred holds the order of candidates for names that several packages share,
// where the general rule of ByName picks the one that fewer cells mean.
var preferred = map[string][]string{
	// rand.Seed and rand.Intn are in math/rand only, rand.N and rand.IntN in v2
	// only; most published snippets use the former.
	"rand":     {"math/rand", "math/rand/v2", "crypto/rand"},
	"template": {"text/template", "html/template"},
	"scanner":  {"text/scanner", "go/scanner"},
}

// ByName returns the import paths of the packages with the given name, in order
// of preference: those of Monro, then the standard library, then Gonum; among
// the packages of one of these, the shorter path first. Nil if there are none.
func ByName(name string) []string {
	var paths []string
	for e := range all {
		if e.name == name {
			paths = append(paths, e.path)
		}
	}
	rank := func(path string) int {
		origin := 2
		switch {
		case strings.HasPrefix(path, "monro/"):
			origin = 0
		case !strings.HasPrefix(path, "gonum.org/"):
			origin = 1
		}
		order := slices.Index(preferred[name], path)
		if order < 0 {
			order = len(preferred[name])
		}
		return 1000*origin + 100*order + strings.Count(path, "/")
	}
	slices.SortStableFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	return paths
}

// why says why a package of the standard library is not there.
var why = map[string]string{
	"C":              "cgo needs a C compiler",
	"expvar":         "it serves the command line on every default HTTP server",
	"log/syslog":     "it is not there on every platform",
	"net/http/pprof": "it serves profiles on every default HTTP server",
	"plugin":         "it needs a Go toolchain",
	"runtime/cgo":    "cgo needs a C compiler",
	"runtime/race":   "it is for the race detector",
	"syscall":        "it is not the same on every platform",
	"time/tzdata":    "it exports nothing",
}

// unknown is the error for a path that cannot be imported.
func unknown(path string) error {
	if reason, ok := why[path]; ok {
		return fmt.Errorf("package %s cannot be imported in a cell: %s", path, reason)
	}
	if near, ok := alike(path); ok {
		return fmt.Errorf("no package %s; did you mean %s?", path, near)
	}
	return fmt.Errorf("no package %s: cells can import the standard library, Gonum, gonum/plot and monro/stdlib", path)
}

// alike returns the importable path most like an unknown one: one whose end it
// is, or one that differs in at most a third of its letters.
func alike(path string) (string, bool) {
	last := path[strings.LastIndex(path, "/")+1:]
	if same := ByName(last); len(same) > 0 {
		return same[0], true
	}
	best, bestDistance := "", len(path)/3+1
	for e := range all {
		for _, candidate := range []string{e.path, e.name} {
			if d := nearest.Edits(path, candidate); d < bestDistance {
				best, bestDistance = e.path, d
			}
		}
	}
	return best, best != ""
}
