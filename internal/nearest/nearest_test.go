package nearest

import "testing"

func TestName(t *testing.T) {
	names := []string{"linspace", "logspace", "sum", "Println", "computeThing"}
	for name, want := range map[string]string{
		"linspce": "linspace", "Sum": "sum", "Printn": "Println", "computething": "computeThing", "zzz": "", "x": "", "logspac": "logspace",
	} {
		if got := Name(name, names); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"abc", "abc", 0}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"größe", "grösse", 2},
	} {
		if got := Edits(tt.a, tt.b); got != tt.want {
			t.Errorf("Edits(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := Edits(tt.b, tt.a); got != tt.want {
			t.Errorf("Edits(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}
