package debug

import "testing"

// The values were computed by JupyterLab's own function.
func TestMurmur2(t *testing.T) {
	for text, want := range map[string]uint32{
		"":                3990065800,
		"a":               2167009006,
		"ab":              2805137849,
		"abc":             3350977461,
		"x := 1":          2984684956,
		"x := 1\ny := 2":  3111053345,
		"größer := \"ß\"": 1224527697,
		"func f(n int) int {\n\treturn n * 1000003\n}\nf(7)": 1718721758,
	} {
		if got := murmur2([]byte(text), hashSeed); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
