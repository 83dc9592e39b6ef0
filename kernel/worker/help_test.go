//go:build unix

package worker

import "testing"

func TestQuestion(t *testing.T) {
	for _, tt := range []struct {
		code, name string
		detail     int
	}{
		{"strings.Split?", "strings.Split", 0}, {"?x", "x", 0}, {" x ? \n", "x", 0}, {"x_1??", "x_1", 1}, {"??x", "x", 1},
		{"x", "", 0}, {"", "", 0}, {"?", "", 0}, {"f(x)?", "", 0}, {"a b?", "", 0}, {"x := 'a' // ?", "", 0},
	} {
		name, detail, ok := question(tt.code)
		if name != tt.name || detail != tt.detail || ok != (tt.name != "") {
			t.Errorf("%q: %q, detail %d, %v; want %q, %d", tt.code, name, detail, ok, tt.name, tt.detail)
		}
	}
}
