package optim

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

var (
	subspaces = []Subspace{BlockSubspace, ColumnSubspace, RowSubspace, EntrySubspace, SVDSubspace, RandomSubspace}
	orders    = []BlockOrder{RandomBlocks, AscendingBlocks, DescendingBlocks, MirrorBlocks}
)

// matricesAt returns count blocks p×q, each with gap other parameters in front.
func matricesAt(count, p, q, gap int) []nn.Block {
	blocks := make([]nn.Block, count)
	for i := range blocks {
		blocks[i] = nn.Block{Name: fmt.Sprintf("W%d", i+1), Shape: []int{p, q}, Offset: i*(gap+p*q) + gap}
	}
	return blocks
}

// frugal returns FRUGAL with changes.
func frugal(lr float64, blocks []nn.Block, change func(*FRUGAL)) *FRUGAL {
	o := NewFRUGAL(lr, blocks, rng.New(11))
	if change != nil {
		change(o)
	}
	return o
}

// walk feeds n random gradients of falling size, without zeros, to an optimiser from
// a random point, and returns all points after it.
func walk(t *testing.T, o Optimizer, dim, n int) [][]float64 {
	t.Helper()
	s := rng.New(5)
	x, g := s.NormalVec(make([]float64, dim)), make([]float64, dim)
	var all [][]float64
	for k := range n {
		vec.Scale(g, math.Exp(-float64(k)/10), s.NormalVec(g))
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		all = append(all, vec.Clone(x))
	}
	return all
}

func sameWalk(t *testing.T, what string, got, want [][]float64) {
	t.Helper()
	for k := range want {
		if !slices.Equal(got[k], want[k]) {
			t.Errorf("%s: differs at step %d by %g", what, k+1, vec.Distance(got[k], want[k]))
			return
		}
	}
}

// ρ = 1 is AdamW, ρ = 0 signSGD with step η·s, and without the state-free part blocks
// are BAdam: exactly.
func TestFRUGALMustHold1LimitsAreExact(t *testing.T) {
	const lr, wd, dim, n = 0.01, 0.1, 8 * 12, 40
	all := matricesAt(8, 3, 4, 0)
	cosine := Cosine{Steps: 30}

	adamw := NewAdamW(lr, wd)
	adamw.Schedule = cosine
	full := frugal(lr, all, func(o *FRUGAL) { o.Density, o.Gap, o.WeightDecay, o.Schedule = 1, 1000, wd, cosine })
	sameWalk(t, "ρ = 1", walk(t, full, dim, n), walk(t, adamw, dim, n))

	for _, rule := range subspaces {
		none := frugal(lr, all, func(o *FRUGAL) { o.Density, o.Gap, o.Subspace, o.StateFreeScale = 0, 7, rule, 0.3 })
		sameWalk(t, "ρ = 0, "+string(rule), walk(t, none, dim, n), walk(t, NewSignSGD(lr*0.3), dim, n))
	}

	without := frugal(lr, all, func(o *FRUGAL) { o.Gap, o.Order, o.StateFree, o.WeightDecay = 7, DescendingBlocks, nil, wd })
	badam := NewBAdam(lr, all)
	badam.Gap, badam.WeightDecay = 7, wd
	sameWalk(t, "no state-free part", walk(t, without, dim, n), walk(t, badam, dim, n))
}

// Parameters outside of the matrices get Adam throughout, whatever happens to the
// matrices.
func TestFRUGALOtherParametersGetAdam(t *testing.T) {
	blocks := matricesAt(4, 4, 3, 5) // 5 others before each
	const dim = 4*17 + 3             // and 3 behind
	want := walk(t, NewAdam(0.01), dim, 30)
	for _, rule := range subspaces {
		got := walk(t, frugal(0.01, blocks, func(o *FRUGAL) { o.Gap, o.Subspace = 4, rule }), dim, 30)
		for i := range dim {
			inside := i < 4*17 && i%17 >= 5
			if same := got[29][i] == want[29][i]; same == inside {
				t.Fatalf("%s: parameter %d: %v, Adam's is %v", rule, i, got[29][i], want[29][i])
			}
		}
	}
}

// matrixOf returns Pᵀ·P as a matrix, column by column.
func matrixOf(s splitter, n int) *mat.Dense {
	m := mat.NewDense(n, n, nil)
	r, u := make([]float64, s.len()), make([]float64, n)
	for j := range n {
		e := make([]float64, n)
		e[j] = 1
		s.project(r, e)
		clear(u)
		s.join(u, r)
		m.SetCol(j, u)
	}
	return m
}

