package lang

import "testing"

// Results that append makes keep their places.
func TestReturnOfAppends(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, `func two() ([]string, []int) {
	a, b := []string{"x"}, []int{1}
	return append(a, "y"), append(b, 2)
}
func three(xs []float64) (float64, []float64, error) {
	f := func() float64 { return xs[0] }
	return f(), append(xs, 4), nil
}`)
	if _, got := eval(t, s, out, "a, b := two()\nfmt.Println(a, b)\nx, ys, err := three([]float64{3})\nfmt.Println(x, ys, err)"); got != "[x y] [1 2]\n3 [3 4] <nil>\n" {
		t.Errorf("got %q", got)
	}
}
