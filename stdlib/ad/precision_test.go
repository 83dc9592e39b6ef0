package ad

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// closeIn compares vectors relative to the greatest element.
func closeIn(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	scale := 1e-3
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tol*scale) {
			t.Errorf("%s: element %d is %v, in double %v", what, i, got[i], want[i])
		}
	}
}

// Every operation, with its first and second derivatives.
func TestFloat32AgainstFloat64(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			x, v := c.draw(r), smooth{n: c.n, spread: 1}.draw(r)
			for i := range x { // the same in both
				x[i], v[i] = float64(float32(x[i])), float64(float32(v[i]))
			}
			double, single := Func(c.weighted), Func(c.weighted).Float32()
			for what, f := range map[string]func(f *Function, dst []float64) error{
				"value": func(f *Function, dst []float64) error {
					y, err := f.ValueAndGrad(dst, x)
					clear(dst)
					dst[0] = y
					return err
				},
				"gradient": func(f *Function, dst []float64) error { return f.Grad(dst, x) },
				"HVP":      func(f *Function, dst []float64) error { return f.HVP(dst, x, v) },
				"JVP":      func(f *Function, dst []float64) error { return f.JVP(dst[:1], x, v) },
			} {
				got, want := make([]float64, c.n), make([]float64, c.n)
				if err := f(single, got); err != nil {
					t.Fatal(err)
				}
				if err := f(double, want); err != nil {
					t.Fatal(err)
				}
				closeIn(t, what, got, want, 1e-4)
			}
			run := func() {
				if _, err := single.ValueAndGrad(v, x); err != nil {
					t.Fatal(err)
				}
				if err := single.HVP(v, x, x); err != nil {
					t.Fatal(err)
				}
			}
			if n := testing.AllocsPerRun(10, run); n != 0 {
				t.Errorf("%v allocations a run", n)
			}
		})
	}
}

// A float32 program really computes in float32, and gives the same bits with every
// node given out, and checked.
func TestFloat32Rounds(t *testing.T) {
	g := NewGraph()
	x := g.Input("x", 3)
	y := Mul(Add(x, g.Const(1)), g.Const(3))
	p, err := g.CompileFloat32(y, Sum(y))
	if err != nil {
		t.Fatal(err)
	}
	in := []float64{1e-9, 1. / 3, 7.1}
	if err := p.Run(in); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, v := range in {
		want := (float32(v) + 1) * 3
		if p.Out(0)[i] != float64(want) {
			t.Errorf("element %d is %v, want %v", i, p.Out(0)[i], want)
		}
		sum += float64(want)
	}
	if want := float64(float32(sum)); p.Out(1)[0] != want {
		t.Errorf("sum %v, want %v: added in double and then rounded", p.Out(1)[0], want)
	}
	if s := p.String(); !strings.Contains(s, "float32") {
		t.Errorf("%s does not say float32", s)
	}
}

func TestFloat32Limits(t *testing.T) {
	// Constants beyond the range stay finite, so that masks do their work.
	f := Func(func(x Node) Node {
		return LogSumExp(Where(Greater(x, x.number(0)), x, x.number(-1e300)))
	}).Float32()
	g := make([]float64, 3)
	v, err := f.ValueAndGrad(g, []float64{1, -1, 2})
	if err != nil || math.Abs(v-math.Log(math.E+math.E*math.E)) > 1e-6 || g[1] != 0 || math.Abs(g[0]+g[2]-1) > 1e-6 {
		t.Errorf("value %v, gradient %v, %v", v, g, err)
	}
	// Numbers of rows that float32 does not hold are refused.
	rows := Func(func(x Node) Node { return Gather(x, x.number(5)) })
	large := make([]float64, 1<<24+1)
	if err := rows.Call(make([]float64, 1), large); err != nil {
		t.Error(err)
	}
	err = rows.Float32().Call(make([]float64, 1), large)
	if err == nil || !strings.Contains(err.Error(), "ad.Gather at precision_test.go") || !strings.Contains(err.Error(), "16777217") {
		t.Errorf("%v: want an error of Gather", err)
	}
	// What is checked for is found.
	err = Func(func(x Node) Node { return Sum(Sqrt(x)) }).Float32().Checked().Grad(g, []float64{1, -1, 2})
	if err == nil || !strings.Contains(err.Error(), "ad.Sqrt at precision_test.go") {
		t.Errorf("%v: want an error of Sqrt", err)
	}
	// Operations in double are named as they are in single.
	err = Func(func(x Node) Node { return Cholesky(Reshape(x, 1, 1)) }).Float32().Call(g[:1], []float64{-1})
	if err == nil || !strings.Contains(err.Error(), "ad.Cholesky at precision_test.go") {
		t.Errorf("%v: want an error of Cholesky", err)
	}
}

func TestObjectiveFloat32(t *testing.T) {
	loss := func(x Node) Node { return Sum(Exp(x)) }
	o, err := NewObjective(1, loss, Float32())
	if err != nil {
		t.Fatal(err)
	}
	x := []float64{1. / 3}
	if v, want := o.Value(x), float64(float32(math.Exp(float64(float32(1./3))))); v != want {
		t.Errorf("value %v, want %v", v, want)
	}
}