// PᵀP is an orthogonal projector of the right rank, the residual is orthogonal to its
// range, and for singular vectors it keeps the greatest part of G.
func TestFRUGALMustHold2Projectors(t *testing.T) {
	for _, shape := range [][]int{{6, 4}, {4, 6}, {5, 5}} {
		b := nn.Block{Shape: shape}
		n := b.Len()
		for _, rule := range subspaces[1:] {
			s := newSplitter(rule, 0.5, b)
			src := rng.New(3)
			g := src.NormalVec(make([]float64, n))
			if err := s.renew(g, src); err != nil {
				t.Fatal(err)
			}
			p := matrixOf(s, n)
			var square mat.Dense
			square.Mul(p, p)
			if !mat.EqualApprox(&square, p, 1e-10) || !mat.EqualApprox(p, p.T(), 1e-10) {
				t.Errorf("%s %v: PᵀP is no orthogonal projector", rule, shape)
			}
			if got := mat.Trace(p); math.Abs(got-float64(s.len())) > 1e-10 && rule != SVDSubspace && rule != RandomSubspace {
				t.Errorf("%s %v: rank %v, want %d", rule, shape, got, s.len())
			}
			r, u := make([]float64, s.len()), make([]float64, n)
			s.project(r, g)
			s.residual(u, g, r)
			{
				var low mat.Dense
				low.Mul(p, mat.NewDense(n, 1, u))
				if mat.Norm(&low, math.Inf(1)) > 1e-12 {
					t.Errorf("%s %v: the residual has a part in the subspace: %v", rule, shape, low.RawMatrix().Data)
				}
			}
			if rule != SVDSubspace {
				continue
			}
			var svd mat.SVD
			svd.Factorize(mat.NewDense(shape[0], shape[1], g), mat.SVDNone)
			values := svd.Values(nil)
			rank := int(math.Round(0.5 * float64(min(shape[0], shape[1]))))
			if got, want := vec.Norm2(u), vec.Norm2(values[rank:]); !near(got, want, 1e-12) {
				t.Errorf("svd %v: the residual has norm %v, want %v as of the last singular values", shape, got, want)
			}
		}
	}
}

// The sign of a singular vector changes nothing in steps between two changes of the
// subspace.
func TestFRUGALMustHold2SignOfSingularVectors(t *testing.T) {
	blocks := matricesAt(1, 6, 4, 0)
	step := func(flip bool) []float64 {
		o := frugal(0.1, blocks, func(o *FRUGAL) { o.Subspace, o.Density = SVDSubspace, 0.5 })
		s := rng.New(8)
		x, g := make([]float64, 24), s.NormalVec(make([]float64, 24))
		if err := o.divide(24); err != nil {
			t.Fatal(err)
		}
		if err := o.renew(g); err != nil {
			t.Fatal(err)
		}
		if flip {
			b := o.matrices[0].split.(*basis).b
			vec.Scale(b[:4], -1, b[:4])
		}
		o.progress.t = 1 // no new subspace
		o.progress.n = 24
		for range 5 {
			if err := o.Step(x, s.NormalVec(g)); err != nil {
				t.Fatal(err)
			}
		}
		return x
	}
	if a, b := step(false), step(true); !vec.Equal(a, b, 1e-12) {
		t.Errorf("%v and, with a vector turned around, %v", a, b)
	}
}

// After every reset Adam's part moves by η·R/(|R|+ε) in its own coordinates: for
// blocks, columns and the like the whole step is then −η·sign(G).
func TestFRUGALMustHold3FirstStepAfterReset(t *testing.T) {
	const lr, gap = 0.1, 5
	blocks := matricesAt(4, 6, 4, 0)
	for _, rule := range subspaces {
		for _, free := range []Transform{Sign(), nil} {
			o := frugal(lr, blocks, func(o *FRUGAL) { o.Gap, o.Subspace, o.Density, o.StateFree = gap, rule, 0.5, free })
			s := rng.New(2)
			x, g := make([]float64, 96), make([]float64, 96)
			for k := range 3*gap + 1 {
				before := vec.Clone(x)
				s.NormalVec(g)
				if err := o.Step(x, g); err != nil {
					t.Fatal(err)
				}
				if k%gap != 0 {
					continue
				}
				vec.Sub(before, before, x) // the step
				for i, m := range o.matrices {
					checkFirstStep(t, fmt.Sprintf("%s, step %d, matrix %d", rule, k+1, i), m, before[m.from:m.to], g[m.from:m.to], lr)
				}
			}
		}
	}
}

