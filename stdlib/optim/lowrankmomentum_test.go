package optim

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// demo minimises ‖W‖²_F/10 over 10×10 matrices with gradients of 2 random columns and
// returns the last value.
func demo(t *testing.T, o Optimizer, seed uint64) float64 {
	t.Helper()
	const n, b = 10, 2
	w := rng.New(seed).Split("start").NormalVec(make([]float64, n*n))
	s := rng.New(seed).Split("columns")
	g := make([]float64, n*n)
	for range 200 {
		clear(g)
		for _, j := range s.Sample(n, b) {
			for i := range n {
				g[i*n+j] = 2 * w[i*n+j] / b
			}
		}
		if err := o.Step(w, g); err != nil {
			t.Fatal(err)
		}
	}
	return vec.Dot(w, w) / n
}

func TestFRUGALMustHold9Reprojection(t *testing.T) {
	for _, c := range []struct {
		rank  int
		ratio float64
	}{{3, 0.5}, {6, 0.25}} {
		plain, turned, better := 0.0, 0.0, 0
		for _, seed := range rng.Seeds(20) {
			a := demo(t, NewLowRankMomentum(0.1, 10, 10, c.rank, false), seed)
			b := demo(t, NewLowRankMomentum(0.1, 10, 10, c.rank, true), seed)
			plain, turned = plain+a/20, turned+b/20
			if b < a {
				better++
			}
		}
		t.Logf("rank %d: %.3f with projection, %.3f without, better on %d of 20 seeds", c.rank, turned, plain, better)
		if turned >= c.ratio*plain || better < 20 {
			t.Errorf("rank %d: mean final loss %v with projection, better on %d of 20 seeds; want below %v of %v, on all", c.rank, turned, better, c.ratio, plain)
		}
	}
}

// Both variants written out with full matrices.
func TestLowRankMomentumByHand(t *testing.T) {
	const p, q, r, gap, lr, beta = 6, 4, 2, 3, 0.1, 0.9
	for _, reproject := range []bool{false, true} {
		o := NewLowRankMomentum(lr, p, q, r, reproject)
		o.Gap = gap
		s := rng.New(1)
		x := s.NormalVec(make([]float64, p*q))
		w := mat.NewDense(p, q, vec.Clone(x))
		m := mat.NewDense(r, q, nil)
		u := mat.NewDense(p, r, nil)
		mass := 0.0
		for t1 := 1; t1 <= 11; t1++ {
			gs := s.NormalVec(make([]float64, p*q))
			g := mat.NewDense(p, q, gs)
			if t1%gap == 1 {
				var svd mat.SVD
				var full, back, next mat.Dense
				svd.Factorize(g, mat.SVDFull)
				svd.UTo(&full)
				old := mat.DenseCopyOf(u)
				u.Copy(full.Slice(0, p, 0, r))
				if reproject && t1 > 1 {
					back.Mul(old, m)
					next.Mul(u.T(), &back)
					mass *= mat.Norm(&next, 2) / mat.Norm(m, 2)
					m.Copy(&next)
				}
			}
			var low, d mat.Dense
			low.Mul(u.T(), g)
			low.Scale(1-beta, &low)
			m.Scale(beta, m)
			m.Add(m, &low)
			mass = beta*mass + 1 - beta
			weight := mass
			if !reproject {
				weight = 1 - math.Pow(beta, float64(t1))
			}
			d.Mul(u, m)
			d.Scale(lr/weight, &d)
			w.Sub(w, &d)
			if err := o.Step(x, gs); err != nil {
				t.Fatal(err)
			}
			if !vec.Equal(x, w.RawMatrix().Data, 1e-10) {
				t.Fatalf("reproject %v: step %d is off by %g", reproject, t1, vec.Distance(x, w.RawMatrix().Data))
			}
		}
	}
}

// With the full rank there is nothing to lose: both are momentum with bias
// correction where the basis stays, and with projection also where it changes.
func TestLowRankMomentumOfFullRank(t *testing.T) {
	reference := func() [][]float64 {
		s := rng.New(5)
		x, g, m := s.NormalVec(make([]float64, 16)), make([]float64, 16), make([]float64, 16)
		var all [][]float64
		for k := range 30 {
			vec.Scale(g, math.Exp(-float64(k)/10), s.NormalVec(g))
			vec.Mix(m, 0.9, m, 0.1, g)
			vec.Mix(x, 1, x, -0.1/(1-math.Pow(0.9, float64(k+1))), m)
			all = append(all, vec.Clone(x))
		}
		return all
	}()
	got := walk(t, NewLowRankMomentum(0.1, 4, 4, 4, true), 16, 30)
	if !vec.Equal(got[29], reference[29], 1e-10) {
		t.Errorf("off by %g", vec.Distance(got[29], reference[29]))
	}
	plain := walk(t, NewLowRankMomentum(0.1, 4, 4, 4, false), 16, 30)
	if !vec.Equal(plain[9], reference[9], 1e-10) || vec.Equal(plain[29], reference[29], 1e-3) {
		t.Errorf("without projection: off by %g before the first change and %g after two", vec.Distance(plain[9], reference[9]), vec.Distance(plain[29], reference[29]))
	}
}

func TestLowRankMomentumBadInput(t *testing.T) {
	for _, c := range []struct {
		o    *LowRankMomentum
		says string
	}{
		{NewLowRankMomentum(-1, 4, 4, 2, false), "LowRankMomentum: LR = -1"},
		{&LowRankMomentum{LR: 1, Beta: 1, Rows: 4, Cols: 4, Rank: 1, Gap: 1}, "Beta = 1"},
		{NewLowRankMomentum(1, 0, 4, 2, false), "Rows = 0"},
		{NewLowRankMomentum(1, 4, -1, 2, false), "Cols = -1"},
		{NewLowRankMomentum(1, 4, 4, 5, false), "Rank = 5"},
		{NewLowRankMomentum(1, 4, 4, 0, true), "Rank = 0"},
		{&LowRankMomentum{LR: 1, Rows: 4, Cols: 4, Rank: 1}, "Gap = 0"},
		{NewLowRankMomentum(1, 4, 5, 2, false), "16 parameters at step 1: want 4×5"},
	} {
		wantError(t, c.o.Step(vec.Ones(16), vec.Ones(16)), c.says)
	}
}
