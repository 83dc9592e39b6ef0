package lang

import (
	"fmt"
	"strings"
	"testing"
)

// What has no derivative is an error at its place.
func TestNoDerivative(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []string
		line  int // of the last cell
		want  string
	}{
		{"channel", []string{"ch := make(chan float64, 1)", "func f(x float64) float64 {\n\tch <- x\n\treturn x\n}\ngrad(f)"}, 2, "sends a number that depends on the argument over a channel"},
		{"struct", []string{"type P struct{ a, b float64 }", "func f(x float64) float64 {\n\tp := P{b: x}\n\treturn p.b\n}\ngrad(f)"}, 2, "a field of a struct cannot hold a number that depends on the argument"},
		{"field", []string{"type P struct{ a, b float64 }\nvar p P", "func f(x float64) float64 {\n\tp.a = x\n\treturn p.b\n}\ngrad(f)"}, 2, "p.a lives on after the function"},
		{"interface", []string{"func f(x float64) float64 {\n\tvar v any\n\tv = x\n\treturn v.(float64)\n}\ngrad(f)"}, 3, "v cannot be assigned a number that depends on the argument"},
		{"compiled", []string{"func f(x []float64) float64 {\n\tm := 1.0\n\treturn m * stat.Mean(x, nil)\n}\ngrad(f)"}, 3, "stat.Mean is compiled and has no derivative here"},
		{"matrix", []string{"func f(x []float64) float64 {\n\tm := mat.NewDense(1, 2, x)\n\treturn m.At(0, 1)\n}\ngrad(f)"}, 2, "mat.NewDense is compiled and has no derivative here"},
		{"session variable", []string{"last := 0.0", "func f(x float64) float64 {\n\tlast = x\n\treturn x\n}\ngrad(f)"}, 2, "last lives on after the function"},
		{"session slice", []string{"data := zeros(3)", "func f(x float64) float64 {\n\tdata[1] = x\n\treturn x\n}\ngrad(f)"}, 2, "data[1] lives on after the function"},
		{"in a helper", []string{"data := zeros(3)", "func put(v float64) {\n\tdata[1] += v\n}", "func f(x float64) float64 { put(2); put(x); return x }\ngrad(f)"}, 2, "data[1] lives on after the function"},
		{"goroutine", []string{"func f(x float64) float64 {\n\tgo func() { x++ }()\n\treturn x\n}\ngrad(f)"}, 2, "starts a goroutine"},
		{"select", []string{"func f(x float64) float64 {\n\tselect { default: x++ }\n\treturn x\n}\ngrad(f)"}, 2, "waits for channels"},
		{"assigned twice", []string{"f := func(x float64) float64 { return x }", "f = func(x float64) float64 { return -x }", "\ngrad(f)"}, 2, "the function in f is not known"},
		{"parameter", []string{"func newton(f func(float64) float64, x float64) float64 {\n\treturn x - f(x)/grad(f)(x)\n}"}, 2, "the function in f is not known"},
		{"a value", []string{"fs := []func(float64) float64{math.Sin}", "\n\ngrad(fs[0])"}, 3, "derivatives want a function of a cell"},
		{"a call", []string{"func make1() func(float64) float64 { return math.Sin }", "grad(make1())"}, 1, "derivatives want a function of a cell"},
		{"compiled function", []string{"grad(math.Nextafter1)"}, 1, "undefined: math.Nextafter1"},
		{"compiled function without derivative", []string{"grad(math.J0)"}, 1, "math.J0 is compiled and has no derivative here"},
		{"unknown function", []string{"fs := []func(float64) float64{math.Sin}", "func f(x float64) float64 {\n\th := fs[0]\n\treturn x +\n\t\th(x)\n}\ngrad(f)"}, 2, "the source of fs[0] is not known: it cannot be called with numbers that depend on the argument"},
		{"hvp of a number", []string{"func f(x float64) float64 { return x }", "hvp(f)"}, 1, "hvp wants a function of []float64"},
		{"generic", []string{"func twice[T float64 | int](x T) T { return 2 * x }", "func f(x float64) float64 { return twice(x) }", "grad(f)"}, 1, "twice is compiled"},
		{"hvp inside", []string{"func g(x []float64) float64 { return x[0] }", "func f(x []float64) float64 {\n\treturn hvp(func(y []float64) float64 { return y[0] * x[0] })(x, x)[0]\n}\ngrad(f)"}, 2, "hvp cannot be used in a function that is differentiated itself"},
		{"complex", []string{"func f(x float64) float64 { return real(complex(x, 1)) }\ngrad(f)"}, 1, "complex number"},
		{"float32", []string{"func f(x float64) float64 { return float64(float32(x)) }\ngrad(f)"}, 1, "float32 cannot hold"},
		{"not a function", []string{"grad(3)"}, 1, "cannot use 3"},
		{"too many arguments", []string{"func f(x float64) float64 { return x }", "grad(grad(f))(1, 2)"}, 1, "too many arguments in call to grad(grad(f)) have"},
		{"not enough arguments", []string{"func f(x, y []float64) float64 { return sum(x) }", "hvp(func(x []float64) float64 { return f(x, x) })(ones(1))"}, 1, "not enough arguments in call to hvp("},
		{"mistake in the function", []string{"f := func(x float64) float64 { return y }\ngrad(f)(1)"}, 1, "undefined: y"},
	} {
		s, out := newSession(t)
		last := len(tt.cells) - 1
		for _, c := range tt.cells[:last] {
			eval(t, s, out, c)
		}
		e := fails(t, s, tt.cells[last])
		if at := fmt.Sprintf("line %d: ", tt.line); e.Name != "CompileError" || !strings.HasPrefix(e.Message, at) || !strings.Contains(strings.Join(strings.Fields(e.Message), " "), tt.want) || strings.Contains(e.Message, "ʹ") {
			t.Errorf("%s: %v; want %s%s", tt.name, e, at, tt.want)
		}
		if v, _ := eval(t, s, out, "grad(func(x float64) float64 { return x * x })(3)"); v != "6" {
			t.Errorf("%s: the session gives %s after it, want 6", tt.name, v)
		}
	}
}

