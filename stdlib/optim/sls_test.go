package optim

import (
	"math"
	"testing"

	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// On (L/2)x² Armijo's condition with C = 1/2 holds exactly for s <= 1/L.
func TestSLSOnAParabola(t *testing.T) {
	const curvature = 7.3
	f, err := problem.Func(1, func(x []float64) float64 { return curvature / 2 * x[0] * x[0] }, func(dst, x []float64) { dst[0] = curvature * x[0] })
	if err != nil {
		t.Fatal(err)
	}
	o := NewSLS()
	last, values, x := 0.0, 0, 1.0
	for s := range Descend(f, o, []float64{1}, Iterations(8)) {
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		if s.K == 0 {
			continue
		}
		first := o.Initial
		if s.K > 1 {
			first = last * o.Expand // the whole of the data in each update
		}
		trials := 1
		want := first
		for ; want*curvature > 1; want *= 0.9 {
			trials++
		}
		if !near(o.Last(), want, 1e-12) || s.Cost.Values-values != trials {
			t.Fatalf("update %d: step %v after %d values, want %v after %d", s.K, o.Last(), s.Cost.Values-values, want, trials)
		}
		if !near(s.X[0], x*(1-want*curvature), 1e-9) {
			t.Fatalf("update %d: x = %v", s.K, s.X)
		}
		last, values, x = o.Last(), s.Cost.Values, s.X[0]
	}
	wantError(t, o.Step([]float64{1}, []float64{1}), "SLS: Step gets a gradient and no function")
}

// Where no step satisfies the condition the search ends, by trials or by size.
func TestSLSGivesUp(t *testing.T) {
	f, err := problem.Func(1, func(x []float64) float64 { return math.Abs(x[0]) }, func(dst, x []float64) { dst[0] = -1 }) // a wrong gradient
	if err != nil {
		t.Fatal(err)
	}
	few, small := NewSLS(), NewSLS()
	few.MaxTrials, few.Least = 3, 0
	small.Least = 0.5
	for _, c := range []struct {
		o      *SLS
		values int
		step   float64
	}{{few, 3, 0.81}, {small, 7, math.Pow(0.9, 6)}} {
		last, err := Run(f, c.o, []float64{1}, Iterations(1))
		if err != nil || last.Cost.Values != c.values || !near(c.o.Last(), c.step, 1e-14) {
			t.Errorf("%+v: step %v, %+v, %v", c.o, c.o.Last(), last, err)
		}
	}
}

// With minibatches the step grows by Expand in an epoch at most, and the loss of
// each minibatch falls.
func TestSLSOnMinibatches(t *testing.T) {
	p := squares(t)
	o := NewSLS()
	last := math.Inf(1)
	for s := range Descend(p, o, vec.Ones(4), Batch(10, rng.New(1)), Iterations(100)) {
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		if s.K > 0 {
			if o.Last() > last*math.Pow(1.8, 0.2)*(1+1e-15) {
				t.Fatalf("step %v after %v", o.Last(), last)
			}
			last = o.Last()
		}
		if want := 10 * (s.Cost.Grads + s.Cost.Values); s.Cost.Samples != want {
			t.Fatalf("%+v: want %d samples", s.Cost, want)
		}
	}
	best, err := p.Solve()
	if err != nil {
		t.Fatal(err)
	}
	end, err := Run(p, NewSLS(), vec.Ones(4), Batch(10, rng.New(1)), Iterations(300))
	if err != nil || p.Value(end.X) > 1.5*p.Value(best) {
		t.Errorf("loss %v, least %v, %v", p.Value(end.X), p.Value(best), err)
	}
}

func TestBadSLS(t *testing.T) {
	p := squares(t)
	for says, change := range map[string]func(*SLS){
		"SLS: Initial = 0: want":              func(o *SLS) { o.Initial = 0 },
		"SLS: C = 1: want 0 < C < 1":          func(o *SLS) { o.C = 1 },
		"SLS: Backtrack = 0: want":            func(o *SLS) { o.Backtrack = 0 },
		"SLS: Expand = 0.5: want":             func(o *SLS) { o.Expand = 0.5 },
		"SLS: Least = -1: want":               func(o *SLS) { o.Least = -1 },
		"SLS: MaxTrials = 0: want at least 1": func(o *SLS) { o.MaxTrials = 0 },
	} {
		o := NewSLS()
		change(o)
		_, err := Run(p, o, vec.Ones(4), Iterations(1))
		wantError(t, err, says)
	}
	_, err := NewSample(nil, nil)
	wantError(t, err, "problem is nil")
	_, err = NewSample(problem.Beale(), []int{1})
	wantError(t, err, "problem.Toy is no finite sum")
	_, err = NewSample(p, []int{})
	wantError(t, err, "idx is empty")
}
