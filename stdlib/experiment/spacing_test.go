package experiment

import (
	"slices"
	"testing"
)

func steps(s Spacing, last int) []int {
	at := []int{0}
	for k := s.After(0); k <= last; k = s.After(k) {
		at = append(at, k)
	}
	return at
}

func TestSpacing(t *testing.T) {
	for _, c := range []struct {
		s    Spacing
		last int
		want []int
	}{
		{Spacing{}, 4, []int{0, 1, 2, 3, 4}},
		{Each(1), 3, []int{0, 1, 2, 3}},
		{Each(4), 12, []int{0, 4, 8, 12}},
		{LogSpaced(1), 1000, []int{0, 1, 10, 100, 1000}},
		{LogSpaced(2), 1000, []int{0, 1, 3, 10, 32, 100, 316, 1000}}, // round(10^(i/2))
		{LogSpaced(4), 20, []int{0, 1, 2, 3, 6, 10, 18}},
	} {
		if got := steps(c.s, c.last); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.s, got, c.want)
		}
	}
}

func TestSpacingAfterAnyStep(t *testing.T) {
	for _, s := range []Spacing{{}, Each(7), LogSpaced(3), LogSpaced(30)} {
		due := steps(s, 30_000)
		for k := range 20_000 {
			i, hit := slices.BinarySearch(due, k)
			if hit {
				i++
			}
			if got := s.After(k); got != due[i] {
				t.Fatalf("%v after %d: %d, want %d", s, k, got, due[i])
			}
		}
	}
}
