package optim

import (
	"math"
	"testing"
)

// On f(x) = λx²/2 heavy-ball iterates obey x_{t+1} = (1+μ−αλ)x_t − μx_{t−1} with
// x_{−1} = x_0, whose solution is a sum of powers of the roots of the
// characteristic polynomial.
func TestMomentumOnQuadratic(t *testing.T) {
	const alpha, mu, lambda, x0 = 0.02, 0.5, 3.0, 1.7
	b := 1 + mu - alpha*lambda
	root := math.Sqrt(b*b - 4*mu)
	r1, r2 := (b+root)/2, (b-root)/2
	// A + B = x0 and A/r1 + B/r2 = x0.
	a := x0 * (1 - 1/r2) / (1/r1 - 1/r2)
	o := &SGD{LR: alpha, Momentum: mu}
	x := []float64{x0}
	for k := 1; k <= 60; k++ {
		if err := o.Step(x, []float64{lambda * x[0]}); err != nil {
			t.Fatal(err)
		}
		want := a*math.Pow(r1, float64(k)) + (x0-a)*math.Pow(r2, float64(k))
		if math.Abs(x[0]-want) > 1e-13 {
			t.Fatalf("x_%d = %v, want %v", k, x[0], want)
		}
	}
}

func TestSGDOnConstantGradient(t *testing.T) {
	const alpha, mu, c = 0.1, 0.9, 2.0
	velocity := func(k int) float64 { return c * (1 - math.Pow(mu, float64(k))) / (1 - mu) }
	for name, v := range map[string]struct {
		o    *SGD
		step func(k int) float64
	}{
		"plain":    {NewSGD(alpha), func(int) float64 { return alpha * c }},
		"momentum": {&SGD{LR: alpha, Momentum: mu}, func(k int) float64 { return alpha * velocity(k) }},
		"Nesterov": {&SGD{LR: alpha, Momentum: mu, Nesterov: true}, func(k int) float64 { return alpha * (c + mu*velocity(k)) }},
		"scheduled": {&SGD{LR: alpha, Schedule: StepDecay{Every: 3, Factor: 0.5}},
			func(k int) float64 { return alpha * c / float64(int(1)<<((k-1)/3)) }},
	} {
		for i, d := range steps(t, v.o, constant(c), 40) {
			if want := -v.step(i + 1); math.Abs(d-want) > 1e-13 {
				t.Fatalf("%s: step %d is %v, want %v", name, i+1, d, want)
			}
		}
		if v.o.T() != 40 || (v.o.Momentum > 0 && !near(v.o.V()[0], velocity(40), 1e-12)) {
			t.Errorf("%s: t = %d, v = %v", name, v.o.T(), v.o.V())
		}
	}
}
