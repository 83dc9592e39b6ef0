package optim

import (
	"math"
	"testing"

	"monro/stdlib/vec"
)

func TestAdaGradNorm(t *testing.T) {
	o := &AdaGradNorm{LR: 2, Initial: 1, WeightDecay: 0.5}
	x := []float64{4, 0}
	// Gradients with decay: (3+2, 0) and then one that cancels to (0, 12).
	if err := o.Step(x, []float64{3, 0}); err != nil || !near(x[0], 4-2*5/math.Sqrt(26), 1e-15) || x[1] != 0 {
		t.Fatalf("x = %v, %v", x, err)
	}
	before := vec.Clone(x)
	if err := o.Step(x, []float64{-0.5 * x[0], 12}); err != nil || x[0] != before[0] || !near(x[1], -2*12/math.Sqrt(26+144), 1e-15) {
		t.Fatalf("x = %v, %v", x, err)
	}
	if !near(o.V(), 170, 1e-14) {
		t.Errorf("v = %v, want 170", o.V())
	}
}

// From v = 0 the first step has length LR; without a first gradient there is none.
func TestAdaGradNormFromZero(t *testing.T) {
	o := &AdaGradNorm{LR: 0.3}
	x := []float64{1, 1}
	wantError(t, o.Step(x, []float64{0, 0}), "AdaGradNorm: the first gradient is 0 and Initial = 0: want Initial > 0")
	if err := o.Step(x, []float64{3, -4}); err != nil || !vec.Equal(x, []float64{1 - 0.18, 1 + 0.24}, 1e-15) {
		t.Errorf("x = %v, %v", x, err)
	}
	if err := o.Step(x, []float64{0, 0}); err != nil {
		t.Error(err)
	}
}
