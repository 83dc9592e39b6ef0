package lang

import (
	"strings"
	"testing"
)

func TestOperators(t *testing.T) {
	const setup = "x, y := []float64{1, 2, 3}, []float64{4, 5, 6}\nn, f := 3, 2.5\nm := mat.NewDense(2, 2, []float64{1, 2, 3, 4})"
	for _, tt := range []struct{ code, want string }{
		{"x + y", "[5 7 9]"}, {"x - y", "[-3 -3 -3]"}, {"x * y", "[4 10 18]"}, {"y / 2", "[2 2.5 3]"}, {"-x", "[-1 -2 -3]"},
		{"1 + 2*x - y/2", "[1 2.5 4]"}, {"n * x", "[3 6 9]"}, {"x * f", "[2.5 5 7.5]"}, {"(x + 1) * (y - 1)", "[6 12 20]"},
		{"x += y; x", "[5 7 9]"}, {"x *= 2; x -= 1; x /= n; fmt.Sprintf(\"%.2f\", x)", "[0.33 1.00 1.67]"},
		{"z := x; z += 1; x", "[2 3 4]"}, {"z := x + 0; z += 1; x", "[1 2 3]"},
		{"x == y", "false"}, {"x != y", "true"}, {"x == x", "true"},
		{"n * f", "7.5"}, {"f > n", "false"}, {"0.5 * n", "1.5"}, {"n / 2", "1"}, {"f += n; f", "5.5"}, {"for range 2 { f += n }\nf", "8.5"}, {"for i := 0; i < 2; x += 1 { i++ }\nx", "[3 4 5]"}, {"math.Pow(n, 2)", "9"},
		{"sqrt(16)", "4"}, {"sqrt(n + 1)", "2"}, {"square(x) + 1", "[2 5 10]"}, {"sum(x * y)", "32"}, {"pow(x, 2)", "[1 4 9]"},
		{"m*m == mat.NewDense(2, 2, []float64{7, 10, 15, 22})", "true"}, {"m * []float64{1, 1}", "[3 7]"}, {"2*m - m == m", "true"},
		{"func step(a, g []float64) { a -= 0.5*g }\nstep(x, y)\nx", "[-1 -0.5 0]"},
		{"g := func(v []float64) []float64 { return 2*v + 1 }\ng(x)", "[3 5 7]"},
		{"type Vec []float64\nfunc (v Vec) Double() []float64 { return 2 * v }\nVec{1, 2}.Double()", "[2 4]"},
		{"for i := range 3 { x += i }\nx", "[4 5 6]"},
		{"trace(m * m)", "29"}, {"norm([]float64{3, 4})", "5"},
		{"mean(square(x*2 - y))", "1.6666666666666667"},
	} {
		s, out := newSession(t)
		eval(t, s, out, setup)
		if got, _ := eval(t, s, out, tt.code); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.code, got, tt.want)
		}
	}
}

// Other packages give their types operators and bare names: here the graph
// nodes of ad.
func TestOperatorsOfPackages(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "f := func(x ad.Node) ad.Node { y := 3*square(x) - x/2; y += sin(x); y *= -1; return -sum(y) }\nx, dst := []float64{1, 2}, zeros(2)\nad.Grad(f)(dst, x)")
	if got, _ := eval(t, s, out, "vec.Equal(dst, 6*x - 0.5 + cos(x), 1e-12)"); got != "true" {
		d, _ := eval(t, s, out, "dst")
		t.Errorf("gradient %s is not 6x - 1/2 + cos x", d)
	}
	e := fails(t, s, "bad := func(x ad.Node) ad.Node {\n\treturn sum(x * x.Graph().ConstVec([]float64{1, 2, 3}))\n}\nad.Grad(bad)(dst, x)")
	if !strings.Contains(e.Message, "line 2") || !strings.Contains(e.Message, "shapes do not fit") {
		t.Errorf("error %q, want the line of the cell and both shapes", e.Message)
	}
}

func TestOperatorErrors(t *testing.T) {
	for _, tt := range []struct{ code, message string }{
		{"[]float64{1, 2} + []float64{1, 2, 3}", "shapes do not fit: length 2 + length 3"},
		{"mat.NewDense(2, 3, nil) * mat.NewDense(2, 2, nil)", "2×3 * 2×2"},
		{`[]float64{1} + "s"`, `invalid operation: []float64{…} + "s" (mismatched types []float64 and untyped string)`},
		{"x := []float64{1}\nvar q int = 2*x + 1", "cannot use 2 * x + 1 (value of type []float64) as int value"},
		{"[]int{1} + []int{2}", "operator + not defined"},
		{"x := []float64{1}\nx % 2", "invalid operation"},
	} {
		s, _ := newSession(t)
		if e := fails(t, s, tt.code); !strings.Contains(e.Message, tt.message) {
			t.Errorf("%s: %s; want %s", tt.code, e.Message, tt.message)
		}
	}
}
