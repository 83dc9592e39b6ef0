package vec

import (
	"errors"
	"math"
	"testing"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// thrown returns the error that f panics with, or nil.
func thrown(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	f()
	return nil
}

func TestElementwise(t *testing.T) {
	a, b := []float64{1, 2, -3}, []float64{4, -5, 6}
	for _, c := range []struct {
		name string
		got  []float64
		want []float64
	}{
		{"Add", Add(nil, a, b), []float64{5, -3, 3}},
		{"Sub", Sub(nil, a, b), []float64{-3, 7, -9}},
		{"Mul", Mul(nil, a, b), []float64{4, -10, -18}},
		{"Div", Div(nil, a, b), []float64{0.25, -0.4, -0.5}},
		{"Scale", Scale(nil, 2, a), []float64{2, 4, -6}},
		{"Shift", Shift(nil, 2, a), []float64{3, 4, -1}},
		{"Map", Map(nil, math.Abs, a), []float64{1, 2, 3}},
		{"Clip", Clip(nil, a, -1, 1.5), []float64{1, 1.5, -1}},
		{"CumSum", CumSum(nil, a), []float64{1, 3, 0}},
		{"Fill", Fill(make([]float64, 2), 7), []float64{7, 7}},
		{"Clone", Clone(a), a},
	} {
		if !Equal(c.got, c.want, 0) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	if !Equal(a, []float64{1, 2, -3}, 0) {
		t.Errorf("an input changed: %v", a)
	}
}

func TestInPlace(t *testing.T) {
	x := []float64{1, 2, 3}
	if got := Add(x, x, x); &got[0] != &x[0] || !Equal(x, []float64{2, 4, 6}, 0) {
		t.Errorf("Add(x, x, x) = %v", x)
	}
	Axpy(x, -2, []float64{1, 1, 1})
	CumSum(x, x)
	if !Equal(x, []float64{0, 2, 6}, 0) {
		t.Errorf("after Axpy and CumSum: %v", x)
	}
	c := Clone(x)
	c[0] = 9
	if x[0] != 0 {
		t.Error("Clone shares memory")
	}
}

func TestErrorsAreTyped(t *testing.T) {
	two, three := make([]float64, 2), make([]float64, 3)
	for name, f := range map[string]func(){
		"vec.Add":      func() { Add(nil, two, three) },
		"vec.Sub":      func() { Sub(nil, two, three) },
		"vec.Mul":      func() { Mul(nil, two, three) },
		"vec.Div":      func() { Div(nil, two, three) },
		"vec.Axpy":     func() { Axpy(two, 1, three) },
		"vec.Dot":      func() { Dot(two, three) },
		"vec.Distance": func() { Distance(two, three) },
		"vec.Scale":    func() { Scale(two, 1, three) },
		"vec.CumSum":   func() { CumSum(two, three) },
		"vec.Map":      func() { Map(two, math.Abs, three) },
		"vec.MatVec":   func() { MatVec(two, three, three) },
	} {
		var e LengthError
		if err := thrown(f); !errors.As(err, &e) || e.Op != name || e.A == e.B {
			t.Errorf("%s: got %v, want its LengthError", name, err)
		}
	}
	for name, f := range map[string]func(){
		"vec.Min":      func() { Min(nil) },
		"vec.ArgMax":   func() { ArgMax(nil) },
		"vec.Softmax":  func() { Softmax(nil, nil) },
		"vec.Zeros":    func() { Zeros(-1) },
		"vec.Linspace": func() { Linspace(0, 1, -1) },
		"vec.Logspace": func() { Logspace(0, 1, 3) },
		"vec.Arange":   func() { Arange(0, 1, 0) },
		"vec.Clip":     func() { Clip(nil, two, 1, 0) },
		"vec.MatTVec":  func() { MatTVec(nil, three, two) },
	} {
		var e ArgumentError
		err := thrown(f)
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want its ArgumentError", name, err)
		} else if e.Op != name && name != "vec.Softmax" {
			t.Errorf("%s: error says %s", name, e.Op)
		}
	}
	want := "vec.Add: lengths differ: 2 and 3"
	if got := (LengthError{"vec.Add", 2, 3}).Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b []float64
		tol  float64
		want bool
	}{
		{[]float64{1}, []float64{1, 2}, 1, false},
		{[]float64{1e9}, []float64{1e9 + 1}, 1e-8, true},
		{[]float64{1e-9}, []float64{0}, 1e-8, true},
		{[]float64{1}, []float64{1.1}, 1e-8, false},
		{[]float64{nan}, []float64{nan}, 1, false},
		{[]float64{inf}, []float64{inf}, 0, true},
		{[]float64{inf}, []float64{-inf}, 1, false},
		{[]float64{inf}, []float64{1}, 1, false},
		{nil, []float64{}, 0, true},
	} {
		if got := Equal(c.a, c.b, c.tol); got != c.want {
			t.Errorf("Equal(%v, %v, %v) = %v", c.a, c.b, c.tol, got)
		}
	}
}

func TestNonFinite(t *testing.T) {
	for n := range 20 {
		for _, bad := range []float64{nan, inf, -inf} {
			for i := range n {
				a := Ones(n)
				a[i], a[n-1] = math.MaxFloat64, -math.MaxFloat64
				if got := NonFinite(a); got != -1 {
					t.Fatalf("NonFinite(%v) = %d, want -1", a, got)
				}
				a[i] = bad
				if got := NonFinite(a); got != i {
					t.Fatalf("NonFinite(%v) = %d, want %d", a, got, i)
				}
			}
		}
	}
}

