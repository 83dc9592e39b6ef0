// Symgen writes what the front end must know about compiled packages, so that
// no Go toolchain is needed where Monro runs: tables of their functions,
// variables and types for the interpreter, export data for the type checker and
// doc comments for help. Run it in the module's root after a change to what a
// package under stdlib exports:
//
//	go run ./internal/symgen
//
// With -check it writes nothing, says what is out of date and then exits with
// status 1. Only what cells can see counts: exported names, their types and our
// comments. So another patch release of Go than the one the outputs were made
// with does not matter; with another language version, -check says so and
// leaves the standard library out.
//
// It reads sources only and imports nothing it generates, so it also runs where
// the outputs are missing or do not compile.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"monro/internal/symgen/archive"
)

// Folders of the outputs, relative to the module's root.
const (
	symbolsDir  = "lang/interp/symbols"
	packagesDir = "lang/check/packages"
	docsDir     = "lang/complete/docs"
)

func main() {
	check := flag.Bool("check", false, "write nothing; exit with status 1 if an output is out of date")
	flag.Parse()
	stale, err := run(".", *check)
	if err != nil {
		say("%v", err)
		os.Exit(2)
	}
	if *check && stale > 0 {
		say("%d files are out of date; run: go run ./internal/symgen", stale)
		os.Exit(1)
	}
}

// An output is a generated file.
type output struct {
	path    string // relative to the module's root
	group   group
	data    []byte
	compare comparison
}

// run generates all outputs for the module in root and writes those that are
// out of date, or only counts them when check is set.
func run(root string, check bool) (stale int, err error) {
	out, err := goCommand(root, "env", "GOVERSION")
	if err != nil {
		return 0, err
	}
	version := strings.TrimSpace(string(out))
	pkgs, warnings, err := load(root)
	if err != nil {
		return 0, err
	}
	for _, w := range warnings {
		say("warning: %s", w)
	}
	outputs, err := generate(pkgs, version)
	if err != nil {
		return 0, err
	}
	committed := committedVersion(root)
	kin := kinshipOf(committed, version)
	if check && kin == stranger {
		say("the outputs are those of %s and this is %s: the standard library is not compared", committed, version)
	}
	size := 0
	for _, o := range outputs {
		size += len(o.data)
		why, err := o.stale(root, check, kin)
		if err != nil {
			return 0, err
		}
		if why == "" {
			continue
		}
		stale++
		say("%s: %s", o.path, why)
		if check {
			continue
		}
		if err := os.WriteFile(filepath.Join(root, o.path), o.data, 0o644); err != nil {
			return 0, err
		}
	}
	extra, err := removeExtra(root, outputs, check, check && kin == stranger)
	say("%d packages, %d files, %d KB, %s", len(pkgs), len(outputs), size>>10, version)
	return stale + extra, err
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "symgen: "+format+"\n", args...) }

// stale says why the file in root is out of date, or "" where it is not. A check
// goes by what cells can see alone. Writing also renews what differs in bytes,
// except that another patch release leaves equivalent files as they are.
func (o *output) stale(root string, check bool, kin kinship) (why string, err error) {
	old, err := os.ReadFile(filepath.Join(root, o.path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "missing", nil
	case err != nil:
		return "", err
	case check:
		return o.compare(old, o.data, o.group, max(kin, patch)), nil
	case kin == stranger:
		return differ(old, o.data), nil
	}
	return o.compare(old, o.data, o.group, kin), nil
}

// committedVersion returns the Go version that the export data of the standard
// library was written with, or "" where there is no such data.
func committedVersion(root string) string {
	data, err := os.ReadFile(filepath.Join(root, packagesDir, string(std)+".zip"))
	if err != nil {
		return ""
	}
	a, err := archive.Open(string(data))
	if err != nil {
		return ""
	}
	return a.Comment()
}

// generate returns all outputs.
func generate(pkgs []*pkg, version string) ([]output, error) {
	var outputs []output
	files, err := tables(pkgs)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		outputs = append(outputs, output{filepath.Join(symbolsDir, f.name), f.group, f.data, compareSource})
	}
	for _, g := range groups {
		members := inGroup(pkgs, g)
		index, err := exportIndex(members, g)
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, output{filepath.Join(packagesDir, string(g)+"_index.go"), g, index, compareSource})
		entries, err := exports(members)
		if err != nil {
			return nil, err
		}
		data, err := archive.Write(entries, version)
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, output{filepath.Join(packagesDir, string(g)+".zip"), g, data, compareExports})
		if entries, err = docs(members); err != nil {
			return nil, err
		}
		if data, err = archive.Write(entries, version); err != nil {
			return nil, err
		}
		outputs = append(outputs, output{filepath.Join(docsDir, string(g)+".zip"), g, data, compareDocs})
	}
	return outputs, nil
}

func inGroup(pkgs []*pkg, g group) []*pkg {
	var members []*pkg
	for _, p := range pkgs {
		if groupOf(p.ImportPath) == g {
			members = append(members, p)
		}
	}
	return members
}

// removeExtra removes generated tables that are no longer among the outputs, or
// only counts them when check is set. With keepStd, those of the standard library
// do not count.
func removeExtra(root string, outputs []output, check, keepStd bool) (int, error) {
	wanted := map[string]bool{}
	for _, o := range outputs {
		wanted[o.path] = true
	}
	matches, err := filepath.Glob(filepath.Join(root, symbolsDir, "*_sym.go"))
	if err != nil {
		return 0, err
	}
	extra := 0
	for _, file := range matches {
		path, err := filepath.Rel(root, file)
		if err != nil {
			return 0, err
		}
		if wanted[path] {
			continue
		}
		if keepStd {
			// The file may hold a package that this Go version does not have.
			data, err := os.ReadFile(file)
			if err != nil {
				return 0, err
			}
			if !bytes.Contains(data, []byte(`path: "gonum.org/`)) && !bytes.Contains(data, []byte(`path: "monro/`)) {
				continue
			}
		}
		extra++
		say("%s: no longer wanted", path)
		if check {
			continue
		}
		if err := os.Remove(file); err != nil {
			return 0, err
		}
	}
	return extra, nil
}
