package optim

import (
	"errors"
	"math"
	"testing"

	"monro/stdlib/nn"
	"monro/stdlib/vec"
)

// Between its bounds AdaBound is Adam with ε added to √v, and once they have closed
// it is descent with Final along m.
func TestAdaBound(t *testing.T) {
	open := NewAdaBound(0.01)
	open.Final, open.Gamma, open.Eps = 1e6, 1e-12, 1e-300
	g := func(k int) float64 { return math.Sin(float64(k)) + 0.3 }
	a, b := steps(t, open, g, 100), steps(t, sharpAdam(0.01), g, 100)
	for k := range a {
		if !near(a[k], b[k], 1e-9) {
			t.Fatalf("open bounds: step %d is %v, Adam's %v", k+1, a[k], b[k])
		}
	}
	closed := NewAdaBound(0.01)
	closed.Gamma, closed.Schedule = 1e15, ScheduleFunc(func(k int) float64 { return 1 / float64(k) })
	m, c := 0.0, steps(t, closed, g, 100)
	for k := range c {
		m = 0.9*m + 0.1*g(k+1)
		if want := -0.1 * m / float64(k+1); !near(c[k], want, 1e-9) {
			t.Fatalf("closed bounds: step %d is %v, want %v", k+1, c[k], want)
		}
	}
	// On a constant gradient the size of the step over m is clip(α/(1−β1^t), lo, hi).
	o := NewAdaBound(0.01)
	o.Eps, o.Gamma = 1e-300, 0.01
	m = 0
	for k, d := range steps(t, o, constant(1), 300) {
		n := float64(k + 1)
		m = 0.9*m + 0.1
		want := min(max(0.01/(1-math.Pow(0.9, n)), 0.1*(1-1/(0.01*n+1))), 0.1*(1+1/(0.01*n)))
		if !near(-d/m, want, 1e-9) {
			t.Fatalf("step %d over m is %v, want %v", k+1, -d/m, want)
		}
	}
}

// Without variance M-SVAG descends by LR·g; pure noise is damped; at any t the formula
// holds as it is printed.
func TestMSVAG(t *testing.T) {
	for k, d := range steps(t, NewMSVAG(0.5), constant(-3), 50) {
		if !near(d, 1.5, 1e-6) {
			t.Fatalf("constant gradient: step %d is %v, want 1.5", k+1, d)
		}
	}
	g := func(k int) float64 { return 1 + 2*math.Sin(5*float64(k)) }
	const b = 0.9
	m, v := 0.0, 0.0
	for k, d := range steps(t, NewMSVAG(0.1), g, 60) {
		m, v = b*m+(1-b)*g(k+1), b*v+(1-b)*g(k+1)*g(k+1)
		p := math.Pow(b, float64(k+1))
		mean, square := m/(1-p), v/(1-p)
		gamma := 1.0
		if k > 0 {
			rho := (1 - b) * (1 + p) / ((1 + b) * (1 - p))
			s := (square - mean*mean) / (1 - rho)
			gamma = mean * mean / (mean*mean + rho*s)
		}
		if want := -0.1 * gamma * mean; !near(d, want, 1e-9) {
			t.Fatalf("step %d is %v, want %v", k+1, d, want)
		}
		if k > 0 && gamma >= 1 {
			t.Fatalf("step %d is not damped", k+1)
		}
	}
	noise := steps(t, NewMSVAG(1), alternating(1), 500)
	if math.Abs(noise[499]) > 0.02 {
		t.Errorf("zero-mean gradient: step %v", noise[499])
	}
}

// A step turns the weights of a layer by the same angle, atan(lr), whatever the size
// of the gradient, when it is orthogonal to them, and then keeps their norm.
func TestFromage(t *testing.T) {
	for _, size := range []float64{1e-6, 1, 1e6} {
		x, g := []float64{3, 0}, []float64{0, size}
		if err := Fromage(0.1).Step(x, g); err != nil || !near(vec.Norm2(x), 3, 1e-12) || !near(x[1]/x[0], -0.1, 1e-12) {
			t.Errorf("gradient %v: %v, %v", size, x, err)
		}
	}
	blocks := []nn.Block{{Name: "a", Shape: []int{2}}, {Name: "b", Shape: []int{2}, Offset: 2}}
	x := []float64{3, 0, 0, 0.5}
	o := Fromage(0.1, blocks...)
	if err := o.Step(x, []float64{0, 1, 100, 0}); err != nil {
		t.Fatal(err)
	}
	if !near(math.Hypot(x[0], x[1]), 3, 1e-12) || !near(math.Hypot(x[2], x[3]), 0.5, 1e-12) || !near(x[2]/x[3], -0.1, 1e-12) {
		t.Errorf("two layers: %v", x)
	}
	// Weights that are all 0, and a gradient of 0.
	x = []float64{0, 0}
	if err := errors.Join(Fromage(0.1).Step(x, []float64{1, 0})); err != nil || !near(x[0], -0.1/math.Sqrt(1.01), 1e-12) {
		t.Errorf("from 0: %v, %v", x, err)
	}
	x = []float64{2, 0}
	if err := Fromage(0.1).Step(x, []float64{0, 0}); err != nil || !near(x[0], 2/math.Sqrt(1.01), 1e-12) {
		t.Errorf("without gradient: %v, %v", x, err)
	}
}
