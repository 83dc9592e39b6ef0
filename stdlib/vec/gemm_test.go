package vec

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// withEngine runs a test with each engine in turn.
func withEngine(t *testing.T, test func(t *testing.T, name string)) {
	before := Engine()
	t.Cleanup(func() { must(t, SetEngine(before)) })
	for _, name := range Engines() {
		must(t, SetEngine(name))
		t.Run(name, func(t *testing.T) { test(t, name) })
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// normals returns rows of stride elements of which the first cols are random and
// the rest NaN, which no product may read.
func normals(r *rand.Rand, rows, cols, stride int) []float64 {
	x := make([]float64, rows*stride)
	for i := range x {
		if x[i] = r.NormFloat64(); i%stride >= cols {
			x[i] = nan
		}
	}
	return x
}

func narrow(x []float64) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return y
}

// definition is Gemm by its formula, with the sum of absolute values of what each
// element adds, for error bounds.
func definition(transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) (want, size []float64) {
	want, size = slices.Clone(c), make([]float64, len(c))
	at := func(x []float64, ld int, trans bool, i, j int) float64 {
		if trans {
			i, j = j, i
		}
		return x[i*ld+j]
	}
	for i := range m {
		for j := range n {
			var sum, abs float64
			for l := range k {
				p := alpha * at(a, lda, transA, i, l) * at(b, ldb, transB, l, j)
				sum += p
				abs += math.Abs(p)
			}
			if beta != 0 {
				sum += beta * c[i*ldc+j]
				abs += math.Abs(beta * c[i*ldc+j])
			}
			want[i*ldc+j], size[i*ldc+j] = sum, abs
		}
	}
	return want, size
}

func TestGemm(t *testing.T) {
	withEngine(t, func(t *testing.T, _ string) {
		r := rand.New(rand.NewPCG(1, 2))
		scalars := []float64{1, 0, -1, 0.5, 2.25}
		for trial := range 1500 {
			m, n, k := r.IntN(71), r.IntN(71), r.IntN(71)
			gap := r.IntN(3)
			transA, transB := trial&1 != 0, trial&2 != 0
			alpha, beta := scalars[r.IntN(5)], scalars[r.IntN(5)]
			aRows, aCols := stored(transA, m, k)
			bRows, bCols := stored(transB, k, n)
			lda, ldb, ldc := max(1, aCols+gap), max(1, bCols+gap), max(1, n+gap)
			// float32 values, so that one reference serves both precisions.
			a32, b32, c32 := narrow(normals(r, aRows, aCols, lda)), narrow(normals(r, bRows, bCols, ldb)), narrow(normals(r, m, n, ldc))
			a, b, c := widen(a32), widen(b32), widen(c32)
			want, size := definition(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
			Gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
			Gemm32(transA, transB, m, n, k, float32(alpha), a32, lda, b32, ldb, float32(beta), c32, ldc)
			for i, w := range want {
				if i%ldc >= n {
					if !math.IsNaN(c[i]) || c32[i] == c32[i] {
						t.Fatal("wrote outside C")
					}
					continue
				}
				bound := float64(k+3) * size[i]
				if !(math.Abs(c[i]-w) <= bound*0x1p-52) || !(math.Abs(float64(c32[i])-w) <= bound*0x1p-23) {
					t.Fatalf("%d×%d×%d %v %v alpha %v beta %v: element %d is %v and %v, want %v", m, n, k, transA, transB, alpha, beta, i, c[i], c32[i], w)
				}
			}
		}
	})
}

func widen(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func TestGemmSameAtAnyGOMAXPROCS(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(3, 4))
	a, b := normals(r, 300, 311, 311), normals(r, 311, 290, 290)
	withEngine(t, func(t *testing.T, name string) {
		runtime.GOMAXPROCS(1)
		one := MatMul(nil, a, b, 300, 311, 290)
		for _, procs := range []int{2, 5, 16} {
			runtime.GOMAXPROCS(procs)
			if got := MatMul(nil, a, b, 300, 311, 290); !slices.Equal(got, one) {
				t.Errorf("GOMAXPROCS=%d changes the result", procs)
			}
		}
	})
}

func TestGemmNonFinite(t *testing.T) {
	withEngine(t, func(t *testing.T, name string) {
		a, b := []float64{1, 2, nan, 4}, []float64{1, inf, 3, 4}
		c := []float64{nan, inf, nan, nan}
		Gemm(false, false, 2, 2, 2, 1, a, 2, b, 2, 0, c, 2)
		if c[0] != 7 || c[1] != inf || c[2] == c[2] || c[3] == c[3] {
			t.Errorf("C = %v, want [7 +Inf NaN NaN]", c)
		}
		// Without a product there is nothing to propagate.
		Gemm(false, false, 2, 2, 2, 0, a, 2, b, 2, 0, c, 2)
		if !Equal(c, make([]float64, 4), 0) {
			t.Errorf("alpha = beta = 0: C = %v", c)
		}
	})
}

func TestGemmZeroTimesNaN(t *testing.T) {
	must(t, SetEngine("simd"))
	defer current.Store(defaultEngine())
	if c := MatMul(nil, []float64{0, 0}, []float64{nan, inf}, 1, 2, 1); c[0] == c[0] {
		t.Errorf("0·NaN + 0·∞ = %v", c[0])
	}
}

func TestGemmArguments(t *testing.T) {
	x := make([]float64, 100)
	six := func() []float64 { return make([]float64, 6) }
	for _, c := range []struct {
		want string
		call func()
	}{
		{"m = -1", func() { Gemm(false, false, -1, 2, 3, 1, x, 3, x, 2, 0, six(), 2) }},
		{"n = -2", func() { Gemm(false, false, 1, -2, 3, 1, x, 3, x, 2, 0, six(), 2) }},
		{"k = -3", func() { Gemm(false, false, 1, 2, -3, 1, x, 3, x, 2, 0, six(), 2) }},
		{"lda = 2", func() { Gemm(false, false, 3, 2, 3, 1, x, 2, x, 2, 0, six(), 2) }},
		{"lda = 0", func() { Gemm(false, false, 0, 0, 0, 1, nil, 0, nil, 1, 0, nil, 1) }},
		{"lda = 2", func() { Gemm(true, false, 3, 2, 2, 1, x, 2, x, 2, 0, six(), 2) }},
		{"ldb = 1", func() { Gemm(false, false, 3, 2, 3, 1, x, 3, x, 1, 0, six(), 2) }},
		{"ldc = 1", func() { Gemm(false, false, 3, 2, 3, 1, x, 3, x, 2, 0, six(), 1) }},
		{"len(a) = 6: want enough for 3×3", func() { Gemm(false, false, 3, 2, 3, 1, six(), 3, x, 2, 0, six(), 2) }},
		{"len(b) = 6: want enough for 2×4", func() { Gemm(false, true, 1, 2, 4, 1, x, 4, six(), 4, 0, six(), 2) }},
		{"len(c) = 6", func() { Gemm(false, false, 4, 2, 3, 1, x, 3, x, 2, 0, six(), 2) }},
		{"len(a) = 100", func() { Gemm(false, false, 3, 2, 3, 1, x, math.MaxInt/2, x, 2, 0, six(), 2) }},
		{"overlapping a", func() { Gemm(false, false, 3, 2, 3, 1, x, 3, six(), 2, 0, x, 2) }},
		{"overlapping b", func() { Gemm(false, false, 3, 2, 3, 1, x, 3, x[20:], 2, 0, x[21:], 2) }},
		{"len(a) = 5: want 6, for 2×3", func() { MatMul(nil, x[:5], six(), 2, 3, 2) }},
		{"len(dst) = 3: want 4", func() { MatMul(x[:3], six(), six(), 2, 3, 2) }},
		{"m = -2", func() { MatMul(nil, nil, nil, -2, 3, 2) }},
		{"k = -1", func() { blas64Gemm(1, 1, -1) }},
	} {
		err := thrown(c.call)
		var argument ArgumentError
		if !errors.As(err, &argument) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one about %s", err, c.want)
		}
	}
}

func blas64Gemm(m, n, k int) {
	blas64.Implementation().Dgemm(blas.NoTrans, blas.NoTrans, m, n, k, 1, nil, 1, nil, 1, 0, make([]float64, 1), 1)
}

// Blocks of one matrix are no overlap.
func TestGemmBlocksOfOneMatrix(t *testing.T) {
	x := make([]float64, 4*9)
	for i := range x {
		x[i] = float64(i)
	}
	// Columns 0-2 times (columns 3-5, rows 0-2) to columns 6-8.
	Gemm(false, false, 4, 3, 3, 1, x, 9, x[3:], 9, 0, x[6:], 9)
	for i := range 4 {
		for j := range 3 {
			var want float64
			for l := range 3 {
				want += x[i*9+l] * x[l*9+3+j]
			}
			if x[i*9+6+j] != want {
				t.Errorf("C[%d,%d] = %v, want %v", i, j, x[i*9+6+j], want)
			}
		}
	}
}

func TestSetEngine(t *testing.T) {
	before := Engine()
	err := SetEngine("mkl")
	if err == nil || !strings.Contains(err.Error(), `"mkl"`) || !strings.Contains(err.Error(), "available: gonum, simd") {
		t.Errorf("SetEngine(mkl): %v", err)
	}
	if !slices.Contains(Engines(), "openblas") {
		if err := SetEngine("openblas"); err == nil || !strings.Contains(err.Error(), "available: ") {
			t.Errorf("SetEngine(openblas): %v", err)
		}
	}
	if Engine() != before {
		t.Errorf("a refused engine replaced %s by %s", before, Engine())
	}
	withEngine(t, func(t *testing.T, name string) {
		if Engine() != name {
			t.Errorf("Engine() = %s", Engine())
		}
	})
}

func TestGemmDoesNotAllocate(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	a, b, c := normals(r, 60, 60, 60), normals(r, 60, 60, 60), make([]float64, 3600)
	must(t, SetEngine("simd"))
	defer current.Store(defaultEngine())
	if n := testing.AllocsPerRun(50, func() { Gemm(false, true, 60, 60, 60, 1, a, 60, b, 60, 0, c, 60) }); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkGemm is what bench/gemm.py runs beside numpy: see there.
func BenchmarkGemm(b *testing.B) {
	defer current.Store(defaultEngine())
	for _, s := range []struct {
		m, n, k        int
		transA, transB bool
	}{
		{2, 2, 2, false, false},
		{4, 4, 4, false, false},
		{8, 8, 8, false, false},
		{16, 16, 16, false, false},
		{64, 64, 64, false, false},
		{256, 256, 256, false, false},
		{1024, 1024, 1024, false, false},
		{64, 128, 784, false, false},   // a layer forward, 64 samples
		{64, 128, 784, false, true},    // the same with weights by output
		{784, 128, 64, true, false},    // its gradient
		{64, 10, 128, false, false},    // the last layer
		{256, 32, 2, false, false},     // a tiny network's first
		{1000, 1, 50, false, false},    // matrix by vector
		{1, 1000, 50, false, false},    // vector by matrix
		{4096, 16, 4096, false, false}, // tall and skinny
	} {
		r := rand.New(rand.NewPCG(1, 1))
		aRows, aCols := stored(s.transA, s.m, s.k)
		bRows, bCols := stored(s.transB, s.k, s.n)
		x, y, z := normals(r, aRows, aCols, aCols), normals(r, bRows, bCols, bCols), make([]float64, s.m*s.n)
		x32, y32, z32 := narrow(x), narrow(y), narrow(z)
		gflop := 2 * float64(s.m) * float64(s.n) * float64(s.k) / 1e9
		shape := fmt.Sprintf("%dx%dx%d%s", s.m, s.n, s.k, map[[2]bool]string{{true, false}: "/At", {false, true}: "/Bt"}[[2]bool{s.transA, s.transB}])
		for _, name := range Engines() {
			must(b, SetEngine(name))
			b.Run("float64/"+shape+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					Gemm(s.transA, s.transB, s.m, s.n, s.k, 1, x, aCols, y, bCols, 0, z, s.n)
				}
				b.ReportMetric(gflop*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
			})
			b.Run("float32/"+shape+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					Gemm32(s.transA, s.transB, s.m, s.n, s.k, 1, x32, aCols, y32, bCols, 0, z32, s.n)
				}
				b.ReportMetric(gflop*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
			})
		}
	}
}
