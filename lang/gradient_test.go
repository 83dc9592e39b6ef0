package lang

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// differences are central differences of fourth order, for functions of cells.
const differences = `func slope(f func(float64) float64, x float64) float64 {
	const h = 1e-3
	return (8*(f(x+h)-f(x-h)) - (f(x+2*h) - f(x-2*h))) / (12 * h)
}
func slopes(f func([]float64) float64, x []float64) []float64 {
	g := zeros(len(x))
	for i := range x {
		g[i] = slope(func(v float64) float64 { y := concat(x); y[i] = v; return f(y) }, x[i])
	}
	return g
}`

// Functions of a number, with their derivative where it has a closed form, else
// against differences.
func TestDerivativesOfCells(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []string
		f     string
		at    []float64
		exact func(x float64) float64
	}{
		{"polynomial", []string{"func f(x float64) float64 { return x*x*x - 2*x + 1 }"}, "f", []float64{-1, 0, 2}, func(x float64) float64 { return 3*x*x - 2 }},
		{"literal", nil, "func(x float64) float64 { return sin(x) / (1 + x*x) }", []float64{-1, 0.5}, nil},
		{"Horner in a loop", []string{"c := []float64{1, -2, 0.5, 3}\nfunc f(x float64) float64 {\n\ts := 0.0\n\tfor i := len(c) - 1; i >= 0; i-- {\n\t\ts = s*x + c[i]\n\t}\n\treturn s\n}"}, "f", []float64{-1, 0.3, 2}, func(x float64) float64 { return -2 + x + 9*x*x }},
		{"Newton for the square root", []string{"func root(a float64) float64 {\n\tx := a\n\tfor abs(x*x-a) > 1e-15*a { x = (x + a/x) / 2; if iterations++; iterations > 1000 { break } }\n\treturn x\n}\nvar iterations int"}, "root", []float64{2, 9, 0.25}, func(x float64) float64 { return 0.5 / math.Sqrt(x) }},
		{"Huber", []string{"func huber(r float64) float64 {\n\tif a := math.Abs(r); a > 1 { return a - 0.5 }\n\treturn r * r / 2\n}"}, "huber", []float64{-3, -0.5, 0, 0.7, 2}, func(x float64) float64 { return max(-1, min(1, x)) }},
		{"recursion", []string{"func power(x float64, n int) float64 {\n\tif n == 0 { return 1 }\n\tif n%2 == 1 { return x * power(x, n-1) }\n\ty := power(x, n/2)\n\treturn y * y\n}\nfunc f(x float64) float64 { return power(x, 7) }"}, "f", []float64{-1.5, 0, 2}, func(x float64) float64 { return 7 * math.Pow(x, 6) }},
		{"mutual recursion", []string{"func odd(x float64, n int) float64 { if n == 0 { return x }; return 2 * even(x, n-1) }\nfunc even(x float64, n int) float64 { if n == 0 { return 1 }; return x * odd(x, n-1) }", "f := func(x float64) float64 { return even(x, 5) }"}, "f", []float64{1.3}, nil},
		{"as long as it takes", []string{"func f(x float64) float64 {\n\tn := 0\n\ty := x\n\tfor y < 100 { y = y*y + 1; n++ }\n\treturn y / float64(n+1)\n}"}, "f", []float64{1.5, 2.5}, nil},
		{"closures", []string{"func f(x float64) float64 {\n\tscale := 2 * x\n\tg := func(t float64) float64 { return scale*t + x }\n\ttotal := 0.0\n\tadd := func(v float64) { total += v }\n\tfor i := 0; i < 3; i++ { add(g(float64(i))) }\n\tadd(g(x))\n\treturn total\n}"}, "f", []float64{1.5}, func(x float64) float64 { return 2*3 + 3 + 4*x + 1 }},
		{"functions as arguments", []string{"func integrate(f func(float64) float64, a, b float64) float64 {\n\ts, n := 0.0, 20\n\th := (b - a) / n\n\tfor i := range n { s += f(a + (i+0.5)*h) * h }\n\treturn s\n}", "func f(x float64) float64 { return integrate(func(t float64) float64 { return exp(-x * t) }, 0, x) + integrate(math.Sin, 0, x) + integrate(cube, 0, 2) + integrate(cube, 0, x)}\nfunc cube(t float64) float64 { return t * t * t }"}, "f", []float64{0.7, 1.5}, nil},
		{"results of two", []string{"func both(x, y float64) (float64, float64) { return x * y, x + y }\nfunc f(x float64) float64 {\n\ta, b := both(x, 3)\n\tp, q := both(2, 3)\n\tp = p * x\n\tc, d := both(both(a, b))\n\treturn a*b + p - q + c*d\n}"}, "f", []float64{1.5}, nil},
		{"named results", []string{"func inner(x float64) (s, c float64, err error) {\n\ts, c = math.Sincos(x)\n\tif x > 100 { err = errors.New(\"far\"); return }\n\treturn s, c, nil\n}", "func f(x float64) (y float64) {\n\tdefer func() { y *= x }()\n\ts, c := inner(x)\n\ty = s * c\n\treturn\n}"}, "f", []float64{0.4}, func(x float64) float64 { return math.Sin(2*x)/2 + x*math.Cos(2*x) }},
		{"operators of assignment", []string{"func f(x float64) float64 {\n\ty := 1.0\n\ty += x\n\ty *= x\n\ty -= 2\n\ty /= x\n\ty++\n\tz := 3.0\n\tz *= 2\n\ty--\n\treturn -y + +x*z\n}"}, "f", []float64{1.5}, func(x float64) float64 { return 6 - 1 - 2/(x*x) }},
		{"switches", []string{"func f(x float64) float64 {\n\tswitch { case x < 0: return -x; case x < 1: return x * x }\n\tswitch n := int(x); n { case 1: return 3 * x; default: return float64(n) * x }\n}"}, "f", []float64{-1, 0.5, 1.5, 4.2}, nil},
		{"integers mix", []string{"func f(x float64) float64 { n := 3; s := n*x + x/n; s += n; if s > n { s = s * 2 }; return pow(s, n) + x*len(\"ab\") }"}, "f", []float64{1.5}, nil},
		{"goto and labels", []string{"func f(x float64) float64 {\n\ty, n := x, 0\nagain:\n\ty *= x\n\tif n++; n < 3 { goto again }\nouter:\n\tfor i := range 3 {\n\t\tfor j := range 3 { if j == 2 { continue outer }; if i == 2 { break outer }; y += x * float64(j) }\n\t}\n\treturn y\n}"}, "f", []float64{1.5}, func(x float64) float64 { return 4*x*x*x + 2 }},
		{"min and max", []string{"func f(x float64) float64 { return max(x*x, 1, 2*x) + min(x, 3) + math.Max(x, 0.1) - math.Min(x, 1) }"}, "f", []float64{-2, 0.2, 1.5, 4}, nil},
		{"pointers", []string{"func double(p *float64) { *p *= 2 }\nfunc f(x float64) float64 { y := x; double(&y); p := &y; *p += x * *p; return y }"}, "f", []float64{1.5}, func(x float64) float64 { return 2 + 4*x }},
		{"maps and arrays", []string{"func f(x float64) float64 {\n\tm := map[string]float64{\"one\": 1}\n\tm[\"x\"] = x\n\tm[\"x\"] *= m[\"x\"] + m[\"one\"] + m[\"none\"]\n\tvar a [3]float64\n\ta[1] = m[\"x\"]\n\tb := a\n\tb[1] *= 2\n\tv, ok := m[\"x\"]\n\tif !ok { return 0 }\n\treturn a[1] + b[1] + b[2] + v\n}"}, "f", []float64{1.5}, func(x float64) float64 { return 4 * (2*x + 1) }},
		{"structs of plain numbers", []string{"type Model struct { a, b float64; terms []float64 }\nfunc (m Model) At(x float64) float64 { s := m.a + m.b*x; for _, c := range m.terms { s = s*x + c }; return s }\nm := Model{1, 2, []float64{3, 4}}", "func f(x float64) float64 { n := &m; return m.At(x) * n.At(2) + m.At(1) }"}, "f", []float64{1.5}, nil},
		{"a method", []string{"type Model struct { a float64 }\nfunc (m *Model) At(x float64) float64 { return m.a * x * x }\nm := Model{3}"}, "m.At", []float64{1.5}, func(x float64) float64 { return 6 * x }},
		{"compiled functions that look", []string{"func f(x float64) float64 { if math.IsNaN(x) || isNan(x) { fmt.Println(x) }; v := []float64{x, 2}; return v[argmax(v)] * float64(int(x)) * floor(x) * x }"}, "f", []float64{3.5}, nil},
		{"the derivative in use", []string{"func g(x float64) float64 { return x * x * x }\nfunc f(x float64) float64 { h := grad(g); return h(x)*x + h(2) + grad(func(y float64) float64 { return x * y * y })(x) }"}, "f", []float64{1.5}, func(x float64) float64 { return 9*x*x + 4*x }},
		{"grad of grad", []string{"func g(x float64) float64 { return exp(2*x) * x }\ngg := grad(g)"}, "grad(g)", []float64{0.5}, func(x float64) float64 { return math.Exp(2*x) * (4 + 4*x) }},
		{"grad of grad of grad", []string{"func g(x float64) float64 { return x * x * x * x }"}, "grad(grad(g))", []float64{0.5}, func(x float64) float64 { return 24 * x }},
		{"compiled", nil, "math.Sin", []float64{0.5}, math.Cos},
		{"constant", []string{"func f(x float64) float64 { if x > 0 { return 3 }; return x }"}, "f", []float64{1}, func(float64) float64 { return 0 }},
		{"shadows", []string{"func f(x float64) float64 { y := x; { y := 2.0; y *= 3; x += y }; sin := func(a float64) float64 { return 2 * a }; return sin(y) * x }"}, "f", []float64{1.5}, func(x float64) float64 { return 2*(x+6) + 2*x }},
		{"ranges over functions", []string{"func f(x float64) float64 {\n\ts := 0.0\n\tfor i := range 4 { s += x * float64(i) }\n\tfor i, v := range slices.Backward([]float64{1, 2}) { s += float64(i) * v * x }\n\treturn s\n}"}, "f", []float64{1.5}, func(float64) float64 { return 8 }},
	} {
		s, out := newSession(t)
		eval(t, s, out, differences)
		for _, c := range tt.cells {
			eval(t, s, out, c)
		}
		for _, x := range tt.at {
			got := number(t, s, out, fmt.Sprintf("grad(%s)(%v)", tt.f, x))
			var want float64
			if tt.exact != nil {
				want = tt.exact(x)
			} else {
				want = number(t, s, out, fmt.Sprintf("slope(%s, %v)", tt.f, x))
			}
			if !(math.Abs(got-want) <= 1e-7*(1+math.Abs(want))) {
				t.Errorf("%s: derivative at %v: %v, want %v", tt.name, x, got, want)
			}
		}
	}
}

