package complete_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"monro/lang"
)

// folder makes a working directory with some files; names that end in a slash
// are folders.
func folder(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, n := range names {
		at := filepath.Join(dir, n)
		err := os.MkdirAll(filepath.Dir(at), 0o755)
		if strings.HasSuffix(n, "/") {
			err = os.MkdirAll(at, 0o755)
		} else if err == nil {
			err = os.WriteFile(at, nil, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return dir
}

// inserted are the codes after each match, with the whole range replaced.
func inserted(s *lang.Session, marked string) []string {
	code, cursor := cut(marked)
	c := s.Complete(code, cursor)
	var list []string
	for _, m := range c.Matches {
		list = append(list, code[:c.Start]+m.Text+code[c.End:])
	}
	return list
}

func TestPaths(t *testing.T) {
	s := session(t)
	dir := folder(t, "data/train.csv", "data/test.csv", "data/deep/", "Digits.csv", "notes.txt", ".hidden", `quo"te`, "tick`s", "größe.csv")
	if err := os.Symlink("data", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	t.Setenv("HOME", dir)
	for _, tt := range []struct {
		name, code string
		want       []string
	}{
		{"prefix", `data.CSV("no|")`, []string{`data.CSV("notes.txt")`}},
		{"folder", `x := "da|`, []string{`x := "data/`}},
		{"inside a folder", `x := "data/t|"`, []string{`x := "data/test.csv"`, `x := "data/train.csv"`}},
		{"all in a folder", `x := "data/|"`, []string{`x := "data/deep/"`, `x := "data/test.csv"`, `x := "data/train.csv"`}},
		{"all but the hidden", "f(`|`)", []string{"f(`data/`)", "f(`Digits.csv`)", "f(`größe.csv`)", "f(`link/`)", "f(`notes.txt`)", "f(`quo\"te`)"}},
		{"hidden", `".|"`, []string{`".hidden"`}},
		{"link to a folder", `"li|"`, []string{`"link/"`}},
		{"through a link", `"link/tr|"`, []string{`"link/train.csv"`}},
		{"home", `"~/no|"`, []string{`"~/notes.txt"`}},
		{"parent", `"data/..|"`, []string{`"data/../"`}},
		{"from the root", `"` + filepath.ToSlash(dir) + `/Dig|"`, []string{`"` + filepath.ToSlash(dir) + `/Digits.csv"`}},
		{"escaped in the result", `"quo|"`, []string{`"quo\"te"`}},
		{"escape typed", `"\u0064a|"`, []string{`"data/"`}},
		{"broken escape", `"\qda|"`, nil},
		{"cursor inside a name", `"data/te|xx.csv", 1`, []string{`"data/test.csv", 1`}},
		{"cursor before a slash", `"da|/test.csv"`, []string{`"data/test.csv"`}},
		{"other string behind", `f("no|, "x")`, []string{`f("notes.txt, "x")`}},
		{"a file is no folder", `"notes.txt/|"`, nil},
		{"no such folder", `"nosuch/|"`, nil},
		{"several lines", "`da\nda|`", nil},
		{"letter", `'d|`, nil},
		{"import", `import "no|"`, nil},
		{"comment", `// "no|`, nil},
	} {
		if got := inserted(s, tt.code); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s gives %q, want %q", tt.name, tt.code, got, tt.want)
		}
	}
	if c := s.Complete(`"data/t`, 7); c.Start != 6 || len(c.Matches) == 0 || c.Matches[0] != (lang.Match{Text: "test.csv", Type: "path"}) {
		t.Errorf("completion is %+v", c)
	}
}

func TestPathsAreFew(t *testing.T) {
	var names []string
	for i := range 300 {
		names = append(names, fmt.Sprintf("run%03d", i))
	}
	s := session(t)
	folder(t, names...)
	if got := inserted(s, `"|"`); len(got) != 200 || got[0] != `"run000"` || got[199] != `"run199"` {
		t.Errorf("%d paths are offered", len(got))
	}
	if got := inserted(s, `"run29|"`); len(got) != 10 {
		t.Errorf("%d paths are offered, want 10", len(got))
	}
}

func TestMapKeys(t *testing.T) {
	s := session(t)
	folder(t, "rate.csv")
	for _, tt := range []struct {
		name, code string
		want       []string
	}{
		{"literal", "m := map[string]int{\"rate\": 1, \"steps\": 2}\nm[\"|\"]", []string{"rate", "steps"}},
		{"prefix", "m := map[string]int{\"rate\": 1, \"steps\": 2}\nm[\"s|", []string{"steps"}},
		{"var", "var m = map[string][]int{\n\t\"one\": {1},\n\t`two`: {2},\n}\nfmt.Println(m[\"|", []string{"one", "two"}},
		{"var with its type", "var m map[string]int = map[string]int{\"one\": 1}\nm[\"|", []string{"one"}},
		{"assigned", "m := map[string]int{}\nm[\"late\"] = 1\nm[\"|", []string{"late"}},
		{"once each", "m := map[string]int{\"a\": 1}\nm[\"a\"] = 2\nm[\"|", []string{"a"}},
		{"strings that are values", "m := map[string]string{\"key\": \"value\"}\nm[\"|", []string{"key"}},
		{"keys of inner maps", "m := map[string]map[string]int{\"outer\": {\"inner\": 1}}\nm[\"|", []string{"outer"}},
		{"struct in the type", "m := map[string]struct{ A int `x` }{\"key\": {A: 1}}\nm[\"|", []string{"key"}},
		{"the last literal", "m := map[string]int{\"a\": 1}\nm = map[string]int{\"b\": 1}\nm[\"|", []string{"b"}},
		{"escaped", "m := map[string]int{`say \"hi\"`: 1}\nm[\"|", []string{`say \"hi\"`}},
		{"raw", "m := map[string]int{\"a\\tb\": 1}\nm[`|", []string{"a\tb"}},
		{"a parameter hides it", "m := map[string]int{\"a\": 1}\nfunc f(m map[string]int) { if true { x := \"no\": 1 }\nm[\"ra|", []string{"rate.csv"}},
		{"another variable", "m := map[string]int{\"rate\": 1}\nk[\"ra|", []string{"rate.csv"}},
		{"a field", "m := map[string]int{\"rate\": 1}\nx.m[\"ra|", []string{"rate.csv"}},
	} {
		code, cursor := cut(tt.code)
		var got []string
		for _, m := range s.Complete(code, cursor).Matches {
			got = append(got, m.Text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s gives %q, want %q", tt.name, tt.code, got, tt.want)
		}
	}
	if got := inserted(s, "m := map[string]int{\"rate\": 1}\nm[\"ra|xx\"]"); len(got) != 1 || !strings.HasSuffix(got[0], `m["rate"]`) {
		t.Errorf("the key is put as %q", got)
	}
}
