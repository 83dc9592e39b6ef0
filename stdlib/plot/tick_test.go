package plot

import (
	"slices"
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		name   string
		s      scale
		n      int
		want   string // labels
		factor string
	}{
		{"unit", scale{0, 1, false}, 5, "0.0 0.2 0.4 0.6 0.8 1.0", ""},
		{"negative", scale{-1, 1, false}, 4, "−1.0 −0.5 0.0 0.5 1.0", ""},
		{"hundreds", scale{0, 1000, false}, 5, "0 200 400 600 800 1000", ""},
		{"backwards", scale{4, 0, false}, 4, "0 1 2 3 4", ""},
		{"large", scale{0, 3e6, false}, 3, "0 1 2 3", `$\times 10^{6}$`},
		{"small", scale{0, 4e-5, false}, 4, "0 1 2 3 4", `$\times 10^{-5}$`},
		{"offset", scale{1000, 1000.4, false}, 4, "1000.0 1000.1 1000.2 1000.3 1000.4", ""},
		{"decades", scale{1e-4, 1, true}, 6, "$10^{-4}$ $10^{-3}$ $10^{-2}$ $10^{-1}$ $10^{0}$", ""},
		{"every second", scale{1, 1e8, true}, 5, "$10^{0}$ $10^{2}$ $10^{4}$ $10^{6}$ $10^{8}$", ""},
		{"one decade", scale{1, 10, true}, 5, "1 2 5 10", ""},
		{"narrow log", scale{1, 2, true}, 5, "1.0 1.2 1.4 1.6 1.8 2.0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			marks, factor := ticks(c.s, c.n, false)
			var got []string
			for _, m := range marks {
				if m.label != "" {
					got = append(got, m.label)
				}
			}
			if strings.Join(got, " ") != c.want || factor != c.factor {
				t.Errorf("got %q factor %q, want %q factor %q", got, factor, c.want, c.factor)
			}
			if !slices.IsSortedFunc(marks, func(a, b tick) int {
				if a.at < b.at {
					return -1
				}
				return 1
			}) {
				t.Error("marks do not ascend")
			}
		})
	}
}

func TestScaleInverse(t *testing.T) {
	for _, s := range []scale{{0, 1, false}, {-3, 8, false}, {8, -3, false}, {1e-3, 1e4, true}, {100, 1, true}} {
		for _, x := range []float64{0, 0.3, 0.5, 1} {
			if got := s.at(s.value(x)); got < x-1e-12 || got > x+1e-12 {
				t.Errorf("%v: at(value(%g)) = %g", s, x, got)
			}
		}
	}
}
