package optim

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// GaLore between changes of its subspace moves matrices in as few dimensions as its
// basis has; FRUGAL's step has full rank.
func TestGaLoreIsOfLowRank(t *testing.T) {
	rank := func(o *FRUGAL) int {
		o.Subspace, o.Density = SVDSubspace, 0.25
		o.Gap = 10
		w := walk(t, o, 64, 10)
		x := rng.New(5).NormalVec(make([]float64, 64))
		vec.Sub(x, w[9], x)
		var svd mat.SVD
		svd.Factorize(mat.NewDense(8, 8, x), mat.SVDNone)
		return svd.Rank(1e-10)
	}
	blocks := matricesAt(1, 8, 8, 0)
	if g, f := rank(NewGaLore(0.01, blocks)), rank(NewFRUGAL(0.01, blocks, nil)); g != 2 || f != 8 {
		t.Errorf("GaLore's update has rank %d, want 2; FRUGAL's %d, want 8", g, f)
	}
}

// GaLore written out for a tall and a wide matrix: a basis that changes under a state
// that stays.
func TestGaLoreByHand(t *testing.T) {
	const gap, lr = 3, 0.1
	for _, shape := range [][]int{{6, 4}, {4, 6}} {
		p, q := shape[0], shape[1]
		o := NewGaLore(lr, []nn.Block{{Shape: shape}})
		o.Density, o.Gap = 0.5, gap
		want := mat.NewDense(p, q, rng.New(5).NormalVec(make([]float64, p*q)))
		got := walk(t, o, p*q, 10)
		s := rng.New(5)
		s.NormalVec(make([]float64, p*q))
		adam := NewAdam(1)
		var b mat.Dense
		for k := range 10 {
			gs := s.NormalVec(make([]float64, p*q))
			vec.Scale(gs, math.Exp(-float64(k)/10), gs)
			g := mat.NewDense(p, q, gs)
			if k%gap == 0 {
				var svd mat.SVD
				var v mat.Dense
				svd.Factorize(g, mat.SVDFull)
				if p >= q {
					svd.VTo(&v)
				} else {
					svd.UTo(&v)
				}
				b.CloneFrom(v.Slice(0, 4, 0, 2))
			}
			var r, u mat.Dense
			if p >= q {
				r.Mul(g, &b)
			} else {
				r.Mul(b.T(), g)
			}
			d := make([]float64, len(r.RawMatrix().Data))
			if err := adam.Step(d, r.RawMatrix().Data); err != nil {
				t.Fatal(err)
			}
			copy(r.RawMatrix().Data, d) // minus Adam's direction
			if p >= q {
				u.Mul(&r, b.T())
			} else {
				u.Mul(&b, &r)
			}
			u.Scale(0.25*lr, &u)
			want.Add(want, &u)
			if !vec.Equal(got[k], want.RawMatrix().Data, 1e-9) {
				t.Fatalf("%v: step %d is off by %g", shape, k+1, vec.Distance(got[k], want.RawMatrix().Data))
			}
		}
	}
}
