package optim

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// belief returns AdaBelief with one change.
func belief(lr float64, change func(*AdaBelief)) *AdaBelief {
	o := NewAdaBelief(lr)
	change(o)
	return o
}

// steps feeds gradients to an optimiser in one dimension, from 0, and returns
// the changes of x.
func steps(t *testing.T, o Optimizer, g func(k int) float64, n int) []float64 {
	t.Helper()
	x := []float64{0}
	d := make([]float64, n)
	for k := range d {
		before := x[0]
		if err := o.Step(x, []float64{g(k + 1)}); err != nil {
			t.Fatal(err)
		}
		d[k] = x[0] - before
	}
	return d
}

func constant(c float64) func(int) float64 { return func(int) float64 { return c } }

func alternating(c float64) func(int) float64 {
	return func(k int) float64 { return c * float64(1-2*((k-1)%2)) }
}

// near reports whether a and b agree to the relative tolerance.
func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol*max(math.Abs(a), math.Abs(b)) }

// The worked example of the method: gradients 1, 1 with α = 1 and ε → 0.
func TestAdaBeliefByHand(t *testing.T) {
	o := belief(1, func(o *AdaBelief) { o.Eps = 1e-300 })
	d := steps(t, o, constant(1), 2)
	if !near(d[0], -1/0.9, 1e-12) || !near(d[1], -1/math.Sqrt(0.00146529/0.001999), 1e-12) {
		t.Errorf("steps %v, want -1.1111, -1.16800", d)
	}
	if !near(o.S()[0], 0.00146529, 1e-12) || !near(o.M()[0], 0.19, 1e-12) || o.T() != 2 {
		t.Errorf("s = %v, m = %v, t = %d", o.S(), o.M(), o.T())
	}
}

// The prediction error after the update is β1 times the one before it, so the
// recursion of s can be written with the old m.
func TestAdaBeliefMustHold1Identity(t *testing.T) {
	o := NewAdaBelief(1e-3)
	s := rng.New(1)
	x, g := make([]float64, 10), make([]float64, 10)
	m, want := make([]float64, 10), make([]float64, 10)
	for range 500 {
		s.NormalVec(g)
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		for i := range g {
			d := 0.9 * (g[i] - m[i])
			want[i] = 0.999*want[i] + (1-0.999)*d*d + 1e-8
			m[i] += (1 - 0.9) * (g[i] - m[i])
			if !near(o.S()[i], want[i], 1e-12) {
				t.Fatalf("s[%d] = %v, want %v", i, o.S()[i], want[i])
			}
		}
	}
}

func TestAdaBeliefMustHold2FirstStep(t *testing.T) {
	for _, c := range []struct{ g, beta1, beta2, eps float64 }{
		{1, 0.9, 0.999, 1e-8}, {-3e-5, 0.9, 0.999, 1e-8}, {40, 0.5, 0.9, 1e-4}, {2, 0, 0.999, 1e-8}, {1, 0.9, 0, 1e-3},
	} {
		o := &AdaBelief{LR: 0.01, Beta1: c.beta1, Beta2: c.beta2, Eps: c.eps, EpsAccumulate: true}
		got := steps(t, o, constant(c.g), 1)[0]
		want := -0.01 * c.g / (math.Sqrt(c.beta1*c.beta1*c.g*c.g+c.eps/(1-c.beta2)) + c.eps)
		if !near(got, want, 1e-12) {
			t.Errorf("%+v: step %v, want %v", c, got, want)
		}
	}
	got := steps(t, belief(0.01, func(o *AdaBelief) { o.Eps = 0 }), constant(-7), 1)[0]
	if !near(got, 0.01/0.9, 1e-12) {
		t.Errorf("ε = 0: step %v, want α/β1", got)
	}
}

