package lang

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A panic in a loop is shown where it happened, in whichever round.
func TestPlaceInLoop(t *testing.T) {
	for name, c := range map[string]struct {
		code string
		line int
	}{
		"one statement":           {"for i := 0; i < 5; i++ {\n\ta[i] = i\n}", 2},
		"nested":                  {"for k := 0; k < 2; k++ {\n\tfor i := 0; i < 5; i++ {\n\t\ta[i] = i\n\t}\n}", 3},
		"nested, one beside":      {"for k := 0; k < 5; k++ {\n\tfor i := 0; i < 3; i++ {\n\t\ta[i] = i\n\t}\n\ta[k] = 1\n}", 5},
		"two, the first":          {"for i := 0; i < 5; i++ {\n\ta[i] = i\n\tb[i] = i\n}", 2},
		"two, the second":         {"for i := 0; i < 4; i++ {\n\tb[i] = i\n\ta[i] = i\n}", 3},
		"in a condition's block":  {"for i := 0; i < 5; i++ {\n\tif i > 3 {\n\t\ta[i] = i\n\t}\n}", 3},
		"range of a number":       {"for i := range 5 {\n\ta[i] = i\n}", 2},
		"range of a slice":        {"for i, x := range b {\n\ta[i] = x\n}", 2},
		"range of a map":          {"for i := range map[int]int{4: 1} {\n\ta[i] = 1\n}", 2},
		"labelled":                {"out:\nfor i := 0; ; i++ {\n\tfor {\n\t\ta[i] = 1\n\t\tcontinue out\n\t}\n}", 4},
		"a compiled call":         {"for i := 0; i < 5; i++ {\n\tf[i] = math.Sqrt(2)\n}", 2},
		"a call beside":           {"for i := 0; i < 5; i++ {\n\ta[i] = i\n\tfirst(a)\n}", 2},
		"a call in the condition": {"for i := 0; first(a) == 0; i++ {\n\ta[i] = 0\n}", 2},
		"a call in the step":      {"for i := 0; i < 5; i += 1 + first(b) {\n\ta[i] = 0\n}", 2},
		"a method":                {"for i := 0; i < 5; i++ {\n\ta[i] = i\n\tp.first()\n}", 2},
		"a literal":               {"for i := 0; i < 5; i++ {\n\ta[i] = i\n\tfunc() { b[0] = 1 }()\n}", 2},
		"a compiled loop":         {"for i := 0; i < 5; i++ {\n\ta[i] = i\n\tslices.SortFunc(b, func(x, y int) int { return b[0] })\n}", 2},
		"printing":                {"for i := 0; i < 5; i++ {\n\ta[i] = i\n\tfmt.Fprint(io.Discard, p)\n}", 2},
		"after the loop":          {"for i := 0; i < 3; i++ {\n\ta[i] = i\n}\na[7] = 1", 4},
	} {
		t.Run(name, func(t *testing.T) {
			s, out := newSession(t)
			eval(t, s, out, "func first(x []int) int { return x[0] }\ntype P struct{ x []int }\nfunc (p P) first() int { return p.x[0] }\nfunc (p P) String() string { return fmt.Sprint(p.x[0]) }")
			eval(t, s, out, "a, b, f := make([]int, 3), make([]int, 4), make([]float64, 3); p := P{a}")
			for _, code := range []string{c.code, "func run() {\n" + c.code + "\n}\nrun()"} {
				line := c.line
				if code != c.code {
					line++
				}
				_, err := s.Eval(context.Background(), code)
				var e *Error
				if !errors.As(err, &e) || e.Name != "Panic" {
					t.Fatalf("%s\n%v", code, err)
				}
				if trace := strings.Join(e.Traceback, "\n"); !strings.Contains(trace, fmt.Sprintf("line %d,", line)) {
					t.Errorf("%s\nwant line %d:\n%s", code, line, trace)
				}
			}
		})
	}
}
