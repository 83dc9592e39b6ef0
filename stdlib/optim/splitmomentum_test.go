package optim

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// J_k = all for all k is SGDM and J_k = ∅ is SGD, to the last bit.
func TestFRUGALMustHold6SplitMomentumLimits(t *testing.T) {
	const dim = 600 // more than one block of the update
	for _, gap := range []int{1, 7} {
		all, none := NewSplitMomentum(0.1, 0.9, 1, rng.New(1)), NewSplitMomentum(0.1, 0.9, 0, rng.New(1))
		all.Gap, none.Gap = gap, gap
		sameWalk(t, "J all", walk(t, all, dim, 40), walk(t, &SGD{LR: 0.1, Momentum: 0.9, EMA: true}, dim, 40))
		sameWalk(t, "J empty", walk(t, none, dim, 40), walk(t, NewSGD(0.1), dim, 40))
	}
}

// The momentum of a coordinate begins at 0 when it enters J and goes on as long as it
// stays.
func TestSplitMomentumByHand(t *testing.T) {
	const dim, beta, lr, gap = 9, 0.8, 0.1, 2
	o := &SplitMomentum{LR: lr, Beta: beta, Density: 0.5, Gap: gap, Stream: rng.New(3)}
	s := rng.New(4)
	x, want, m, g := make([]float64, dim), make([]float64, dim), make([]float64, dim), make([]float64, dim)
	stayed, changed := false, false
	last := make([]bool, dim)
	for k := range 20 {
		if err := o.Step(x, s.NormalVec(g)); err != nil {
			t.Fatal(err)
		}
		size := 0
		for j, in := range o.Active() {
			if !in {
				m[j] = 0
				want[j] -= lr * g[j]
			} else {
				size++
				m[j] = (1-beta)*g[j] + beta*m[j]
				want[j] -= lr * m[j]
			}
			if k > 0 && k%gap == 0 {
				stayed, changed = stayed || in && last[j], changed || in != last[j]
			} else if k > 0 && in != last[j] {
				t.Errorf("step %d: J has changed", k+1)
			}
		}
		copy(last, o.Active())
		if size != 4 {
			t.Errorf("step %d: %d coordinates in J, want ⌊9/2⌋", k+1, size)
		}
		if !vec.Equal(x, want, 1e-13) || !vec.Equal(o.M(), m, 1e-13) {
			t.Fatalf("step %d: %v, want %v", k+1, x, want)
		}
	}
	if !stayed || !changed {
		t.Errorf("some coordinates should stay in J (%v) and some leave it (%v)", stayed, changed)
	}
}

// J is uniform: each pair of coordinates is in it equally often.
func TestSplitMomentumSetsAreUniform(t *testing.T) {
	o := NewSplitMomentum(0.1, 0.9, 0.5, rng.New(9))
	const n, steps = 6, 10000
	var together [n][n]float64
	for range steps {
		if err := o.Step(make([]float64, n), make([]float64, n)); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			for j := range n {
				if o.Active()[i] && o.Active()[j] {
					together[i][j]++
				}
			}
		}
	}
	for i := range n {
		for j := range n {
			p := 0.5
			if i != j {
				p = 0.2 // 3·2 of 6·5
			}
			if sd := math.Sqrt(steps * p * (1 - p)); math.Abs(together[i][j]-steps*p) > 5*sd {
				t.Errorf("%d and %d are in J together %v times of %d, want about %v", i, j, together[i][j], steps, steps*p)
			}
		}
	}
}

func TestSplitMomentumBadInput(t *testing.T) {
	for _, c := range []struct {
		change func(*SplitMomentum)
		says   string
	}{
		{func(o *SplitMomentum) { o.LR = -1 }, "SplitMomentum: LR = -1"},
		{func(o *SplitMomentum) { o.Beta = 1 }, "Beta = 1"},
		{func(o *SplitMomentum) { o.Density = 2 }, "Density = 2"},
		{func(o *SplitMomentum) { o.Gap = 0 }, "Gap = 0"},
		{func(o *SplitMomentum) { o.Stream = nil }, "Stream is nil"},
	} {
		o := NewSplitMomentum(0.1, 0.9, 0.5, rng.New(1))
		c.change(o)
		x := vec.Ones(4)
		wantError(t, o.Step(x, vec.Ones(4)), c.says)
		if !slices.Equal(x, vec.Ones(4)) {
			t.Errorf("%s: x has changed", c.says)
		}
	}
	o := NewSplitMomentum(0.1, 0.9, 0.5, rng.New(1))
	wantError(t, o.Step(vec.Ones(3), vec.Ones(4)), "3 parameters", "4 elements")
}
