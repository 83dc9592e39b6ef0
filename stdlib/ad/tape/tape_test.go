package tape

import (
	"fmt"
	"math"
	"regexp"
	"testing"
)

// Every elementary function against central differences, up to the third
// derivative by tapes above tapes.
func TestElementary(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    func(x *Real) *Real
		at   []float64
	}{
		{"sin", Sin, []float64{-1, 0.3, 2}}, {"cos", Cos, []float64{-1, 0.3, 2}}, {"tan", Tan, []float64{-1, 0.3}},
		{"asin", Asin, []float64{-0.5, 0.3}}, {"acos", Acos, []float64{-0.5, 0.3}}, {"atan", Atan, []float64{-2, 0.3}},
		{"sinh", Sinh, []float64{-1, 0.3}}, {"cosh", Cosh, []float64{-1, 0.3}}, {"tanh", Tanh, []float64{-1, 0.3}},
		{"asinh", Asinh, []float64{-1, 0.3}}, {"acosh", Acosh, []float64{1.5, 3}}, {"atanh", Atanh, []float64{-0.5, 0.3}},
		{"exp", Exp, []float64{-1, 0.3}}, {"exp2", Exp2, []float64{-1, 0.3}}, {"expm1", Expm1, []float64{-1, 0.3}},
		{"log", Log, []float64{0.4, 3}}, {"log2", Log2, []float64{0.4, 3}}, {"log10", Log10, []float64{0.4, 3}}, {"log1p", Log1p, []float64{-0.4, 3}},
		{"sqrt", Sqrt, []float64{0.4, 3}}, {"cbrt", Cbrt, []float64{-1.4, 3}}, {"square", Square, []float64{-1, 0, 2}}, {"abs", Abs, []float64{-1, 2}},
		{"sigmoid", Sigmoid, []float64{-3, 0.3}}, {"softplus", Softplus, []float64{-3, 0.3}}, {"relu", Relu, []float64{-1, 2}},
		{"erf", Erf, []float64{-1, 0.3}}, {"erfc", Erfc, []float64{-1, 0.3}}, {"normalPdf", NormalPdf, []float64{-1, 0.3}},
		{"normalCdf", NormalCdf, []float64{-1, 0.3}}, {"normalQuantile", NormalQuantile, []float64{0.2, 0.6}},
		{"gamma", Gamma, []float64{0.7, 3.2}}, {"lgamma", Lgamma, []float64{0.7, 3.2}}, {"digamma", Digamma, []float64{0.7, 3.2}},
		{"floor", Floor, []float64{0.5}}, {"sign", Sign, []float64{0.5}},
		{"x+1", func(x *Real) *Real { return OpAddRS(x, 1) }, []float64{2}}, {"1+x", func(x *Real) *Real { return OpAddSR(1, x) }, []float64{2}},
		{"x-3x", func(x *Real) *Real { return OpSubRR(x, OpMulSR(3, x)) }, []float64{2}}, {"3-x", func(x *Real) *Real { return OpSubSR(3, OpSubRS(x, 1)) }, []float64{2}},
		{"x*x*x", func(x *Real) *Real { return OpMulRR(OpMulRR(x, x), x) }, []float64{-2, 0}}, {"-x*x", func(x *Real) *Real { return OpNegR(OpMulRR(x, x)) }, []float64{-2, 0}},
		{"x/(1+x²)", func(x *Real) *Real { return OpDivRR(x, OpAddRS(Square(x), 1)) }, []float64{-2, 1}}, {"1/x", func(x *Real) *Real { return OpDivSR(1, x) }, []float64{-2, 1}},
		{"x/7", func(x *Real) *Real { return OpMulRR(x, OpDivRS(x, 7)) }, []float64{-2, 1}},
		{"x^x", func(x *Real) *Real { return Pow(x, x) }, []float64{0.5, 2}}, {"x^3", func(x *Real) *Real { return Pow(x, Const(3)) }, []float64{-2, 0, 1.5}}, {"2^x", func(x *Real) *Real { return Pow(Const(2), x) }, []float64{-2, 1.5}},
		{"atan2", func(x *Real) *Real { return Atan2(x, OpSubSR(2, Square(x))) }, []float64{-2, 0.5}}, {"hypot", func(x *Real) *Real { return Hypot(x, OpMulRS(Square(x), 2)) }, []float64{-2, 0.5}},
		{"mod", func(x *Real) *Real { return Mod(OpMulRS(Square(x), 3), x) }, []float64{2.3}},
		{"max", func(x *Real) *Real { return Max(x, Square(x), Const(-1)) }, []float64{-2, 0.5, 3}}, {"min", func(x *Real) *Real { return Min(x, Square(x)) }, []float64{-2, 0.5, 3}},
		{"dim", func(x *Real) *Real { return Dim(Square(x), x) }, []float64{-2, 0.5}}, {"fma", func(x *Real) *Real { return FMA(x, x, x) }, []float64{-2}},
		{"copysign", func(x *Real) *Real { return Copysign(Square(x), x) }, []float64{-2, 3}}, {"clip", func(x *Real) *Real { return Clip(Square(x), Const(1), Const(5)) }, []float64{0.5, 2, 3}},
	} {
		d := []func(x *Real) *Real{tt.f}
		for range 3 {
			d = append(d, DerivativeOnTape(d[len(d)-1]))
		}
		for _, x := range tt.at {
			for k := 1; k <= 3; k++ {
				lower := func(x float64) float64 { return Value(d[k-1](Const(x))) }
				if k == 1 {
					lower = func(x float64) float64 { return Value(tt.f(Const(x))) }
				}
				got := Derivative(nil, d[k-1])(x)
				if want := slope(lower, x); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
					t.Errorf("derivative %d of %s at %v: %v, want %v", k, tt.name, x, got, want)
				}
			}
		}
	}
}