func checkFirstStep(t *testing.T, what string, m *stretch, step, g []float64, lr float64) {
	t.Helper()
	if m.split == nil { // a whole block
		for i := range g {
			want := lr * g[i] / (math.Abs(g[i]) + 1e-8)
			switch {
			case !m.active && m.free == nil:
				want = 0
			case !m.active:
				want = lr * signum(g[i])
			}
			if math.Abs(step[i]-want) > 1e-14 {
				t.Fatalf("%s: step %v of gradient %v", what, step[i], g[i])
			}
		}
		return
	}
	r, moved := make([]float64, m.split.len()), make([]float64, m.split.len())
	m.split.project(r, g)
	free := vec.Clone(step) // the step but for its state-free part
	if m.free != nil {
		u := make([]float64, len(g))
		m.split.residual(u, g, r)
		for i := range u {
			free[i] -= lr * signum(u[i])
		}
	}
	m.split.project(moved, free)
	for i := range r {
		if want := lr * r[i] / (math.Abs(r[i]) + 1e-8); math.Abs(moved[i]-want) > 1e-12 {
			t.Fatalf("%s: moved %v in the subspace for %v, want %v", what, moved[i], r[i], want)
		}
	}
}

// The floats kept are 2 for each active entry and each other parameter, and the bases.
func TestFRUGALMustHold4Memory(t *testing.T) {
	blocks := []nn.Block{{Name: "a", Shape: []int{10, 6}, Offset: 7}, {Name: "b", Shape: []int{6, 10}, Offset: 67}, {Name: "c", Shape: []int{8, 8}, Offset: 130}, {Name: "d", Shape: []int{8, 8}, Offset: 194}}
	const dim = 260
	const others = 2 * (dim - 60 - 60 - 64 - 64)
	for rule, want := range map[Subspace]int{
		ColumnSubspace: 2 * (10*3 + 6*5 + 2*8*4),
		RowSubspace:    2 * (5*6 + 3*10 + 2*4*8),
		EntrySubspace:  2 * (30 + 30 + 2*32),
		SVDSubspace:    2*10*3 + 3*6 + 2*10*3 + 3*6 + 2*(2*8*4+4*8),
		RandomSubspace: 2*10*3 + 3*6 + 2*10*3 + 3*6 + 2*(2*8*4+4*8),
	} {
		o := frugal(0.1, blocks, func(o *FRUGAL) { o.Subspace, o.Density, o.Gap = rule, 0.5, 3 })
		checkMemory(t, o, dim, func() int { return want + others })
	}
	for _, order := range orders {
		o := frugal(0.1, blocks, func(o *FRUGAL) { o.Order, o.Density, o.Gap = order, 0.5, 3 })
		checkMemory(t, o, dim, func() int {
			n := others
			for _, i := range o.Active() {
				n += 2 * blocks[i].Len()
			}
			return n
		})
	}
	checkMemory(t, frugal(0.1, blocks, func(o *FRUGAL) { o.Density, o.Stateful = 0, ScaleByLion(0.9, 0.99) }), dim, func() int { return others / 2 })
}

func checkMemory(t *testing.T, o *FRUGAL, dim int, want func() int) {
	t.Helper()
	s := rng.New(1)
	x, g := make([]float64, dim), make([]float64, dim)
	for k := range 10 {
		if err := o.Step(x, s.NormalVec(g)); err != nil {
			t.Fatal(err)
		}
		if o.Memory() != want() {
			t.Errorf("%v, %s: %d floats at step %d, want %d", o, o.Order, o.Memory(), k+1, want())
		}
	}
}

