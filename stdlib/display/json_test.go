package display

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestJSON(t *testing.T) {
	type quiet struct{ x, y float64 }
	type mixed struct {
		X float64
		y int
	}
	type holder struct{ Inner quiet }
	type silent struct {
		X float64 `json:"-"`
	}
	tests := []struct {
		name string
		v    any
		want string // in the text
		fail bool
	}{
		{"map", map[string]any{"a": []int{1, 2}, "b": "text"}, "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": \"text\"\n}", false},
		{"some fields", mixed{1, 2}, `"X": 1`, false},
		{"no fields", struct{}{}, "{}", false},
		{"left out by a tag, as in cells", silent{1}, "upper case", true},
		{"nil", nil, "null", false},
		{"nil pointer", (*quiet)(nil), "null", false},
		{"marshals itself", map[string]any{"t": time.Unix(0, 0).UTC()}, "1970-01-01", false},
		{"lower case only", quiet{1, 2}, "upper case", true},
		{"in a map", map[string]any{"p": quiet{1, 2}}, "upper case", true},
		{"in a slice", []*quiet{{1, 2}}, "upper case", true},
		{"in a field", holder{}, "upper case", true},
		{"not a number", math.NaN(), "unsupported value", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := JSON(tt.v)
			_, shown := b.Data["application/json"]
			if shown == tt.fail || !strings.Contains(b.Text(), tt.want) {
				t.Errorf("JSON shown: %v, text %q; want %q", shown, b.Text(), tt.want)
			}
		})
	}
}
