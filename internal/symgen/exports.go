package main

import (
	"bytes"
	"fmt"
	"go/format"
	"go/token"

	"golang.org/x/tools/go/gcexportdata"
)

// exports returns the export data of one group of packages by import path.
// Positions are dropped: they would name files of this machine.
func exports(pkgs []*pkg) (map[string][]byte, error) {
	entries := map[string][]byte{}
	for _, p := range pkgs {
		var buf bytes.Buffer
		if err := gcexportdata.Write(&buf, token.NewFileSet(), p.types); err != nil {
			return nil, fmt.Errorf("export data of %s: %w", p.ImportPath, err)
		}
		entries[p.ImportPath] = buf.Bytes()
	}
	return entries, nil
}

// exportIndex returns the Go file that lists a group's packages by path.
func exportIndex(pkgs []*pkg, g group) ([]byte, error) {
	byPath := map[string]*pkg{}
	for _, p := range pkgs {
		byPath[p.ImportPath] = p
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%spackage packages\n\nvar %sIndex = [...]entry{\n", header, g)
	for _, path := range sortedPaths(pkgs) {
		fmt.Fprintf(&b, "{%q, %q},\n", path, byPath[path].types.Name())
	}
	b.WriteString("}\n")
	return format.Source(b.Bytes())
}
