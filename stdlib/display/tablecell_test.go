package display

import (
	"fmt"
	"math"
	"testing"
	"time"
)

func TestTableNumbers(t *testing.T) {
	for _, c := range []struct {
		v      any
		digits int
		want   string
	}{
		{0.0, 4, "0"},
		{1.0, 4, "1.000"},
		{-0.5, 2, "−0.50"},
		{123456.0, 4, "123456"},
		{1234567.0, 4, "1.235e6"},
		{0.00012345, 3, "0.000123"},
		{9.9999, 3, "10.0"},
		{math.NaN(), 4, "NaN"},
		{math.Inf(-1), 4, "−∞"},
		{float32(0.5), 2, "0.50"},
		{42, 1, "42"},
		{-42, 1, "−42"},
		{uint8(7), 1, "7"},
		{"text", 1, "text"},
		{"two\nlines\x1b[2J\u202e", 1, "two lines�[2J�"},
		{nil, 1, ""},
		{true, 1, "true"},
		{2 * time.Second, 3, "2s"},
	} {
		if got := format(c.v, c.digits, 2, "").plain(); got != c.want {
			t.Errorf("%v with %d digits: %q, want %q", c.v, c.digits, got, c.want)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		s        Spread
		one, two string // with so many digits of the error
	}{
		{Spread{0.31234, 0.0216}, "0.31 ± 0.02", "0.312 ± 0.022"},
		{Spread{12.3, 4.56}, "12 ± 5", "12.3 ± 4.6"},
		{Spread{1234, 56}, "1230 ± 60", "1234 ± 56"},
		{Spread{1234, 156}, "1200 ± 200", "1230 ± 160"},
		{Spread{-1234, 156}, "−1200 ± 200", "−1230 ± 160"},
		{Spread{1, 0.0996}, "1.0 ± 0.1", "1.00 ± 0.10"},
		{Spread{1, 0.00951}, "1.00 ± 0.01", "1.0000 ± 0.0095"},
		{Spread{1.5e-6, 2e-7}, "(1.5 ± 0.2)e-6", "(1.50 ± 0.20)e-6"},
		{Spread{3e9, 4e7}, "(3.00 ± 0.04)e9", "(3.000 ± 0.040)e9"},
		{Spread{1e-310, 2e-311}, "(1.0 ± 0.2)e-310", "(1.00 ± 0.20)e-310"},
		{Spread{0, 3}, "0 ± 3", "0.0 ± 3.0"},
		{Spread{0.5, 0}, "0.500", "0.500"},
		{Spread{-45.5, 5e-15}, "−45.5", "−45.5"},
		{Spread{0.5, math.NaN()}, "0.500 ± NaN", "0.500 ± NaN"},
		{Spread{math.Inf(1), 1}, "∞ ± 1", "∞ ± 1.0"},
	} {
		if got := format(c.s, 3, 1, "").plain(); got != c.one {
			t.Errorf("%v with one digit: %q, want %q", c.s, got, c.one)
		}
		if got := format(c.s, 3, 2, "").plain(); got != c.two {
			t.Errorf("%v with two digits: %q, want %q", c.s, got, c.two)
		}
	}
}

func TestTableFormat(t *testing.T) {
	for _, c := range []struct {
		verb string
		v    any
		want string
	}{
		{"%.2f", -1.0 / 3, "−0.33"},
		{"%.1f %%", 98.25, "98.2 %"},
		{"%.2f", 3, "3.00"}, // an int, too
		{"%d", 3.0, "3"},
		{"%d", 3.5, "%!d(float64=3.5)"},
		{"%.1e", 1234.5, "1.2e+03"},
		{"%.1f", Spread{1.26, 0.34}, "1.3 ± 0.3"},
		{"%.1f", "n/a", "n/a"},
		{"%.1f", nil, ""},
	} {
		if got := format(c.v, 4, 2, c.verb).plain(); got != c.want {
			t.Errorf("%s of %v: %q, want %q", c.verb, c.v, got, c.want)
		}
	}
}

func TestCellParts(t *testing.T) {
	for s, want := range map[string]string{
		"12.5": "12|.5", "−3": "−3|", "0.3 ± 0.1": "0|.3 ± 0.1", "1200 ± 200": "1200| ± 200", "(1.5 ± 0.2)": "(1|.5 ± 0.2)",
		"12 %": "12| %", "NaN": "NaN|", "∞": "∞|", "": "|", ".5": ".5|",
	} {
		before, after := cell{mantissa: s}.parts()
		if got := fmt.Sprint(before, "|", after); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