// s and the steps on a constant gradient have a closed form; the steps grow.
func TestAdaBeliefMustHold3ConstantGradient(t *testing.T) {
	const c, b1, b2, eps, alpha, n = 2.5, 0.9, 0.999, 1e-8, 1e-3, 20000
	o := NewAdaBelief(alpha)
	x := []float64{0}
	last := 0.0
	for k := 1; k <= n; k++ {
		before := x[0]
		if err := o.Step(x, []float64{c}); err != nil {
			t.Fatal(err)
		}
		kk := float64(k)
		want := c*c*(1-b2)*b1*b1*(math.Pow(b2, kk)-math.Pow(b1, 2*kk))/(b2-b1*b1) + eps*(1-math.Pow(b2, kk))/(1-b2)
		if !near(o.S()[0], want, 1e-12) {
			t.Fatalf("s_%d = %v, want %v", k, o.S()[0], want)
		}
		step := before - x[0]
		if step < last*(1-1e-8) { // rounding of x limits what can be seen
			t.Fatalf("step %d is %v, smaller than %v before it", k, step, last)
		}
		last = step
	}
	if limit := alpha * c / math.Sqrt(eps/(1-b2)); !near(last, limit, 1e-3) {
		t.Errorf("last step %v, want about %v", last, limit)
	}
}

func TestAdaBeliefMustHold4OutstepsAdamOnConstantGradient(t *testing.T) {
	const alpha, c, n = 1e-3, 2.5, 3000
	adam := steps(t, sharpAdam(alpha), constant(c), n)
	ada := steps(t, NewAdaBelief(alpha), constant(c), n)
	for k := range adam {
		if !near(adam[k], -alpha, 1e-9) {
			t.Fatalf("Adam's step %d is %v", k+1, adam[k])
		}
		if -ada[k] <= alpha {
			t.Fatalf("AdaBelief's step %d is %v, no longer than Adam's", k+1, ada[k])
		}
	}
}

// sharpAdam is Adam with negligible ε, as the property is exact only then.
func sharpAdam(lr float64) *Adam {
	o := NewAdam(lr)
	o.Eps = 1e-300
	return o
}

// With zero-mean gradients the prediction is nearly 0 and the two denominators
// nearly agree; both step by about 0.05 α.
func TestAdaBeliefMustHold5AlternatingGradient(t *testing.T) {
	adam, ada := NewAdam(1), NewAdaBelief(1)
	const n = 5000
	a, b := steps(t, adam, alternating(3), n), steps(t, ada, alternating(3), n)
	da, db := adam.Denominator(nil)[0], ada.Denominator(nil)[0]
	if math.Abs(db/da-1) > 0.1 {
		t.Errorf("denominators %v and %v", da, db)
	}
	for _, step := range []float64{a[n-1], b[n-1]} {
		if math.Abs(step) < 0.045 || math.Abs(step) > 0.06 {
			t.Errorf("last steps %v and %v, want about 0.05", a[n-1], b[n-1])
		}
	}
}

func TestAdaBeliefMustHold6AMSGradNeverShrinks(t *testing.T) {
	s := rng.New(2)
	o := belief(1e-3, func(o *AdaBelief) { o.AMSGrad = true })
	adam := NewAdam(1e-3)
	adam.AMSGrad = true
	x, y, g, d := make([]float64, 5), make([]float64, 5), make([]float64, 5), make([]float64, 5)
	top, topAdam := make([]float64, 5), make([]float64, 5)
	shrank := false
	for k := 1; k <= 3000; k++ {
		vec.Scale(g, math.Exp(-float64(k%700)/100), s.NormalVec(g)) // bursts
		before := vec.Clone(o.S())
		if o.Step(x, g) != nil || adam.Step(y, g) != nil {
			t.Fatal("refused")
		}
		shrank = shrank || k > 1 && o.S()[0] < before[0]
		factor := math.Sqrt(1 - math.Pow(0.999, float64(k)))
		for i, v := range o.Denominator(d) {
			if v*factor < top[i]*(1-1e-12) {
				t.Fatalf("AdaBelief: denominator %d shrinks at step %d", i, k)
			}
			top[i] = v * factor
		}
		for i, v := range adam.Denominator(d) {
			if v*factor < topAdam[i]*(1-1e-12) {
				t.Fatalf("Adam: denominator %d shrinks at step %d", i, k)
			}
			topAdam[i] = v * factor
		}
	}
	if !shrank {
		t.Error("s never shrank: the test shows nothing")
	}
}

