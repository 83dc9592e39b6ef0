package problem

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A model has all that LinearModel has.
type model interface {
	BatchCurved
	PerExample
}

// instances returns one of each finite sum, on 40 rows.
func instances(t *testing.T, l2 float64) map[string]model {
	t.Helper()
	s := rng.New(1)
	c, err := data.LogisticRegression(40, 5, 0.1, s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := data.LinearRegression(40, 5, 0.1, 50, s)
	if err != nil {
		t.Fatal(err)
	}
	logistic, err := Logistic(c, l2)
	if err != nil {
		t.Fatal(err)
	}
	squares, err := LeastSquares(r, l2)
	if err != nil {
		t.Fatal(err)
	}
	welsch, err := Welsch(r, 1, l2)
	if err != nil {
		t.Fatal(err)
	}
	numbered := *c
	numbered.Y = vec.Map(nil, func(y float64) float64 { return (y + 1) / 2 }, c.Y)
	sigmoid, err := Sigmoid(&numbered, l2)
	if err != nil {
		t.Fatal(err)
	}
	bounded, err := NonconvexLogistic(c, l2)
	if err != nil {
		t.Fatal(err)
	}
	boundedSquares, err := NonconvexLeastSquares(r, l2)
	if err != nil {
		t.Fatal(err)
	}
	softmax, _ := softmaxInstance(t, l2)
	return map[string]model{
		"Logistic": logistic, "LeastSquares": squares, "Welsch": welsch, "Sigmoid": sigmoid,
		"NonconvexLogistic": bounded, "NonconvexLeastSquares": boundedSquares, "Softmax": softmax,
	}
}

func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one that says %q", words)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

func TestGradientsAgainstDifferences(t *testing.T) {
	for _, l2 := range []float64{0, 0.3} {
		for name, p := range instances(t, l2) {
			s := rng.New(2)
			for range 5 {
				x := s.NormalVec(make([]float64, p.Dim()))
				if e := GradError(p, x); e > 1e-8 {
					t.Errorf("%s, l2 %v: gradient differs by %v", name, l2, e)
				}
				g := make([]float64, p.Dim())
				if v := p.Grad(g, x); v != p.Value(x) {
					t.Errorf("%s: Grad returns %v, Value %v", name, v, p.Value(x))
				}
			}
		}
	}
}

func TestValuesAgainstTheDefinition(t *testing.T) {
	d, err := data.New([][]float64{{1, 2}, {-3, 0.5}}, []float64{1, -1})
	if err != nil {
		t.Fatal(err)
	}
	x := []float64{0.3, -0.7}
	z := []float64{0.3 - 1.4, -0.9 - 0.35}
	logistic, _ := Logistic(d, 0.1)
	want := (math.Log(1+math.Exp(-z[0]))+math.Log(1+math.Exp(z[1])))/2 + 0.05*(0.09+0.49)
	if got := logistic.Value(x); math.Abs(got-want) > 1e-15 {
		t.Errorf("Logistic: %v, want %v", got, want)
	}
	squares, _ := LeastSquares(d, 0.1)
	want = ((z[0]-1)*(z[0]-1)+(z[1]+1)*(z[1]+1))/4 + 0.05*(0.09+0.49)
	if got := squares.Value(x); math.Abs(got-want) > 1e-15 {
		t.Errorf("LeastSquares: %v, want %v", got, want)
	}
}

func TestHessVecAgainstDifferences(t *testing.T) {
	for name, p := range instances(t, 0.2) {
		s := rng.New(3)
		x, v := s.NormalVec(make([]float64, p.Dim())), s.NormalVec(make([]float64, p.Dim()))
		got, up, down := make([]float64, p.Dim()), make([]float64, p.Dim()), make([]float64, p.Dim())
		p.HessVec(got, x, v)
		const h = 1e-5
		y := vec.Clone(x)
		vec.Axpy(y, h, v)
		p.Grad(up, y)
		vec.Axpy(y, -2*h, v)
		p.Grad(down, y)
		want := vec.Scale(nil, 1/(2*h), vec.Sub(up, up, down))
		if !vec.Equal(got, want, 1e-8) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// The mean over a partition, and over all batches of one, is the full oracle.
func TestBatchesAverageToTheWhole(t *testing.T) {
	for name, p := range instances(t, 0.2) {
		s := rng.New(4)
		x, v := s.NormalVec(make([]float64, p.Dim())), s.NormalVec(make([]float64, p.Dim()))
		full, hess := make([]float64, p.Dim()), make([]float64, p.Dim())
		value := p.Grad(full, x)
		p.HessVec(hess, x, v)
		for _, size := range []int{1, 8, 40} {
			order := s.Perm(40)
			g, mean, meanHess := make([]float64, p.Dim()), make([]float64, p.Dim()), make([]float64, p.Dim())
			var meanValue float64
			weight := float64(size) / 40
			for b := range slices.Chunk(order, size) {
				meanValue += weight * p.BatchGrad(g, x, b)
				vec.Axpy(mean, weight, g)
				p.BatchHessVec(g, x, v, b)
				vec.Axpy(meanHess, weight, g)
			}
			if !vec.Equal(mean, full, 1e-13) || !vec.Equal(meanHess, hess, 1e-13) || math.Abs(meanValue-value) > 1e-13 {
				t.Errorf("%s, size %d: %v %v, want %v %v", name, size, meanValue, mean, value, full)
			}
		}
	}
}

func TestExampleGradsAverageToBatchGrad(t *testing.T) {
	for name, p := range instances(t, 0.2) {
		x, idx := rng.New(7).NormalVec(make([]float64, p.Dim())), []int{3, 17, 3, 39}
		rows, mean, want := make([]float64, 4*p.Dim()), make([]float64, p.Dim()), make([]float64, p.Dim())
		p.ExampleGrads(rows, x, idx)
		for k := range idx {
			row := rows[k*p.Dim() : (k+1)*p.Dim()]
			if p.BatchGrad(want, x, idx[k:k+1]); !vec.Equal(row, want, 1e-14) {
				t.Errorf("%s, example %d: %v, want %v", name, idx[k], row, want)
			}
			vec.Axpy(mean, 0.25, row)
		}
		if p.BatchGrad(want, x, idx); !vec.Equal(mean, want, 1e-14) {
			t.Errorf("%s: mean %v, want %v", name, mean, want)
		}
	}
}

func TestLogisticIsStable(t *testing.T) {
	d, _ := data.New([][]float64{{1000}, {-1000}}, []float64{1, 0})
	p, err := Logistic(d, 0)
	if err != nil {
		t.Fatal(err)
	}
	g := make([]float64, 1)
	for _, c := range []struct{ x, value, slope float64 }{
		{2, 0, 0},           // all right, loss exp(−2000)
		{-2, 2000, -1000},   // all wrong
		{0, math.Ln2, -500}, // undecided
		{0.05, math.Exp(-50), -1000 * math.Exp(-50)},
	} {
		value := p.Grad(g, []float64{c.x})
		if math.Abs(value-c.value) > 1e-13*c.value || math.Abs(g[0]-c.slope) > 1e-13*math.Abs(c.slope) {
			t.Errorf("at %v: %v, %v, want %v, %v", c.x, value, g[0], c.value, c.slope)
		}
	}
}

func TestLabels(t *testing.T) {
	x := [][]float64{{1}, {2}, {3}}
	for _, y := range [][]float64{{1, 0, 1}, {1, -1, 1}} {
		d, _ := data.New(x, y)
		p, err := Logistic(d, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := (math.Log1p(math.Exp(-1)) + math.Log1p(math.Exp(2)) + math.Log1p(math.Exp(-3))) / 3
		if got := p.Value([]float64{1}); math.Abs(got-want) > 1e-15 {
			t.Errorf("labels %v: %v, want %v", y, got, want)
		}
		if a, err := p.Accuracy(d, []float64{1}); a != 2./3 || err != nil {
			t.Errorf("labels %v: accuracy %v, %v", y, a, err)
		}
		if d.Y[1] != y[1] {
			t.Error("the data set's labels changed")
		}
	}
	for _, c := range []struct {
		y    []float64
		says string
	}{
		{[]float64{1, 2, 0}, "label of row 1 is 2: want -1 or 1, or 0 or 1"},
		{[]float64{1, 0, -1}, "label of row 2 is -1 but of row 1 0"},
		{[]float64{0.5, 0, 1}, "label of row 0 is 0.5"},
	} {
		d, _ := data.New(x, c.y)
		_, err := Logistic(d, 0)
		wantError(t, err, c.says)
	}
}

func TestSolveIsTheMinimiser(t *testing.T) {
	for _, c := range []struct {
		n, d             int
		condition, noise float64
		l2               float64
	}{{50, 8, 1e3, 0.5, 0}, {50, 8, 1e6, 0.5, 1e-3}, {8, 8, 10, 0, 0}} {
		d, err := data.LinearRegression(c.n, c.d, c.noise, c.condition, rng.New(5))
		if err != nil {
			t.Fatal(err)
		}
		p, err := LeastSquares(d, c.l2)
		if err != nil {
			t.Fatal(err)
		}
		x, err := p.Solve()
		if err != nil {
			t.Fatal(err)
		}
		g := make([]float64, c.d)
		if p.Grad(g, x); vec.Norm2(g) > 1e-12 {
			t.Errorf("%+v: gradient %v at the solution", c, vec.Norm2(g))
		}
		if c.noise == 0 && !vec.Equal(x, d.Truth, 1e-9) {
			t.Errorf("%+v: %v, want the true weights %v", c, x, d.Truth)
		}
	}
	// Fewer rows than columns: x₁ + x₂ = 2 has least norm at (1, 1).
	wide, _ := data.New([][]float64{{1, 1}}, []float64{2})
	p, _ := LeastSquares(wide, 0)
	if x, err := p.Solve(); err != nil || !vec.Equal(x, []float64{1, 1}, 1e-14) {
		t.Errorf("least norm: %v, %v", x, err)
	}
	twice, _ := data.New([][]float64{{1, 1}, {2, 2}, {3, 3}}, []float64{1, 2, 3})
	p, _ = LeastSquares(twice, 0)
	_, err := p.Solve()
	wantError(t, err, "not determined", "l2 > 0")
}

// The largest eigenvalue from gonum is the reference; the spectrum of the second
// data set is flat, where power iteration is slowest.
func TestSmoothnessAgainstEigenvalues(t *testing.T) {
	spread, _ := data.LogisticRegression(60, 7, 0, rng.New(6))
	flat, _ := data.LinearRegression(60, 7, 0, 1.01, rng.New(6))
	one, _ := data.New([][]float64{{2}, {4}}, []float64{1, -1})
	zero, _ := data.New([][]float64{{0, 0}}, []float64{1})
	for _, d := range []*data.Dataset{spread, flat, one, zero} {
		gram := mat.NewSymDense(d.D, nil)
		gram.SymOuterK(1/float64(d.N), mat.NewDense(d.N, d.D, d.X).T())
		var eigen mat.EigenSym
		if !eigen.Factorize(gram, false) {
			t.Fatal("no eigenvalues")
		}
		top := slices.Max(eigen.Values(nil))
		var longest float64
		for i := range d.N {
			longest = max(longest, vec.Dot(d.Row(i), d.Row(i)))
		}
		squares, err := LeastSquares(d, 0.2)
		if err != nil {
			t.Fatal(err)
		}
		if l := squares.Smoothness() - 0.2; l < top*(1-1e-12) || l > top*1.002 {
			t.Errorf("%v: largest eigenvalue %v, want %v", d, l, top)
		}
		if l := squares.SampleSmoothness(); math.Abs(l-longest-0.2) > 1e-12 {
			t.Errorf("%v: SampleSmoothness %v, want %v", d, l, longest+0.2)
		}
		d.Y = vec.Ones(d.N)
		logistic, err := Logistic(d, 0.2)
		if err != nil {
			t.Fatal(err)
		}
		if l := 4 * (logistic.Smoothness() - 0.2); l < top*(1-1e-12) || l > top*1.002 {
			t.Errorf("%v: logistic, 4L = %v, want %v", d, l, top)
		}
	}
}

func TestMismatchesPanicWithTypedErrors(t *testing.T) {
	for name, p := range instances(t, 0) {
		three, five := make([]float64, 3), make([]float64, p.Dim())
		for what, f := range map[string]func(){
			"Value":      func() { p.Value(three) },
			"Grad":       func() { p.Grad(five, three) },
			"Grad, dst":  func() { p.Grad(three, five) },
			"BatchGrad":  func() { p.BatchGrad(five, three, []int{0}) },
			"HessVec":    func() { p.HessVec(five, five, three) },
			"HessVec x":  func() { p.HessVec(five, three, five) },
			"examples":   func() { p.ExampleGrads(five, five, []int{0, 1}) },
			"examples x": func() { p.ExampleGrads(five, three, []int{0}) },
			"empty":      func() { p.BatchGrad(five, five, nil) },
			"index 40":   func() { p.BatchGrad(five, five, []int{0, 40}) },
			"index -1":   func() { p.BatchHessVec(five, five, five, []int{-1}) },
		} {
			var got any
			func() {
				defer func() { got = recover() }()
				f()
			}()
			switch got.(type) {
			case vec.LengthError, vec.ArgumentError:
			default:
				t.Errorf("%s: %s: panics with %v", name, what, got)
			}
		}
	}
}

func TestBadData(t *testing.T) {
	good, _ := data.New([][]float64{{1, 2}, {3, 4}}, []float64{1, 0})
	bare, _ := data.New([][]float64{{1, 2}}, nil)
	nan, _ := data.New([][]float64{{1, 2}, {3, math.NaN()}}, []float64{1, 0})
	inf, _ := data.New([][]float64{{1}}, []float64{math.Inf(1)})
	for _, c := range []struct {
		d    *data.Dataset
		l2   float64
		says string
	}{
		{nil, 0, "data set is nil"},
		{&data.Dataset{}, 0, "0 examples"},
		{bare, 0, "without targets"},
		{good, -1, "l2 = -1: want a finite number >= 0"},
		{good, math.NaN(), "l2 = NaN"},
		{nan, 0, "feature 1 of row 1 is NaN"},
		{inf, 0, "target of row 0 is +Inf"},
		{&data.Dataset{N: 1, D: 2}, 0, "len(X) = 0"},
	} {
		_, err := Logistic(c.d, c.l2)
		wantError(t, err, "problem.Logistic", c.says)
		_, err = LeastSquares(c.d, c.l2)
		wantError(t, err, "problem.LeastSquares", c.says)
	}
	p, _ := Logistic(good, 0)
	_, err := p.Accuracy(good, []float64{1})
	wantError(t, err, "2 features and 1 weights: want 2")
}

func TestOraclesDoNotAllocate(t *testing.T) {
	for name, p := range instances(t, 0.1) {
		x, g, v := vec.Ones(p.Dim()), make([]float64, p.Dim()), vec.Ones(p.Dim())
		idx := []int{3, 1, 4}
		if n := testing.AllocsPerRun(20, func() {
			p.Value(x)
			p.Grad(g, x)
			p.BatchGrad(g, x, idx)
			p.HessVec(g, x, v)
			p.BatchHessVec(g, x, v, idx)
			p.ExampleGrads(g, x, idx[:1])
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestOneProblemServesManyGoroutines(t *testing.T) {
	for name, p := range instances(t, 0.1) {
		counted, counter := Count(p)
		x, want := vec.Ones(p.Dim()), make([]float64, p.Dim())
		p.Grad(want, x)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for k := range errs {
			wg.Go(func() {
				g := make([]float64, p.Dim())
				for range 50 {
					if counted.Grad(g, x); !slices.Equal(g, want) {
						errs[k] = fmt.Errorf("%v, want %v", g, want)
					}
				}
			})
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if c := counter.Cost(); c.Grads != 400 || c.Samples != 400*40 {
			t.Errorf("%s: counted %+v", name, c)
		}
	}
}
