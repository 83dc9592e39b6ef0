package optim

import (
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// The gradient that the inner optimiser gets is unbiased: over all minibatches of
// one example its mean is the full gradient, wherever x̃ is.
func TestSVRGIsUnbiased(t *testing.T) {
	p := squares(t)
	s := rng.New(1)
	there, x := s.NormalVec(make([]float64, 4)), s.NormalVec(make([]float64, 4))
	g, sum, full := make([]float64, 4), make([]float64, 4), make([]float64, 4)
	for i := range p.Len() {
		o := SVRG(NewSGD(1), 10)
		f, err := NewSample(p, []int{i})
		if err != nil {
			t.Fatal(err)
		}
		// The first update, from there, is by the full gradient and sets x̃.
		y := vec.Clone(there)
		p.Grad(full, there)
		if err := o.StepOn(f, y, g, f.Grad(g, there)); err != nil || !vec.Equal(y, vec.Sub(nil, there, full), 1e-13) {
			t.Fatalf("first update: %v, %v", y, err)
		}
		y = vec.Clone(x)
		loss := f.Grad(g, x)
		if err := o.StepOn(f, y, g, loss); err != nil {
			t.Fatal(err)
		}
		vec.Add(sum, sum, vec.Sub(y, x, y))
	}
	p.Grad(full, x)
	if vec.Scale(sum, 1/float64(p.Len()), sum); !vec.Equal(sum, full, 1e-12) {
		t.Errorf("mean gradient %v, want %v", sum, full)
	}
}

// Noise that does not vanish at the solution stops SGD with constant steps; with
// the variance reduced it converges.
func TestSVRGConverges(t *testing.T) {
	p := squares(t)
	best, err := p.Solve()
	if err != nil {
		t.Fatal(err)
	}
	distance := func(m Method) float64 {
		last, err := Run(p, m.Fresh(), vec.Ones(4), Batch(5, rng.New(2)), Epochs(300))
		if err != nil {
			t.Fatal(err)
		}
		return vec.Distance(last.X, best)
	}
	sgd, svrg := distance(NewSGD(0.1)), distance(SVRG(NewSGD(0.1), 20))
	if svrg > 1e-10 || sgd < 1e-3 {
		t.Errorf("distance %v with SGD, %v with SVRG", sgd, svrg)
	}
}

func TestSVRGCost(t *testing.T) {
	last, err := Run(squares(t), SVRG(NewSGD(0.1), 4), vec.Ones(4), Batch(5, rng.New(2)), Iterations(8))
	// 9 minibatches, 2 full gradients, 6 minibatches at x̃.
	if err != nil || last.Cost.Samples != 9*5+2*50+6*5 || last.Cost.Grads != 17 {
		t.Errorf("%+v, %v", last.Cost, err)
	}
	_, err = Run(squares(t), SVRG(NewSGD(0.1), 0), vec.Ones(4), Iterations(1))
	wantError(t, err, "SVRG: every = 0: want at least 1")
	_, err = Run(squares(t), SVRG(nil, 1), vec.Ones(4), Iterations(1))
	wantError(t, err, "SVRG: the method is nil")
}

// What a Searcher allocates must not depend on the length of the run.
func TestSearchersDoNotAllocatePerStep(t *testing.T) {
	p := squares(t)
	x0 := vec.Ones(4)
	for _, m := range []Method{NewSLS(), SVRG(NewAdam(0.01), 5), NewAdaHessian(0.01, rng.New(1))} {
		count := func(n int) float64 {
			return testing.AllocsPerRun(10, func() {
				if _, err := Run(p, m.Fresh(), x0, Batch(7, rng.New(1)), Iterations(n)); err != nil {
					t.Fatal(err)
				}
			})
		}
		if short, long := count(10), count(1000); short != long {
			t.Errorf("%v: %v allocations in 10 steps, %v in 1000", m, short, long)
		}
	}
}
