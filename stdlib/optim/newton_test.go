package optim

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// On a definite quadratic a run is one of conjugate gradients, and ends at the solution.
func TestNewtonCGOnAQuadratic(t *testing.T) {
	q, err := problem.RandomQuadratic(vec.Logspace(1e-3, 1e3, 30), rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	want, err := q.Solve()
	if err != nil {
		t.Fatal(err)
	}
	last, err := Minimum(q, nil, 1e-12)
	if err != nil || !(last.Loss-q.Value(want) <= 1e-12*math.Abs(last.Loss)) {
		t.Errorf("f = %v, want %v; %v", last.Loss, q.Value(want), err)
	}
}

// Here conjugate gradients to a loose tolerance see no more of the soft direction than
// f − f* = 8e-10 of the stiff one, while the soft one has 5e-7.
func TestMinimumOfAnIllConditionedQuadratic(t *testing.T) {
	const tol = 1e-9
	last, err := Minimum(diagonal(t, 1, 1e-8), []float64{4e-5, 10}, tol)
	if err != nil || last.Loss > tol {
		t.Errorf("tol = %v: f − f* = %v, %v", tol, last.Loss, err)
	}
}

// The minimum of logistic regression against Newton's method with a dense Hessian,
// solved by Cholesky until the gradient is rounding.
func TestMinimumOfLogisticRegression(t *testing.T) {
	d, err := data.LogisticRegression(300, 12, 0.1, rng.New(2))
	if err != nil {
		t.Fatal(err)
	}
	for _, l2 := range []float64{1e-1, 1e-3, 1e-6} {
		f, err := problem.Logistic(d, l2)
		if err != nil {
			t.Fatal(err)
		}
		want := denseNewton(t, f)
		last, err := Minimum(f, nil, 1e-13)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(last.Loss-f.Value(want)) > 1e-14 || vec.Distance(last.X, want) > 1e-5*vec.Norm2(want) {
			t.Errorf("l2 = %v: f = %v, want %v", l2, last.Loss, f.Value(want))
		}
		if last.K > 25 {
			t.Errorf("l2 = %v: %d updates, want at most 25", l2, last.K)
		}
	}
}

func denseNewton(t *testing.T, f *problem.LogisticLoss) []float64 {
	t.Helper()
	n := f.Dim()
	x, g, h, e := make([]float64, n), make([]float64, n), mat.NewSymDense(n, nil), make([]float64, n)
	for range 50 {
		f.Grad(g, x)
		for j := range n {
			clear(e)
			e[j] = 1
			column := make([]float64, n)
			f.HessVec(column, x, e)
			for i := range j + 1 {
				h.SetSym(i, j, column[i])
			}
		}
		var c mat.Cholesky
		var p mat.VecDense
		if !c.Factorize(h) || c.SolveVecTo(&p, mat.NewVecDense(n, g)) != nil {
			t.Fatal("no Cholesky factor")
		}
		vec.Axpy(x, -1, p.RawVector().Data)
	}
	if f.Grad(g, x); vec.Norm2(g) > 1e-13 {
		t.Fatalf("the reference has a gradient of norm %v", vec.Norm2(g))
	}
	return x
}

// Far from the minimum of √(1+x²) whole Newton steps diverge, x ← −x³; damped ones do
// not.
func TestNewtonCGIsDamped(t *testing.T) {
	last, err := Minimum(hyperbola{}, []float64{3}, 1e-14)
	if err != nil || math.Abs(last.X[0]) > 1e-6 || last.Loss != 1 {
		t.Errorf("%+v, %v", last, err)
	}
}

type hyperbola struct{}

func (hyperbola) Dim() int                  { return 1 }
func (hyperbola) Value(x []float64) float64 { return math.Hypot(1, x[0]) }
func (h hyperbola) Grad(dst, x []float64) float64 {
	dst[0] = x[0] / h.Value(x)
	return h.Value(x)
}
func (h hyperbola) HessVec(dst, x, v []float64) { dst[0] = v[0] / math.Pow(h.Value(x), 3) }

// Where the Hessian is indefinite f falls all the same: down x⁴/4 − x²/2 + y²/2 from
// beside the saddle at 0 to a minimum at (±1, 0).
func TestNewtonCGLeavesASaddle(t *testing.T) {
	loss := math.Inf(1)
	var last *State
	for s := range Descend(doubleWell{}, NewNewtonCG(), []float64{0.1, 1}, Iterations(15)) {
		if s.Err != nil || s.Loss > loss {
			t.Fatalf("update %d: f = %v after %v, %v", s.K, s.Loss, loss, s.Err)
		}
		loss, last = s.Loss, s
	}
	if math.Abs(loss+0.25) > 1e-14 || !vec.Equal([]float64{math.Abs(last.X[0]), last.X[1]}, []float64{1, 0}, 1e-7) {
		t.Errorf("f = %v at %v, want -1/4 at (1, 0) or (-1, 0)", loss, last.X)
	}
}

type doubleWell struct{}

func (doubleWell) Dim() int { return 2 }
func (doubleWell) Value(x []float64) float64 {
	return math.Pow(x[0], 4)/4 - x[0]*x[0]/2 + x[1]*x[1]/2
}
func (w doubleWell) Grad(dst, x []float64) float64 {
	dst[0], dst[1] = math.Pow(x[0], 3)-x[0], x[1]
	return w.Value(x)
}
func (doubleWell) HessVec(dst, x, v []float64) {
	dst[0], dst[1] = (3*x[0]*x[0]-1)*v[0], v[1]
}

func TestNewtonCGBadInput(t *testing.T) {
	q := diagonal(t, 1, 2)
	for says, o := range map[string]*NewtonCG{
		"NewtonCG: Forcing = 1: want":    {Forcing: 1},
		"NewtonCG: MaxCG = -1: want":     {MaxCG: -1},
		"NewtonCG: MaxTrials = -1: want": {MaxTrials: -1},
	} {
		_, err := Run(q, o, vec.Ones(2), Iterations(1))
		wantError(t, err, "optim: ", says)
	}
	o := NewNewtonCG()
	wantError(t, o.Step(vec.Ones(2), vec.Ones(2)), "optim: NewtonCG: Step gets a gradient and no function")
	_, err := Minimum(nil, nil, 1)
	wantError(t, err, "optim: Minimum: the problem is nil")
	_, err = Minimum(q, nil, 0)
	wantError(t, err, "optim: Minimum: tol = 0: want a positive number")
	_, err = Minimum(q, vec.Ones(3), 1)
	wantError(t, err, "x0 has 3 elements: want the problem's 2")
	_, err = Minimum(given{{1, 2}, {3, 4}}, nil, 1)
	wantError(t, err, "NewtonCG: step 1: optim.given has no Hessian-vector products: want a problem.Curved")
	_, err = Minimum(broken{q}, vec.Ones(2), 1)
	wantError(t, err, "NewtonCG: step 1: conjugate gradients: linalg.CG: pᵀAp = NaN")
	_, err = Minimum(uphill{q}, vec.Ones(2), 1)
	wantError(t, err, "NewtonCG: step 1: no step along a direction of slope", "is the gradient right?")
	_, err = Minimum(slope{}, nil, 1e-12)
	wantError(t, err, "Minimum: half of the squared Newton decrement", "after 200 updates", "is p convex, with a minimiser?")
}

// uphill is a quadratic with the wrong sign of its gradient.
type uphill struct{ *problem.QuadraticForm }

func (u uphill) Grad(dst, x []float64) float64 {
	v := u.QuadraticForm.Grad(dst, x)
	vec.Scale(dst, -1, dst)
	return v
}

// slope is the linear function x, which has no minimum, with curvature claimed to be 1.
type slope struct{}

func (slope) Dim() int                  { return 1 }
func (slope) Value(x []float64) float64 { return x[0] }
func (slope) Grad(dst, x []float64) float64 {
	dst[0] = 1
	return x[0]
}
func (slope) HessVec(dst, _, v []float64) { copy(dst, v) }