func number(t *testing.T, s *Session, out *output, code string) float64 {
	t.Helper()
	text, _ := eval(t, s, out, code)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return v
}

// Functions of slices: gradient, value and products with the Hessian.
func TestGradientsOfCells(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []string
		f, at string
	}{
		{"Rosenbrock", []string{"func f(x []float64) float64 {\n\ts := 0.0\n\tfor i := range len(x) - 1 {\n\t\ta, b := x[i+1]-x[i]*x[i], 1-x[i]\n\t\ts += 100*a*a + b*b\n\t}\n\treturn s\n}"}, "f", "[]float64{-1.2, 1, 0.5}"},
		{"logsumexp by loops", []string{"func f(x []float64) float64 {\n\ttop := x[0]\n\tfor _, v := range x { if v > top { top = v } }\n\ts := 0.0\n\tfor _, v := range x { s += math.Exp(v - top) }\n\treturn top + math.Log(s)\n}"}, "f", "[]float64{0.5, 3, -1}"},
		{"likelihood over a table", []string{"X := [][]float64{{1, 2}, {0.5, -1}, {-2, 0.3}, {1, 1}}\ny := []float64{1, 0, 1, 0}\nfunc f(w []float64) float64 {\n\tl := 0.0\n\tfor i, row := range X {\n\t\tz := 0.0\n\t\tfor j, v := range row { z += v * w[j] }\n\t\tl += y[i]*z - softplus(z)\n\t}\n\treturn -l / len(X)\n}"}, "f", "[]float64{0.3, -0.7}"},
		{"slices as values", []string{"a := []float64{1, 2, 3}\nfunc f(x []float64) float64 { r := exp(-x) * a + square(x - 1)/2; r += x; return dot(r, x) + mean(log(1 + x*x)) - norm(2*r) + sum(pow(x, 2)) + logSumExp(r) }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"matrix times slice", []string{"A := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})\nfunc f(x []float64) float64 { r := A*x - []float64{1, 2}; return dot(r, r) }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"a new slice is filled", []string{"func f(x []float64) float64 {\n\ty := make([]float64, len(x))\n\tz := zeros(2)\n\tfor i := range y { y[i] = x[i] * x[(i+1)%len(x)]; z[i%2] += y[i] }\n\ty = append(y, x[0], 3)\n\ty = append(y, x...)\n\tcopy(y[1:], x[:1])\n\tw := append([]float64{1}, y...)\n\treturn sum(y)*z[0] - z[1] + prod(w[:4])\n}"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"rows", []string{"func f(x []float64) float64 {\n\tm := make([][]float64, 2)\n\tfor i := range m { m[i] = make([]float64, 3); for j := range 3 { m[i][j] = x[j] * float64(i+j) } }\n\tg := [][]float64{{1, 2, 3}, {x[0], x[1], 0}}\n\ts := 0.0\n\tfor i, r := range m { for j, v := range r { s += v * v * g[i][j] } }\n\treturn s\n}"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"helpers that write", []string{"func step(x, g []float64, lr float64) { for i := range x { x[i] -= lr * g[i] } }\nfunc f(w []float64) float64 {\n\tx := []float64{1, 1, 1}\n\tfor range 3 { step(x, 2*x*w, w[0]) }\n\treturn dot(x, x)\n}"}, "f", "[]float64{0.3, 0.7, 0.4}"},
		{"the argument is written to", []string{"func f(x []float64) float64 { x = concat(x); x[0] = x[1] * x[2]; x *= x; x[1]++; return sum(x) }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"variables of the session", []string{"lambda, centre := 0.1, []float64{1, 2, 3}\nloss := func(x []float64) float64 { d := x - centre; return dot(d, d) + lambda*norm1(x) }", "lambda = 0.3"}, "loss", "[]float64{0.5, 1.5, -0.4}"},
		{"a literal in a function", []string{"func maker(c float64) func([]float64) []float64 { f := func(x []float64) float64 { return c * x[0] * x[1] * x[2] }; return grad(f) }\nfunc f(x []float64) float64 { return 2 * x[0] * x[1] * x[2] }\nif d := maker(2)([]float64{1, 2, 3}); d[0] != 12 { panic(d) }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"sorted, softmax and more", []string{"func f(x []float64) float64 { s := sorted(x); p := softmax(x); c := cumsum(p); return s[0]*p[1] + c[1]*amax(x) - amin(x)*std(x) + variance(x) + distance(x, s*p) + sum(clip(x, -1, 1)) + sum(diff(x)*x[1:]) + interpolate(x[0]) }\nfunc interpolate(t float64) float64 { if t < 1 { return t }; return 2 - t }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"gradients inside", []string{"func g(x []float64) float64 { return x[0] * x[0] * x[1] * x[2] }\nfunc f(x []float64) float64 { d := grad(g)(x); return dot(d, d) + grad(g)([]float64{1, 2, 3})[0] * x[0] }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"named types", []string{"type Vec []float64\nfunc (v Vec) Len2() float64 { s := 0.0; for _, e := range v { s += e * e }; return s }\nfunc f(x []float64) float64 { return Vec(x).Len2() * x[0] }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"variadic", []string{"func total(c float64, xs ...float64) float64 { for _, x := range xs { c += x * x }; return c }\nfunc f(x []float64) float64 { return total(1, x[0], 2, x[1]) * total(x[2], x...) + total(0, 1, 2) + total(x[0]) }"}, "f", "[]float64{0.5, 1.5, -0.4}"},
		{"branches inside of loops", []string{"func f(x []float64) float64 {\n\ts, best := 0.0, math.Inf(-1)\n\tfor i, v := range x {\n\t\tif v < 0 { continue }\n\t\tif v*v > best { best = v * v }\n\t\ts += math.Pow(v, float64(i+1)) + math.Hypot(v, 1) + math.Atan2(v, x[0])\n\t}\n\treturn s + best\n}"}, "f", "[]float64{0.5, 1.5, -0.4}"},
	} {
		s, out := newSession(t)
		eval(t, s, out, differences)
		for _, c := range tt.cells {
			eval(t, s, out, c)
		}
		eval(t, s, out, fmt.Sprintf("at := %s\nv := []float64{0.3, -1, 0.6, 1}[:len(at)]", tt.at))
		g, _ := eval(t, s, out, fmt.Sprintf("grad(%s)(at)", tt.f))
		if ok, _ := eval(t, s, out, fmt.Sprintf("allclose(grad(%s)(at), slopes(%[1]s, at), 1e-7)", tt.f)); ok != "true" {
			want, _ := eval(t, s, out, fmt.Sprintf("slopes(%s, at)", tt.f))
			t.Errorf("%s: gradient %s, want %s", tt.name, g, want)
		}
		if ok, _ := eval(t, s, out, fmt.Sprintf("value, slopeAt := valueAndGrad(%s)(at)\nabs(value - %[1]s(at)) < 1e-12 && allclose(slopeAt, grad(%[1]s)(at), 0)", tt.f)); ok != "true" {
			t.Errorf("%s: valueAndGrad and grad differ", tt.name)
		}
		along := fmt.Sprintf("slope(func(h float64) float64 { return grad(%s)(at + h*v)[%%d] }, 0)", tt.f)
		hv := fmt.Sprintf("hvp(%s)(at, v)[%%d]", tt.f)
		h := fmt.Sprintf("dot(hessian(%s)(at).RawRowView(%%d), v)", tt.f)
		for i := range strings.Count(tt.at, ",") {
			want := number(t, s, out, fmt.Sprintf(along, i))
			for _, code := range []string{hv, h} {
				if got := number(t, s, out, fmt.Sprintf(code, i)); math.Abs(got-want) > 1e-5*(1+math.Abs(want)) {
					t.Errorf("%s: %s: %v, want %v", tt.name, fmt.Sprintf(code, i), got, want)
				}
			}
		}
	}
}
