package lang

import (
	"fmt"
	"testing"
)

// What a cell declares is JSON by its Go types, for display as for encoding/json.
func TestDisplayJSON(t *testing.T) {
	s, out := newSession(t)
	vega := func(spec string) string {
		text := `{"$schema":"https://vega.github.io/schema/vega-lite/v5.json",` + spec + "}"
		return fmt.Sprintf("Vega-Lite chart, %d bytes", len(text))
	}
	for code, want := range map[string]string{
		`display.JSON(map[string]any{"a": []int{1, 2}})`:                                             "{\n  \"a\": [\n    1,\n    2\n  ]\n}",
		"type point struct { X int `json:\"x\"`; y int }\ndisplay.JSON([]point{{1, 2}})":             "[\n  {\n    \"x\": 1\n  }\n]",
		"type mark struct { Mark string }\ndisplay.VegaLite(mark{\"bar\"})":                          vega(`"Mark":"bar"`),
		`display.VegaLite(map[string]any{"mark": "bar", "data": map[string]any{"values": []int{}}})`: vega(`"data":{"values":[]},"mark":"bar"`),
	} {
		if got, _ := eval(t, s, out, code); got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
	}
}
