package gemm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// A product is the arguments of one call.
type product[F Float] struct {
	m, n, k     int
	alpha, beta F
	a, b        Matrix[F]
	c           []F
	ldc         int
}

// matrix returns r by c random elements, stored transposed where t is set, with
// NaN in the gap after each row: nothing may read it.
func matrix[F Float](r *rand.Rand, rows, cols, gap int, t bool) Matrix[F] {
	if t {
		rows, cols = cols, rows
	}
	m := Matrix[F]{make([]F, rows*(cols+gap)), cols + gap, t}
	for i := range m.Data {
		if m.Data[i] = F(r.NormFloat64()); i%(cols+gap) >= cols {
			m.Data[i] = F(math.NaN())
		}
	}
	return m
}

func random[F Float](r *rand.Rand, m, n, k, gap int, ta, tb bool, alpha, beta F) product[F] {
	c := matrix[F](r, m, n, gap, false)
	return product[F]{m, n, k, alpha, beta,
		matrix[F](r, m, k, gap, ta), matrix[F](r, k, n, gap, tb), c.Data, c.Stride}
}

// run returns C after the product, computed on a copy.
func (p product[F]) run(ks *Kernels[F]) []F {
	c := slices.Clone(p.c)
	ks.Mul(p.m, p.n, p.k, p.alpha, p.a, p.b, p.beta, c, p.ldc)
	return c
}

func (m Matrix[F]) at(i, j int) float64 {
	row, col := m.steps()
	return float64(m.Data[i*row+j*col])
}

// check compares got with the definition, summed in float64. The bound is the
// textbook's for a sum of k products in any order (Higham 2002, section 3.5),
// where the reference adds as much as the result for float64.
func (p product[F]) check(t *testing.T, what string, got []F) {
	t.Helper()
	eps := math.Pow(2, -52)
	if F(1)+F(eps) == 1 {
		eps = math.Pow(2, -23)
	}
	for i := range p.c {
		row, col := i/p.ldc, i%p.ldc
		if col >= p.n {
			if got[i] == got[i] {
				t.Fatalf("%s: wrote outside C, row %d column %d", what, row, col)
			}
			continue
		}
		var sum, size float64
		for l := range p.k {
			x := p.a.at(row, l) * p.b.at(l, col)
			sum += x
			size += math.Abs(x)
		}
		sum *= float64(p.alpha)
		size *= math.Abs(float64(p.alpha))
		if p.beta != 0 {
			sum += float64(p.beta) * float64(p.c[i])
			size += math.Abs(float64(p.beta) * float64(p.c[i]))
		}
		if err := math.Abs(float64(got[i]) - sum); !(err <= float64(p.k+3)*eps*size) {
			t.Fatalf("%s: element %d,%d is %v, want %v", what, row, col, got[i], sum)
		}
	}
}

// blocks sets the sizes of blocks for one test, so that small products have many.
func blocks(t *testing.T, m, n, k int) {
	oldM, oldN, oldK := blockM, blockN, blockK
	blockM, blockN, blockK = m, n, k
	t.Cleanup(func() { blockM, blockN, blockK = oldM, oldN, oldK })
}

func eachKernel(t *testing.T, do64 func(*testing.T, *Kernels[float64]), do32 func(*testing.T, *Kernels[float32])) {
	for _, ks := range Available64() {
		t.Run(ks.Name+"/float64", func(t *testing.T) { do64(t, ks) })
	}
	for _, ks := range Available32() {
		t.Run(ks.Name+"/float32", func(t *testing.T) { do32(t, ks) })
	}
}

func TestShapes(t *testing.T) { eachKernel(t, testShapes[float64], testShapes[float32]) }

func testShapes[F Float](t *testing.T, ks *Kernels[F]) {
	r := rand.New(rand.NewPCG(1, 2))
	scalars := []F{1, 0, -1, 0.5, 2.25}
	for trial := range 3000 {
		m, n, k := r.IntN(71), r.IntN(71), r.IntN(71)
		ta, tb := trial&1 != 0, trial&2 != 0
		p := random(r, m, n, k, r.IntN(4), ta, tb, scalars[r.IntN(5)], scalars[r.IntN(5)])
		p.check(t, fmt.Sprintf("%d×%d×%d ta=%v tb=%v alpha=%v beta=%v", m, n, k, ta, tb, p.alpha, p.beta), p.run(ks))
	}
}

