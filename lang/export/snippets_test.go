package export_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"monro/lang/difftest"
	"monro/lang/export"
)

// TestSnippets exports the snippets that pin the dialect to Go and compares
// what they print with what Go printed when they were recorded.
func TestSnippets(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles hundreds of packages")
	}
	files, err := difftest.ReadAll(filepath.Join("..", "difftest", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string][]byte{}
	rejected := 0
	each := func(do func(id, name string, s *difftest.Snippet)) {
		for i, f := range files {
			for j, s := range f.Snippets {
				do(fmt.Sprintf("p%d_%d", i, j), strings.TrimSuffix(filepath.Base(f.Path), ".txt")+"/"+s.Name, s)
			}
		}
	}
	each(func(id, name string, s *difftest.Snippet) {
		list := cells(s.Cells)
		for i := range list {
			list[i].Source += "\n;" // what was recorded holds no values of last expressions
		}
		source, err := export.Program(list, s.Name)
		switch {
		case err == nil:
			sources[id] = source
		case s.XFail != "":
			rejected++
		default:
			t.Errorf("%s: %v", name, err)
		}
	})
	executable := build(t, sources, false)
	each(func(id, name string, s *difftest.Snippet) {
		if sources[id] == nil {
			return
		}
		got, errs := compiled(t, executable, t.TempDir(), id)
		if difftest.Normal(got) != s.Output || s.Panic != "" && !strings.Contains(errs, s.Panic) {
			t.Errorf("%s: prints\n%s\n%s\nwant\n%s\n%s\n%s", name, got, errs, s.Output, s.Panic, sources[id])
		}
	})
	t.Logf("%d programs, %d more rejected as the session does", len(sources), rejected)
}
