package check

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"linspace", "logspace", "sum", "Println", "computeThing"}
	for name, want := range map[string]string{
		"linspce": "linspace", "Sum": "sum", "Printn": "Println", "computething": "computeThing", "zzz": "", "x": "", "logspac": "logspace",
	} {
		if got := Nearest(name, names); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}
