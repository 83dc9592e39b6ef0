package plot

import (
	"math"
	"slices"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string][]run{
		"plain_text^2":         {{"plain_text^2", 0, false}},
		"cost in $":            {{"cost in $", 0, false}},
		"$x_1$":                {{"x", 0, true}, {"1", -1, false}},
		"$10^{-3}$":            {{"10", 0, false}, {"−3", 1, false}},
		`a $\alpha^\beta$ b`:   {{"a ", 0, false}, {"α", 0, true}, {"β", 1, true}, {" b", 0, false}},
		`$\|x\|$`:              {{"‖", 0, false}, {"x", 0, true}, {"‖", 0, false}},
		`$\log x$`:             {{"log", 0, false}, {"x", 0, true}},
		`$x^{a{b}c}$`:          {{"x", 0, true}, {"abc", 1, true}},
		`$\`:                   {{`$\`, 0, false}},
		`$x^$`:                 {{"x", 0, true}},
		`$x^{unclosed$`:        {{"x", 0, true}, {"unclosed", 1, true}},
		"two\nlines \x00\x1b$": {{"two lines $", 0, false}},
	} {
		if got := parse(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Widths of Helvetica, which Liberation Sans shares, from its AFM file: digits
// 556, space 278, capital A 667 thousandths of the size.
func TestMeasure(t *testing.T) {
	for text, want := range map[string]float64{"0123": 4 * 0.556, " ": 0.278, "A": 0.667, "": 0} {
		if got := measure(text, 1, false); math.Abs(got-want) > 2e-3 {
			t.Errorf("%q is %g wide, want %g", text, got, want)
		}
	}
	if measure("$10^2$", 1, false) >= measure("102", 1, false) {
		t.Error("a superscript is not smaller")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a", `$\alpha_{i}^2$`, "$^_{}$", `$\`, "$$", "\xff$\xff$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if w := measure(s, 12, false); math.IsNaN(w) || w < 0 {
			t.Errorf("width %g", w)
		}
		text, err := Line(nil, []float64{1, 2}, Label(s)).Title(s).SVG()
		if err != nil {
			t.Fatal(err)
		}
		checkXML(t, text)
	})
}
