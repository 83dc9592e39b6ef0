package optim

import (
	"errors"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// adaHessian returns AdaHessian with changes.
func adaHessian(change func(*AdaHessian)) *AdaHessian {
	o := NewAdaHessian(0.1, rng.New(1))
	change(o)
	return o
}

// diagonal is the quadratic ½ Σ h_i x_i².
func diagonal(t testing.TB, h ...float64) *problem.QuadraticForm {
	t.Helper()
	q, err := problem.Quadratic(mat.NewDiagDense(len(h), h), make([]float64, len(h)))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// On a diagonal quadratic one probe gives the diagonal exactly, whatever its signs; so
// one update without averages and with LR = 1 is the step of Newton's method with |h|.
func TestAdaHessianIsNewtonOnDiagonalQuadratics(t *testing.T) {
	h := []float64{100, 1, 1e-3, -5}
	q := diagonal(t, h...)
	o := adaHessian(func(o *AdaHessian) { o.LR, o.Eps = 1, 0 })
	last, err := Run(q, o, []float64{1, -2, 3, 4}, Iterations(1))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.Diagonal(), h) {
		t.Errorf("diagonal %v, want %v", o.Diagonal(), h)
	}
	if want := []float64{0, 0, 0, 8}; !vec.Equal(last.X, want, 1e-14) {
		t.Errorf("x = %v, want %v", last.X, want)
	}
	if last.Cost.HVPs != 1 {
		t.Errorf("%d Hessian-vector products, want 1", last.Cost.HVPs)
	}
}

// Several updates against the equations, written out from sums over all updates.
func TestAdaHessianAgainstItsEquations(t *testing.T) {
	h := []float64{4, 0.5, -2, 9, 1}
	group := []float64{2.25, 2.25, 3.5, 3.5, 1} // means of pairs; the last is alone
	q := diagonal(t, h...)
	for _, power := range []float64{1, 0.5, 0} {
		o := adaHessian(func(o *AdaHessian) {
			o.Beta1, o.Beta2, o.Eps, o.Power, o.Group, o.WeightDecay, o.Schedule = 0.8, 0.9, 1e-3, power, 2, 0.1, InvSqrt{}
		})
		var gs [][]float64
		x := []float64{1, 2, 3, 4, 5}
		for s := range Descend(q, o, x, Iterations(6)) {
			if s.Err != nil {
				t.Fatal(s.Err)
			}
			if !vec.Equal(s.X, x, 1e-13) {
				t.Fatalf("power %v, update %d: %v, want %v", power, s.K, s.X, x)
			}
			gs = append(gs, vec.Clone(s.Grad))
			lr := 0.1 / math.Sqrt(float64(s.K+1))
			for i := range x {
				var m, weights, v, squares float64
				for k, g := range gs {
					w, w2 := math.Pow(0.8, float64(s.K-k)), math.Pow(0.9, float64(s.K-k))
					m, weights = m+w*g[i], weights+w
					v, squares = v+w2*group[i]*group[i], squares+w2
				}
				denominator := math.Pow(math.Sqrt(v/squares), power) + 1e-3
				x[i] = x[i]*(1-lr*0.1) - lr*m/weights/denominator
			}
		}
	}
}

// Groups end with tensors, and what is in none keeps its own elements.
func TestAdaHessianGroupsWithinTensors(t *testing.T) {
	q := diagonal(t, 1, 3, 5, 2, 8, 7)
	o := adaHessian(func(o *AdaHessian) {
		o.Group, o.Tensors = 2, []nn.Block{{Name: "a", Shape: []int{3}}, {Name: "b", Shape: []int{1, 2}, Offset: 3}}
	})
	if _, err := Run(q, o, vec.Ones(6), Iterations(1)); err != nil {
		t.Fatal(err)
	}
	if want := []float64{2, 2, 5, 5, 5, 7}; !slices.Equal(o.Diagonal(), want) {
		t.Errorf("diagonal %v, want %v", o.Diagonal(), want)
	}
	o.Tensors[1].Offset = 5
	_, err := Run(q, o.Fresh(), vec.Ones(6), Iterations(1))
	wantError(t, err, "AdaHessian: step 1: block b of Tensors reaches from 5 to 7", "within the 6 parameters")
}

// The estimate has the diagonal as its mean, and a probe has variance
// Σ_{j≠i} H_ij²: 4 standard errors over 20000 probes.
func TestAdaHessianEstimateIsUnbiased(t *testing.T) {
	a := mat.NewDense(3, 3, []float64{2, 1, -0.5, 1, -1, 0.25, -0.5, 0.25, 4})
	q, err := problem.Quadratic(a, make([]float64, 3))
	if err != nil {
		t.Fatal(err)
	}
	const probes = 20000
	o := adaHessian(func(o *AdaHessian) { o.Probes = probes })
	if _, err := Run(q, o, vec.Ones(3), Iterations(1)); err != nil {
		t.Fatal(err)
	}
	for i, d := range o.Diagonal() {
		var variance float64
		for j := range 3 {
			if j != i {
				variance += a.At(i, j) * a.At(i, j)
			}
		}
		if math.Abs(d-a.At(i, i)) > 4*math.Sqrt(variance/probes) {
			t.Errorf("element %d: %v, want %v", i, d, a.At(i, i))
		}
	}
}

// With Every = 3 four updates take two estimates, and minibatches serve too.
func TestAdaHessianEvery(t *testing.T) {
	o := adaHessian(func(o *AdaHessian) { o.Every = 3 })
	last, err := Run(squares(t), o, vec.Ones(4), Batch(5, rng.New(2)), Iterations(4))
	if err != nil || last.Cost.HVPs != 2 || last.Cost.Samples != 5*5+2*5 {
		t.Errorf("%+v, %v", last.Cost, err)
	}
}

// Fresh repeats the draws of z, and only they are random.
func TestAdaHessianRepeats(t *testing.T) {
	used := NewAdaHessian(0.1, rng.New(5))
	run := func(o Optimizer) []float64 {
		last, err := Run(network(t), o, vec.Linspace(-1, 1, 17), Batch(8, rng.New(3)), Iterations(20))
		if err != nil {
			t.Fatal(err)
		}
		return last.X
	}
	want := run(used)
	if got := run(used.Fresh()); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := run(NewAdaHessian(0.1, rng.New(6))); slices.Equal(got, want) {
		t.Error("another stream makes the same run")
	}
}

// network is a regression of 40 examples by a network 3-3-1 of 16 parameters and a
// scale: 17 in all.
func network(t testing.TB) *problem.TracedLoss {
	t.Helper()
	d, err := data.LinearRegression(40, 3, 0.1, 10, rng.New(4))
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.MLPWith(nn.Tanh(), 3, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	f, err := problem.FromLoss(func(p, x, y ad.Node) ad.Node {
		z := net.At(ad.Slice(p, 0, 0, 16)).Apply(x)
		return nn.MSE(ad.Mul(z, ad.Index(p, 0, 16)), y)
	}, 17, d)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAdaHessianBadInput(t *testing.T) {
	nan := math.NaN()
	q := diagonal(t, 1, 2)
	for says, o := range map[string]*AdaHessian{
		"AdaHessian: LR = -1: want":                              adaHessian(func(o *AdaHessian) { o.LR = -1 }),
		"AdaHessian: Beta1 = 1: want at least 0":                 adaHessian(func(o *AdaHessian) { o.Beta1 = 1 }),
		"AdaHessian: Beta2 = NaN: want":                          adaHessian(func(o *AdaHessian) { o.Beta2 = nan }),
		"AdaHessian: Eps = -1: want":                             adaHessian(func(o *AdaHessian) { o.Eps = -1 }),
		"AdaHessian: Power = 1.5: want at least 0 and at most 1": adaHessian(func(o *AdaHessian) { o.Power = 1.5 }),
		"AdaHessian: WeightDecay = -1: want":                     adaHessian(func(o *AdaHessian) { o.WeightDecay = -1 }),
		"AdaHessian: Probes = -1: want":                          adaHessian(func(o *AdaHessian) { o.Probes = -1 }),
		"AdaHessian: Every = -1: want":                           adaHessian(func(o *AdaHessian) { o.Every = -1 }),
		"AdaHessian: Group = -1: want":                           adaHessian(func(o *AdaHessian) { o.Group = -1 }),
		"AdaHessian: Stream is nil: want one":                    NewAdaHessian(1, nil),
		"NewAdaHessian sets the defaults":                        {LR: 1, Stream: rng.New(1)},
		"AdaHessian: Schedule: StepDecay":                        adaHessian(func(o *AdaHessian) { o.Schedule = StepDecay{} }),
	} {
		last, err := Run(q, o, vec.Ones(2), Iterations(1))
		wantError(t, err, "optim: ", says)
		if !slices.Equal(last.X, vec.Ones(2)) {
			t.Errorf("%s: x moved to %v", says, last.X)
		}
	}
	o := NewAdaHessian(1, rng.New(1))
	wantError(t, o.Step(vec.Ones(2), vec.Ones(2)), "optim: AdaHessian: Step gets a gradient and no function")
	flat, err := problem.Func(2, func([]float64) float64 { return 0 }, func(dst, _ []float64) {})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Run(flat, o, vec.Ones(2), Iterations(1))
	wantError(t, err, "AdaHessian: step 1: *problem.Function has no Hessian-vector products: want a problem.Curved")
	_, err = Run(broken{q}, o, vec.Ones(2), Iterations(1))
	wantError(t, err, "AdaHessian: step 1: the Hessian's diagonal [0] is estimated as NaN")
	_, err = Run(given{{1, 2}, {3, 4}}, o, vec.Ones(2), Batch(1, rng.New(1)), Iterations(1))
	wantError(t, err, "optim.given has no Hessian-vector products of minibatches: want a problem.BatchCurved")
	if o.T() != 0 {
		t.Errorf("refused updates count: T = %d", o.T())
	}
	var e *GradientError
	f, err := NewSample(q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.StepOn(f, vec.Ones(2), []float64{1, nan}, 0); !errors.As(err, &e) || e.Index != 1 {
		t.Errorf("%v", err)
	}
}

// broken is a quadratic whose products with the Hessian are not finite.
type broken struct{ *problem.QuadraticForm }

func (broken) HessVec(dst, _, _ []float64) { vec.Fill(dst, math.NaN()) }