// Scaling f by κ and ε by κ² leaves the trajectory: ε = 1e-16 makes the ε outside
// the root, which does not scale so, negligible.
func TestAdaBeliefMustHold7Scaling(t *testing.T) {
	const kappa = 10
	f := problem.Rosenbrock()
	a := belief(1e-2, func(o *AdaBelief) { o.Eps = 1e-16 })
	b := belief(1e-2, func(o *AdaBelief) { o.Eps = kappa * kappa * 1e-16 })
	x, y, g := vec.Clone(f.Start), vec.Clone(f.Start), make([]float64, 2)
	for k := range 2000 {
		f.Grad(g, x)
		if err := a.Step(x, g); err != nil {
			t.Fatal(err)
		}
		f.Grad(g, y)
		if err := b.Step(y, vec.Scale(g, kappa, g)); err != nil {
			t.Fatal(err)
		}
		if !vec.Equal(x, y, 1e-8) {
			t.Fatalf("step %d: %v and %v", k+1, x, y)
		}
	}
	if vec.Distance(x, f.Start) < 0.5 {
		t.Error("the trajectory does not move")
	}
}

func TestAdaBeliefRectification(t *testing.T) {
	const alpha, c, b1, b2, eps = 1e-3, 2.0, 0.9, 0.999, 1e-8
	for _, degenerate := range []bool{true, false} {
		o := belief(alpha, func(o *AdaBelief) { o.Rectify, o.DegenerateToSGD = true, degenerate })
		x, m, s := []float64{0}, 0.0, 0.0
		const limit = 2/(1-b2) - 1
		for k := 1; k <= 40; k++ {
			before := x[0]
			if err := o.Step(x, []float64{c}); err != nil {
				t.Fatal(err)
			}
			m = b1*m + (1-b1)*c
			s = b2*s + (1-b2)*(c-m)*(c-m) + eps
			pk := math.Pow(b2, float64(k))
			n := limit - 2*float64(k)*pk/(1-pk)
			if (n >= 5) != (k >= 6) {
				t.Fatalf("N_%d = %v", k, n)
			}
			want := 0.0
			if n >= 5 {
				r := math.Sqrt((n - 4) * (n - 2) * limit / ((limit - 4) * (limit - 2) * n))
				want = -alpha * r * math.Sqrt(1-pk) / (1 - math.Pow(b1, float64(k))) * m / (math.Sqrt(s) + eps)
			} else if degenerate {
				want = -alpha * m / (1 - math.Pow(b1, float64(k)))
			}
			if got := x[0] - before; math.Abs(got-want) > 1e-11*math.Abs(want)+1e-17 {
				t.Fatalf("degenerate %v, step %d: %v, want %v", degenerate, k, got, want)
			}
		}
	}
}

func TestAdaBeliefEpsOutsideTheRecursion(t *testing.T) {
	o := belief(1, func(o *AdaBelief) { o.Eps, o.EpsAccumulate = 1e-4, false })
	s := steps(t, o, constant(1), 2)
	if !near(o.S()[0], 0.00146529, 1e-12) {
		t.Errorf("s = %v holds ε", o.S())
	}
	want := math.Sqrt((0.00146529 + 1e-4) / 0.001999)
	if !near(s[1], -1/(want+1e-4), 1e-12) || !near(o.Denominator(nil)[0], want, 1e-12) {
		t.Errorf("step %v, denominator %v, want root %v", s[1], o.Denominator(nil), want)
	}
}

