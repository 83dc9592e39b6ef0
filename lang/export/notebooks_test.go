package export_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"monro/lang/export"
)

// notebookCells reads the cells of a notebook. Behind the one that is tagged
// "parameters" comes one that sets quick, where the notebook has it.
func notebookCells(t *testing.T, path string) (list []export.Cell) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var nb struct {
		Cells []struct {
			Type     string `json:"cell_type"`
			Source   json.RawMessage
			Metadata struct{ Tags []string }
		}
	}
	if err := json.Unmarshal(data, &nb); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, c := range nb.Cells {
		var lines []string
		var source string
		if json.Unmarshal(c.Source, &lines) == nil {
			source = strings.Join(lines, "")
		} else if err := json.Unmarshal(c.Source, &source); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		cell := export.Cell{Source: source, Raises: slices.Contains(c.Metadata.Tags, "raises-exception")}
		switch {
		case c.Type != "code":
			cell.Kind = export.Text
		case slices.Contains(c.Metadata.Tags, "skip-execution"), slices.Contains(c.Metadata.Tags, "timing"):
			cell.Kind = export.Skipped
		}
		list = append(list, cell)
		if slices.Contains(c.Metadata.Tags, "parameters") && strings.Contains(source, "quick") {
			list = append(list, export.Cell{Source: "quick := true"})
		}
	}
	return list
}

var duration = regexp.MustCompile(`\d+(\.\d+)?(e[-+]\d+)? ?(ns|µs|ms|s|min|it/s|[kM]?/s)\b|\b\d+:\d\d\b`)

// timeless masks what differs from run to run: durations and rates, which are
// numbers with such a unit or written as 1:23, and the folder the program runs in.
func timeless(text, dir string) string {
	return duration.ReplaceAllString(strings.ReplaceAll(text, dir, "DIR"), "TIME")
}

// TestNotebooks runs every notebook of the project, its quick variant where it
// has one, in a session and as a compiled program. Cells tagged "timing" show what
// the clock said, which is never the same twice, and are left out.
func TestNotebooks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every notebook twice")
	}
	root := sourceFolder(t)
	var paths []string
	err := filepath.WalkDir(filepath.Join(root, "notebooks"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".ipynb") && !strings.Contains(path, ".ipynb_checkpoints") && !strings.HasSuffix(path, ".executed.ipynb") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatal("the project has no notebooks")
	}
	sources, lists := map[string][]byte{}, map[string][]export.Cell{}
	for i, path := range paths {
		id := fmt.Sprint("nb", i)
		lists[id] = notebookCells(t, path)
		source, err := export.Program(lists[id], filepath.Base(path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		sources[id] = source
	}
	executable := build(t, sources, true)
	for i, path := range paths {
		id := fmt.Sprint("nb", i)
		if sources[id] == nil {
			continue
		}
		name, _ := filepath.Rel(root, path)
		t.Run(name, func(t *testing.T) {
			dirs := [2]string{t.TempDir(), t.TempDir()} // with what the notebook finds beside it
			for _, dir := range dirs {
				if err := os.CopyFS(dir, os.DirFS(filepath.Dir(path))); err != nil {
					t.Fatal(err)
				}
			}
			got, errs := compiled(t, executable, dirs[0], id)
			t.Chdir(dirs[1])
			want := timeless(interpreted(t, lists[id]), dirs[1])
			if got = timeless(got, dirs[0]); got != want || strings.Contains(want, "stopped:") {
				t.Errorf("compiled:\n%s%s\ninterpreted:\n%s\n%s", got, errs, want, sources[id])
			}
		})
	}
}
