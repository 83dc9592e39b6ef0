package optim

import (
	"errors"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/linalg"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// ggt returns GGT for three gradients with changes.
func ggt(change func(*GGT)) *GGT {
	o := NewGGT(0.1, 3)
	change(o)
	return o
}

// denseGGT is [(GGᵀ)^½ + εI]⁻¹·v for the window's gradients, the oldest first, with the
// root of the d×d matrix.
func denseGGT(t *testing.T, gs [][]float64, beta, eps float64, v []float64) []float64 {
	t.Helper()
	d := len(v)
	m := mat.NewSymDense(d, nil)
	for k, g := range gs {
		w := math.Pow(beta, float64(len(gs)-1-k))
		m.SymRankOne(m, w*w, mat.NewVecDense(d, g))
	}
	values, vectors, err := linalg.SymEigen(m)
	if err != nil {
		t.Fatal(err)
	}
	u := make([]float64, d)
	for k, value := range values {
		if value < 1e-13*values[d-1] {
			value = 0 // rounding, whose root would be no rounding
		}
		column := mat.Col(nil, k, vectors)
		vec.Axpy(u, vec.Dot(column, v)/(math.Sqrt(value)+eps), column)
	}
	return u
}

// Steps are those with the dense root: while the window fills, when it is full, with
// more gradients than parameters, with momentum and without.
func TestGGTAgainstTheDenseRoot(t *testing.T) {
	for _, c := range []struct {
		d, r          int
		beta, eps, mu float64
		smooth        bool
	}{
		{12, 5, 0.9, 1e-2, 0, false}, {12, 5, 1, 1e-4, 0.9, false}, {12, 1, 0.9, 1e-3, 0.5, false}, {4, 9, 0.95, 1e-3, 0, false},
		{4, 9, 0.95, 1e-1, 0.9, false}, {1, 3, 0.5, 1, 0, false}, {12, 5, 0.99, 1e-4, 0.9, true}, {4, 9, 0.95, 1e-1, 0.9, true},
	} {
		o := &GGT{LR: 0.1, Window: c.r, Beta2: c.beta, Eps: c.eps, Momentum: c.mu, Smooth: c.smooth, WeightDecay: 0.2, Schedule: InvSqrt{}}
		s := rng.New(1)
		x, v := s.NormalVec(make([]float64, c.d)), make([]float64, c.d)
		y := vec.Clone(x)
		var gs [][]float64
		for k := range 3 * c.r {
			g := vec.Scale(nil, math.Exp(-float64(k)/10), s.NormalVec(make([]float64, c.d)))
			vec.Mix(v, c.mu, v, 1, g)
			if c.smooth {
				gs = append(gs, vec.Clone(v))
			} else {
				gs = append(gs, g)
			}
			gs = gs[max(0, len(gs)-c.r):]
			lr := 0.1 / math.Sqrt(float64(k+1))
			vec.Mix(y, 1-0.2*lr, y, -lr, denseGGT(t, gs, c.beta, c.eps, v))
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
			if !vec.Equal(x, y, 1e-8) {
				t.Fatalf("%+v, step %d: %v, want %v", c, k+1, x, y)
			}
		}
	}
}

// A window of one normalises: v/ε − (1/ε − 1/(‖g‖+ε))·g, with v = g.
func TestGGTOfOneGradient(t *testing.T) {
	o := &GGT{LR: 1, Window: 1, Beta2: 1, Eps: 0.5}
	x := make([]float64, 3)
	if err := o.Step(x, []float64{3, -4, 12}); err != nil {
		t.Fatal(err)
	}
	if want := []float64{-3 / 13.5, 4 / 13.5, -12 / 13.5}; !vec.Equal(x, want, 1e-14) || !vec.Equal(o.Spectrum(), []float64{13}, 1e-13) {
		t.Errorf("%v, want %v; spectrum %v", x, want, o.Spectrum())
	}
}

// Repeated gradients make G singular, and a step stays that of full-matrix AdaGrad in
// their one direction: Σ = ‖g‖·√r.
func TestGGTWithRepeatedGradients(t *testing.T) {
	const r = 4
	o := &GGT{LR: 1, Window: r, Beta2: 1, Eps: 1e-6}
	g := []float64{1, 2, -2}
	for k := range 3 * r {
		x := make([]float64, 3)
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		sigma := 3 * math.Sqrt(float64(min(k+1, r)))
		if want := vec.Scale(nil, -1/(sigma+1e-6), g); !vec.Equal(x, want, 1e-8) {
			t.Fatalf("step %d: %v, want %v", k+1, x, want)
		}
	}
	if err := o.Step(make([]float64, 3), make([]float64, 3)); err != nil {
		t.Errorf("a gradient of zero: %v", err)
	}
}

// Directions do not depend on the basis: rotated gradients make rotated steps. Adam's
// do.
func TestGGTCommutesWithRotations(t *testing.T) {
	c, s := math.Cos(0.7), math.Sin(0.7)
	turn := func(a []float64) []float64 { return []float64{c*a[0] - s*a[1], s*a[0] + c*a[1]} }
	apart := func(m Method) float64 {
		o, p := m.Fresh(), m.Fresh()
		x, y := []float64{1, 2}, turn([]float64{1, 2})
		stream := rng.New(2)
		for range 20 {
			g := stream.NormalVec(make([]float64, 2))
			g[0] *= 10
			if err := errors.Join(o.Step(x, g), p.Step(y, turn(g))); err != nil {
				t.Fatal(err)
			}
		}
		return vec.Distance(turn(x), y)
	}
	if d := apart(NewGGT(0.1, 8)); d > 1e-8 {
		t.Errorf("GGT: %v apart", d)
	}
	if d := apart(NewAdam(0.1)); d < 1e-2 {
		t.Errorf("Adam: %v apart: the test sees nothing", d)
	}
}

func TestScaleByGGT(t *testing.T) {
	o := ggt(func(o *GGT) { o.Momentum, o.WeightDecay = 0, 0 })
	chain := Chain(ScaleByGGT(3, 0.999, 1e-4), Scale(0.1))
	s := rng.New(3)
	x := s.NormalVec(make([]float64, 7))
	y, g := vec.Clone(x), make([]float64, 7)
	for range 20 {
		s.NormalVec(g)
		if err := errors.Join(o.Step(x, g), chain.Step(y, g)); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(x, y) {
		t.Errorf("%v, the chain has %v", x, y)
	}
}

func TestGGTRefusesGradientsWithoutSquare(t *testing.T) {
	o, x := ggt(func(*GGT) {}), []float64{1, 1}
	wantError(t, o.Step(x, []float64{1e200, 1}), "optim: GGT: step 1: the gradient is too large")
	if o.T() != 0 || x[0] != 1 {
		t.Errorf("a refused gradient counts: T = %d, x = %v", o.T(), x)
	}
	if err := o.Step(x, []float64{1, 1}); err != nil {
		t.Error(err)
	}
	wantError(t, Chain(ScaleByGGT(2, 1, 1)).Step(x, []float64{1e200, 1}), "optim: ScaleByGGT: the gradient is too large")
}
