package optim

import (
	"math"
	"testing"
)

func TestAdaDelta(t *testing.T) {
	gradients := []float64{3, -1, 0, 1e-4, 200}
	d := steps(t, NewAdaDelta(0.5), func(k int) float64 { return gradients[k-1] }, len(gradients))
	// The first step from v = w = 0 in closed form, the others by the recursion.
	if want := -0.5 * math.Sqrt(1e-6) / math.Sqrt(0.1*9+1e-6) * 3; !near(d[0], want, 1e-13) {
		t.Errorf("first step %v, want %v", d[0], want)
	}
	var v, w float64
	for k, g := range gradients {
		v = 0.9*v + 0.1*g*g
		delta := math.Sqrt(w+1e-6) / math.Sqrt(v+1e-6) * g
		w = 0.9*w + 0.1*delta*delta
		if math.Abs(d[k]+0.5*delta) > 1e-12*math.Abs(delta) {
			t.Errorf("step %d: %v, want %v", k+1, d[k], -0.5*delta)
		}
	}
}

// The steps have the unit of x: a loss in another unit changes nothing where v is
// much larger than ε.
func TestAdaDeltaIgnoresTheUnitOfTheLoss(t *testing.T) {
	a := steps(t, NewAdaDelta(1), alternating(1e3), 100)
	b := steps(t, NewAdaDelta(1), alternating(1e6), 100)
	for k := range a {
		if !near(a[k], b[k], 1e-9) {
			t.Fatalf("step %d: %v and %v", k+1, a[k], b[k])
		}
	}
}