func TestBlocks(t *testing.T) {
	blocks(t, 16, 144, 8)
	eachKernel(t, testBlocks[float64], testBlocks[float32])
}

// Blocks of B before the last are whole vectors for every kernel: 144 is 3 of AVX-512's
// widest tiles for float32.
func testBlocks[F Float](t *testing.T, ks *Kernels[F]) {
	r := rand.New(rand.NewPCG(3, 4))
	for trial := range 100 {
		m, n, k := 1+r.IntN(300), 1+r.IntN(900), 1+r.IntN(20)
		p := random(r, m, n, k, r.IntN(2), trial&1 != 0, trial&2 != 0, F(0.5), F(trial%3))
		p.check(t, fmt.Sprintf("%d×%d×%d trial %d", m, n, k, trial), p.run(ks))
	}
}

// Products above the size that goes parallel, at several numbers of processors:
// the same bits, and right.
func TestParallel(t *testing.T) { eachKernel(t, testParallel[float64], testParallel[float32]) }

func testParallel[F Float](t *testing.T, ks *Kernels[F]) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(5, 6))
	for _, s := range [][3]int{{301, 203, 310}, {7, 1999, 401}, {2003, 5, 401}, {129, 130, 1031}} {
		p := random[F](r, s[0], s[1], s[2], 1, s[0] > s[1], s[0] < s[1], 1, 1)
		runtime.GOMAXPROCS(1)
		one := p.run(ks)
		p.check(t, fmt.Sprint(s), one)
		for _, procs := range []int{2, 3, 7, 16} {
			runtime.GOMAXPROCS(procs)
			if i := firstDifference(p.run(ks), one); i >= 0 {
				t.Fatalf("%v: GOMAXPROCS=%d changes element %d", s, procs, i)
			}
		}
	}
}

// firstDifference returns where a and b differ in their bits, or -1; NaNs agree.
func firstDifference[F Float](a, b []F) int {
	for i := range a {
		if a[i] != b[i] && (a[i] == a[i] || b[i] == b[i]) {
			return i
		}
	}
	return -1
}

// The vector kernels agree in every bit.
func TestInstructionSetsAgree(t *testing.T) {
	list64, list32 := Available64(), Available32()
	if len(list64) < 3 {
		t.Skip("the processor has not both AVX2 and AVX-512")
	}
	r := rand.New(rand.NewPCG(7, 8))
	for trial := range 300 {
		m, n, k := 1+r.IntN(100), 1+r.IntN(100), 1+r.IntN(600)
		p := random(r, m, n, k, 0, trial&1 != 0, trial&2 != 0, 1.7, float64(trial%3))
		if i := firstDifference(p.run(list64[0]), p.run(list64[1])); i >= 0 {
			t.Fatalf("float64 %d×%d×%d: element %d differs", m, n, k, i)
		}
		q := random(r, m, n, k, 0, trial&1 != 0, trial&2 != 0, 1.7, float32(trial%3))
		if i := firstDifference(q.run(list32[0]), q.run(list32[1])); i >= 0 {
			t.Fatalf("float32 %d×%d×%d: element %d differs", m, n, k, i)
		}
	}
}

// What is not finite in A or B reaches exactly the elements that it should, even
// against zeros; what is not finite in C vanishes where beta is 0.
func TestNonFinite(t *testing.T) { eachKernel(t, testNonFinite[float64], testNonFinite[float32]) }

func testNonFinite[F Float](t *testing.T, ks *Kernels[F]) {
	r := rand.New(rand.NewPCG(9, 10))
	for trial := range 200 {
		m, n, k := 1+r.IntN(40), 1+r.IntN(40), 1+r.IntN(40)
		p := random[F](r, m, n, k, 1, trial&1 != 0, trial&2 != 0, 1, 0)
		for i := range p.c {
			p.c[i] = F(math.NaN())
		}
		p.check(t, "NaN in C, beta 0", p.run(ks))

		i, j := r.IntN(m), r.IntN(k)
		row, col := p.a.steps()
		p.a.Data[i*row+j*col] = F([]float64{math.NaN(), math.Inf(1)}[trial/4%2])
		row, col = p.b.steps()
		for l := range n {
			p.b.Data[j*row+l*col] = 0
		}
		for at, x := range p.run(ks) {
			if at%p.ldc < n && (x != x) != (at/p.ldc == i) {
				t.Fatalf("non-finite in row %d of A: C[%d,%d] = %v", i, at/p.ldc, at%p.ldc, x)
			}
		}
	}
}

