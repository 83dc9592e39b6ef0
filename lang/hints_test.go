package lang

import (
	"strings"
	"testing"
)

func TestHints(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "learningRate := 0.1\nn := 3\nm := mat.NewDense(2, 2, nil)\nx := []float64{1, 2}")
	for _, tt := range []struct{ code, hint string }{
		{"learnigRate * 2", "did you mean learningRate?"},
		{"linspce(0, 1, 3)", "did you mean linspace?"},
		{"brandNew = 3", "declared with brandNew := ..."},
		{"print(n); printf(n)", "here it is fmt.Printf"},
		{`strings.Splt("a", ",")`, "did you mean strings.Split?"},
		{"var f float32 = n", "write float32(n)"},
		{`var w string = n`, "write fmt.Sprint(n)"},
		{"m + x", "matrix * slice"},
		{"[]int{1} + []int{2}", "[]float64"},
		{"func f(a int) int { if a > 0 { return 1 } }", "must end in a return"},
		{"a, b := n", "give each"},
		{`strings.Split("a")`, "strings.Split? shows"},
		{"if n { }", "x != 0"},
		{"var u uint8 = 1\nu + n", "convert one of them"},
	} {
		e := fails(t, s, tt.code)
		if all := strings.Join(e.Traceback, "\n"); !strings.Contains(all, "hint: ") || !strings.Contains(all, tt.hint) {
			t.Errorf("%s: no hint %q in\n%s", tt.code, tt.hint, ansi.ReplaceAllString(all, ""))
		}
	}
}