// slope is a central difference of fourth order.
func slope(f func(float64) float64, x float64) float64 {
	const h = 1e-3
	return (8*(f(x+h)-f(x-h)) - (f(x+2*h) - f(x-2*h))) / (12 * h)
}

// Functions of slices against differences of values and gradients.
func TestVectors(t *testing.T) {
	w := Consts([]float64{0.5, -1, 2, 0.25})
	weighted := func(f func(x []*Real) []*Real) func(x []*Real) *Real {
		return func(x []*Real) *Real {
			var s *Real
			for i, v := range f(x) {
				s = OpAddRR(s, OpMulRS(v, float64(i+1)*0.7-1))
			}
			return s
		}
	}
	for _, tt := range []struct {
		name string
		f    func(x []*Real) *Real
	}{
		{"sum", Sum}, {"mean", Mean}, {"variance", Variance}, {"std", Std}, {"prod", Prod}, {"norm", Norm}, {"norm1", Norm1}, {"normInf", NormInf},
		{"dot", func(x []*Real) *Real { return Dot(x, Reversed(x)) }}, {"distance", func(x []*Real) *Real { return Distance(x, MulVV(x, x)) }},
		{"amin", Amin}, {"amax", Amax}, {"logSumExp", LogSumExp}, {"softmax", weighted(Softmax)}, {"sorted", weighted(Sorted)},
		{"cumsum", weighted(Cumsum)}, {"cumprod", weighted(Cumprod)}, {"diff", weighted(Diff)},
		{"take", weighted(func(x []*Real) []*Real { return Take(x, []int{3, 0, 0}) })}, {"repeat", weighted(func(x []*Real) []*Real { return Repeat(x, 2) })},
		{"concat", weighted(func(x []*Real) []*Real { return Concat(x, w, x) })}, {"full", weighted(func(x []*Real) []*Real { return Full(3, x[1]) })},
		{"+", weighted(func(x []*Real) []*Real { return AddVV(AddVS(x, x[0]), AddSV(x[1], w)) })},
		{"-", weighted(func(x []*Real) []*Real { return SubVV(SubVS(x, x[0]), SubSV(x[1], x)) })},
		{"*", weighted(func(x []*Real) []*Real { return MulVV(MulVS(x, x[0]), MulSV(x[1], w)) })},
		{"/", weighted(func(x []*Real) []*Real { return DivVV(DivVS(x, x[0]), DivSV(x[1], w)) })},
		{"in place", weighted(func(x []*Real) []*Real {
			y := Reversed(x)
			AddSetVV(y, x)
			MulSetVS(y, x[0])
			DivSetVV(y, w)
			SubSetVV(y, w)
			SubSetVS(y, x[2])
			MulSetVV(y, x)
			AddSetVS(y, x[1])
			DivSetVS(y, x[3])
			return NegV(y)
		})},
	} {
		x := []float64{1.3, -0.4, 0.8, 2.1}
		v := []float64{0.3, 1, -0.5, 0.2}
		f := func(x []float64) float64 { return Value(tt.f(Consts(x))) }
		value, g, err := ValueAndGradient(f, tt.f)(x)
		if err != nil || value != f(x) {
			t.Errorf("%s: value %v, error %v; want %v", tt.name, value, err, f(x))
		}
		hv := HessVec(f, tt.f)(x, v)
		h := Hessian(f, tt.f)(x)
		for i := range x {
			along := func(f func(x []float64) float64) float64 {
				return slope(func(xi float64) float64 { y := append([]float64(nil), x...); y[i] = xi; return f(y) }, x[i])
			}
			if want := along(f); math.Abs(g[i]-want) > 1e-6*(1+math.Abs(want)) {
				t.Errorf("%s: element %d of the gradient: %v, want %v", tt.name, i, g[i], want)
			}
			product := along(func(x []float64) float64 {
				s := 0.0
				for i, g := range Gradient(f, tt.f)(x) {
					s += g * v[i]
				}
				return s
			})
			row := 0.0
			for j := range x {
				row += h.At(i, j) * v[j]
			}
			if math.Abs(hv[i]-product) > 1e-5*(1+math.Abs(product)) || math.Abs(row-hv[i]) > 1e-9*(1+math.Abs(row)) {
				t.Errorf("%s: element %d of the Hessian product: %v and %v, want %v", tt.name, i, hv[i], row, product)
			}
		}
	}
}

