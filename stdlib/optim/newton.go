package optim

import (
	"errors"
	"fmt"
	"math"

	"monro/stdlib/linalg"
	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// NewtonCG is Newton's method, damped and truncated (Dembo, Eisenstat & Steihaug 1982;
// Nocedal & Wright, Numerical Optimization, algorithm 7.1): conjugate gradients solve
//
//	∇²f(x)·p = −g   until   ‖∇²f(x)·p + g‖ <= min(Forcing, √‖g‖)·‖g‖
//
// or until they meet a direction of no positive curvature, and the step is x ← x + s·p
// with the first s of 1, ½, ¼, ... for which f(x + s·p) <= f(x) + 1e-4·s·gᵀp. Near a
// minimiser with a definite Hessian s is 1 and the error is raised to the power 3/2 in
// each update. Where the slope gᵀp is lost in the rounding of f the whole step is taken.
//
// It is a Searcher: run it with Descend on a problem with Hessian-vector products, with
// full gradients as a rule. Minimum does so to the end. Each update allocates the room
// of linalg.CG. The zero value is ready to use.
type NewtonCG struct {
	Forcing   float64 // cap on the relative residual, in [0, 1); 0 means ½
	MaxCG     int     // cap on products with the Hessian in an update; 0 means 10 a variable
	MaxTrials int     // cap on steps s that an update tries; 0 means 50

	progress  progress
	decrement float64
	last      float64
	products  int
	y         []float64
}

// NewNewtonCG returns the method.
func NewNewtonCG() *NewtonCG { return new(NewtonCG) }

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o NewtonCG) Fresh() Optimizer {
	return &NewtonCG{Forcing: o.Forcing, MaxCG: o.MaxCG, MaxTrials: o.MaxTrials}
}

// String names the method.
func (o NewtonCG) String() string { return "NewtonCG" }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *NewtonCG) Validate() error {
	h := hyper{method: "optim: NewtonCG"}
	h.fraction("Forcing", o.Forcing)
	h.want(o.MaxCG >= 0, "MaxCG", float64(o.MaxCG), "at least 0, where 0 means 10 a variable")
	h.want(o.MaxTrials >= 0, "MaxTrials", float64(o.MaxTrials), "at least 0, where 0 means 50")
	return h.err
}

// T returns the number of updates made.
func (o *NewtonCG) T() int { return o.progress.t }

// Decrement returns ½·|gᵀp| of the last update: with the Newton step p about how far f
// was above its minimum before it, and less where p is far from solving its equation.
func (o *NewtonCG) Decrement() float64 { return o.decrement }

// Last returns the step s of the last update, 0 before the first.
func (o *NewtonCG) Last() float64 { return o.last }

// Products returns how many products with the Hessian the last update took.
func (o *NewtonCG) Products() int { return o.products }

// Step returns an error: see Searcher.
func (o *NewtonCG) Step(_, _ []float64) error { return needsSample("NewtonCG") }

// StepOn makes one update of x in place. It returns an error where no step lowers f,
// as with a gradient that is wrong.
func (o *NewtonCG) StepOn(f *Sample, x, g []float64, loss float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("NewtonCG", x, g); err != nil {
		return err
	}
	p, products, err := o.direction(f, x, g)
	if err != nil {
		return fmt.Errorf("optim: NewtonCG: step %d: %w", o.progress.t+1, err)
	}
	slope := vec.Dot(g, p)
	s, err := o.search(f, x, p, loss, slope)
	if err != nil {
		return err
	}
	o.progress.count(len(x))
	o.decrement, o.last, o.products = math.Abs(slope)/2, s, products
	copy(x, o.y)
	return nil
}

// direction returns the truncated Newton step, which is always one of descent: −g where
// the first product shows no positive curvature.
func (o *NewtonCG) direction(f *Sample, x, g []float64) (p []float64, products int, err error) {
	norm := vec.Norm2(g)
	if norm == 0 {
		return make([]float64, len(g)), 0, nil
	}
	forcing := o.Forcing
	if forcing == 0 {
		forcing = 0.5
	}
	var failed error
	hessian := func(dst, v []float64) {
		if err := f.HessVec(dst, x, v); err != nil {
			failed = err
			copy(dst, v) // ends soon, as the identity
		}
	}
	r, err := linalg.CG(hessian, vec.Scale(nil, -1, g), linalg.CGSettings{MaxIter: o.MaxCG, Tol: min(forcing, math.Sqrt(norm))})
	switch {
	case failed != nil:
		return nil, 0, failed
	case err != nil:
		return nil, 0, fmt.Errorf("conjugate gradients: %w", err)
	case r.NegativeCurvature == nil:
		return r.X, r.Iterations, nil
	case r.Iterations == 0:
		return vec.Scale(nil, -1, g), 1, nil
	}
	return r.X, r.Iterations + 1, nil
}

// search stores x + s·p in o.y for the first s that lowers f enough and returns it.
func (o *NewtonCG) search(f *Sample, x, p []float64, loss, slope float64) (s float64, err error) {
	const enough, rounding = 1e-4, 1e-13
	o.y = state(o.y, len(x))
	trials := o.MaxTrials
	if trials == 0 {
		trials = 50
	}
	s = 1
	for range trials {
		vec.Mix(o.y, 1, x, s, p)
		if s == 1 && math.Abs(slope) <= rounding*math.Abs(loss) {
			return s, nil
		}
		if f.Value(o.y) <= loss+enough*s*slope {
			return s, nil
		}
		s /= 2
	}
	return 0, fmt.Errorf("optim: NewtonCG: step %d: no step along a direction of slope %v lowers f = %v in %d trials: is the gradient right?", o.progress.t+1, slope, loss, trials)
}

// Minimum returns the last state of a run of NewtonCG on a convex problem p from x0, a
// nil x0 being 0: its Loss is within about tol of the least value, its X the point. A
// tolerance of 1e-12 is usual for values f* that others are compared with. It ends
// once half of the squared Newton decrement, gᵀ(∇²f)⁻¹g/2, which estimates f − f*, is at
// most tol, with conjugate gradients to a relative residual of 1e-8 in the end, or the
// gradient is 0.
//
// It returns an error, and the state there, where p has no Hessian-vector products,
// where NewtonCG fails and after 200 updates.
func Minimum(p problem.Smooth, x0 []float64, tol float64) (*State, error) {
	const most, tight = 200, 1e-8
	if p == nil {
		return nil, errors.New("optim: Minimum: the problem is nil")
	}
	if !(tol > 0) {
		return nil, fmt.Errorf("optim: Minimum: tol = %v: want a positive number, such as 1e-12", tol)
	}
	if x0 == nil {
		x0 = make([]float64, p.Dim())
	}
	o := NewNewtonCG()
	var last *State
	for s := range Descend(p, o, x0, Iterations(most), Tolerance(0)) {
		last = s
		if s.Err != nil {
			return s, s.Err
		}
		if s.K == 0 || o.Last() < 1 || o.Decrement() > tol {
			continue
		}
		if o.Forcing == tight {
			return s, nil
		}
		o.Forcing = tight // what loose solutions miss of the decrement has to be small, too
	}
	if vec.Norm2(last.Grad) == 0 {
		return last, nil
	}
	return last, fmt.Errorf("optim: Minimum: half of the squared Newton decrement is %v after %d updates: want at most tol = %v (is p convex, with a minimiser?)", o.Decrement(), most, tol)
}