func TestReduce(t *testing.T) {
	a := []float64{3, -4, 12}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Dot", Dot(a, []float64{1, 2, 3}), 31},
		{"Norm1", Norm1(a), 19},
		{"Norm2", Norm2(a), 13},
		{"NormInf", NormInf(a), 12},
		{"Norm2 large", Norm2([]float64{3e200, 4e200}), 5e200},
		{"Distance", Distance(a, []float64{0, 0, 0}), 13},
		{"Sum", Sum(a), 11},
		{"Mean", Mean([]float64{1, 2, 6}), 3},
		{"Var", Var([]float64{1, 2, 6}), 7},
		{"Var shifted", Var([]float64{1e9 + 1, 1e9 + 2, 1e9 + 6}), 7},
		{"Std", Std([]float64{2, 4}), math.Sqrt2},
		{"Min", Min(a), -4},
		{"Max", Max(a), 12},
	} {
		if !Equal([]float64{c.got}, []float64{c.want}, 1e-15) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	for name, got := range map[string]float64{
		"Mean of nothing": Mean(nil), "Var of one": Var([]float64{1}),
		"Min": Min([]float64{1, nan}), "Max": Max([]float64{nan, 1}),
		"NormInf": NormInf([]float64{nan, 1}),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s = %v, want NaN", name, got)
		}
	}
	b := []float64{2, 1, 1, 5, 5}
	if ArgMin(b) != 1 || ArgMax(b) != 3 || ArgMin([]float64{1, nan, 0}) != 1 || ArgMax([]float64{1, nan, 2}) != 1 {
		t.Error("ArgMin or ArgMax")
	}
}

func TestGrids(t *testing.T) {
	for _, c := range []struct {
		name string
		got  []float64
		want []float64
	}{
		{"Linspace", Linspace(0, 1, 5), []float64{0, 0.25, 0.5, 0.75, 1}},
		{"Linspace down", Linspace(1, -1, 3), []float64{1, 0, -1}},
		{"Linspace 1", Linspace(2, 3, 1), []float64{2}},
		{"Linspace 0", Linspace(2, 3, 0), nil},
		{"Logspace", Logspace(1e-3, 1, 4), []float64{1e-3, 1e-2, 1e-1, 1}},
		{"Logspace 1", Logspace(5, 7, 1), []float64{5}},
		{"Arange", Arange(0, 1, 0.25), []float64{0, 0.25, 0.5, 0.75}},
		{"Arange down", Arange(2, 0, -1), []float64{2, 1}},
		{"Arange none", Arange(2, 0, 1), nil},
		{"Ones", Ones(2), []float64{1, 1}},
		{"Zeros", Zeros(2), []float64{0, 0}},
	} {
		if !Equal(c.got, c.want, 1e-15) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	if x := Linspace(0.1, 0.7, 1000); x[0] != 0.1 || x[999] != 0.7 {
		t.Errorf("ends of Linspace: %v %v", x[0], x[999])
	}
}

func TestSpecial(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Sigmoid(0)", Sigmoid(0), 0.5},
		{"Sigmoid(log 3)", Sigmoid(math.Log(3)), 0.75},
		{"Sigmoid(800)", Sigmoid(800), 1},
		{"Softplus(0)", Softplus(0), math.Ln2},
		{"Softplus(800)", Softplus(800), 800},
		{"Softplus(1)", Softplus(1), math.Log(1 + math.E)},
		{"LogSumExp", LogSumExp([]float64{math.Log(1), math.Log(2), math.Log(3)}), math.Log(6)},
		{"LogSumExp large", LogSumExp([]float64{1000, 1000}), 1000 + math.Ln2},
		{"LogSumExp -inf", LogSumExp([]float64{-inf, 0}), 0},
	} {
		if math.Abs(c.got-c.want) > 1e-14*max(1, math.Abs(c.want)) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	// Far tails keep their relative accuracy: σ(−x) and softplus(−x) are e^−x.
	for _, x := range []float64{40, 300, 700} {
		want := math.Exp(-x)
		if math.Abs(Sigmoid(-x)/want-1) > 1e-14 || math.Abs(Softplus(-x)/want-1) > 1e-14 {
			t.Errorf("tails at -%v: %v %v, want %v", x, Sigmoid(-x), Softplus(-x), want)
		}
	}
	if got := LogSumExp(nil); !math.IsInf(got, -1) {
		t.Errorf("LogSumExp(nil) = %v", got)
	}
	if got := Softmax(nil, []float64{1000, 1000 + math.Ln2}); !Equal(got, []float64{1. / 3, 2. / 3}, 1e-12) {
		t.Errorf("Softmax = %v", got)
	}
}

func TestMatrixVector(t *testing.T) {
	a := []float64{1, 2, 3, 4, 5, 6} // 2×3
	if got := MatVec(nil, a, []float64{1, 0, -1}); !Equal(got, []float64{-2, -2}, 0) {
		t.Errorf("MatVec = %v", got)
	}
	if got := MatTVec(nil, a, []float64{1, -1}); !Equal(got, []float64{-3, -3, -3}, 0) {
		t.Errorf("MatTVec = %v", got)
	}
	x, y := Ones(3), make([]float64, 2)
	if n := testing.AllocsPerRun(20, func() { MatVec(y, a, x); MatTVec(x, a, y); Axpy(x, 2, x); Add(x, x, x) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