// Derivatives follow what is declared again, as functions do.
func TestDerivativesFollow(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []string
		want  []string // of each cell, "" for none
	}{
		{"the function itself", []string{"func f(x float64) float64 { return x * x }\ng := grad(f)", "grad(f)(3)", "func f(x float64) float64 { return 5 * x }", "fmt.Sprint(grad(f)(3), g(3))"}, []string{"", "6", "", "5 6"}},
		{"what it calls", []string{"func h(x float64) float64 { return x }", "func f(x float64) float64 { return h(x) * h(x) }", "grad(f)(3)", "func h(x float64) float64 { return 2 * x }", "grad(f)(3)"}, []string{"", "", "6", "", "24"}},
		{"who asks", []string{"func h(x float64) float64 { return x }\nfunc f(x float64) float64 { return h(x) * x }\nfunc slope(x float64) float64 { return grad(f)(x) }", "slope(3)", "func h(x float64) float64 { return 2 * x }", "slope(3)", "func f(x float64) float64 { return 7 * x }", "slope(3)"}, []string{"", "6", "", "12", "", "7"}},
		{"a variable", []string{"f := func(x float64) float64 { return x * x }\nfunc slope(x float64) float64 { return grad(f)(x) }", "slope(3)", "f := func(x float64) float64 { return 7 * x }", "slope(3)", "grad(f)(1)"}, []string{"", "6", "", "7", "7"}},
		{"a variable behind a function", []string{"h := func(x float64) float64 { return x }\nfunc f(x float64) float64 { return h(x) * x }\nfunc slope(x float64) float64 { return grad(f)(x) }", "slope(3)", "h := func(x float64) float64 { return 2 * x }", "slope(3)"}, []string{"", "6", "", "12"}},
		{"another type", []string{"c := 2\nfunc f(x float64) float64 { return c * x }", "grad(f)(3)", "c := 2.5", "grad(f)(3)"}, []string{"", "2", "", "2.5"}},
		{"values of session variables", []string{"c := 2.0\nfunc f(x float64) float64 { return c * x }\ng := grad(f)", "g(3)", "c = 4", "g(3)"}, []string{"", "2", "", "4"}},
		{"one that keeps its meaning", []string{"func h(x float64) float64 { return 3 * x }\nfunc f(x float64) float64 { return h(x) }", "func h(x, y float64) float64 { return x }", "f(2)"}, []string{"", "", "6"}},
		{"asked for where it is replaced", []string{"func h(x float64) float64 { return 3 * x }\nfunc f(x float64) float64 { return h(x) }", "func h(x float64) float64 { return 4 * x }\ngrad(f)(2)"}, []string{"", "4"}},
		{"asked for in a cell that is wrong", []string{"func f(x float64) float64 { return x * x }\nfunc slope(x float64) float64 { return grad(f)(x) }", "func f(x string) float64 { return 1 }", "slope(3)", "func f(x float64) float64 { return x }", "slope(3)"}, []string{"", "", "6", "", "6"}},
		{"graph nodes beside it", []string{"f := func(x ad.Node) ad.Node { return sum(x * x) }\ndst := zeros(2)\ngrad(f)(dst, []float64{1, 2})", "dst"}, []string{"", "[2 4]"}},
		{"a method value takes its receiver", []string{"type M struct{ a float64 }\nfunc (m M) At(x float64) float64 { return m.a * x }\nm := M{2}\ng := grad(m.At)\nm.a = 5", "fmt.Sprint(g(1), grad(m.At)(1))"}, []string{"", "2 5"}},
		{"the variable takes other functions", []string{"func f(x float64) float64 { return x * x }\nd := grad(f)", "d = f\nd(3)", "d = math.Sqrt\nd(4)", "d := func(x float64) float64 { return -x }\nd(1)", "var e = grad(f)\ne = d\ne(2)", "d = grad(f)\nd(2)"}, []string{"", "9", "2", "-1", "-2", "4"}},
		{"shadowed", []string{"func grad(x float64) float64 { return x }", "grad(2)"}, []string{"", "2"}},
	} {
		s, out := newSession(t)
		for i, c := range tt.cells {
			if got, _ := eval(t, s, out, c); tt.want[i] != "" && strings.Trim(got, `"`) != tt.want[i] {
				t.Errorf("%s: %s gives %s, want %s", tt.name, c, got, tt.want[i])
			}
		}
	}
}