func TestFRUGALMustHold5BlockOrder(t *testing.T) {
	for _, c := range []struct {
		order   BlockOrder
		n       int
		density float64
		want    [][]int // counted from 1
	}{
		{DescendingBlocks, 8, 0.25, [][]int{{7, 8}, {5, 6}, {3, 4}, {1, 2}, {7, 8}, {5, 6}}},
		{AscendingBlocks, 8, 0.25, [][]int{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {1, 2}}},
		{MirrorBlocks, 8, 0.25, [][]int{{1, 8}, {2, 7}, {3, 6}, {4, 5}, {1, 8}}},
		{MirrorBlocks, 8, 0.5, [][]int{{1, 2, 7, 8}, {3, 4, 5, 6}, {1, 2, 7, 8}}},
		{DescendingBlocks, 5, 0.4, [][]int{{4, 5}, {2, 3}, {1, 5}, {3, 4}, {1, 2}, {4, 5}}}, // around the end
		{AscendingBlocks, 3, 1, [][]int{{1, 2, 3}, {1, 2, 3}}},
		{AscendingBlocks, 3, 0, [][]int{nil, nil}},
		{DescendingBlocks, 10, 0.25, [][]int{{8, 9, 10}, {5, 6, 7}}}, // 2.5 rounds up
	} {
		o := frugal(0.1, matricesAt(c.n, 2, 2, 0), func(o *FRUGAL) { o.Order, o.Density, o.Gap = c.order, c.density, 2 })
		x, g := make([]float64, 4*c.n), vec.Ones(4*c.n)
		for k, want := range c.want {
			for range 2 {
				if err := o.Step(x, g); err != nil {
					t.Fatal(err)
				}
				got := o.Active()
				for i := range got {
					got[i]++
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, %d blocks: %v active in turn %d, want %v", c.order, c.n, got, k+1, want)
				}
			}
		}
	}
	o := frugal(0.1, matricesAt(8, 2, 2, 0), func(o *FRUGAL) { o.Order, o.Density = MirrorBlocks, 0.375 })
	wantError(t, o.Step(make([]float64, 32), vec.Ones(32)), `Order = "mirror"`, "3 active blocks", "even")

	// Random blocks: each is active a quarter of the time.
	o = frugal(0.1, matricesAt(8, 1, 1, 0), func(o *FRUGAL) { o.Gap = 1 })
	counts := make([]int, 8)
	for range 4000 {
		if err := o.Step(make([]float64, 8), vec.Ones(8)); err != nil {
			t.Fatal(err)
		}
		if len(o.Active()) != 2 {
			t.Fatalf("%v active, want 2", o.Active())
		}
		for _, i := range o.Active() {
			counts[i]++
		}
	}
	for i, n := range counts {
		if math.Abs(float64(n)-1000) > 5*math.Sqrt(4000*0.25*0.75) {
			t.Errorf("block %d is active %d of 4000 times, want about 1000", i, n)
		}
	}
}

// The worked example: coordinate 1 of G = (3, −2, 0.5) stateful, η = 0.1, s = 1.
func TestFRUGALByHand(t *testing.T) {
	o := frugal(0.1, []nn.Block{{Shape: []int{1}, Offset: 0}, {Shape: []int{2}, Offset: 1}}, func(o *FRUGAL) { o.Order, o.Density = AscendingBlocks, 0.5 })
	x := make([]float64, 3)
	if err := o.Step(x, []float64{3, -2, 0.5}); err != nil {
		t.Fatal(err)
	}
	if !vec.Equal(x, []float64{-0.1, 0.1, -0.1}, 1e-9) {
		t.Errorf("step %v, want -0.1·(1, -1, 1)", x)
	}
	if !slices.Equal(o.Active(), []int{0}) {
		t.Errorf("active: %v", o.Active())
	}
}

// Columns written out: Adam on some columns, with its own clock, signs on the others;
// a gradient of zero moves neither.
func TestFRUGALColumnsByHand(t *testing.T) {
	const p, q, gap, lr = 5, 4, 3, 0.1
	o := frugal(lr, matricesAt(1, p, q, 0), func(o *FRUGAL) { o.Subspace, o.Density, o.Gap, o.StateFreeScale = ColumnSubspace, 0.5, gap, 0.5 })
	s := rng.New(4)
	x, g := make([]float64, p*q), make([]float64, p*q)
	want := make([]float64, p*q)
	m, v := make([]float64, p*q), make([]float64, p*q)
	for k := range 10 {
		s.NormalVec(g)
		g[3], g[9] = 0, 0
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		chosen := o.matrices[0].split.(*coordinates).index
		if len(chosen) != 2 {
			t.Fatalf("columns %v, want 2", chosen)
		}
		n := float64(k%gap + 1)
		for i := range g {
			if n == 1 {
				m[i], v[i] = 0, 0
			}
			if !slices.Contains(chosen, i%q) {
				want[i] -= lr * 0.5 * signum(g[i])
				continue
			}
			m[i] = 0.9*m[i] + 0.1*g[i]
			v[i] = 0.999*v[i] + (1-0.999)*g[i]*g[i]
			want[i] -= lr * m[i] / (1 - math.Pow(0.9, n)) / (math.Sqrt(v[i]/(1-math.Pow(0.999, n))) + 1e-8)
		}
		if !vec.Equal(x, want, 1e-12) {
			t.Fatalf("step %d: %v, want %v", k+1, x, want)
		}
	}
}
