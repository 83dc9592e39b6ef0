package linalg

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// unitRows returns m gradients of d standard normal elements.
func unitRows(s *rng.Stream, m, d int) [][]float64 {
	g := make([][]float64, m)
	for i := range g {
		g[i] = s.NormalVec(make([]float64, d))
	}
	return g
}

// denseFisher returns λI + (1/m) Σ g_i·g_iᵀ with its blocks alone, where block > 0.
func denseFisher(g [][]float64, lambda float64, block int) *mat.Dense {
	d := len(g[0])
	f := mat.NewDense(d, d, nil)
	for i := range d {
		for j := range d {
			if block > 0 && i/block != j/block {
				continue
			}
			sum := 0.0
			for _, row := range g {
				sum += row[i] * row[j]
			}
			f.Set(i, j, sum/float64(len(g)))
		}
		f.Set(i, i, f.At(i, i)+lambda)
	}
	return f
}

func inverted(t testing.TB, a mat.Matrix) *mat.Dense {
	t.Helper()
	var inv mat.Dense
	if err := inv.Inverse(a); err != nil && !errors.As(err, new(mat.Condition)) {
		t.Fatal(err)
	}
	return &inv
}

func times(a mat.Matrix, x []float64) []float64 {
	var y mat.VecDense
	y.MulVec(a, mat.NewVecDense(len(x), x))
	return y.RawVector().Data
}

// apart returns the largest difference of a and b, relative to the largest element.
func apart(a, b []float64) float64 {
	return vec.NormInf(vec.Sub(nil, a, b)) / vec.NormInf(b)
}

