package ad

import "testing"

// Broadcasts by pattern are those by a table, wherever a block begins.
func TestPatterns(t *testing.T) {
	regular := 0
	for _, c := range []struct{ from, to []int }{
		{[]int{}, []int{7}}, {[]int{3}, []int{4, 3}}, {[]int{3, 1}, []int{3, 4}}, {[]int{2, 1, 3}, []int{2, 4, 3}},
		{[]int{2, 1, 3, 1}, []int{2, 4, 3, 5}}, {[]int{1, 3, 1}, []int{2, 3, 4}}, {[]int{2, 1, 1, 3}, []int{2, 2, 3, 3}},
		{[]int{2, 2, 1, 3, 1, 1}, []int{2, 2, 4, 3, 2, 2}}, {[]int{1, 2, 1, 3}, []int{2, 2, 3, 3}}, {[]int{2, 1, 3, 1, 2}, []int{2, 2, 3, 3, 2}},
		{[]int{3, 1, 1}, []int{3, 1, 1}}, {[]int{1, 2}, []int{0, 2}}, {[]int{2, 1, 3}, []int{2, 0, 3}}, {[]int{2, 1}, []int{3, 2, 2}},
	} {
		src := make([]float64, size(c.from))
		for i := range src {
			src[i] = float64(i + 1)
		}
		n := size(c.to)
		want := make([]float64, n)
		for i, k := range indices(c.from, c.to) {
			want[i] = src[k]
		}
		if _, ok := pattern(c.from, c.to); ok {
			regular++
		}
		dst := make([]float64, n)
		load := loader[float64](c.from, c.to)(operand[float64]{ref: ref[float64]{&buffer[float64]{dst}, 0, n}}, ref[float64]{&buffer[float64]{src}, 0, len(src)})
		for lo := 0; lo <= n; lo++ {
			clear(dst)
			load(lo, n)
			for i := range n {
				if i >= lo && dst[i] != want[i] {
					t.Fatalf("%v to %v from %d: element %d is %v, want %v", c.from, c.to, lo, i, dst[i], want[i])
				}
			}
			if lo < n {
				load(lo, min(n, lo+5))
			}
		}
	}
	if regular < 11 {
		t.Errorf("%d broadcasts have a pattern, want most", regular)
	}
}
