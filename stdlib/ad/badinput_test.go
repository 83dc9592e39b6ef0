package ad

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// operations are called below with operands of every shape, sensible or not.
var operations = []struct {
	name string
	f    func(a, b Node) Node
}{
	{"Add", Add}, {"Sub", Sub}, {"Mul", Mul}, {"Div", Div}, {"Max", Max}, {"Greater", Greater}, {"Equal", Equal}, {"PowNode", PowNode},
	{"Exp", func(a, _ Node) Node { return Exp(a) }},
	{"Where", func(a, b Node) Node { return Where(a, b, a) }},
	{"Pow", func(a, _ Node) Node { return Pow(a, math.NaN()) }},
	{"Clip", func(a, _ Node) Node { return Clip(a, math.NaN(), 1) }},
	{"Polygamma", func(a, _ Node) Node { return Polygamma(3, a) }},
	{"Sum", func(a, b Node) Node { return Sum(a, b.Rank()-1) }},
	{"Mean", func(a, b Node) Node { return Mean(a, -b.Rank()) }},
	{"MaxOver", func(a, b Node) Node { return MaxOver(a, b.Rank()) }},
	{"MinOver", func(a, _ Node) Node { return MinOver(a) }},
	{"LogSumExp", func(a, b Node) Node { return LogSumExp(a, b.Rank()-1) }},
	{"Softmax", func(a, _ Node) Node { return Softmax(a) }},
	{"LogSoftmax", func(a, _ Node) Node { return LogSoftmax(a) }},
	{"Dot", Dot}, {"MatMul", MatMul},
	{"MatMulT", func(a, b Node) Node { return MatMulT(a, b, true, true) }},
	{"Reshape", func(a, b Node) Node { return Reshape(a, b.Shape()...) }},
	{"Reshape -1", func(a, b Node) Node { return Reshape(a, -1, b.Len()) }},
	{"Reshape -2", func(a, _ Node) Node { return Reshape(a, -2, -2) }},
	{"Flatten", func(a, _ Node) Node { return Flatten(a) }},
	{"Broadcast", func(a, b Node) Node { return Broadcast(a, b.Shape()...) }},
	{"Transpose", func(a, _ Node) Node { return Transpose(a) }},
	{"Transpose 1 0", func(a, _ Node) Node { return Transpose(a, 1, 0) }},
	{"Slice", func(a, b Node) Node { return Slice(a, b.Rank()-1, 0, b.Len()) }},
	{"Slice backwards", func(a, _ Node) Node { return Slice(a, 0, 1, 0) }},
	{"Index", func(a, b Node) Node { return Index(a, -1, b.Len()-1) }},
	{"Pad", func(a, b Node) Node { return Pad(a, b.Rank()-1, b.Len()-1, 2) }},
	{"Concat", func(a, b Node) Node { return Concat(0, a, b) }},
	{"Concat last", func(a, b Node) Node { return Concat(-1, a, b, a) }},
	{"Concat none", func(a, b Node) Node { return Concat(0) }},
	{"Stack", func(a, b Node) Node { return Stack(a, b) }},
	{"Stack none", func(a, b Node) Node { return Stack() }},
	{"Gather", Gather}, {"Pick", Pick},
	{"Take", func(a, b Node) Node { return Take(a, []int{b.Len() - 1, -1}) }},
	{"Take none", func(a, _ Node) Node { return Take(a, nil) }},
	{"ScatterAdd", func(a, b Node) Node { return ScatterAdd(a, b, b) }},
	{"CumSum", func(a, b Node) Node { return CumSum(a, b.Rank()-1) }},
	{"Cholesky", func(a, _ Node) Node { return Cholesky(a) }},
	{"TriSolve", func(a, b Node) Node { return TriSolve(a, b, true) }},
	{"CholSolve", CholSolve},
	{"Conv2D", func(a, b Node) Node { return Conv2D(a, b, 1, 1) }},
	{"Conv1D", func(a, b Node) Node { return Conv1D(a, b, 2, 1) }},
	{"MaxPool2D", func(a, _ Node) Node { return MaxPool2D(a, 2, 1, 1) }},
	{"AvgPool2D", func(a, _ Node) Node { return AvgPool2D(a, 2, -1, 0) }},
	{"MaxPool1D", func(a, _ Node) Node { return MaxPool1D(a, 1, 0) }},
	{"AvgPool1D", func(a, _ Node) Node { return AvgPool1D(a, 2, 1) }},
	{"StopGradient", func(a, _ Node) Node { return StopGradient(a) }},
	{"Custom", func(a, b Node) Node {
		return Custom(func(in []Node) Node { return Mul(in[0], in[1]) }, func(in []Node, out, g Node) []Node { return []Node{g, out} }, a, b)
	}},
	{"Call", func(a, b Node) Node {
		return Call("plain", []int{-1}, func([]float64, [][]float64) {}, nil, a, b)
	}},
	{"Scan", func(a, b Node) Node { return Scan(func(_, s Node) Node { return Mul(s, b) }, 3, a) }},
	{"Scan of nothing", func(a, _ Node) Node { return Scan(func(_, s Node) Node { return Sin(s) }, 0, a) }},
	{"ScanCheckpoint", func(a, b Node) Node { return ScanCheckpoint(func(_, s Node) Node { return Sub(s, b) }, b.Len(), 0, a) }},
	{"ScanOver", func(a, b Node) Node {
		final, out := ScanOver(func(s, row []Node) ([]Node, []Node) { return []Node{Add(s[0], row[0])}, row }, []Node{a}, []Node{b})
		if len(out) == 0 {
			return final[0]
		}
		return Add(Sum(final[0]), Sum(out[0]))
	}},
	{"ScanOver of nothing", func(a, _ Node) Node {
		final, _ := ScanOver(func(s, _ []Node) ([]Node, []Node) { return s, nil }, nil, nil)
		return Add(a, final[0])
	}},
	{"Checkpoint", func(a, b Node) Node { return Checkpoint(func(x Node) Node { return Mul(x, b) }, a) }},
	{"Pullback", func(a, b Node) Node { return Pullback([]Node{Sin(a)}, []Node{b}, a, b)[0] }},
	{"Pushforward", func(a, b Node) Node { return Pushforward(Sin(a), a, b) }},
	{"Jacobian-free", func(a, b Node) Node { return Gradient(Sum(Mul(a, b)), Add(a, b)) }},
}

