package optim

import (
	"math"
	"testing"
)

// On a constant gradient v is the number of steps times its square.
func TestAdaGradOnConstantGradient(t *testing.T) {
	const c = -2.5
	for _, v0 := range []float64{0, 0.01, 3} {
		o := &AdaGrad{LR: 0.1, Eps: 1e-10, Initial: v0}
		for k, d := range steps(t, o, constant(c), 50) {
			v := v0 + float64(k+1)*c*c
			if want := -0.1 * c / (math.Sqrt(v) + 1e-10); !near(d, want, 1e-11) {
				t.Fatalf("v0 = %v, step %d: %v, want %v", v0, k+1, d, want)
			}
		}
		if !near(o.V()[0], v0+50*c*c, 1e-14) || o.T() != 50 {
			t.Errorf("v = %v after %d updates", o.V(), o.T())
		}
	}
}
