package experiment

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Params are the values of named parameters: float64, int, string or bool.
type Params map[string]any

// String lists the parameters by name: "batch=32 lr=0.1". Equal parameters give
// equal texts; 1 and 1.0 count as equal.
func (p Params) String() string { return p.text(valueText) }

// short is String with six significant digits, for readers.
func (p Params) short() string { return p.text(shortText) }

func (p Params) text(value func(any) string) string {
	var b strings.Builder
	for i, name := range p.Names() {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(name + "=" + value(p[name]))
	}
	return b.String()
}

// Names are the parameters' names in alphabetical order.
func (p Params) Names() []string { return slices.Sorted(maps.Keys(p)) }

// String is a text that is equal for equal identities alone.
func (id Identity) String() string {
	return fmt.Sprintf("%q %q %q %q %d", id.Study, id.Setup, id.Arm, id.Params.String(), id.Seed)
}

// valueText writes a parameter so that different values differ; strings that
// could be taken for something else are quoted.
func valueText(v any) string {
	switch v := v.(type) {
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case string:
		_, err := strconv.ParseFloat(v, 64)
		if err == nil || v == "" || v == "true" || v == "false" || strings.ContainsAny(v, " =\"\\\n") {
			return strconv.Quote(v)
		}
		return v
	}
	return fmt.Sprint(v)
}

// shortText is valueText with six significant digits.
func shortText(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'g', 6, 64)
	}
	return valueText(v)
}

// normal is the parameter that v stands for: one of the four types of Params.
func normal(v any) (any, bool) {
	switch v := v.(type) {
	case float64, int, string, bool:
		return v, true
	case float32:
		return float64(v), true
	case int64:
		return int(v), true
	case uint64:
		return int(v), true
	case fmt.Stringer:
		return v.String(), true
	}
	return nil, false
}