// Nothing panics: not tracing, not compiling, not running, with derivatives, in
// either precision, whatever the shapes and the numbers are. Errors name what was
// called and where.
func TestNothingPanics(t *testing.T) {
	shapes := [][]int{{}, {0}, {1}, {3}, {2, 3}, {3, 3}, {0, 3}, {3, 0}, {2, 2, 3}, {1, 2, 3, 3}, {2, 0, 2, 2}}
	numbers := []float64{0, math.NaN(), math.Inf(1), -1, 1e300, 0.5}
	for _, op := range operations {
		for _, sa := range shapes {
			for _, sb := range shapes {
				what := fmt.Sprintf("%s of %v and %v", op.name, sa, sb)
				func() {
					defer func() {
						if r := recover(); r != nil {
							t.Errorf("%s: panic: %v", what, r)
						}
					}()
					g := NewGraph()
					a, b := g.Input("a", sa...), g.Input("b", sb...)
					y := op.f(a, b)
					out := []Node{y, Gradient(Sum(Sin(y)), a)}
					err := g.Err()
					if err == nil && !y.valid() {
						err = y.Err()
					}
					if err != nil {
						if e, ok := err.(*Error); ok && (e.Op == "" || !strings.Contains(e.Place, "badinput_test.go")) {
							t.Errorf("%s: the error does not say where: %v", what, err)
						}
						return
					}
					for _, m := range []mode{{}, {single: true}, {checks: true}} {
						p, err := g.compile(out, m)
						if err != nil {
							continue
						}
						x, z := make([]float64, size(sa)), make([]float64, size(sb))
						for _, v := range numbers {
							for i := range x {
								x[i] = v
							}
							for i := range z {
								z[i] = v
							}
							_ = p.Run(x, z) // an error or a result
						}
					}
				}()
			}
		}
	}
}

// Functions given no function, no trace, or what does not fit.
func TestBadArguments(t *testing.T) {
	x := []float64{1, 2}
	g := NewGraph()
	in := g.Input("x", 2)
	for _, c := range []struct {
		name string
		f    func() error
		want string
	}{
		{"nil function", func() error { return Func(nil).Call(nil, x) }, "function is nil"},
		{"nil function with data", func() error { return FuncData(nil, []int{-1}).Call(nil, x, x) }, "function is nil"},
		{"Grad of nil", func() error { return Grad(nil)(x, x) }, "function is nil"},
		{"HVP of nil", func() error { return HVP(nil)(x, x, x) }, "function is nil"},
		{"nil objective", func() error { _, err := NewObjective(2, nil); return err }, "nil"},
		{"negative dimension", func() error { _, err := NewObjective(-2, Sum0); return err }, "dim = -2"},
		{"two unknown sizes", func() error {
			return FuncData(func(x Node, d []Node) Node { return Sum(d[0]) }, []int{-1, -1}).Call(nil, x, x)
		}, "sizes [-1 -1]"},
		{"negative size", func() error {
			return FuncData(func(x Node, d []Node) Node { return Sum(d[0]) }, []int{-3}).Call(nil, x, x)
		}, "sizes [-3]"},
		{"result too short", func() error { return Func(Square).Call(x[:1], x) }, "length 1: want 2"},
		{"direction too long", func() error { return Func(Square).JVP(x, x, []float64{1, 2, 3}) }, "length 3: want 2"},
		{"cotangent too long", func() error { return Func(Sum0).VJP(x, x, x) }, "length 2: want 1, for scalar"},
		{"compile of the zero Node", func() error { _, err := g.Compile(Node{}); return err }, "output 0"},
		{"compile of another trace", func() error { _, err := NewGraph().Compile(in); return err }, "want a node of this trace"},
		{"float32 of another trace", func() error { _, err := NewGraph().CompileFloat32(in); return err }, "want a node of this trace"},
		{"nil step", func() error { return Func(func(x Node) Node { return Scan(nil, 3, x) }).Call(nil, x) }, "ad.Scan at badinput_test.go"},
		{"nil step over", func() error {
			return Func(func(x Node) Node { f, _ := ScanOver(nil, []Node{x}, []Node{x}); return f[0] }).Call(nil, x)
		}, "ad.Scan at badinput_test.go"},
		{"nil checkpoint", func() error { return Func(func(x Node) Node { return Checkpoint(nil, x) }).Call(nil, x) }, "ad.Checkpoint at badinput_test.go"},
		{"nil checkpointed step", func() error { return Func(func(x Node) Node { return ScanCheckpoint(nil, 9, 3, x) }).Call(nil, x) }, "ad.Scan at badinput_test.go"},
		{"nil option", func() error { return Func(Square).With(nil).Call(make([]float64, 2), x) }, ""},
	} {
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s: panic: %v", c.name, r)
				}
			}()
			err := c.f()
			if c.want == "" {
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v: want %q in it", c.name, err, c.want)
			}
		}()
	}
}