// A derivative of a function that uses a derivative with respect to another
// argument keeps the two apart: d/dx x·(d/dy (x+y))(1) is 1, not 2.
func TestNestedApart(t *testing.T) {
	f := func(x *Real) *Real {
		return OpMulRR(x, DerivativeOnTape(func(y *Real) *Real { return OpAddRR(x, y) })(Const(1)))
	}
	if got := Derivative(nil, f)(3); got != 1 {
		t.Errorf("derivative %v, want 1", got)
	}
	g := func(x *Real) *Real { // d/dy x²y³ at y = x is 3x⁴
		inner := GradientOnTape(func(y []*Real) *Real { return OpMulRR(Square(x), OpMulRR(y[0], Square(y[0]))) })
		return inner([]*Real{x})[0]
	}
	if got := Derivative(nil, g)(2); got != 12*2*2*2 {
		t.Errorf("derivative %v, want 96", got)
	}
}

func TestJacobian(t *testing.T) {
	polar := func(x []*Real) []*Real { return []*Real{OpMulRR(x[0], Cos(x[1])), OpMulRR(x[0], Sin(x[1])), nil} }
	m := Jacobian(nil, polar)([]float64{2, 0.5})
	want := []float64{math.Cos(0.5), -2 * math.Sin(0.5), math.Sin(0.5), 2 * math.Cos(0.5), 0, 0}
	for i, w := range want {
		if got := m.At(i/2, i%2); math.Abs(got-w) > 1e-15 {
			t.Errorf("element %d: %v, want %v", i, got, w)
		}
	}
}

var line = regexp.MustCompile(`go:\d+`)

func TestNotFinite(t *testing.T) {
	for _, tt := range []struct {
		f    func(x []*Real) *Real
		x    []float64
		want string
	}{
		{func(x []*Real) *Real { return Sqrt(Dot(x, x)) }, []float64{0, 0}, "sqrt at tape_test.go:N: the derivative of sqrt(0) is +Inf"},
		{func(x []*Real) *Real { return Log(x[0]) }, []float64{-1}, "log at tape_test.go:N: log(-1) is NaN"},
		{func(x []*Real) *Real { return OpDivRR(x[0], x[1]) }, []float64{1, 0}, "/ at tape_test.go:N: 1 / 0 is +Inf"},
		{func(x []*Real) *Real { return Exp(x[0]) }, []float64{math.NaN()}, "gradient: element 0 of the argument is NaN"},
		{func(x []*Real) *Real { return Const(math.Inf(1)) }, []float64{1}, "gradient: the value is +Inf"},
	} {
		_, _, err := ValueAndGradient(nil, tt.f)(tt.x)
		if got := line.ReplaceAllString(fmt.Sprint(err), "go:N"); got != tt.want {
			t.Errorf("error %s, want %s", got, tt.want)
		}
	}
}

func rosenbrock(x []*Real) *Real {
	var s *Real
	for i := range x[1:] {
		s = OpAddRR(s, OpAddRR(OpMulRS(Square(OpSubRR(x[i+1], Square(x[i]))), 100), Square(OpSubSR(1, x[i]))))
	}
	return s
}

func TestNoAllocation(t *testing.T) {
	x, dst := make([]float64, 200), make([]float64, 200)
	if n := testing.AllocsPerRun(100, func() { gradient(dst, rosenbrock, x) }); n > 0 {
		t.Errorf("%v allocations a gradient, want none", n)
	}
}

// BenchmarkGradient takes a gradient of 1000 variables, 8 operations each.
func BenchmarkGradient(b *testing.B) {
	x, dst := make([]float64, 1000), make([]float64, 1000)
	b.ReportAllocs()
	for b.Loop() {
		gradient(dst, rosenbrock, x)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/7e3, "ns/operation")
}

func ExampleGradient() {
	// In a cell: grad(func(x []float64) float64 { return x[0]*x[0] + sin(x[1]) })
	f := Gradient(
		func(x []float64) float64 { return x[0]*x[0] + math.Sin(x[1]) },
		func(x []*Real) *Real { return OpAddRR(OpMulRR(x[0], x[0]), Sin(x[1])) })
	fmt.Println(f([]float64{3, 0}))
	// Output: [6 1]
}
