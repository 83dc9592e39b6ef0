package lang

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestSaveAndLoad(t *testing.T) {
	s, out := newSession(t)
	file := filepath.Join(t.TempDir(), "run.values")
	eval(t, s, out, "type celsius float64\ntype run struct { Name string; loss []float64; at celsius }")
	eval(t, s, out, `x := []float64{1, 2}; m := mat.NewDense(1, 2, []float64{3, 4}); n := 7; r := run{"a", []float64{5}, 20}; c := celsius(3); by := map[string][]run{"k": {r}}`)
	eval(t, s, out, "%save "+file+" x m n r c by")
	eval(t, s, out, "x, n, r, c = nil, 0, run{}, 0; m = nil; by = nil")
	if _, got := eval(t, s, out, "%load "+file); !strings.Contains(got, "m *mat.Dense") {
		t.Errorf("%%load prints %q", got)
	}
	if _, got := eval(t, s, out, "fmt.Println(x, m.At(0, 1), n, r, c, by)"); got != "[1 2] 4 7 {a [5] 20} 3 map[k:[{a [5] 20}]]\n" {
		t.Errorf("got %q", got)
	}
	eval(t, s, out, "f := func() {}")
	for code, want := range map[string]string{
		"%save " + file:         "wanted a file and the names",
		"%save " + file + " xx": "did you mean x?",
		"%save " + file + " f":  "f cannot be saved",
		"%load " + file + "x":   "no such file",
	} {
		if e := fails(t, s, code); !strings.Contains(e.Message, want) {
			t.Errorf("%s: %v, want %q", code, e.Message, want)
		}
	}
}
