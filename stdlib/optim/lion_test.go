package optim

import (
	"testing"

	"monro/stdlib/vec"
)

// m after gradients 1, -5, 0 is 0.01, -0.0401, -0.039699; the averages with β1 that
// give the signs are 0.1, -0.491, -0.03609, and 0.0642709 with a gradient of 1.
func TestLionByHand(t *testing.T) {
	o := NewLion(0.5)
	gradients := []float64{1, -5, 0, 1}
	d := steps(t, o, func(k int) float64 { return gradients[k-1] }, 4)
	if !vec.Equal(d, []float64{-0.5, 0.5, 0.5, -0.5}, 0) {
		t.Errorf("steps %v", d)
	}
	if want := 0.99*-0.039699 + 0.01; !near(o.M()[0], want, 1e-12) {
		t.Errorf("m = %v, want %v", o.M()[0], want)
	}
}

// Decay is decoupled, and a parameter without gradients stays.
func TestLionDecay(t *testing.T) {
	o := &Lion{LR: 0.1, Beta1: 0.9, Beta2: 0.99, WeightDecay: 2}
	x := []float64{3, 0}
	if err := o.Step(x, []float64{-7, 0}); err != nil || !vec.Equal(x, []float64{3*0.8 + 0.1, 0}, 1e-15) {
		t.Errorf("x = %v, %v", x, err)
	}
}