// Weight decay alone, on zero gradients, shrinks x by a known factor.
func TestAdaBeliefDecoupledDecay(t *testing.T) {
	const lr, wd, n = 0.1, 0.02, 50
	half := ScheduleFunc(func(k int) float64 { return 0.5 })
	for name, c := range map[string]struct {
		o      Optimizer
		factor float64
	}{
		"decoupled": {belief(lr, func(o *AdaBelief) { o.WeightDecay, o.Decoupled = wd, true }), 1 - lr*wd},
		"scheduled": {belief(lr, func(o *AdaBelief) { o.WeightDecay, o.Decoupled, o.Schedule = wd, true, half }), 1 - lr*wd/2},
		"fixed":     {belief(lr, func(o *AdaBelief) { o.WeightDecay, o.Decoupled, o.FixedDecay = wd, true, true }), 1 - wd},
		"AdamW":     {NewAdamW(lr, wd), 1 - lr*wd},
		"SGD":       {&SGD{LR: lr, WeightDecay: wd}, 1 - lr*wd},
	} {
		x := []float64{3}
		for range n {
			if err := c.o.Step(x, []float64{0}); err != nil {
				t.Fatal(err)
			}
		}
		if want := 3 * math.Pow(c.factor, n); !near(x[0], want, 1e-12) {
			t.Errorf("%s: %v, want %v", name, x[0], want)
		}
	}
}

// Coupled decay is decay of the gradient: the run equals one on g + wd·x.
func TestCoupledDecay(t *testing.T) {
	const wd = 0.3
	for name, pair := range map[string][2]Optimizer{
		"AdaBelief": {belief(0.01, func(o *AdaBelief) { o.WeightDecay = wd }), NewAdaBelief(0.01)},
		"Adam":      {&Adam{LR: 0.01, Beta1: 0.9, Beta2: 0.99, Eps: 1e-8, WeightDecay: wd}, &Adam{LR: 0.01, Beta1: 0.9, Beta2: 0.99, Eps: 1e-8}},
		"SGD":       {&SGD{LR: 0.01, Momentum: 0.9, WeightDecay: wd}, &SGD{LR: 0.01, Momentum: 0.9}},
		"Yogi":      {&Yogi{LR: 0.01, Beta1: 0.9, Beta2: 0.99, Eps: 1e-3, WeightDecay: wd}, &Yogi{LR: 0.01, Beta1: 0.9, Beta2: 0.99, Eps: 1e-3}},
		"RMSProp":   {&RMSProp{LR: 0.01, Decay: 0.9, Eps: 1e-8, WeightDecay: wd}, &RMSProp{LR: 0.01, Decay: 0.9, Eps: 1e-8}},
	} {
		x, y, g := vec.Linspace(-1, 1, 5), vec.Linspace(-1, 1, 5), make([]float64, 5)
		s := rng.New(3)
		for range 50 {
			s.NormalVec(g)
			errX := pair[0].Step(x, g)
			vec.Axpy(g, wd, y)
			if errY := pair[1].Step(y, g); errX != nil || errY != nil {
				t.Fatal(errX, errY)
			}
		}
		if !vec.Equal(x, y, 1e-12) {
			t.Errorf("%s: %v, want %v", name, x, y)
		}
	}
}

func TestZeroEpsOnZeroGradientStays(t *testing.T) {
	for _, o := range []Optimizer{
		belief(0.1, func(o *AdaBelief) { o.Eps = 0 }),
		&Adam{LR: 0.1, Beta1: 0.9, Beta2: 0.99},
		&RMSProp{LR: 0.1, Decay: 0.9},
	} {
		if d := steps(t, o, constant(0), 3); !slices.Equal(d, []float64{0, 0, 0}) {
			t.Errorf("%v: moves by %v", o, d)
		}
	}
}
