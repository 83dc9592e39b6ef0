// Gallery writes the index of the notebooks: notebooks/README.md, with a line
// and a thumbnail for each. Run it in the module's root after a notebook was added
// or executed anew:
//
//	go run ./internal/gallery
//
// The line is the notebook's heading with the first sentence of its question, or of
// what is below it, the thumbnail its first figure, or that of the cell tagged
// "thumbnail". With -check it writes
// nothing, and exits with status 1 where the index is out of date.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "write nothing; exit with status 1 if the index is out of date")
	flag.Parse()
	stale, err := run("notebooks", *check)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(2)
	}
	if *check && len(stale) > 0 {
		fmt.Fprintf(os.Stderr, "gallery: out of date: %s; run: go run ./internal/gallery\n", strings.Join(stale, ", "))
		os.Exit(1)
	}
}

// families are the folders with a heading of their own, in this order; the
// others follow under their names.
var families = []struct{ folder, heading string }{
	{".", "Start here"},
	{"gallery", "Gallery"},
	{"optim", "Optimisers"},
}

// run brings the index below root up to date, or only lists what is not.
func run(root string, check bool) (stale []string, err error) {
	names, err := filepath.Glob(filepath.Join(root, "*.ipynb"))
	if err != nil {
		return nil, err
	}
	more, err := filepath.Glob(filepath.Join(root, "*", "*.ipynb"))
	if err != nil {
		return nil, err
	}
	sections := map[string][]entry{}
	wanted := map[string][]byte{}
	for _, name := range append(names, more...) {
		e, err := read(root, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		folder := filepath.Dir(e.path)
		sections[folder] = append(sections[folder], e)
		if e.picture != nil {
			wanted[e.thumbnail()] = e.picture
		}
	}
	wanted["README.md"] = index(sections)
	for name, data := range wanted {
		path := filepath.Join(root, name)
		old, err := os.ReadFile(path)
		// Another version of Go may compress a thumbnail otherwise.
		if err == nil && (bytes.Equal(old, data) || check && name != "README.md") {
			continue
		}
		stale = append(stale, path)
		if check {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return nil, err
		}
	}
	slices.Sort(stale)
	return stale, nil
}

// index is the text of the README.
func index(sections map[string][]entry) []byte {
	var b bytes.Buffer
	b.WriteString("# Notebooks\n\nEach holds the outputs of a full run. `monro run NOTEBOOK -p quick=true` executes one in\nseconds, without Jupyter. Written by `go run ./internal/gallery`.\n")
	var folders []string
	for f := range sections {
		folders = append(folders, f)
	}
	slices.SortFunc(folders, func(a, b string) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, f := range folders {
		heading := f
		if i := place(f); i < len(families) {
			heading = families[i].heading
		}
		fmt.Fprintf(&b, "\n## %s\n\n| | |\n|---|---|\n", heading)
		for _, e := range sections[f] {
			picture := ""
			if e.picture != nil {
				picture = fmt.Sprintf("[![](%s)](%s)", e.thumbnail(), filepath.ToSlash(e.path))
			}
			fmt.Fprintf(&b, "| %s | [%s](%s)<br>%s |\n", picture, cellText(e.title), filepath.ToSlash(e.path), cellText(e.line))
		}
	}
	return b.Bytes()
}

func place(folder string) int {
	for i, f := range families {
		if f.folder == folder {
			return i
		}
	}
	return len(families)
}

// cellText keeps a text within its cell of a table.
func cellText(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
