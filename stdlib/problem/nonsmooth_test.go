package problem

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// Subgradients lie below: f(y) >= f(x) + ⟨g, y−x⟩ for all y.
func TestNonsmoothSubgradients(t *testing.T) {
	s := rng.New(1)
	a := mat.NewDense(6, 4, s.NormalVec(make([]float64, 24)))
	lin, err := MaxLinear(a, s.NormalVec(make([]float64, 6)))
	if err != nil {
		t.Fatal(err)
	}
	absolute, err := MaxAbsLinear(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	harvey, err := Harvey(3)
	if err != nil {
		t.Fatal(err)
	}
	norms, err := Norms(s.NormalVec(make([]float64, 4)), NormWeights{L1: 1, L2: 2, Square: 3})
	if err != nil {
		t.Fatal(err)
	}
	d, err := data.LogisticRegression(30, 4, 0, s)
	if err != nil {
		t.Fatal(err)
	}
	svm, err := Hinge(d, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]Smooth{"MaxLinear": lin, "MaxAbsLinear": absolute, "Harvey": harvey, "Norms": norms, "Hinge": svm} {
		g, x, y := make([]float64, 4), make([]float64, 4), make([]float64, 4)
		for range 500 {
			s.NormalVec(x)
			s.NormalVec(y)
			v := f.Grad(g, x)
			if v != f.Value(x) {
				t.Fatalf("%s: Grad returns %v, Value %v", name, v, f.Value(x))
			}
			if below := v + vec.Dot(g, y) - vec.Dot(g, x); f.Value(y) < below-1e-12 {
				t.Fatalf("%s: f(y) = %v below the subgradient's %v", name, f.Value(y), below)
			}
		}
		if e := GradError(f, x); e > 1e-7 {
			t.Errorf("%s: gradient off by %v", name, e)
		}
	}
}

func TestNonsmoothByHand(t *testing.T) {
	f, err := MaxAbsLinear(mat.NewDense(2, 2, []float64{1, 2, 3, -1}), []float64{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	g := make([]float64, 2)
	// |1·2 + 2·(−4)| = 6 against |3·2 + 4 + 1| = 11
	if v := f.Grad(g, []float64{2, -4}); v != 11 || g[0] != 3 || g[1] != -1 {
		t.Errorf("%v at %v, want 11 at [3 -1]", v, g)
	}
	if v := f.Grad(g, []float64{-2, -4}); v != 10 || g[0] != -1 || g[1] != -2 {
		t.Errorf("%v at %v, want 10 at [-1 -2]", v, g)
	}
	if got := f.Lipschitz(); math.Abs(got-math.Sqrt(10)) > 1e-15 {
		t.Errorf("Lipschitz %v, want √10", got)
	}
	h, err := Norms([]float64{1, 0}, NormWeights{L1: 1, L2: 2, Square: 4})
	if err != nil {
		t.Fatal(err)
	}
	if v := h.Grad(g, []float64{4, -4}); v != 7+2*5+2*25 || !vec.Equal(g, []float64{1 + 6./5 + 12, -1 - 8./5 - 16}, 1e-15) {
		t.Errorf("%v with gradient %v", v, g)
	}
	if v := h.Grad(g, []float64{1, 0}); v != 0 || g[0] != 0 || g[1] != 0 {
		t.Errorf("%v with gradient %v at the minimum", v, g)
	}
}

// The rows h_i as the paper writes them, their norms, and the choice among ties.
func TestHarveyByItsDefinition(t *testing.T) {
	const T = 7
	f, err := Harvey(T)
	if err != nil {
		t.Fatal(err)
	}
	row := func(i int) []float64 { // i counts from 1
		h := make([]float64, T+1)
		for j := 1; j < i; j++ {
			h[j-1] = 1 / (8 * float64(T-j+1))
		}
		if i <= T {
			h[i-1] = -math.Sqrt(float64(i)) / (2 * math.Sqrt(T))
		}
		return h
	}
	s := rng.New(2)
	x, g := make([]float64, T+1), make([]float64, T+1)
	for range 200 {
		s.NormalVec(x)
		at, most := 1, math.Inf(-1)
		for i := 1; i <= T+1; i++ {
			if v := vec.Dot(row(i), x); v > most {
				at, most = i, v
			}
		}
		if v := f.Grad(g, x); math.Abs(v-most) > 1e-14 || !vec.Equal(g, row(at), 1e-15) {
			t.Fatalf("f = %v with %v, want %v with row %d", v, g, most, at)
		}
		if vec.Norm2(g) > 1 {
			t.Fatalf("‖g‖ = %v, want at most 1", vec.Norm2(g))
		}
	}
	clear(x)
	if v := f.Grad(g, x); v != 0 || !vec.Equal(g, row(1), 1e-15) {
		t.Errorf("at 0: %v with %v, want 0 with row 1", v, g)
	}
	x[0] = 1e-13 // row 2 is larger by less than the tolerance
	if f.Grad(g, x); !vec.Equal(g, row(1), 1e-15) {
		t.Errorf("tie: %v, want row 1", g)
	}
}

func TestNonsmoothBadInput(t *testing.T) {
	a := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	_, shape := MaxLinear(a, []float64{1})
	_, none := MaxAbsLinear(nil, nil)
	_, steps := Harvey(0)
	_, center := Norms(nil, NormWeights{L1: 1})
	_, nan := Norms([]float64{math.NaN()}, NormWeights{L1: 1})
	_, negative := Norms([]float64{1}, NormWeights{L2: -1})
	d, err := data.New([][]float64{{1}, {2}}, []float64{1, 3})
	if err != nil {
		t.Fatal(err)
	}
	_, label := Hinge(d, 0)
	_, l2 := Hinge(d, -1)
	for says, err := range map[string]error{
		"MaxLinear: b has length 1": shape, "MaxLinear: a is nil": none, "Harvey: steps = 0": steps,
		"Norms: center has length 0": center, "center[0] = NaN": nan, "Norms: L2 = -1": negative,
		"Hinge: label of row 1 is 3": label, "Hinge: l2 = -1": l2,
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want one that says %q", err, says)
		}
	}
}

func TestNonsmoothOraclesDoNotAllocate(t *testing.T) {
	harvey, _ := Harvey(20)
	norms, _ := Norms(make([]float64, 21), NormWeights{L1: 1, L2: 1})
	lin, _ := MaxLinear(mat.NewDense(3, 21, nil), nil)
	x, g := vec.Ones(21), make([]float64, 21)
	for _, f := range []Smooth{harvey, norms, lin} {
		if n := testing.AllocsPerRun(20, func() { f.Grad(g, x); f.Value(x) }); n != 0 {
			t.Errorf("%T: %v allocations", f, n)
		}
	}
}