// pushed returns a window of m gradients after all of g.
func pushed(t testing.TB, g [][]float64, m int, lambda float64) *FisherWindow {
	t.Helper()
	w := must[*FisherWindow](t)(NewFisherWindow(len(g[0]), m, lambda))
	for _, row := range g {
		if err := w.Push(row); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func TestMustHold1StaticDynamicAndDenseInverseAgree(t *testing.T) {
	for _, c := range []struct {
		lambda, tol float64
	}{{1e-3, 1e-9}, {1e-5, 1e-7}} {
		for _, size := range []struct{ d, m int }{{300, 32}, {40, 70}, {1, 3}, {200, 1}, {60, 64}} {
			s := rng.New(1)
			g, x := unitRows(s, size.m, size.d), s.NormalVec(make([]float64, size.d))
			want := times(inverted(t, denseFisher(g, c.lambda, 0)), x)

			static := must[[]float64](t)(must[*InverseFisher](t)(NewInverseFisher(g, c.lambda)).Mul(nil, x))
			w := pushed(t, g, size.m, c.lambda)
			dynamic := must[[]float64](t)(w.Mul(nil, x))
			recursion := must[*FisherRecursion](t)(NewFisherRecursion(w.Gram(), c.lambda))
			coefficients := must[[]float64](t)(recursion.Coefficients(nil, vec.MatVec(nil, w.Gradients(), x)))
			recursive := vec.Mix(nil, 1/c.lambda, x, -1, vec.MatTVec(nil, w.Gradients(), coefficients))

			for name, got := range map[string][]float64{"static": static, "dynamic": dynamic, "recursive": recursive} {
				if e := apart(got, want); !(e <= c.tol) {
					t.Errorf("%s, d = %d, m = %d, λ = %g: off by %.2g, want at most %g", name, size.d, size.m, c.lambda, e, c.tol)
				} else if size.d == 300 {
					t.Logf("%s, λ = %g: off by %.2g", name, c.lambda, e)
				}
			}
		}
	}
}

func TestMustHold2DiagonalAndElements(t *testing.T) {
	for _, block := range []int{0, 7, 50, 100} {
		g := unitRows(rng.New(2), 40, 50)
		want := inverted(t, denseFisher(g, 1e-3, block))
		f := must[*InverseFisher](t)(NewInverseFisher(g, 1e-3, FisherOptions{Block: block}))
		got := mat.DenseCopyOf(f)
		if e := apart(got.RawMatrix().Data, want.RawMatrix().Data); !(e <= 1e-9) {
			t.Errorf("block %d: elements off by %.2g", block, e)
		}
		diagonal := must[[]float64](t)(f.Diagonal(nil))
		for i, v := range diagonal {
			if math.Abs(v-want.At(i, i)) > 1e-9*want.At(i, i) {
				t.Errorf("block %d: diagonal[%d] = %v, want %v", block, i, v, want.At(i, i))
			}
		}
		x := rng.New(3).NormalVec(make([]float64, 50))
		if e := apart(must[[]float64](t)(f.Mul(nil, x)), times(want, x)); !(e <= 1e-9) {
			t.Errorf("block %d: product off by %.2g", block, e)
		}
	}
}

// U of elimination without pivoting has m + D_ii on its diagonal and D_ij beside.
func TestMustHold3RecursionIsElimination(t *testing.T) {
	const m, lambda = 9, 0.1
	s := pushed(t, unitRows(rng.New(4), m, 20), m, lambda).Gram()
	r := must[*FisherRecursion](t)(NewFisherRecursion(s, lambda))

	u := mat.NewDense(m, m, nil) // of mI + S/λ
	u.Scale(1/lambda, s)
	for i := range m {
		u.Set(i, i, u.At(i, i)+m)
	}
	for k := range m {
		for i := k + 1; i < m; i++ {
			f := u.At(i, k) / u.At(k, k)
			for j := range m {
				u.Set(i, j, u.At(i, j)-f*u.At(k, j))
			}
		}
	}
	for i := range m {
		for j := i; j < m; j++ {
			got := r.D.At(i, j)
			if i == j {
				got += m
			}
			if math.Abs(got-u.At(i, j)) > 1e-9*u.At(i, i) {
				t.Errorf("U[%d,%d] = %v, want %v", i, j, got, u.At(i, j))
			}
		}
	}

	// Only elements with i <= j are used: another lower triangle changes nothing.
	upper := mat.NewSymDense(m, nil)
	for i := range m {
		for j := i; j < m; j++ {
			upper.RawSymmetric().Data[i*m+j] = s.At(i, j)
		}
		for j := range i {
			upper.RawSymmetric().Data[i*m+j] = nan
		}
	}
	again := must[*FisherRecursion](t)(NewFisherRecursion(upper, lambda))
	if !mat.Equal(again.D, r.D) || !mat.Equal(again.B, r.B) {
		t.Error("the lower triangle of S matters")
	}
}

// D_ij = g_iᵀ·F_{i−1}⁻¹·g_j, and the rows of B make F_{i−1}⁻¹·g_i of the gradients.
func TestRecursionIsWhatItStandsFor(t *testing.T) {
	const m, d, lambda = 5, 8, 0.01
	g := unitRows(rng.New(5), m, d)
	r := must[*FisherRecursion](t)(NewFisherRecursion(pushed(t, g, m, lambda).Gram(), lambda))
	for i := range m {
		before := append(slices.Clone(g[:i]), slices.Repeat([][]float64{make([]float64, d)}, m-i)...)
		inv := inverted(t, denseFisher(before, lambda, 0))
		want := times(inv, g[i])
		got := make([]float64, d)
		for j := range i + 1 {
			vec.Axpy(got, r.B.At(i, j), g[j])
		}
		if e := apart(got, want); e > 1e-9 {
			t.Errorf("row %d of B: off by %.2g", i, e)
		}
		for j := i; j < m; j++ {
			if want := vec.Dot(g[j], want); math.Abs(r.D.At(i, j)-want) > 1e-9*math.Abs(want) {
				t.Errorf("D[%d,%d] = %v, want %v", i, j, r.D.At(i, j), want)
			}
		}
	}
}

func TestMustHold4WindowSlides(t *testing.T) {
	for _, m := range []int{1, 2, 16, 65} {
		for _, lambda := range []float64{1e-3, 1e-5} {
			s := rng.New(6)
			g, x := unitRows(s, 3*m+5, 50), s.NormalVec(make([]float64, 50))
			got := must[[]float64](t)(pushed(t, g, m, lambda).Mul(nil, x))
			last := slices.Clone(g[len(g)-m:])
			if e := apart(got, must[[]float64](t)(pushed(t, last, m, lambda).Mul(nil, x))); !(e <= 1e-9) {
				t.Errorf("m = %d, λ = %g: off by %.2g from a fresh window", m, lambda, e)
			}
			// The order of the gradients is irrelevant.
			slices.Reverse(last)
			if e := apart(got, must[[]float64](t)(pushed(t, last, m, lambda).Mul(nil, x))); !(e <= 1e-9) {
				t.Errorf("m = %d, λ = %g: off by %.2g from a window in reverse", m, lambda, e)
			}
		}
	}
}

// Rounding does not accumulate: each gradient takes its errors along when it leaves.
func TestWindowDoesNotDrift(t *testing.T) {
	const m, d, lambda = 20, 30, 1e-5
	s := rng.New(7)
	x := s.NormalVec(make([]float64, d))
	w := must[*FisherWindow](t)(NewFisherWindow(d, m, lambda))
	g := make([]float64, d)
	for k := range 200 * m {
		// Neighbours are nearly the same, and sizes span four orders of magnitude.
		vec.Mix(g, 0.99, g, math.Pow(10, float64(k%5)-4), s.NormalVec(make([]float64, d)))
		if err := w.Push(g); err != nil {
			t.Fatal(err)
		}
	}
	all := w.Gradients()
	last := make([][]float64, m)
	for i := range last {
		last[i] = all[i*d : (i+1)*d]
	}
	want := times(inverted(t, denseFisher(last, lambda, 0)), x)
	if e := apart(must[[]float64](t)(w.Mul(nil, x)), want); !(e <= 1e-9) {
		t.Errorf("off by %.2g after %d gradients", e, 200*m)
	}
}

func TestMustHold5OneGradient(t *testing.T) {
	g := []float64{1, -2, 0.5, 0, 3}
	norm := vec.Dot(g, g)
	for _, m := range []int{1, 4, 100} {
		for _, lambda := range []float64{1e-3, 2} {
			want := vec.Scale(nil, 1/(lambda+norm/float64(m)), g)
			w := must[*FisherWindow](t)(NewFisherWindow(len(g), m, lambda))
			if got := must[[]float64](t)(w.PushMul(nil, g)); !(apart(got, want) <= 1e-9) {
				t.Errorf("window of %d, λ = %g: %v, want %v", m, lambda, got, want)
			}
			if w.Len() != 1 {
				t.Errorf("Len = %d, want 1", w.Len())
			}
		}
	}
	f := must[*InverseFisher](t)(NewInverseFisher([][]float64{g}, 1e-3))
	near(t, "static", must[[]float64](t)(f.Mul(nil, g)), vec.Scale(nil, 1/(1e-3+norm), g), 1e-12)
}

func TestMustHold6LargeDamping(t *testing.T) {
	const m, d, lambda = 10, 100, 1e6 // |g|²/(mλ) is about 1e-5
	s := rng.New(8)
	g, x := unitRows(s, m, d), s.NormalVec(make([]float64, d))
	for name, got := range map[string][]float64{
		"static":  must[[]float64](t)(must[*InverseFisher](t)(NewInverseFisher(g, lambda)).Mul(nil, x)),
		"dynamic": must[[]float64](t)(pushed(t, g, m, lambda).Mul(nil, x)),
	} {
		if e := apart(vec.Scale(nil, lambda, got), x); !(e <= 1e-3) {
			t.Errorf("%s: λF⁻¹x is off by %.2g from x", name, e)
		}
	}
}

// The same gradient m times is F = λI + g·gᵀ, singular but for the damping.
func TestRepeatedGradients(t *testing.T) {
	g := vec.Linspace(-1, 1, 30)
	for _, lambda := range []float64{1e-5, 1e-12, 1e-20} {
		// From 1e-16·|g|² on the damping is below the rounding of the products.
		w := pushed(t, slices.Repeat([][]float64{g}, 25), 10, lambda)
		got := must[[]float64](t)(w.Mul(nil, g))
		want := vec.Scale(nil, 1/(lambda+vec.Dot(g, g)), g)
		if vec.NonFinite(got) >= 0 {
			t.Errorf("λ = %g: %v", lambda, got)
		}
		if e := apart(got, want); lambda == 1e-5 && !(e <= 1e-7) {
			t.Errorf("λ = %g: off by %.2g", lambda, e)
		}
	}
}

func TestInPlaceAndOperator(t *testing.T) {
	s := rng.New(9)
	g, x := unitRows(s, 12, 25), s.NormalVec(make([]float64, 25))
	f := must[*InverseFisher](t)(NewInverseFisher(g, 0.1, FisherOptions{Block: 10}))
	want := must[[]float64](t)(f.Mul(nil, x))
	got := vec.Clone(x)
	if must[[]float64](t)(f.Mul(got, got)); !slices.Equal(got, want) {
		t.Errorf("in place: %v, want %v", got, want)
	}
	w := pushed(t, g, 12, 0.1)
	want = must[[]float64](t)(w.Mul(nil, x))
	got = vec.Clone(x)
	if must[[]float64](t)(w.Mul(got, got)); !slices.Equal(got, want) {
		t.Errorf("window in place: %v, want %v", got, want)
	}
	// CG with the exact inverse as preconditioner needs one step.
	whole := must[*InverseFisher](t)(NewInverseFisher(g, 0.1))
	r := must[CGResult](t)(CG(Of(denseFisher(g, 0.1, 0)), x, CGSettings{Preconditioner: whole.Operator()}))
	if r.Iterations != 1 {
		t.Errorf("%d iterations of CG, want 1", r.Iterations)
	}
	if _, err := CG(Diagonal(vec.Ones(3)), vec.Ones(3), CGSettings{Preconditioner: whole.Operator()}); err == nil {
		t.Error("no error for an operator of another size")
	}
}

func TestFisherBadInput(t *testing.T) {
	good := [][]float64{{1, 2}, {3, 4}}
	static := func(g [][]float64, lambda float64, o ...FisherOptions) error {
		_, err := NewInverseFisher(g, lambda, o...)
		return err
	}
	window := func(d, m int, lambda float64, o ...FisherOptions) error {
		_, err := NewFisherWindow(d, m, lambda, o...)
		return err
	}
	f := must[*InverseFisher](t)(NewInverseFisher(good, 1))
	w := must[*FisherWindow](t)(NewFisherWindow(2, 2, 1))
	r := must[*FisherRecursion](t)(NewFisherRecursion(w.Gram(), 1))
	second := func(_ any, err error) error { return err }
	for says, err := range map[string]error{
		"NewInverseFisher: lambda = 0: want a finite damping, lambda > 0":  static(good, 0),
		"NewInverseFisher: lambda = -1: want":                              static(good, -1),
		"NewInverseFisher: lambda = NaN: want":                             static(good, nan),
		"NewInverseFisher: lambda = +Inf: want":                            static(good, inf),
		"NewInverseFisher: lambda = 1e-310: want":                          static(good, 1e-310),
		"g = 0 gradients: want at least one gradient of at least one":      static(nil, 1),
		"g = 1 gradients: want at least one gradient of at least one":      static([][]float64{{}}, 1),
		"g[0] has length 2, but g[1] has length 1":                         static([][]float64{{1, 2}, {3}}, 1),
		"g[1][0] = NaN: want a finite number":                              static([][]float64{{1, 2}, {nan, 4}}, 1),
		"gradients are too large for lambda = 1":                           static([][]float64{{1e200, 2}}, 1),
		"Block = -1: want Block >= 0":                                      static(good, 1, FisherOptions{Block: -1}),
		"MaxBytes = -1: want":                                              static(good, 1, FisherOptions{MaxBytes: -1}),
		"len(options) = 2: want at most one":                               static(good, 1, FisherOptions{}, FisherOptions{}),
		"2 of 2 elements need 5.22e-07 GiB, and MaxBytes allows 9.31e-09":  static(good, 1, FisherOptions{MaxBytes: 10}),
		"InverseFisher.Mul: F is 2×2, but x has length 3":                  second(f.Mul(nil, vec.Ones(3))),
		"InverseFisher.Mul: dst has length 1, but x has length 2":          second(f.Mul(vec.Ones(1), vec.Ones(2))),
		"InverseFisher.Mul: x[1] = +Inf: want":                             second(f.Mul(nil, []float64{0, inf})),
		"InverseFisher.Diagonal: F is 2×2, but dst has length 3":           second(f.Diagonal(vec.Ones(3))),
		"NewFisherWindow: d = 0: want d >= 1":                              window(0, 1, 1),
		"NewFisherWindow: m = 0: want m >= 1":                              window(1, 0, 1),
		"NewFisherWindow: lambda = 0: want":                                window(1, 1, 0),
		"NewFisherWindow: Block = 3: want 0":                               window(1, 1, 1, FisherOptions{Block: 3}),
		"m = 1024: want fewer gradients: 1024 of 25000000 elements need":   window(25_000_000, 1024, 1),
		"m = 9223372036854775807: want fewer gradients":                    window(math.MaxInt, math.MaxInt, 1),
		"m = 100000: want fewer gradients: 100000 of 1 elements need 74.5": window(1, 100_000, 1),
		"Push: the window has gradients of 2 elements, but g has length 1": w.Push(vec.Ones(1)),
		"Push: g[0] = NaN: want a finite number":                           w.Push([]float64{nan, 1}),
		"Push: G·g = +Inf: want finite numbers: the gradient is too large": w.Push([]float64{1e200, 1}),
		"FisherWindow.Mul: F is 2×2, but x has length 1":                   second(w.Mul(nil, vec.Ones(1))),
		"FisherWindow.Mul: x[0] = NaN: want":                               second(w.Mul(nil, []float64{nan, 1})),
		"PushMul: dst has length 1, but x has length 2":                    second(w.PushMul(vec.Ones(1), vec.Ones(2))),
		"NewFisherRecursion: gram = <nil>: want a matrix":                  second(NewFisherRecursion(nil, 1)),
		"NewFisherRecursion: lambda = 0: want":                             second(NewFisherRecursion(w.Gram(), 0)),
		"m + D[0,0] = -4: want a positive number: gram is no matrix of":    second(NewFisherRecursion(mat.NewSymDense(1, []float64{-5}), 1)),
		"Coefficients: D is 2×2, but y has length 3":                       second(r.Coefficients(nil, vec.Ones(3))),
	} {
		if err == nil || !strings.Contains(err.Error(), says) || !strings.HasPrefix(err.Error(), "linalg.") {
			t.Errorf("%v, want one that says %q", err, says)
		}
	}
	if w.Len() != 0 {
		t.Errorf("Len = %d after refusals, want 0", w.Len())
	}
}

func TestFisherWindowDoesNotAllocate(t *testing.T) {
	w := must[*FisherWindow](t)(NewFisherWindow(200, 50, 1e-3))
	s := rng.New(1)
	g := s.NormalVec(make([]float64, 200))
	if n := testing.AllocsPerRun(100, func() {
		if _, err := w.PushMul(g, s.NormalVec(g)); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a gradient", n)
	}
}

// BenchmarkInverseFisher times the parts of M-FAC for growing d and m, and the
// product with the dense inverse, and prints the slopes of time over d and over m on
// logarithmic axes: 1 in d for all of M-FAC and 2 for the dense inverse; in m 2 for
// new static gradients and 1 for what else is in O(dm).
func BenchmarkInverseFisher(b *testing.B) {
	const lambda = 1e-5
	static := func(m, d int) (func(), func()) {
		g, x := unitRows(rng.New(1), m, d), rng.New(2).NormalVec(make([]float64, d))
		f := must[*InverseFisher](b)(NewInverseFisher(g, lambda))
		y := make([]float64, d)
		return func() { must[*InverseFisher](b)(NewInverseFisher(g, lambda)) },
			func() { must[[]float64](b)(f.Mul(y, x)) }
	}
	dynamic := func(m, d int) (func(), func()) {
		w, x := pushed(b, unitRows(rng.New(1), m, d), m, lambda), rng.New(2).NormalVec(make([]float64, d))
		y := make([]float64, d)
		return func() {
				if err := w.Push(x); err != nil {
					b.Fatal(err)
				}
			},
			func() { must[[]float64](b)(w.Mul(y, x)) }
	}
	dense := func(_, d int) func() {
		a, x, y := rng.New(1).NormalVec(make([]float64, d*d)), rng.New(2).NormalVec(make([]float64, d)), make([]float64, d)
		return func() { vec.MatVec(y, a, x) }
	}
	left := func(f func(m, d int) (l, r func())) func(m, d int) func() {
		return func(m, d int) func() { l, _ := f(m, d); return l }
	}
	right := func(f func(m, d int) (l, r func())) func(m, d int) func() {
		return func(m, d int) func() { _, r := f(m, d); return r }
	}
	for _, c := range []struct {
		name string
		of   func(m, d int) func()
	}{
		{"StaticSetup", left(static)}, {"StaticMul", right(static)},
		{"WindowPush", left(dynamic)}, {"WindowMul", right(dynamic)},
	} {
		slope(b, c.name, "d", []int{1000, 3000, 10_000, 30_000, 100_000}, func(d int) func() { return c.of(32, d) })
		slope(b, c.name, "m", []int{8, 16, 32, 64, 128}, func(m int) func() { return c.of(m, 10_000) })
	}
	slope(b, "DenseMul", "d", []int{250, 500, 1000, 2000, 4000}, func(d int) func() { return dense(0, d) })
}

// slope runs a benchmark for each size, and then one that reports the slope of their
// least times over the sizes, on logarithmic axes.
func slope(b *testing.B, name, over string, sizes []int, of func(size int) func()) {
	var x, y []float64
	for _, n := range sizes {
		b.Run(fmt.Sprintf("%s/%s=%d", name, over, n), func(b *testing.B) {
			work := of(n)
			least := time.Duration(math.MaxInt64)
			for b.Loop() {
				start := time.Now()
				work()
				least = min(least, time.Since(start))
			}
			b.ReportMetric(float64(least.Nanoseconds()), "least-ns/op")
			x, y = append(x, math.Log(float64(n))), append(y, math.Log(float64(least.Nanoseconds())))
		})
	}
	if len(x) < 2 {
		return // a -bench pattern left them out
	}
	b.Run(fmt.Sprintf("%s/slope-in-%s", name, over), func(b *testing.B) {
		_, slope := stat.LinearRegression(x, y, nil, false)
		for b.Loop() {
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(slope, "slope")
	})
}
