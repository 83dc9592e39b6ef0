package nn

import (
	"strings"
	"testing"
)

func TestLayout(t *testing.T) {
	var l Layout
	for _, b := range []Block{{Name: "dense1.W", Shape: []int{2, 3}}, {Name: "dense1.b", Shape: []int{3}}, {Name: "scale"}} {
		if err := l.Add(b.Name, b.Shape...); err != nil {
			t.Fatal(err)
		}
	}
	if l.Len() != 10 {
		t.Fatalf("Len = %d, want 10", l.Len())
	}
	v := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	for _, tt := range []struct {
		name   string
		lo, hi int
	}{{"dense1.W", 0, 6}, {"dense1.b", 6, 9}, {"scale", 9, 10}} {
		b, err := l.Block(v, tt.name)
		if err != nil || len(b) != tt.hi-tt.lo || &b[0] != &v[tt.lo] || cap(b) != len(b) {
			t.Errorf("Block(%q) = %v, %v", tt.name, b, err)
		}
	}
	if _, err := l.Block(v[1:], "scale"); err == nil || !strings.Contains(err.Error(), "length 9: want 10") {
		t.Errorf("short vector: %v", err)
	}
	if _, err := l.Block(v, "dense1.w2"); err == nil || !strings.Contains(err.Error(), `nearest is "dense1.W"`) {
		t.Errorf("unknown block: %v", err)
	}
	if _, err := (Layout{}).Find("x"); err == nil {
		t.Error("an empty layout found a block")
	}
	for _, err := range []error{l.Add("scale", 1), l.Add("", 1), l.Add("new", 2, -1)} {
		if err == nil {
			t.Error("a bad block was accepted")
		}
	}
	if want := "dense1.W 2×3 at 0\ndense1.b 3 at 6\nscale scalar at 9\n10 in all"; l.String() != want {
		t.Errorf("String:\n%s\nwant\n%s", l, want)
	}
}
