package optim

import (
	"math"
	"testing"
)

// Two updates in closed form, from x_1 = 1 with gradients 3, 4 in one variable and
// (3, 4), (0, 1) in two.
func TestFTRLByHand(t *testing.T) {
	x := []float64{1}
	o := NewFTRL(0.5)
	for _, c := range []struct{ g, want float64 }{{3, 0.5}, {4, 1 - 0.5*7/5}} {
		if err := o.Step(x, []float64{c.g}); err != nil || !near(x[0], c.want, 1e-15) {
			t.Errorf("x = %v, %v, want %v", x[0], err, c.want)
		}
	}
	for _, c := range []struct {
		o    FTRL
		want []float64
	}{
		{FTRL{LR: 2}, []float64{1 - 2*3/math.Sqrt(26), 1 - 2*5/math.Sqrt(26)}},
		{FTRL{LR: 2, Initial: 10}, []float64{1 - 2*3/6., 1 - 2*5/6.}},
		{FTRL{LR: 2, Diagonal: true}, []float64{1 - 2*3/3., 1 - 2*5/math.Sqrt(17)}},
	} {
		x, o := []float64{1, 1}, c.o.Fresh()
		for _, g := range [][]float64{{3, 4}, {0, 1}} {
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
		}
		if !near(x[0], c.want[0], 1e-14) || !near(x[1], c.want[1], 1e-14) {
			t.Errorf("%+v: x = %v, want %v", c.o, x, c.want)
		}
	}
	// Zero gradients move nothing.
	x = []float64{1, 2}
	if err := (&FTRL{LR: 1, Diagonal: true}).Step(x, []float64{0, 5}); err != nil || x[0] != 1 || !near(x[1], 1, 1e-15) {
		t.Errorf("x = %v, %v", x, err)
	}
}

func TestFTRLBadInput(t *testing.T) {
	x, g := []float64{1}, []float64{1}
	wantError(t, (&FTRL{LR: -1}).Step(x, g), "FTRL", "LR = -1")
	wantError(t, (&FTRL{Initial: math.Inf(1)}).Step(x, g), "FTRL", "Initial = +Inf")
}
