package lang

import (
	"context"
	"testing"
)

// What is declared anew is forgotten by its name alone: whatever holds it goes on.
func TestReplacedNamesLiveOn(t *testing.T) {
	s, _ := newSession(t)
	for _, tt := range []struct{ cell, want string }{
		{"func f(x int) int { return x + 1 }\nfunc twice(x int) int { return f(f(x)) }\nfunc all[T any](x T, n int) []T { r := []T{}; for range f(n) { r = append(r, x) }; return r }", ""},
		{"v := 3\ninc := func() int { v++; return v }\nheld := f\nlen(all(1, 1))", "2"},
		{"func f(x int) int { return x + 10 }", ""},
		{"twice(0) + held(0)", "21"},
		{"len(all(\"x\", 1))", "11"},
		{"len(all(1, 1))", "11"},
		{"v := \"now a string\"\nv", "now a string"},
		{"inc() + inc()", "9"},
		{"func f(x string) string { return x }\nfunc twice(x string) string { return f(x) + f(x) }", ""},
		{"twice(v[:3]) + f(\"!\")", "nownow!"},
		{"held(1)", "2"},
		{"type P struct{ x int }\nfunc (p P) Get() int { return p.x }\np := P{1}", ""},
		{"q := p\ntype P struct{ y string }\nfunc (p P) Get() string { return p.y }", ""},
		{"q.Get() + p.x", "2"},
		{"P{\"new\"}.Get()", "new"},
		{"z := 1\ntype Q struct{}\nfunc (Q) Z() int { return z }\nfunc add[T int | float64 | float32](x T) T { return x + T(z) }\nadd(1) + Q{}.Z()", "3"},
		{"z := 10\nw := 1\nh := func() int { w++; return w + z }", ""},
		{"z := 20\nw := 5", ""},
		{"add(1.5)", "21.5"}, // an instance that was not there before
		{"add(1) + Q{}.Z()", "41"},
		{"h()", "26"},
		{"z := \"a string\"", ""}, // add and Z keep the number
		{"add(float32(1))", "21"},
	} {
		v, err := s.Eval(context.Background(), tt.cell)
		got := ""
		if v != nil {
			got = v.Bundle.Text()
		}
		if err != nil || got != tt.want {
			t.Errorf("%s\ngives %q, %v; want %q", tt.cell, got, err, tt.want)
		}
	}
}
