package prelude

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/ad"
	"monro/stdlib/vec"
)

// Each function against a closed form; places and truth values are written as
// numbers.
func TestClosedForms(t *testing.T) {
	x := []float64{3, -1, 2, 2}
	m := Matrix([]float64{2, 1}, []float64{1, 2})
	counts, edges := Histogram([]float64{0, 0.5, 1, 1.9, 2, 4}, 4)
	intercept, slope := FitLine([]float64{0, 1, 2}, []float64{1, 3, 5})
	values, vectors, err := Eigh(m)
	if err != nil {
		t.Fatal(err)
	}
	h := math.Sqrt(0.5)
	for _, tt := range []struct {
		name      string
		got, want []float64
	}{
		{"full", Full(3, 7), []float64{7, 7, 7}},
		{"arange", Arange(0, 1, 0.25), []float64{0, 0.25, 0.5, 0.75}},
		{"logspace", Logspace(0.01, 1, 3), []float64{0.01, 0.1, 1}},
		{"concat", Concat(x[:1], nil, x[2:]), []float64{3, 2, 2}},
		{"repeat", Repeat(x[:2], 2), []float64{3, -1, 3, -1}},
		{"reversed", Reversed(x), []float64{2, 2, -1, 3}},
		{"sorted", Sorted(x), []float64{-1, 2, 2, 3}},
		{"argsort", numbers(Argsort(x)), []float64{1, 2, 3, 0}},
		{"unique", Unique(x), []float64{-1, 2, 3}},
		{"take", Take(x, []int{1, 1, 0}), []float64{-1, -1, 3}},
		{"cumsum", Cumsum(x), []float64{3, 2, 4, 6}},
		{"cumprod", Cumprod(x), []float64{3, -3, -6, -12}},
		{"diff", Diff(x), []float64{-4, 3, 0}},
		{"diff of none", Diff(nil), nil},
		{"interp", Interp([]float64{-1, 0, 0.5, 1, 3, 9}, []float64{0, 1, 5}, []float64{2, 4, 0}), []float64{2, 2, 3, 4, 2, 0}},
		{"prod", one(Prod(x)), one(-12)},
		{"variance", one(Variance([]float64{1, 2, 3, 4})), one(5.0 / 3)},
		{"amin and amax", []float64{Amin(x), Amax(x)}, []float64{-1, 3}},
		{"median of an even number", one(Median([]float64{4, 1, 3, 2})), one(2.5)},
		{"median of an odd number", one(Median([]float64{9, 1, 3})), one(3)},
		{"quantiles", []float64{Quantile(x, 0), Quantile(x, 1.0/6), Quantile(x, 1)}, []float64{-1, 0.5, 3}},
		{"quantile among infinities", one(Quantile([]float64{Inf, Inf}, 0.5)), one(Inf)},
		{"norm1 and normInf", []float64{Norm1(x), NormInf(x)}, []float64{8, 3}},
		{"distance", one(Distance([]float64{0, 0}, []float64{3, 4})), one(5)},
		{"logSumExp", one(LogSumExp([]float64{1000, 1000})), one(1000 + math.Ln2)},
		{"softmax", Softmax([]float64{0, math.Log(3)}), []float64{0.25, 0.75}},
		{"corr", one(Corr([]float64{1, 2, 3}, []float64{-1, -2, -3})), one(-1)},
		{"fitLine", []float64{intercept, slope}, []float64{1, 2}},
		{"histogram counts", counts, []float64{2, 2, 1, 1}},
		{"histogram edges", edges, []float64{0, 1, 2, 3, 4}},
		{"atan2 and hypot", []float64{Atan2(1, -1), Hypot(3, 4)}, []float64{3 * Pi / 4, 5}},
		{"exp2, cbrt, trunc", []float64{Exp2(5.0), Cbrt(-27.0), Trunc(-1.7)}, []float64{32, -3, -1}},
		{"erfc", Erfc([]float64{0}), one(1)},
		{"normal", []float64{NormalPdf(0.0), NormalCdf(0.0), NormalQuantile(NormalCdf(1.5))}, []float64{1 / math.Sqrt(2*Pi), 0.5, 1.5}},
		{"eye", all(Eye(2)), []float64{1, 0, 0, 1}},
		{"diag", all(Diag([]float64{4, 5})), []float64{4, 0, 0, 5}},
		{"diagonal", Diagonal(mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})), []float64{1, 5}},
		{"transpose", all(Transpose(mat.NewDense(1, 2, []float64{1, 2}))), []float64{1, 2}},
		{"columns", Columns(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))[1], []float64{2, 4}},
		{"outer", all(Outer([]float64{1, 2}, []float64{3, 4, 5})), []float64{3, 4, 5, 6, 8, 10}},
		{"trace and det", []float64{Trace(m), Det(m)}, []float64{4, 3}},
		{"inv", all(must(Inv(m))), []float64{2.0 / 3, -1.0 / 3, -1.0 / 3, 2.0 / 3}},
		{"solve", must(Solve(m, []float64{3, 3})), []float64{1, 1}},
		{"lstsq", must(Lstsq(mat.NewDense(3, 1, []float64{1, 1, 1}), []float64{1, 2, 6})), one(3)},
		{"eigh", values, []float64{1, 3}},
		{"eigh vectors", Abs(all(vectors)), []float64{h, h, h, h}},
		{"svdvals", must(Svdvals(mat.NewDense(2, 2, []float64{0, -2, 1, 0}))), []float64{2, 1}},
		{"cholesky", all(must(Cholesky(mat.NewDense(2, 2, []float64{4, 2, 2, 5})))), []float64{2, 0, 1, 2}},
	} {
		if !Allclose(tt.got, tt.want, 1e-12) {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if x[0] != 3 || x[1] != -1 {
		t.Errorf("the argument was changed: %v", x)
	}
}

func TestTruths(t *testing.T) {
	for _, tt := range []struct {
		name      string
		got, want bool
	}{
		{"isNan", IsNan(Nan), true},
		{"isNan of a number", IsNan(Inf), false},
		{"allFinite", AllFinite([]float64{1, 2}), true},
		{"allFinite with an infinity", AllFinite([]float64{1, Inf}), false},
		{"allclose", Allclose([]float64{1, 1e9}, []float64{1 + 1e-9, 1e9 + 1}), true},
		{"allclose apart", Allclose([]float64{1}, []float64{1 + 1e-7}), false},
		{"allclose with a tolerance", Allclose([]float64{1}, []float64{1.05}, 0.1), true},
		{"allclose of other lengths", Allclose([]float64{1}, []float64{1, 1}), false},
		{"median with NaN", IsNan(Median([]float64{1, Nan, 2})), true},
		{"normalQuantile outside", IsNan(NormalQuantile(1.5)), true},
		{"corr of a constant", IsNan(Corr([]float64{1, 1}, []float64{1, 2})), true},
	} {
		if tt.got != tt.want {
			t.Errorf("%s is %v", tt.name, tt.got)
		}
	}
}

// f(x) = x0³ + x0·x1 has the gradient (3·x0² + x1, x0) and the second
// derivatives (6·x0, 1; 1, 0).
func TestDerivatives(t *testing.T) {
	f := func(x ad.Node) ad.Node {
		a, b := ad.Index(x, 0, 0), ad.Index(x, 0, 1)
		return ad.Add(ad.Pow(a, 3), ad.Mul(a, b))
	}
	x, g := []float64{2, 5}, make([]float64, 2)
	check := func(name string, got, want []float64, err error) {
		t.Helper()
		if err != nil || !Allclose(got, want, 1e-12) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
	err := Grad(f)(g, x)
	check("grad", g, []float64{17, 2}, err)
	v, err := ValueAndGrad(f)(g, x)
	check("valueAndGrad", append(g, v), []float64{17, 2, 18}, err)
	err = Hvp(f)(g, x, []float64{1, 10})
	check("hvp", g, []float64{22, 1}, err)
	h, err := Hessian(f)(x)
	check("hessian", all(h), []float64{12, 1, 1, 0}, err)
	j, err := Jacobian(ad.Square)(x)
	check("jacobian", all(j), []float64{4, 0, 0, 10}, err)
}

func TestRandom(t *testing.T) {
	const n = 20000
	x, u := Randn(Seed(1), n), Uniform(Seed(1), n)
	for _, tt := range []struct {
		name          string
		got, want, se float64 // with the standard error of the estimate
	}{
		{"mean of randn", Mean(x), 0, 1 / math.Sqrt(n)},
		{"variance of randn", Variance(x), 1, math.Sqrt(2.0 / n)},
		{"mean of uniform", Mean(u), 0.5, math.Sqrt(1.0 / 12 / n)},
		{"mean of choice", Mean(Choice(Seed(2), []float64{0, 1}, n)), 0.5, 0.5 / math.Sqrt(n)},
		{"mean of randnMatrix", Mean(all(RandnMatrix(Seed(3), 100, n/100))), 0, 1 / math.Sqrt(n)},
	} {
		if Abs(tt.got-tt.want) > 5*tt.se {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if !Allclose(Sorted(Shuffled(Seed(4), x)), Sorted(x), 0) || Allclose(Shuffled(Seed(4), x), x, 0) {
		t.Error("shuffled is no other order of the same numbers")
	}
	if !Allclose(Randn(Seed(1), n), x, 0) {
		t.Error("the same seed gives other numbers")
	}
}

// Bad input is told by the errors of vec, panicked or returned.
func TestBadInput(t *testing.T) {
	wide := mat.NewDense(1, 2, nil)
	for _, tt := range []struct {
		name string
		call func() error
	}{
		{"full", func() error { Full(-1, 0); return nil }},
		{"repeat", func() error { Repeat(nil, -1); return nil }},
		{"take", func() error { Take([]float64{1}, []int{1}); return nil }},
		{"interp lengths", func() error { Interp(nil, []float64{1}, nil); return nil }},
		{"interp order", func() error { Interp(nil, []float64{1, 1}, []float64{1, 2}); return nil }},
		{"median", func() error { Median(nil); return nil }},
		{"quantile", func() error { Quantile([]float64{1}, 1.5); return nil }},
		{"quantile NaN", func() error { Quantile([]float64{1}, Nan); return nil }},
		{"amax", func() error { Amax(nil); return nil }},
		{"histogram bins", func() error { Histogram([]float64{1}, 0); return nil }},
		{"histogram NaN", func() error { Histogram([]float64{1, Nan}, 2); return nil }},
		{"corr", func() error { Corr([]float64{1}, nil); return nil }},
		{"fitLine", func() error { FitLine([]float64{1, 1}, []float64{1, 2}); return nil }},
		{"matrix", func() error { Matrix(); return nil }},
		{"matrix ragged", func() error { Matrix([]float64{1, 2}, []float64{1}); return nil }},
		{"eye", func() error { Eye(0); return nil }},
		{"trace", func() error { Trace(wide); return nil }},
		{"det", func() error { Det(wide); return nil }},
		{"randn", func() error { Randn(nil, 1); return nil }},
		{"choice", func() error { Choice(Seed(1), nil, 1); return nil }},
		{"randnMatrix", func() error { RandnMatrix(Seed(1), 0, 1); return nil }},
		{"inv wide", func() error { _, err := Inv(wide); return err }},
		{"inv NaN", func() error { _, err := Inv(Diag([]float64{Nan})); return err }},
		{"svdvals NaN", func() error { _, err := Svdvals(Diag([]float64{Nan})); return err }},
		{"cholesky wide", func() error { _, err := Cholesky(wide); return err }},
	} {
		err := caught(tt.call)
		var argument vec.ArgumentError
		var length vec.LengthError
		if !errors.As(err, &argument) && !errors.As(err, &length) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	singular := mat.NewDense(2, 2, []float64{1, 2, 2, 4})
	if m, err := Inv(singular); err == nil {
		t.Errorf("the inverse of a singular matrix is %v", m)
	}
	if x, err := Solve(singular, []float64{1, 1}); err == nil {
		t.Errorf("singular equations have the solution %v", x)
	}
	if m, err := Cholesky(Diag([]float64{1, -1})); err == nil {
		t.Errorf("an indefinite matrix has the factor %v", m)
	}
}

func caught(f func() error) (err error) {
	defer func() {
		if e, ok := recover().(error); ok {
			err = e
		}
	}()
	return f()
}

func one(v float64) []float64 { return []float64{v} }

func all(m *mat.Dense) []float64 { return Concat(Rows(m)...) }

func numbers(at []int) []float64 {
	out := make([]float64, len(at))
	for i, v := range at {
		out[i] = float64(v)
	}
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
