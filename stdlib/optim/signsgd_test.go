package optim

import (
	"math"
	"testing"

	"monro/stdlib/vec"
)

func TestSignSGD(t *testing.T) {
	o := &SignSGD{LR: 0.1, WeightDecay: 2}
	x := []float64{1, 1, 1, 1}
	if err := o.Step(x, []float64{-1e-300, 1e300, 0, math.Copysign(0, -1)}); err != nil || !vec.Equal(x, []float64{0.9, 0.7, 0.8, 0.8}, 1e-15) {
		t.Errorf("x = %v, %v", x, err)
	}
}

// A momentum of 0.9 outvotes one opposite gradient of the same size, once it has
// seen enough: m after k ones is 1 − 0.9^k, and turns where 0.9·m < 0.1.
func TestSignum(t *testing.T) {
	for k := 1; k <= 10; k++ {
		o := &SignSGD{LR: 1, Momentum: 0.9}
		d := steps(t, o, func(i int) float64 {
			if i > k {
				return -1
			}
			return 1
		}, k+1)
		want := 1.0
		if 0.9*(1-math.Pow(0.9, float64(k))) > 0.1 {
			want = -1
		}
		if d[k] != want {
			t.Errorf("after %d ones: step %v, want %v", k, d[k], want)
		}
	}
}