// Errors while a derivative runs are at places of the function.
func TestDerivativeRuns(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "func f(x []float64) float64 {\n\ts := 0.0\n\tfor i := range 3 {\n\t\ts += sqrt(x[i])\n\t}\n\treturn s\n}")
	e := fails(t, s, "grad(f)([]float64{1, 2})")
	if text := strings.Join(e.Traceback, "\n"); !strings.Contains(text, "cell 1, line 4") || !strings.Contains(text, "index out of range") || strings.Contains(text, "ʹ") {
		t.Errorf("the traceback does not name line 4 of cell 1, or shows names of the checker:\n%s", text)
	}
	e = fails(t, s, "v, g := valueAndGrad(f)([]float64{1, 0, 2})")
	if want := "sqrt at cell 1, line 4: the derivative of sqrt(0) is +Inf"; !strings.Contains(e.Message, want) {
		t.Errorf("error %q, want %q", e.Message, want)
	}
	if v, _ := eval(t, s, out, "grad(f)([]float64{1, 0, 4})"); v != "[0.5 +Inf 0.25]" {
		t.Errorf("gradient %s, want [0.5 +Inf 0.25]", v)
	}
	eval(t, s, out, "func g(x float64) float64 { if x > 1 { panic(x) }; return x }")
	if e := fails(t, s, "grad(g)(2)"); e.Name != "Panic" || e.Message != "2" {
		t.Errorf("error %v, want a panic with 2", e)
	}
}

// BenchmarkDerivative compares a function of a cell with its derivative, an
// operation of the function at a time.
func BenchmarkDerivative(b *testing.B) {
	for _, tt := range []struct {
		name, cell, value, gradient string
		operations                  int
	}{
		{"horner", "c := linspace(-1, 1, 100)\nfunc f(x float64) float64 {\n\ts := 0.0\n\tfor _, v := range c { s = s*x + v }\n\treturn s\n}", "f(0.9)", "g(0.9)", 200},
		{"sines", "c := linspace(-1, 1, 100)\nfunc f(x float64) float64 {\n\ts := 0.0\n\tfor _, v := range c { s += math.Sin(v * x) }\n\treturn s\n}", "f(0.9)", "g(0.9)", 300},
		{"rosenbrock", "at := linspace(-1, 1, 100)\nfunc f(x []float64) float64 {\n\ts := 0.0\n\tfor i := range len(x) - 1 {\n\t\ta, b := x[i+1]-x[i]*x[i], 1-x[i]\n\t\ts += 100*a*a + b*b\n\t}\n\treturn s\n}", "f(at)", "g(at)", 99 * 8},
		{"logistic", "X := make([][]float64, 50)\nr := seed(1)\nfor i := range X { X[i] = zeros(10); for j := range 10 { X[i][j] = r.Normal() } }\nat := linspace(-1, 1, 10)\nfunc f(w []float64) float64 {\n\tl := 0.0\n\tfor _, row := range X {\n\t\tz := 0.0\n\t\tfor j, v := range row { z += v * w[j] }\n\t\tl += math.Log1p(math.Exp(-z))\n\t}\n\treturn l\n}", "f(at)", "g(at)", 50 * 24},
		{"slices", "c, at := linspace(-1, 1, 1000), linspace(0, 1, 1000)\nfunc f(x []float64) float64 { return sum(square(x-c)) + dot(x, exp(-x)) }", "f(at)", "g(at)", 8000},
	} {
		s, err := New(Options{})
		if err != nil {
			b.Fatal(err)
		}
		eval(b, s, new(output), tt.cell+"\ng := grad(f)")
		run := func(name, code string) {
			b.Run(tt.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				eval(b, s, new(output), fmt.Sprintf("for range %d { _ = %s }", b.N, code))
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(tt.operations), "ns/operation")
			})
		}
		run("value", tt.value)
		run("gradient", tt.gradient)
		if tt.name == "slices" { // by a traced graph
			eval(b, s, new(output), "traced, dst := grad(func(x ad.Node) ad.Node { return sum(square(x-c)) + sum(x*exp(-x)) }), zeros(1000)")
			run("traced", "traced(dst, at)")
		}
	}
}
