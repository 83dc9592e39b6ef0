package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
	"monro/internal/symgen/archive"
)

// A kinship says how near the Go version of committed outputs is to the local one.
type kinship int

const (
	same     kinship = iota // the same release: outputs are the same bytes
	patch                   // another patch release: the same exported API
	stranger                // another language version: the standard library differs
)

// kinshipOf compares the version of the committed outputs, "" for none, with
// the local one.
func kinshipOf(committed, local string) kinship {
	switch {
	case committed == local || committed == "":
		return same
	case minor(committed) == minor(local):
		return patch
	}
	return stranger
}

// minor cuts a version such as "go1.26.8" to "go1.26".
func minor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return version
	}
	return parts[0] + "." + parts[1]
}

// A comparison says in what the old content of a file differs from the new one,
// as far as it can be told between two Go versions of the given kinship. It
// returns "" where they agree.
type comparison func(old, new []byte, g group, k kinship) string

// compareSource compares generated Go files. They follow from exported names
// alone, which only another language version changes.
func compareSource(old, new []byte, g group, k kinship) string {
	if g == std && k == stranger || bytes.Equal(old, new) {
		return ""
	}
	return "differs"
}

// compareExports compares archives of export data.
func compareExports(old, new []byte, g group, k kinship) string {
	if k == stranger && g == std {
		return ""
	}
	return compareEntries(old, new, func(oldEntries, newEntries map[string][]byte) func(string) string {
		if k == same {
			return func(path string) string { return differ(oldEntries[path], newEntries[path]) }
		}
		oldTypes, newTypes := map[string]*types.Package{}, map[string]*types.Package{}
		return func(path string) string {
			return compareAPI(oldEntries[path], newEntries[path], oldTypes, newTypes, path)
		}
	})
}

func differ(old, new []byte) string {
	if bytes.Equal(old, new) {
		return ""
	}
	return "differs"
}

// compareAPI compares two pieces of export data by what the package exports.
func compareAPI(old, new []byte, oldTypes, newTypes map[string]*types.Package, path string) string {
	read := func(data []byte, imports map[string]*types.Package) ([]string, error) {
		p, err := gcexportdata.Read(bytes.NewReader(data), token.NewFileSet(), imports, path)
		if err != nil {
			return nil, err
		}
		return api(p), nil
	}
	is, err := read(old, oldTypes)
	if err != nil {
		return err.Error()
	}
	want, err := read(new, newTypes)
	if err != nil {
		return err.Error()
	}
	for _, line := range want {
		if !slices.Contains(is, line) {
			return "lacks " + line
		}
	}
	for _, line := range is {
		if !slices.Contains(want, line) {
			return "still has " + line
		}
	}
	return ""
}

// compareDocs compares archives of documentation. Patch releases of Go may
// reword the comments of the standard library, but document the same symbols.
func compareDocs(old, new []byte, g group, k kinship) string {
	if k == stranger && g == std {
		return ""
	}
	return compareEntries(old, new, func(oldEntries, newEntries map[string][]byte) func(string) string {
		if k == same || g != std {
			return func(path string) string { return differ(oldEntries[path], newEntries[path]) }
		}
		return func(path string) string {
			var is, want map[string]symbolDoc
			if json.Unmarshal(oldEntries[path], &is) != nil || json.Unmarshal(newEntries[path], &want) != nil {
				return "is not valid JSON"
			}
			if !slices.Equal(slices.Sorted(maps.Keys(is)), slices.Sorted(maps.Keys(want))) {
				return "documents other symbols"
			}
			return ""
		}
	})
}

// compareEntries compares two archives entry by entry: first which there are,
// then each with the function that comparer makes.
func compareEntries(old, new []byte, comparer func(old, new map[string][]byte) func(path string) string) string {
	oldEntries, err := entriesOf(old)
	if err != nil {
		return err.Error()
	}
	newEntries, err := entriesOf(new)
	if err != nil {
		return err.Error()
	}
	compare := comparer(oldEntries, newEntries)
	var whys []string
	for _, path := range slices.Sorted(maps.Keys(newEntries)) {
		if _, ok := oldEntries[path]; !ok {
			whys = append(whys, path+" is missing")
		} else if why := compare(path); why != "" {
			whys = append(whys, path+" "+why)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(oldEntries)) {
		if _, ok := newEntries[path]; !ok {
			whys = append(whys, path+" is no longer wanted")
		}
	}
	if len(whys) > 5 {
		whys = append(whys[:5], fmt.Sprintf("and %d more", len(whys)-5))
	}
	return strings.Join(whys, "; ")
}

func entriesOf(data []byte) (map[string][]byte, error) {
	a, err := archive.Open(string(data))
	if err != nil {
		return nil, err
	}
	entries := map[string][]byte{}
	for _, name := range a.Names() {
		if entries[name], err = a.Read(name); err != nil {
			return nil, err
		}
	}
	return entries, nil
}