// A and B may be the same matrix: AᵀA and AAᵀ, symmetric to the last bit.
func TestSharedFactor(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, ks := range Available64() {
		for _, trans := range []bool{false, true} {
			a := matrix[float64](r, 53, 31, 0, false)
			a.T = trans
			m, k := 53, 31
			if trans {
				m, k = k, m
			}
			b := a
			b.T = !trans
			c := make([]float64, m*m)
			p := product[float64]{m, m, k, 1, 0, a, b, c, m}
			got := p.run(ks)
			p.check(t, ks.Name, got)
			for i := range m {
				for j := range m {
					if got[i*m+j] != got[j*m+i] {
						t.Fatalf("%s: C[%d,%d] ≠ C[%d,%d]", ks.Name, i, j, j, i)
					}
				}
			}
		}
	}
}

func TestGridCoversResult(t *testing.T) {
	for parts := 1; parts <= 40; parts++ {
		for _, s := range [][2]int{{1, 1}, {1, 50}, {50, 1}, {7, 3}, {100, 100}} {
			rows, cols := grid(parts, s[0], s[1])
			if rows*cols > parts || rows > s[0] || cols > s[1] || rows < 1 || cols < 1 {
				t.Errorf("grid(%d, %v) = %d, %d", parts, s, rows, cols)
			}
			for r := range rows {
				if bound(r, rows, s[0]*8-3, 8) >= bound(r+1, rows, s[0]*8-3, 8) {
					t.Errorf("part %d of %d of %d tiles is empty", r, rows, s[0])
				}
			}
		}
	}
}

func FuzzMul(f *testing.F) {
	f.Add(uint64(1), uint8(13), uint8(27), uint8(5), uint8(3))
	f.Add(uint64(2), uint8(0), uint8(255), uint8(64), uint8(0))
	f.Fuzz(func(t *testing.T, seed uint64, m, n, k, how uint8) {
		r := rand.New(rand.NewPCG(seed, 0))
		gap := int(how >> 4)
		p := random(r, int(m), int(n), int(k), gap, how&1 != 0, how&2 != 0, 1.5, float64(how>>2&3))
		q := random(r, int(m), int(n), int(k), gap, how&1 != 0, how&2 != 0, 1.5, float32(how>>2&3))
		for _, ks := range Available64() {
			p.check(t, ks.Name, p.run(ks))
		}
		for _, ks := range Available32() {
			q.check(t, ks.Name, q.run(ks))
		}
	})
}

func BenchmarkMul(b *testing.B) {
	for _, s := range [][3]int{{16, 16, 16}, {64, 64, 64}, {256, 256, 256}, {1024, 1024, 1024}, {64, 128, 784}, {784, 128, 64}, {64, 10, 128}, {1024, 1, 1024}, {1, 1024, 1024}} {
		for _, ks := range Available64() {
			b.Run(fmt.Sprintf("float64/%dx%dx%d/%s", s[0], s[1], s[2], ks.Name), func(b *testing.B) { benchmarkMul(b, ks, s) })
		}
		for _, ks := range Available32() {
			b.Run(fmt.Sprintf("float32/%dx%dx%d/%s", s[0], s[1], s[2], ks.Name), func(b *testing.B) { benchmarkMul(b, ks, s) })
		}
	}
}

func benchmarkMul[F Float](b *testing.B, ks *Kernels[F], s [3]int) {
	p := random[F](rand.New(rand.NewPCG(1, 1)), s[0], s[1], s[2], 0, false, false, 1, 0)
	b.ReportAllocs()
	for b.Loop() {
		ks.Mul(p.m, p.n, p.k, p.alpha, p.a, p.b, p.beta, p.c, p.ldc)
	}
	b.ReportMetric(2*float64(s[0])*float64(s[1])*float64(s[2])*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
