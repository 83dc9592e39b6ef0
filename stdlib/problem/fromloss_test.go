package problem

import (
	"math"
	"strings"
	"sync"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// tracedLogistic is the loss of Logistic with l2 = 0.1 for labels −1 and 1.
func tracedLogistic(p, x, y ad.Node) ad.Node {
	margins := ad.Mul(y, ad.MatMul(x, p))
	return ad.Add(ad.Mean(ad.Softplus(ad.Neg(margins))), ad.OpMulSN(0.05, ad.Dot(p, p)))
}

// network is a regression by 3 tanh units: 4×3 weights and 3 outer ones.
func network(p, x, y ad.Node) ad.Node {
	inner := ad.Reshape(ad.Slice(p, 0, 0, 12), 4, 3)
	out := ad.MatMul(ad.Tanh(ad.MatMul(x, inner)), ad.Slice(p, 0, 12, 15))
	return ad.Mean(ad.Square(ad.Sub(out, y)))
}

func tracedInstance(t *testing.T, loss func(p, x, y ad.Node) ad.Node, dim int) (*TracedLoss, *data.Dataset) {
	t.Helper()
	d, err := data.LogisticRegression(40, 4, 0.1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	l, err := FromLoss(loss, dim, d)
	if err != nil {
		t.Fatal(err)
	}
	return l, d
}

func TestTracedLogisticAgainstTheOneByHand(t *testing.T) {
	l, d := tracedInstance(t, tracedLogistic, 4)
	want, err := Logistic(d, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	s := rng.New(2)
	x, v, idx := s.NormalVec(make([]float64, 4)), s.NormalVec(make([]float64, 4)), []int{7, 1, 39, 7}
	type all struct {
		BatchCurved
		PerExample
	}
	for name, f := range map[string]func(p all, dst []float64) float64{
		"Value":        func(p all, dst []float64) float64 { return p.BatchCurved.Value(x) },
		"Grad":         func(p all, dst []float64) float64 { return p.BatchCurved.Grad(dst[:4], x) },
		"BatchGrad":    func(p all, dst []float64) float64 { return p.BatchCurved.BatchGrad(dst[:4], x, idx) },
		"HessVec":      func(p all, dst []float64) float64 { p.HessVec(dst[:4], x, v); return 0 },
		"BatchHessVec": func(p all, dst []float64) float64 { p.BatchHessVec(dst[:4], x, v, idx); return 0 },
		"ExampleGrads": func(p all, dst []float64) float64 { p.ExampleGrads(dst, x, idx); return 0 },
	} {
		a, b := make([]float64, 16), make([]float64, 16)
		got, exact := f(all{l, l}, a), f(all{want, want}, b)
		if math.Abs(got-exact) > 1e-14 || !vec.Equal(a, b, 1e-14) {
			t.Errorf("%s: %v %v, want %v %v", name, got, a, exact, b)
		}
	}
	if l.Len() != 40 || l.Dim() != 4 {
		t.Errorf("%d terms of %d variables", l.Len(), l.Dim())
	}
}

func TestTracedNetworkAgainstDifferences(t *testing.T) {
	l, _ := tracedInstance(t, network, 15)
	s := rng.New(3)
	x, v := s.NormalVec(make([]float64, 15)), s.NormalVec(make([]float64, 15))
	if e := GradError(l, x); e > 1e-8 {
		t.Errorf("gradient differs by %v", e)
	}
	got, up, down := make([]float64, 15), make([]float64, 15), make([]float64, 15)
	l.HessVec(got, x, v)
	const h = 1e-5
	y := vec.Clone(x)
	vec.Axpy(y, h, v)
	l.Grad(up, y)
	vec.Axpy(y, -2*h, v)
	l.Grad(down, y)
	if want := vec.Scale(nil, 1/(2*h), vec.Sub(up, up, down)); !vec.Equal(got, want, 1e-7) {
		t.Errorf("product %v, want %v", got, want)
	}
	counted, counter := Count(l)
	counted.(PerExample).ExampleGrads(up, x, []int{3})
	counted.(BatchCurved).BatchHessVec(up, x, v, []int{3, 4})
	if c := counter.Cost(); c != (Cost{Grads: 1, HVPs: 1, Samples: 3}) {
		t.Errorf("cost %+v", c)
	}
}

func TestFromLossFloat32(t *testing.T) {
	l, d := tracedInstance(t, network, 15)
	single, err := FromLoss(network, 15, d, ad.Float32())
	if err != nil {
		t.Fatal(err)
	}
	s := rng.New(3)
	x, v := s.NormalVec(make([]float64, 15)), s.NormalVec(make([]float64, 15))
	got, want := make([]float64, 15), make([]float64, 15)
	if a, b := single.BatchGrad(got, x, []int{3, 9}), l.BatchGrad(want, x, []int{3, 9}); !vec.Equal(got, want, 1e-5) || math.Abs(a-b) > 1e-5 || a == b {
		t.Errorf("value %v, gradient %v; in double %v, %v", a, got, b, want)
	}
	single.HessVec(got, x, v)
	if l.HessVec(want, x, v); !vec.Equal(got, want, 1e-4) {
		t.Errorf("product %v, in double %v", got, want)
	}
}

func TestFromLossDoesNotAllocate(t *testing.T) {
	l, _ := tracedInstance(t, network, 15)
	x, g, v, idx := vec.Ones(15), make([]float64, 15), vec.Ones(15), []int{3, 1, 4}
	if n := testing.AllocsPerRun(20, func() {
		l.Value(x)
		l.Grad(g, x)
		l.BatchGrad(g, x, idx)
		l.HessVec(g, x, v)
		l.BatchHessVec(g, x, v, idx)
		l.ExampleGrads(g, x, idx[:1])
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestFromLossManyGoroutines(t *testing.T) {
	l, _ := tracedInstance(t, network, 15)
	x := vec.Ones(15)
	var wg sync.WaitGroup
	wrong := make([]bool, 8)
	for k := range wrong {
		wg.Go(func() {
			g, want, idx := make([]float64, 15), make([]float64, 15), []int{k, k + 1}
			l.BatchGrad(want, x, idx)
			for range 50 {
				l.BatchGrad(g, x, idx)
				wrong[k] = wrong[k] || !vec.Equal(g, want, 0)
			}
		})
	}
	wg.Wait()
	for k, w := range wrong {
		if w {
			t.Errorf("goroutine %d: another gradient", k)
		}
	}
}

func TestFromLossBadInput(t *testing.T) {
	good, _ := data.New([][]float64{{1, 2}, {3, 4}}, []float64{1, -1})
	bare, _ := data.New([][]float64{{1}}, nil)
	nan, _ := data.New([][]float64{{1}, {math.NaN()}}, []float64{1, 1})
	inf, _ := data.New([][]float64{{1}}, []float64{math.Inf(1)})
	vector := func(p, x, y ad.Node) ad.Node { return ad.MatMul(x, p) }
	for _, c := range []struct {
		loss func(p, x, y ad.Node) ad.Node
		dim  int
		d    *data.Dataset
		says []string
	}{
		{nil, 2, good, []string{"loss is nil"}},
		{tracedLogistic, 0, good, []string{"dim = 0"}},
		{tracedLogistic, 2, nil, []string{"data set is nil"}},
		{tracedLogistic, 2, &data.Dataset{}, []string{"0 examples"}},
		{tracedLogistic, 1, bare, []string{"without targets"}},
		{tracedLogistic, 1, nan, []string{"feature 0 of row 1 is NaN"}},
		{tracedLogistic, 1, inf, []string{"target of row 0 is +Inf"}},
		{tracedLogistic, 3, good, []string{"MatMul", "features 1×2", "3"}},
		{vector, 2, good, []string{"scalar"}},
	} {
		_, err := FromLoss(c.loss, c.dim, c.d)
		if err == nil {
			t.Errorf("no error, want one that says %q", c.says)
			continue
		}
		for _, w := range append(c.says, "problem.FromLoss") {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("error %q does not say %q", err, w)
			}
		}
	}
	l, _ := tracedInstance(t, tracedLogistic, 4)
	three, four := make([]float64, 3), make([]float64, 4)
	for name, f := range map[string]func(){
		"Value":        func() { l.Value(three) },
		"Grad":         func() { l.Grad(three, four) },
		"HessVec":      func() { l.HessVec(four, four, three) },
		"ExampleGrads": func() { l.ExampleGrads(four, four, []int{1, 2}) },
		"empty":        func() { l.BatchGrad(four, four, nil) },
		"index":        func() { l.BatchHessVec(four, four, four, []int{40}) },
	} {
		var got any
		func() {
			defer func() { got = recover() }()
			f()
		}()
		switch got.(type) {
		case vec.LengthError, vec.ArgumentError:
		default:
			t.Errorf("%s: panics with %v", name, got)
		}
	}
}

func BenchmarkFromLoss(b *testing.B) {
	d, err := data.LogisticRegression(10000, 123, 0.1, rng.New(1))
	if err != nil {
		b.Fatal(err)
	}
	l, err := FromLoss(tracedLogistic, 123, d)
	if err != nil {
		b.Fatal(err)
	}
	x, g, idx := make([]float64, 123), make([]float64, 123), rng.New(1).Sample(10000, 64)
	b.Run("BatchGrad64", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.BatchGrad(g, x, idx)
		}
	})
	b.Run("Grad", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.Grad(g, x)
		}
	})
}
