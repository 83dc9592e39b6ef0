package ad

import (
	"math"
	"math/rand/v2"
	"testing"
)

const step = 6e-6 // the cube root of the rounding unit

// slope compares a derivative along v with the central difference of f.
func slope(t *testing.T, what string, f func(x, dst []float64) error, n int, x, v, want []float64) {
	t.Helper()
	y := make([]float64, len(x))
	up, down := make([]float64, n), make([]float64, n)
	for i := range x {
		y[i] = x[i] + step*v[i]
	}
	if err := f(y, up); err != nil {
		t.Fatal(err)
	}
	for i := range x {
		y[i] = x[i] - step*v[i]
	}
	if err := f(y, down); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		got := (up[i] - down[i]) / (2 * step)
		if !(math.Abs(got-want[i]) <= 2e-8*max(1, math.Abs(got), math.Abs(up[i]))) {
			t.Errorf("%s: element %d is %v, finite differences say %v", what, i, want[i], got)
		}
	}
}

func TestDerivatives(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			x := c.draw(r)
			f := Func(c.weighted)
			value := func(x, dst []float64) (err error) { dst[0], err = f.Value(x); return err }
			grad := make([]float64, c.n)
			if err := f.Grad(grad, x); err != nil {
				t.Fatal(err)
			}
			e := make([]float64, c.n)
			for i := range e {
				e[i] = 1
				slope(t, "gradient", value, 1, x, e, grad[i:i+1])
				e[i] = 0
			}
			v := smooth{n: c.n, spread: 1}.draw(r)
			hv := make([]float64, c.n)
			if err := f.HVP(hv, x, v); err != nil {
				t.Fatal(err)
			}
			slope(t, "HVP", func(x, dst []float64) error { return f.Grad(dst, x) }, c.n, x, v, hv)
		})
	}
}

// A Jacobian-vector product agrees with finite differences, and with the
// vector-Jacobian product in the sense that u·(Jv) = (Jᵀu)·v.
func TestForwardAndBackward(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, 4))
			x, v := c.draw(r), smooth{n: c.n, spread: 1}.draw(r)
			f := Func(c.f)
			g := NewGraph()
			m := c.f(g.Input("x", c.n)).Len()
			jv := make([]float64, m)
			if err := f.JVP(jv, x, v); err != nil {
				t.Fatal(err)
			}
			slope(t, "JVP", func(x, dst []float64) error { return f.Call(dst, x) }, m, x, v, jv)
			u := smooth{n: m, spread: 1}.draw(r)
			ju := make([]float64, c.n)
			if err := f.VJP(ju, x, u); err != nil {
				t.Fatal(err)
			}
			left, right := 0.0, 0.0
			for i := range u {
				left += u[i] * jv[i]
			}
			for i := range v {
				right += v[i] * ju[i]
			}
			if math.Abs(left-right) > 1e-12*max(1, math.Abs(left)) {
				t.Errorf("u·Jv = %v, Jᵀu·v = %v", left, right)
			}
		})
	}
}

// Fusion, reuse of buffers and placement change nothing: a program that gives out
// every node it computes, and so can do none of that, gives the same bits, and so
// does a checked program.
func TestPlanChangesNothing(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			x := c.draw(rand.New(rand.NewPCG(5, 6)))
			g := NewGraph()
			in := g.Input("x", c.n)
			h := Gradient(Sum(Square(Gradient(c.weighted(in), in))), in)
			all := []Node{h}
			for id := range g.nodes {
				all = append(all, Node{g: g, id: int32(id)})
			}
			fused, err := g.Compile(h)
			if err != nil {
				t.Fatal(err)
			}
			plain, err := g.Compile(all...)
			if err != nil {
				t.Fatal(err)
			}
			checked, err := g.CompileChecked(h)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []*Program{fused, plain, checked} {
				if err := p.Run(x); err != nil {
					t.Fatal(err)
				}
			}
			for i, v := range fused.Out(0) {
				if plain.Out(0)[i] != v || checked.Out(0)[i] != v {
					t.Errorf("element %d: %v, plain %v, checked %v", i, v, plain.Out(0)[i], checked.Out(0)[i])
				}
			}
		})
	}
}

func TestNoAllocation(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			x := c.draw(rand.New(rand.NewPCG(7, 8)))
			f := Func(c.weighted)
			dst := make([]float64, c.n)
			run := func() {
				if _, err := f.ValueAndGrad(dst, x); err != nil {
					t.Fatal(err)
				}
				if err := f.HVP(dst, x, x); err != nil {
					t.Fatal(err)
				}
			}
			run()
			if n := testing.AllocsPerRun(20, run); n != 0 {
				t.Errorf("%v allocations a run", n)
			}
		})
	}
}

// A network uses everything at once: views into the parameters, placement of the
// blocks of their gradient, fusion, and data.
func TestNetworkDerivatives(t *testing.T) {
	f, p, x, labels := classifier(Tanh, 12, 5, 7, 6, 3)
	g, hv := make([]float64, len(p)), make([]float64, len(p))
	v := smooth{n: len(p), spread: 1}.draw(rand.New(rand.NewPCG(9, 9)))
	if err := f.Grad(g, p, x, labels); err != nil {
		t.Fatal(err)
	}
	if err := f.HVP(hv, p, v, x, labels); err != nil {
		t.Fatal(err)
	}
	slope(t, "HVP", func(p, dst []float64) error { return f.Grad(dst, p, x, labels) }, len(p), p, v, hv)
	value := func(p, dst []float64) (err error) { dst[0], err = f.Value(p, x, labels); return err }
	e := make([]float64, len(p))
	for i := range e {
		e[i] = 1
		slope(t, "gradient", value, 1, p, e, g[i:i+1])
		e[i] = 0
	}
	if n := testing.AllocsPerRun(10, func() {
		if _, err := f.ValueAndGrad(g, p, x, labels); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}
